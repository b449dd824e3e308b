/* test_measures.c - a phase's measures against figures worked out by hand */

#include "export/measures/causes.h"
#include "export/measures/phase.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "tests/suites.h"

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define S(seconds) ((int64_t)((seconds) * 1e9))

static struct sample good(double time_s, double value)
{
	return (struct sample){ .time_ns = S(time_s), .value = value };
}

static struct sample bad(double time_s, double value, uint32_t quality)
{
	return (struct sample){ .time_ns = S(time_s), .value = value, .quality = quality };
}

static void evenly_spaced_samples_have_the_plain_statistics(void)
{
	const struct sample samples[] = { good(0, 30), good(1, 31), good(2, 33), good(3, 34) };
	struct phase_measures m = phase_measure(samples, COUNT(samples), S(0), S(4), 1);
	CU_ASSERT_EQUAL(m.n, 4);
	CU_ASSERT_EQUAL(m.n_valid, 4);
	CU_ASSERT_DOUBLE_EQUAL(m.coverage, 1, 0);
	CU_ASSERT_DOUBLE_EQUAL(m.mean, 32, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(m.sd, sqrt(10.0 / 3), 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(m.min, 30, 0);
	CU_ASSERT_DOUBLE_EQUAL(m.max, 34, 0);
	CU_ASSERT_DOUBLE_EQUAL(m.median, 32, 0);
	CU_ASSERT_DOUBLE_EQUAL(m.longest_gap_s, 1, 0);
	CU_ASSERT_TRUE(isnan(m.slope_per_min));
}

static void the_median_of_an_odd_number_is_the_middle_value(void)
{
	const struct sample samples[] = { good(0, 9), good(1, 1), good(2, 5) };
	CU_ASSERT_DOUBLE_EQUAL(phase_measure(samples, COUNT(samples), S(0), S(3), 1).median, 5, 0);
}

static void unevenly_spaced_samples_count_for_the_time_around_them(void)
{
	/* 0 s: 0.5 + 1; 2 s: 1 + 2; 6 s: 2 + 0.5 -> (10 * 1.5 + 20 * 3 + 40 * 2.5) / 7 */
	const struct sample samples[] = { good(0, 10), good(2, 20), good(6, 40) };
	struct phase_measures m = phase_measure(samples, COUNT(samples), S(0), S(7), 1);
	CU_ASSERT_DOUBLE_EQUAL(m.mean, 25, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(m.coverage, 3.0 / 7, 1e-12);
}

static void no_value_stands_for_more_than_two_and_a_half_intervals(void)
{
	/* half the way is 50 s, but 2.5 s count: (10 * (0.5 + 2.5) + 40 * (2.5 + 0.5)) / 6 and, with a
	 * sample of 70 at 101 s: 10 * 3 + 40 * (2.5 + 0.5) + 70 * (0.5 + 0.5) over 7 */
	const struct sample samples[] = { good(0, 10), good(100, 40), good(101, 70) };
	CU_ASSERT_DOUBLE_EQUAL(phase_measure(samples, 2, S(0), S(102), 1).mean, 25, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(phase_measure(samples, 3, S(0), S(102), 1).mean, 220.0 / 7, 1e-12);
}

static void without_a_known_interval_the_ends_count_as_far_as_on_their_other_side(void)
{
	/* 0 s: 1 + 1; 2 s: 1 + 2; 6 s: 2 + 2 -> (10 * 2 + 20 * 3 + 40 * 4) / 9 */
	const struct sample samples[] = { good(0, 10), good(2, 20), good(6, 40) };
	struct phase_measures m = phase_measure(samples, COUNT(samples), S(0), S(7), NAN);
	CU_ASSERT_DOUBLE_EQUAL(m.mean, 240.0 / 9, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(m.coverage, 1, 0);
}

static void a_gap_is_measured_at_the_ends_of_the_phase_too(void)
{
	const struct sample samples[] = { good(14, 1), good(15, 1), good(17, 1) };
	CU_ASSERT_DOUBLE_EQUAL(phase_measure(samples, 3, S(10), S(18), 1).longest_gap_s, 4, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(phase_measure(samples, 3, S(14), S(18), 1).longest_gap_s, 2, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(phase_measure(samples, 3, S(14), S(20), 1).longest_gap_s, 3, 1e-12);
}

static void invalid_samples_make_a_gap_and_enter_no_statistic(void)
{
	const struct sample samples[] = {
		good(0, 30), bad(1, 99, QUALITY_ARTEFACT), bad(2, NAN, QUALITY_NO_PROBE), good(3, 32),
		bad(4, 33, QUALITY_LOW_PERFUSION),
	};
	struct phase_measures m = phase_measure(samples, COUNT(samples), S(0), S(5), 1);
	CU_ASSERT_EQUAL(m.n, 5);
	CU_ASSERT_EQUAL(m.n_valid, 3);
	CU_ASSERT_DOUBLE_EQUAL(m.coverage, 0.6, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(m.max, 33, 0);
	CU_ASSERT_DOUBLE_EQUAL(m.longest_gap_s, 3, 1e-12);
}

static void a_single_sample_has_a_mean_and_no_sd(void)
{
	const struct sample samples[] = { good(3, 31.5) };
	struct phase_measures m = phase_measure(samples, 1, S(0), S(10), 1);
	CU_ASSERT_DOUBLE_EQUAL(m.mean, 31.5, 0);
	CU_ASSERT_DOUBLE_EQUAL(m.median, 31.5, 0);
	CU_ASSERT_TRUE(isnan(m.sd));
	CU_ASSERT_TRUE(isnan(m.slope_per_min));
	CU_ASSERT_DOUBLE_EQUAL(m.longest_gap_s, 7, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(phase_measure(samples, 1, S(0), S(10), NAN).mean, 31.5, 0);
}

static void a_phase_without_samples_has_nothing_but_its_gap(void)
{
	struct phase_measures m = phase_measure(NULL, 0, S(5), S(65), 1);
	CU_ASSERT_EQUAL(m.n, 0);
	CU_ASSERT_DOUBLE_EQUAL(m.coverage, 0, 0);
	CU_ASSERT_DOUBLE_EQUAL(m.longest_gap_s, 60, 1e-12);
	CU_ASSERT_TRUE(isnan(m.mean) && isnan(m.sd) && isnan(m.min) && isnan(m.max) && isnan(m.median));
	CU_ASSERT_TRUE(isnan(phase_measure(NULL, 0, S(5), S(65), NAN).coverage));
	CU_ASSERT_TRUE(isnan(phase_baseline(NULL, 0, S(5), S(65), 1, 60)));
}

static void where_all_is_missing_so_are_the_measures(void)
{
	const struct sample samples[] = { bad(0, NAN, QUALITY_NO_FINGER), bad(1, NAN, QUALITY_NO_FINGER) };
	struct phase_measures m = phase_measure(samples, 2, S(0), S(2), 1);
	CU_ASSERT_EQUAL(m.n, 2);
	CU_ASSERT_EQUAL(m.n_valid, 0);
	CU_ASSERT_DOUBLE_EQUAL(m.coverage, 0, 0);
	CU_ASSERT_DOUBLE_EQUAL(m.longest_gap_s, 2, 1e-12);
	CU_ASSERT_TRUE(isnan(m.mean) && isnan(m.min));
}

static void samples_of_one_time_are_averaged(void)
{
	const struct sample samples[] = { good(1, 10), good(1, 20) };
	CU_ASSERT_DOUBLE_EQUAL(phase_measure(samples, 2, S(0), S(2), 1).mean, 15, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(phase_measure(samples, 2, S(0), S(2), NAN).mean, 15, 1e-12);
}

static void a_constant_stays_exactly_that_constant(void)
{
	struct sample samples[61];
	for (size_t i = 0; i < COUNT(samples); i++)
		samples[i] = good((double)i * 0.97, 0.1);
	struct phase_measures m = phase_measure(samples, COUNT(samples), S(0), S(60), 1);
	CU_ASSERT_EQUAL(m.mean, 0.1);
	CU_ASSERT_EQUAL(m.sd, 0);
	CU_ASSERT_EQUAL(m.slope_per_min, 0);
}

static void the_slope_of_a_line_is_its_slope(void)
{
	struct sample samples[40];      /* 33 degC rising by 0.25 degC a minute */
	for (size_t i = 0; i < COUNT(samples); i++)
		samples[i] = good(1000 + (double)i, 33 + 0.25 / 60 * (double)i);
	CU_ASSERT_DOUBLE_EQUAL(phase_measure(samples, 40, S(1000), S(1040), 1).slope_per_min, 0.25, 1e-9);
}

static void a_slope_needs_ten_samples_and_thirty_seconds(void)
{
	struct sample samples[11];
	for (size_t i = 0; i < COUNT(samples); i++)
		samples[i] = good((double)i * 3.2, (double)i);
	samples[0].time_ns = S(-9);
	CU_ASSERT_TRUE(isnan(phase_measure(samples, 9, S(-9), S(60), 1).slope_per_min));  /* 34.6 s */
	samples[0].time_ns = S(0);
	CU_ASSERT_TRUE(isnan(phase_measure(samples, 10, S(0), S(60), 1).slope_per_min)); /* 28.8 s */
	CU_ASSERT_DOUBLE_EQUAL(phase_measure(samples, 11, S(0), S(60), 1).slope_per_min, 60 / 3.2, 1e-9);
}

static void a_small_spread_on_a_large_value_is_not_lost(void)
{
	const struct sample samples[] = { good(0, 1e9 + 1), good(1, 1e9 + 2), good(2, 1e9 + 3) };
	struct phase_measures m = phase_measure(samples, 3, S(0), S(3), 1);
	CU_ASSERT_DOUBLE_EQUAL(m.sd, 1, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(m.mean, 1e9 + 2, 1e-6);
}

static void the_phase_ends_before_its_end_and_begins_with_its_beginning(void)
{
	const struct sample samples[] = { good(9, 1), good(10, 2), good(19, 4), good(20, 8) };
	struct phase_measures m = phase_measure(samples, COUNT(samples), S(10), S(20), NAN);
	CU_ASSERT_EQUAL(m.n, 2);
	CU_ASSERT_DOUBLE_EQUAL(m.mean, 3, 1e-12);
}

static void the_baseline_is_the_mean_of_the_last_minute(void)
{
	const struct sample samples[] = { good(10, 50), good(239, 60), good(240, 30), good(241, 31), good(242, 35) };
	CU_ASSERT_DOUBLE_EQUAL(phase_baseline(samples, 5, S(0), S(300), 1, 60), 32, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(phase_baseline(samples, 1, S(0), S(30), 1, 60), 50, 1e-12);
}

static void causes_come_with_the_commonest_first(void)
{
	struct causes causes = {0};
	char text[CAUSES_TEXT_SIZE];
	CU_ASSERT_STRING_EQUAL(causes_text(&causes, text), "");
	causes_add(&causes, &(struct sample){ .value = NAN, .quality = QUALITY_ARTEFACT });
	causes_add(&causes, &(struct sample){ .value = NAN, .quality = QUALITY_NO_FINGER });
	causes_add(&causes, &(struct sample){ .value = NAN, .quality = QUALITY_NO_FINGER });
	causes_add(&causes, &(struct sample){ .value = NAN });
	causes_add(&causes, &(struct sample){ .value = 33 });
	CU_ASSERT_STRING_EQUAL(causes_text(&causes, text), "no_finger=2; artefact=1; missing=1");
	CU_ASSERT_STRING_EQUAL(causes_commonest(&causes, text), "no_finger");
}

static CU_TestInfo tests[] = {
	TEST(evenly_spaced_samples_have_the_plain_statistics),
	TEST(the_median_of_an_odd_number_is_the_middle_value),
	TEST(unevenly_spaced_samples_count_for_the_time_around_them),
	TEST(no_value_stands_for_more_than_two_and_a_half_intervals),
	TEST(without_a_known_interval_the_ends_count_as_far_as_on_their_other_side),
	TEST(a_gap_is_measured_at_the_ends_of_the_phase_too),
	TEST(invalid_samples_make_a_gap_and_enter_no_statistic),
	TEST(a_single_sample_has_a_mean_and_no_sd),
	TEST(a_phase_without_samples_has_nothing_but_its_gap),
	TEST(where_all_is_missing_so_are_the_measures),
	TEST(samples_of_one_time_are_averaged),
	TEST(a_constant_stays_exactly_that_constant),
	TEST(the_slope_of_a_line_is_its_slope),
	TEST(a_slope_needs_ten_samples_and_thirty_seconds),
	TEST(a_small_spread_on_a_large_value_is_not_lost),
	TEST(the_phase_ends_before_its_end_and_begins_with_its_beginning),
	TEST(the_baseline_is_the_mean_of_the_last_minute),
	TEST(causes_come_with_the_commonest_first),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo measures_suite = { .pName = "measures", .pTests = tests };
