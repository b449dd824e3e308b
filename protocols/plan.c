/* plan.c - what a protocol script says will happen, as data */

#include "protocols/plan.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"

static const char *const step_kinds[STEP_KIND_COUNT] = {
	[STEP_TELL] = "tell",
	[STEP_ASK] = "ask",
	[STEP_MEASURE] = "measure",
	[STEP_SENSOR_CHECK] = "sensor_check",
	[STEP_SETTLE] = "settle",
	[STEP_REST] = "rest",
	[STEP_EXERCISE] = "exercise",
	[STEP_CHECKPOINT] = "checkpoint",
	[STEP_MARK] = "mark",
};

static const char *const question_kinds[] = {
	[QUESTION_SCALE] = "scale",
	[QUESTION_CHOICES] = "choices",
	[QUESTION_TEXT] = "text",
};

static const char *const condition_kinds[CONDITION_KIND_COUNT] = {
	[CONDITION_BELOW] = "below",
	[CONDITION_ABOVE] = "above",
	[CONDITION_MISSING] = "missing",
	[CONDITION_STABLE] = "stable",
	[CONDITION_COVERAGE_BELOW] = "coverage_below",
};

static const char *const otherwises[] = {
	[OTHERWISE_ASK] = "ask",
	[OTHERWISE_CONTINUE] = "continue",
	[OTHERWISE_ABORT] = "abort",
};

static const char *const endings[] = {
	[ENDS_BY_TIME] = "time",
	[ENDS_BY_COUNT] = "count",
	[ENDS_BY_OPERATOR] = "operator",
};

/* Estimates for steps that wait for a person. */
#define TELL_EXPECTED_NS    (15 * NS_PER_S)
#define ASK_EXPECTED_NS     (10 * NS_PER_S)
#define MEASURE_EXPECTED_NS (20 * NS_PER_S)

static void step_clear(struct step *step)
{
	free(step->text);
	free(step->cues);
	free(step->cue_at_ns);
	for (char **choice = step->question.choices; choice && *choice; choice++)
		free(*choice);
	free(step->question.choices);
	free(step->question.anchors[0]);
	free(step->question.anchors[1]);
	free(step->settling.until);
}

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	for (size_t i = 0; i < plan->step_count; i++)
		step_clear(&plan->steps[i]);
	for (size_t i = 0; i < plan->trial_count; i++)
		free(plan->trials[i].redo_if);
	free(plan->steps);
	free(plan->trials);
	free(plan->needs);
	free(plan->presets);
	free(plan->stop_if);
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

const char *condition_kind_name(enum condition_kind kind)
{
	assert(kind < CONDITION_KIND_COUNT);
	return condition_kinds[kind];
}

const char *otherwise_name(enum otherwise otherwise)
{
	return otherwises[otherwise];
}

const char *ending_name(enum ending ending)
{
	return endings[ending];
}

bool step_is_phase(const struct step *step)
{
	return step->kind == STEP_REST || step->kind == STEP_EXERCISE;
}

static struct span waiting(int64_t expected_ns)
{
	return (struct span){ .expected_ns = expected_ns, .most_ns = expected_ns, .waits = 1 };
}

/* A settle is expected to take as long as its longest window. */
static struct span span_of_settle(const struct settling *settling)
{
	int64_t expected_ns = settling->at_least_ns;
	for (size_t i = 0; i < settling->until_count; i++) {
		const struct condition *until = &settling->until[i];
		int64_t needs_ns = until->kind == CONDITION_STABLE ? until->over_ns : until->lasting_ns;
		expected_ns = needs_ns > expected_ns ? needs_ns : expected_ns;
	}
	if (expected_ns > settling->at_most_ns)
		expected_ns = settling->at_most_ns;
	return (struct span){ settling->at_least_ns, expected_ns, settling->at_most_ns,
	                      settling->otherwise == OTHERWISE_ASK };
}

static struct span span_of_phase(const struct step *phase)
{
	if (phase->ending == ENDS_BY_OPERATOR)
		return (struct span){ 0, phase->lasts_ns / 2, phase->lasts_ns, 0 };
	return (struct span){ phase->lasts_ns, phase->lasts_ns, phase->lasts_ns, 0 };
}

struct span step_span(const struct step *step)
{
	switch (step->kind) {
	case STEP_TELL:
		return waiting(TELL_EXPECTED_NS);
	case STEP_ASK:
		return waiting(ASK_EXPECTED_NS);
	case STEP_MEASURE:
		return waiting(isnan(step->measurement.twice_within) ? MEASURE_EXPECTED_NS : 2 * MEASURE_EXPECTED_NS);
	case STEP_SENSOR_CHECK:
		return (struct span){ 0, step->sensor_check.at_most_ns, 2 * step->sensor_check.at_most_ns,
		                      step->sensor_check.otherwise == OTHERWISE_ASK };
	case STEP_SETTLE:
		return span_of_settle(&step->settling);
	case STEP_REST:
	case STEP_EXERCISE:
		return span_of_phase(step);
	case STEP_CHECKPOINT:
	case STEP_MARK:
	case STEP_KIND_COUNT:
		break;
	}
	return (struct span){0};
}

struct span plan_span(const struct plan *plan)
{
	struct span sum = {0};
	for (size_t i = 0; i < plan->step_count; i++) {
		const struct step *step = &plan->steps[i];
		struct span one = step_span(step);
		int attempts = step->trial >= 0 ? plan->trials[step->trial].attempts : 1;
		sum.least_ns += one.least_ns;
		sum.expected_ns += one.expected_ns;
		sum.most_ns += (attempts > 1 ? attempts : 1) * one.most_ns;
		sum.waits += one.waits;
	}
	return sum;
}

int64_t step_cue_total(const struct step *step)
{
	if (step->cue_count == 0)
		return 0;
	double repetition_ns = 60e9 / step->reps_per_min;
	/* A division's rounding may be a few cues off; step_cue_ns decides. */
	int64_t n = ((int64_t)((double)step->lasts_ns / repetition_ns) + 1) * (int64_t)step->cue_count;
	while (n > 0 && step_cue_ns(step, n - 1) >= step->lasts_ns)
		n--;
	while (step_cue_ns(step, n) < step->lasts_ns)
		n++;
	return n;
}

int64_t step_cue_ns(const struct step *step, int64_t n)
{
	int64_t cues = (int64_t)step->cue_count;
	if (step->cue_at_ns)
		return llround((double)(n / cues) * 60e9 / step->reps_per_min) + step->cue_at_ns[n % cues];
	return llround((double)n * 60e9 / (step->reps_per_min * (double)cues));
}
