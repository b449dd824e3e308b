/* planned.c - the trials that a session was to have, with their phases and questions */

#include "export/planned.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "export/questions.h"

#define NAME_FIELD "%26[a-z0-9_]"
_Static_assert(NAME_SIZE == 27, "the width of NAME_FIELD");

static void add_trial(struct planned *planned, struct planned_trial trial)
{
	array_reserve((void **)&planned->trials, &planned->trial_capacity, planned->trial_count, sizeof trial);
	planned->trials[planned->trial_count++] = trial;
}

/* How often a cue comes: as often as is told, or as the time has room for. */
static size_t repetitions_of(const char *behind_number, double lasts_s)
{
	char ending[32];
	int length = 0, count = 0;
	double per_min;
	if (sscanf(behind_number, " ends by %31s%n", ending, &length) == 1)
		behind_number += length;
	length = 0;
	if (sscanf(behind_number, " count %d%n", &count, &length) == 1 && count > 0)
		return (size_t)count;
	if (sscanf(behind_number, " at %lf/min", &per_min) != 1 || !(per_min > 0) || !(lasts_s > 0))
		return 0;
	return (size_t)ceil(lasts_s * per_min / 60 - 1e-9);
}

static bool read_phase(struct planned *planned, int trial, const char *step)
{
	struct planned_phase phase = { .trial = trial };
	char kind[16];
	double lasts_s;
	int length = 0;
	if (sscanf(step, "%15s " NAME_FIELD " %lf s phase %d%n", kind, phase.name, &lasts_s, &phase.number, &length) != 4)
		return false;
	phase.exercise = strcmp(kind, "exercise") == 0;
	if (!phase.exercise && strcmp(kind, "rest") != 0)
		return false;
	phase.repetitions = repetitions_of(step + length, lasts_s);
	array_reserve((void **)&planned->phases, &planned->phase_capacity, planned->phase_count, sizeof phase);
	planned->phases[planned->phase_count++] = phase;
	return true;
}

static void read_question(struct planned *planned, int trial, const char *step)
{
	struct planned_question question = { .trial = trial };
	char kind[16];
	int length = 0;
	if (sscanf(step, "%15s " NAME_FIELD " text %n", kind, question.name, &length) != 2 || step[length] != '"')
		return;
	const char *behind = quoted_text(step + length, NULL);
	if (strcmp(kind, "ask") == 0)
		question.words = strncmp(behind, " text", strlen(" text")) == 0;
	else if (strcmp(kind, "measure") != 0)
		return;
	array_reserve((void **)&planned->questions, &planned->question_capacity, planned->question_count, sizeof question);
	planned->questions[planned->question_count++] = question;
}

struct planned planned_of(const char *plan_text)
{
	struct planned planned = {0};
	int trial = 0;
	for (const char *at = plan_text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		char *line = xstrndup(at, strcspn(at, "\n"));
		struct planned_trial begins = {0};
		int length = 0;
		if (sscanf(line, "trial %d (line %*d): condition=" NAME_FIELD, &begins.number, begins.condition) == 2) {
			add_trial(&planned, begins);
			trial = begins.number;
		} else if (strncmp(line, "step ", strlen("step ")) == 0) {
			trial = 0;
		} else if (trial && sscanf(line, " step %*d (line %*d): %n", &length) == 0 && length > 0) {
			if (!read_phase(&planned, trial, line + length))
				read_question(&planned, trial, line + length);
		}
		free(line);
	}
	return planned;
}

void planned_free(struct planned *planned)
{
	free(planned->trials);
	free(planned->phases);
	free(planned->questions);
	*planned = (struct planned){0};
}
