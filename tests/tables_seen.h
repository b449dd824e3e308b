/* tables_seen.h - exports a record for a test and looks into its tables, cell by cell */
#ifndef SOLEUS_TESTS_TABLES_SEEN_H
#define SOLEUS_TESTS_TABLES_SEEN_H

#include <stddef.h>

#include "export/tables.h"
#include "tests/record_fixture.h"

/* The study of fixture_study in a folder of its own, and what is exported of it. */
struct exported {
	struct record_fixture fixture;
	struct record        *record;
	struct export        *export;           /* NULL until it is opened */
	struct error          error;
};

void exported_begin(struct exported *exported);
void exported_end(struct exported *exported);

/* When the record holds all that the test has for it. */
void exported_open(struct exported *exported);

/* There must be one. */
const struct table *table_named(struct export *export, const char *name);

/* One cell, as text: "-" when missing, "none" when there is no such row. Valid until the next call. */
const char *cell_of(struct export *export, const char *table, size_t row, const char *column);

/* The same of the first row whose cell in the column `key` reads `value`. */
const char *cell_where(struct export *export, const char *table, const char *key, const char *value, const char *column);

/* The same of the first such row of the table measures. */
const char *measure_of(struct export *export, const char *condition, const char *phase, const char *channel, const char *column);

size_t rows_of(struct export *export, const char *table);

/* NULL when the table has none of that name. */
const struct column *column_of(struct export *export, const char *table, const char *name);

#endif
