/* test_past.c - what the screen of a visit that is gone on with shows of the time before the interruption */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "console/screen/telling.h"
#include "console/viewing.h"
#include "tests/record_fixture.h"
#include "tests/suites.h"

#define COLUMNS 60      /* over ten minutes: one in ten seconds */

/* The fixture's session was recorded for three minutes; it is looked at in the eighth, by a station that has its channels
 * in another order, and one more. */
enum { TOE, NEW, PLETH, CHANNELS };
static const struct channel channels[CHANNELS] = {
	[TOE] = { .name = "toe", .quantity = "temperature", .unit = "degC", .interval_s = NAN },
	[NEW] = { .name = "new", .quantity = "spo2", .unit = "%", .interval_s = 1 },
	[PLETH] = { .name = "pleth", .quantity = "plethysmogram", .unit = "counts", .interval_s = 1 },
};
static const struct plan plan = { .title = "Push-ups" };
static struct recording recording;
static struct typed_operator *operator;
static struct viewing viewing;
static struct history history;
static struct session_request session;
static struct front_request request;
static struct snapshot *seen;

static void set_up(void)
{
	recording_begin(&recording);
	operator = typed_operator_new();
	session = (struct session_request){ .record = recording.record, .plan = &plan, .history = &history, .resumed = 1 };
	request = (struct front_request){ .session = &session, .channels = channels, .count = CHANNELS, .operator = operator };
	viewing = viewing_new(&request);
	seen = snapshot_new(CHANNELS);
}

static void tear_down(void)
{
	snapshot_free(seen);
	view_free(viewing.view);
	typed_operator_free(operator);
	recording_end(&recording);
}

static void record_three_minutes(void)
{
	fixture_say(&recording.bus, EVENT_SESSION_BEGIN, 0, "", "");
	fixture_say_in_trial(&recording.bus, EVENT_TRIAL_BEGIN, 0, 0, "barefoot", NAN, "");
	fixture_say_in_trial(&recording.bus, EVENT_PHASE_BEGIN, 0, 1, "work", 60, "exercise");
	for (int second = 0; second < 180; second++) {
		fixture_measure(&recording.bus, 0, second * NS_PER_S, 1000 + second, 0);
		fixture_measure(&recording.bus, 1, second * NS_PER_S, 30 + second / 100.0, 0);
		fixture_say_in_trial(&recording.bus, EVENT_CUE, second * NS_PER_S, 1, "up", second + 1, "");
	}
	fixture_say(&recording.bus, EVENT_NOTE, 100 * NS_PER_S, "", "a cold room");
}

static bool look_back(void)
{
	return recorder_close(recording.recorder, &recording.error) && viewing_look_back(&viewing, &request, &recording.error);
}

static void look_at(int64_t second)
{
	view_snapshot(viewing.view, &(struct view_request){ .now_ns = second * NS_PER_S, .until_ns = second * NS_PER_S,
		.span_ns = 600 * NS_PER_S, .fast_span_ns = 600 * NS_PER_S, .columns = COLUMNS }, seen);
}

/* The column of that channel in which that second stands. */
static const struct trace_column *column_at(int channel, int64_t second)
{
	const struct snapshot_channel *shown = &seen->channels[channel];
	return &shown->columns[(second * NS_PER_S - shown->from_ns) / ((shown->until_ns - shown->from_ns) / COLUMNS)];
}

static void its_curves_stand_there_and_the_interruption_is_empty(void)
{
	record_three_minutes();
	CU_ASSERT_TRUE_FATAL(look_back());
	look_at(480);
	CU_ASSERT_TRUE(column_at(PLETH, 55)->valid > 0);
	CU_ASSERT_DOUBLE_EQUAL((double)column_at(PLETH, 55)->low, 1055, 10);
	CU_ASSERT_DOUBLE_EQUAL((double)column_at(TOE, 55)->low, 30.55, 0.1);
	CU_ASSERT_DOUBLE_EQUAL((double)column_at(TOE, 155)->low, 31.55, 0.1);
	CU_ASSERT_EQUAL(column_at(TOE, 300)->valid + column_at(TOE, 300)->invalid, 0);
	CU_ASSERT_EQUAL(column_at(NEW, 55)->valid, 0);
	look_at(900);
	CU_ASSERT_TRUE(seen->channels[TOE].began_before);
}

static void so_do_its_events_phases_and_cues(void)
{
	bool noted = false;
	record_three_minutes();
	CU_ASSERT_TRUE_FATAL(look_back());
	look_at(480);
	for (size_t i = 0; i < seen->event_count; i++)
		noted |= strstr(seen->events[i].line, "a cold room") && seen->events[i].time_ns == 100 * NS_PER_S;
	CU_ASSERT_TRUE(noted);
	CU_ASSERT_EQUAL(seen->phase_count, 1);
	CU_ASSERT_STRING_EQUAL(seen->phases[0].name, "work");
	CU_ASSERT_EQUAL(seen->cue_count, 180);
}

static void the_trial_that_is_gone_on_with_began_when_it_began(void)
{
	record_three_minutes();
	CU_ASSERT_TRUE_FATAL(look_back());
	look_at(480);
	CU_ASSERT_EQUAL(seen->stage.trial, 1);
	CU_ASSERT_EQUAL(seen->stage.attempt, 1);
	CU_ASSERT_EQUAL(seen->stage.trial_began_ns, 0);
	CU_ASSERT_TRUE(isnan(telling_share_of_trial(seen)));    /* before the visit goes on, its end is not known */
}

static void nothing_of_it_is_taken_for_what_is_now(void)
{
	record_three_minutes();
	CU_ASSERT_TRUE_FATAL(look_back());
	look_at(180);
	CU_ASSERT_FALSE(seen->channels[TOE].any);
	CU_ASSERT_STRING_EQUAL(seen->channels[TOE].text, "nothing yet");
	CU_ASSERT_TRUE(isnan(seen->channels[TOE].rate));
	CU_ASSERT_TRUE(isnan(seen->given_per_min));
	view_hear(viewing.view, &(struct message){ .kind = MESSAGE_SAMPLE, .sample = { .channel = TOE, .time_ns = 480 * NS_PER_S,
		.arrival_ns = 480 * NS_PER_S, .value = 29 } });
	look_at(480);
	CU_ASSERT_STRING_EQUAL(seen->channels[TOE].text, "29.00 degC");
	CU_ASSERT_DOUBLE_EQUAL((double)column_at(TOE, 55)->low, 30.55, 0.1);
	CU_ASSERT_TRUE(isnan(seen->channels[TOE].rate));
}

static void rates_are_of_what_comes_after_the_interruption(void)
{
	record_three_minutes();
	CU_ASSERT_TRUE_FATAL(look_back());
	for (int i = 0; i <= 4; i++)
		view_hear(viewing.view, &(struct message){ .kind = MESSAGE_SAMPLE, .sample = { .channel = TOE,
			.time_ns = 480 * NS_PER_S + i * NS_PER_S / 2, .arrival_ns = 480 * NS_PER_S + i * NS_PER_S / 2, .value = 29 } });
	look_at(482);
	CU_ASSERT_DOUBLE_EQUAL(seen->channels[TOE].rate, 2, 1e-9);
}

static void a_new_visit_has_no_past(void)
{
	record_three_minutes();
	session.history = NULL;
	CU_ASSERT_TRUE_FATAL(look_back());
	look_at(480);
	CU_ASSERT_EQUAL(column_at(TOE, 55)->valid, 0);
	CU_ASSERT_EQUAL(seen->event_count, 0);
}

static CU_TestInfo tests[] = {
	TEST(its_curves_stand_there_and_the_interruption_is_empty),
	TEST(so_do_its_events_phases_and_cues),
	TEST(the_trial_that_is_gone_on_with_began_when_it_began),
	TEST(nothing_of_it_is_taken_for_what_is_now),
	TEST(rates_are_of_what_comes_after_the_interruption),
	TEST(a_new_visit_has_no_past),
	CU_TEST_INFO_NULL,
};

const CU_SuiteInfo past_suite = {
	.pName = "past", .pTests = tests, .pSetUpFunc = set_up, .pTearDownFunc = tear_down,
};
