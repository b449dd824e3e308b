/*
 * text_lines.c - a board that sends lines of text, described wholly in station.ini
 *
 *     pattern  = T1={toe}, T2={calf}, {} mV
 *     interval = 0.25
 *
 * In the pattern `{name}` stands for a number, `{}` for a number or word to be
 * skipped, a blank for any run of blanks, `{{` and `}}` for braces; everything else
 * stands for itself. Blanks at the ends of a line mean nothing. The line must fit the
 * pattern whole, or it is counted and dropped: nothing is guessed.
 *
 * The first line after opening is never used, since it may be the end of one:
 * "1.05" fits as well as "31.05" does.
 */

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/simulated_world.h"
#include "base/clock.h"

#define PATTERN_SIZE 256
#define LINE_SIZE    512
#define NUMBER_SIZE  40

enum part_kind { PART_CHARACTER, PART_BLANKS, PART_NUMBER, PART_SKIPPED };

struct part {
	enum part_kind kind;
	char           character;   /* of PART_CHARACTER */
};

struct text_lines {
	struct part              parts[PATTERN_SIZE];
	size_t                   part_count;
	struct instrument_output outputs[READINGS_MAX];
	size_t                   output_count;
	double                   interval_s;

	char          line[LINE_SIZE];
	size_t        length;       /* LINE_SIZE: too long, dropped at its end */
	bool          begun;        /* the end of the first line was seen */
	unsigned long dropped;
};

/* The pattern. */

static bool wrong(const struct section *section, struct error *error, const char *why)
{
	return section_error(section, "pattern", error, "the pattern '%s' %s", section_text(section, "pattern"), why);
}

static bool add_output(struct text_lines *lines, const char *name, size_t length,
                       const struct section *section, struct error *error)
{
	char copy[NAME_SIZE + 1], why[160];
	snprintf(copy, sizeof copy, "%.*s", (int)(length < NAME_SIZE ? length : NAME_SIZE), name);
	if (!name_is_legal(copy)) {
		snprintf(why, sizeof why, "has the name '%s', but a name is " NAME_RULE, copy);
		return wrong(section, error, why);
	}
	for (size_t i = 0; i < lines->output_count; i++)
		if (strcmp(lines->outputs[i].name, copy) == 0) {
			snprintf(why, sizeof why, "has the name '%s' twice", copy);
			return wrong(section, error, why);
		}
	if (lines->output_count == READINGS_MAX)
		return wrong(section, error, "has more than 24 numbers; skip some with {}");
	struct instrument_output *output = &lines->outputs[lines->output_count++];
	name_copy(output->name, copy);
	output->label = output->name;
	return true;
}

/* A field must end where a reader can see it. */
static bool ends_visibly(const char *behind)
{
	bool field = behind[0] == '{' && behind[1] != '{';
	return !field && !strchr("0123456789.", behind[0] ? behind[0] : ' ');
}

/* Reads the field at `p`; returns what follows it, or NULL. */
static const char *parse_field(struct text_lines *lines, const char *p,
                               const struct section *section, struct error *error)
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
	if (!skipped && !add_output(lines, p + 1, (size_t)(end - p - 1), section, error))
		return NULL;
	lines->parts[lines->part_count++].kind = skipped ? PART_SKIPPED : PART_NUMBER;
	return end + 1;
}

static bool is_blank(char character)
{
	return character == ' ' || character == '\t';
}

static bool parse_pattern(struct text_lines *lines, const char *p, const struct section *section, struct error *error)
{
	if (strlen(p) >= PATTERN_SIZE)
		return wrong(section, error, "is longer than 255 characters");
	while (*p) {
		bool brace = *p == '{' || *p == '}';
		if (brace && p[1] != *p) {
			if (*p == '}')
				return wrong(section, error, "has a '}' without its '{'; write }} for one that stands in the line");
			p = parse_field(lines, p, section, error);
			if (!p)
				return false;
		} else if (is_blank(*p)) {
			lines->parts[lines->part_count++].kind = PART_BLANKS;
			p += strspn(p, " \t");
		} else {
			lines->parts[lines->part_count++] = (struct part){ PART_CHARACTER, *p };
			p += brace ? 2 : 1;
		}
	}
	return lines->output_count > 0 || wrong(section, error, "has no number; write {toe} where the number of 'toe' stands");
}

static bool text_lines_setup(void *state, const struct section *section, struct error *error)
{
	struct text_lines *lines = state;
	const char *pattern = section_require(section, "pattern", error);
	lines->interval_s = 1;
	if (!pattern || !section_number(section, "interval", &lines->interval_s, error))
		return false;
	if (lines->interval_s < 0.001 || lines->interval_s > 86400)
		return section_error(section, "interval", error,
			"interval is %g, but the seconds between two lines lie between 0.001 and 86400", lines->interval_s);
	if (!parse_pattern(lines, pattern, section, error))
		return false;
	for (size_t i = 0; i < lines->output_count; i++)
		lines->outputs[i].interval_s = lines->interval_s;
	return true;
}

static const struct instrument_output *text_lines_outputs(const void *state, size_t *count)
{
	const struct text_lines *lines = state;
	*count = lines->output_count;
	return lines->outputs;
}

static unsigned long text_lines_dropped(const void *state)
{
	return ((const struct text_lines *)state)->dropped;
}

/* A line against the pattern. */

static const char *skip_digits(const char *p, const char *end)
{
	while (p < end && isdigit((unsigned char)*p))
		p++;
	return p;
}

/* What follows the number at `p`: decimal, with or without exponent, or nan; NULL when none is there. */
static const char *number_end(const char *p, const char *end)
{
	if (end - p >= 3 && strncasecmp(p, "nan", 3) == 0)
		return p + 3;
	if (p < end && (*p == '+' || *p == '-'))
		p++;
	const char *whole = p;
	p = skip_digits(p, end);
	size_t digits = (size_t)(p - whole);
	if (p < end && *p == '.') {
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

/* What boards send instead of a number: nan, -999, and DallasTemperature's -127 for a sensor that has gone. */
static void judge(struct reading *reading)
{
	if (reading->value == -127)
		reading->quality = QUALITY_NO_PROBE;
	else if (isnan(reading->value) || reading->value == -999)
		reading->quality = QUALITY_MISSING;
	if (reading->quality)
		reading->value = NAN;
}

/* Reads the number at *p into a reading and moves *p behind it. */
static bool take_number(const char **p, const char *end, struct reading *reading)
{
	char text[NUMBER_SIZE];
	const char *behind = number_end(*p, end);
	size_t length = behind ? (size_t)(behind - *p) : 0;
	if (length == 0 || length >= sizeof text)
		return false;
	memcpy(text, *p, length);
	text[length] = '\0';
	reading->value = isalpha((unsigned char)text[0]) ? NAN : strtod(text, NULL);
	judge(reading);
	*p = behind;
	return !isinf(reading->value);
}

/* Skips a word: up to a blank, or to the character that the pattern wants next. */
static bool skip_word(const char **p, const char *end, const struct part *next)
{
	const char *begin = *p;
	while (*p < end && !is_blank(**p) && !(next && next->kind == PART_CHARACTER && **p == next->character))
		++*p;
	return *p > begin;
}

static bool skip_blanks(const char **p, const char *end)
{
	const char *begin = *p;
	while (*p < end && is_blank(**p))
		++*p;
	return *p > begin;
}

static bool match_part(const struct text_lines *lines, size_t i, const char **p, const char *end,
                       struct reading *readings, size_t *count)
{
	const struct part *part = &lines->parts[i];
	const struct part *next = i + 1 < lines->part_count ? part + 1 : NULL;
	switch (part->kind) {
	case PART_CHARACTER:
		return *p < end && *(*p)++ == part->character;
	case PART_BLANKS:
		return skip_blanks(p, end) || i == 0 || !next;
	case PART_SKIPPED:
		return skip_word(p, end, next);
	case PART_NUMBER:
		readings[*count] = (struct reading){ .output = (int)*count };
		return take_number(p, end, &readings[(*count)++]);
	}
	return false;
}

/* The readings of a line that fits; 0 for one that does not. */
static size_t match(const struct text_lines *lines, struct reading readings[static READINGS_MAX])
{
	const char *p = lines->line, *end = lines->line + lines->length;
	size_t count = 0;
	skip_blanks(&p, end);
	for (size_t i = 0; i < lines->part_count; i++)
		if (!match_part(lines, i, &p, end, readings, &count))
			return 0;
	skip_blanks(&p, end);
	return p == end ? count : 0;
}

static bool is_empty(const struct text_lines *lines)
{
	const char *p = lines->line, *end = lines->line + lines->length;
	skip_blanks(&p, end);
	return p == end;
}

static size_t end_line(struct text_lines *lines, struct reading readings[static READINGS_MAX])
{
	bool too_long = lines->length == LINE_SIZE;
	if (!too_long && lines->length > 0 && lines->line[lines->length - 1] == '\r')
		lines->length--;
	size_t count = too_long ? 0 : match(lines, readings);
	if (count == 0 && (too_long || !is_empty(lines)))
		lines->dropped++;
	bool trusted = lines->begun;
	lines->begun = true;
	lines->length = 0;
	return trusted ? count : 0;
}

static size_t text_lines_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct text_lines *lines = state;
	if (byte == '\n')
		return end_line(lines, readings);
	if (lines->length < LINE_SIZE)
		lines->line[lines->length++] = (char)byte;
	return 0;
}

/* The twin. */

#define NOISE_DEGC      0.003
#define NOISE_MOST_DEGC 0.009

static int64_t text_lines_due_ns(const void *state, uint64_t n)
{
	const struct text_lines *lines = state;
	return (int64_t)n * llround(lines->interval_s * (double)NS_PER_S);
}

/* A temperature is a little noisy, by the same amount whether it is sent as degC or as ohm. */
static double with_noise(const struct simulated_world *world, int output, double reading)
{
	for (size_t i = 0; i < world->count; i++) {
		const struct simulated_channel *channel = &world->channels[i];
		if (channel->output != output || strcmp(channel->channel.quantity, "temperature") != 0)
			continue;
		uint32_t quality = 0;
		double noise = NOISE_DEGC * random_normal(world->noise);
		noise = fmax(-NOISE_MOST_DEGC, fmin(noise, NOISE_MOST_DEGC));
		return conversion_invert(&channel->conversion,
			conversion_apply(&channel->conversion, reading, &quality) + noise);
	}
	return reading;
}

/* Seven digits: 0.001 ohm of a 2252-ohm thermistor, 0.00001 of a temperature. */
static int print_number(char *text, size_t size, double value)
{
	return isnan(value) ? snprintf(text, size, "nan") : snprintf(text, size, "%.7g", value);
}

static size_t text_lines_simulate(void *state, uint64_t n, const struct simulated_world *world,
                                  uint8_t *bytes, size_t size)
{
	(void)n;
	const struct text_lines *lines = state;
	size_t length = 0;
	int output = 0;
	for (size_t i = 0; i < lines->part_count && length + NUMBER_SIZE < size; i++) {
		char text[NUMBER_SIZE] = { ' ' };
		const struct part *part = &lines->parts[i];
		int count = 1;
		if (part->kind == PART_CHARACTER)
			text[0] = part->character;
		else if (part->kind == PART_SKIPPED)
			text[0] = '0';
		else if (part->kind == PART_NUMBER) {
			count = print_number(text, sizeof text, with_noise(world, output, simulated_reading(world, output)));
			output++;
		}
		memcpy(bytes + length, text, (size_t)count);
		length += (size_t)count;
	}
	memcpy(bytes + length, "\r\n", 2);
	return length + 2;
}

static const char *const keys[] = { "pattern", "interval", NULL };

const struct instrument_driver text_lines_driver = {
	.name = "text_lines",
	.title = "A board that sends lines of text, by a pattern in station.ini",
	.line = { 9600, 8, 'N', 1 },
	.keys = keys,
	.state_size = sizeof(struct text_lines),
	.setup = text_lines_setup,
	.outputs = text_lines_outputs,
	.push = text_lines_push,
	.dropped = text_lines_dropped,
	.simulated_due_ns = text_lines_due_ns,
	.simulate = text_lines_simulate,
};
