/* test_operators.c - who signs, with which PIN, and what the signature holds */

#include "record/operators.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "record/station_key.h"
#include "record/verify.h"
#include "tests/scratch.h"
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

static void a_pin_is_kept_as_its_argon2id_hash_alone(void)
{
	CU_ASSERT_TRUE(record_add_operator(record, "OP1", "2468", FIXTURE_UTC_NS, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM operator WHERE pin_hash LIKE '$argon2id$%'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM operator WHERE pin_hash LIKE '%2468%'"), 0);
	CU_ASSERT_FALSE(record_add_operator(record, "OP1", "1357", FIXTURE_UTC_NS, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_REFUSED);
	CU_ASSERT_FALSE(record_add_operator(record, "OP2", "12", FIXTURE_UTC_NS, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "too short"));
}

static void only_the_right_pin_signs_and_a_wrong_one_is_kept_in_the_audit(void)
{
	CU_ASSERT_TRUE(record_add_operator(record, "OP1", "2468", FIXTURE_UTC_NS, &error));
	CU_ASSERT_FALSE(record_sign(record, 1, "OP1", "1234", "I was there", FIXTURE_UTC_NS, &error));
	CU_ASSERT_STRING_EQUAL(error.text, "This is not the PIN of OP1.");
	CU_ASSERT_FALSE(record_sign(record, 1, "OP1", NULL, "I was there", FIXTURE_UTC_NS, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM audit WHERE action = 'refused' AND object = 'operator OP1'"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM signature"), 0);
	CU_ASSERT_TRUE(record_sign(record, 1, "OP1", "2468", "I was there", FIXTURE_UTC_NS, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM signature JOIN seal USING (session_id)"
	                " WHERE meaning = 'I was there' AND seal_hash = hash"), 1);
}

static void a_signature_needs_an_operator_a_meaning_and_an_ended_session(void)
{
	CU_ASSERT_FALSE(record_sign(record, 1, "OP1", NULL, "I was there", FIXTURE_UTC_NS, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_ABSENT);
	CU_ASSERT_TRUE(record_add_operator(record, "OP1", NULL, FIXTURE_UTC_NS, &error));
	CU_ASSERT_FALSE(record_sign(record, 1, "OP1", NULL, " ", FIXTURE_UTC_NS, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_REFUSED);
	int64_t running = fixture_session(record, &error);
	CU_ASSERT_FALSE(record_sign(record, running, "OP1", NULL, "I was there", FIXTURE_UTC_NS, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "has not ended"));
}

static void a_signature_whose_meaning_was_changed_does_not_hold(void)
{
	CU_ASSERT_TRUE(record_add_operator(record, "OP1", NULL, FIXTURE_UTC_NS, &error));
	CU_ASSERT_TRUE(record_sign(record, 1, "OP1", NULL, "I was there", FIXTURE_UTC_NS, &error));
	sqlite3 *db;
	sqlite3_open(fixture.path, &db);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_exec(db, "UPDATE signature SET meaning = 'I approve of it'", NULL, NULL, NULL);
	sqlite3_close(db);
	struct verdict verdict;
	CU_ASSERT_TRUE(record_verify(fixture.path, &verdict, &error));
	CU_ASSERT_EQUAL(verdict.kind, VERDICT_TAMPERED);
	bool named = false;
	for (size_t i = 0; i < verdict.finding_count; i++)
		named |= strcmp(verdict.findings[i].place, "session 1: signature") == 0;
	CU_ASSERT_TRUE(named);
	verdict_free(&verdict);
}

static void where_there_are_operators_nobody_else_acts(void)
{
	CU_ASSERT_TRUE(record_accepts_operator(record, NULL, &error));
	CU_ASSERT_TRUE(record_accepts_operator(record, "whoever", &error));
	CU_ASSERT_TRUE(record_add_operator(record, "OP1", NULL, FIXTURE_UTC_NS, &error));
	CU_ASSERT_TRUE(record_add_operator(record, "OP2", NULL, FIXTURE_UTC_NS, &error));
	CU_ASSERT_TRUE(record_accepts_operator(record, "OP2", &error));
	CU_ASSERT_FALSE(record_accepts_operator(record, NULL, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_REFUSED);
	CU_ASSERT_STRING_EQUAL(error.text, "The study has operators, such as OP1: say with --operator who you are.");
	CU_ASSERT_FALSE(record_accepts_operator(record, "", &error));
	CU_ASSERT_FALSE(record_accepts_operator(record, "0P2", &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_ABSENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "did you mean 'OP2'?"));
}

static void a_stations_key_is_made_once_for_its_owner_alone(void)
{
	char *folder = scratch_folder(), *path = xasprintf("%s/config/soleus/station.key", folder);
	struct station_key first, second;
	struct stat status;
	CU_ASSERT_TRUE(station_key_load(path, &first, &error));
	CU_ASSERT_TRUE(station_key_load(path, &second, &error));
	CU_ASSERT_EQUAL(memcmp(&first, &second, sizeof first), 0);
	CU_ASSERT_EQUAL(stat(path, &status), 0);
	CU_ASSERT_EQUAL(status.st_mode & 0777, 0600);
	chmod(path, 0644);
	CU_ASSERT_FALSE(station_key_load(path, &first, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "can be read by others"));
	free(path);
	scratch_remove(folder);
}

static CU_TestInfo tests[] = {
	TEST(a_pin_is_kept_as_its_argon2id_hash_alone),
	TEST(only_the_right_pin_signs_and_a_wrong_one_is_kept_in_the_audit),
	TEST(a_signature_needs_an_operator_a_meaning_and_an_ended_session),
	TEST(a_signature_whose_meaning_was_changed_does_not_hold),
	TEST(where_there_are_operators_nobody_else_acts),
	TEST(a_stations_key_is_made_once_for_its_owner_alone),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo operators_suite = {
	.pName = "operators", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
