/*
 * workbook.h - the tables as an Excel workbook, by libxlsxwriter
 *
 * One sheet a table: a frozen header row with filters, typed cells, numbers with
 * their decimals, widths that fit; a missing value is an empty cell (so that a
 * column of numbers stays one in every reader) whose reason stands in a column
 * beside it. A last sheet, `charts`, shows each channel of each session over time
 * with its phases. A table longer than a sheet goes on in another, `samples_1hz_2`.
 */
#ifndef SOLEUS_EXPORT_WORKBOOK_H
#define SOLEUS_EXPORT_WORKBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "export/table.h"
#include "export/tables.h"

/* Writes the workbook beside, syncs and renames it to `path`. The same record
 * gives the same bytes. */
bool workbook_write(struct export *export, const char *path, struct error *error);

#define WORKBOOK_ROWS_MOST 1048575      /* of a sheet, below its header: Excel's limit */
#define WORKBOOK_CHARTS_MOST 300        /* the library keeps them in memory, and spreadsheets open many slowly */

/* The same for any tables. `export` is what their `rows` are given; it may be NULL, and then there
 * are no charts. */
struct workbook_content {
	const struct table *tables;
	size_t              table_count;
	struct export      *export;
	const char         *title;
	int64_t             utc_ns;         /* the document's own date */
	size_t              rows_per_sheet; /* at most WORKBOOK_ROWS_MOST */
	size_t              charts_most;    /* those of further sessions are left out, and said so */
};
bool workbook_write_tables(const struct workbook_content *content, const char *path, struct error *error);

#endif
