/*
 * quantity.h - what a channel measures, and in which unit
 *
 * The known quantities carry their unit and the hard bounds outside which a
 * value is flagged as out of range (proposals of the study design, exported
 * with the data). A channel of any other quantity gives unit and bounds in
 * station.ini.
 */
#ifndef SOLEUS_BASE_QUANTITY_H
#define SOLEUS_BASE_QUANTITY_H

#include <stdbool.h>

struct quantity {
	const char *name;       /* temperature */
	const char *label;      /* Temperature */
	const char *unit;       /* degC */
	double      low, high;  /* hard bounds; NAN: none */
	int         decimals;   /* as shown to people; the record keeps all */
	bool        waveform;   /* many samples a second, meaningless as 1-s means */
	bool        never_zero; /* a reading of 0 is what oximeters send where there is none */
};

/* The quantity of that name, or NULL. */
const struct quantity *quantity_find(const char *name);

/* Their names, ended by NULL: for messages and suggestions. */
const char *const *quantity_names(void);

#endif
