/* test_places.c - where trials stand in their participants' visits, and what plans say of them */

#include "export/places.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "export/levels.h"
#include "export/tables.h"
#include "record/amend.h"
#include "tests/export_fixture.h"
#include "tests/suites.h"
#include "tests/tables_seen.h"

static struct record_fixture fixture;
static struct record *record;
static struct export *export;
static struct error error;

static void set_up(void)
{
	fixture = fixture_make();
	record = fixture_study(&fixture);
	export = NULL;
}

static void tear_down(void)
{
	export_free(export);
	record_close(record);
	fixture_remove(&fixture);
}

static void open_export(bool blind)
{
	export = export_new(record, &(struct export_options){ .software = "soleus test", .blind = blind }, &error);
	if (!export)
		abort();
}

static void exclude(int64_t session)
{
	CU_ASSERT_TRUE(record_amend(record, &(struct amendment){ .action = AMEND_EXCLUDE, .target = AMEND_TRIAL, .session = session, .trial = 1,
		.operator_id = "", .reason = "ill", .utc_ns = FIXTURE_UTC_NS }, &error));
}

static void a_plan_tells_its_trials_phases_and_questions(void)
{
	struct planned planned = planned_of(
		"plan, form 2\nstep 1 (line 3): ask before text \"trial 9 (line 1): condition=x\" scale 0 to 10\n"
		"trial 1 (line 5): condition=heel_int leg=both attempts 2\n  redo if above toe 40\n"
		"  step 2 (line 6): rest baseline 300 s phase 1 say \"Sit.\"\n"
		"  step 3 (line 7): exercise raises 20.5 s phase 2 ends by count count 10 at 30/min cues up down\n"
		"  step 4 (line 8): exercise pump 20.5 s phase 3 at 30/min cues up\n"
		"  step 5 (line 9): ask words text \"Anything?\" text optional\n"
		"  step 6 (line 9): measure girth text \"He \\\"said\\\" text\" unit \"cm\" 20 to 60\n"
		"step 7 (line 10): rest after 5 s phase 1\ntrial 2 (line 11): condition=still\n");
	CU_ASSERT_EQUAL(planned.trial_count, 2);
	CU_ASSERT_STRING_EQUAL(planned.trials[0].condition, "heel_int");
	CU_ASSERT_EQUAL(planned.trials[1].number, 2);
	CU_ASSERT_EQUAL(planned.phase_count, 3);
	CU_ASSERT_FALSE(planned.phases[0].exercise);
	CU_ASSERT_EQUAL(planned.phases[1].repetitions, 10);
	CU_ASSERT_EQUAL(planned.phases[2].repetitions, 11);
	CU_ASSERT_EQUAL(planned.phases[2].number, 3);
	CU_ASSERT_EQUAL(planned.question_count, 2);
	CU_ASSERT_TRUE(planned.questions[0].words);
	CU_ASSERT_STRING_EQUAL(planned.questions[1].name, "girth");
	planned_free(&planned);
}

static void what_comes_of_a_trial_moves_no_other_one(void)
{
	fixture_asked(record, "1E5", 1, "still", "How hard?");
	fixture_asked(record, "1E5", 2, "still", "How hard?");
	fixture_asked(record, "1E5", 3, "spu", "How hard?");
	exclude(1);
	open_export(false);
	CU_ASSERT_STRING_EQUAL(cell_of(export, "wide", 0, "effort_still_1"), "-");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "wide", 0, "effort_still_2"), "3");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "wide", 0, "order_still_1"), "1");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "wide", 0, "order_still_2"), "2");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "wide", 0, "order_spu_1"), "3");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "wide", 1, "order_spu_1"), "-");
}

static void a_visit_that_was_begun_anew_is_one_place_and_its_last_values_count(void)
{
	fixture_asked(record, "1E5", 1, "still", "How hard?");
	fixture_asked(record, "1E5", 1, "still", "How hard?");
	CU_ASSERT_TRUE(record_amend(record, &(struct amendment){ .action = AMEND_CORRECT, .target = AMEND_ANSWER, .session = 2, .trial = 1,
		.name = "effort", .value = "7", .operator_id = "", .reason = "misheard", .utc_ns = FIXTURE_UTC_NS }, &error));
	open_export(false);
	CU_ASSERT_STRING_EQUAL(cell_of(export, "wide", 0, "effort_still_1"), "7");
	CU_ASSERT_PTR_NULL(column_of(export, "wide", "effort_still_2"));
}

static void period_and_sequence_go_over_all_visits_in_the_order_of_their_numbers(void)
{
	fixture_asked(record, "1E5", 2, "still", "How hard?");
	fixture_asked(record, "1E5", 1, "heel_int", "How hard?");
	fixture_asked(record, "007", 1, "still", "How hard?");
	open_export(false);
	CU_ASSERT_STRING_EQUAL(cell_of(export, "trials", 0, "period"), "2");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "trials", 0, "sequence"), "heel_int-still");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "trials", 1, "period"), "1");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "trials", 2, "sequence"), "still");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "sessions", 0, "sequence"), "still");
}

static void the_long_table_has_condition_period_and_sequence(void)
{
	fixture_visit(record, "1E5", 1, 40, 10, true);
	open_export(false);
	CU_ASSERT_STRING_EQUAL(cell_of(export, "measures", 17, "condition"), "spu");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "measures", 17, "period"), "2");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "measures", 17, "sequence"), "still-spu");
}

#define PLANNED "plan, form 2\ntrial 1 (line 2): condition=still\n  step 1 (line 3): rest baseline 60 s phase 1\n" \
                "  step 2 (line 4): ask heavy text \"How heavy?\" scale 0 to 10\n" \
                "  step 3 (line 5): ask leg text \"Which leg?\" choices \"left\" \"no, none\" \"right\"\n" \
                "  step 4 (line 5): ask words text \"Else?\" text\n" \
                "trial 2 (line 6): condition=spu\n  step 5 (line 7): rest recovery 60 s phase 1\n"

static void the_plan_has_columns_for_what_never_came_about(void)
{
	fixture_planned(record, "1E5", 1, PLANNED);
	open_export(false);
	CU_ASSERT_STRING_EQUAL(cell_of(export, "wide", 0, "heavy_still_1"), "-");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "wide", 0, "toe_recovery_spu_1"), "-");
	CU_ASSERT_STRING_EQUAL(cell_of(export, "wide", 0, "order_spu_1"), "2");
	CU_ASSERT_PTR_NULL(column_of(export, "wide", "words_still_1"));
	CU_ASSERT_STRING_EQUAL(cell_of(export, "trials", 0, "sequence"), "still-spu");
}

static void a_blinded_export_tells_no_more_of_a_plan_than_of_a_visit(void)
{
	fixture_planned(record, "1E5", 1, PLANNED);
	open_export(true);
	const char *sequence = cell_of(export, "trials", 0, "sequence");
	CU_ASSERT_TRUE(strcmp(sequence, "A-B") == 0 || strcmp(sequence, "B-A") == 0);
	CU_ASSERT_PTR_NULL(column_of(export, "wide", "toe_recovery_A_1"));
	CU_ASSERT_PTR_NULL(column_of(export, "wide", "toe_recovery_B_1"));
}

static void the_number_of_a_choice_has_its_words_in_the_codebook(void)
{
	fixture_planned(record, "1E5", 1, PLANNED);
	open_export(false);
	const struct column *leg = column_of(export, "wide", "leg_still_1"), *heavy = column_of(export, "wide", "heavy_still_1");
	CU_ASSERT_PTR_NOT_NULL_FATAL(leg);
	CU_ASSERT_EQUAL(leg->type, CELL_INTEGER);
	CU_ASSERT_STRING_EQUAL(leg->levels, "1=left, 2=\"no, none\", 3=right");
	CU_ASSERT_TRUE(column_is_coded(leg));
	CU_ASSERT_STRING_EQUAL(heavy->levels, "");
}

static void a_level_in_quotes_is_one_level(void)
{
	const char *at = "1=\"no, (\\\"none\\\"\", 2=some";
	struct level level;
	CU_ASSERT_TRUE(level_next(&at, &level));
	CU_ASSERT_STRING_EQUAL(level.label, "no, (\"none\"");
	CU_ASSERT_TRUE(level_next(&at, &level));
	CU_ASSERT_STRING_EQUAL(level.value, "2");
	CU_ASSERT_STRING_EQUAL(level.label, "some");
	CU_ASSERT_FALSE(level_next(&at, &level));
	char *quoted = level_text(1, "no, (\"none\"");
	CU_ASSERT_STRING_EQUAL(quoted, "1=\"no, (\\\"none\\\"\"");
	free(quoted);
}

static CU_TestInfo tests[] = {
	TEST(a_plan_tells_its_trials_phases_and_questions),
	TEST(what_comes_of_a_trial_moves_no_other_one),
	TEST(a_visit_that_was_begun_anew_is_one_place_and_its_last_values_count),
	TEST(period_and_sequence_go_over_all_visits_in_the_order_of_their_numbers),
	TEST(the_long_table_has_condition_period_and_sequence),
	TEST(the_plan_has_columns_for_what_never_came_about),
	TEST(a_blinded_export_tells_no_more_of_a_plan_than_of_a_visit),
	TEST(the_number_of_a_choice_has_its_words_in_the_codebook),
	TEST(a_level_in_quotes_is_one_level),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo places_suite = { .pName = "places", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests };
