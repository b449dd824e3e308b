/* numbers.h - a value of station.ini that is a word and numbers behind it */
#ifndef SOLEUS_ACQUISITION_NUMBERS_H
#define SOLEUS_ACQUISITION_NUMBERS_H

#include <stddef.h>

/* Copies the first word (cut to `size`) and returns what follows it. */
const char *first_word(const char *text, char *word, size_t size);

/* Reads at most `most` numbers, parted by blanks; -1 when something else stands there too. */
int read_numbers(const char *text, double *numbers, int most);

#endif
