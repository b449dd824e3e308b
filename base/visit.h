/*
 * visit.h - the plain facts of a visit: who, and which trials
 *
 * The plan says them, the record keeps them, the spreadsheet shows them.
 */
#ifndef SOLEUS_BASE_VISIT_H
#define SOLEUS_BASE_VISIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/name.h"

#define PARTICIPANT_ID_SIZE 33
#define VALUE_SIZE 200  /* the title of a study is such a value too */

/* A named value: a factor of a trial (leg = right) or a covariate of a person (age = 54). */
struct named_value {
	char name[NAME_SIZE];
	char value[VALUE_SIZE];
};

#define FACTORS_MAX 8

struct trial_info {
	int                number;              /* from 1, in the order of the plan */
	char               condition[NAME_SIZE];
	struct named_value factors[FACTORS_MAX];
	size_t             factor_count;
};

#define COVARIATES_MAX 64

struct participant {
	char               id[PARTICIPANT_ID_SIZE];
	int                number;      /* from 1, within the group: orders are balanced over it; a replacement's is that of whom it replaces */
	char               group[NAME_SIZE];    /* "" when the study has no groups */
	bool               simulated;
	struct named_value covariates[COVARIATES_MAX];
	size_t             covariate_count;
};

#endif
