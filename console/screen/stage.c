/* stage.c - where a visit stands, in plain values, for whoever shows it */

#include "console/screen/stage.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "console/event_words.h"

struct stage stage_none(void)
{
	return (struct stage){
		.word = "", .kind = "", .text = "", .began_ns = TIME_NONE, .ends_ns = TIME_NONE,
		.trial_began_ns = TIME_NONE, .trial_ends_ns = TIME_NONE, .expected_end_ns = TIME_NONE,
		.reps_per_min = NAN, .prompt = { .low = NAN, .high = NAN },
	};
}

static void take_question(struct stage_prompt *prompt, const struct question *question)
{
	prompt->optional = question->optional;
	switch (question->kind) {
	case QUESTION_SCALE:
		prompt->kind = ASKED_NUMBER;
		prompt->scale = true;
		prompt->low = question->low;
		prompt->high = question->high;
		prompt->anchors[0] = question->anchors[0];
		prompt->anchors[1] = question->anchors[1];
		break;
	case QUESTION_CHOICES:
		prompt->kind = ASKED_CHOICE;
		for (int i = 0; i < STAGE_CHOICES && question->choices[i]; i++) {
			snprintf(prompt->choices[i], STAGE_CHOICE_SIZE, "%s", question->choices[i]);
			prompt->choice_count = i + 1;
		}
		break;
	case QUESTION_TEXT:
		prompt->kind = ASKED_TEXT;
		break;
	}
}

static struct stage_prompt prompt_of(const struct prompt *asked, const char *decision)
{
	struct stage_prompt prompt = { .kind = ASKED_TO_CONFIRM, .number = asked->number, .low = NAN, .high = NAN };
	const char *text = asked->step && asked->step->text ? asked->step->text : "";
	char again[READING_WORDS_SIZE] = "";
	switch (asked->kind) {
	case PROMPT_CONFIRM:
		break;
	case PROMPT_NUMBER:
		prompt.kind = ASKED_NUMBER;
		reading_words(asked->measurement, asked->reading, again);
		prompt.low = asked->measurement->low;
		prompt.high = asked->measurement->high;
		prompt.optional = asked->measurement->optional;
		memcpy(prompt.unit, asked->measurement->unit, sizeof prompt.unit);
		break;
	case PROMPT_DECISION:
		text = decision;
		prompt.decision = true;
		take_question(&prompt, asked->question);
		break;
	case PROMPT_QUESTION:
		take_question(&prompt, asked->question);
		break;
	}
	snprintf(prompt.text, sizeof prompt.text, "%s%s", text, again);
	return prompt;
}

/* "recovery 10:00, then ask heaviness": the steps from this one on that a person notices. */
static void write_next(const struct plan *plan, size_t from, char *text, size_t size)
{
	int length = 0, told = 0;
	text[0] = '\0';
	for (size_t i = from; i < plan->step_count && told < 3 && (size_t)length < size; i++) {
		const struct step *step = &plan->steps[i];
		if (step->kind == STEP_MARK || step->kind == STEP_CHECKPOINT)
			continue;
		int64_t seconds = step_span(step).expected_ns / NS_PER_S;
		length += snprintf(text + length, size - (size_t)length, "%s%s%s%s", told ? ", then " : "",
		                   step_is_phase(step) ? "" : step_kind_name(step->kind),
		                   step->name[0] && !step_is_phase(step) ? " " : "", step->name);
		if (step_is_phase(step) && (size_t)length < size)
			length += snprintf(text + length, size - (size_t)length, " %lld:%02lld",
			                   (long long)(seconds / 60), (long long)(seconds % 60));
		told++;
	}
	if (told == 0)
		snprintf(text, size, "the end of the visit");
}

static int64_t expected_end_of_trial(const struct plan *plan, const struct planned_trial *trial, size_t at, int64_t step_end_ns)
{
	for (size_t i = at + 1; i < trial->first_step + trial->step_count && i < plan->step_count; i++)
		step_end_ns += step_span(&plan->steps[i]).expected_ns;
	return step_end_ns;
}

static void fill_trial(struct stage *stage, const struct plan *plan, const struct progress *progress, int64_t now_ns,
                       const struct stage *previous)
{
	stage->trials = (int)plan->trial_count;
	if (progress->step->trial < 0)
		return;
	const struct planned_trial *trial = &plan->trials[progress->step->trial];
	int64_t end_ns = progress->began_ns + step_span(progress->step).expected_ns;
	stage->trial = trial->info.number;
	stage->trial_info = &trial->info;
	stage->attempt = progress->attempt;
	bool same = previous->trial == stage->trial && previous->attempt == stage->attempt;
	stage->trial_began_ns = same ? previous->trial_began_ns : progress->began_ns;
	stage->trial_ends_ns = expected_end_of_trial(plan, trial, progress->step_index, end_ns > now_ns ? end_ns : now_ns);
}

struct stage stage_of_conductor(const struct conductor *conductor, const struct plan *plan, int64_t now_ns,
                                const struct stage *previous, const char *decision)
{
	struct stage stage = stage_none();
	struct prompt prompt;
	struct progress progress = conductor_progress(conductor, now_ns);
	const struct step *step = progress.step;
	stage.ended = conductor_finished(conductor);
	stage.paused = progress.paused;
	stage.paused_ns = progress.paused_ns;
	if (conductor_prompt(conductor, &prompt))
		stage.prompt = prompt_of(&prompt, decision);
	if (!step && stage.paused && !stage.ended)
		write_next(plan, progress.step_index, stage.next, sizeof stage.next);
	if (!step)
		return stage;
	stage.kind = step_kind_name(step->kind);
	stage.word = step->name[0] ? step->name : stage.kind;
	stage.text = step->text ? step->text : "";
	stage.began_ns = progress.began_ns;
	stage.ends_ns = progress.ends_ns;
	stage.expected_end_ns = progress.expected_end_ns;
	stage.reps_per_min = step->reps_per_min;
	stage.repetitions = progress.repetitions;
	if (step->kind == STEP_EXERCISE && step->cue_count > 0)
		stage.repetitions_wanted = step_cue_total(step) / (int64_t)step->cue_count;
	write_next(plan, progress.step_index + 1, stage.next, sizeof stage.next);
	fill_trial(&stage, plan, &progress, now_ns, previous);
	conductor_waiting(conductor, now_ns, stage.waiting, sizeof stage.waiting);
	return stage;
}
