/* test_wide.c - the columns of the table wide and their names */

#include "export/wide.h"

#include <stdio.h>
#include <string.h>

#include "tests/record_fixture.h"
#include "tests/suites.h"

static struct wide wide;
static struct places places;
static struct record_fixture fixture;
static struct record *record;
static int sessions;

static void fresh(void)
{
	fixture = fixture_make();
	record = fixture_record(&fixture);
	wide = (struct wide){0};
	places = (struct places){0};
}

static void done(void)
{
	wide_free(&wide);
	places_free(&places);
	record_close(record);
	fixture_remove(&fixture);
}

/* A visit of one trial of that condition, in which the channel is seen in a phase of that name. */
static void add(const char *participant, int visit, const char *condition, const char *channel_name, const char *phase_name)
{
	struct trial_row trial = { .info = { .number = 1 }, .attempt = 1, .outcome = "completed", .counted = true };
	struct phase_row phase = { .trial = 1, .attempt = 1, .number = 1, .name = phase_name, .kind = "rest" };
	struct channel_row channel = { .channel = { .quantity = "temperature", .unit = "degC" } };
	name_copy(trial.info.condition, condition);
	name_copy(channel.channel.name, channel_name);
	const struct session session = {
		.row = { .participant = participant, .visit = visit, .session = ++sessions }, .protocol = "one", .trials = &trial, .trial_count = 1, .phases = &phase, .phase_count = 1,
		.channels = &channel, .channel_count = 1,
	};
	struct error error;
	places_add_session(&places, &session);
	places_settle(&places);
	CU_ASSERT_TRUE(wide_add_session(&wide, record, NULL, &places, &session, &error));
}

static const char *name(size_t column)
{
	return column < wide.count ? wide.items[column].name : "none";
}

static void a_name_is_measure_condition_and_time(void)
{
	add("P01", 1, "spu", "toe", "exercise");
	wide_settle(&wide);
	CU_ASSERT_STRING_EQUAL(name(0), "order_spu_1");
	CU_ASSERT_STRING_EQUAL(name(1), "toe_exercise_spu_1");
}

static void a_time_counts_the_participants_trials_of_that_condition_but_no_visit_twice(void)
{
	add("P01", 1, "spu", "toe", "exercise");
	add("P02", 1, "spu", "toe", "exercise");
	add("P01", 2, "spu", "toe", "exercise");
	add("P01", 2, "spu", "toe", "exercise");
	wide_settle(&wide);
	CU_ASSERT_EQUAL(wide.count, 4);
	CU_ASSERT_STRING_EQUAL(name(2), "toe_exercise_spu_1");
	CU_ASSERT_STRING_EQUAL(name(3), "toe_exercise_spu_2");
}

static void conditions_of_a_measure_stand_side_by_side(void)
{
	add("P01", 1, "still", "toe", "exercise");
	add("P01", 2, "spu", "toe", "exercise");
	wide_settle(&wide);
	CU_ASSERT_STRING_EQUAL(name(0), "order_still_1");
	CU_ASSERT_STRING_EQUAL(name(1), "order_spu_1");
	CU_ASSERT_STRING_EQUAL(name(2), "toe_exercise_still_1");
	CU_ASSERT_STRING_EQUAL(name(3), "toe_exercise_spu_1");
}

static void long_names_are_shortened_and_stay_different(void)
{
	add("P01", 1, "barefoot_with_weights", "left_toe_temperature_pulp", "recovery_after_stairs");
	add("P02", 1, "barefoot_with_weights", "left_toe_temperature_dors", "recovery_after_stairs");
	wide_settle(&wide);
	CU_ASSERT_EQUAL(wide.count, 3);
	for (size_t i = 0; i < wide.count; i++)
		CU_ASSERT_TRUE(name_is_legal(name(i)));
	CU_ASSERT_STRING_EQUAL(name(1), "left_toe_recover_barefoo_1");
	CU_ASSERT_STRING_EQUAL(name(2), "left_to_recover_barefoo_1b");
}

static CU_TestInfo tests[] = {
	TEST(a_name_is_measure_condition_and_time),
	TEST(a_time_counts_the_participants_trials_of_that_condition_but_no_visit_twice),
	TEST(conditions_of_a_measure_stand_side_by_side),
	TEST(long_names_are_shortened_and_stay_different),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo wide_suite = { .pName = "wide", .pSetUpFunc = fresh, .pTearDownFunc = done, .pTests = tests };
