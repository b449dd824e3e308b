/* test_telling.c - what is told of the recorder's, the disk's and the clock's health, and of events in plain lines */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/event.h"
#include "console/plain.h"
#include "console/screen/stage.h"
#include "console/screen/telling.h"
#include "console/screen/view.h"
#include "tests/conducted.h"
#include "tests/suites.h"

static struct view *view;
static struct snapshot *snapshot;
static char text[TELLING_SIZE];

static void fresh(void)
{
	view = view_new(NULL, NULL, 0);
	snapshot = snapshot_new(0);
	snapshot->session.recording = true;
	snapshot->session.disk_free_bytes = 75e9;
}

static void done(void)
{
	view_free(view);
	snapshot_free(snapshot);
}

static void clock_event(const char *name, double value)
{
	struct message message = { .kind = MESSAGE_EVENT };
	message.event = (struct event){ .kind = EVENT_CLOCK, .value = value, .text = "" };
	name_copy(message.event.name, name);
	view_hear(view, &message);
}

static const char *told(void)
{
	view_snapshot(view, &(struct view_request){ .span_ns = NS_PER_S, .fast_span_ns = NS_PER_S, .columns = 1 }, snapshot);
	return telling_recorder(snapshot, text);
}

static void a_clock_that_is_synchronised_is_well(void)
{
	clock_event("ntp", 0.004);
	CU_ASSERT_STRING_EQUAL(told(), "disk 75 GB  clock ok");
}

static void one_that_is_not_is_free(void)
{
	clock_event("ntp", NAN);
	CU_ASSERT_STRING_EQUAL(told(), "disk 75 GB  clock free");
}

static void that_it_was_changed_is_told_until_the_end(void)
{
	clock_event("step", 3600);
	clock_event("ntp", 0.004);
	CU_ASSERT_STRING_EQUAL(told(), "disk 75 GB  ! clock changed");
}

static void a_disk_that_is_nearly_full_is_marked(void)
{
	snapshot->session.disk_free_bytes = 0.4e9;
	CU_ASSERT_STRING_EQUAL(told(), "! disk 0.4 GB");
}

static void so_is_a_recorder_that_does_not_keep_up(void)
{
	struct recorder_health health = { .waiting = 12000 };
	view_recorder(view, &health, "");
	CU_ASSERT_STRING_EQUAL(told(), "! 12000 unwritten  disk 75 GB");
}

static void what_troubles_the_recorder_is_told_in_its_own_words(void)
{
	struct recorder_health health = { .waiting = 3 };
	view_recorder(view, &health, "study.db: the disk is full.");
	told();
	char *all = telling_all(snapshot);
	CU_ASSERT_PTR_NOT_NULL(strstr(all, "! study.db: the disk is full.\n"));
	free(all);
}

static void a_pause_between_two_steps_tells_what_comes_next(void)
{
	struct conducted visit;
	conducted_begin(&visit, "protocol { id = 'short', title = 'Short', version = '1', needs = { toe = 'temperature' } }\n"
	                "rest { 'baseline', lasts = 60 }\nexercise { 'work', lasts = 20 }\nrest { 'recovery', lasts = 30 }");
	struct stage before = stage_none(), stage;
	struct operator_command pause = { .verb = OPERATOR_PAUSE, .text = "" };
	CU_ASSERT_TRUE(conductor_do(visit.conductor, 10 * NS_PER_S, &pause, &visit.error));
	conductor_advance(visit.conductor, 60 * NS_PER_S);
	stage = stage_of_conductor(visit.conductor, visit.plan, 70 * NS_PER_S, &before, "");
	CU_ASSERT_TRUE(stage.paused);
	CU_ASSERT_STRING_EQUAL(stage.next, "work 0:20, then recovery 0:30");
	conducted_end(&visit);
}

static const char *line_of(enum event_kind kind, const char *said, double value)
{
	static char line[PLAIN_LINE_SIZE];
	struct event event = event_at(kind, 9 * NS_PER_S);
	event.text = said;
	event.value = value;
	return plain_line(&event, NULL, line) ? line : "";
}

static void an_event_without_words_leaves_no_place_for_them(void)
{
	CU_ASSERT_STRING_EQUAL(line_of(EVENT_EMERGENCY, "fainted", NAN), " 00:00:09  !!! Stopped: fainted");
	CU_ASSERT_STRING_EQUAL(line_of(EVENT_EMERGENCY, "", NAN), " 00:00:09  !!! Stopped.");
	CU_ASSERT_STRING_EQUAL(line_of(EVENT_LEAVE, "", NAN),
		" 00:00:09  The visit is left as it stands; 'soleus resume' goes on with it.");
}

/* It ends too when the visit does. */
static void a_pause_that_is_over_is_not_said_to_go_on(void)
{
	CU_ASSERT_STRING_EQUAL(line_of(EVENT_GO_ON, "", 19), " 00:00:09      The pause lasted 19 s.");
}

static void one_signal_and_one_message_are_told_as_one(void)
{
	snapshot_free(snapshot);
	snapshot = snapshot_new(1);
	snapshot->channels[0].any = true;
	snapshot->channels[0].channel = &(struct channel){ .name = "toe", .quantity = "temperature", .unit = "degC" };
	snapshot->channel_count = 1;
	snapshot->unwritten = 1;
	telling_signals(snapshot, text);
	CU_ASSERT_STRING_EQUAL(text, "1 signal good");
	char *all = telling_all(snapshot);
	CU_ASSERT_PTR_NOT_NULL(strstr(all, "1 message on its way to the disk"));
	free(all);
	snapshot->channels[0].quality = QUALITY_LOW_PERFUSION;
	telling_signals(snapshot, text);
	CU_ASSERT_STRING_EQUAL(text, "? 1 of 1 signal doubtful");
}

static CU_TestInfo tests[] = {
	TEST(an_event_without_words_leaves_no_place_for_them),
	TEST(a_pause_that_is_over_is_not_said_to_go_on),
	TEST(a_pause_between_two_steps_tells_what_comes_next),
	TEST(a_clock_that_is_synchronised_is_well),
	TEST(one_that_is_not_is_free),
	TEST(that_it_was_changed_is_told_until_the_end),
	TEST(a_disk_that_is_nearly_full_is_marked),
	TEST(so_is_a_recorder_that_does_not_keep_up),
	TEST(one_signal_and_one_message_are_told_as_one),
	TEST(what_troubles_the_recorder_is_told_in_its_own_words),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo telling_suite = {
	.pName = "telling", .pSetUpFunc = fresh, .pTearDownFunc = done, .pTests = tests,
};
