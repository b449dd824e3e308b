/* test_stroke_pace.c - the pace that is really kept, seen while somebody moves */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/event.h"
#include "console/screen/stroke_pace.h"
#include "tests/suites.h"

static struct channel channels[] = {
	{ .name = "toe", .quantity = "temperature" },
	{ .name = "light", .quantity = "light_reflection" },
};
static struct stroke_pace *pace;
static double now_s;

static void fresh(void)
{
	pace = stroke_pace_new(channels, 2);
	now_s = 0;
}

static void done(void)
{
	stroke_pace_free(pace);
}

static void phase(const char *kind)
{
	struct message message = { .kind = MESSAGE_EVENT };
	message.event = (struct event){ .kind = EVENT_PHASE_BEGIN, .text = kind, .time_ns = (int64_t)(now_s * 1e9) };
	stroke_pace_hear(pace, &message);
}

/* So many seconds of ten samples each: strokes at that pace on a slow drift, and a small pulse. */
static void moves(double seconds, double per_min, double height)
{
	for (double end_s = now_s + seconds; now_s < end_s; now_s += 0.1) {
		struct message message = { .kind = MESSAGE_SAMPLE };
		message.sample = (struct sample){ .channel = 1, .time_ns = (int64_t)(now_s * 1e9),
			.value = 2500 + now_s + 5 * sin(2 * 3.14159265358979 * 1.1 * now_s) + height * sin(2 * 3.14159265358979 * per_min / 60 * now_s) };
		stroke_pace_hear(pace, &message);
	}
}

static double seen(void)
{
	struct strokes_heard heard = stroke_pace_copy(pace);
	return strokes_per_min(&heard, 50);
}

static void who_moves_more_slowly_than_the_cues_is_seen_to(void)
{
	phase("rest");
	moves(30, 40, 0);
	phase("exercise");
	moves(25, 40, 80);
	CU_ASSERT_DOUBLE_EQUAL(seen(), 40, 0.7);
}

static void only_the_newest_half_minute_counts(void)
{
	phase("rest");
	moves(30, 40, 0);
	phase("exercise");
	moves(60, 50, 80);
	moves(30, 30, 80);
	CU_ASSERT_DOUBLE_EQUAL(seen(), 30, 0.7);
}

static void who_does_not_move_has_no_pace(void)
{
	phase("rest");
	moves(30, 40, 0);
	phase("exercise");
	moves(25, 40, 0);
	CU_ASSERT_TRUE(isnan(seen()));
}

static void nor_has_a_rest(void)
{
	phase("rest");
	moves(30, 40, 0);
	phase("exercise");
	moves(25, 40, 80);
	phase("rest");
	moves(5, 40, 80);
	CU_ASSERT_TRUE(isnan(seen()));
}

static void a_station_without_such_a_channel_has_none_at_all(void)
{
	struct stroke_pace *none = stroke_pace_new(channels, 1);
	struct strokes_heard heard = stroke_pace_copy(none);
	CU_ASSERT_PTR_NULL(none);
	CU_ASSERT_TRUE(isnan(strokes_per_min(&heard, 50)));
}

static CU_TestInfo tests[] = {
	TEST(who_moves_more_slowly_than_the_cues_is_seen_to),
	TEST(only_the_newest_half_minute_counts),
	TEST(who_does_not_move_has_no_pace),
	TEST(nor_has_a_rest),
	TEST(a_station_without_such_a_channel_has_none_at_all),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo stroke_pace_suite = {
	.pName = "stroke pace", .pSetUpFunc = fresh, .pTearDownFunc = done, .pTests = tests,
};
