/* settings_of.h - settings from text that stands in the test, without a file */
#ifndef SOLEUS_TESTS_SETTINGS_OF_H
#define SOLEUS_TESTS_SETTINGS_OF_H

#include "base/settings.h"

/* Lines "[kind name]" and "key = value", nothing else; the file is called station.ini. Freed
 * with settings_free. */
struct settings *settings_of(const char *text);

#endif
