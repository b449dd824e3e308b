/*
 * shape_json.c - a line that is one JSON object
 *
 *     fields = toe, skin.calf as calf, amb.1 as ambient
 *
 * A path leads through nested objects by their keys and through arrays by their
 * places from 0, joined by points. The line must be an object as RFC 8259 has it,
 * whole and with nothing behind it; beyond that only `nan` is known, which many
 * boards print where a library would say null. Both are missing numbers.
 *
 * What is not named is passed over, and a named path that is not in the line gives
 * no reading. But a line in which one stands twice, or is anything else than a
 * number, does not fit. A key with a backslash in it is never a named one.
 *
 * The scanner needs no memory but its own stack, at most DEPTH_MAX calls deep.
 */

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "acquisition/text/shape.h"
#include "base/sample.h"

#define DEPTH_MAX     16
#define FULL_PATH_SIZE (2 * PATH_SIZE)

struct scan {
	const struct shape *shape;
	const char         *p, *end;
	char                path[FULL_PATH_SIZE];
	size_t              path_length;    /* FULL_PATH_SIZE and more: too long to be a named one */
	int                 depth;
	struct reading     *readings;
	size_t              count;
};

static bool json_setup(struct shape *shape, const struct section *section, struct error *error)
{
	if (!shape_read_fields(shape, section, error))
		return false;
	const char *decimal = section_text(section, "decimal");
	return !decimal || strcmp(decimal, "comma") != 0
		|| section_error(section, "decimal", error, "JSON has no decimal comma");
}

static void skip_white(struct scan *scan)
{
	scan->p = skip_blanks(scan->p, scan->end);
}

static bool take(struct scan *scan, char character)
{
	if (scan->p == scan->end || *scan->p != character)
		return false;
	scan->p++;
	return true;
}

static bool take_word(struct scan *scan, const char *word)
{
	size_t length = strlen(word);
	if ((size_t)(scan->end - scan->p) < length || memcmp(scan->p, word, length) != 0)
		return false;
	scan->p += length;
	return true;
}

/* Four hexadecimal digits, or one of the characters that stand for themselves or a control. */
static bool skip_escape(struct scan *scan)
{
	if (scan->p == scan->end)
		return false;
	char escape = *scan->p++;
	if (escape != 'u')
		return escape && strchr("\"\\/bfnrt", escape);
	for (int i = 0; i < 4; i++)
		if (scan->p == scan->end || !isxdigit((unsigned char)*scan->p++))
			return false;
	return true;
}

/* A string; what stands between its quotes is *text, *length. */
static bool scan_string(struct scan *scan, const char **text, size_t *length)
{
	if (!take(scan, '"'))
		return false;
	*text = scan->p;
	while (scan->p < scan->end) {
		char character = *scan->p++;
		if (character == '"') {
			*length = (size_t)(scan->p - 1 - *text);
			return true;
		}
		if ((unsigned char)character < 0x20 || (character == '\\' && !skip_escape(scan)))
			return false;
	}
	return false;
}

static bool skip_digits(struct scan *scan)
{
	const char *begin = scan->p;
	while (scan->p < scan->end && isdigit((unsigned char)*scan->p))
		scan->p++;
	return scan->p > begin;
}

/* A number as JSON has it: no leading zeros, no plus, digits on both sides of the point. */
static bool skip_number(struct scan *scan)
{
	take(scan, '-');
	if (!take(scan, '0') && !skip_digits(scan))
		return false;
	if (take(scan, '.') && !skip_digits(scan))
		return false;
	if (take(scan, 'e') || take(scan, 'E')) {
		if (!take(scan, '+'))
			take(scan, '-');
		return skip_digits(scan);
	}
	return true;
}

/* The output that the scanner's path names, or -1. */
static int output_here(const struct scan *scan)
{
	return scan->path_length < FULL_PATH_SIZE ? shape_find_field(scan->shape, scan->path, scan->path_length) : -1;
}

/* A new reading of that output; NULL when it has one already. */
static struct reading *new_reading(struct scan *scan, int output)
{
	for (size_t i = 0; i < scan->count; i++)
		if (scan->readings[i].output == output)
			return NULL;
	struct reading *reading = &scan->readings[scan->count++];
	*reading = (struct reading){ .output = output, .value = NAN, .quality = QUALITY_MISSING };
	return reading;
}

static bool scan_number(struct scan *scan, int output)
{
	const char *begin = scan->p;
	if (!skip_number(scan))
		return false;
	if (output < 0)
		return true;
	struct reading *reading = new_reading(scan, output);
	return reading && number_read(&scan->shape->numbers, begin, scan->p, reading) == scan->p;
}

static bool scan_value(struct scan *scan);

/* One member behind "key": or one element, with its part of the path put on and taken off. */
static bool scan_member(struct scan *scan, const char *part, size_t length)
{
	size_t before = scan->path_length, dot = before > 0 ? 1 : 0;
	scan->path_length += dot + length;
	if (scan->path_length < FULL_PATH_SIZE) {
		if (dot)
			scan->path[before] = '.';
		memcpy(scan->path + before + dot, part, length);
	}
	bool well = scan_value(scan);
	scan->path_length = before;
	return well;
}

static bool scan_object(struct scan *scan)
{
	const char *key;
	size_t length;
	skip_white(scan);
	if (take(scan, '}'))
		return true;
	do {
		skip_white(scan);
		if (!scan_string(scan, &key, &length))
			return false;
		skip_white(scan);
		if (!take(scan, ':') || !scan_member(scan, key, length))
			return false;
	} while (take(scan, ','));
	return take(scan, '}');
}

static bool scan_array(struct scan *scan)
{
	skip_white(scan);
	if (take(scan, ']'))
		return true;
	for (int place = 0; ; place++) {
		char part[16];
		int length = snprintf(part, sizeof part, "%d", place);
		if (!scan_member(scan, part, (size_t)length))
			return false;
		if (!take(scan, ','))
			return take(scan, ']');
	}
}

static bool scan_nested(struct scan *scan, bool (*scan_inside)(struct scan *))
{
	if (scan->depth == DEPTH_MAX)
		return false;
	scan->depth++;
	bool well = scan_inside(scan);
	scan->depth--;
	return well;
}

static bool scan_value(struct scan *scan)
{
	const char *text;
	size_t length;
	skip_white(scan);
	int output = output_here(scan);
	bool well;
	if (scan->p == scan->end)
		return false;
	if (take(scan, '{'))
		well = output < 0 && scan_nested(scan, scan_object);
	else if (take(scan, '['))
		well = output < 0 && scan_nested(scan, scan_array);
	else if (*scan->p == '"')
		well = output < 0 && scan_string(scan, &text, &length);
	else if (take_word(scan, "true") || take_word(scan, "false"))
		well = output < 0;
	else if (take_word(scan, "null") || take_word(scan, "nan") || take_word(scan, "NaN"))
		well = output < 0 || new_reading(scan, output);
	else
		well = scan_number(scan, output);
	skip_white(scan);
	return well;
}

static size_t json_parse(const struct shape *shape, const char *line, const char *end,
                         struct reading readings[static READINGS_MAX])
{
	struct scan scan = { .shape = shape, .p = line, .end = end, .readings = readings };
	skip_white(&scan);
	if (!take(&scan, '{') || !scan_nested(&scan, scan_object))
		return 0;
	skip_white(&scan);
	return scan.p == end ? scan.count : 0;
}

/* How many parts of its path (all but the last) field `i` shares with the field before it. */
static size_t shared(const struct shape *shape, size_t i)
{
	const char *path = shape->fields.paths[i], *before = i > 0 ? shape->fields.paths[i - 1] : "";
	size_t parts = 0;
	for (size_t k = 0; path[k] && path[k] == before[k]; k++)
		parts += path[k] == '.';
	return parts;
}

static size_t dots(const char *path)
{
	size_t count = 0;
	for (; *path; path++)
		count += *path == '.';
	return count;
}

/* The next part of a path that has one. */
static const char *behind_dot(const char *path)
{
	return path + strcspn(path, ".") + (strchr(path, '.') != NULL);
}

/*
 * The twin's object, its members in the order of the fields. A path's number is
 * written as a key too, which reads back the same.
 */
static size_t json_print(const struct shape *shape, const double values[static READINGS_MAX], char *text, size_t size)
{
	size_t length = 0, open = 0;
	text[length++] = '{';
	for (size_t i = 0; i < shape->output_count && length + 3 * PATH_SIZE + NUMBER_SIZE < size; i++) {
		const char *part = shape->fields.paths[i];
		size_t common = shared(shape, i);
		for (; open > common; open--)
			text[length++] = '}';
		if (i > 0)
			text[length++] = ',';
		for (size_t skip = common; skip > 0; skip--)
			part = behind_dot(part);
		for (size_t nested = dots(part); nested > 0; nested--, open++, part = behind_dot(part))
			length += (size_t)sprintf(text + length, "\"%.*s\":{", (int)strcspn(part, "."), part);
		length += (size_t)sprintf(text + length, "\"%s\":", part);
		length += isnan(values[i]) ? (size_t)sprintf(text + length, "null")
		                           : number_print(&shape->numbers, text + length, NUMBER_SIZE, values[i]);
	}
	for (; open > 0; open--)
		text[length++] = '}';
	text[length++] = '}';
	return length;
}

static const char *const keys[] = { "fields", NULL };

const struct shape_kind shape_json = {
	.name = "json",
	.keys = keys,
	.setup = json_setup,
	.parse = json_parse,
	.print = json_print,
};
