/*
 * defined.h - what study.ini said of covariates, groups and factors when somebody was last enrolled
 *
 * The record keeps it as rows of the table study (record/definitions.h): lines "unit = years".
 */
#ifndef SOLEUS_EXPORT_DEFINED_H
#define SOLEUS_EXPORT_DEFINED_H

#include "export/export.h"

/* Texts live as long as the export; "" for what is not known. */
struct covariate_said {
	const char *type;               /* integer, number, choice, text */
	const char *label, *unit, *low, *high;
	const char *levels;             /* "female, male", in the study's own order; behind them what was entered besides */
};
struct covariate_said covariate_said(struct export *export, const struct word *covariate);

/* The label of a group or a factor (`kind`); "" when it has none. */
const char *label_said(struct export *export, const char *kind, const char *name);

/* Of a row of the table study: whether it says what a group or a factor is. */
bool defines_treatment(const char *name);

#endif
