/*
 * plan_text.c - a plan written down
 *
 * One item a line, indented by what it belongs to. Texts are quoted, with line
 * ends, quotes and backslashes escaped. Nothing of the machine enters: neither
 * the script's path nor the time.
 */

#include "protocols/plan.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"

#define PLAN_TEXT_VERSION 2

static void put_quoted(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '\n')
			fputs("\\n", out);
		else if (*text == '\t')
			fputs("\\t", out);
		else if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else
			fputc(*text, out);
	}
	fputc('"', out);
}

static void put_text(FILE *out, const char *key, const char *text)
{
	fprintf(out, " %s ", key);
	put_quoted(out, text);
}

/* 300 s, 16.5 s: exact, without the zeros that say nothing. */
static void put_seconds(FILE *out, int64_t ns)
{
	fprintf(out, " %" PRId64, ns / NS_PER_S);
	int64_t rest = ns % NS_PER_S;
	int digits = 9;
	for (; rest && rest % 10 == 0; digits--)
		rest /= 10;
	if (rest)
		fprintf(out, ".%0*" PRId64, digits, rest);
	fputs(" s", out);
}

static void put_question(FILE *out, const struct question *question)
{
	fprintf(out, " %s", question_kind_name(question->kind));
	if (question->kind == QUESTION_SCALE)
		fprintf(out, " %.10g to %.10g", question->low, question->high);
	for (char **choice = question->choices; choice && *choice; choice++) {
		fputc(' ', out);
		put_quoted(out, *choice);
	}
	if (question->anchors[0]) {
		put_text(out, "from", question->anchors[0]);
		put_text(out, "to", question->anchors[1]);
	}
	if (question->optional)
		fputs(" optional", out);
}

static void put_measurement(FILE *out, const struct measurement *measurement)
{
	put_text(out, "unit", measurement->unit);
	if (!isnan(measurement->low))
		fprintf(out, " %.10g to %.10g", measurement->low, measurement->high);
	if (!isnan(measurement->twice_within))
		fprintf(out, " twice within %.10g", measurement->twice_within);
	if (measurement->optional)
		fputs(" optional", out);
}

static void put_condition(FILE *out, const struct condition *condition)
{
	fprintf(out, " %s %s", condition_kind_name(condition->kind), condition->channel);
	if (!isnan(condition->threshold))
		fprintf(out, " %.10g", condition->threshold);
	if (condition->hysteresis > 0)
		fprintf(out, " hysteresis %.10g", condition->hysteresis);
	if (condition->lasting_ns > 0) {
		fputs(" lasting", out);
		put_seconds(out, condition->lasting_ns);
	}
	if (condition->kind != CONDITION_STABLE)
		return;
	fprintf(out, " within %.10g", condition->within);
	if (!isnan(condition->slope_per_min))
		fprintf(out, " slope %.10g/min", condition->slope_per_min);
	fputs(" over", out);
	put_seconds(out, condition->over_ns);
}

static void put_settling(FILE *out, const struct settling *settling)
{
	for (size_t i = 0; i < settling->until_count; i++) {
		fputs(i ? " and" : " until", out);
		put_condition(out, &settling->until[i]);
	}
	fputs(" at least", out);
	put_seconds(out, settling->at_least_ns);
	fputs(" at most", out);
	put_seconds(out, settling->at_most_ns);
	fprintf(out, " otherwise %s", otherwise_name(settling->otherwise));
}

static void put_sensor_check(FILE *out, const struct sensor_check *check)
{
	fprintf(out, " rise %.10g fall %.10g each at most", check->rise, check->fall);
	put_seconds(out, check->at_most_ns);
	fprintf(out, " otherwise %s", otherwise_name(check->otherwise));
}

static void put_pace(FILE *out, const struct step *step)
{
	if (isnan(step->reps_per_min))
		return;
	fprintf(out, " at %.10g/min cues", step->reps_per_min);
	for (size_t i = 0; i < step->cue_count; i++) {
		fprintf(out, " %s", step->cues[i]);
		if (step->cue_at_ns) {
			fputs(" at", out);
			put_seconds(out, step->cue_at_ns[i]);
		}
	}
}

static void put_phase(FILE *out, const struct step *step)
{
	put_seconds(out, step->lasts_ns);
	fprintf(out, " phase %d", step->phase);
	if (step->kind == STEP_EXERCISE && step->ending != ENDS_BY_TIME)
		fprintf(out, " ends by %s", ending_name(step->ending));
	if (step->count > 0)
		fprintf(out, " count %d", step->count);
	put_pace(out, step);
}

static void put_step(FILE *out, const struct step *step, size_t number)
{
	fprintf(out, "%sstep %zu (line %d): %s", step->trial >= 0 ? "  " : "",
	        number, step->line, step_kind_name(step->kind));
	if (step->name[0])
		fprintf(out, " %s", step->name);
	if (step_is_phase(step))
		put_phase(out, step);
	if (step->text)
		put_text(out, step_is_phase(step) || step->kind == STEP_SETTLE ? "say" : "text", step->text);
	if (step->kind == STEP_ASK)
		put_question(out, &step->question);
	if (step->kind == STEP_MEASURE)
		put_measurement(out, &step->measurement);
	if (step->kind == STEP_SETTLE)
		put_settling(out, &step->settling);
	if (step->kind == STEP_SENSOR_CHECK)
		put_sensor_check(out, &step->sensor_check);
	if (step->kind == STEP_CHECKPOINT && step->max_gap_ns != TIME_NEVER) {
		fputs(" max gap", out);
		put_seconds(out, step->max_gap_ns);
	}
	fputc('\n', out);
}

static void put_conditions(FILE *out, const char *what, const struct condition *conditions, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		fputs(what, out);
		put_condition(out, &conditions[i]);
		fputc('\n', out);
	}
}

static void put_trial(FILE *out, const struct planned_trial *trial)
{
	fprintf(out, "trial %d (line %d): condition=%s", trial->info.number, trial->line, trial->info.condition);
	for (size_t i = 0; i < trial->info.factor_count; i++)
		fprintf(out, " %s=%s", trial->info.factors[i].name, trial->info.factors[i].value);
	if (trial->attempts > 1)
		fprintf(out, " attempts %d", trial->attempts);
	fputc('\n', out);
	put_conditions(out, "  redo if", trial->redo_if, trial->redo_count);
}

static void put_plan(FILE *out, const struct plan *plan)
{
	fprintf(out, "plan, form %d\nprotocol %s\ntitle ", PLAN_TEXT_VERSION, plan->id);
	put_quoted(out, plan->title);
	fputs("\nversion ", out);
	put_quoted(out, plan->version);
	fputc('\n', out);
	for (size_t i = 0; i < plan->need_count; i++)
		fprintf(out, "%s %s: %s\n", plan->needs[i].required ? "needs" : "wants",
		        plan->needs[i].channel, plan->needs[i].quantity);
	put_conditions(out, "stop if", plan->stop_if, plan->stop_count);
	int trial = -1;
	for (size_t i = 0; i < plan->step_count; i++) {
		if (plan->steps[i].trial != trial && plan->steps[i].trial >= 0)
			put_trial(out, &plan->trials[plan->steps[i].trial]);
		trial = plan->steps[i].trial;
		put_step(out, &plan->steps[i], i + 1);
	}
}

char *plan_text(const struct plan *plan)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		memory_exhausted();
	put_plan(out, plan);
	if (fclose(out) != 0)
		memory_exhausted();
	return text;
}
