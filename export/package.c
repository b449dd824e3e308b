/* package.c - datapackage.json: what the CSV files hold, for programs */

#include "export/package.h"

#include <stdlib.h>

#include "base/memory.h"
#include "export/csv.h"
#include "export/export.h"
#include "export/json.h"
#include "export/levels.h"

static const char *const types[] = {
	[CELL_TEXT] = "string", [CELL_INTEGER] = "integer", [CELL_NUMBER] = "number", [CELL_TIME] = "datetime",
};

static void tell_field(struct json *json, const struct column *column)
{
	json_open(json, NULL, '{');
	json_text(json, "name", column->name);
	json_text(json, "type", types[column->type]);
	if (column->type == CELL_TIME)
		json_text(json, "format", "any");
	json_text(json, "title", column->label);
	if (column->formula[0])
		json_text(json, "description", column->formula);
	if (column->unit[0])
		json_text(json, "unit", column->unit);
	if (column->levels[0])
		json_text(json, "levels", column->levels);
	json_text(json, "source", column->source);
	if (column_is_coded(column)) {
		const char *at = column->levels;
		json_open(json, "constraints", '{');
		json_open(json, "enum", '[');
		for (struct level level; level_next(&at, &level);)
			json_number(json, NULL, strtod(level.value, NULL));
		json_close(json);
		json_close(json);
	}
	json_close(json);
}

static void tell_table(struct json *json, const struct table *table)
{
	char path[CSV_FILE_SIZE];
	csv_file_name(table, path);
	json_open(json, NULL, '{');
	json_text(json, "name", table->name);
	json_text(json, "path", path);
	json_text(json, "title", table->title);
	json_text(json, "profile", "tabular-data-resource");
	json_text(json, "format", "csv");
	json_text(json, "mediatype", "text/csv");
	json_text(json, "encoding", "utf-8");
	if (table->bulk)
		json_text(json, "compression", "gz");
	json_open(json, "dialect", '{');
	json_text(json, "delimiter", ",");
	json_text(json, "lineTerminator", "\r\n");
	json_text(json, "quoteChar", "\"");
	json_truth(json, "doubleQuote", true);
	json_truth(json, "header", true);
	json_close(json);
	json_open(json, "schema", '{');
	json_open(json, "fields", '[');
	for (size_t i = 0; i < table->column_count; i++)
		tell_field(json, &table->columns[i]);
	json_close(json);
	json_open(json, "missingValues", '[');
	json_text(json, NULL, "NA");
	json_close(json);
	json_close(json);
	json_close(json);
}

bool package_write(const struct export_target *target, const char *folder, struct error *error)
{
	char *path = xasprintf("%s/datapackage.json", folder);
	struct out *out = out_open(path, false, error);
	free(path);
	if (!out)
		return false;
	struct json json = json_begin(out);
	const char *title = export_study_value(target->export, "title");
	size_t count;
	const struct table *tables = export_tables(target->export, &count);
	json_open(&json, NULL, '{');
	json_text(&json, "name", target->name);
	json_text(&json, "profile", "tabular-data-package");
	json_text(&json, "title", title[0] ? title : target->name);
	json_text(&json, "description", "Research use only. Not for diagnosis or treatment. In columns of texts one ' at the "
	          "front is no part of the text: it keeps spreadsheets from taking the text for a formula.");
	json_open(&json, "resources", '[');
	for (size_t i = 0; i < count; i++)
		tell_table(&json, &tables[i]);
	json_close(&json);
	json_close(&json);
	return out_close(out, true, error);
}
