/*
 * shape_pairs.c - a line of pairs such as name=value or name: value, in any order
 *
 *     fields = Heart rate as pulse, SpO2 as spo2, temp
 *
 * fits "Heart rate:48.40bpm / SpO2:0% / temp:33.13C". A pair is a key, `=` or `:`,
 * and a value that ends at a blank, comma, semicolon, bar or tab; the next key
 * reaches from there to its own `=` or `:`, without the punctuation in front of
 * it. Keys match letter by letter. A number may have a unit right behind it: letters,
 * % or /, never digits.
 *
 * Keys that are not named are passed over, as are words between the pairs, and a
 * named key that is not in the line gives no reading. But a line in which a named
 * key stands twice or has something else than a number does not fit.
 */

#include <ctype.h>
#include <string.h>

#include "acquisition/text/shape.h"

static bool pairs_setup(struct shape *shape, const struct section *section, struct error *error)
{
	return shape_read_fields(shape, section, error);
}

static bool is_one_of(char character, const char *set)
{
	return character && strchr(set, character);
}

/* Whether a value ends before `p`; a decimal comma, with a digit behind it, does not end it. */
static bool ends_value(const struct shape *shape, const char *p, const char *end)
{
	if (*p == ',' && shape->numbers.decimal_comma && p + 1 < end && isdigit((unsigned char)p[1]))
		return false;
	return is_one_of(*p, " \t,;|");
}

/* The key before `sign`: between the last separator and it. */
static const char *key_begin(const char *p, const char *sign)
{
	for (const char *q = p; q < sign; q++)
		if (is_one_of(*q, ",;|\t"))
			p = q + 1;
	while (p < sign && !isalnum((unsigned char)*p) && *p != '_' && !((unsigned char)*p & 0x80))
		p++;
	return p;
}

/* Letters, % and / up to the end; bytes above 7F are those of a degree sign. */
static bool is_unit(const char *p, const char *end)
{
	while (p < end && (isalpha((unsigned char)*p) || is_one_of(*p, "%/") || (unsigned char)*p & 0x80))
		p++;
	return p == end;
}

static bool take_value(const struct shape *shape, const char *p, const char *end, struct reading *reading)
{
	const char *behind = number_read(&shape->numbers, p, end, reading);
	return behind && is_unit(behind, end);
}

static bool has_output(const struct reading *readings, size_t count, int output)
{
	for (size_t i = 0; i < count; i++)
		if (readings[i].output == output)
			return true;
	return false;
}

static const char *find_sign(const char *p, const char *end)
{
	while (p < end && *p != '=' && *p != ':')
		p++;
	return p < end ? p : NULL;
}

static size_t pairs_parse(const struct shape *shape, const char *line, const char *end,
                          struct reading readings[static READINGS_MAX])
{
	size_t count = 0;
	for (const char *p = line, *sign; (sign = find_sign(p, end)); ) {
		const char *key = key_begin(p, sign), *key_last = sign;
		while (key_last > key && is_one_of(key_last[-1], " \t"))
			key_last--;
		int output = shape_find_field(shape, key, (size_t)(key_last - key));
		const char *value = skip_blanks(sign + 1, end);
		for (p = value; p < end && !ends_value(shape, p, end); )
			p++;
		if (output < 0)
			continue;
		struct reading reading = { .output = output };
		if (has_output(readings, count, output) || !take_value(shape, value, p, &reading))
			return 0;
		readings[count++] = reading;
	}
	return count;
}

static size_t pairs_print(const struct shape *shape, const double values[static READINGS_MAX], char *text, size_t size)
{
	size_t length = 0;
	for (size_t i = 0; i < shape->output_count && length + PATH_SIZE + NUMBER_SIZE < size; i++) {
		const char *key = shape->fields.paths[i];
		if (i > 0)
			text[length++] = ' ';
		memcpy(text + length, key, strlen(key));
		length += strlen(key);
		text[length++] = '=';
		length += number_print(&shape->numbers, text + length, NUMBER_SIZE, values[i]);
	}
	return length;
}

static const char *const keys[] = { "fields", NULL };

const struct shape_kind shape_pairs = {
	.name = "pairs",
	.keys = keys,
	.setup = pairs_setup,
	.parse = pairs_parse,
	.print = pairs_print,
};
