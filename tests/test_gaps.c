/* test_gaps.c - holes in a channel, and why */

#include "acquisition/gaps.h"

#include <math.h>

#include "base/clock.h"
#include "tests/suites.h"

static struct gap_watch watch;
static struct gap gap;

/* A channel that is due every second, from 0 on. */
static void begin(void)
{
	gap_watch_begin(&watch, 0, 3, &(struct channel){ .interval_s = 1 });
	gap = (struct gap){0};
}

static int64_t ms(double seconds)
{
	return llround(seconds * 1000) * NS_PER_MS;
}

static bool value_at(double seconds)
{
	return gap_watch_sample(&watch, &(struct sample){ .time_ns = ms(seconds), .value = 30 }, &gap);
}

static bool invalid_at(double seconds, uint32_t quality)
{
	return gap_watch_sample(&watch, &(struct sample){ .time_ns = ms(seconds), .value = NAN, .quality = quality }, &gap);
}

static bool cause_at(double seconds, enum gap_cause cause)
{
	return gap_watch_cause(&watch, ms(seconds), cause, &gap);
}

static void values_that_come_in_time_leave_no_gap(void)
{
	CU_ASSERT_FALSE(value_at(0));
	CU_ASSERT_FALSE(value_at(1));
	CU_ASSERT_FALSE(value_at(3.4));
	CU_ASSERT_FALSE(gap_watch_end(&watch, ms(5.9), &gap));
}

static void after_two_and_a_half_intervals_there_is_one(void)
{
	CU_ASSERT_FALSE(value_at(0));
	CU_ASSERT_TRUE(value_at(2.6));
	CU_ASSERT_EQUAL(gap.channel, 3);
	CU_ASSERT_EQUAL(gap.from_ns, ms(1));
	CU_ASSERT_EQUAL(gap.to_ns, ms(2.6));
	CU_ASSERT_EQUAL(gap.cause, GAP_SILENT);
	CU_ASSERT_FALSE(value_at(3.6));
	CU_ASSERT_EQUAL(gap_limit_ns(&(struct channel){ .interval_s = 0.25 }), 625 * NS_PER_MS);
	CU_ASSERT_EQUAL(gap_limit_ns(&(struct channel){ .interval_s = NAN }), TIME_NEVER);
}

static void a_finger_that_was_out_is_the_cause(void)
{
	value_at(0);
	for (int i = 1; i < 10; i++)
		CU_ASSERT_FALSE(invalid_at(i, QUALITY_NO_FINGER | QUALITY_ARTEFACT));
	CU_ASSERT_TRUE(value_at(10));
	CU_ASSERT_EQUAL(gap.cause, GAP_NO_FINGER);
	CU_ASSERT_EQUAL(gap.from_ns, ms(1));
	CU_ASSERT_EQUAL(gap.to_ns, ms(10));
}

static void what_comes_and_is_not_valid_is_noise(void)
{
	value_at(0);
	for (int i = 1; i < 5; i++)
		invalid_at(i, QUALITY_ARTEFACT);
	CU_ASSERT_TRUE(value_at(5));
	CU_ASSERT_EQUAL(gap.cause, GAP_NOISE);
}

static void one_bad_value_among_good_ones_is_no_gap(void)
{
	value_at(0);
	CU_ASSERT_FALSE(invalid_at(1, QUALITY_ARTEFACT));
	CU_ASSERT_FALSE(value_at(2));
	CU_ASSERT_FALSE(value_at(3));
}

/* Silent from 1 s on, noticed as unplugged at 5 s, plugged in again with an empty probe at 20 s. */
static void each_cause_has_its_own_stretch(void)
{
	value_at(0);
	CU_ASSERT_FALSE(cause_at(5, GAP_UNPLUGGED));
	CU_ASSERT_TRUE(invalid_at(20, QUALITY_NO_FINGER));
	CU_ASSERT_EQUAL(gap.cause, GAP_UNPLUGGED);
	CU_ASSERT_EQUAL(gap.from_ns, ms(1));
	CU_ASSERT_EQUAL(gap.to_ns, ms(20));
	CU_ASSERT_FALSE(invalid_at(21, QUALITY_NO_FINGER));
	CU_ASSERT_TRUE(value_at(22));
	CU_ASSERT_EQUAL(gap.cause, GAP_NO_FINGER);
	CU_ASSERT_EQUAL(gap.from_ns, ms(20));
	CU_ASSERT_EQUAL(gap.to_ns, ms(22));
}

static void a_computer_that_slept_leaves_a_gap_however_short_by_its_clock(void)
{
	value_at(0);
	value_at(1);
	CU_ASSERT_FALSE(cause_at(1.2, GAP_SUSPENDED));
	CU_ASSERT_TRUE(value_at(1.3));
	CU_ASSERT_EQUAL(gap.cause, GAP_SUSPENDED);
	CU_ASSERT_EQUAL(gap.from_ns, ms(1));
	CU_ASSERT_EQUAL(gap.to_ns, ms(1.3));
	CU_ASSERT_FALSE(value_at(2.3));
}

static void a_channel_that_never_gave_anything_has_a_gap_from_the_beginning(void)
{
	cause_at(0, GAP_UNPLUGGED);
	CU_ASSERT_TRUE(gap_watch_end(&watch, ms(60), &gap));
	CU_ASSERT_EQUAL(gap.from_ns, 0);
	CU_ASSERT_EQUAL(gap.to_ns, ms(60));
	CU_ASSERT_EQUAL(gap.cause, GAP_UNPLUGGED);
}

static void a_gap_that_is_open_at_the_end_ends_there_once(void)
{
	value_at(0);
	CU_ASSERT_TRUE(gap_watch_end(&watch, ms(10), &gap));
	CU_ASSERT_EQUAL(gap.to_ns, ms(10));
	CU_ASSERT_FALSE(gap_watch_end(&watch, ms(10), &gap));
}

static void an_interval_that_nobody_declared_is_learnt(void)
{
	gap_watch_begin(&watch, 0, 3, &(struct channel){ .interval_s = NAN });
	for (int i = 0; i <= 8; i++)
		CU_ASSERT_FALSE(value_at(60 + 5 * i));
	CU_ASSERT_FALSE(value_at(112));
	CU_ASSERT_TRUE(value_at(143));
	CU_ASSERT_EQUAL(gap.to_ns, ms(143));
}

static void what_comes_in_finished_recordings_is_not_missed_before(void)
{
	gap_watch_begin(&watch, 0, 3, &(struct channel){ .interval_s = 0.25, .afterwards = true });
	CU_ASSERT_FALSE(value_at(60));
	CU_ASSERT_FALSE(value_at(600));
}

static CU_TestInfo tests[] = {
	TEST(values_that_come_in_time_leave_no_gap),
	TEST(after_two_and_a_half_intervals_there_is_one),
	TEST(a_finger_that_was_out_is_the_cause),
	TEST(what_comes_and_is_not_valid_is_noise),
	TEST(one_bad_value_among_good_ones_is_no_gap),
	TEST(each_cause_has_its_own_stretch),
	TEST(a_computer_that_slept_leaves_a_gap_however_short_by_its_clock),
	TEST(a_channel_that_never_gave_anything_has_a_gap_from_the_beginning),
	TEST(a_gap_that_is_open_at_the_end_ends_there_once),
	TEST(an_interval_that_nobody_declared_is_learnt),
	TEST(what_comes_in_finished_recordings_is_not_missed_before),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo gaps_suite = { .pName = "gaps", .pSetUpFunc = begin, .pTests = tests };
