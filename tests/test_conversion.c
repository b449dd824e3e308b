/* test_conversion.c - readings become temperatures as the sensors' makers say */

#include "acquisition/conversion.h"

#include <math.h>

#include "base/sample.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

static const struct conversion ysi400 = { CONVERSION_STEINHART_HART, { 1.474447721e-3, 2.370486854e-4, 1.079376360e-7 } };
static const struct conversion three_k = { CONVERSION_STEINHART_HART, { 1.4051e-3, 2.369e-4, 1.019e-7 } };
static const struct conversion ysi44006 = { CONVERSION_STEINHART_HART, { 1.025579e-3, 2.397338e-4, 1.542038e-7 } };
static const struct conversion curve_j = { CONVERSION_STEINHART_HART, { 1.129148e-3, 2.34125e-4, 8.76741e-8 } };
static const struct conversion beta3950 = { CONVERSION_BETA, { 3950, 10000, 25 } };
static const struct conversion linear = { CONVERSION_LINEAR, { 0.01, -40 } };

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
	CLOSE(celsius(&beta3950, 6497.6), 35.0293);
}

static void a_straight_line_is_gain_and_offset(void)
{
	CLOSE(celsius(&linear, 7150), 31.5);
	CLOSE(celsius(&(struct conversion){ CONVERSION_NONE, {0} }, 31.5), 31.5);
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

/* What conversion_from says to a channel with this conversion: "" for well. */
static struct error error;
static const char *verdict(const char *conversion_key)
{
	char text[256];
	snprintf(text, sizeof text, "[channel toe]\nunit = degC\nconversion = %s\n", conversion_key);
	struct settings *settings = settings_of(text);
	struct conversion conversion;
	bool well = conversion_from(&conversion, &settings->sections[0], &error);
	settings_free(settings);
	return well ? "" : error.text;
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

static CU_TestInfo tests[] = {
	TEST(a_ysi_400_thermistor_follows_its_table),
	TEST(a_3_kilohm_thermistor_follows_its_table),
	TEST(a_44006_thermistor_follows_its_table),
	TEST(a_curve_j_thermistor_follows_its_table),
	TEST(a_beta_thermistor_follows_its_formula),
	TEST(a_straight_line_is_gain_and_offset),
	TEST(the_way_back_leads_to_the_same_value),
	TEST(a_short_circuit_or_an_open_one_is_missing_with_its_reason),
	TEST(the_key_is_read_or_complained_of),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo conversion_suite = { .pName = "conversion", .pTests = tests };
