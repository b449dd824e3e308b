/* test_deviations.c - how far is too far from the plan, and that a visit says so */

#include "protocols/deviations.h"

#include <math.h>
#include <string.h>

#include "tests/conducted.h"
#include "tests/suites.h"

static struct deviation found;

static bool length(double planned_s, double lasted_s)
{
	struct step phase = { .kind = STEP_REST, .name = "baseline", .lasts_ns = (int64_t)(planned_s * 1e9) };
	return deviation_of_length(&phase, (int64_t)(lasted_s * 1e9), &found);
}

static void a_phase_may_be_a_second_or_two_percent_off(void)
{
	CU_ASSERT_FALSE(length(20, 21));
	CU_ASSERT_FALSE(length(20, 19));
	CU_ASSERT_FALSE(length(300, 306));
	CU_ASSERT_TRUE(length(20, 21.1));
	CU_ASSERT_EQUAL(found.kind, DEVIATION_PHASE_LONG);
	CU_ASSERT_EQUAL(found.severity, SEVERITY_MINOR);
	CU_ASSERT_EQUAL(found.planned, 20);
	CU_ASSERT_DOUBLE_EQUAL(found.actual, 21.1, 1e-9);
	CU_ASSERT_TRUE(length(300, 293.9));
	CU_ASSERT_EQUAL(found.kind, DEVIATION_PHASE_SHORT);
	CU_ASSERT_EQUAL(found.severity, SEVERITY_MINOR);
	CU_ASSERT_STRING_EQUAL(found.name, "baseline");
	CU_ASSERT_STRING_EQUAL(found.unit, "s");
}

static void beyond_a_tenth_it_is_major(void)
{
	CU_ASSERT_TRUE(length(300, 331));
	CU_ASSERT_EQUAL(found.severity, SEVERITY_MAJOR);
	CU_ASSERT_TRUE(length(300, 269));
	CU_ASSERT_EQUAL(found.severity, SEVERITY_MAJOR);
}

static void what_the_operator_ends_is_never_too_short(void)
{
	struct step exercise = { .kind = STEP_EXERCISE, .name = "raises", .lasts_ns = 300 * NS_PER_S, .ending = ENDS_BY_OPERATOR };
	CU_ASSERT_FALSE(deviation_of_length(&exercise, 30 * NS_PER_S, &found));
	CU_ASSERT_TRUE(deviation_of_length(&exercise, 400 * NS_PER_S, &found));
}

static void a_pace_may_be_a_tenth_off(void)
{
	struct step exercise = { .kind = STEP_EXERCISE, .name = "pushups", .reps_per_min = 50 };
	CU_ASSERT_FALSE(deviation_of_cadence(&exercise, 54.9, &found));
	CU_ASSERT_FALSE(deviation_of_cadence(&exercise, NAN, &found));
	CU_ASSERT_TRUE(deviation_of_cadence(&exercise, 44, &found));
	CU_ASSERT_EQUAL(found.kind, DEVIATION_CADENCE);
	CU_ASSERT_EQUAL(found.severity, SEVERITY_MINOR);
	CU_ASSERT_STRING_EQUAL(found.unit, "/min");
	CU_ASSERT_TRUE(deviation_of_cadence(&exercise, 61, &found));
	CU_ASSERT_EQUAL(found.severity, SEVERITY_MAJOR);
}

static void a_limit_has_the_value_that_reached_it(void)
{
	struct condition below = { .kind = CONDITION_BELOW, .channel = "spo2", .threshold = 88 };
	struct condition missing = { .kind = CONDITION_MISSING, .channel = "toe", .threshold = NAN };
	found = deviation_of_limit(&below, 85, "%");
	CU_ASSERT_EQUAL(found.kind, DEVIATION_LIMIT);
	CU_ASSERT_EQUAL(found.severity, SEVERITY_MAJOR);
	CU_ASSERT_STRING_EQUAL(found.name, "spo2");
	CU_ASSERT_EQUAL(found.planned, 88);
	CU_ASSERT_EQUAL(found.actual, 85);
	CU_ASSERT_STRING_EQUAL(found.unit, "%");
	found = deviation_of_limit(&missing, 31, "degC");
	CU_ASSERT_TRUE(isnan(found.planned) && isnan(found.actual));
	CU_ASSERT_STRING_EQUAL(found.unit, "");
}

/* A channel whose values come so many seconds apart. */
static bool gap(double interval_s, double gap_s)
{
	struct channel channel = { .name = "toe", .interval_s = interval_s };
	return deviation_of_gap(&channel, (int64_t)(gap_s * 1e9), &found);
}

static void a_sensor_may_be_lost_for_ten_seconds(void)
{
	CU_ASSERT_FALSE(gap(1, 10));
	CU_ASSERT_TRUE(gap(1, 11));
	CU_ASSERT_EQUAL(found.severity, SEVERITY_MINOR);
	CU_ASSERT_TRUE(gap(1, 31));
	CU_ASSERT_EQUAL(found.severity, SEVERITY_MAJOR);
	CU_ASSERT_EQUAL(found.kind, DEVIATION_SENSOR_LOST);
	CU_ASSERT_TRUE(gap(NAN, 11));
}

static void who_seldom_says_something_is_not_lost_between_two_values(void)
{
	CU_ASSERT_FALSE(gap(10, 25));
	CU_ASSERT_TRUE(gap(10, 26));
	CU_ASSERT_EQUAL(found.severity, SEVERITY_MINOR);
	CU_ASSERT_TRUE(gap(10, 76));
	CU_ASSERT_EQUAL(found.severity, SEVERITY_MAJOR);
	struct channel recorded = { .name = "refill", .interval_s = NAN, .afterwards = true };
	CU_ASSERT_FALSE(deviation_of_gap(&recorded, 3600 * NS_PER_S, &found));
}

/* Nobody called the conductor for twenty seconds: the computer slept, or the program was stopped. */
static void a_phase_that_is_ended_late_says_so(void)
{
	static struct conducted visit;
	conducted_begin(&visit, PROTOCOL " }\n rest { 'baseline', lasts = 60 }\n rest { 'recovery', lasts = 60 }");
	conducted_run(&visit, 50, 31, 97);
	conducted_forget(&visit);
	conductor_advance(visit.conductor, 80 * NS_PER_S);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "80 phase_end baseline 'rest' due 60\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "* major phase_long baseline\n"));
	conducted_end(&visit);
}

static CU_TestInfo tests[] = {
	TEST(a_phase_may_be_a_second_or_two_percent_off),
	TEST(beyond_a_tenth_it_is_major),
	TEST(what_the_operator_ends_is_never_too_short),
	TEST(a_pace_may_be_a_tenth_off),
	TEST(a_limit_has_the_value_that_reached_it),
	TEST(a_sensor_may_be_lost_for_ten_seconds),
	TEST(who_seldom_says_something_is_not_lost_between_two_values),
	TEST(a_phase_that_is_ended_late_says_so),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo deviations_suite = { .pName = "deviations", .pTests = tests };
