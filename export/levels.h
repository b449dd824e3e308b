/*
 * levels.h - the levels of a column, one by one
 *
 * A column's `levels` are for people: "1=yes, 0=no (a later attempt does)" where numbers stand for
 * something, "rest, exercise" where the values speak for themselves. Formats that keep labels with
 * the values take them apart here; a comma within parentheses parts nothing, and none within quotes: 1="no, none", 2=some.
 */
#ifndef SOLEUS_EXPORT_LEVELS_H
#define SOLEUS_EXPORT_LEVELS_H

#include <stdbool.h>

#include "export/table.h"

#define LEVEL_SIZE 256

struct level {
	char   value[LEVEL_SIZE];       /* "1", "rest" */
	char   label[LEVEL_SIZE];       /* "yes"; "" when the value speaks for itself */
};

/* The first level of a column when *at is its `levels`; moves *at to the next. False at the end. */
bool level_next(const char **at, struct level *level);

/* One level of a column, freed with free(); the label in quotes where it would be taken apart. */
char *level_text(int value, const char *label);

/* True when the levels are the values themselves, all of them: "female, male". */
bool levels_are_words(const struct column *column);

/* True for an integer column all of whose levels are codes with labels. */
bool column_is_coded(const struct column *column);

#endif
