/* curves.c - published thermistor curves, by the name on the sensor */

#include "acquisition/curves.h"

#include <math.h>
#include <string.h>

#include "base/name.h"

/* YSI 400 series, 44004, and the probes compatible with it: 2252 ohm at 25 degC. In whole ohms, which are worth
 * 0.01 degC at 40; other makers print the same curve an ohm beside it (Building Automation Products' 2.2K, 10/16/12;
 * Advanced Industrial Systems' note on the 400 series), and clinical probes are held to 0.1. */
static const struct curve_point ysi400[] = {
	{ 0, 7352 }, { 5, 5719 }, { 10, 4482 }, { 15, 3539 }, { 20, 2814 }, { 25, 2252 }, { 30, 1814 },
	{ 32, 1667 }, { 34, 1533 }, { 35, 1470 }, { 36, 1411 }, { 37, 1354 }, { 38, 1300 },
	{ 40, 1199 }, { 45, 983 }, { 50, 811 },
};

/* 10k with a beta of 3950 K (25/50), such as the NT18B07's: AMWEI's table of AMF58B. A beta formula
 * is 0.6 degC off at 0 degC and 5 at -40. */
static const struct curve_point beta_3950[] = {
	{ -40, 283381 }, { -20, 90931 }, { 0, 32580.7 }, { 5, 25468.7 }, { 10, 20000.3 }, { 15, 15785.0 },
	{ 20, 12526.6 }, { 25, 10000 }, { 30, 8033.8 }, { 35, 6497.6 }, { 80, 1243 }, { 100, 673 },
};

/* 10k curve J, also called type 2 or 10K3: every fifth degree of Campbell Scientific's table C-1 of the 109SS
 * (thermistor 10K3MCD1), which ends at 1 degC, and the common table of curve J above. */
static const struct curve_point curve_j[] = {
	{ -40, 336103.2 }, { -35, 242430.2 }, { -30, 176804.8 }, { -25, 130307.6 }, { -20, 97006.9 }, { -15, 72911.1 },
	{ -10, 55303.9 }, { -5, 42316.7 }, { 0, 32650.9 }, { 1, 31030.8 },
	{ 10, 19903 }, { 20, 12492 }, { 25, 10000 }, { 30, 8057 }, { 40, 5327 }, { 50, 3603 },
};

/* YSI 44006, also called type 3 or 10K-3: the whole degrees of Building Automation Products' table (H9, 10/16/12). */
static const struct curve_point ysi44006[] = {
	{ -35, 179281 }, { -25, 102889 }, { -15, 61031 }, { -5, 37316 }, { 0, 29490 }, { 5, 23462 }, { 15, 15136 },
	{ 25, 10000 }, { 35, 6754 }, { 45, 4656 }, { 55, 3271 }, { 65, 2339 }, { 75, 1700 }, { 85, 1255 },
};

#define POINTS(table) .points = (table), .count = sizeof (table) / sizeof (table)[0]

const struct curve curves[] = {
	{ .name = "ysi400", .title = "YSI 400 series, 2252 ohm at 25 degC", POINTS(ysi400) },
	{ .name = "10k_3950", .title = "10 kohm at 25 degC, beta 3950 K", POINTS(beta_3950) },
	{ .name = "10k_j", .title = "10 kohm at 25 degC, curve J (type 2, 10K3)", POINTS(curve_j) },
	/* Through 9796, 3748 and 1598 ohm at 0, 20 and 40 degC. The coefficients in RST Instruments' manual of the
	 * VW2100, made for -50 to 150 degC, are 0.02 degC off at 0 and 40; and it subtracts 273.2. */
	{ .name = "3k_44005", .title = "3 kohm at 25 degC, YSI 44005",
	  .steinhart_hart = { 1.400923528e-3, 2.3766306986e-4, 9.79396475e-8 } },
	{ .name = "10k_44006", .title = "10 kohm at 25 degC, YSI 44006 (type 3, 10K-3)", POINTS(ysi44006) },
};
const size_t curve_count = sizeof curves / sizeof curves[0];

const struct curve *curve_find(const char *name, struct error *error)
{
	const char *names[sizeof curves / sizeof curves[0] + 1] = { NULL };
	char list[256], suggestion[64];
	for (size_t i = 0; i < curve_count; i++) {
		if (strcmp(name, curves[i].name) == 0)
			return &curves[i];
		names[i] = curves[i].name;
	}
	error_set(error, ERROR_MALFORMED, "no curve is called '%s' (there are %s)%s", name,
	          name_list(names, list, sizeof list), name_suggestion(name, names, suggestion, sizeof suggestion));
	return NULL;
}

static double inverse_kelvin(const struct curve_point *point)
{
	return 1 / (point->celsius + ZERO_CELSIUS_IN_KELVIN);
}

/* Lagrange's polynomial of 1/T over ln R through `count` points. */
static double through(const struct curve_point *points, size_t count, double log_ohm)
{
	double sum = 0;
	for (size_t i = 0; i < count; i++) {
		double part = inverse_kelvin(&points[i]);
		for (size_t k = 0; k < count; k++)
			if (k != i)
				part *= (log_ohm - log(points[k].ohm)) / (log(points[i].ohm) - log(points[k].ohm));
		sum += part;
	}
	return sum;
}

/* 1/T at a resistance, rising with it. */
static double inverse_kelvin_at(const struct curve *curve, double ohm, bool *beyond)
{
	const struct curve_point *points = curve->points;
	size_t last = curve->count - 1, next = 1;       /* the first point behind the resistance */
	*beyond = ohm > points[0].ohm || ohm < points[last].ohm;
	if (*beyond)
		return through(ohm > points[0].ohm ? points : points + last - 1, 2, log(ohm));
	while (next < last && points[next].ohm > ohm)
		next++;
	size_t first = next < 2 ? 0 : next - 2;
	if (first + 4 > curve->count)
		first = curve->count - 4;
	return through(points + first, 4, log(ohm));
}

double curve_celsius(const struct curve *curve, double ohm, bool *beyond)
{
	double inverse = inverse_kelvin_at(curve, ohm, beyond);
	return inverse > 0 ? 1 / inverse - ZERO_CELSIUS_IN_KELVIN : NAN;
}

double curve_ohm(const struct curve *curve, double celsius)
{
	double wanted = 1 / (celsius + ZERO_CELSIUS_IN_KELVIN), low = log(1e-9), high = log(1e18);
	bool beyond;
	if (isnan(celsius))
		return NAN;
	for (int i = 0; i < 80; i++) {
		double middle = (low + high) / 2;
		if (inverse_kelvin_at(curve, exp(middle), &beyond) < wanted)
			low = middle;
		else
			high = middle;
	}
	return exp((low + high) / 2);
}
