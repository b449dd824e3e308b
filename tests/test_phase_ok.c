/* test_phase_ok.c - which phases are good enough by their length: those that were not cut off */

#include "export/tables.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "record/recorder.h"
#include "tests/record_fixture.h"
#include "tests/suites.h"
#include "tests/tables_seen.h"

static struct record_fixture fixture;
static struct record *record;
static struct export *export;

static void set_up(void)
{
	fixture = fixture_make();
	record = fixture_record(&fixture);
	export = NULL;
}

static void tear_down(void)
{
	export_free(export);
	record_close(record);
	fixture_remove(&fixture);
}

static void say(struct bus *bus, enum event_kind kind, int64_t time_ns, int64_t planned_ns, const char *name, const char *text)
{
	struct event event = event_at(kind, time_ns);
	event.planned_ns = planned_ns;
	event.trial = event.attempt = event.phase = 1;
	event.text = text;
	name_copy(event.name, name);
	bus_event(bus, &event);
}

/* A phase of 20 s as planned, with a sample a second, that ended after `lasted_s`. */
static void one_phase(int lasted_s, const char *outcome, bool by_operator)
{
	struct error error;
	struct bus bus = {0};
	struct recorder *recorder = recorder_open(record, fixture_session(record, &error), false, &error);
	bus_add(&bus, recorder, recorder_hear);
	fixture_say_in_trial(&bus, EVENT_TRIAL_BEGIN, 0, 0, "barefoot", NAN, "");
	say(&bus, EVENT_PHASE_BEGIN, 0, 0, "baseline", "rest");
	for (int s = 0; s < lasted_s; s++)
		fixture_measure(&bus, 1, s * NS_PER_S, 30, 0);
	if (by_operator)
		say(&bus, EVENT_EXERCISE_END, lasted_s * NS_PER_S, TIME_NONE, "baseline", "fatigue");
	say(&bus, EVENT_PHASE_END, lasted_s * NS_PER_S, 20 * NS_PER_S, "baseline", outcome);
	fixture_say_in_trial(&bus, EVENT_TRIAL_END, 25 * NS_PER_S, 0, "barefoot", NAN, "completed");
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	export = export_new(record, &(struct export_options){ .software = "soleus test" }, &error);
	if (!export)
		abort();
	CU_ASSERT_STRING_EQUAL(cell_of(export, "measures", 1, "channel"), "toe");
}

static void a_phase_that_something_cut_off_is_not_ok_and_not_in_wide(void)
{
	one_phase(3, "interrupted", false);
	CU_ASSERT_STRING_EQUAL(cell_of(export, "measures", 1, "phase_ok"), "0");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "measures", 1, "mean"), "30");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "wide", 0, "toe_baseline_barefoot_1"), "-");
}

static void a_phase_of_its_planned_length_is_ok(void)
{
	one_phase(20, "rest", false);
	CU_ASSERT_STRING_EQUAL(cell_of(export, "measures", 1, "phase_ok"), "1");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "wide", 0, "toe_baseline_barefoot_1"), "30");
}

static void a_phase_that_was_interrupted_at_its_very_end_is_ok(void)
{
	one_phase(19, "interrupted", false);
	CU_ASSERT_STRING_EQUAL(cell_of(export, "measures", 1, "phase_ok"), "1");
}

static void an_exercise_that_the_operator_ended_is_ok(void)
{
	one_phase(12, "interrupted", true);
	CU_ASSERT_STRING_EQUAL(cell_of(export, "measures", 1, "phase_ok"), "1");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "wide", 0, "toe_baseline_barefoot_1"), "30");
}

static CU_TestInfo tests[] = {
	TEST(a_phase_that_something_cut_off_is_not_ok_and_not_in_wide),
	TEST(a_phase_of_its_planned_length_is_ok),
	TEST(a_phase_that_was_interrupted_at_its_very_end_is_ok),
	TEST(an_exercise_that_the_operator_ended_is_ok),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo phase_ok_suite = { .pName = "phase ok", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests };
