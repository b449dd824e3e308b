/* count.h - how many there are, in words: "1 visit is", "2 visits are" */
#ifndef SOLEUS_BASE_COUNT_H
#define SOLEUS_BASE_COUNT_H

#include <stdint.h>

#define COUNT_TEXT_SIZE 64

/* The number with what is told of one, or of many. Returns text. */
const char *count_text(int64_t count, const char *one, const char *many, char text[static COUNT_TEXT_SIZE]);

#endif
