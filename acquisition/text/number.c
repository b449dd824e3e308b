/* number.c - a number in a line of text, and what stands there in place of one */

#include "acquisition/text/number.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/sample.h"

#define WORD_SIZE 64

/* The keys. */

static bool find_quality(const char *name, uint32_t *quality)
{
	char text[QUALITY_TEXT_SIZE];
	for (uint32_t bit = 1; bit; bit <<= 1)
		if (strcmp(quality_text(bit, text), "good") != 0 && strcmp(text, name) == 0) {
			*quality = bit;
			return true;
		}
	return false;
}

/* Takes "remote:" off the front of a word; -1 when no output's name stands there. */
static int take_output(char **word, const struct instrument_output *outputs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(outputs[i].name);
		if (strncmp(*word, outputs[i].name, length) == 0 && (*word)[length] == ':') {
			*word += length + 1;
			return (int)i;
		}
	}
	return -1;
}

/* "[output:]text[*][=quality]" */
static bool add_missing(struct number_rules *rules, char *word, const struct instrument_output *outputs, size_t count,
                        const struct section *section, struct error *error)
{
	if (rules->missing_count == MISSING_MAX)
		return section_error(section, "missing", error, "missing has more than %d words", MISSING_MAX);
	struct missing *missing = &rules->missing[rules->missing_count++];
	*missing = (struct missing){ .value = NAN, .quality = QUALITY_MISSING };
	missing->output = take_output(&word, outputs, count);
	char *quality = strrchr(word, '=');
	if (quality && quality > word) {
		if (!find_quality(quality + 1, &missing->quality))
			return section_error(section, "missing", error, "missing has '%s', but no quality is called '%s'; "
				"there are no_probe, saturated, missing and the others of the record", word, quality + 1);
		*quality = '\0';
	}
	char *end;
	missing->value = strtod(word, &end);
	if (!*end && end > word && isfinite(missing->value))
		return true;
	size_t length = strlen(word);
	missing->open = length > 1 && word[length - 1] == '*';
	if (missing->open)
		word[--length] = '\0';
	if (length == 0 || length >= MISSING_SIZE)
		return section_error(section, "missing", error, "missing has a word that is empty or longer than %d letters",
			MISSING_SIZE - 1);
	memcpy(missing->text, word, length + 1);
	return true;
}

static bool read_decimal(struct number_rules *rules, const struct section *section, struct error *error)
{
	const char *decimal = section_text(section, "decimal");
	rules->decimal_comma = decimal && strcmp(decimal, "comma") == 0;
	return !decimal || rules->decimal_comma || strcmp(decimal, "point") == 0
		|| section_error(section, "decimal", error, "decimal is '%s', but it is either comma or point", decimal);
}

bool number_rules_from(struct number_rules *rules, const struct instrument_output *outputs, size_t output_count,
                       const struct section *section, struct error *error)
{
	const char *p = section_text(section, "missing");
	if (!read_decimal(rules, section, error))
		return false;
	for (bool first = true; p && *(p += strspn(p, " \t")); first = false) {
		char word[WORD_SIZE];
		size_t length = strcspn(p, " \t");
		if (length >= sizeof word)
			return section_error(section, "missing", error, "missing has a word of more than %zu letters", sizeof word - 1);
		memcpy(word, p, length);
		word[length] = '\0';
		p += length;
		if (first && strcmp(word, "only") == 0)
			rules->only = true;
		else if (!add_missing(rules, word, outputs, output_count, section, error))
			return false;
	}
	return true;
}

/* What stands in place of a number. */

/* Where a word behind which letters may follow ends. */
static const char *word_end(const char *p, const char *end)
{
	while (p < end && !strchr(" \t,;|", *p))
		p++;
	return p;
}

/* What follows the longest word of `missing` at `p`, or NULL. */
static const char *read_missing(const struct number_rules *rules, const char *p, const char *end, struct reading *reading)
{
	const char *longest = NULL;
	for (size_t i = 0; i < rules->missing_count; i++) {
		const struct missing *missing = &rules->missing[i];
		size_t length = strlen(missing->text);
		if (length == 0 || (size_t)(end - p) < length || memcmp(p, missing->text, length) != 0
		    || (missing->output >= 0 && missing->output != reading->output))
			continue;
		const char *behind = missing->open ? word_end(p + length, end) : p + length;
		if (!longest || behind > longest) {
			longest = behind;
			reading->quality = missing->quality;
		}
	}
	return longest;
}

static const char *read_dashes(const char *p, const char *end)
{
	const char *begin = p;
	while (p < end && *p == '-')
		p++;
	return p - begin >= 2 ? p : NULL;
}

/* The reason for which this number is none, or 0. */
static uint32_t fault_of(const struct number_rules *rules, const struct reading *reading)
{
	for (size_t i = 0; i < rules->missing_count; i++) {
		const struct missing *missing = &rules->missing[i];
		if (!missing->text[0] && missing->value == reading->value
		    && (missing->output < 0 || missing->output == reading->output))
			return missing->quality;
	}
	if (!rules->only && reading->value == -127)
		return QUALITY_NO_PROBE;
	return !rules->only && reading->value == -999 ? QUALITY_MISSING : 0;
}

/* Numbers. */

static const char *skip_digits(const char *p, const char *end)
{
	while (p < end && isdigit((unsigned char)*p))
		p++;
	return p;
}

/* What follows the decimal number at `p`, or NULL. */
static const char *number_end(const struct number_rules *rules, const char *p, const char *end)
{
	char mark = rules->decimal_comma ? ',' : '.';
	if (p < end && (*p == '+' || *p == '-'))
		p++;
	const char *whole = p;
	p = skip_digits(p, end);
	size_t digits = (size_t)(p - whole);
	/* A decimal comma without digits behind it stands between two columns. */
	if (p < end && *p == mark && (mark == '.' || (p + 1 < end && isdigit((unsigned char)p[1])))) {
		const char *fraction = p + 1;
		p = skip_digits(fraction, end);
		digits += (size_t)(p - fraction);
	}
	if (digits == 0)
		return NULL;
	if (p < end && (*p == 'e' || *p == 'E')) {
		const char *exponent = p + 1;
		if (exponent < end && (*exponent == '+' || *exponent == '-'))
			exponent++;
		const char *last = skip_digits(exponent, end);
		if (last > exponent)
			p = last;
	}
	return p;
}

const char *number_read(const struct number_rules *rules, const char *p, const char *end, struct reading *reading)
{
	reading->value = NAN;
	const char *behind = read_missing(rules, p, end, reading);
	if (behind)
		return behind;
	reading->quality = QUALITY_MISSING;
	if (end - p >= 3 && strncasecmp(p, "nan", 3) == 0)
		return p + 3;
	if ((behind = read_dashes(p, end)))
		return behind;
	char text[NUMBER_SIZE];
	behind = number_end(rules, p, end);
	size_t length = behind ? (size_t)(behind - p) : 0;
	if (length == 0 || length >= sizeof text)
		return NULL;
	memcpy(text, p, length);
	text[length] = '\0';
	char *comma = strchr(text, ',');
	if (comma)
		*comma = '.';
	reading->value = strtod(text, NULL);
	if (isinf(reading->value))
		return NULL;
	reading->quality = fault_of(rules, reading);
	if (reading->quality)
		reading->value = NAN;
	return behind;
}

const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p;
}

bool number_is_all(const struct number_rules *rules, const char *p, const char *end, struct reading *reading)
{
	p = skip_blanks(p, end);
	if (p == end) {
		reading->value = NAN;
		reading->quality = QUALITY_MISSING;
		return true;
	}
	p = number_read(rules, p, end, reading);
	return p && skip_blanks(p, end) == end;
}

size_t number_print(const struct number_rules *rules, char *text, size_t size, double value)
{
	int length = isnan(value) ? snprintf(text, size, "nan") : snprintf(text, size, "%.7g", value);
	char *point = strchr(text, '.');
	if (rules->decimal_comma && point)
		*point = ',';
	return (size_t)length;
}
