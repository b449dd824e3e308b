/* conversion.c - from what an instrument gives to what a channel means */

#include "acquisition/conversion.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "acquisition/numbers.h"
#include "base/count.h"
#include "base/sample.h"

#define KELVIN ZERO_CELSIUS_IN_KELVIN

static const char *const kind_names[] = { "steinhart_hart", "beta", "linear", "none", NULL };

/* What stands behind the name; a curve has a key of its own. */
static const struct {
	enum conversion_kind kind;
	const char          *parameters;
	int                  count;
} kinds[] = {
	{ CONVERSION_STEINHART_HART, "A B C", 3 },
	{ CONVERSION_BETA, "BETA R0 DEGC0", 3 },
	{ CONVERSION_LINEAR, "GAIN OFFSET", 2 },
	{ CONVERSION_NONE, "", 0 },
};

static bool is_thermistor(const struct conversion *conversion)
{
	return conversion->kind == CONVERSION_STEINHART_HART || conversion->kind == CONVERSION_BETA
		|| conversion->kind == CONVERSION_CURVE;
}

/* Reading the keys. */

/* Whether the formula makes sense with these parameters: no division by zero, and a way back. */
static bool usable(const struct conversion *conversion)
{
	switch (conversion->kind) {
	case CONVERSION_STEINHART_HART:
		return conversion->steinhart_hart.b > 0 && conversion->steinhart_hart.c >= 0;
	case CONVERSION_BETA:
		return conversion->beta.beta > 0 && conversion->beta.ohm > 0 && conversion->beta.celsius > -KELVIN;
	case CONVERSION_LINEAR:
		return conversion->linear.gain != 0;
	case CONVERSION_NONE:
	case CONVERSION_CURVE:
		break;
	}
	return true;
}

static bool read_curve(struct conversion *conversion, const struct section *section, struct error *error)
{
	struct error unknown_curve;
	if (section_text(section, "conversion"))
		return section_error(section, "curve", error, "curve and conversion stand here both; one of them is enough");
	const struct curve *curve = curve_find(section_text(section, "curve"), &unknown_curve);
	if (!curve)
		return section_error(section, "curve", error, "%s", unknown_curve.text);
	conversion->kind = curve->points ? CONVERSION_CURVE : CONVERSION_STEINHART_HART;
	conversion->curve = curve;
	memcpy(conversion->p, curve->steinhart_hart, sizeof conversion->p);
	return true;
}

static bool read_kind(struct conversion *conversion, const struct section *section, struct error *error)
{
	const char *text = section_text(section, "conversion");
	if (section_text(section, "curve"))
		return read_curve(conversion, section, error);
	if (!text)
		return true;
	char name[32];
	const char *behind = first_word(text, name, sizeof name);
	int which = section_choice(section, "conversion", name, kind_names, error);
	if (which < 0)
		return false;
	int count = kinds[which].count;
	conversion->kind = kinds[which].kind;
	if (read_numbers(behind, conversion->p, 3) != count)
		return section_error(section, "conversion", error, "%s needs %s behind it: %s %s",
			name, count_text(count, "number", "numbers", (char[COUNT_TEXT_SIZE]){0}), name, kinds[which].parameters);
	return usable(conversion) || section_error(section, "conversion", error,
		"%s cannot be computed with these numbers; please compare them with the sensor's data sheet", name);
}

static bool read_divider(struct divider *divider, const struct section *section, struct error *error)
{
	static const char *const topologies[] = {
		[DIVIDER_NTC_TO_GROUND - 1] = "ntc_to_ground", [DIVIDER_NTC_TO_SUPPLY - 1] = "ntc_to_supply", NULL,
	};
	const char *text = section_text(section, "divider");
	if (!text)
		return true;
	char name[32];
	double numbers[2];
	const char *behind = first_word(text, name, sizeof name);
	int which = section_choice(section, "divider", name, topologies, error);
	if (which < 0)
		return false;
	if (read_numbers(behind, numbers, 2) != 2 || numbers[0] <= 0 || numbers[1] <= 0)
		return section_error(section, "divider", error, "%s needs two numbers above 0 behind it, the series resistor "
			"in ohm and the counts at full scale, such as %s 10000 1023", name, name);
	*divider = (struct divider){ (enum divider_topology)(which + 1), numbers[0], numbers[1] };
	return true;
}

static bool read_self_heating(struct conversion *conversion, const struct section *section, struct error *error)
{
	static const struct { const char *unit; double volt, ampere; } units[] = {
		{ "V", 1, 0 }, { "mA", 0, 1e-3 }, { "uA", 0, 1e-6 },
	};
	const char *text = section_text(section, "self_heating");
	if (!text)
		return true;
	if (!is_thermistor(conversion))
		return section_error(section, "self_heating", error, "only a thermistor heats itself; "
			"its curve or conversion is missing");
	double delta = 0, excitation = 0;
	char unit[8] = "", word[16] = "", more[2] = "";
	int count = sscanf(text, "%lf %lf %7s %15s %1s", &delta, &excitation, unit, word, more);
	bool corrected = strcmp(word, "corrected") == 0;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (count == (corrected ? 4 : 3) && strcmp(unit, units[i].unit) == 0 && isnormal(delta) && delta > 0
		    && isfinite(excitation) && excitation > 0) {
			conversion->heating = (struct self_heating){
				delta, excitation * units[i].volt, excitation * units[i].ampere, corrected,
			};
			return true;
		}
	return section_error(section, "self_heating", error, "self_heating is '%s', but mW/degC and the excitation were "
		"expected, such as 2.7 3.3 V, or 2.7 0.1 mA corrected", text);
}

/* A resistance that a thermistor has nowhere near the plausible temperatures is none of its own. */
static bool read_limits(struct conversion *conversion, const struct section *section, double low, double high,
                        struct error *error)
{
	const struct conversion bare = { .kind = conversion->kind, .curve = conversion->curve,
	                                 .p = { conversion->p[0], conversion->p[1], conversion->p[2] } };
	if (is_thermistor(conversion) && low > -KELVIN && high > -KELVIN) {
		double least = conversion_invert(&bare, high), most = conversion_invert(&bare, low);
		conversion->short_ohm = isfinite(least) ? least / 10 : 0;
		conversion->open_ohm = isfinite(most) ? most * 10 : 0;
	}
	if (!section_number(section, "short", &conversion->short_ohm, error)
	    || !section_number(section, "open", &conversion->open_ohm, error))
		return false;
	if (conversion->short_ohm < 0 || conversion->open_ohm < 0)
		return section_error(section, conversion->short_ohm < 0 ? "short" : "open", error,
			"a resistance is not below 0");
	return conversion->open_ohm == 0 || conversion->short_ohm < conversion->open_ohm
		|| section_error(section, section_text(section, "open") ? "open" : "short", error,
			"short (%g ohm) is not below open (%g ohm)", conversion->short_ohm, conversion->open_ohm);
}

bool conversion_from(struct conversion *conversion, const struct section *section, double low, double high,
                     struct error *error)
{
	*conversion = (struct conversion){ .kind = CONVERSION_NONE };
	return read_kind(conversion, section, error)
		&& read_divider(&conversion->divider, section, error)
		&& read_limits(conversion, section, low, high, error)
		&& read_self_heating(conversion, section, error)
		&& calibration_from(&conversion->calibration, section, error);
}

/* Counts and resistances. */

/* Outside the counts between the rails: 0 for a short circuit, infinite for an open one. */
static double divider_ohm(const struct divider *divider, double counts)
{
	bool ground = divider->topology == DIVIDER_NTC_TO_GROUND;
	double full = divider->full_scale, ntc = ground ? counts : full - counts;
	return ntc <= 0 ? 0 : ntc >= full ? INFINITY : divider->series_ohm * ntc / (full - ntc);
}

static double divider_counts(const struct divider *divider, double ohm)
{
	double ntc = divider->full_scale * ohm / (ohm + divider->series_ohm);
	return divider->topology == DIVIDER_NTC_TO_GROUND ? ntc : divider->full_scale - ntc;
}

static bool is_resistance(const struct conversion *conversion)
{
	return is_thermistor(conversion) || conversion->divider.topology != DIVIDER_NONE
		|| conversion->short_ohm > 0 || conversion->open_ohm > 0;
}

/* What stands in the way of taking a reading for a resistance. */
static uint32_t resistance_fault(const struct conversion *conversion, double ohm)
{
	if (ohm <= conversion->short_ohm)
		return QUALITY_SATURATED;
	return isinf(ohm) || (conversion->open_ohm > 0 && ohm >= conversion->open_ohm) ? QUALITY_NO_PROBE : 0;
}

/* Thermistors. */

/* NAN: hotter than infinity. */
static double thermistor_celsius(const struct conversion *conversion, double ohm, uint32_t *quality)
{
	double log_r = log(ohm), inverse_kelvin;
	if (conversion->kind == CONVERSION_CURVE) {
		bool beyond;
		double celsius = curve_celsius(conversion->curve, ohm, &beyond);
		*quality |= beyond ? QUALITY_OUT_OF_RANGE : 0u;
		return celsius;
	}
	if (conversion->kind == CONVERSION_BETA)
		inverse_kelvin = 1 / (conversion->beta.celsius + KELVIN) + log(ohm / conversion->beta.ohm) / conversion->beta.beta;
	else
		inverse_kelvin = conversion->steinhart_hart.a + conversion->steinhart_hart.b * log_r
			+ conversion->steinhart_hart.c * log_r * log_r * log_r;
	return inverse_kelvin > 0 ? 1 / inverse_kelvin - KELVIN : NAN;
}

/* The cubic's real root in closed form (Cardano), C > 0. */
static double steinhart_hart_ohm(double a, double b, double c, double kelvin)
{
	if (c == 0)
		return exp((1 / kelvin - a) / b);
	double half = (a - 1 / kelvin) / c / 2;
	double root = sqrt(pow(b / (3 * c), 3) + half * half);
	return exp(cbrt(root - half) - cbrt(root + half));
}

static double thermistor_ohm(const struct conversion *conversion, double celsius)
{
	if (conversion->kind == CONVERSION_CURVE)
		return curve_ohm(conversion->curve, celsius);
	if (conversion->kind == CONVERSION_BETA)
		return conversion->beta.ohm
			* exp(conversion->beta.beta * (1 / (celsius + KELVIN) - 1 / (conversion->beta.celsius + KELVIN)));
	return steinhart_hart_ohm(conversion->steinhart_hart.a, conversion->steinhart_hart.b, conversion->steinhart_hart.c,
	                          celsius + KELVIN);
}

/* How much warmer than its surroundings a thermistor of this resistance is, in degC. */
static double warming(const struct conversion *conversion, double ohm)
{
	const struct self_heating *heating = &conversion->heating;
	bool divided = conversion->divider.topology != DIVIDER_NONE;
	double ampere = heating->ampere > 0 ? heating->ampere
	              : heating->volt / (ohm + (divided ? conversion->divider.series_ohm : 0));
	return heating->delta_mw > 0 ? 1000 * ampere * ampere * ohm / heating->delta_mw : 0;
}

double conversion_self_heating(const struct conversion *conversion, double low, double high)
{
	double most = 0;
	if (conversion->heating.delta_mw > 0)
		for (int i = 0; i <= 100; i++)
			most = fmax(most, warming(conversion, thermistor_ohm(conversion, low + (high - low) * i / 100)));
	return most;
}

/* The whole chain. */

double conversion_apply(const struct conversion *conversion, double value, uint32_t *quality)
{
	if (isnan(value))
		return NAN;
	if (conversion->divider.topology != DIVIDER_NONE)
		value = divider_ohm(&conversion->divider, value);
	uint32_t fault = is_resistance(conversion) ? resistance_fault(conversion, value) : 0;
	if (fault) {
		*quality |= fault;
		return NAN;
	}
	if (conversion->kind == CONVERSION_LINEAR) {
		value = conversion->linear.gain * value + conversion->linear.offset;
	} else if (is_thermistor(conversion)) {
		double ohm = value;
		value = thermistor_celsius(conversion, ohm, quality);
		if (isnan(value)) {
			*quality |= QUALITY_SATURATED;
			return NAN;
		}
		value -= conversion->heating.corrected ? warming(conversion, ohm) : 0;
	}
	return calibration_apply(&conversion->calibration, value);
}

double conversion_open(const struct conversion *conversion)
{
	if (conversion->divider.topology != DIVIDER_NONE)
		return conversion->divider.topology == DIVIDER_NTC_TO_GROUND ? conversion->divider.full_scale : 0;
	return conversion->open_ohm > 0 ? 10 * conversion->open_ohm : NAN;
}

/* The resistance of a thermistor that has warmed itself in surroundings of this temperature. It
 * settles at once, since a degree of warming changes the power by a few percent. */
static double warmed_ohm(const struct conversion *conversion, double celsius)
{
	double ohm = thermistor_ohm(conversion, celsius);
	for (int i = 0; conversion->heating.corrected && i < 40; i++)
		ohm = thermistor_ohm(conversion, celsius + warming(conversion, ohm));
	return ohm;
}

double conversion_invert(const struct conversion *conversion, double value)
{
	value = calibration_invert(&conversion->calibration, value);
	if (conversion->kind == CONVERSION_LINEAR)
		value = (value - conversion->linear.offset) / conversion->linear.gain;
	else if (is_thermistor(conversion))
		value = warmed_ohm(conversion, value);
	return conversion->divider.topology != DIVIDER_NONE ? divider_counts(&conversion->divider, value) : value;
}
