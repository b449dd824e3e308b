/* row.c - one row of a table, filled by the names of its columns */

#include "export/row.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct row row_open(const struct table *table, const struct row_sink *sink)
{
	return (struct row){
		.table = table, .sink = sink,
		.cells = xcalloc(table->column_count, sizeof(struct cell)),
	};
}

void row_close(struct row *row)
{
	free(row->cells);
	row->cells = NULL;
}

static size_t column_from(const struct table *table, size_t from, const char *name)
{
	for (size_t i = 0; i < table->column_count; i++) {
		size_t at = (from + i) % table->column_count;
		if (strcmp(table->columns[at].name, name) == 0)
			return at;
	}
	assert(false);  /* the table has no such column */
	return 0;
}

size_t table_column(const struct table *table, const char *name)
{
	return column_from(table, 0, name);
}

void row_set(struct row *row, const char *column, struct cell cell)
{
	row->next = column_from(row->table, row->next, column);
	row_set_next(row, cell);
}

void row_set_next(struct row *row, struct cell cell)
{
	assert(row->next < row->table->column_count);
	row->cells[row->next++] = cell;
	row->set++;
}

void row_explain(struct row *row, const char *first, const char *last, enum missing_why why)
{
	for (size_t i = table_column(row->table, first); i <= table_column(row->table, last); i++)
		row->cells[i].why = row->cells[i].missing ? why : MISSING_PLAIN;
}

void row_set_utc(struct row *row, const char *column, int64_t utc_ns)
{
	if (utc_ns == TIME_NONE) {
		row_set(row, column, cell_missing());
		return;
	}
	assert(row->time_count < ROW_TIMES);
	char *text = row->times[row->time_count++];
	utc_format(utc_ns, text);
	row_set(row, column, cell_text(text));
}

struct cell cell_seconds(int64_t ns)
{
	return ns == TIME_NONE ? cell_missing() : cell_number((double)ns / (double)NS_PER_S);
}

struct cell cell_lasting(int64_t from_ns, int64_t until_ns)
{
	return from_ns == TIME_NONE || until_ns == TIME_NONE ? cell_missing() : cell_seconds(until_ns - from_ns);
}

struct cell cell_late_ms(int64_t planned_ns, int64_t actual_ns)
{
	if (planned_ns == TIME_NONE || actual_ns == TIME_NONE)
		return cell_missing();
	return cell_number((double)(actual_ns - planned_ns) / (double)NS_PER_MS);
}

bool row_send(struct row *row, struct error *error)
{
	assert(row->set == row->table->column_count);
	row->set = row->next = row->time_count = 0;
	row->sent++;
	return row->sink->row(row->sink->self, row->cells, error);
}
