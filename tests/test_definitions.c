/* test_definitions.c - what a covariate is stays in the record, and what it was before too */

#include "record/definitions.h"

#include "record/record.h"
#include "record/station_key.h"
#include "record/verify.h"
#include "tests/record_fixture.h"
#include "tests/suites.h"

static struct record_fixture fixture;
static struct record *record;
static struct error error;

static void set_up(void)
{
	fixture = fixture_make();
	record = fixture_record(&fixture);
}

static void tear_down(void)
{
	record_close(record);
	fixture_remove(&fixture);
}

static bool define(const char *name, const char *text)
{
	return record_define(record, &(struct definition){ "covariate", name, text }, 1, FIXTURE_UTC_NS, &error);
}

static void a_definition_is_kept_once_and_again_when_it_has_changed(void)
{
	CU_ASSERT_TRUE(define("age", "unit = years\n") && define("age", "unit = years\n") && define("age_2", "unit = months\n"));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM study WHERE name LIKE 'covariate %'"), 2);
	CU_ASSERT_TRUE(define("age", "unit = months\n") && define("age", "unit = years\n") && define("age", "unit = years\n"));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM study WHERE name LIKE 'covariate %'"), 4);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT value = 'unit = years' || char(10) FROM study WHERE name = 'covariate age 3'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM audit WHERE action = 'defined' AND object = 'study'"), 4);
}

static void what_was_defined_is_covered_by_the_audit(void)
{
	struct verdict verdict = {0};
	struct station_key key = station_key_of("a test");
	record_act_as(record, &(struct actor){ .station = "lab1" }, &key);
	CU_ASSERT_TRUE(define("age", "unit = years\n"));
	record_close(record);
	record = NULL;
	CU_ASSERT_TRUE(record_verify(fixture.path, &verdict, &error));
	CU_ASSERT_EQUAL(verdict.kind, VERDICT_WHOLE);
	verdict_free(&verdict);
	verdict = (struct verdict){0};
	CU_ASSERT_EQUAL(fixture_run(&fixture, "DROP TRIGGER study_never_changes; UPDATE study SET value = 'unit = days' "
	                                      "WHERE name = 'covariate age'"), 0);
	CU_ASSERT_TRUE(record_verify(fixture.path, &verdict, &error));
	CU_ASSERT_EQUAL(verdict.kind, VERDICT_TAMPERED);
	verdict_free(&verdict);
}

static CU_TestInfo tests[] = {
	TEST(a_definition_is_kept_once_and_again_when_it_has_changed),
	TEST(what_was_defined_is_covered_by_the_audit),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo definitions_suite = {
	.pName = "definitions", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
