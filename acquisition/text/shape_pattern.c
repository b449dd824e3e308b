/*
 * shape_pattern.c - a line that is given whole, with its numbers named
 *
 *     pattern = T1={toe}, T2={calf}, {} mV
 *
 * `{name}` stands for a number, `{}` for a number or word to be skipped, a blank
 * for any run of blanks, `{{` and `}}` for braces; everything else stands for
 * itself. Blanks at the ends of a line mean nothing. The whole line must fit.
 */

#include <string.h>

#include "acquisition/text/shape.h"

static bool wrong(const struct section *section, struct error *error, const char *why)
{
	return section_error(section, "pattern", error, "the pattern '%s' %s", section_text(section, "pattern"), why);
}

/* A field must end where a reader can see it. */
static bool ends_visibly(const char *behind)
{
	bool field = behind[0] == '{' && behind[1] != '{';
	return !field && !strchr("0123456789.", behind[0] ? behind[0] : ' ');
}

static void add_part(struct pattern *pattern, enum part_kind kind, char character)
{
	pattern->parts[pattern->count].kind = kind;
	pattern->parts[pattern->count++].character = character;
}

/* Reads the field at `p`; returns what follows it, or NULL. */
static const char *read_field(struct shape *shape, const char *p, const struct section *section, struct error *error)
{
	const char *end = strchr(p, '}');
	if (!end) {
		wrong(section, error, "lacks a '}'; write {{ for a brace that stands in the line");
		return NULL;
	}
	if (!ends_visibly(end + 1)) {
		wrong(section, error, "has a field with a digit, a point or another field right behind it, "
			"so that nobody can tell where it ends");
		return NULL;
	}
	bool skipped = end == p + 1;
	if (!skipped && !shape_add_output(shape, p + 1, (size_t)(end - p - 1), "pattern", section, error))
		return NULL;
	add_part(&shape->pattern, skipped ? PART_SKIPPED : PART_NUMBER, '\0');
	return end + 1;
}

static bool pattern_setup(struct shape *shape, const struct section *section, struct error *error)
{
	const char *p = section_require(section, "pattern", error);
	if (!p)
		return false;
	if (strlen(p) >= PATTERN_SIZE)
		return wrong(section, error, "is longer than 255 characters");
	while (*p) {
		bool brace = *p == '{' || *p == '}';
		if (brace && p[1] != *p) {
			if (*p == '}')
				return wrong(section, error, "has a '}' without its '{'; write }} for one that stands in the line");
			p = read_field(shape, p, section, error);
			if (!p)
				return false;
		} else if (*p == ' ' || *p == '\t') {
			add_part(&shape->pattern, PART_BLANKS, ' ');
			p += strspn(p, " \t");
		} else {
			add_part(&shape->pattern, PART_CHARACTER, *p);
			p += brace ? 2 : 1;
		}
	}
	return shape->output_count > 0
		|| wrong(section, error, "has no number; write {toe} where the number of 'toe' stands");
}

/* Skips a word: up to a blank, or to the character `stop` that the pattern wants next. */
static const char *skip_word(const char *p, const char *end, char stop)
{
	while (p < end && *p != ' ' && *p != '\t' && !(stop && *p == stop))
		p++;
	return p;
}

/* What follows part `i` of the pattern at `p`, or NULL when something else stands there. */
static const char *match_part(const struct shape *shape, size_t i, const char *p, const char *end,
                              struct reading *readings, size_t *count)
{
	const struct pattern *pattern = &shape->pattern;
	bool last = i + 1 == pattern->count;
	const char *behind;
	switch (pattern->parts[i].kind) {
	case PART_CHARACTER:
		return p < end && *p == pattern->parts[i].character ? p + 1 : NULL;
	case PART_BLANKS:
		behind = skip_blanks(p, end);
		return behind > p || i == 0 || last ? behind : NULL;
	case PART_SKIPPED:
		behind = skip_word(p, end, last ? '\0' : pattern->parts[i + 1].character);
		return behind > p ? behind : NULL;
	case PART_NUMBER:
		readings[*count] = (struct reading){ .output = (int)*count };
		return number_read(&shape->numbers, p, end, &readings[(*count)++]);
	}
	return NULL;
}

static size_t pattern_parse(const struct shape *shape, const char *line, const char *end,
                            struct reading readings[static READINGS_MAX])
{
	const char *p = skip_blanks(line, end);
	size_t count = 0;
	for (size_t i = 0; i < shape->pattern.count; i++) {
		p = match_part(shape, i, p, end, readings, &count);
		if (!p)
			return 0;
	}
	return skip_blanks(p, end) == end ? count : 0;
}

static size_t pattern_print(const struct shape *shape, const double values[static READINGS_MAX], char *text, size_t size)
{
	size_t length = 0, output = 0;
	for (size_t i = 0; i < shape->pattern.count && length + NUMBER_SIZE < size; i++) {
		char character = shape->pattern.parts[i].character;
		if (shape->pattern.parts[i].kind == PART_NUMBER)
			length += number_print(&shape->numbers, text + length, NUMBER_SIZE, values[output++]);
		else
			text[length++] = shape->pattern.parts[i].kind == PART_SKIPPED ? '0' : character;
	}
	return length;
}

static const char *const keys[] = { "pattern", NULL };

const struct shape_kind shape_pattern = {
	.name = "pattern",
	.keys = keys,
	.setup = pattern_setup,
	.parse = pattern_parse,
	.print = pattern_print,
};
