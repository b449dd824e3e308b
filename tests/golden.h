/* golden.h - a whole output held against a file that a person has looked at */
#ifndef SOLEUS_TESTS_GOLDEN_H
#define SOLEUS_TESTS_GOLDEN_H

#include <stdbool.h>

/* True when tests/golden/NAME holds exactly that text. Otherwise the text is written to build/golden/NAME, and
 * it is told how to compare them. */
bool golden_holds(const char *name, const char *text);

#endif
