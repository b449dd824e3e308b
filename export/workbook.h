/*
 * workbook.h - the tables as an Excel workbook, by libxlsxwriter
 *
 * One sheet a table: a frozen header row with filters, typed cells, numbers with
 * their decimals, widths that fit; a missing value is an empty cell (so that a
 * column of numbers stays one in every reader) whose reason stands in a column
 * beside it. A last sheet, `charts`, shows each channel of each session over time
 * with its phases.
 */
#ifndef SOLEUS_EXPORT_WORKBOOK_H
#define SOLEUS_EXPORT_WORKBOOK_H

#include <stdbool.h>

#include "base/error.h"
#include "export/tables.h"

/* Writes the workbook beside, syncs and renames it to `path`. The same record
 * gives the same bytes. */
bool workbook_write(struct export *export, const char *path, struct error *error);

#endif
