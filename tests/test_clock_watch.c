/* test_clock_watch.c - clocks that are set, zones that change, a computer that sleeps */

#include "acquisition/clock_watch.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "acquisition/urgency.h"
#include "base/clock.h"
#include "tests/suites.h"
#include "tests/wall_clock.h"

static struct clock_watch watch;
static struct clock_readings now;
static struct clock_notice notices[CLOCK_CHANGES];

static void begin(void)
{
	watch = (struct clock_watch){0};
	now = (struct clock_readings){ 100 * NS_PER_S, 200 * NS_PER_S, 5000 * NS_PER_S, 60 };
	clock_watch_look(&watch, &now, notices);
}

static void end(void)
{
	wall_clock_set(0, 0);
}

/* A second later by all clocks, and a little more by these. */
static size_t look(int64_t asleep_ns, int64_t set_ns, int offset_min)
{
	now.monotonic_ns += NS_PER_S;
	now.boot_ns += NS_PER_S + asleep_ns;
	now.utc_ns += NS_PER_S + asleep_ns + set_ns;
	now.utc_offset_min = offset_min;
	return clock_watch_look(&watch, &now, notices);
}

static void clocks_that_run_together_are_no_news(void)
{
	for (int i = 0; i < 3600; i++)
		CU_ASSERT_EQUAL(look(0, 500 * NS_PER_US, 60), 0);
}

static void a_wall_clock_that_is_set_is_told_with_its_step(void)
{
	CU_ASSERT_EQUAL_FATAL(look(0, 3600 * NS_PER_S, 60), 1);
	CU_ASSERT_EQUAL(notices[0].change, CLOCK_STEP);
	CU_ASSERT_EQUAL(notices[0].seconds, 3600);
	CU_ASSERT_STRING_EQUAL(notices[0].text, "The computer's wall clock was set forward by 3600.000 s; no duration changes by that.");
	CU_ASSERT_EQUAL_FATAL(look(0, -NS_PER_S / 2, 60), 1);
	CU_ASSERT_EQUAL(notices[0].seconds, -0.5);
	CU_ASSERT_EQUAL(look(0, 0, 60), 0);
}

static void a_computer_that_slept_did_not_set_its_clock(void)
{
	CU_ASSERT_EQUAL_FATAL(look(1800 * NS_PER_S, 0, 60), 1);
	CU_ASSERT_EQUAL(notices[0].change, CLOCK_SUSPENDED);
	CU_ASSERT_EQUAL(notices[0].seconds, 1800);
	CU_ASSERT_STRING_EQUAL(clock_change_name(notices[0].change), "suspended");
}

static void a_zone_that_changes_is_told(void)
{
	CU_ASSERT_EQUAL_FATAL(look(0, 0, 120), 1);
	CU_ASSERT_EQUAL(notices[0].change, CLOCK_TIME_ZONE);
	CU_ASSERT_EQUAL(notices[0].seconds, 7200);
	CU_ASSERT_STRING_EQUAL(notices[0].text, "Local time is now +120 min from UTC instead of +60 min.");
}

static void all_at_once_are_all_told(void)
{
	CU_ASSERT_EQUAL(look(NS_PER_S, NS_PER_S, 0), 3);
}

static void the_zone_of_this_computer_is_looked_up_anew(void)
{
	setenv("TZ", "XXX-5:45", 1);
	CU_ASSERT_EQUAL(clock_readings_take().utc_offset_min, 345);
	setenv("TZ", "YYY3", 1);
	CU_ASSERT_EQUAL(clock_readings_take().utc_offset_min, -180);
	unsetenv("TZ");
	tzset();
}

static int64_t system_ns(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC_RAW, &time);
	return time.tv_sec * NS_PER_S + time.tv_nsec;
}

static void no_duration_changes_by_a_millisecond_when_the_wall_clock_jumps_an_hour(void)
{
	struct clock *clock = clock_new_real();
	struct clock_readings readings = clock_readings_take();
	watch = (struct clock_watch){0};
	clock_watch_look(&watch, &readings, notices);
	int64_t utc_ns = clock_utc(clock), most_ns = system_ns(), session_ns = clock_now(clock), least_ns = system_ns();
	wall_clock_set(3600 * NS_PER_S, 0);
	clock_wait(clock, NULL, 0, session_ns + 20 * NS_PER_MS);
	least_ns = system_ns() - least_ns;
	session_ns = clock_now(clock) - session_ns;
	most_ns = system_ns() - most_ns;
	CU_ASSERT_TRUE(session_ns >= 20 * NS_PER_MS);
	CU_ASSERT_TRUE(session_ns > least_ns - NS_PER_MS && session_ns < most_ns + NS_PER_MS);
	CU_ASSERT_TRUE(clock_utc(clock) - utc_ns >= 3600 * NS_PER_S);
	readings = clock_readings_take();
	CU_ASSERT_EQUAL(clock_watch_look(&watch, &readings, notices), 1);
	CU_ASSERT_DOUBLE_EQUAL(notices[0].seconds, 3600, 0.001);
	clock_free(clock);
}

static void how_the_wall_clock_is_kept_is_said_in_a_sentence(void)
{
	char text[CLOCK_TEXT_SIZE];
	clock_discipline(text);
	CU_ASSERT_TRUE(strlen(text) > 20 && text[strlen(text) - 1] == '.');
}

static void what_the_computer_allows_is_told_and_given_back(void)
{
	struct urgency urgency = urgency_begin();
	CU_ASSERT_TRUE(strlen(urgency.priority) > 0 && strlen(urgency.memory) > 0);
	CU_ASSERT_STRING_EQUAL(urgency.timer, "slack 1 ns");
	urgency_end(&urgency);
	struct urgency again = urgency_begin();
	urgency_end(&again);
	CU_ASSERT_EQUAL(again.slack_before, urgency.slack_before);
	CU_ASSERT_EQUAL(again.nice_before, urgency.nice_before);
}

static void who_is_held_up_between_two_readings_has_not_slept(void)
{
	struct clock_readings readings = clock_readings_take();
	watch = (struct clock_watch){0};
	clock_watch_look(&watch, &readings, notices);
	wall_clock_stand_still(NS_PER_S);
	readings = clock_readings_take();
	size_t count = clock_watch_look(&watch, &readings, notices);
	wall_clock_set(0, 0);
	CU_ASSERT_EQUAL(count, 0);
}

static CU_TestInfo tests[] = {
	TEST(clocks_that_run_together_are_no_news),
	TEST(a_wall_clock_that_is_set_is_told_with_its_step),
	TEST(a_computer_that_slept_did_not_set_its_clock),
	TEST(a_zone_that_changes_is_told),
	TEST(all_at_once_are_all_told),
	TEST(the_zone_of_this_computer_is_looked_up_anew),
	TEST(no_duration_changes_by_a_millisecond_when_the_wall_clock_jumps_an_hour),
	TEST(how_the_wall_clock_is_kept_is_said_in_a_sentence),
	TEST(what_the_computer_allows_is_told_and_given_back),
	TEST(who_is_held_up_between_two_readings_has_not_slept),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo clock_watch_suite = {
	.pName = "clock watch", .pSetUpFunc = begin, .pTearDownFunc = end, .pTests = tests,
};
