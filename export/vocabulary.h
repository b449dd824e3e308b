/*
 * vocabulary.h - the names that a record uses, and the values they take in it
 *
 * Covariates, factors and channels become columns, one for each name used by any
 * participant, trial or session; the values found become the levels that the
 * codebook shows.
 */
#ifndef SOLEUS_EXPORT_VOCABULARY_H
#define SOLEUS_EXPORT_VOCABULARY_H

#include <stddef.h>

#include "base/name.h"
#include "export/session.h"
#include "export/texts.h"
#include "record/record.h"

struct word {
	char         name[NAME_SIZE];
	struct texts values;            /* different ones, in the order found; of a channel: its units */
	struct texts sites;             /* of a channel */
	char         quantity[NAME_SIZE];
};

struct words {
	struct word *items;
	size_t       count, capacity;
};

struct vocabulary {
	struct words covariates;
	struct words factors;
	struct words channels;          /* but waveforms */
	struct texts groups, conditions, phases;
};

/* `struct vocabulary vocabulary = {0};` is a valid new one. */
void vocabulary_add_participant(struct vocabulary *vocabulary, const struct participant *participant);
void vocabulary_add_session(struct vocabulary *vocabulary, const struct session *session);
void vocabulary_free(struct vocabulary *vocabulary);

/* Plain decimal numbers only: 007 and 1E5 are codes, not numbers. With how many decimals they were
 * written at most; -1 when one of them is no number. */
int words_decimals(const struct texts *values);

/* The value of that name; "" when it has none. */
const char *named_value(const struct named_value *values, size_t count, const char *name);

#endif
