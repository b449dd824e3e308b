/*
 * redcap.c - a data dictionary and an import file for REDCap
 *
 * The columns' titles and the syntax of choices are those of REDCap's own template ("Data Dictionary", Help &
 * FAQ); field names: lower-case letters, digits and underscore, at most 100 characters.
 */

#include "export/redcap.h"

#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/memory.h"
#include "export/export.h"
#include "export/fields.h"
#include "export/levels.h"
#include "export/out.h"
#include "export/row.h"

#define CODE_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

static const struct dialect dialect_redcap = {
	.name = "redcap", .label = "REDCap", .separator = ',', .decimal = '.', .quoted = true, .defused = true,
	.missing = "", .line_end = "\n",
};

static const char *const titles[] = {
	"Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
	"Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
	"Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
	"Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
	"Field Annotation",
};
#define TITLES (sizeof titles / sizeof titles[0])

enum title { FIELD_NAME, FORM_NAME, FIELD_TYPE = 3, FIELD_LABEL, CHOICES, FIELD_NOTE, VALIDATION, ANNOTATION = 17 };

static bool is_form(const struct table *table)
{
	static const char *const too_long[] = { "samples_1hz", "events" };
	for (size_t i = 0; i < sizeof too_long / sizeof too_long[0]; i++)
		if (strcmp(table->name, too_long[i]) == 0)
			return false;
	if (table->prose || table->bulk)
		return false;
	for (size_t i = 0; i < table->column_count; i++)
		if (strcmp(table->columns[i].name, "participant_id") == 0)
			return true;
	return false;
}

static bool is_key(const struct column *column)
{
	return strcmp(column->name, "participant_id") == 0;
}

static char *field_name(const struct table *table, const struct column *column)
{
	return xasprintf("%s_%s", table->name, column->name);
}

/* Codes of REDCap are of letters, digits and underscores; what a column calls NA is written otherwise. */
static bool is_code(const char *value)
{
	return value[0] && strspn(value, CODE_CHARACTERS) == strlen(value) && strcmp(value, "NA") != 0;
}

/* What was entered or planned has its levels told whole; other texts may be put together of them.
 * "1, yes | 0, no" or "female, female | male, male"; "" when the column has no choices. */
static char *choices_of(const struct column *column)
{
	bool open = strcmp(column->source, "derived") == 0 || strcmp(column->source, "recorded") == 0;
	bool coded = column_is_coded(column), words = column->type == CELL_TEXT && !open && levels_are_words(column);
	const char *at = column->levels;
	char *choices = xstrdup("");
	for (struct level level; (coded || words) && level_next(&at, &level);) {
		words = words && is_code(level.value);
		for (char *bar = level.label; (bar = strchr(bar, '|'));)
			*bar = '/';
		char *longer = xasprintf("%s%s%s, %s", choices, choices[0] ? " | " : "", level.value, coded ? level.label : level.value);
		free(choices);
		choices = longer;
	}
	if (!coded && !words)
		choices[0] = '\0';
	return choices;
}

static void tell_row(struct fields *fields, const char *const cells[static TITLES])
{
	for (size_t i = 0; i < TITLES; i++)
		if (cells[i] && cells[i][0])
			fields_text(fields, cells[i]);
		else
			fields_missing(fields);
	fields_end(fields);
}

static void tell_field(struct fields *fields, const struct table *table, const struct column *column)
{
	char *name = field_name(table, column), *choices = choices_of(column);
	char *note = xasprintf("%s%s%s", column->unit, column->unit[0] && column->formula[0] ? ". " : "", column->formula);
	const char *const cells[TITLES] = {
		[FIELD_NAME] = name, [FORM_NAME] = table->name, [FIELD_TYPE] = choices[0] ? "radio" : "text",
		[FIELD_LABEL] = column->label, [CHOICES] = choices, [FIELD_NOTE] = note, [ANNOTATION] = column->source,
		[VALIDATION] = choices[0] ? "" : column->type == CELL_INTEGER ? "integer" : column->type == CELL_NUMBER ? "number" : "",
	};
	tell_row(fields, cells);
	free(note);
	free(choices);
	free(name);
}

static struct out *open_in(const char *folder, const char *name, struct error *error)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct out *out = out_open(path, false, error);
	free(path);
	return out;
}

static bool write_dictionary(const struct export *export, const char *folder, struct error *error)
{
	struct out *out = open_in(folder, "dictionary.csv", error);
	if (!out)
		return false;
	struct fields fields = fields_begin(out, &dialect_redcap);
	tell_row(&fields, titles);
	const char *const record_id[TITLES] = {
		[FIELD_NAME] = "record_id", [FORM_NAME] = "participants", [FIELD_TYPE] = "text", [FIELD_LABEL] = "Participant's code",
	};
	tell_row(&fields, record_id);
	size_t count;
	const struct table *tables = export_tables(export, &count);
	for (size_t t = 0; t < count; t++)
		for (size_t c = 0; is_form(&tables[t]) && c < tables[t].column_count; c++)
			if (!is_key(&tables[t].columns[c]))
				tell_field(&fields, &tables[t], &tables[t].columns[c]);
	return out_close(out, true, error);
}

/* How many rows of a form a participant has so far: the repeat instance. */
struct instances {
	struct texts people;
	int64_t     *counts;
	size_t       capacity;
};

static int64_t next_instance(struct instances *instances, const char *person)
{
	for (size_t i = instances->people.count; i-- > 0;)
		if (strcmp(instances->people.items[i], person) == 0)
			return ++instances->counts[i];
	array_reserve((void **)&instances->counts, &instances->capacity, instances->people.count, sizeof *instances->counts);
	instances->counts[instances->people.count] = 1;
	texts_copy(&instances->people, person);
	return 1;
}

struct import {
	struct fields       fields;
	const struct export *export;
	const struct table *table;
	struct instances    instances;
};

static void tell_data(struct import *import, const struct table *table, const struct cell *cells)
{
	for (size_t i = 0; i < table->column_count; i++) {
		if (is_key(&table->columns[i]))
			continue;
		if (table == import->table)
			fields_cell(&import->fields, table->columns[i].type, &cells[i]);
		else
			fields_missing(&import->fields);
	}
	if (table == import->table)
		fields_integer(&import->fields, 2);     /* the form is complete */
	else
		fields_missing(&import->fields);
}

static bool take_row(void *self, const struct cell *cells, struct error *error)
{
	struct import *import = self;
	const char *person = cells[table_column(import->table, "participant_id")].text;
	size_t count;
	const struct table *tables = export_tables(import->export, &count);
	bool once = strcmp(import->table->name, "participants") == 0;
	fields_text(&import->fields, person);
	if (once) {
		fields_missing(&import->fields);
		fields_missing(&import->fields);
	} else {
		fields_text(&import->fields, import->table->name);
		fields_integer(&import->fields, next_instance(&import->instances, person));
	}
	for (size_t t = 0; t < count; t++)
		if (is_form(&tables[t]))
			tell_data(import, &tables[t], cells);
	fields_end(&import->fields);
	return out_well(import->fields.out, error);
}

static void tell_import_header(struct fields *fields, const struct table *tables, size_t count)
{
	fields_text(fields, "record_id");
	fields_text(fields, "redcap_repeat_instrument");
	fields_text(fields, "redcap_repeat_instance");
	for (size_t t = 0; t < count; t++) {
		if (!is_form(&tables[t]))
			continue;
		for (size_t c = 0; c < tables[t].column_count; c++) {
			char *name = field_name(&tables[t], &tables[t].columns[c]);
			if (!is_key(&tables[t].columns[c]))
				fields_text(fields, name);
			free(name);
		}
		char *complete = xasprintf("%s_complete", tables[t].name);
		fields_text(fields, complete);
		free(complete);
	}
	fields_end(fields);
}

static bool write_import(struct export *export, const char *folder, struct error *error)
{
	struct out *out = open_in(folder, "import.csv", error);
	if (!out)
		return false;
	size_t count;
	const struct table *tables = export_tables(export, &count);
	struct import import = { .fields = fields_begin(out, &dialect_redcap), .export = export };
	tell_import_header(&import.fields, tables, count);
	bool well = true;
	for (size_t t = 0; well && t < count; t++) {
		if (!is_form(&tables[t]))
			continue;
		const struct row_sink sink = { .self = &import, .row = take_row };
		import.table = &tables[t];
		well = tables[t].rows(export, &tables[t], &sink, error);
		texts_free(&import.instances.people);
	}
	free(import.instances.counts);
	return out_close(out, well, error);
}

static bool write_project(const struct export_target *target, const char *folder, struct error *error)
{
	return folder_make(folder, error) && write_dictionary(target->export, folder, error) &&
	       write_import(target->export, folder, error);
}

const struct export_format redcap_format = {
	.name = "redcap",
	.label = "a data dictionary and an import file for REDCap",
	.place = "redcap",
	.write = write_project,
};
