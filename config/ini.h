/*
 * ini.h - reads an .ini file into sections, by inih
 *
 * `;` and `#` begin a comment at the beginning of a line, ` ;` also behind a value.
 */
#ifndef SOLEUS_CONFIG_INI_H
#define SOLEUS_CONFIG_INI_H

#include "base/error.h"
#include "base/settings.h"

/* NULL with a sentence that names file and line. Freed with settings_free. */
struct settings *ini_read(const char *path, struct error *error);

#endif
