/* test_jumps.c - values that moved faster than the body can are counted */

#include "export/measures/jumps.h"

#include <math.h>

#include "tests/suites.h"

static struct parameters parameters;

static void fresh(void)
{
	parameters = parameters_initial();
}

#define JUMPS(quantity, interval_s, ...) jumps(quantity, interval_s, (const double[]){ __VA_ARGS__ }, \
                                               sizeof (const double[]){ __VA_ARGS__ } / sizeof(double))
/* Of values that come one after another at that interval. */
static double jumps(const char *quantity, double interval_s, const double *values, size_t count)
{
	double times[16], own[16];
	for (size_t i = 0; i < count; i++) {
		times[i] = (double)i * interval_s;
		own[i] = values[i];
	}
	return jumps_count(&(struct series){ times, own, count }, quantity, interval_s, &parameters);
}

static void each_quantity_has_its_limit(void)
{
	CU_ASSERT_EQUAL(JUMPS("temperature", 1, 30, 30.4, 31, 30.4, 30.5), 2);
	CU_ASSERT_EQUAL(JUMPS("spo2", 1, 98, 94, 99, 98), 1);
	CU_ASSERT_EQUAL(JUMPS("pulse_rate", 1, 60, 90, 121, 60), 2);
	CU_ASSERT_TRUE(isnan(JUMPS("light_reflection", 1, 0, 9000)));
	CU_ASSERT_TRUE(isnan(JUMPS("temperature", 1, 30)));
}

static void a_limit_is_for_a_second_and_never_for_less(void)
{
	CU_ASSERT_EQUAL(JUMPS("temperature", 0.25, 30, 30.4, 30), 0);
	CU_ASSERT_EQUAL(JUMPS("temperature", 0.25, 30, 30.6, 30), 2);
	CU_ASSERT_EQUAL(JUMPS("temperature", 4, 30, 31.9, 34), 1);
}

static void across_a_gap_nothing_jumps(void)
{
	double times[] = { 0, 1, 7 }, values[] = { 30, 30, 40 };
	CU_ASSERT_EQUAL(jumps_count(&(struct series){ times, values, 3 }, "temperature", 1, &parameters), 0);
	/* A slow channel has none between its samples. */
	CU_ASSERT_EQUAL(jumps_count(&(struct series){ times, values, 3 }, "temperature", 3, &parameters), 1);
}

static void the_limits_are_the_studys(void)
{
	parameters.values[PARAMETER_JUMP_DEGC_S] = 0.1;
	CU_ASSERT_EQUAL(JUMPS("temperature", 1, 30, 30.15, 30.2), 1);
}

static CU_TestInfo tests[] = {
	TEST(each_quantity_has_its_limit),
	TEST(a_limit_is_for_a_second_and_never_for_less),
	TEST(across_a_gap_nothing_jumps),
	TEST(the_limits_are_the_studys),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo jumps_suite = { .pName = "jumps", .pSetUpFunc = fresh, .pTests = tests };
