/*
 * wide_refills.h - what the table wide takes from a refill curve
 *
 * A row each: another measure of a curve in that table is another row.
 */
#ifndef SOLEUS_EXPORT_WIDE_REFILLS_H
#define SOLEUS_EXPORT_WIDE_REFILLS_H

#include <stdbool.h>

struct curve;           /* export/curves.h */

struct wide_refill {
	const char *name;       /* in the names of its columns: volume_t0_... */
	const char *label;
	const char *unit;
	const char *column;     /* of the table refills, where the same number stands */
	bool        censored;   /* there it has a column that tells so */
	/* Whether a curve can have it: told by the channel and the exercise alone, as curves_list gives them. */
	bool      (*concerns)(const struct curve *curve, bool blind);
	/* NAN when missing. */
	double    (*value)(const struct curve *curve, bool blind);
};

/* In the order of their columns; ends with one whose name is NULL. */
extern const struct wide_refill wide_refills[];

#endif
