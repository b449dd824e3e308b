/*
 * end_code.h - why an operator ended an exercise, as one of a few codes
 *
 * What is typed begins with a code, and may say more behind it: "pain left calf". It is kept as "pain: left calf";
 * words that begin with no code are kept as "other: ...". So a column of codes can be made of it.
 */
#ifndef SOLEUS_BASE_END_CODE_H
#define SOLEUS_BASE_END_CODE_H

#include <stddef.h>

#include "base/name.h"

/* For people and codebooks: "fatigue, pain, ..., other". */
#define END_CODES "fatigue, pain, breathless, dizzy, form, request, technical, other"

/* What was typed, with its code in front. */
void end_code_put(const char *typed, char *coded, size_t size);

/* The code of such a text. */
const char *end_code_of(const char *coded, char code[static NAME_SIZE]);

#endif
