/* test_strokes.c - the pace that was really kept */

#include "export/measures/strokes.h"

#include <math.h>
#include <stdlib.h>

#include "tests/suites.h"

#define HZ 20
static double times[60 * HZ], values[60 * HZ], rest_times[60 * HZ], rest_values[60 * HZ];
static const struct series exercise = { times, values, 60 * HZ }, rest = { rest_times, rest_values, 60 * HZ };
static const char *why;

/* A saw of that height and period, jumping up at lag_s, over a pulse of amplitude 1; at rest the pulse alone. */
static void pump(double height, double period_s, double lag_s)
{
	for (int i = 0; i < 60 * HZ; i++) {
		times[i] = (double)i / HZ;
		rest_times[i] = times[i] - 60;
		rest_values[i] = 2000 + sin(2 * 3.141592653589793 * 1.2 * times[i]);
		double part = fmod(times[i] - lag_s + 10 * period_s, period_s) / period_s;
		values[i] = rest_values[i] + height * (1 - part);
	}
}

static void strokes_of_a_pump_are_counted_at_their_pace(void)
{
	size_t count;
	pump(20, 2, 0.3);
	double *strokes = strokes_find(&exercise, &rest, 1, 2, &count, &why);
	CU_ASSERT_PTR_NOT_NULL_FATAL(strokes);
	CU_ASSERT_DOUBLE_EQUAL((double)count, 30, 1);
	CU_ASSERT_DOUBLE_EQUAL(pace_of(strokes, count, NULL, 0).per_min, 30, 0.3);
	free(strokes);
}

static void a_pace_that_is_not_the_prescribed_one_is_told(void)
{
	size_t count;
	pump(20, 2.5, 0.3);
	double *strokes = strokes_find(&exercise, &rest, 1, 2, &count, &why);
	CU_ASSERT_PTR_NOT_NULL_FATAL(strokes);
	CU_ASSERT_DOUBLE_EQUAL(pace_of(strokes, count, NULL, 0).per_min, 24, 0.5);
	free(strokes);
}

static void a_pulse_alone_is_no_stroke(void)
{
	size_t count;
	pump(0, 2, 0);
	CU_ASSERT_PTR_NULL(strokes_find(&exercise, &rest, 1, 2, &count, &why));
	CU_ASSERT_STRING_EQUAL(why, "strokes cannot be told from the pulse");
}

static void cues_are_followed_by_the_strokes_around_them(void)
{
	/* Cues every 2 s. The stroke at 4.9 s is nearer to the cue at 4 s; none is within 1 s of that at 6 s. */
	const double cues[] = { 0, 2, 4, 6, 8 }, strokes[] = { 0.2, 2.4, 4.9, 8.1 };
	struct pace pace = pace_of(strokes, 4, cues, 5);
	CU_ASSERT_DOUBLE_EQUAL(pace.followed_pct, 80, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(pace.lag_s, 0.3, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(pace.per_min, 60 / 2.5, 1e-9);
}

static void without_cues_or_strokes_there_is_no_adherence(void)
{
	const double some[] = { 1, 3, 5 };
	CU_ASSERT_TRUE(isnan(pace_of(some, 3, NULL, 0).followed_pct));
	CU_ASSERT_TRUE(isnan(pace_of(some, 2, some, 1).followed_pct));
	CU_ASSERT_TRUE(isnan(pace_of(NULL, 0, some, 3).per_min));
	CU_ASSERT_EQUAL(pace_of(NULL, 0, some, 3).followed_pct, 0);
}

static CU_TestInfo tests[] = {
	TEST(strokes_of_a_pump_are_counted_at_their_pace),
	TEST(a_pace_that_is_not_the_prescribed_one_is_told),
	TEST(a_pulse_alone_is_no_stroke),
	TEST(cues_are_followed_by_the_strokes_around_them),
	TEST(without_cues_or_strokes_there_is_no_adherence),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo strokes_suite = { .pName = "strokes", .pTests = tests };
