/*
 * definitions.h - what the study's covariates, groups and factors are, kept where their values are
 *
 * A covariate's label, unit, range and levels, and the labels of groups and factors, stand in study.ini, which may be
 * changed or lost; an export made years later must know them all the same. Whoever makes or opens the record to add to it
 * brings them here; they are rows of the table study, named `covariate age`. One that has changed becomes a further row,
 * `covariate age 2`, and the last one counts.
 */
#ifndef SOLEUS_RECORD_DEFINITIONS_H
#define SOLEUS_RECORD_DEFINITIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct record;

struct definition {
	const char *kind;       /* covariate, group, factor */
	const char *name;       /* age */
	const char *text;       /* lines "unit = years": see config/study.h */
};

/* Adds those that the record has not, or has otherwise; in one transaction, with an entry in the audit when there
 * were any. */
bool record_define(struct record *record, const struct definition *definitions, size_t count, int64_t utc_ns,
                   struct error *error);

#endif
