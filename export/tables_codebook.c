/* tables_codebook.c - a row per column of all tables: what a statistician would have asked */

#include "export/columns.h"
#include "export/export.h"
#include "export/row.h"

static const struct column own_columns[] = {
	{ .name = "table_name", .label = "Table, which is a sheet of the workbook", .type = CELL_TEXT, .source = "derived" },
	{ .name = "column_name", .label = "Column", .type = CELL_TEXT, .source = "derived" },
	{ .name = "position", .label = "Place of the column in its table", .type = CELL_INTEGER, .source = "derived",
	  .formula = "From 1." },
	{ .name = "label", .label = "What the column holds", .type = CELL_TEXT, .source = "derived" },
	{ .name = "type", .label = "Type of its cells", .type = CELL_TEXT, .source = "derived",
	  .levels = "text, integer, number, time (ISO 8601 in UTC, as text)" },
	{ .name = "unit", .label = "Unit of its numbers", .type = CELL_TEXT, .source = "derived",
	  .formula = "Missing for what has no unit." },
	{ .name = "levels", .label = "Values that it takes", .type = CELL_TEXT, .source = "derived",
	  .formula = "Of columns named by the study those found in this record. Missing when open, or when they are many." },
	{ .name = "formula", .label = "How it is computed, and when it is missing", .type = CELL_TEXT, .source = "derived",
	  .formula = "Missing for what was simply recorded and is always there." },
	{ .name = "source", .label = "Where it comes from", .type = CELL_TEXT, .source = "derived",
	  .levels = "recorded, entered, planned, derived" },
	{ .name = "row_is", .label = "What a row of that table is", .type = CELL_TEXT, .source = "derived" },
};

static void add_columns(struct columns *columns, struct export *export)
{
	(void)export;
	COLUMNS_ADD(columns, own_columns);
}

static const char *const type_names[] = {
	[CELL_TEXT] = "text",
	[CELL_INTEGER] = "integer",
	[CELL_NUMBER] = "number",
	[CELL_TIME] = "time",
};

static bool one_column(const struct table *of, size_t place, struct row *row, struct error *error)
{
	const struct column *column = &of->columns[place];
	row_set(row, "table_name", cell_text(of->name));
	row_set(row, "column_name", cell_text(column->name));
	row_set(row, "position", cell_integer((int64_t)place + 1));
	row_set(row, "label", cell_text(column->label));
	row_set(row, "type", cell_text(type_names[column->type]));
	row_set(row, "unit", cell_text(column->unit));
	row_set(row, "levels", cell_text(column->levels));
	row_set(row, "formula", cell_text(column->formula));
	row_set(row, "source", cell_text(column->source));
	row_set(row, "row_is", cell_text(of->title));
	return row_send(row, error);
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	struct row row = row_open(table, sink);
	bool well = true;
	for (size_t t = 0; well && t < export->table_count; t++)
		for (size_t c = 0; well && c < export->tables[t].column_count; c++)
			well = one_column(&export->tables[t], c, &row, error);
	row_close(&row);
	return well;
}

const struct table_kind codebook_table = {
	.name = "codebook",
	.title = "One row per column of every table",
	.prose = true,
	.columns = add_columns,
	.rows = rows,
};
