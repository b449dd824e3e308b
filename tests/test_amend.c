/* test_amend.c - the original stays, the amendment counts; and an erasure leaves the audit whole */

#include "record/amend.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "record/database.h"
#include "record/reading.h"
#include "record/seal.h"
#include "record/verify.h"
#include "tests/sealed_visit.h"
#include "tests/suites.h"

static struct record_fixture fixture;
static struct error error;
static struct record *record;

static void set_up(void)
{
	fixture = fixture_make();
	error = (struct error){0};
	record = fixture_record(&fixture);
	sealed_visit(record, &error);
}

static void tear_down(void)
{
	record_close(record);
	fixture_remove(&fixture);
}

/* Later amendments are made later. */
static bool amend(struct amendment amendment)
{
	static const int64_t hour_ns = INT64_C(3600000000000);
	amendment.operator_id = "mk";
	amendment.utc_ns = FIXTURE_UTC_NS + hour_ns * (1 + fixture_ask(&fixture, "SELECT count(*) FROM amendment"));
	return record_amend(record, &amendment, &error);
}

static struct answer_row answer_now(void)
{
	struct answer_row answer = {0};
	struct rows *rows = record_answers(record, 1);
	if (rows_next_answer(rows, &answer))
		answer.text = answer.text[0] == '\0' ? "" : answer.text[0] == '5' ? "5" : "other";
	rows_close(rows, &error);
	return answer;
}

static bool trial_counts(void)
{
	struct trial_row trial = {0};
	struct rows *rows = record_trials(record, 1);
	rows_next_trial(rows, &trial);
	rows_close(rows, &error);
	return trial.counted;
}

static enum verdict_kind verdict_now(void)
{
	struct verdict verdict;
	if (!record_verify(fixture.path, &verdict, &error))
		return (enum verdict_kind)-1;
	for (size_t i = 0; i < verdict.finding_count; i++)
		printf("%s: %s\n", verdict.findings[i].place, verdict.findings[i].text);
	enum verdict_kind kind = verdict.kind;
	verdict_free(&verdict);
	return kind;
}

static void a_corrected_answer_counts_and_its_original_stays(void)
{
	CU_ASSERT_TRUE(amend((struct amendment){ .action = AMEND_CORRECT, .target = AMEND_ANSWER, .session = 1, .trial = 1,
	                                         .name = "borg", .value = "5", .reason = "misheard" }));
	struct answer_row answer = answer_now();
	CU_ASSERT_TRUE(answer.amended);
	CU_ASSERT_EQUAL(answer.value, 5);
	CU_ASSERT_STRING_EQUAL(answer.text, "5");
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT value FROM answer"), 4);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM amendments_readable WHERE operator = 'mk' AND name = 'borg'"
	                " AND old = '4' AND new = '5' AND reason = 'misheard' AND utc > '2026' AND participant = 'P01'"), 1);
	CU_ASSERT_EQUAL(verdict_now(), VERDICT_WHOLE);
}

static void the_last_of_several_corrections_counts(void)
{
	struct amendment correction = { .action = AMEND_CORRECT, .target = AMEND_ANSWER, .session = 1, .trial = 1, .name = "borg",
	                                .value = "7", .reason = "misheard" };
	CU_ASSERT_TRUE(amend(correction));
	correction.value = "5";
	CU_ASSERT_TRUE(amend(correction));
	CU_ASSERT_EQUAL(answer_now().value, 5);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM amendment WHERE old = '7' AND new = '5'"), 1);
}

static void an_answer_that_should_have_been_none_counts_as_refused(void)
{
	CU_ASSERT_TRUE(amend((struct amendment){ .action = AMEND_CORRECT, .target = AMEND_ANSWER, .session = 1, .trial = 1,
	                                         .name = "borg", .value = AMEND_NO_ANSWER, .reason = "the question of another" }));
	struct answer_row answer;
	struct rows *rows = record_answers(record, 1);
	CU_ASSERT_TRUE(rows_next_answer(rows, &answer));
	CU_ASSERT_TRUE(answer.amended);
	CU_ASSERT_STRING_EQUAL(answer.outcome, "refused");
	CU_ASSERT_STRING_EQUAL(answer.text, "");
	CU_ASSERT_TRUE(isnan(answer.value));
	CU_ASSERT_TRUE(rows_close(rows, &error));
}

static void a_deviation_gets_the_operators_reason(void)
{
	struct amendment explanation = { .action = AMEND_EXPLAIN, .target = AMEND_DEVIATION, .session = 1, .name = "skipped",
	                                 .reason = "her knee hurt" };
	struct deviation_row deviation;
	CU_ASSERT_TRUE(amend(explanation));
	struct rows *rows = record_deviations(record, 1);
	CU_ASSERT_TRUE(rows_next_deviation(rows, &deviation));
	CU_ASSERT_STRING_EQUAL(deviation.reason, "her knee hurt");
	CU_ASSERT_TRUE(rows_close(rows, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM deviation WHERE reason = 'her knee'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM amendment WHERE action = 'explain' AND name = 'skipped:walk'"
	                " AND old = 'her knee' AND reason = 'her knee hurt' AND trial = 1"), 1);
	explanation.name = "skipped:stand";
	CU_ASSERT_FALSE(amend(explanation));
	CU_ASSERT_STRING_EQUAL(error.text, "There is no deviation skipped:stand of session 1 in the record.");
	CU_ASSERT_EQUAL(verdict_now(), VERDICT_WHOLE);
}

static void covariates_and_factors_are_corrected_too(void)
{
	struct participant person;
	CU_ASSERT_TRUE(amend((struct amendment){ .action = AMEND_CORRECT, .target = AMEND_COVARIATE, .participant = "P01",
	                                         .name = "age", .value = "45", .reason = "digits swapped" }));
	CU_ASSERT_TRUE(amend((struct amendment){ .action = AMEND_CORRECT, .target = AMEND_COVARIATE, .participant = "P01",
	                                         .name = "sex", .value = "female", .reason = "forgotten" }));
	CU_ASSERT_TRUE(record_participant(record, "P01", &person, &error));
	CU_ASSERT_EQUAL_FATAL(person.covariate_count, 2);
	CU_ASSERT_STRING_EQUAL(person.covariates[0].value, "45");
	CU_ASSERT_STRING_EQUAL(person.covariates[1].value, "female");
	CU_ASSERT_TRUE(amend((struct amendment){ .action = AMEND_CORRECT, .target = AMEND_FACTOR, .session = 1, .trial = 1,
	                                         .name = "leg", .value = "left", .reason = "the other leg" }));
	struct rows *rows = record_trials(record, 1);
	struct trial_row trial;
	CU_ASSERT_TRUE(rows_next_trial(rows, &trial));
	CU_ASSERT_STRING_EQUAL(trial.info.factors[0].value, "left");
	CU_ASSERT_STRING_EQUAL(trial.info.factors[1].value, "0.5");
	CU_ASSERT_TRUE(rows_close(rows, &error));
}

static void what_is_voided_or_excluded_does_not_count_until_it_is_included(void)
{
	struct amendment trial = { .action = AMEND_VOID, .target = AMEND_TRIAL, .session = 1, .trial = 1, .reason = "cable off" };
	CU_ASSERT_TRUE(trial_counts());
	CU_ASSERT_TRUE(amend(trial));
	CU_ASSERT_FALSE(trial_counts());
	trial.action = AMEND_INCLUDE;
	CU_ASSERT_TRUE(amend(trial));
	CU_ASSERT_TRUE(trial_counts());
	CU_ASSERT_TRUE(amend((struct amendment){ .action = AMEND_EXCLUDE, .target = AMEND_SESSION, .session = 1, .reason = "fever" }));
	CU_ASSERT_FALSE(trial_counts());
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT counted FROM trial"), 1);
}

static void nothing_is_amended_without_a_reason_or_a_thing(void)
{
	CU_ASSERT_FALSE(amend((struct amendment){ .action = AMEND_VOID, .target = AMEND_TRIAL, .session = 1, .trial = 1, .reason = " " }));
	CU_ASSERT_EQUAL(error.kind, ERROR_REFUSED);
	CU_ASSERT_FALSE(amend((struct amendment){ .action = AMEND_VOID, .target = AMEND_TRIAL, .session = 1, .trial = 9, .reason = "x" }));
	CU_ASSERT_EQUAL(error.kind, ERROR_ABSENT);
	CU_ASSERT_STRING_EQUAL(error.text, "There is no trial 9 of session 1 in the record.");
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM amendment"), 0);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM audit WHERE action = 'amended'"), 0);
}

static void who_withdraws_is_marked_with_the_time(void)
{
	CU_ASSERT_TRUE(amend((struct amendment){ .action = AMEND_WITHDRAW, .target = AMEND_PARTICIPANT, .participant = "P01",
	                                         .reason = "moved away" }));
	struct rows *rows = record_participants(record);
	struct participant_row row;
	CU_ASSERT_TRUE(rows_next_participant(rows, &row));
	CU_ASSERT_STRING_EQUAL(row.withdrawn_utc, "2026-11-22T09:00:00.123Z");
	CU_ASSERT_TRUE(rows_close(rows, &error));
}

/* Whether the bytes stand anywhere in the record's file. */
static bool is_in_the_file(const char *bytes)
{
	size_t size;
	char *all = file_read(fixture.path, (size_t)4 << 20, &size, &error);
	bool found = all && memmem(all, size, bytes, strlen(bytes)) != NULL;
	free(all);
	return found;
}

static void an_erasure_blanks_what_the_person_gave_and_leaves_the_audit_whole(void)
{
	CU_ASSERT_TRUE(amend((struct amendment){ .action = AMEND_CORRECT, .target = AMEND_COVARIATE, .participant = "P01",
	                                         .name = "age", .value = "45", .reason = "her passport says so" }));
	CU_ASSERT_TRUE(amend((struct amendment){ .action = AMEND_ERASE, .target = AMEND_PARTICIPANT, .participant = "P01",
	                                         .reason = "asked for it" }));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM sample WHERE value IS NOT NULL OR quality <> 512"), 0);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM sample"), 400);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM chunk WHERE bytes <> x''"), 0);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM answer WHERE value IS NOT NULL OR text <> ''"), 0);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM covariate WHERE value <> ''"), 0);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM amendment WHERE new = '45'"), 0);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM amendment WHERE action = 'erase' AND reason = 'asked for it'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM erasing"), 0);
	CU_ASSERT_EQUAL(verdict_now(), VERDICT_WHOLE);
	record_close(record);
	record = NULL;
	CU_ASSERT_FALSE(is_in_the_file("told of her knee"));
	CU_ASSERT_FALSE(is_in_the_file("toe=30.0"));
	CU_ASSERT_FALSE(is_in_the_file("her passport"));
	CU_ASSERT_TRUE(is_in_the_file("asked for it"));
}

static void blanking_is_refused_to_everybody_else(void)
{
	CU_ASSERT_EQUAL(fixture_run(&fixture, "UPDATE answer SET value = NULL, text = ''"), SQLITE_CONSTRAINT);
	CU_ASSERT_EQUAL(fixture_run(&fixture, "INSERT INTO erasing VALUES (1)"), SQLITE_CONSTRAINT);
	CU_ASSERT_EQUAL(fixture_run(&fixture, "INSERT INTO amendment VALUES ('a', 1, 'b', 'c', 'erase', 'participant', 1, NULL,"
	                " NULL, NULL, '', NULL, '', '', 'why', x'00'); INSERT INTO erasing VALUES (1);"
	                " UPDATE answer SET value = NULL, text = '', question = 'other'"), SQLITE_CONSTRAINT);
	CU_ASSERT_EQUAL(fixture_run(&fixture, "UPDATE answer SET value = 3, text = ''"), SQLITE_CONSTRAINT);
}

static void a_forged_session_is_not_laundered_by_a_new_seal(void)
{
	sqlite3 *db;
	sqlite3_open(fixture.path, &db);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_exec(db, "UPDATE sample SET value = 1 WHERE seq = 3", NULL, NULL, NULL);
	sqlite3_close(db);
	CU_ASSERT_FALSE(record_seal(record, 1, FIXTURE_UTC_NS, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "is not as it was sealed"));
	CU_ASSERT_FALSE(amend((struct amendment){ .action = AMEND_ERASE, .target = AMEND_PARTICIPANT, .participant = "P01",
	                                          .reason = "asked for it" }));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM sample WHERE value IS NOT NULL"), 400);
}

static void the_last_amendment_counts_though_the_wall_clock_was_set_back(void)
{
	struct amendment amendment = { .target = AMEND_TRIAL, .session = 1, .trial = 1, .operator_id = "mk", .reason = "cable off" };
	amendment.action = AMEND_VOID;
	amendment.utc_ns = FIXTURE_UTC_NS + INT64_C(86400000000000);
	CU_ASSERT_TRUE(record_amend(record, &amendment, &error));
	CU_ASSERT_FALSE(trial_counts());
	amendment.action = AMEND_INCLUDE;
	amendment.utc_ns = FIXTURE_UTC_NS;
	CU_ASSERT_TRUE(record_amend(record, &amendment, &error));
	CU_ASSERT_TRUE(trial_counts());
}

static void an_erasure_that_another_program_holds_up_says_so(void)
{
	struct amendment erasure = { .action = AMEND_ERASE, .target = AMEND_PARTICIPANT, .participant = "P01", .reason = "asked for it" };
	CU_ASSERT_TRUE(amend((struct amendment){ .action = AMEND_CORRECT, .target = AMEND_ANSWER, .session = 1, .trial = 1,
	                                         .name = "borg", .value = "misheard words", .reason = "misheard" }));
	struct record *reader = record_open(fixture.path, false, &error);
	int64_t sessions;
	sqlite3_busy_timeout(record->db, 1);
	CU_ASSERT_TRUE(record_hold(reader, &error) && database_integer(reader, "SELECT count(*) FROM session", &sessions, &error));
	CU_ASSERT_FALSE(amend(erasure));
	CU_ASSERT_EQUAL(error.kind, ERROR_BUSY);
	record_close(reader);
	CU_ASSERT_TRUE(amend(erasure));
	CU_ASSERT_FALSE(is_in_the_file("misheard words"));
	CU_ASSERT_EQUAL(fixture_size(&fixture, "-wal"), 0);
	CU_ASSERT_EQUAL(verdict_now(), VERDICT_WHOLE);
}

static CU_TestInfo tests[] = {
	TEST(a_corrected_answer_counts_and_its_original_stays),
	TEST(the_last_of_several_corrections_counts),
	TEST(an_answer_that_should_have_been_none_counts_as_refused),
	TEST(a_deviation_gets_the_operators_reason),
	TEST(covariates_and_factors_are_corrected_too),
	TEST(what_is_voided_or_excluded_does_not_count_until_it_is_included),
	TEST(nothing_is_amended_without_a_reason_or_a_thing),
	TEST(who_withdraws_is_marked_with_the_time),
	TEST(an_erasure_blanks_what_the_person_gave_and_leaves_the_audit_whole),
	TEST(blanking_is_refused_to_everybody_else),
	TEST(a_forged_session_is_not_laundered_by_a_new_seal),
	TEST(the_last_amendment_counts_though_the_wall_clock_was_set_back),
	TEST(an_erasure_that_another_program_holds_up_says_so),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo amend_suite = {
	.pName = "amend", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
