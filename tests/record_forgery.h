/* record_forgery.h - a record changed by somebody who knows SQLite */
#ifndef SOLEUS_TESTS_RECORD_FORGERY_H
#define SOLEUS_TESTS_RECORD_FORGERY_H

#include "base/random.h"

/* Takes away triggers, types and constraints. */
extern const char record_forgery_loosen[];

/* SQL that makes the schema of a file what it is now. Freed with free(). */
char *record_forgery_schema(const char *path);

/* Runs SQL on the file, as far as it goes; it reaches no other file, and is given up when it takes long. */
void record_forgery_run(const char *path, const char *sql);

/* SQL that writes a value that should not be into a column of a table. Freed with free(). */
char *record_forgery_nasty(const char *path, struct random_source *chance);

#endif
