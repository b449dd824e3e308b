/* test_scale.c - from which value to which an axis goes */

#include <math.h>
#include <stdbool.h>

#include "base/scale.h"
#include "tests/suites.h"

/* True when `low` to `high`, widened by `by` within least to most, is an axis `from` to `until`. */
static bool becomes(double low, double high, double by, double least, double most, double from, double until)
{
	scale_widen(&low, &high, by, least, most);
	return fabs(low - from) < 1e-9 && fabs(high - until) < 1e-9;
}

static void room_is_given_at_both_ends(void)
{
	CU_ASSERT_TRUE(becomes(97, 99, 4, NAN, NAN, 93, 103));
	CU_ASSERT_TRUE(becomes(30, 31, 2, 5, 50, 28, 33));
	CU_ASSERT_TRUE(becomes(30, 31, 0, 5, 50, 30, 31));
}

static void a_bound_is_not_passed_and_the_other_end_takes_the_rest(void)
{
	CU_ASSERT_TRUE(becomes(97, 99, 4, 50, 100, 90, 100));
	CU_ASSERT_TRUE(becomes(100, 100, 5, NAN, 100, 90, 100));
	CU_ASSERT_TRUE(becomes(0.1, 0.2, 1, 0, NAN, 0, 2.1));
	CU_ASSERT_TRUE(becomes(0.2, 0.9, 1, 0, 1, 0, 1));
}

static void bounds_outside_which_values_lie_bind_nothing(void)
{
	CU_ASSERT_TRUE(becomes(104, 104, 5, 50, 100, 99, 109));
	CU_ASSERT_TRUE(becomes(7, 7, 1, 7, 7, 6, 8));
}

static CU_TestInfo tests[] = {
	TEST(room_is_given_at_both_ends),
	TEST(a_bound_is_not_passed_and_the_other_end_takes_the_rest),
	TEST(bounds_outside_which_values_lie_bind_nothing),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo scale_suite = {
	.pName = "scale", .pTests = tests,
};
