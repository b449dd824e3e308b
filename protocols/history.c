/* history.c - where an interrupted visit stood, from its events */

#include "protocols/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "protocols/conductor.h"

void history_open(struct history *history, const struct plan *plan)
{
	*history = (struct history){
		.plan = plan, .trial = -1, .max_gap_ns = MAX_GAP_USUAL_NS, .returned_ns = TIME_NEVER,
		.paused_ns = TIME_NONE,
		.attempts = xcalloc(plan->trial_count, sizeof *history->attempts),
	};
}

void history_close(struct history *history)
{
	free(history->attempts);
	*history = (struct history){0};
}

static void stand_at(struct history *history, size_t step, bool done)
{
	history->at = step;
	history->done = done;
	history->asked = history->in_phase = false;
}

/* It goes on: what somebody came back for is done. */
static void enter(struct history *history, size_t step, bool done)
{
	stand_at(history, step, done);
	history->returning = history->to_checkpoint = false;
	history->returned_ns = TIME_NEVER;
}

static int trial_numbered(const struct plan *plan, int number)
{
	for (size_t i = 0; i < plan->trial_count; i++)
		if (plan->trials[i].info.number == number)
			return (int)i;
	return -1;
}

static void begin_trial(struct history *history, const struct event *event)
{
	int trial = trial_numbered(history->plan, event->trial);
	if (trial < 0)
		return;
	history->trial = trial;
	history->attempts[trial] = event->attempt;
	enter(history, history->plan->trials[trial].first_step, false);
}

/* An attempt that does not count is followed by another. */
static void end_trial(struct history *history, const struct event *event)
{
	int trial = trial_numbered(history->plan, event->trial);
	if (trial < 0)
		return;
	const struct planned_trial *planned = &history->plan->trials[trial];
	size_t end = planned->first_step + planned->step_count;
	bool counts = event->value != 0;
	history->trial = -1;
	stand_at(history, counts ? end - 1 : planned->first_step, counts);
	if (counts && end > history->safe)
		history->safe = end;
}

static void pass_checkpoint(struct history *history, size_t step)
{
	enter(history, step, true);
	history->max_gap_ns = history->plan->steps[step].max_gap_ns;
	if (step + 1 > history->safe)
		history->safe = step + 1;
}

/* A decision about a settle or a sensor check tells whether that is done. */
static void decide(struct history *history, const struct event *event)
{
	if (event->kind == EVENT_DECIDE && history->done) {
		history->asked = true;
		history->done = false;
	} else if (event->kind == EVENT_DECISION && history->asked) {
		history->asked = false;
		history->done = strcmp(event->text, DECISION_GO_ON) == 0;
	}
}

static void hear_step(struct history *history, const struct event *event, size_t step)
{
	switch (event->kind) {
	case EVENT_PHASE_BEGIN:
		enter(history, step, false);
		history->in_phase = true;
		history->phase_ns = event->time_ns;
		history->stood_still_ns = 0;
		break;
	case EVENT_TELL:
	case EVENT_ASK:
	case EVENT_SETTLE:
	case EVENT_CHECK:
		enter(history, step, false);
		break;
	case EVENT_PHASE_END:
	case EVENT_CONFIRMED:
	case EVENT_ANSWER:
	case EVENT_REFUSAL:
	case EVENT_SETTLED:
	case EVENT_CHECKED:
		stand_at(history, step, true);
		break;
	case EVENT_SKIP:
		history->done = true;
		break;
	case EVENT_MARK:        /* the operator's own are not planned */
		if (event->planned_ns != TIME_NONE)
			enter(history, step, true);
		break;
	case EVENT_CHECKPOINT:
		pass_checkpoint(history, step);
		break;
	case EVENT_DECIDE:
	case EVENT_DECISION:
		decide(history, event);
		break;
	default:
		break;
	}
}

static void come_back(struct history *history, const struct event *event)
{
	if (!history->returning)
		history->returned_ns = event->time_ns;
	history->returning = true;
	history->to_checkpoint |= strcmp(event->name, "checkpoint") == 0;
}

void history_hear(struct history *history, const struct event *event)
{
	if (!history->returning && event->kind != EVENT_RESUME)
		history_seen(history, event->time_ns);
	switch (event->kind) {
	case EVENT_RESUME:
		come_back(history, event);
		break;
	case EVENT_SESSION_BEGIN:
		history->begun = true;
		break;
	case EVENT_SESSION_END:
		history->ended = true;
		break;
	case EVENT_PAUSE:
		history->paused_ns = event->time_ns;
		break;
	case EVENT_GO_ON:
		if (history->paused_ns != TIME_NONE)
			history->stood_still_ns += event->time_ns - history->paused_ns;
		history->paused_ns = TIME_NONE;
		break;
	case EVENT_TRIAL_BEGIN:
		begin_trial(history, event);
		break;
	case EVENT_TRIAL_END:
		end_trial(history, event);
		break;
	default:
		if (event->step >= 0 && (size_t)event->step < history->plan->step_count)
			hear_step(history, event, (size_t)event->step);
	}
}

void history_seen(struct history *history, int64_t time_ns)
{
	if (time_ns > history->last_ns)
		history->last_ns = time_ns;
}

bool history_unpause(const struct history *history, struct event *event)
{
	if (history->paused_ns == TIME_NONE)
		return false;
	*event = event_at(EVENT_GO_ON, history->last_ns);
	event->value = (double)(history->last_ns - history->paused_ns) / 1e9;
	return true;
}

struct way history_way(const struct history *history, int64_t now_ns)
{
	struct way way = { .away_ns = now_ns - history->last_ns };
	way.step = history->at + (history->done || history->in_phase);
	if (way.away_ns <= history->max_gap_ns && !history->to_checkpoint)
		return way;
	size_t begin = history->trial >= 0 ? history->plan->trials[history->trial].first_step : way.step;
	way.from_checkpoint = true;
	way.step = history->safe < begin ? history->safe : begin;
	return way;
}

static void describe_step(const struct history *history, char *text, size_t size)
{
	const struct plan *plan = history->plan;
	if (history->done || history->at >= plan->step_count) {
		snprintf(text, size, "between two steps");
		return;
	}
	const struct step *step = &plan->steps[history->at];
	const char *kind = step_kind_name(step->kind), *name = strcmp(step->name, kind) == 0 ? "" : step->name;
	snprintf(text, size, "in %s%s%s", kind, name[0] ? " " : "", name);
}

const char *history_text(const struct history *history, int64_t now_ns, char text[static HISTORY_TEXT_SIZE])
{
	struct way way = history_way(history, now_ns);
	char step[96], trial[96] = "";
	describe_step(history, step, sizeof step);
	if (history->trial >= 0)
		snprintf(trial, sizeof trial, " of trial %d (%s)", history->plan->trials[history->trial].info.number,
		         history->plan->trials[history->trial].info.condition);
	snprintf(text, HISTORY_TEXT_SIZE, "interrupted for %.0f s %s%s; %s", (double)way.away_ns / 1e9, step, trial,
	         way.from_checkpoint ? "that is too long to go on there, so it goes back to the last checkpoint"
	                             : "it goes on with the next step");
	return text;
}
