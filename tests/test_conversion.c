/* test_conversion.c - readings become temperatures as the sensors' makers say */

#include "acquisition/conversion.h"

#include <math.h>

#include "base/sample.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

static const struct conversion ysi400 = { .kind = CONVERSION_STEINHART_HART, .p = { 1.474447721e-3, 2.370486854e-4, 1.079376360e-7 } };
static const struct conversion three_k = { .kind = CONVERSION_STEINHART_HART, .p = { 1.4051e-3, 2.369e-4, 1.019e-7 } };
static const struct conversion ysi44006 = { .kind = CONVERSION_STEINHART_HART, .p = { 1.025579e-3, 2.397338e-4, 1.542038e-7 } };
static const struct conversion curve_j = { .kind = CONVERSION_STEINHART_HART, .p = { 1.129148e-3, 2.34125e-4, 8.76741e-8 } };
static const struct conversion beta3950 = { .kind = CONVERSION_BETA, .p = { 3950, 10000, 25 } };
static const struct conversion linear = { .kind = CONVERSION_LINEAR, .p = { 0.01, -40 } };

/* To four decimals, as the tables are printed. */
static double celsius(const struct conversion *conversion, double ohm)
{
	uint32_t quality = 0;
	return round(conversion_apply(conversion, ohm, &quality) * 1e4) / 1e4;
}

#define CLOSE(actual, expected) CU_ASSERT_DOUBLE_EQUAL(actual, expected, 1e-9)

static void a_ysi_400_thermistor_follows_its_table(void)
{
	CLOSE(celsius(&ysi400, 5719), 5.0000);
	CLOSE(celsius(&ysi400, 2252), 25.0000);
	CLOSE(celsius(&ysi400, 983), 45.0000);
	CLOSE(celsius(&ysi400, 1500), 34.5182);
	CLOSE(celsius(&ysi400, 1501.3333), 34.4968);
}

static void a_3_kilohm_thermistor_follows_its_table(void)
{
	CLOSE(celsius(&three_k, 9796), -0.0177);
	CLOSE(celsius(&three_k, 5971), 9.9881);
	CLOSE(celsius(&three_k, 3748), 19.9911);
	CLOSE(celsius(&three_k, 3000), 24.9920);
	CLOSE(celsius(&three_k, 1598), 39.9865);
}

static void a_44006_thermistor_follows_its_table(void)
{
	CLOSE(celsius(&ysi44006, 29490), 0.0014);
	CLOSE(celsius(&ysi44006, 10000), 24.9934);
}

static void a_curve_j_thermistor_follows_its_table(void)
{
	CLOSE(celsius(&curve_j, 336103), -40.0003);
	CLOSE(celsius(&curve_j, 32650.9), -0.0003);
	CLOSE(celsius(&curve_j, 31030.8), 0.9997);
	CLOSE(celsius(&curve_j, 19903), 9.9999);
	CLOSE(celsius(&curve_j, 12492), 20.0020);
	CLOSE(celsius(&curve_j, 10000), 24.9997);
	CLOSE(celsius(&curve_j, 8057), 29.9969);
	CLOSE(celsius(&curve_j, 5327), 39.9904);
	CLOSE(celsius(&curve_j, 3603), 49.9857);
	CLOSE(celsius(&curve_j, 7050), 33.1594);
}

static void a_beta_thermistor_follows_its_formula(void)
{
	CLOSE(celsius(&beta3950, 10000), 25.0000);
	CLOSE(celsius(&beta3950, 10019.5695), 24.9560);
	CLOSE(celsius(&beta3950, 6420.5457), 35.3164);
	CLOSE(celsius(&beta3950, 7050), 33.0799);
	CLOSE(celsius(&beta3950, 32580.7), 0.5948);
	CLOSE(celsius(&beta3950, 12526.6), 20.0152);
	CLOSE(celsius(&beta3950, 8033.8), 30.0097);
	CLOSE(celsius(&beta3950, 6497.6), 35.0293);
}

static void a_straight_line_is_gain_and_offset(void)
{
	CLOSE(celsius(&linear, 7150), 31.5);
	CLOSE(celsius(&(struct conversion){ .kind = CONVERSION_NONE }, 31.5), 31.5);
}

static void the_way_back_leads_to_the_same_value(void)
{
	const struct conversion *all[] = { &ysi400, &three_k, &ysi44006, &curve_j, &beta3950, &linear };
	uint32_t quality = 0;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		for (double t = -40; t <= 60; t += 0.5)
			CU_ASSERT_DOUBLE_EQUAL(conversion_apply(all[i], conversion_invert(all[i], t), &quality), t, 1e-8);
	CU_ASSERT_DOUBLE_EQUAL(conversion_invert(&ysi400, 25), 2252, 0.01);
	CU_ASSERT_EQUAL(quality, 0);
}

static void a_short_circuit_or_an_open_one_is_missing_with_its_reason(void)
{
	uint32_t shorted = 0, negative = 0, open = 0, none = 0;
	CU_ASSERT_TRUE(isnan(conversion_apply(&ysi400, 0, &shorted)));
	CU_ASSERT_EQUAL(shorted, QUALITY_SATURATED);
	CU_ASSERT_TRUE(isnan(conversion_apply(&beta3950, -3, &negative)));
	CU_ASSERT_EQUAL(negative, QUALITY_SATURATED);
	CU_ASSERT_TRUE(isnan(conversion_apply(&ysi400, INFINITY, &open)));
	CU_ASSERT_EQUAL(open, QUALITY_NO_PROBE);
	CU_ASSERT_TRUE(isnan(conversion_apply(&ysi400, NAN, &none)));
	CU_ASSERT_EQUAL(none, 0);
}

/* The chain that a channel's section describes, of a channel with bounds of 5 and 50 degC. */
static struct error error;
static bool chain(struct conversion *conversion, const char *keys)
{
	char text[512];
	snprintf(text, sizeof text, "[channel toe]\nunit = degC\n%s", keys);
	struct settings *settings = settings_of(text);
	bool well = conversion_from(conversion, &settings->sections[0], 5, 50, &error);
	settings_free(settings);
	return well;
}

static uint32_t quality;
static double converted(const char *keys, double reading)
{
	struct conversion conversion;
	quality = 0;
	return chain(&conversion, keys) ? conversion_apply(&conversion, reading, &quality) : -9999;
}
static double converted_4(const char *keys, double reading)
{
	return round(converted(keys, reading) * 1e4) / 1e4;
}

#define BETA3950 "conversion = beta 3950 10000 25\n"
#define CURVE_J  "conversion = steinhart_hart 1.129148e-3 2.34125e-4 8.76741e-8\n"
#define YSI400   "conversion = steinhart_hart 1.474447721e-3 2.370486854e-4 1.079376360e-7\n"
#define UNO      "divider = ntc_to_ground 10000 1023\n"

static void counts_become_a_resistance_by_the_divider(void)
{
	CLOSE(converted_4(UNO, 512), 10019.5695);
	CLOSE(converted_4(UNO, 400), 6420.5457);
	CLOSE(converted_4("divider = ntc_to_ground 10000 4095\n", 2048), 10004.8852);
	CLOSE(converted_4("divider = ntc_to_supply 4700 4095\n", 1638), 7050);
	CLOSE(converted_4("divider = ntc_to_ground 2252 4095\n", 1638), 1501.3333);
}

static void counts_become_a_temperature_by_divider_and_thermistor(void)
{
	CLOSE(converted_4(UNO BETA3950, 512), 24.9560);
	CLOSE(converted_4(UNO CURVE_J, 512), 24.9551);
	CLOSE(converted_4(UNO BETA3950, 400), 35.3164);
	CLOSE(converted_4(UNO CURVE_J, 400), 35.4096);
	CLOSE(converted_4("divider = ntc_to_ground 10000 4095\n" BETA3950, 2048), 24.9890);
	CLOSE(converted_4("divider = ntc_to_ground 10000 4095\n" CURVE_J, 2048), 24.9885);
	CLOSE(converted_4("divider = ntc_to_supply 4700 4095\n" BETA3950, 1638), 33.0799);
	CLOSE(converted_4("divider = ntc_to_supply 4700 4095\n" CURVE_J, 1638), 33.1594);
	CLOSE(converted_4("divider = ntc_to_ground 2252 4095\n" YSI400, 1638), 34.4968);
}

/* Whether the reading is missing, for that reason and no other. */
static bool is_missing(const char *keys, double reading, uint32_t reason)
{
	return isnan(converted(keys, reading)) && quality == reason;
}

static void at_the_rails_short_and_open_are_told_apart_by_the_topology(void)
{
	CU_ASSERT_TRUE(is_missing(UNO BETA3950, 0, QUALITY_SATURATED));
	CU_ASSERT_TRUE(is_missing(UNO BETA3950, 1023, QUALITY_NO_PROBE));
	CU_ASSERT_TRUE(is_missing("divider = ntc_to_supply 10000 1023\n" BETA3950, 0, QUALITY_NO_PROBE));
	CU_ASSERT_TRUE(is_missing("divider = ntc_to_supply 10000 1023\n" BETA3950, 1023, QUALITY_SATURATED));
	CU_ASSERT_TRUE(is_missing(UNO, 0, QUALITY_SATURATED));
	CU_ASSERT_TRUE(is_missing(UNO, 1023, QUALITY_NO_PROBE));
	CU_ASSERT_TRUE(is_missing(UNO BETA3950, 1022, QUALITY_NO_PROBE));    /* 10 Mohm: none of this thermistor's */
	CU_ASSERT_TRUE(is_missing(UNO BETA3950, 5, QUALITY_SATURATED));      /* 49 ohm */
	CU_ASSERT_TRUE(is_missing(UNO BETA3950, -1, QUALITY_SATURATED));
	CU_ASSERT_TRUE(is_missing(UNO BETA3950, 1030, QUALITY_NO_PROBE));
}

/* YSI 400: 5719 ohm at the channel's 5 degC, 814 at its 50. */
static void a_resistance_far_from_the_plausible_ones_is_a_short_or_an_open_circuit(void)
{
	CU_ASSERT_TRUE(is_missing("curve = ysi400\n", 57191, QUALITY_NO_PROBE));
	CU_ASSERT_TRUE(is_missing("curve = ysi400\n", 81, QUALITY_SATURATED));
	CU_ASSERT_TRUE(is_missing(YSI400, 57200, QUALITY_NO_PROBE));
	CU_ASSERT_TRUE(is_missing(YSI400, 80, QUALITY_SATURATED));
	CU_ASSERT_TRUE(converted(YSI400, 57000) < -30 && quality == 0);
	CU_ASSERT_TRUE(converted(YSI400, 85) > 110 && quality == 0);
	CU_ASSERT_TRUE(is_missing(YSI400 "open = 20000\nshort = 500\n", 20000, QUALITY_NO_PROBE));
	CU_ASSERT_TRUE(is_missing(YSI400 "open = 20000\nshort = 500\n", 500, QUALITY_SATURATED));
	CU_ASSERT_TRUE(converted(YSI400 "open = 20000\nshort = 500\n", 19999) < -8 && quality == 0);
	CU_ASSERT_TRUE(is_missing("conversion = linear 2.6 -260\nopen = 1000\n", 1e6, QUALITY_NO_PROBE));
	CLOSE(converted("conversion = linear 0.01 -40\n", -100), -41);
}

/* How far a curve lies from what was published, at worst. */
struct published { double celsius, ohm; };
static double farthest(const char *keys, const struct published *points, size_t count)
{
	double most = 0;
	for (size_t i = 0; i < count; i++)
		most = fmax(most, fabs(converted(keys, points[i].ohm) - points[i].celsius));
	return most;
}
#define FARTHEST(keys, ...) farthest(keys, (const struct published[]){__VA_ARGS__}, \
	sizeof (const struct published[]){__VA_ARGS__} / sizeof(struct published))

/* The bounds of "open" and "short" are for skin; these tables go further. */
#define FAR "open = 1e6\nshort = 1\n"

/* At 50 degC the maker's own points lie 0.017 (YSI 400) and 0.014 degC (J) beside the coefficients. */
static void coefficients_agree_with_published_points_to_a_hundredth(void)
{
	CU_ASSERT_TRUE(FARTHEST(YSI400, { 0, 7352 }, { 5, 5719 }, { 10, 4482 }, { 15, 3539 }, { 20, 2814 },
		{ 25, 2252 }, { 30, 1814 }, { 32, 1667 }, { 34, 1533 }, { 35, 1470 }, { 36, 1411 }, { 37, 1354 }, { 38, 1300 },
		{ 40, 1199 }, { 45, 983 }) < 0.01);
	CU_ASSERT_TRUE(FARTHEST(CURVE_J FAR, { -40, 336103.2 }, { -20, 97006.9 }, { -10, 55303.9 }, { -5, 42316.7 },
		{ 0, 32650.9 }, { 1, 31030.8 }, { 10, 19903 }, { 20, 12492 }, { 25, 10000 }, { 30, 8057 }, { 40, 5327 }) < 0.01);
	CU_ASSERT_TRUE(FARTHEST(YSI400, { 50, 811 }) < 0.02);
	CU_ASSERT_TRUE(FARTHEST(CURVE_J, { 50, 3603 }) < 0.015);
}

/* The farthest that two chains lie apart between two resistances. */
static double apart(const char *keys, const char *other, double from_ohm, double to_ohm)
{
	struct conversion a, b;
	double most = 0;
	quality = 0;
	if (!chain(&a, keys) || !chain(&b, other))
		return INFINITY;
	for (double ohm = from_ohm; ohm <= to_ohm; ohm *= 1.001)
		most = fmax(most, fabs(conversion_apply(&a, ohm, &quality) - conversion_apply(&b, ohm, &quality)));
	return most;
}

static void between_published_points_a_curve_follows_the_steinhart_hart_equation(void)
{
	CU_ASSERT_TRUE(apart("curve = ysi400\n", YSI400, 983, 7352) < 0.01);
	CU_ASSERT_TRUE(apart("curve = 10k_j\n" FAR, CURVE_J FAR, 5327, 336103) < 0.01);
	CU_ASSERT_TRUE(apart("curve = ysi400\n", YSI400, 811, 983) < 0.02);
	CU_ASSERT_TRUE(apart("curve = 10k_j\n", CURVE_J, 3603, 5327) < 0.015);
	CU_ASSERT_TRUE(apart("curve = 10k_3950\n", BETA3950, 6498, 12527) < 0.03);
}

static void beyond_its_table_a_curve_goes_on_out_of_range(void)
{
	double hotter = converted("curve = ysi400\n", 700);
	CU_ASSERT_EQUAL(quality, QUALITY_OUT_OF_RANGE);
	CU_ASSERT_DOUBLE_EQUAL(hotter, converted(YSI400, 700), 0.2);
	double colder = converted("curve = ysi400\n", 9000);
	CU_ASSERT_EQUAL(quality, QUALITY_OUT_OF_RANGE);
	CU_ASSERT_DOUBLE_EQUAL(colder, converted(YSI400, 9000), 0.1);
	converted("curve = ysi400\n", 7352);
	CU_ASSERT_EQUAL(quality, 0);
}

static void a_calibration_shifts_or_stretches(void)
{
	CLOSE(converted("calibration = offset 0.12\n", 31.5), 31.62);
	CLOSE(converted("calibration = two_point 0.00 0.15 37.00 36.82\n", 0.15), 0);
	CLOSE(converted("calibration = two_point 0.00 0.15 37.00 36.82\n", 36.82), 37);
	CU_ASSERT_DOUBLE_EQUAL(converted("calibration = two_point 0.00 0.15 37.00 36.82\n", 30), 30.1186, 5e-5);
	CU_ASSERT_DOUBLE_EQUAL(converted("curve = ysi400\ncalibration = offset -0.2\n", 2252), 24.8, 1e-9);
}

/* Half of 5 V over 10 kohm are 0.625 mW; 0.1 mA through it 0.1 mW. */
static void a_thermistor_that_warms_itself_is_told_or_corrected(void)
{
	struct conversion conversion;
	CU_ASSERT_TRUE(chain(&conversion, UNO BETA3950 "self_heating = 2.7 5 V\n"));
	CU_ASSERT_DOUBLE_EQUAL(conversion_self_heating(&conversion, 25, 25), 0.625 / 2.7, 1e-6);
	CU_ASSERT_DOUBLE_EQUAL(conversion_self_heating(&conversion, 5, 50), 0.625 / 2.7, 1e-3);
	CU_ASSERT_DOUBLE_EQUAL(conversion_apply(&conversion, 511.5, &quality), 25, 1e-9);
	CU_ASSERT_TRUE(chain(&conversion, UNO BETA3950 "self_heating = 2.7 5 V corrected\n"));
	CU_ASSERT_DOUBLE_EQUAL(conversion_apply(&conversion, 511.5, &quality), 25 - 0.625 / 2.7, 1e-9);
	CU_ASSERT_TRUE(chain(&conversion, BETA3950 "self_heating = 2 0.1 mA\n"));
	CU_ASSERT_DOUBLE_EQUAL(conversion_self_heating(&conversion, 25, 25), 0.05, 1e-9);
	CU_ASSERT_TRUE(chain(&conversion, BETA3950 "self_heating = 2 100 uA\n"));
	CU_ASSERT_DOUBLE_EQUAL(conversion_self_heating(&conversion, 25, 25), 0.05, 1e-9);
	CU_ASSERT_TRUE(chain(&conversion, BETA3950 "self_heating = 4 1 V\n"));
	CU_ASSERT_DOUBLE_EQUAL(conversion_self_heating(&conversion, 25, 25), 0.025, 1e-9);
	CU_ASSERT_TRUE(chain(&conversion, BETA3950));
	CU_ASSERT_EQUAL(conversion_self_heating(&conversion, 5, 50), 0);
}

static void the_whole_chain_has_a_way_back(void)
{
	const char *chains[] = {
		UNO BETA3950, "divider = ntc_to_supply 4700 4095\n" CURVE_J, "curve = ysi400\n", "curve = 10k_3950\n",
		"curve = 10k_j\n" UNO, UNO "curve = ysi400\ncalibration = two_point 0.00 0.15 37.00 36.82\n",
		UNO "curve = 10k_3950\nself_heating = 2.7 5 V corrected\ncalibration = offset 0.12\n",
		"conversion = linear 0.01 -40\ncalibration = offset 0.12\n", UNO,
	};
	for (size_t i = 0; i < sizeof chains / sizeof chains[0]; i++) {
		struct conversion conversion;
		CU_ASSERT_TRUE_FATAL(chain(&conversion, chains[i]));
		for (double t = 2; t <= 48; t += 0.5)
			CU_ASSERT_DOUBLE_EQUAL(conversion_apply(&conversion, conversion_invert(&conversion, t), &quality), t, 1e-7);
	}
}

/* What conversion_from says to a channel with these keys: "" for well. */
static const char *verdict_of(const char *keys)
{
	struct conversion conversion;
	return chain(&conversion, keys) ? "" : error.text;
}
static const char *verdict(const char *conversion_key)
{
	char keys[256];
	snprintf(keys, sizeof keys, "conversion = %s\n", conversion_key);
	return verdict_of(keys);
}

static void the_key_is_read_or_complained_of(void)
{
	CU_ASSERT_STRING_EQUAL(verdict("steinhart_hart 1.47e-3 2.37e-4 1.08e-7"), "");
	CU_ASSERT_STRING_EQUAL(verdict("beta 3950 10000 25"), "");
	CU_ASSERT_STRING_EQUAL(verdict("linear 0.01 -40"), "");
	CU_ASSERT_STRING_EQUAL(verdict("none"), "");
	CU_ASSERT_STRING_EQUAL(verdict("linaer 0.01 -40"), "station.ini:3: no conversion is called 'linaer' "
		"(there are steinhart_hart, beta, linear and none); did you mean 'linear'?");
	CU_ASSERT_STRING_EQUAL(verdict("beta 3950"),
		"station.ini:3: beta needs 3 numbers behind it: beta BETA R0 DEGC0.");
	CU_ASSERT_STRING_EQUAL(verdict("linear 0.01 -40 degC"),
		"station.ini:3: linear needs 2 numbers behind it: linear GAIN OFFSET.");
	CU_ASSERT_STRING_NOT_EQUAL(verdict("linear 0 -40"), "");
	CU_ASSERT_STRING_NOT_EQUAL(verdict("beta 3950 0 25"), "");
	CU_ASSERT_STRING_NOT_EQUAL(verdict("linear nan 1"), "");
}

static void wrong_keys_of_the_chain_are_told(void)
{
	CU_ASSERT_STRING_EQUAL(verdict_of("curve = ysi40\n"), "station.ini:3: no curve is called 'ysi40' "
		"(there are ysi400, 10k_3950, 10k_j, 3k_44005 and 10k_44006); did you mean 'ysi400'?");
	CU_ASSERT_STRING_EQUAL(verdict_of("curve = ysi400\n" BETA3950),
		"station.ini:3: curve and conversion stand here both; one of them is enough.");
	CU_ASSERT_STRING_EQUAL(verdict_of("divider = ntc_to_earth 10000 1023\n"),
		"station.ini:3: no divider is called 'ntc_to_earth' (there are ntc_to_ground and ntc_to_supply).");
	CU_ASSERT_STRING_EQUAL(verdict_of("divider = ntc_to_ground 10000\n"), "station.ini:3: ntc_to_ground needs two numbers "
		"above 0 behind it, the series resistor in ohm and the counts at full scale, such as ntc_to_ground 10000 1023.");
	CU_ASSERT_STRING_EQUAL(verdict_of("curve = ysi400\nshort = 60000\n"),
		"station.ini:4: short (60000 ohm) is not below open (57190 ohm).");
	CU_ASSERT_STRING_EQUAL(verdict_of("calibration = three_point 1 2 3\n"),
		"station.ini:3: no calibration is called 'three_point' (there are offset and two_point); did you mean 'two_point'?");
	CU_ASSERT_STRING_EQUAL(verdict_of("calibration = offset\n"),
		"station.ini:3: offset needs 1 number behind it: offset DIFFERENCE.");
	CU_ASSERT_STRING_EQUAL(verdict_of("calibration = two_point 0 0.1 37 0.1\n"),
		"station.ini:3: the two points are one and the same.");
	CU_ASSERT_STRING_EQUAL(verdict_of("calibrated = 1.10.2026\n"),
		"station.ini:3: calibrated is '1.10.2026', but a day was expected, such as 2026-10-01.");
	CU_ASSERT_STRING_EQUAL(verdict_of("calibrated = 2026-10-01\ncalibration_due = 2025-10-01\n"),
		"station.ini:4: the calibration is due on 2025-10-01, before it was made on 2026-10-01.");
	CU_ASSERT_STRING_EQUAL(verdict_of("self_heating = 2.7 3.3 V\n"),
		"station.ini:3: only a thermistor heats itself; its curve or conversion is missing.");
	CU_ASSERT_STRING_EQUAL(verdict_of("curve = ysi400\nself_heating = 2.7 3.3\n"), "station.ini:4: self_heating is "
		"'2.7 3.3', but mW/degC and the excitation were expected, such as 2.7 3.3 V, or 2.7 0.1 mA corrected.");
	CU_ASSERT_STRING_NOT_EQUAL(verdict_of("calibration_due = 2026-13-01\n"), "");
	CU_ASSERT_STRING_NOT_EQUAL(verdict_of("calibration_due = 2026-04-31\n"), "");
	CU_ASSERT_STRING_NOT_EQUAL(verdict_of("calibration_due = 2026-02-29\n"), "");
	CU_ASSERT_STRING_NOT_EQUAL(verdict_of("calibration_due = 2-26-10-01\n"), "");
	CU_ASSERT_STRING_EQUAL(verdict_of("calibration_due = 2028-02-29\n"), "");
	CU_ASSERT_STRING_NOT_EQUAL(verdict_of("curve = ysi400\nself_heating = 0 3.3 V\n"), "");
	CU_ASSERT_STRING_NOT_EQUAL(verdict_of("curve = ysi400\nself_heating = 2.7 3.3 V corect\n"), "");
	CU_ASSERT_STRING_NOT_EQUAL(verdict_of("curve = ysi400\nopen = much\n"), "");
	CU_ASSERT_STRING_NOT_EQUAL(verdict_of("short = -1\n"), "");
	CU_ASSERT_STRING_NOT_EQUAL(verdict_of("divider = ntc_to_ground 0 1023\n"), "");
	CU_ASSERT_STRING_EQUAL(verdict_of("curve = 10k_j\nsensor = T-17\ncalibrated = 2026-10-01\n"
		"calibration_due = 2027-10-01\ncalibration = offset 0.1\n"), "");
}

static CU_TestInfo tests[] = {
	TEST(a_ysi_400_thermistor_follows_its_table),
	TEST(a_3_kilohm_thermistor_follows_its_table),
	TEST(a_44006_thermistor_follows_its_table),
	TEST(a_curve_j_thermistor_follows_its_table),
	TEST(a_beta_thermistor_follows_its_formula),
	TEST(a_straight_line_is_gain_and_offset),
	TEST(the_way_back_leads_to_the_same_value),
	TEST(a_short_circuit_or_an_open_one_is_missing_with_its_reason),
	TEST(counts_become_a_resistance_by_the_divider),
	TEST(counts_become_a_temperature_by_divider_and_thermistor),
	TEST(at_the_rails_short_and_open_are_told_apart_by_the_topology),
	TEST(a_resistance_far_from_the_plausible_ones_is_a_short_or_an_open_circuit),
	TEST(coefficients_agree_with_published_points_to_a_hundredth),
	TEST(between_published_points_a_curve_follows_the_steinhart_hart_equation),
	TEST(beyond_its_table_a_curve_goes_on_out_of_range),
	TEST(a_calibration_shifts_or_stretches),
	TEST(a_thermistor_that_warms_itself_is_told_or_corrected),
	TEST(the_whole_chain_has_a_way_back),
	TEST(the_key_is_read_or_complained_of),
	TEST(wrong_keys_of_the_chain_are_told),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo conversion_suite = { .pName = "conversion", .pTests = tests };
