/* test_columns.c - what the columns of an export are called and how they are explained */

#include "export/tables.h"

#include <string.h>

#include "tests/export_fixture.h"
#include "tests/suites.h"
#include "tests/tables_seen.h"

static struct exported study;

static void set_up(void)
{
	exported_begin(&study);
}

static void tear_down(void)
{
	exported_end(&study);
}

static void a_record_without_sessions_has_all_tables(void)
{
	exported_open(&study);
	CU_ASSERT_EQUAL(rows_of(study.export, "participants"), 4);
	CU_ASSERT_EQUAL(rows_of(study.export, "trials"), 0);
	CU_ASSERT_EQUAL(rows_of(study.export, "measures"), 0);
	CU_ASSERT_EQUAL(rows_of(study.export, "samples_1hz"), 0);
	CU_ASSERT_EQUAL(export_utc_ns(study.export), 0);
}

static void codes_that_look_like_numbers_stay_texts(void)
{
	exported_open(&study);
	CU_ASSERT_EQUAL(column_of(study.export, "participants", "participant_id")->type, CELL_TEXT);
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "participants", 0, "participant_id"), "1E5");
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "participants", 1, "participant_id"), "007");
	CU_ASSERT_EQUAL(column_of(study.export, "participants", "code")->type, CELL_TEXT);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "participants", "participant_id", "1E5", "code"), "007");
	CU_ASSERT_EQUAL(column_of(study.export, "participants", "dose")->type, CELL_TEXT);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "participants", "participant_id", "1E5", "dose"), "1E5");
}

static void a_covariate_is_a_number_when_all_its_values_are(void)
{
	exported_open(&study);
	CU_ASSERT_EQUAL(column_of(study.export, "participants", "age")->type, CELL_INTEGER);
	CU_ASSERT_EQUAL(column_of(study.export, "participants", "girth")->type, CELL_NUMBER);
	CU_ASSERT_EQUAL(column_of(study.export, "participants", "girth")->decimals, 1);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "participants", "participant_id", "1E5", "girth"), "35.5");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "participants", "participant_id", "MARCH1", "girth"), "-");
}

static void groups_and_factors_are_explained_by_their_labels(void)
{
	fixture_visit(study.record, "1E5", 1, 12, 10, true);
	exported_open(&study);
	CU_ASSERT_STRING_EQUAL(column_of(study.export, "trials", "group")->formula,
	                       "Missing when the study has no groups. cvi: Chronic venous insufficiency.");
	CU_ASSERT_STRING_EQUAL(column_of(study.export, "trials", "leg")->label, "The leg that worked");
	CU_ASSERT_STRING_EQUAL(column_of(study.export, "trials", "factor_outcome")->label, "Factor of the trial: outcome");
}

static void a_covariate_is_explained_as_study_ini_last_said(void)
{
	exported_open(&study);
	const struct column *age = column_of(study.export, "participants", "age"), *girth = column_of(study.export, "participants", "girth");
	const struct column *arm = column_of(study.export, "participants", "covariate_group"), *code = column_of(study.export, "participants", "code");
	CU_ASSERT_STRING_EQUAL(age->label, "Age at enrolment");
	CU_ASSERT_STRING_EQUAL(age->unit, "years");
	CU_ASSERT_STRING_EQUAL(age->formula, "As entered at enrolment. Accepted from 18 to 99. Missing when not entered.");
	CU_ASSERT_STRING_EQUAL(girth->unit, "cm");
	CU_ASSERT_STRING_EQUAL(girth->label, "Covariate: girth");
	CU_ASSERT_STRING_EQUAL(arm->levels, "c, b, a");
	CU_ASSERT_STRING_EQUAL(code->unit, "");
	CU_ASSERT_PTR_NOT_NULL(strstr(code->formula, "see study.ini"));
}

static void a_name_that_is_taken_gets_a_word_in_front_in_all_tables(void)
{
	fixture_visit(study.record, "1E5", 1, 40, 10, true);
	exported_open(&study);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "participants", "participant_id", "MARCH1", "group"), "cvi");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "participants", "participant_id", "MARCH1", "covariate_group"), "c");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "trials", "condition", "spu", "outcome"), "completed");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "trials", "condition", "spu", "factor_outcome"), "best");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "trials", "condition", "still", "factor_outcome"), "-");
	CU_ASSERT_STRING_EQUAL(measure_of(study.export, "spu", "recovery", "pleth", "factor_outcome"), "best");
}

static void every_column_is_explained_and_named_for_all_programs(void)
{
	fixture_visit(study.record, "1E5", 1, 40, 10, true);
	exported_open(&study);
	size_t count, columns = 0;
	const struct table *tables = export_tables(study.export, &count);
	CU_ASSERT_EQUAL(count, 17);
	for (size_t i = 0; i < count; i++) {
		columns += tables[i].column_count;
		for (size_t k = 0; k < tables[i].column_count; k++) {
			const struct column *column = &tables[i].columns[k];
			CU_ASSERT_TRUE(name_is_legal(column->name));
			CU_ASSERT_TRUE(column->label[0] != '\0' && column->source[0] != '\0');
			CU_ASSERT_PTR_NOT_NULL(strstr("recorded entered planned derived", column->source));
			CU_ASSERT_TRUE(tables[i].prose || strcmp(column->source, "derived") != 0 || column->formula[0] != '\0');
			/* An answer on a scale has no unit. */
			CU_ASSERT_TRUE(column->type != CELL_NUMBER || column->unit[0] != '\0' || strstr(column->label, "Answer to"));
		}
	}
	CU_ASSERT_EQUAL(rows_of(study.export, "codebook"), columns);
}

static void a_blinded_about_keeps_the_labels_to_itself(void)
{
	for (int blind = 0; blind < 2; blind++) {
		export_free(study.export);
		study.export = export_new(study.record, &(struct export_options){ .software = "soleus test", .blind = blind }, &study.error);
		const char *label = cell_where(study.export, "about", "name", "study_group cvi", "value");
		CU_ASSERT_EQUAL(strcmp(label, "none") == 0, blind);
	}
}

static void what_a_format_cut_is_told_by_about(void)
{
	fixture_visit(study.record, "1E5", 1, 12, 10, true);
	exported_open(&study);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "about", "name", "cut_texts", "value"), "none");
	export_note_cut(study.export, table_named(study.export, "events"), 1);
	export_note_cut(study.export, table_named(study.export, "events"), 1);
	export_note_cut(study.export, table_named(study.export, "about"), 1);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "about", "name", "cut_texts", "value"), "events.participant_id: 2");
	export_begin_pass(study.export, 1, 2, false);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "about", "name", "cut_texts", "value"), "none");
}

static CU_TestInfo tests[] = {
	TEST(a_record_without_sessions_has_all_tables),
	TEST(codes_that_look_like_numbers_stay_texts),
	TEST(a_covariate_is_a_number_when_all_its_values_are),
	TEST(groups_and_factors_are_explained_by_their_labels),
	TEST(a_covariate_is_explained_as_study_ini_last_said),
	TEST(a_name_that_is_taken_gets_a_word_in_front_in_all_tables),
	TEST(every_column_is_explained_and_named_for_all_programs),
	TEST(a_blinded_about_keeps_the_labels_to_itself),
	TEST(what_a_format_cut_is_told_by_about),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo columns_suite = {
	.pName = "columns", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
