/* tables_seen.c - looks into the tables of an export, cell by cell */

#include "tests/tables_seen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct search {
	size_t         column, row, at;
	char           found[128];
	enum cell_type type;
};

const struct table *table_named(struct export *export, const char *name)
{
	size_t count;
	const struct table *tables = export_tables(export, &count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(tables[i].name, name) == 0)
			return &tables[i];
	abort();
}

static bool look(void *self, const struct cell *cells, struct error *why)
{
	(void)why;
	struct search *search = self;
	const struct cell *cell = &cells[search->column];
	if (search->at++ != search->row)
		return true;
	if (cell->missing)
		strcpy(search->found, "-");
	else if (search->type == CELL_INTEGER)
		snprintf(search->found, sizeof search->found, "%lld", (long long)cell->integer);
	else if (search->type == CELL_NUMBER)
		snprintf(search->found, sizeof search->found, "%.6g", cell->number);
	else
		snprintf(search->found, sizeof search->found, "%.*s", (int)sizeof search->found - 1, cell->text);
	return true;
}

const char *cell_of(struct export *export, const char *table_name, size_t row, const char *column)
{
	static struct search search;
	static struct error error;
	const struct table *table = table_named(export, table_name);
	search = (struct search){ .row = row, .found = "none" };
	while (search.column < table->column_count && strcmp(table->columns[search.column].name, column) != 0)
		search.column++;
	if (search.column == table->column_count)
		return "no such column";
	search.type = table->columns[search.column].type;
	const struct row_sink sink = { .self = &search, .row = look };
	return table->rows(export, table, &sink, &error) ? search.found : error.text;
}

static bool count_row(void *self, const struct cell *cells, struct error *why)
{
	(void)cells, (void)why;
	++*(size_t *)self;
	return true;
}

size_t rows_of(struct export *export, const char *table_name)
{
	size_t count = 0;
	struct error error;
	const struct table *table = table_named(export, table_name);
	const struct row_sink sink = { .self = &count, .row = count_row };
	if (!table->rows(export, table, &sink, &error))
		abort();
	return count;
}

const struct column *column_of(struct export *export, const char *table_name, const char *name)
{
	const struct table *table = table_named(export, table_name);
	for (size_t i = 0; i < table->column_count; i++)
		if (strcmp(table->columns[i].name, name) == 0)
			return &table->columns[i];
	return NULL;
}
