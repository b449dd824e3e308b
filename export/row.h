/*
 * row.h - one row of a table, filled by the names of its columns
 *
 * Cells are set by name, so that a table's columns and its rows cannot slip
 * against one another; naming a column that is not there, or leaving one out, is
 * a bug and asserts. A value that is not there is said so: cell_missing().
 */
#ifndef SOLEUS_EXPORT_ROW_H
#define SOLEUS_EXPORT_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/error.h"
#include "export/table.h"

#define ROW_TIMES 4

struct row {
	const struct table    *table;
	const struct row_sink *sink;
	struct cell           *cells;
	size_t                 next;        /* where the next column is looked for first */
	size_t                 set;         /* cells of this row so far */
	size_t                 sent;        /* rows */
	char                   times[ROW_TIMES][UTC_TEXT_SIZE];
	size_t                 time_count;
};

struct row row_open(const struct table *table, const struct row_sink *sink);
void row_close(struct row *row);

/* The place of a column in a table. */
size_t table_column(const struct table *table, const char *name);

/* Columns are found fastest when set in their order. A text is borrowed until row_send. */
void row_set(struct row *row, const char *column, struct cell cell);

/* The column directly behind the one set last: for columns that the study names. */
void row_set_next(struct row *row, struct cell cell);

/* Of the cells from one column to another, both included, those that are missing are so for this reason. */
void row_explain(struct row *row, const char *first, const char *last, enum missing_why why);

/* A time as ISO 8601; missing for TIME_NONE. At most ROW_TIMES in a row. */
void row_set_utc(struct row *row, const char *column, int64_t utc_ns);

/* Seconds of a time, or between two times, in nanoseconds; missing when one is TIME_NONE. */
struct cell cell_seconds(int64_t ns);
struct cell cell_lasting(int64_t from_ns, int64_t until_ns);

/* Milliseconds from the planned time to the actual one; missing when one is TIME_NONE. */
struct cell cell_late_ms(int64_t planned_ns, int64_t actual_ns);

/* Hands the row to the sink and begins the next. */
bool row_send(struct row *row, struct error *error);

#endif
