/*
 * shape_columns.c - a line of columns
 *
 *     columns   = time, toe, -, calf, remote?
 *     delimiter = comma                   ; or semicolon, tab, bar, blank; comma when absent
 *
 * A column is named, or skipped (`-`), or (`#`) a status in hexadecimal digits, which
 * goes into the flags of all the line's readings; several are put together, the last
 * one lowest. The line has exactly these columns; those with a `?` behind them, all
 * at the end, may be absent. A delimiter at the very end means nothing. A column
 * without anything in it, or absent, is a missing number. Between blanks no column
 * can be empty.
 */

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "acquisition/text/shape.h"
#include "base/sample.h"

static const struct {
	const char *name;
	char        character;
} delimiters[] = {
	{ "comma", ',' }, { "semicolon", ';' }, { "tab", '\t' }, { "bar", '|' }, { "blank", ' ' },
	{ ",", ',' }, { ";", ';' }, { "|", '|' },
};
#define DELIMITERS (sizeof delimiters / sizeof delimiters[0])

static bool read_delimiter(struct columns *columns, const struct section *section, struct error *error)
{
	const char *name = section_text(section, "delimiter"), *decimal = section_text(section, "decimal");
	columns->delimiter = '\0';
	for (size_t i = 0; i < DELIMITERS; i++)
		if (strcmp(name ? name : "comma", delimiters[i].name) == 0)
			columns->delimiter = delimiters[i].character;
	if (!columns->delimiter)
		return section_error(section, "delimiter", error,
			"delimiter is '%s', but it is comma, semicolon, tab, bar or blank", name);
	return columns->delimiter != ',' || !decimal || strcmp(decimal, "comma") != 0
		|| section_error(section, "decimal", error, "a comma cannot be the decimal mark and the delimiter of columns as well");
}

static bool read_column(struct shape *shape, const char *p, size_t length,
                        const struct section *section, struct error *error)
{
	struct columns *columns = &shape->columns;
	if (columns->count == COLUMNS_MAX)
		return section_error(section, "columns", error, "there are more than %d columns", COLUMNS_MAX);
	bool optional = length > 1 && p[length - 1] == '?';
	if (optional)
		length--;
	else if (columns->least < columns->count)
		return section_error(section, "columns", error, "columns that may be absent stand at the end");
	enum column_kind kind = length == 1 && *p == '-' ? COLUMN_SKIPPED : length == 1 && *p == '#' ? COLUMN_FLAGS : COLUMN_NUMBER;
	columns->kinds[columns->count++] = kind;
	columns->least += optional ? 0 : 1;
	return kind != COLUMN_NUMBER || shape_add_output(shape, p, length, "columns", section, error);
}

static bool columns_setup(struct shape *shape, const struct section *section, struct error *error)
{
	const char *p = section_require(section, "columns", error);
	if (!p || !read_delimiter(&shape->columns, section, error))
		return false;
	for (;;) {
		p += strspn(p, " \t");
		size_t length = strcspn(p, ","), trimmed = length;
		while (trimmed > 0 && (p[trimmed - 1] == ' ' || p[trimmed - 1] == '\t'))
			trimmed--;
		if (!read_column(shape, p, trimmed, section, error))
			return false;
		if (!p[length])
			break;
		p += length + 1;
	}
	return shape->output_count > 0 || section_error(section, "columns", error, "no column has a name");
}

/* Where the column at `p` ends. */
static const char *column_end(const struct columns *columns, const char *p, const char *end)
{
	while (p < end && !(columns->delimiter == ' ' ? *p == ' ' || *p == '\t' : *p == columns->delimiter))
		p++;
	return p;
}

/* Digits of a status word, put behind those that `flags` has. */
static bool read_flags(const char *p, const char *end, uint32_t *flags)
{
	if (p == end)
		return false;
	for (; p < end; p++) {
		if (!isxdigit((unsigned char)*p))
			return false;
		int digit = isdigit((unsigned char)*p) ? *p - '0' : tolower((unsigned char)*p) - 'a' + 10;
		*flags = *flags << 4 | (uint32_t)digit;
	}
	return true;
}

static bool take_column(const struct shape *shape, size_t column, const char *p, const char *end,
                        struct reading *readings, size_t *count, uint32_t *flags)
{
	switch (shape->columns.kinds[column]) {
	case COLUMN_SKIPPED:
		return true;
	case COLUMN_FLAGS:
		p = skip_blanks(p, end);
		while (end > p && (end[-1] == ' ' || end[-1] == '\t'))
			end--;
		return read_flags(p, end, flags);
	case COLUMN_NUMBER:
		readings[*count] = (struct reading){ .output = (int)*count };
		return number_is_all(&shape->numbers, p, end, &readings[(*count)++]);
	}
	return false;
}

/* Moves from a column's end to the next column; NULL when the line is at its end. A delimiter
 * at the very end begins a column only where one is still wanted. */
static const char *next_column(const struct columns *columns, const char *p, const char *end, bool wanted)
{
	if (p == end)
		return NULL;
	bool blank = columns->delimiter == ' ';
	p = blank ? skip_blanks(p, end) : p + 1;
	return skip_blanks(p, end) == end && (blank || !wanted) ? NULL : p;
}

static size_t columns_parse(const struct shape *shape, const char *line, const char *end,
                            struct reading readings[static READINGS_MAX])
{
	const struct columns *columns = &shape->columns;
	const char *p = columns->delimiter == '\t' ? line : skip_blanks(line, end);
	size_t count = 0, column = 0;
	uint32_t flags = 0;
	for (; p && column < columns->count; column++) {
		const char *behind = column_end(columns, p, end);
		if (!take_column(shape, column, p, behind, readings, &count, &flags))
			return 0;
		p = next_column(columns, behind, end, column + 1 < columns->least);
	}
	if (p || column < columns->least)
		return 0;
	while (count < shape->output_count) {
		readings[count] = (struct reading){ .output = (int)count, .value = NAN, .quality = QUALITY_MISSING };
		count++;
	}
	for (size_t i = 0; i < count; i++)
		readings[i].flags = flags;
	return count;
}

static size_t columns_print(const struct shape *shape, const double values[static READINGS_MAX], char *text, size_t size)
{
	size_t length = 0, output = 0;
	for (size_t i = 0; i < shape->columns.count && length + NUMBER_SIZE < size; i++) {
		if (i > 0)
			text[length++] = shape->columns.delimiter;
		if (shape->columns.kinds[i] == COLUMN_NUMBER)
			length += number_print(&shape->numbers, text + length, NUMBER_SIZE, values[output++]);
		else
			text[length++] = '0';
	}
	return length;
}

static const char *const keys[] = { "columns", "delimiter", NULL };

const struct shape_kind shape_columns = {
	.name = "columns",
	.keys = keys,
	.setup = columns_setup,
	.parse = columns_parse,
	.print = columns_print,
};
