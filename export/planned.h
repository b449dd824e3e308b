/*
 * planned.h - the trials that a session was to have, with their phases and questions
 *
 * Trials that were never begun have no row in the record, but their place in the plan all the same. The record keeps the plan as text
 * (protocols/plan_text.c), whose lines of trials and of their steps are read here:
 *
 *     trial 1 (line 38): condition=heel_int leg=both
 *       step 4 (line 28): measure girth_before text "Girth" unit "cm" 20 to 60
 *       step 6 (line 43): exercise raises_1 20 s phase 2 ends by count count 10 at 30/min cues up down
 */
#ifndef SOLEUS_EXPORT_PLANNED_H
#define SOLEUS_EXPORT_PLANNED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/name.h"

struct planned_trial {
	int  number;
	char condition[NAME_SIZE];
};

struct planned_phase {
	int    trial, number;
	char   name[NAME_SIZE];
	bool   exercise;
	size_t repetitions;     /* 0: not paced */
};

struct planned_question {
	int  trial;
	char name[NAME_SIZE];
	bool words;             /* its answer is no number */
};

struct planned {
	struct planned_trial    *trials;
	struct planned_phase    *phases;
	struct planned_question *questions;
	size_t                   trial_count, phase_count, question_count;
	size_t                   trial_capacity, phase_capacity, question_capacity;
};

/* Freed with planned_free. */
struct planned planned_of(const char *plan_text);
void planned_free(struct planned *planned);

#endif
