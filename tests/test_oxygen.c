/* test_oxygen.c - how low an SpO2 went, against figures worked out by hand */

#include "export/measures/oxygen.h"

#include <math.h>

#include "base/clock.h"
#include "tests/suites.h"

#define MOST 64

/* One value a second; 0 stands for no finger. */
static struct oxygen_measures measure(const int *values, size_t count, double baseline)
{
	struct sample samples[MOST];
	struct parameters parameters = parameters_initial();
	for (size_t i = 0; i < count; i++)
		samples[i] = (struct sample){
			.time_ns = (int64_t)i * NS_PER_S, .value = values[i] ? (double)values[i] : (double)NAN,
			.quality = values[i] ? 0 : QUALITY_NO_FINGER,
		};
	return oxygen_measure(samples, count, 0, (int64_t)count * NS_PER_S, baseline, 1, &parameters);
}

static void the_nadir_is_the_lowest_that_lasts_three_seconds(void)
{
	CU_ASSERT_EQUAL(measure((int[]){ 98, 98, 91, 98, 95, 94, 95, 98 }, 8, 98).nadir, 95);
	CU_ASSERT_TRUE(isnan(measure((int[]){ 91, 0, 91, 0, 91 }, 5, 98).nadir));
	CU_ASSERT_EQUAL(measure((int[]){ 0, 93, 93, 92 }, 4, 98).nadir, 93);
}

static void time_below_a_limit_is_that_of_values_under_it(void)
{
	/* 7 s are covered; 93, 89, 89 are under 94, 89 and 89 under 90. */
	struct oxygen_measures m = measure((int[]){ 94, 93, 89, 89, 0, 97, 97, 97 }, 8, 98);
	CU_ASSERT_DOUBLE_EQUAL(m.low_s, 3, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(m.low_pct, 300.0 / 7, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(m.very_low_s, 2, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(m.very_low_pct, 200.0 / 7, 1e-9);
}

static void a_desaturation_is_three_below_baseline_for_ten_seconds(void)
{
	int values[40];
	for (int i = 0; i < 40; i++)
		values[i] = (i >= 2 && i < 12) || (i >= 15 && i < 24) || (i >= 26 && i < 38) ? 95 : 98;
	CU_ASSERT_EQUAL(measure(values, 40, 98).desaturations, 2);      /* the middle one has 9 s */
	values[31] = 0;
	CU_ASSERT_EQUAL(measure(values, 40, 98).desaturations, 1);      /* parted by a second without a finger */
	CU_ASSERT_EQUAL(measure(values, 40, 97).desaturations, 0);
	CU_ASSERT_TRUE(isnan(measure(values, 40, NAN).desaturations));
}

static void a_value_stands_until_the_next_but_not_for_ever(void)
{
	struct parameters parameters = parameters_initial();
	struct sample samples[] = { { .time_ns = 0, .value = 90 }, { .time_ns = 20 * NS_PER_S, .value = 98 } };
	struct oxygen_measures m = oxygen_measure(samples, 2, 0, 30 * NS_PER_S, 98, 1, &parameters);
	CU_ASSERT_DOUBLE_EQUAL(m.low_s, 2.5, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(m.low_pct, 100 * 2.5 / 3.5, 1e-9);
}

static CU_TestInfo tests[] = {
	TEST(the_nadir_is_the_lowest_that_lasts_three_seconds),
	TEST(time_below_a_limit_is_that_of_values_under_it),
	TEST(a_desaturation_is_three_below_baseline_for_ten_seconds),
	TEST(a_value_stands_until_the_next_but_not_for_ever),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo oxygen_suite = { .pName = "oxygen", .pTests = tests };
