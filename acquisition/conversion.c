/* conversion.c - from what an instrument gives to what a channel means */

#include "acquisition/conversion.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "base/sample.h"

#define KELVIN 273.15

static const struct {
	const char *name;
	const char *parameters;
	int         count;
} kinds[] = {
	[CONVERSION_NONE] = { "none", "", 0 },
	[CONVERSION_STEINHART_HART] = { "steinhart_hart", "A B C", 3 },
	[CONVERSION_BETA] = { "beta", "BETA R0 DEGC0", 3 },
	[CONVERSION_LINEAR] = { "linear", "GAIN OFFSET", 2 },
};
#define KINDS (sizeof kinds / sizeof kinds[0])

static bool find_kind(const char *name, enum conversion_kind *kind)
{
	for (size_t i = 0; i < KINDS; i++)
		if (strcmp(name, kinds[i].name) == 0) {
			*kind = (enum conversion_kind)i;
			return true;
		}
	return false;
}

static bool unknown(const struct section *section, const char *name, struct error *error)
{
	const char *names[KINDS + 1] = { NULL };
	for (size_t i = 0; i < KINDS; i++)
		names[i] = kinds[i].name;
	char suggestion[64];
	return section_error(section, "conversion", error,
		"no conversion is called '%s' (there are steinhart_hart, beta, linear and none)%s",
		name, name_suggestion(name, names, suggestion, sizeof suggestion));
}

/* Whether the formula makes sense with these parameters: no division by zero, and a way back. */
static bool usable(const struct conversion *conversion)
{
	const double *p = conversion->p;
	switch (conversion->kind) {
	case CONVERSION_STEINHART_HART:
		return p[1] > 0 && p[2] >= 0;
	case CONVERSION_BETA:
		return p[0] > 0 && p[1] > 0 && p[2] > -KELVIN;
	case CONVERSION_LINEAR:
		return p[0] != 0;
	case CONVERSION_NONE:
		break;
	}
	return true;
}

/* Reads at most `most` numbers; -1 when something else stands there too. */
static int read_numbers(const char *text, double *numbers, int most)
{
	int count = 0;
	for (;;) {
		text += strspn(text, " \t");
		if (!*text)
			return count;
		char *end;
		double number = strtod(text, &end);
		if (end == text || !isfinite(number) || count == most)
			return -1;
		numbers[count++] = number;
		text = end;
	}
}

bool conversion_from(struct conversion *conversion, const struct section *section, struct error *error)
{
	*conversion = (struct conversion){ .kind = CONVERSION_NONE };
	const char *text = section_text(section, "conversion");
	if (!text)
		return true;
	size_t length = strcspn(text, " \t");
	char name[32];
	snprintf(name, sizeof name, "%.*s", (int)length, text);
	if (!find_kind(name, &conversion->kind))
		return unknown(section, name, error);
	int count = kinds[conversion->kind].count;
	if (read_numbers(text + length, conversion->p, 3) != count)
		return section_error(section, "conversion", error, "%s needs %d numbers behind it: %s %s",
			name, count, name, kinds[conversion->kind].parameters);
	return usable(conversion) || section_error(section, "conversion", error,
		"%s cannot be computed with these numbers; please compare them with the sensor's data sheet", name);
}

/* What stands in the way of taking a reading for a resistance. */
static uint32_t resistance_fault(double ohm)
{
	return ohm <= 0 ? QUALITY_SATURATED : isinf(ohm) ? QUALITY_NO_PROBE : 0;
}

double conversion_apply(const struct conversion *conversion, double value, uint32_t *quality)
{
	const double *p = conversion->p;
	if (isnan(value))
		return NAN;
	if (conversion->kind == CONVERSION_NONE)
		return value;
	if (conversion->kind == CONVERSION_LINEAR)
		return p[0] * value + p[1];
	uint32_t fault = resistance_fault(value);
	if (fault) {
		*quality |= fault;
		return NAN;
	}
	double log_r = log(value), inverse_kelvin;
	if (conversion->kind == CONVERSION_BETA)
		inverse_kelvin = 1 / (p[2] + KELVIN) + log(value / p[1]) / p[0];
	else
		inverse_kelvin = p[0] + p[1] * log_r + p[2] * log_r * log_r * log_r;
	if (inverse_kelvin <= 0) {      /* hotter than infinity: as good as a short circuit */
		*quality |= QUALITY_SATURATED;
		return NAN;
	}
	return 1 / inverse_kelvin - KELVIN;
}

/* The cubic's real root in closed form (Cardano), C > 0. */
static double steinhart_hart_resistance(const double p[3], double kelvin)
{
	if (p[2] == 0)
		return exp((1 / kelvin - p[0]) / p[1]);
	double half = (p[0] - 1 / kelvin) / p[2] / 2;
	double root = sqrt(pow(p[1] / (3 * p[2]), 3) + half * half);
	return exp(cbrt(root - half) - cbrt(root + half));
}

double conversion_invert(const struct conversion *conversion, double value)
{
	const double *p = conversion->p;
	switch (conversion->kind) {
	case CONVERSION_STEINHART_HART:
		return steinhart_hart_resistance(p, value + KELVIN);
	case CONVERSION_BETA:
		return p[1] * exp(p[0] * (1 / (value + KELVIN) - 1 / (p[2] + KELVIN)));
	case CONVERSION_LINEAR:
		return (value - p[1]) / p[0];
	case CONVERSION_NONE:
		break;
	}
	return value;
}
