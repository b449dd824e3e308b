/* golden.h - a whole output held against a file that a person has looked at */
#ifndef SOLEUS_TESTS_GOLDEN_H
#define SOLEUS_TESTS_GOLDEN_H

#include <stdbool.h>

/* True when the file holds exactly that text. Otherwise the text is written into build/golden/, and it is told
 * how to compare them. */
bool golden_holds(const char *path, const char *text);

#endif
