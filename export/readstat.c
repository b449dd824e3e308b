/*
 * readstat.c - the tables for SPSS (.sav) and Stata (.dta), by libreadstat
 *
 * The library wants the number of rows, the width of texts and all very long texts before the first row: a table is
 * produced twice or thrice, first to look and then to write. Limits: "IBM SPSS Statistics Command Syntax Reference", Variable names;
 * Stata's help limits and help dta.
 */

#include "export/readstat.h"

#include <readstat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/clock.h"
#include "base/folder.h"
#include "base/memory.h"
#include "export/export.h"
#include "export/levels.h"
#include "export/out.h"
#include "export/sav_pieces.h"
#include "export/scripts.h"
#include "base/utf8.h"

#define CUT "\u2026 [cut]"
#define DECIMALS_MOST 6
#define VARIABLE_SIZE (NAME_SIZE + 2)
#define CODE_LEAST (-99)
#define CODE_MOST  (-91)

static const struct {
	double      spss;
	char        stata;      /* '\0': system-missing */
	const char *label;
} codes[] = {
	[MISSING_SENSOR] = { -91, 'a', "sensor fault" },
	[MISSING_ARTEFACT] = { -92, 'b', "artefact" },
	[MISSING_NOT_DONE] = { -93, 'c', "not done" },
	[MISSING_REFUSED] = { -94, 'd', "refused" },
	[MISSING_STOPPED] = { -95, 'e', "stopped early" },
	[MISSING_CENSORED] = { -96, 'f', "censored" },
	[MISSING_UNKNOWN] = { -99, '\0', "unknown" },
};
#define CODE_COUNT (sizeof codes / sizeof codes[0])

/* What is particular to one of the two. */
struct flavour {
	bool              stata;
	readstat_error_t (*begin)(readstat_writer_t *writer, void *self, long rows);
	size_t            label_most, value_label_most, title_most;     /* bytes */
	size_t            text_most;                                    /* of a text of fixed width */
};

static const struct flavour spss = {
	.begin = readstat_begin_writing_sav,
	.label_most = 255, .value_label_most = 120, .title_most = 64, .text_most = SAV_TEXT_MOST,
};
static const struct flavour stata = {
	.stata = true, .begin = readstat_begin_writing_dta,
	.label_most = 80, .value_label_most = 255, .title_most = 80, .text_most = 2045,
};
#define STATA_VERSION 118       /* UTF-8, since Stata 14 */

/* A column, as a first reading of the table found it, and its variable. */
struct variable {
	size_t               widest;        /* text, in bytes */
	bool                 explained;     /* some are missing for a known reason */
	bool                 taken;         /* a value lies among the codes */
	readstat_variable_t *variable;
	bool                 is_reference;  /* a strL of Stata */
};

struct file {
	const struct flavour *flavour;
	const struct table   *table;
	struct export        *export;
	readstat_writer_t    *writer;
	struct out           *out;
	struct sav_pieces    *pieces;       /* NULL for Stata */
	const char           *path;
	struct variable      *variables;
	long                   rows;
	int                    reference;   /* the next text of a strL */
};

static const char *const reserved[] = {
	"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with", "byte", "double", "float",
	"if", "in", "int", "long", "using",
};

/* The name of a column as a variable: its own, but for the few words that SPSS and Stata keep for themselves. */
static void variable_name(const char *column, char name[static VARIABLE_SIZE])
{
	snprintf(name, VARIABLE_SIZE, "%s", column);
	for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
		if (strcasecmp(column, reserved[i]) == 0)
			snprintf(name, VARIABLE_SIZE, "v_%s", column);
}

static bool is_text(const struct column *column)
{
	return column->type == CELL_TEXT || column->type == CELL_TIME;
}

static double number_of(const struct column *column, const struct cell *cell)
{
	return column->type == CELL_INTEGER ? (double)cell->integer : cell->number;
}

/* The text as it is written: borrowed when it is plain, else in *own, freed with free(). */
static const char *clean(const struct file *file, const char *text, char **own)
{
	size_t most = file->flavour->stata ? SIZE_MAX : file->flavour->text_most, plain = utf8_plain(text);
	*own = text[plain] == '\0' && plain <= most ? NULL : utf8_clean(text, most, CUT);
	return *own ? *own : text;
}

static bool look_at_row(void *self, const struct cell *cells, struct error *error)
{
	(void)error;
	struct file *file = self;
	file->rows++;
	for (size_t i = 0; i < file->table->column_count; i++) {
		const struct column *column = &file->table->columns[i];
		struct variable *variable = &file->variables[i];
		char *own = NULL;
		if (cells[i].missing) {
			variable->explained |= cells[i].why != MISSING_PLAIN;
		} else if (is_text(column)) {
			size_t width = strlen(clean(file, cells[i].text, &own));
			variable->widest = width > variable->widest ? width : variable->widest;
		} else {
			double number = number_of(column, &cells[i]);
			variable->taken |= number >= CODE_LEAST && number <= CODE_MOST;
		}
		free(own);
	}
	return true;
}

static bool is_coded(const struct file *file, size_t column)
{
	const struct variable *variable = &file->variables[column];
	return variable->explained && (file->flavour->stata || !variable->taken) && !is_text(&file->table->columns[column]);
}

static void label_value(const struct file *file, readstat_label_set_t *set, double value, const char *label)
{
	char *cut = utf8_clean(label, file->flavour->value_label_most, "\u2026");
	if (file->flavour->stata)
		readstat_label_int32_value(set, (int32_t)value, cut);
	else
		readstat_label_double_value(set, value, cut);
	free(cut);
}

/* The labels of what the numbers stand for, and of the codes of missing ones; NULL when there are none. */
static readstat_label_set_t *label_set(struct file *file, size_t index)
{
	const struct column *column = &file->table->columns[index];
	bool levels = column_is_coded(column), missing = is_coded(file, index);
	if (!levels && !missing)
		return NULL;
	readstat_type_t type = file->flavour->stata ? READSTAT_TYPE_INT32 : READSTAT_TYPE_DOUBLE;
	char name[VARIABLE_SIZE];
	variable_name(column->name, name);
	readstat_label_set_t *set = readstat_add_label_set(file->writer, type, name);
	const char *at = column->levels;
	for (struct level level; levels && level_next(&at, &level);)
		label_value(file, set, strtod(level.value, NULL), level.label);
	for (size_t i = 0; missing && i < CODE_COUNT; i++) {
		if (file->flavour->stata && codes[i].stata)
			readstat_label_tagged_value(set, codes[i].stata, codes[i].label);
		else if (!file->flavour->stata && codes[i].label)
			label_value(file, set, codes[i].spss, codes[i].label);
	}
	return set;
}

static void set_format(const struct file *file, readstat_variable_t *variable, const struct column *column)
{
	char format[16];
	int decimals = column->type == CELL_INTEGER ? 0 : column->decimals > DECIMALS_MOST ? DECIMALS_MOST : column->decimals;
	snprintf(format, sizeof format, file->flavour->stata ? "%%12.%df" : "F12.%d", decimals);
	readstat_variable_set_format(variable, format);
	bool nominal = column_is_coded(column);
	readstat_variable_set_measure(variable, nominal ? READSTAT_MEASURE_NOMINAL : READSTAT_MEASURE_SCALE);
}

static void add_variable(struct file *file, size_t index)
{
	const struct column *column = &file->table->columns[index];
	struct variable *variable = &file->variables[index];
	char name[VARIABLE_SIZE];
	variable_name(column->name, name);
	variable->is_reference = is_text(column) && file->flavour->stata && variable->widest > file->flavour->text_most;
	readstat_type_t type = variable->is_reference ? READSTAT_TYPE_STRING_REF :
	                       is_text(column) ? READSTAT_TYPE_STRING : READSTAT_TYPE_DOUBLE;
	variable->variable = readstat_add_variable(file->writer, name, type, variable->widest ? variable->widest : 1);
	char *told = column->unit[0] ? xasprintf("%s (%s)", column->label, column->unit) : xstrdup(column->label);
	char *label = utf8_clean(told, file->flavour->label_most, "\u2026");
	readstat_variable_set_label(variable->variable, label);
	free(label);
	free(told);
	if (is_text(column)) {
		readstat_variable_set_measure(variable->variable, READSTAT_MEASURE_NOMINAL);
		return;
	}
	set_format(file, variable->variable, column);
	readstat_label_set_t *set = label_set(file, index);
	if (set)
		readstat_variable_set_label_set(variable->variable, set);
	if (is_coded(file, index) && !file->flavour->stata)
		readstat_variable_add_missing_double_range(variable->variable, CODE_LEAST, CODE_MOST);
}

static bool is_cut(const char *text)
{
	size_t length = strlen(text);
	return length > SAV_TEXT_MOST - 4 && strcmp(text + length - strlen(CUT), CUT) == 0;
}

static readstat_error_t insert_text(struct file *file, size_t column, const char *text)
{
	const struct variable *variable = &file->variables[column];
	if (variable->is_reference)
		return readstat_insert_string_ref(file->writer, variable->variable,
		                                  readstat_get_string_ref(file->writer, file->reference++));
	char *own;
	readstat_error_t reason = readstat_insert_string_value(file->writer, variable->variable, clean(file, text, &own));
	if (own && !file->flavour->stata && is_cut(own))
		export_note_cut(file->export, file->table, column);
	free(own);
	return reason;
}

/* The library lays the file out before the first row, and must know all texts of strLs by then. */
static bool gather_row(void *self, const struct cell *cells, struct error *error)
{
	(void)error;
	struct file *file = self;
	for (size_t i = 0; i < file->table->column_count; i++) {
		if (!file->variables[i].is_reference || cells[i].missing)
			continue;
		char *own;
		readstat_add_string_ref(file->writer, clean(file, cells[i].text, &own));
		free(own);
	}
	return true;
}

/* The first is the empty text, which stands for missing ones. */
static bool gather(struct file *file, struct export *export, struct error *error)
{
	const struct row_sink gathering = { .self = file, .row = gather_row };
	bool any = false;
	for (size_t i = 0; i < file->table->column_count; i++)
		any |= file->variables[i].is_reference;
	if (!any)
		return true;
	readstat_add_string_ref(file->writer, "");
	file->reference = 1;
	return file->table->rows(export, file->table, &gathering, error);
}

static readstat_error_t insert_missing(struct file *file, size_t column, enum missing_why why)
{
	const readstat_variable_t *variable = file->variables[column].variable;
	if (file->variables[column].is_reference)
		return readstat_insert_string_ref(file->writer, variable, readstat_get_string_ref(file->writer, 0));
	if (why == MISSING_PLAIN || !is_coded(file, column) || (file->flavour->stata && !codes[why].stata))
		return readstat_insert_missing_value(file->writer, variable);
	if (file->flavour->stata)
		return readstat_insert_tagged_missing_value(file->writer, variable, codes[why].stata);
	return readstat_insert_double_value(file->writer, variable, codes[why].spss);
}

static bool fail(const struct file *file, readstat_error_t reason, struct error *error)
{
	if (!out_well(file->out, error))
		return false;
	return error_set(error, ERROR_SYSTEM, "%s cannot be written: %s.", file->path, readstat_error_message(reason));
}

static bool take_row(void *self, const struct cell *cells, struct error *error)
{
	struct file *file = self;
	readstat_error_t reason = readstat_begin_row(file->writer);
	for (size_t i = 0; reason == READSTAT_OK && i < file->table->column_count; i++) {
		const struct column *column = &file->table->columns[i];
		const struct variable *variable = &file->variables[i];
		if (cells[i].missing)
			reason = insert_missing(file, i, cells[i].why);
		else if (is_text(column))
			reason = insert_text(file, i, cells[i].text);
		else
			reason = readstat_insert_double_value(file->writer, variable->variable, number_of(column, &cells[i]));
	}
	if (reason == READSTAT_OK)
		reason = readstat_end_row(file->writer);
	return reason == READSTAT_OK || fail(file, reason, error);
}

static ssize_t take_bytes(const void *bytes, size_t size, void *self)
{
	struct file *file = self;
	struct error error;
	size_t ready = size;
	const void *now = file->pieces ? sav_pieces_take(file->pieces, bytes, &ready) : bytes;
	out_bytes(file->out, now, ready);
	return out_well(file->out, &error) ? (ssize_t)size : -1;
}

/* The library writes the date as local time; this one is read as the UTC of the record wherever that is. Noon
 * is never left out when clocks are put forward. */
static time_t date_of(const struct export *export)
{
	time_t seconds = export ? (time_t)(export_utc_ns(export) / NS_PER_S) : 0;
	struct tm date;
	gmtime_r(&seconds, &date);
	return mktime(&(struct tm){ .tm_year = date.tm_year, .tm_mon = date.tm_mon, .tm_mday = date.tm_mday, .tm_hour = 12,
	                            .tm_isdst = -1 });
}

static void describe(struct file *file, const struct export *export)
{
	readstat_writer_t *writer = file->writer;
	char *title = utf8_clean(file->table->title, file->flavour->title_most, "\u2026");
	readstat_set_data_writer(writer, take_bytes);
	readstat_writer_set_file_label(writer, title);
	readstat_writer_set_file_timestamp(writer, date_of(export));
	free(title);
	if (file->flavour->stata)
		readstat_writer_set_file_format_version(writer, STATA_VERSION);
	else
		readstat_writer_set_compression(writer, READSTAT_COMPRESS_ROWS);
	for (size_t i = 0; i < file->table->column_count; i++)
		add_variable(file, i);
}

static bool write_rows(struct file *file, struct export *export, struct error *error)
{
	const struct row_sink taking = { .self = file, .row = take_row };
	describe(file, export);
	if (!gather(file, export, error))
		return false;
	readstat_error_t reason = file->flavour->begin(file->writer, file, file->rows);
	if (reason != READSTAT_OK)
		return fail(file, reason, error);
	if (!file->table->rows(export, file->table, &taking, error))
		return false;
	reason = readstat_end_writing(file->writer);
	return reason == READSTAT_OK || fail(file, reason, error);
}

static bool write_file(struct file *file, struct export *export, struct error *error)
{
	size_t count = file->table->column_count;
	const char **names = xcalloc(count, sizeof *names);
	size_t *widths = xcalloc(count, sizeof *widths);
	for (size_t i = 0; i < count; i++) {
		names[i] = file->table->columns[i].name;
		widths[i] = file->variables[i].widest;
	}
	file->pieces = file->flavour->stata ? NULL : sav_pieces_new(names, widths, count);
	file->writer = readstat_writer_init();
	bool well = write_rows(file, export, error);
	readstat_writer_free(file->writer);
	sav_pieces_free(file->pieces);
	free(names);
	free(widths);
	return well;
}

/* One table in one file. */
static bool write_table(const struct export_format *format, struct export *export, const struct table *table,
                        const char *path, struct error *error)
{
	struct file file = {
		.flavour = format == &dta_format ? &stata : &spss, .table = table, .export = export, .path = path,
		.variables = xcalloc(table->column_count, sizeof *file.variables),
	};
	const struct row_sink looking = { .self = &file, .row = look_at_row };
	bool well = table->rows(export, table, &looking, error) && (file.out = out_open(path, false, error));
	if (well) {
		well = write_file(&file, export, error);
		well = out_close(file.out, well, error);
	}
	free(file.variables);
	return well;
}

static bool write_tables(const struct export_format *format, const struct export_target *target, const char *folder,
                         struct error *error)
{
	size_t count;
	const struct table *tables = export_tables(target->export, &count);
	bool well = folder_make(folder, error);
	for (size_t i = 0; well && i < count; i++) {
		char *path = xasprintf("%s/%s.%s", folder, tables[i].name, format->name);
		well = tables[i].bulk || write_table(format, target->export, &tables[i], path, error);
		free(path);
	}
	return well;
}

static bool write_sav(const struct export_target *target, const char *folder, struct error *error)
{
	return write_tables(&sav_format, target, folder, error) && scripts_write_spss(target, folder, error);
}

static bool write_dta(const struct export_target *target, const char *folder, struct error *error)
{
	return write_tables(&dta_format, target, folder, error);
}

const struct export_format sav_format = {
	.name = "sav",
	.label = "SPSS and PSPP files, one a table, with load.sps",
	.place = "sav",
	.write = write_sav,
};

const struct export_format dta_format = {
	.name = "dta",
	.label = "Stata files (14 and later), one a table",
	.place = "dta",
	.write = write_dta,
};
