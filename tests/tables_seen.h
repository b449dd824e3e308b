/* tables_seen.h - looks into the tables of an export, cell by cell */
#ifndef SOLEUS_TESTS_TABLES_SEEN_H
#define SOLEUS_TESTS_TABLES_SEEN_H

#include <stddef.h>

#include "export/tables.h"

/* There must be one. */
const struct table *table_named(struct export *export, const char *name);

/* One cell, as text: "-" when missing, "none" when there is no such row. Valid until the next call. */
const char *cell_of(struct export *export, const char *table, size_t row, const char *column);

size_t rows_of(struct export *export, const char *table);

/* NULL when the table has none of that name. */
const struct column *column_of(struct export *export, const char *table, const char *name);

#endif
