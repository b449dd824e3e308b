/* fields.c - rows of fields with something between them: CSV and its relatives */

#include "export/fields.h"

#include <string.h>

#include "export/number.h"
#include "base/utf8.h"

const struct dialect dialect_csv = {
	.name = "csv", .label = "RFC 4180", .separator = ',', .decimal = '.', .quoted = true, .defused = true,
	.missing = "NA", .line_end = "\r\n",
};

const struct dialect dialect_tsv = {
	.name = "tsv", .label = "BIDS", .separator = '\t', .decimal = '.', .missing = "n/a", .line_end = "\n",
};

struct fields fields_begin(struct out *out, const struct dialect *dialect)
{
	if (dialect->marked)
		out_text(out, "\xEF\xBB\xBF");
	return (struct fields){ .out = out, .dialect = dialect };
}

static void put(struct fields *fields, char byte)
{
	*out_room(fields->out) = byte;
	out_filled(fields->out, 1);
}

static void separate(struct fields *fields)
{
	if (fields->within)
		put(fields, fields->dialect->separator);
	fields->within = true;
}

void fields_missing(struct fields *fields)
{
	separate(fields);
	out_text(fields->out, fields->dialect->missing);
}

void fields_integer(struct fields *fields, int64_t integer)
{
	separate(fields);
	out_filled(fields->out, integer_write(integer, out_room(fields->out)));
}

void fields_number(struct fields *fields, double number)
{
	separate(fields);
	char *text = out_room(fields->out);
	size_t length = number_write(number, text);
	if (fields->dialect->decimal != '.') {
		char *point = memchr(text, '.', length);
		if (point)
			*point = fields->dialect->decimal;
	}
	out_filled(fields->out, length);
}

static bool is_taken_for_something_else(const struct dialect *dialect, const char *text)
{
	bool like_missing = dialect->missing[0] && strcmp(text, dialect->missing) == 0;
	return like_missing || (dialect->defused && *text && strchr("=+-@'\t\r", *text));
}

static bool is_bare(const struct dialect *dialect, const char *text, size_t plain)
{
	return text[plain] == '\0' && !memchr(text, dialect->separator, plain) && (!dialect->quoted || !memchr(text, '"', plain));
}

static void put_character(struct fields *fields, uint32_t character)
{
	bool quoted = fields->dialect->quoted;
	if (!quoted && (character == '\t' || character == '\n'))
		character = ' ';
	char *room = out_room(fields->out);
	if (character == '"' && quoted)
		*room++ = '"';
	out_filled(fields->out, utf8_put(character, room) + (character == '"' && quoted));
}

void fields_text(struct fields *fields, const char *text)
{
	const struct dialect *dialect = fields->dialect;
	bool guarded = is_taken_for_something_else(dialect, text);
	size_t plain = utf8_plain(text);
	separate(fields);
	if (is_bare(dialect, text, plain)) {
		if (guarded)
			put(fields, '\'');
		out_bytes(fields->out, text, plain);
		return;
	}
	if (dialect->quoted)
		put(fields, '"');
	if (guarded)
		put(fields, '\'');
	const unsigned char *at = (const unsigned char *)text;
	for (uint32_t character; (character = utf8_next(&at)) != 0;)
		put_character(fields, character);
	if (dialect->quoted)
		put(fields, '"');
}

void fields_cell(struct fields *fields, enum cell_type type, const struct cell *cell)
{
	if (cell->missing)
		fields_missing(fields);
	else if (type == CELL_INTEGER)
		fields_integer(fields, cell->integer);
	else if (type == CELL_NUMBER)
		fields_number(fields, cell->number);
	else
		fields_text(fields, cell->text);
}

void fields_end(struct fields *fields)
{
	out_text(fields->out, fields->dialect->line_end);
	fields->within = false;
}
