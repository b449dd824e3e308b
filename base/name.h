/*
 * name.h - names that reach a spreadsheet, and what was probably meant
 *
 * Channels, conditions, phases, questions and factors become columns and levels
 * in R, pandas, SPSS, Stata, REDCap and BIDS. One rule, ^[a-z][a-z0-9_]{1,25}$,
 * is legal in all of them.
 */
#ifndef SOLEUS_BASE_NAME_H
#define SOLEUS_BASE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#define NAME_SIZE 27    /* 26 characters and the NUL */
#define NAME_RULE "2 to 26 of a-z, 0-9 and _, beginning with a letter"

bool name_is_legal(const char *name);

/* Copies a name into a field of NAME_SIZE bytes; longer ones are cut. */
void name_copy(char to[static NAME_SIZE], const char *from);

/*
 * The candidate nearest to `word`, or NULL when none is near enough to be what
 * was meant (more than a third of the letters differ). A neighbouring swap of
 * two letters counts as one difference. `candidates` ends with NULL.
 */
const char *name_nearest(const char *word, const char *const *candidates);

/* The place of `word` among `names`, ended by NULL; -1 when it is not there. */
int name_index(const char *word, const char *const *names);

/* "a, b and c", of `names` ended by NULL; cut to the buffer, in which it lives. */
const char *name_list(const char *const *names, char *buffer, size_t size);

/* name_nearest as the tail of a message: "; did you mean 'x'?" or "". The text
 * lives in `buffer`. */
const char *name_suggestion(const char *word, const char *const *candidates,
                            char *buffer, size_t size);

#endif
