/* conductor_events.c - what the conductor says on the bus */

#include "protocols/conductor_inside.h"

#include <math.h>

#include "base/clock.h"

struct event conductor_event(const struct conductor *conductor, enum event_kind kind,
                             int64_t now_ns, int64_t planned_ns)
{
	struct event event = event_at(kind, now_ns);
	const struct step *step = conductor_step(conductor);
	event.planned_ns = planned_ns;
	if (step) {
		event.step = (int)conductor->at;
		event.phase = step->phase;
	}
	if (conductor->trial >= 0) {
		event.trial = conductor->plan->trials[conductor->trial].info.number;
		event.attempt = conductor->attempts[conductor->trial];
	}
	return event;
}

void conductor_say(const struct conductor *conductor, struct event event, const char *text)
{
	event.text = text ? text : "";
	bus_event(conductor->bus, &event);
}

void conductor_tell(const struct conductor *conductor, enum event_kind kind, int64_t now_ns, const char *text)
{
	conductor_say(conductor, conductor_event(conductor, kind, now_ns, TIME_NONE), text);
}

void conductor_deviate(const struct conductor *conductor, struct deviation deviation, int64_t now_ns,
                       const char *reason)
{
	struct event place = conductor_event(conductor, EVENT_NOTE, now_ns, TIME_NONE);
	deviation.time_ns = now_ns;
	deviation.trial = place.trial;
	deviation.attempt = place.attempt;
	deviation.phase = place.phase;
	deviation.reason = reason ? reason : "";
	bus_deviation(conductor->bus, &deviation);
}

/* Of a trial as a whole: no step and no phase of it. */
static struct event event_of_trial(const struct conductor *conductor, enum event_kind kind,
                                   int64_t now_ns, int64_t planned_ns)
{
	struct event event = conductor_event(conductor, kind, now_ns, planned_ns);
	event.step = -1;
	event.phase = 0;
	name_copy(event.name, conductor->plan->trials[conductor->trial].info.condition);
	return event;
}

void conductor_begin_trial(struct conductor *conductor, int trial, int64_t now_ns, int64_t planned_ns)
{
	conductor->trial = trial;
	if (trial < 0)
		return;
	conductor->attempts[trial]++;
	conductor_watch_trial(conductor, trial, now_ns);
	conductor_say(conductor, event_of_trial(conductor, EVENT_TRIAL_BEGIN, now_ns, planned_ns), "");
}

void conductor_end_trial(struct conductor *conductor, int64_t now_ns, int64_t planned_ns,
                         const char *outcome, bool counts)
{
	if (conductor->trial < 0)
		return;
	struct event event = event_of_trial(conductor, EVENT_TRIAL_END, now_ns, planned_ns);
	event.value = counts ? (double)NAN : 0;
	conductor_say(conductor, event, outcome);
	conductor_watch_trial(conductor, -1, now_ns);
	conductor->trial = -1;
}

void conductor_replace_attempt(struct conductor *conductor, int64_t now_ns, int64_t planned_ns,
                               const char *outcome, const char *why)
{
	struct event event = event_of_trial(conductor, EVENT_REDO, now_ns, TIME_NONE);
	int next = conductor->attempts[conductor->trial] + 1;
	event.value = next;
	conductor_say(conductor, event, why);
	struct deviation deviation = { .kind = DEVIATION_REPEATED, .planned = 1, .actual = next };
	name_copy(deviation.name, event.name);
	conductor_deviate(conductor, deviation, now_ns, why);
	conductor_end_trial(conductor, now_ns, planned_ns, outcome, false);
}

void conductor_end_session(struct conductor *conductor, int64_t now_ns, int64_t planned_ns, const char *outcome)
{
	conductor_end_trial(conductor, now_ns, planned_ns, outcome, true);
	conductor->finished = true;
	conductor_say(conductor, conductor_event(conductor, EVENT_SESSION_END, now_ns, planned_ns), outcome);
}
