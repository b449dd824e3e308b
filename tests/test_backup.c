/* test_backup.c - a copy as good as the record, and two stations' records in one */

#include "record/backup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "record/amend.h"
#include "record/operators.h"
#include "record/recorder.h"
#include "record/verify.h"
#include "tests/scratch.h"
#include "tests/sealed_visit.h"
#include "tests/suites.h"

static struct record_fixture here, there;
static struct error error;
static struct record *record, *other;
static struct merged merged;

static void set_up(void)
{
	here = fixture_make();
	there = fixture_make();
	error = (struct error){0};
	merged = (struct merged){0};
	record = fixture_record(&here);
	sealed_visit(record, &error);
	other = NULL;
}

static void tear_down(void)
{
	record_close(record);
	record_close(other);
	fixture_remove(&here);
	fixture_remove(&there);
}

static enum verdict_kind verdict_of(const char *path)
{
	struct verdict verdict;
	if (!record_verify(path, &verdict, &error))
		return (enum verdict_kind)-1;
	for (size_t i = 0; i < verdict.finding_count; i++)
		printf("%s: %s\n", verdict.findings[i].place, verdict.findings[i].text);
	enum verdict_kind kind = verdict.kind;
	verdict_free(&verdict);
	return kind;
}

static void a_backup_while_a_visit_is_recorded_is_whole_and_private(void)
{
	struct bus bus = {0};
	struct recorder *recorder = recorder_open(record, fixture_session(record, &error), false, &error);
	bus_add(&bus, recorder, recorder_hear);
	fixture_measure(&bus, 1, 1000, 30, 0);
	struct record *reader = record_open(here.path, false, &error);
	CU_ASSERT_TRUE(record_backup(reader, there.path, &error));
	fixture_measure(&bus, 1, 2000, 31, 0);
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	record_close(reader);
	struct stat status;
	CU_ASSERT_EQUAL(stat(there.path, &status), 0);
	CU_ASSERT_EQUAL(status.st_mode & 0777, 0600);
	CU_ASSERT_EQUAL(verdict_of(there.path), VERDICT_WHOLE);
	CU_ASSERT_EQUAL(fixture_ask(&there, "SELECT count(*) FROM session"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&there, "SELECT count(*) FROM event WHERE text = 'she told of her knee'"), 1);
}

static void a_damaged_record_does_not_replace_a_good_backup(void)
{
	CU_ASSERT_TRUE(record_backup(record, there.path, &error));
	long good = fixture_size(&there, "");
	record_close(record);
	sqlite3 *db;
	sqlite3_open(here.path, &db);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_exec(db, "DELETE FROM sample", NULL, NULL, NULL);
	sqlite3_close(db);
	record = record_open(here.path, false, &error);
	CU_ASSERT_FALSE(record_backup(record, there.path, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "the copy is tampered"));
	CU_ASSERT_EQUAL(fixture_size(&there, ""), good);
	CU_ASSERT_EQUAL(fixture_size(&there, ".new"), -1);
	CU_ASSERT_EQUAL(verdict_of(there.path), VERDICT_WHOLE);
}

static void a_backup_onto_the_record_itself_is_refused(void)
{
	CU_ASSERT_FALSE(record_backup(record, here.path, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_REFUSED);
	CU_ASSERT_FALSE(record_backup(record, "/nonexistent/folder/study.db", &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_SYSTEM);
}

/* The other station has enrolled Q01 (number 1 there too) and an operator, and recorded one visit. */
static void an_earlier_backup_is_replaced(void)
{
	CU_ASSERT_TRUE(record_backup(record, there.path, &error));
	CU_ASSERT_TRUE(record_backup(record, there.path, &error));
	CU_ASSERT_EQUAL(verdict_of(there.path), VERDICT_WHOLE);
}

static void what_is_no_backup_of_this_record_is_left_alone(void)
{
	char *notes = scratch_file(there.folder, "notes.txt", "my notes");
	CU_ASSERT_FALSE(record_backup(record, notes, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "notes.txt is there already and is no backup of this record"));
	char *after = file_read(notes, 100, NULL, &error);
	CU_ASSERT_STRING_EQUAL(after, "my notes");
	other = fixture_record(&there);
	CU_ASSERT_FALSE(record_backup(record, there.path, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "is no backup of this record"));
	CU_ASSERT_FALSE(record_backup(record, there.folder, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "is a folder; name the file in it"));
	free(after);
	free(notes);
}

static void a_backup_that_holds_what_the_record_does_not_is_left_alone(void)
{
	CU_ASSERT_TRUE(record_backup(record, there.path, &error));
	other = record_open(there.path, true, &error);
	CU_ASSERT_TRUE(record_enrol(other, &(struct participant){ .id = "P02", .group = "control" }, FIXTURE_UTC_NS, &error));
	CU_ASSERT_FALSE(record_backup(record, there.path, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "holds what this record does not"));
	CU_ASSERT_TRUE(record_enrol(record, &(struct participant){ .id = "P03", .group = "control" }, FIXTURE_UTC_NS, &error));
	CU_ASSERT_FALSE(record_backup(record, there.path, &error));
	CU_ASSERT_EQUAL(fixture_ask(&there, "SELECT count(*) FROM participant WHERE id = 'P02'"), 1);
}

static void make_other(void)
{
	struct participant person = { .id = "Q01", .group = "control", .covariates = {{ "age", "61" }}, .covariate_count = 1 };
	other = record_create(there.path, &(struct named_value){ "title", "Calf pump" }, 1, FIXTURE_UTC_NS, &error);
	if (!other || !record_enrol(other, &person, FIXTURE_UTC_NS, &error)
	    || !record_enrol(other, &(struct participant){ .id = "P01", .group = "control", .covariates = {{ "age", "54" }},
		                                               .covariate_count = 1 }, FIXTURE_UTC_NS, &error))
		abort();
	/* A visit of its own: another session of the fixture's person, begun as that record's first. */
	struct session_start start = {
		.participant = "Q01", .visit = 1, .operator_id = "op", .protocol_id = "p", .protocol_version = "1",
		.protocol_title = "P", .script_file = "p.lua", .script_text = "p", .plan_text = "", .station = "lab2",
		.start_utc_ns = FIXTURE_UTC_NS,
	};
	record_begin_session(other, &start, &error);
	struct bus bus = {0};
	struct recorder *recorder = recorder_open(other, 1, false, &error);
	bus_add(&bus, recorder, recorder_hear);
	fixture_say(&bus, EVENT_SESSION_END, 9, "", "completed");
	recorder_close(recorder, &error);
	sealed_visit(other, &error);
	struct amendment correction = { .action = AMEND_CORRECT, .target = AMEND_ANSWER, .session = 2, .trial = 1, .name = "borg",
	                                .value = "5", .operator_id = "op", .reason = "misheard", .utc_ns = FIXTURE_UTC_NS };
	if (!record_add_operator(other, "OPX", NULL, FIXTURE_UTC_NS, &error)
	    || !record_sign(other, 1, "OPX", NULL, "I conducted it", FIXTURE_UTC_NS, &error)
	    || !record_amend(other, &correction, &error))
		abort();
}

static void another_stations_sessions_come_with_all_that_belongs_to_them(void)
{
	make_other();
	CU_ASSERT_TRUE(record_merge(record, there.path, FIXTURE_UTC_NS, &merged, &error));
	CU_ASSERT_EQUAL(merged.sessions, 2);
	CU_ASSERT_EQUAL(merged.participants, 1);
	CU_ASSERT_EQUAL(merged.operators, 1);
	CU_ASSERT_EQUAL(merged.amendments, 1);
	CU_ASSERT_EQUAL(fixture_ask(&here, "SELECT count(*) FROM session"), 3);
	CU_ASSERT_EQUAL(fixture_ask(&here, "SELECT count(*) FROM sample"), 800);
	CU_ASSERT_EQUAL(fixture_ask(&here, "SELECT count(DISTINCT number) FROM participant"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&here, "SELECT session_id FROM amendment"), 3);
	CU_ASSERT_EQUAL(fixture_ask(&here, "SELECT session_id FROM signature WHERE operator = 'OPX'"), 2);
	CU_ASSERT_EQUAL(verdict_of(here.path), VERDICT_WHOLE);
}

static void merging_twice_brings_nothing_and_later_what_is_new(void)
{
	make_other();
	CU_ASSERT_TRUE(record_merge(record, there.path, FIXTURE_UTC_NS, &merged, &error));
	CU_ASSERT_TRUE(record_merge(record, there.path, FIXTURE_UTC_NS, &merged, &error));
	CU_ASSERT_EQUAL(merged.sessions + merged.participants + merged.operators + merged.amendments, 0);
	CU_ASSERT_TRUE(record_enrol(other, &(struct participant){ .id = "Q02", .group = "control" }, FIXTURE_UTC_NS, &error));
	CU_ASSERT_TRUE(record_merge(record, there.path, FIXTURE_UTC_NS, &merged, &error));
	CU_ASSERT_EQUAL(merged.participants, 1);
	CU_ASSERT_EQUAL(verdict_of(here.path), VERDICT_WHOLE);
}

static int number_of(const char *id)
{
	struct participant person;
	return record_participant(record, id, &person, &error) ? person.number : -1;
}

static void who_comes_with_a_merge_keeps_the_number_by_which_orders_are_chosen(void)
{
	make_other();
	CU_ASSERT_TRUE(record_enrol(other, &(struct participant){ .id = "Q02", .group = "control" }, FIXTURE_UTC_NS, &error));
	CU_ASSERT_TRUE(record_enrol_in_place(other, &(struct participant){ .id = "Q03" }, "Q01", FIXTURE_UTC_NS, &error));
	CU_ASSERT_TRUE(record_merge(record, there.path, FIXTURE_UTC_NS, &merged, &error));
	CU_ASSERT_EQUAL(fixture_ask(&here, "SELECT number FROM participant WHERE id = 'Q02'"), 4);
	CU_ASSERT_EQUAL(number_of("Q01"), 1);
	CU_ASSERT_EQUAL(number_of("Q02"), 3);
	CU_ASSERT_EQUAL(number_of("Q03"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&here, "SELECT count(*) FROM participant WHERE id = 'Q03' AND replaces = 'Q01'"), 1);
	CU_ASSERT_EQUAL(verdict_of(here.path), VERDICT_WHOLE);
}

static void a_merge_tells_who_then_has_the_same_order(void)
{
	make_other();
	CU_ASSERT_TRUE(record_enrol(other, &(struct participant){ .id = "Q02", .group = "control" }, FIXTURE_UTC_NS, &error));
	CU_ASSERT_TRUE(record_merge(record, there.path, FIXTURE_UTC_NS, &merged, &error));
	CU_ASSERT_EQUAL(merged.same_order, 1);
	CU_ASSERT_STRING_EQUAL(merged.same_order_who, "P01, Q01");
	CU_ASSERT_TRUE(record_merge(record, there.path, FIXTURE_UTC_NS, &merged, &error));
	CU_ASSERT_EQUAL(merged.same_order, 0);
}

static void a_replacement_that_comes_with_a_merge_shares_no_order_with_whom_it_replaces(void)
{
	make_other();
	CU_ASSERT_TRUE(record_merge(record, there.path, FIXTURE_UTC_NS, &merged, &error));
	CU_ASSERT_TRUE(record_enrol_in_place(other, &(struct participant){ .id = "Q03" }, "Q01", FIXTURE_UTC_NS, &error));
	CU_ASSERT_TRUE(record_merge(record, there.path, FIXTURE_UTC_NS, &merged, &error));
	CU_ASSERT_EQUAL(merged.participants, 1);
	CU_ASSERT_STRING_EQUAL(merged.same_order_who, "P01, Q03");
}

static void one_place_is_taken_over_once_also_in_a_merge(void)
{
	make_other();
	CU_ASSERT_TRUE(record_enrol_in_place(record, &(struct participant){ .id = "P02" }, "P01", FIXTURE_UTC_NS, &error));
	CU_ASSERT_TRUE(record_enrol_in_place(other, &(struct participant){ .id = "Q03" }, "P01", FIXTURE_UTC_NS, &error));
	CU_ASSERT_FALSE(record_merge(record, there.path, FIXTURE_UTC_NS, &merged, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "has Q03 in a place that somebody else has taken over here. Nothing was merged."));
}

/* Merges after that statement was run on the other record; true when it was refused and changed nothing. */
static bool is_refused_after(const char *sql, const char *sentence)
{
	int64_t sessions = fixture_ask(&here, "SELECT count(*) FROM session"), audit = fixture_ask(&here, "SELECT count(*) FROM audit");
	sqlite3 *db;
	sqlite3_open(there.path, &db);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_exec(db, sql, NULL, NULL, NULL);
	sqlite3_close(db);
	bool refused = !record_merge(record, there.path, FIXTURE_UTC_NS, &merged, &error) && error.kind == ERROR_REFUSED
		&& strstr(error.text, sentence) && strstr(error.text, "Nothing was merged");
	if (!refused)
		printf("%s\n", error.text);
	return refused && fixture_ask(&here, "SELECT count(*) FROM session") == sessions
		&& fixture_ask(&here, "SELECT count(*) FROM audit") == audit;
}

static void what_contradicts_is_refused_in_a_clear_sentence(void)
{
	make_other();
	CU_ASSERT_TRUE(is_refused_after("UPDATE answer SET value = 1", "is tampered"));
}

static void one_code_for_two_persons_is_refused(void)
{
	other = record_create(there.path, &(struct named_value){ "title", "Calf pump" }, 1, FIXTURE_UTC_NS, &error);
	CU_ASSERT_TRUE(record_enrol(other, &(struct participant){ .id = "P01", .group = "control", .covariates = {{ "age", "20" }},
	                                                          .covariate_count = 1 }, FIXTURE_UTC_NS, &error));
	sealed_visit(other, &error);
	CU_ASSERT_TRUE(is_refused_after("", "says otherwise of P01 (age)"));
}

static void what_is_known_of_somebody_at_the_other_station_alone_is_not_lost(void)
{
	other = record_create(there.path, &(struct named_value){ "title", "Calf pump" }, 1, FIXTURE_UTC_NS, &error);
	CU_ASSERT_TRUE(record_enrol(other, &(struct participant){ .id = "P01", .group = "control", .covariates = {{ "sex", "f" }},
	                                                          .covariate_count = 1 }, FIXTURE_UTC_NS, &error));
	sealed_visit(other, &error);
	CU_ASSERT_TRUE(is_refused_after("", "knows of P01 (sex), which this record does not; add it here"));
	CU_ASSERT_TRUE(record_amend(record, &(struct amendment){ .action = AMEND_CORRECT, .target = AMEND_COVARIATE, .participant = "P01",
		.name = "sex", .value = "f", .reason = "told there", .operator_id = "op", .utc_ns = FIXTURE_UTC_NS }, &error));
	CU_ASSERT_TRUE(record_merge(record, there.path, FIXTURE_UTC_NS, &merged, &error));
	CU_ASSERT_EQUAL(verdict_of(here.path), VERDICT_WHOLE);
}

static void a_copy_of_the_record_is_no_other_station(void)
{
	CU_ASSERT_TRUE(record_backup(record, there.path, &error));
	CU_ASSERT_TRUE(is_refused_after("", "is a copy of this very record"));
}

static CU_TestInfo tests[] = {
	TEST(a_backup_while_a_visit_is_recorded_is_whole_and_private),
	TEST(a_damaged_record_does_not_replace_a_good_backup),
	TEST(an_earlier_backup_is_replaced),
	TEST(what_is_no_backup_of_this_record_is_left_alone),
	TEST(a_backup_that_holds_what_the_record_does_not_is_left_alone),
	TEST(a_backup_onto_the_record_itself_is_refused),
	TEST(another_stations_sessions_come_with_all_that_belongs_to_them),
	TEST(merging_twice_brings_nothing_and_later_what_is_new),
	TEST(who_comes_with_a_merge_keeps_the_number_by_which_orders_are_chosen),
	TEST(a_merge_tells_who_then_has_the_same_order),
	TEST(a_replacement_that_comes_with_a_merge_shares_no_order_with_whom_it_replaces),
	TEST(one_place_is_taken_over_once_also_in_a_merge),
	TEST(what_contradicts_is_refused_in_a_clear_sentence),
	TEST(one_code_for_two_persons_is_refused),
	TEST(what_is_known_of_somebody_at_the_other_station_alone_is_not_lost),
	TEST(a_copy_of_the_record_is_no_other_station),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo backup_suite = {
	.pName = "backup", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
