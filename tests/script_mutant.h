/*
 * script_mutant.h - protocol scripts with a token lost, doubled or misplaced
 */
#ifndef SOLEUS_TESTS_SCRIPT_MUTANT_H
#define SOLEUS_TESTS_SCRIPT_MUTANT_H

#include <stddef.h>

#include "base/random.h"

#define MUTANT_SIZE 32768

/* Writes the script with one or two changes; returns its length, below MUTANT_SIZE. */
size_t script_mutant(const char *script, struct random_source *chance, char mutant[static MUTANT_SIZE]);

#endif
