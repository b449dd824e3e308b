/* event.c - anything that happens in a visit and is not a sample */

#include "base/event.h"

#include <assert.h>
#include <math.h>
#include <string.h>

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
	[EVENT_READING] = "reading",
	[EVENT_SETTLE] = "settle",
	[EVENT_SETTLED] = "settled",
	[EVENT_CHECK] = "check",
	[EVENT_CHECKED] = "checked",
	[EVENT_CHECKPOINT] = "checkpoint",
	[EVENT_LIMIT] = "limit",
	[EVENT_DECIDE] = "decide",
	[EVENT_DECISION] = "decision",
	[EVENT_PAUSE] = "pause",
	[EVENT_GO_ON] = "go_on",
	[EVENT_REDO] = "redo",
	[EVENT_SKIP] = "skip",
	[EVENT_EXERCISE_END] = "exercise_end",
	[EVENT_ADVERSE] = "adverse",
	[EVENT_FINISH] = "finish",
	[EVENT_EMERGENCY] = "emergency",
	[EVENT_LEAVE] = "leave",
	[EVENT_RESUME] = "resume",
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

enum event_kind event_kind_named(const char *name)
{
	int kind = 0;
	while (kind < EVENT_KIND_COUNT && strcmp(names[kind], name) != 0)
		kind++;
	return (enum event_kind)kind;
}
