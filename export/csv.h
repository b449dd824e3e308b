/*
 * csv.h - the tables as CSV files, one a table, with what reads them
 *
 * RFC 4180 in UTF-8 with a header line; NA is a missing value; texts are defused (fields.h).
 * Tables of very many rows (`bulk`) are compressed: samples.csv.gz. Beside them stand
 * datapackage.json (package.h), load.R and load.py (scripts.h).
 */
#ifndef SOLEUS_EXPORT_CSV_H
#define SOLEUS_EXPORT_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "export/fields.h"
#include "export/formats.h"
#include "export/table.h"
#include "export/tables.h"

/* Dialects for a spreadsheet of some country: NULL-named at the end. Nothing but the tables is
 * written in these. */
extern const struct dialect csv_dialects[];
const struct dialect *csv_dialect(const char *name, struct error *error);

/* "events.csv" or "samples.csv.gz" */
#define CSV_FILE_SIZE 48
void csv_file_name(const struct table *table, char name[static CSV_FILE_SIZE]);

/* One table into one file. */
bool csv_write_table(struct export *export, const struct table *table, const struct dialect *dialect,
                     const char *path, struct error *error);

extern const struct export_format csv_format;

#endif
