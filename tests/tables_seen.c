/* tables_seen.c - exports a record for a test and looks into its tables, cell by cell */

#include "tests/tables_seen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/export_fixture.h"

void exported_begin(struct exported *exported)
{
	*exported = (struct exported){ .fixture = fixture_make() };
	exported->record = fixture_study(&exported->fixture);
}

void exported_end(struct exported *exported)
{
	export_free(exported->export);
	record_close(exported->record);
	fixture_remove(&exported->fixture);
}

void exported_open(struct exported *exported)
{
	exported->export = export_new(exported->record, &(struct export_options){ .software = "soleus test" }, &exported->error);
	if (!exported->export)
		abort();
}

const struct table *table_named(struct export *export, const char *name)
{
	size_t count;
	const struct table *tables = export_tables(export, &count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(tables[i].name, name) == 0)
			return &tables[i];
	abort();
}

#define KEYS_MOST 3

/* Of the rows whose cells in the key columns read so, the one of that number. */
struct search {
	const struct table *table;
	struct { const char *column, *value; } keys[KEYS_MOST];
	size_t              column, row, at;
	char                found[128];
};

static void write_cell(const struct column *column, const struct cell *cell, char *text, size_t size)
{
	if (cell->missing)
		snprintf(text, size, "-");
	else if (column->type == CELL_INTEGER)
		snprintf(text, size, "%lld", (long long)cell->integer);
	else if (column->type == CELL_NUMBER)
		snprintf(text, size, "%.6g", cell->number);
	else
		snprintf(text, size, "%.*s", (int)size - 1, cell->text);
}

static size_t place_of(const struct table *table, const char *column)
{
	size_t place = 0;
	while (place < table->column_count && strcmp(table->columns[place].name, column) != 0)
		place++;
	return place;
}

static bool look(void *self, const struct cell *cells, struct error *why)
{
	(void)why;
	struct search *search = self;
	const struct column *columns = search->table->columns;
	for (size_t i = 0; i < KEYS_MOST && search->keys[i].column; i++) {
		char text[sizeof search->found];
		size_t place = place_of(search->table, search->keys[i].column);
		write_cell(&columns[place], &cells[place], text, sizeof text);
		if (strcmp(text, search->keys[i].value) != 0)
			return true;
	}
	if (search->at++ == search->row)
		write_cell(&columns[search->column], &cells[search->column], search->found, sizeof search->found);
	return true;
}

static const char *searched(struct export *export, const char *table, const char *column, struct search wanted)
{
	static struct search search;
	static struct error error;
	search = wanted;
	search.table = table_named(export, table);
	search.column = place_of(search.table, column);
	strcpy(search.found, "none");
	for (size_t i = 0; i < KEYS_MOST && search.keys[i].column; i++)
		if (place_of(search.table, search.keys[i].column) == search.table->column_count)
			abort();
	if (search.column == search.table->column_count)
		return "no such column";
	const struct row_sink sink = { .self = &search, .row = look };
	return search.table->rows(export, search.table, &sink, &error) ? search.found : error.text;
}

const char *cell_of(struct export *export, const char *table, size_t row, const char *column)
{
	return searched(export, table, column, (struct search){ .row = row });
}

const char *cell_where(struct export *export, const char *table, const char *key, const char *value, const char *column)
{
	return searched(export, table, column, (struct search){ .keys = {{ key, value }} });
}

const char *measure_of(struct export *export, const char *condition, const char *phase, const char *channel, const char *column)
{
	return searched(export, "measures", column,
	                (struct search){ .keys = {{ "condition", condition }, { "phase", phase }, { "channel", channel }} });
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
	size_t place = place_of(table, name);
	return place < table->column_count ? &table->columns[place] : NULL;
}
