/* conductor_resume.c - going on with a visit that was interrupted */

#include "protocols/conductor_inside.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "protocols/deviations.h"

/* Pause and phase ended when the program did, not when somebody came back. A trial that is done again
 * has its phases again too. */
static void close_phase(struct conductor *conductor, const struct history *history, bool again)
{
	struct event paused;
	struct deviation deviation;
	int64_t lasted_ns = history->last_ns - history->phase_ns - history->stood_still_ns;
	if (history_unpause(history, &paused)) {
		struct event event = conductor_event(conductor, EVENT_GO_ON, paused.time_ns, TIME_NONE);
		event.value = paused.value;
		lasted_ns -= (int64_t)(paused.value * 1e9);
		conductor_say(conductor, event, "");
	}
	if (!history->in_phase)
		return;
	const struct step *step = conductor_step(conductor);
	struct event event = conductor_event(conductor, EVENT_PHASE_END, history->last_ns,
	                                     phase_planned_end(step, history->last_ns - lasted_ns));
	name_copy(event.name, step->name);
	event.value = step->reps_per_min;
	conductor_say(conductor, event, "interrupted");
	if (!again && deviation_of_length(step, lasted_ns, &deviation))
		conductor_deviate(conductor, deviation, history->last_ns, "");
}

static void tell(struct conductor *conductor, const struct history *history, const struct way *way, int64_t now_ns)
{
	char text[HISTORY_TEXT_SIZE];
	struct event event = conductor_event(conductor, EVENT_RESUME, now_ns, TIME_NONE);
	struct deviation deviation = {
		.kind = DEVIATION_INTERRUPTED, .severity = way->from_checkpoint ? SEVERITY_MAJOR : SEVERITY_MINOR,
		.planned = 0, .actual = (double)way->away_ns / 1e9, .unit = "s",
	};
	name_copy(event.name, way->from_checkpoint ? "checkpoint" : "next_step");
	event.value = deviation.actual;
	conductor_say(conductor, event, history_text(history, now_ns, text));
	conductor_deviate(conductor, deviation, now_ns, "");
}

struct way conductor_return(struct conductor *conductor, const struct history *history, int64_t now_ns)
{
	assert(!conductor->begun && !history->ended);
	struct way way = history_way(history, now_ns);
	if (!history->begun)
		return way;
	conductor->begun = true;
	conductor->at = history->at;
	conductor->trial = history->trial;
	memcpy(conductor->attempts, history->attempts, conductor->plan->trial_count * sizeof *conductor->attempts);
	close_phase(conductor, history, way.from_checkpoint && history->trial >= 0);
	tell(conductor, history, &way, now_ns);
	return way;
}

void conductor_resume(struct conductor *conductor, const struct history *history, const struct way *way,
                      int64_t now_ns)
{
	if (!conductor->begun) {
		conductor_begin(conductor, now_ns);
		return;
	}
	conductor_begin_watches(conductor, now_ns);
	if (way->from_checkpoint && conductor->trial >= 0)
		conductor_replace_attempt(conductor, now_ns, TIME_NONE, "interrupted", "the visit was interrupted for too long");
	else if (conductor->trial >= 0)
		conductor_watch_trial(conductor, conductor->trial, now_ns);
	if (way->from_checkpoint || way->step == history->at)
		conductor_enter_from(conductor, way->step, now_ns, now_ns);
	else
		conductor_go_on(conductor, now_ns, now_ns);
}
