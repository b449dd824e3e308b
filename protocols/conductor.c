/* conductor.c - takes a participant through a plan, step by step */

#include "protocols/conductor.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "protocols/answer.h"

struct conductor {
	const struct plan *plan;
	struct bus        *bus;
	bool               begun, finished;
	size_t             at;          /* index of the step that is under way */
	int                trial;       /* index of the open trial; -1: none */
	int64_t            began_ns;    /* of the step, as planned: deadlines count from here */
	int64_t            cues_given;  /* in this phase */
};

struct conductor *conductor_new(const struct plan *plan, struct bus *bus)
{
	struct conductor *conductor = xcalloc(1, sizeof *conductor);
	conductor->plan = plan;
	conductor->bus = bus;
	conductor->trial = -1;
	return conductor;
}

void conductor_free(struct conductor *conductor)
{
	free(conductor);
}

bool conductor_finished(const struct conductor *conductor)
{
	return conductor->finished;
}

bool conductor_completed(const struct conductor *conductor)
{
	return conductor->finished && conductor->at >= conductor->plan->step_count;
}

/* The step under way, or NULL before the beginning and after the end. */
static const struct step *step_now(const struct conductor *conductor)
{
	bool under_way = conductor->begun && !conductor->finished && conductor->at < conductor->plan->step_count;
	return under_way ? &conductor->plan->steps[conductor->at] : NULL;
}

/* An event that knows where in the plan it happens. */
static struct event event_here(const struct conductor *conductor, enum event_kind kind,
                               int64_t now_ns, int64_t planned_ns)
{
	struct event event = event_at(kind, now_ns);
	const struct step *step = step_now(conductor);
	event.planned_ns = planned_ns;
	if (step) {
		event.step = (int)conductor->at;
		event.phase = step->phase;
	}
	if (conductor->trial >= 0) {
		event.trial = conductor->plan->trials[conductor->trial].info.number;
		event.attempt = 1;
	}
	return event;
}

static void hand(const struct conductor *conductor, struct event event, const char *text)
{
	event.text = text ? text : "";
	bus_event(conductor->bus, &event);
}

static void end_trial(struct conductor *conductor, int64_t now_ns, int64_t planned_ns, const char *outcome)
{
	if (conductor->trial < 0)
		return;
	struct event event = event_here(conductor, EVENT_TRIAL_END, now_ns, planned_ns);
	event.step = -1;
	event.phase = 0;
	name_copy(event.name, conductor->plan->trials[conductor->trial].info.condition);
	hand(conductor, event, outcome);
	conductor->trial = -1;
}

static void begin_trial(struct conductor *conductor, int trial, int64_t now_ns, int64_t planned_ns)
{
	conductor->trial = trial;
	if (trial < 0)
		return;
	struct event event = event_here(conductor, EVENT_TRIAL_BEGIN, now_ns, planned_ns);
	event.step = -1;
	event.phase = 0;
	name_copy(event.name, conductor->plan->trials[trial].info.condition);
	hand(conductor, event, "");
}

/* PHASE_BEGIN, PHASE_END: the same facts, another text when it was interrupted. */
static void mark_phase(struct conductor *conductor, enum event_kind kind, int64_t now_ns,
                       int64_t planned_ns, const char *text)
{
	const struct step *step = step_now(conductor);
	struct event event = event_here(conductor, kind, now_ns, planned_ns);
	name_copy(event.name, step->name);
	event.value = step->reps_per_min;
	hand(conductor, event, text);
}

static void end_session(struct conductor *conductor, int64_t now_ns, int64_t planned_ns, const char *outcome)
{
	end_trial(conductor, now_ns, planned_ns, outcome);
	conductor->finished = true;
	hand(conductor, event_here(conductor, EVENT_SESSION_END, now_ns, planned_ns), outcome);
}

static void enter_step(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	const struct step *step = step_now(conductor);
	conductor->began_ns = planned_ns;
	conductor->cues_given = 0;
	if (step->trial != conductor->trial) {
		end_trial(conductor, now_ns, planned_ns, "completed");
		begin_trial(conductor, step->trial, now_ns, planned_ns);
	}
	struct event event = event_here(conductor, EVENT_MARK, now_ns, planned_ns);
	name_copy(event.name, step->name);
	switch (step->kind) {
	case STEP_TELL:
		event.kind = EVENT_TELL;
		hand(conductor, event, step->text);
		break;
	case STEP_ASK:
		event.kind = EVENT_ASK;
		hand(conductor, event, step->text);
		break;
	case STEP_MARK:
		hand(conductor, event, step->text);
		break;
	case STEP_REST:
	case STEP_EXERCISE:
		mark_phase(conductor, EVENT_PHASE_BEGIN, now_ns, planned_ns, step_kind_name(step->kind));
		if (step->text)
			hand(conductor, event_here(conductor, EVENT_SAY, now_ns, planned_ns), step->text);
		break;
	case STEP_MEASURE:
	case STEP_SENSOR_CHECK:
	case STEP_SETTLE:
	case STEP_CHECKPOINT:
	case STEP_KIND_COUNT:
		assert(false);
	}
}

/* Goes on to the next step that takes time or waits; `planned_ns` is its planned beginning. */
static void go_on(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	const struct step *step;
	do {
		conductor->at++;
		step = step_now(conductor);
		if (step)
			enter_step(conductor, now_ns, planned_ns);
	} while (step && step->kind == STEP_MARK);
	if (!step)
		end_session(conductor, now_ns, planned_ns, "completed");
}

void conductor_begin(struct conductor *conductor, int64_t now_ns)
{
	assert(!conductor->begun);
	hand(conductor, event_here(conductor, EVENT_SESSION_BEGIN, now_ns, TIME_NONE), "");
	conductor->begun = true;
	if (conductor->plan->step_count == 0) {
		end_session(conductor, now_ns, now_ns, "completed");
		return;
	}
	enter_step(conductor, now_ns, now_ns);
	if (conductor->plan->steps[0].kind == STEP_MARK)
		go_on(conductor, now_ns, now_ns);
}

int64_t conductor_deadline(const struct conductor *conductor)
{
	const struct step *step = step_now(conductor);
	if (!step || !step_is_phase(step))
		return TIME_NEVER;
	int64_t after_ns = step->lasts_ns;
	if (step->cue_count > 0) {
		int64_t cue_ns = step_cue_ns(step, conductor->cues_given);
		after_ns = cue_ns < after_ns ? cue_ns : after_ns;
	}
	return conductor->began_ns + after_ns;
}

static void give_cue(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	const struct step *step = step_now(conductor);
	int64_t n = conductor->cues_given++, cues = (int64_t)step->cue_count;
	struct event event = event_here(conductor, EVENT_CUE, now_ns, planned_ns);
	name_copy(event.name, step->cues[n % cues]);
	event.value = (double)(n / cues + 1);
	hand(conductor, event, "");
}

void conductor_advance(struct conductor *conductor, int64_t now_ns)
{
	int64_t due_ns;
	while ((due_ns = conductor_deadline(conductor)) <= now_ns) {
		const struct step *step = step_now(conductor);
		if (due_ns < conductor->began_ns + step->lasts_ns) {
			give_cue(conductor, now_ns, due_ns);
		} else {
			mark_phase(conductor, EVENT_PHASE_END, now_ns, due_ns, step_kind_name(step->kind));
			go_on(conductor, now_ns, due_ns);
		}
	}
}

const struct step *conductor_prompt(const struct conductor *conductor)
{
	const struct step *step = step_now(conductor);
	return step && (step->kind == STEP_TELL || step->kind == STEP_ASK) ? step : NULL;
}

static char *without_blanks_around(const char *text)
{
	while (isspace((unsigned char)*text))
		text++;
	size_t length = strlen(text);
	while (length > 0 && isspace((unsigned char)text[length - 1]))
		length--;
	return xstrndup(text, length);
}

static bool take_answer(struct conductor *conductor, const struct step *step, int64_t now_ns,
                        const char *typed, struct error *error)
{
	struct answer answer;
	struct event event = event_here(conductor, EVENT_REJECTED, now_ns, TIME_NONE);
	name_copy(event.name, step->name);
	if (!answer_judge(&step->question, typed, &answer, error)) {
		hand(conductor, event, typed);
		return false;
	}
	event.kind = answer.refused ? EVENT_REFUSAL : EVENT_ANSWER;
	event.value = answer.value;
	hand(conductor, event, answer.refused ? "" : answer.text);
	return true;
}

bool conductor_reply(struct conductor *conductor, int64_t now_ns, const char *answer, struct error *error)
{
	const struct step *step = conductor_prompt(conductor);
	if (!step)
		return error_set(error, ERROR_REFUSED, "Nothing is being asked at the moment; to keep a remark, write a note.");
	if (step->kind == STEP_TELL) {
		hand(conductor, event_here(conductor, EVENT_CONFIRMED, now_ns, TIME_NONE), "");
	} else {
		char *typed = without_blanks_around(answer);
		bool taken = take_answer(conductor, step, now_ns, typed, error);
		free(typed);
		if (!taken)
			return false;
	}
	go_on(conductor, now_ns, now_ns);
	return true;
}

void conductor_note(struct conductor *conductor, int64_t now_ns, const char *text)
{
	hand(conductor, event_here(conductor, EVENT_NOTE, now_ns, TIME_NONE), text);
}

void conductor_stop(struct conductor *conductor, int64_t now_ns, const char *why)
{
	if (conductor->finished)
		return;
	if (why && *why)
		conductor_note(conductor, now_ns, why);
	const struct step *step = step_now(conductor);
	if (step && step_is_phase(step))
		mark_phase(conductor, EVENT_PHASE_END, now_ns, TIME_NONE, "interrupted");
	end_session(conductor, now_ns, TIME_NONE, "interrupted");
}

struct progress conductor_progress(const struct conductor *conductor, int64_t now_ns)
{
	struct progress progress = {
		.step = step_now(conductor), .step_index = conductor->at,
		.began_ns = TIME_NONE, .ends_ns = TIME_NONE, .expected_end_ns = TIME_NONE,
	};
	if (!progress.step)
		return progress;
	int64_t end_ns = conductor->began_ns + step_span(progress.step).expected_ns;
	progress.began_ns = conductor->began_ns;
	if (step_is_phase(progress.step)) {
		int64_t cues = (int64_t)progress.step->cue_count;
		progress.ends_ns = end_ns;
		if (cues > 0)
			progress.repetitions = (conductor->cues_given + cues - 1) / cues;
	}
	progress.expected_end_ns = end_ns > now_ns ? end_ns : now_ns;
	for (size_t i = conductor->at + 1; i < conductor->plan->step_count; i++)
		progress.expected_end_ns += step_span(&conductor->plan->steps[i]).expected_ns;
	return progress;
}
