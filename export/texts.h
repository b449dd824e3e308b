/*
 * texts.h - texts that live as long as the thing that shows them
 *
 * Labels put together at run time, and texts borrowed from rows that are soon
 * gone, are kept here and freed all at once. `struct texts texts = {0};` is a
 * valid new one.
 */
#ifndef SOLEUS_EXPORT_TEXTS_H
#define SOLEUS_EXPORT_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

struct texts {
	char **items;
	size_t count, capacity;
};

/* Takes over a text from malloc, or copies one; what is returned lives until texts_free. */
const char *texts_take(struct texts *texts, char *text);
const char *texts_copy(struct texts *texts, const char *text);

/* A copy unless the same text is there already: a list of different texts. */
const char *texts_add_new(struct texts *texts, const char *text);

bool texts_has(const struct texts *texts, const char *text);

/* "left, right": all of them in one, freed with free(); "" when there are none or more than `most`. */
char *texts_join(const struct texts *texts, const char *between, size_t most);

/* Leaves it empty, and good to be used again. */
void texts_free(struct texts *texts);

#endif
