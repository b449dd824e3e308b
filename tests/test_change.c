/* test_change.c - changes from a baseline, against figures worked out by hand */

#include "export/measures/change.h"

#include <math.h>

#include "tests/suites.h"

static struct parameters initial;

static void fresh(void)
{
	initial = parameters_initial();
}

/* A temperature whose channel has an interval of 1 s. */
static struct change_measures measure(double *times, double *values, size_t count, double duration_s, double baseline)
{
	struct series series = { times, values, count };
	return change_measure(&series, duration_s, baseline, 1, true, &initial);
}

static void the_area_is_the_trapezoids_over_the_baseline_without_gaps(void)
{
	/* 0..2 s: (0 + 2) / 2 * 2 = 2; the 6 s behind are a gap; 8..9 s: (4 + 2) / 2 = 3: 5 degC s */
	double times[] = { 0, 2, 8, 9 }, values[] = { 30, 32, 34, 32 };
	struct change_measures m = measure(times, values, 4, 10, 30);
	CU_ASSERT_DOUBLE_EQUAL(m.area, 5.0 / 60, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(m.area_s, 3, 1e-12);
}

static void below_the_baseline_the_area_is_negative(void)
{
	double times[] = { 0, 1, 2 }, values[] = { 29, 28, 29 };
	CU_ASSERT_DOUBLE_EQUAL(measure(times, values, 3, 3, 30).area, -3.0 / 60, 1e-12);
}

static void a_slow_channel_has_no_gap_between_its_samples(void)
{
	double times[] = { 0, 10 }, values[] = { 31, 31 };
	struct series series = { times, values, 2 };
	CU_ASSERT_DOUBLE_EQUAL(change_measure(&series, 20, 30, 10, true, &initial).area, 10.0 / 60, 1e-12);
	CU_ASSERT_TRUE(isnan(change_measure(&series, 20, 30, 1, true, &initial).area));
}

static void the_peak_is_the_largest_change_in_size_with_its_sign(void)
{
	double times[] = { 0, 1, 2, 3 }, values[] = { 30.5, 29.25, 30.75, 29.25 };
	struct change_measures m = measure(times, values, 4, 4, 30);
	CU_ASSERT_DOUBLE_EQUAL(m.peak, -0.75, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(m.peak_s, 1, 0);
}

static void a_rise_counts_from_where_it_lasts(void)
{
	/* 0.6 over at 3 s, but back at 5 s; over again from 8 s on, until 20 s. */
	double times[21], values[21];
	for (int i = 0; i < 21; i++) {
		times[i] = i;
		values[i] = i == 3 || i == 4 || i >= 8 ? 30.6 : 30.1;
	}
	struct change_measures m = measure(times, values, 21, 21, 30);
	CU_ASSERT_EQUAL(m.rise.time_s, 8);
	CU_ASSERT_EQUAL(m.rise.censored, 0);
	CU_ASSERT_TRUE(isnan(m.fall.time_s));
	CU_ASSERT_EQUAL(m.fall.censored, 1);
	m = measure(times, values, 18, 18, 30);         /* 9 s of it are too short */
	CU_ASSERT_TRUE(isnan(m.rise.time_s));
	CU_ASSERT_EQUAL(m.rise.censored, 1);
}

static void a_rise_does_not_last_across_a_gap(void)
{
	double times[] = { 0, 1, 2, 12, 13 }, values[] = { 31, 31, 31, 31, 31 };
	CU_ASSERT_EQUAL(measure(times, values, 5, 14, 30).rise.censored, 1);
}

static void recovery_is_what_was_gone_of_the_peak_at_the_end(void)
{
	/* peak 2; the last 10 s are at 0.5: 1.5 of 2 are gone */
	double times[] = { 0, 5, 11, 15, 19 }, values[] = { 31, 32, 30.5, 30.5, 30.5 };
	CU_ASSERT_DOUBLE_EQUAL(measure(times, values, 5, 20, 30).recovered, 0.75, 1e-12);
	double flat[] = { 30, 30, 30, 30, 30 };
	CU_ASSERT_TRUE(isnan(measure(times, flat, 5, 20, 30).recovered));
}

static void without_a_baseline_there_is_nothing(void)
{
	double times[] = { 0, 1 }, values[] = { 30, 31 };
	struct change_measures m = measure(times, values, 2, 2, NAN);
	CU_ASSERT_TRUE(isnan(m.area) && isnan(m.peak) && isnan(m.rise.censored) && isnan(m.recovered));
	m = measure(times, values, 0, 2, 30);
	CU_ASSERT_TRUE(isnan(m.area) && isnan(m.peak) && isnan(m.rise.censored) && isnan(m.recovered));
}

static CU_TestInfo tests[] = {
	TEST(the_area_is_the_trapezoids_over_the_baseline_without_gaps),
	TEST(below_the_baseline_the_area_is_negative),
	TEST(a_slow_channel_has_no_gap_between_its_samples),
	TEST(the_peak_is_the_largest_change_in_size_with_its_sign),
	TEST(a_rise_counts_from_where_it_lasts),
	TEST(a_rise_does_not_last_across_a_gap),
	TEST(recovery_is_what_was_gone_of_the_peak_at_the_end),
	TEST(without_a_baseline_there_is_nothing),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo change_suite = { .pName = "change", .pSetUpFunc = fresh, .pTests = tests };
