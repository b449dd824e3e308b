/*
 * scripts.h - protocol scripts for tests, written to a folder that is gone afterwards
 */
#ifndef SOLEUS_TESTS_SCRIPTS_H
#define SOLEUS_TESTS_SCRIPTS_H

#include <stddef.h>

#include "protocols/script.h"

/* Makes and removes the folder: a suite's .pInitFunc and .pCleanupFunc. */
int scripts_make_folder(void);
int scripts_remove_folder(void);

/* The path of a file in that folder; valid until the next call. */
const char *scripts_path(const char *name);

void scripts_write(const char *name, const char *text, size_t size);

#endif
