/* conductor.c - takes a participant through a plan, step by step */

#include "protocols/conductor.h"

#include <assert.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "protocols/conductor_inside.h"

static const struct step_conduct *const conducts[STEP_KIND_COUNT] = {
	[STEP_TELL] = &tell_conduct,
	[STEP_ASK] = &ask_conduct,
	[STEP_MEASURE] = &measure_conduct,
	[STEP_SENSOR_CHECK] = &sensor_check_conduct,
	[STEP_SETTLE] = &settle_conduct,
	[STEP_REST] = &phase_conduct,
	[STEP_EXERCISE] = &phase_conduct,
	[STEP_CHECKPOINT] = &checkpoint_conduct,
	[STEP_MARK] = &mark_conduct,
};

struct conductor *conductor_new(const struct plan *plan, struct bus *bus,
                                const struct channel *channels, size_t count)
{
	struct conductor *conductor = xcalloc(1, sizeof *conductor);
	conductor->plan = plan;
	conductor->bus = bus;
	conductor->channels = channels;
	conductor->channel_count = count;
	conductor->trial = -1;
	conductor->attempts = xcalloc(plan->trial_count, sizeof *conductor->attempts);
	conductor_open_watches(conductor);
	return conductor;
}

void conductor_free(struct conductor *conductor)
{
	if (!conductor)
		return;
	conductor_undecide(conductor);
	conductor_close_watches(conductor);
	free(conductor->attempts);
	free(conductor);
}

bool conductor_finished(const struct conductor *conductor)
{
	return conductor->finished;
}

bool conductor_completed(const struct conductor *conductor)
{
	return conductor->completed;
}

const struct step *conductor_step(const struct conductor *conductor)
{
	bool under_way = conductor->begun && !conductor->finished && !conductor->between
		&& conductor->at < conductor->plan->step_count;
	return under_way ? &conductor->plan->steps[conductor->at] : NULL;
}

const struct step_conduct *conductor_conduct(const struct conductor *conductor)
{
	const struct step *step = conductor_step(conductor);
	return step ? conducts[step->kind] : NULL;
}

static void enter(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	const struct step *step = conductor_step(conductor);
	conductor->began_ns = planned_ns;
	if (step->trial != conductor->trial) {
		conductor_end_trial(conductor, now_ns, planned_ns, "completed", true);
		conductor_begin_trial(conductor, step->trial, now_ns, planned_ns);
	}
	conducts[step->kind]->enter(conductor, now_ns, planned_ns);
}

/* Which step follows, after closing the trial that it leaves; its own first one when it is to be done again. */
static size_t next_step(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	const struct plan *plan = conductor->plan;
	size_t next = conductor->at + 1;
	int trial = conductor->trial;
	if (trial < 0 || (next < plan->step_count && plan->steps[next].trial == trial))
		return next;
	if (conductor_wants_redo(conductor, now_ns)) {
		conductor_replace_attempt(conductor, now_ns, planned_ns, "completed", conductor->redo_why);
		return plan->trials[trial].first_step;
	}
	conductor_end_trial(conductor, now_ns, planned_ns, "completed", true);
	return next;
}

void conductor_enter_from(struct conductor *conductor, size_t step, int64_t now_ns, int64_t planned_ns)
{
	for (;;) {
		conductor->at = step;
		if (step >= conductor->plan->step_count) {
			conductor->completed = true;
			conductor_end_session(conductor, now_ns, planned_ns, "completed");
			return;
		}
		if (conductor->pause_wanted) {
			conductor->between = true;
			conductor_pause(conductor, now_ns, "between two steps");
			return;
		}
		enter(conductor, now_ns, planned_ns);
		if (conductor->finished || !conductor_conduct(conductor)->instant)
			return;
		step = next_step(conductor, now_ns, planned_ns);
	}
}

void conductor_go_on(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	conductor_enter_from(conductor, next_step(conductor, now_ns, planned_ns), now_ns, planned_ns);
}

void conductor_begin(struct conductor *conductor, int64_t now_ns)
{
	assert(!conductor->begun);
	struct event event = event_at(EVENT_SESSION_BEGIN, now_ns);
	conductor_say(conductor, event, "");
	conductor->begun = true;
	conductor_begin_watches(conductor, now_ns);
	conductor_enter_from(conductor, 0, now_ns, now_ns);
}

static bool stands_still(const struct conductor *conductor)
{
	return conductor->finished || conductor->paused || conductor->decision.stands;
}

/* When the step that is under way has something to do. */
static int64_t step_due(const struct conductor *conductor)
{
	const struct step_conduct *conduct = conductor_conduct(conductor);
	return conduct && conduct->due && !stands_still(conductor) ? conduct->due(conductor) : TIME_NEVER;
}

int64_t conductor_deadline(const struct conductor *conductor)
{
	int64_t due_ns = step_due(conductor);
	int64_t limits_ns = stands_still(conductor) ? TIME_NEVER : conductor_limits_due(conductor);
	return limits_ns < due_ns ? limits_ns : due_ns;
}

void conductor_advance(struct conductor *conductor, int64_t now_ns)
{
	int64_t due_ns;
	while ((due_ns = step_due(conductor)) <= now_ns)
		conductor_conduct(conductor)->act(conductor, now_ns, due_ns);
	if (conductor->begun && !stands_still(conductor))
		conductor_heed_limits(conductor, now_ns);
}

bool conductor_prompt(const struct conductor *conductor, struct prompt *prompt)
{
	*prompt = (struct prompt){ .number = conductor->prompts, .step = conductor_step(conductor) };
	if (conductor->finished)
		return false;
	if (conductor->decision.stands) {
		prompt->kind = PROMPT_DECISION;
		prompt->question = &conductor->decision.question;
		prompt->asked_ns = conductor->decision.asked_ns;
		return true;
	}
	const struct step_conduct *conduct = conductor_conduct(conductor);
	return conduct && conduct->prompt && !conductor->paused && conduct->prompt(conductor, prompt);
}

struct progress conductor_progress(const struct conductor *conductor, int64_t now_ns)
{
	struct progress progress = {
		.step = conductor_step(conductor), .step_index = conductor->at,
		.attempt = conductor->trial >= 0 ? conductor->attempts[conductor->trial] : 0,
		.began_ns = TIME_NONE, .ends_ns = TIME_NONE, .expected_end_ns = TIME_NONE,
		.paused = conductor->paused, .paused_ns = conductor->paused ? conductor->paused_ns : TIME_NONE,
	};
	if (!progress.step)
		return progress;
	int64_t stood_ns = conductor->paused ? now_ns - conductor->paused_ns : 0;
	int64_t end_ns = conductor->began_ns + stood_ns + step_span(progress.step).expected_ns;
	progress.began_ns = conductor->began_ns;
	if (step_is_phase(progress.step)) {
		int64_t cues = (int64_t)progress.step->cue_count;
		progress.ends_ns = conductor->began_ns + stood_ns + progress.step->lasts_ns;
		if (cues > 0)
			progress.repetitions = (conductor->cues_given + cues - 1) / cues;
	}
	progress.expected_end_ns = end_ns > now_ns ? end_ns : now_ns;
	for (size_t i = conductor->at + 1; i < conductor->plan->step_count; i++)
		progress.expected_end_ns += step_span(&conductor->plan->steps[i]).expected_ns;
	return progress;
}
