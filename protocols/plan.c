/* plan.c - what a protocol script says will happen, as data */

#include "protocols/plan.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"

static const char *const step_kinds[STEP_KIND_COUNT] = {
	[STEP_TELL] = "tell",
	[STEP_ASK] = "ask",
	[STEP_REST] = "rest",
	[STEP_EXERCISE] = "exercise",
	[STEP_MARK] = "mark",
};

static const char *const question_kinds[] = {
	[QUESTION_SCALE] = "scale",
	[QUESTION_CHOICES] = "choices",
	[QUESTION_TEXT] = "text",
};

/* Estimates for steps that wait for a person. */
static const int64_t expected_wait_ns[STEP_KIND_COUNT] = {
	[STEP_TELL] = 15 * NS_PER_S,
	[STEP_ASK] = 10 * NS_PER_S,
};

static void step_clear(struct step *step)
{
	free(step->text);
	free(step->cues);
	for (char **choice = step->question.choices; choice && *choice; choice++)
		free(*choice);
	free(step->question.choices);
	free(step->question.anchors[0]);
	free(step->question.anchors[1]);
}

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	for (size_t i = 0; i < plan->step_count; i++)
		step_clear(&plan->steps[i]);
	free(plan->steps);
	free(plan->trials);
	free(plan->needs);
	free(plan->file);
	free(plan->title);
	free(plan->version);
	free(plan);
}

const char *step_kind_name(enum step_kind kind)
{
	assert(kind < STEP_KIND_COUNT);
	return step_kinds[kind];
}

const char *question_kind_name(enum question_kind kind)
{
	return question_kinds[kind];
}

bool step_is_phase(const struct step *step)
{
	return step->kind == STEP_REST || step->kind == STEP_EXERCISE;
}

struct span step_span(const struct step *step)
{
	if (step_is_phase(step))
		return (struct span){ step->lasts_ns, step->lasts_ns, step->lasts_ns };
	int64_t expected = expected_wait_ns[step->kind];
	return (struct span){ 0, expected, expected > 0 ? TIME_NEVER : 0 };
}

struct span plan_span(const struct plan *plan)
{
	struct span sum = {0};
	for (size_t i = 0; i < plan->step_count; i++) {
		struct span one = step_span(&plan->steps[i]);
		sum.least_ns += one.least_ns;
		sum.expected_ns += one.expected_ns;
		bool bounded = sum.most_ns != TIME_NEVER && one.most_ns != TIME_NEVER;
		sum.most_ns = bounded ? sum.most_ns + one.most_ns : TIME_NEVER;
	}
	return sum;
}

int64_t step_cue_total(const struct step *step)
{
	if (step->cue_count == 0)
		return 0;
	double cue_ns = 60e9 / (step->reps_per_min * (double)step->cue_count);
	/* A division's rounding may be one cue off; step_cue_ns decides. */
	int64_t n = (int64_t)((double)step->lasts_ns / cue_ns);
	while (n > 0 && step_cue_ns(step, n - 1) >= step->lasts_ns)
		n--;
	while (step_cue_ns(step, n) < step->lasts_ns)
		n++;
	return n;
}

int64_t step_cue_ns(const struct step *step, int64_t n)
{
	return llround((double)n * 60e9 / (step->reps_per_min * (double)step->cue_count));
}
