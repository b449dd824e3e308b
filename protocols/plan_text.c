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

#define PLAN_TEXT_VERSION 1

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

static void put_pace(FILE *out, const struct step *step)
{
	if (isnan(step->reps_per_min))
		return;
	fprintf(out, " at %.10g/min cues", step->reps_per_min);
	for (size_t i = 0; i < step->cue_count; i++)
		fprintf(out, " %s", step->cues[i]);
}

static void put_step(FILE *out, const struct step *step, size_t number)
{
	fprintf(out, "%sstep %zu (line %d): %s", step->trial >= 0 ? "  " : "",
	        number, step->line, step_kind_name(step->kind));
	if (step->name[0])
		fprintf(out, " %s", step->name);
	if (step_is_phase(step)) {
		put_seconds(out, step->lasts_ns);
		fprintf(out, " phase %d", step->phase);
		put_pace(out, step);
		if (step->text)
			put_text(out, "say", step->text);
	} else {
		fputc(' ', out);
		put_quoted(out, step->text);
	}
	if (step->kind == STEP_ASK)
		put_question(out, &step->question);
	fputc('\n', out);
}

static void put_trial(FILE *out, const struct planned_trial *trial)
{
	fprintf(out, "trial %d (line %d): condition=%s", trial->info.number, trial->line, trial->info.condition);
	for (size_t i = 0; i < trial->info.factor_count; i++)
		fprintf(out, " %s=%s", trial->info.factors[i].name, trial->info.factors[i].value);
	fputc('\n', out);
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
