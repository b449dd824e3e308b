/* csv.c - the tables as CSV files, one a table, with what reads them */

#include "export/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/memory.h"
#include "base/name.h"
#include "export/out.h"
#include "export/package.h"
#include "export/scripts.h"

#define EXCEL .marked = true, .quoted = true, .defused = true, .missing = "NA", .line_end = "\r\n"

const struct dialect csv_dialects[] = {
	{ .name = "excel-de", .label = "semicolons, decimal commas", .separator = ';', .decimal = ',', EXCEL },
	{ .name = "excel-fr", .label = "semicolons, decimal commas", .separator = ';', .decimal = ',', EXCEL },
	{ .name = "excel-ch", .label = "semicolons, decimal points", .separator = ';', .decimal = '.', EXCEL },
	{ .name = "excel-en", .label = "commas, decimal points", .separator = ',', .decimal = '.', EXCEL },
	{ .name = NULL },
};

const struct dialect *csv_dialect(const char *name, struct error *error)
{
	const char *names[sizeof csv_dialects / sizeof csv_dialects[0]];
	char suggestion[128];
	for (size_t i = 0; ; i++) {
		names[i] = csv_dialects[i].name;
		if (!names[i])
			break;
		if (strcmp(names[i], name) == 0)
			return &csv_dialects[i];
	}
	error_set(error, ERROR_MALFORMED, "There is no dialect '%s' of CSV%s; there are excel-de, excel-fr, excel-ch and excel-en.",
	          name, name_suggestion(name, names, suggestion, sizeof suggestion));
	return NULL;
}

void csv_file_name(const struct table *table, char name[static CSV_FILE_SIZE])
{
	snprintf(name, CSV_FILE_SIZE, "%s.csv%s", table->name, table->bulk ? ".gz" : "");
}

struct csv {
	struct fields       fields;
	const struct table *table;
};

static bool take_row(void *self, const struct cell *cells, struct error *error)
{
	struct csv *csv = self;
	for (size_t i = 0; i < csv->table->column_count; i++)
		fields_cell(&csv->fields, csv->table->columns[i].type, &cells[i]);
	fields_end(&csv->fields);
	return out_well(csv->fields.out, error);
}

bool csv_write_table(struct export *export, const struct table *table, const struct dialect *dialect,
                     const char *path, struct error *error)
{
	struct out *out = out_open(path, table->bulk, error);
	if (!out)
		return false;
	struct csv csv = { .fields = fields_begin(out, dialect), .table = table };
	for (size_t i = 0; i < table->column_count; i++)
		fields_text(&csv.fields, table->columns[i].name);
	fields_end(&csv.fields);
	const struct row_sink sink = { .self = &csv, .row = take_row };
	return out_close(out, table->rows(export, table, &sink, error), error);
}

static bool write_companions(const struct export_target *target, const char *folder, struct error *error)
{
	return package_write(target, folder, error) && scripts_write_r(target, folder, error) &&
	       scripts_write_python(target, folder, error);
}

static bool write_tables(const struct export_target *target, const char *folder, struct error *error)
{
	const struct dialect *dialect = target->dialect ? target->dialect : &dialect_csv;
	size_t count;
	const struct table *tables = export_tables(target->export, &count);
	bool well = folder_make(folder, error);
	for (size_t i = 0; well && i < count; i++) {
		char name[CSV_FILE_SIZE];
		csv_file_name(&tables[i], name);
		char *path = xasprintf("%s/%s", folder, name);
		well = csv_write_table(target->export, &tables[i], dialect, path, error);
		free(path);
	}
	return well && (target->dialect || write_companions(target, folder, error));
}

const struct export_format csv_format = {
	.name = "csv",
	.label = "CSV files, one a table, with datapackage.json, load.R and load.py",
	.place = "csv",
	.write = write_tables,
};
