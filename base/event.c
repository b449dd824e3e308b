/* event.c - anything that happens in a visit and is not a sample */

#include "base/event.h"

#include <assert.h>
#include <math.h>

#include "base/clock.h"

static const char *const names[EVENT_KIND_COUNT] = {
	[EVENT_SESSION_BEGIN] = "session_begin",
	[EVENT_SESSION_END] = "session_end",
	[EVENT_TRIAL_BEGIN] = "trial_begin",
	[EVENT_TRIAL_END] = "trial_end",
	[EVENT_PHASE_BEGIN] = "phase_begin",
	[EVENT_PHASE_END] = "phase_end",
	[EVENT_CUE] = "cue",
	[EVENT_SAY] = "say",
	[EVENT_TELL] = "tell",
	[EVENT_CONFIRMED] = "confirmed",
	[EVENT_ASK] = "ask",
	[EVENT_ANSWER] = "answer",
	[EVENT_REFUSAL] = "refusal",
	[EVENT_REJECTED] = "rejected",
	[EVENT_MARK] = "mark",
	[EVENT_NOTE] = "note",
	[EVENT_PREFLIGHT] = "preflight",
	[EVENT_CONNECTED] = "connected",
	[EVENT_LOST] = "lost",
	[EVENT_TROUBLE] = "trouble",
	[EVENT_CLOCK] = "clock",
	[EVENT_SYSTEM] = "system",
	[EVENT_IMPORT] = "import",
};

struct event event_at(enum event_kind kind, int64_t time_ns)
{
	return (struct event){
		.kind = kind, .time_ns = time_ns, .planned_ns = TIME_NONE,
		.step = -1, .value = NAN, .text = "",
	};
}

const char *event_kind_name(enum event_kind kind)
{
	assert(kind < EVENT_KIND_COUNT);
	return names[kind];
}
