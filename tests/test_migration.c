/*
 * test_migration.c - a record of each earlier schema is brought up to date with every one of its rows
 *
 * tests/golden/record_vN.sql is a record of the N-th schema with a row in every table, as the program of its time made
 * it: `sqlite3 study.db .dump`, and the two PRAGMAs that tell what it is.
 */

#include "record/migration.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "record/backup.h"
#include "record/reading.h"
#include "record/verify.h"
#include "tests/sealed_visit.h"
#include "tests/suites.h"

static struct record_fixture fixture;
static struct error error;

static void set_up(void)
{
	fixture = fixture_make();
	error = (struct error){0};
}

static void tear_down(void)
{
	fixture_remove(&fixture);
}

/* The golden record as a file, with the sums on its pages that it had. */
static bool restore(int version)
{
	char path[64];
	sqlite3 *db = NULL;
	snprintf(path, sizeof path, "tests/golden/record_v%d.sql", version);
	char *sql = file_read(path, (size_t)1 << 20, NULL, &error);
	struct summing *summing = summing_new();
	bool well = sql && sqlite3_open_v2(fixture.path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, summing_name(summing)) == SQLITE_OK
		&& summing_prepare(db) && sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
	sqlite3_close(db);
	summing_free(summing);
	free(sql);
	return well;
}

/* What a query gives, a line a row; freed with free(). */
static char *answer(const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	char *text = xstrdup("");
	sqlite3_open(fixture.path, &db);
	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		abort();
	while (sqlite3_step(statement) == SQLITE_ROW) {
		char *longer = xasprintf("%s%s\n", text, (const char *)sqlite3_column_text(statement, 0));
		free(text);
		text = longer;
	}
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return text;
}

/* For each table the query that gives its rows, by the columns that it has now. The audit goes on, and its head with it. */
#define ROWS "SELECT 'SELECT ' || group_concat('quote(' || c.name || ')', ' || '' '' || ') || ' FROM ' || t.name ||" \
	" iif(t.name = 'audit', ' WHERE action <> ''migrated''', '') || ' ORDER BY 1'" \
	" FROM pragma_table_list AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'" \
	" AND t.name <> 'audit_head' GROUP BY t.name ORDER BY t.name"

/* What these queries give, one after the other; freed with free(). */
static char *answers(const char *queries)
{
	char *copy = xstrdup(queries), *rest = copy, *text = xstrdup("");
	for (char *sql; (sql = strsep(&rest, "\n")) && *sql;) {
		char *rows = answer(sql), *longer = xasprintf("%s%s\n%s", text, sql, rows);
		free(rows);
		free(text);
		text = longer;
	}
	free(copy);
	return text;
}

static bool is_whole(void)
{
	struct verdict verdict;
	bool whole = record_verify(fixture.path, &verdict, &error) && verdict.kind == VERDICT_WHOLE;
	for (size_t i = 0; !whole && i < verdict.finding_count; i++)
		printf("%s: %s\n", verdict.findings[i].place, verdict.findings[i].text);
	verdict_free(&verdict);
	return whole;
}

static bool is_whole_but(const char *place)
{
	struct verdict verdict;
	bool well = record_verify(fixture.path, &verdict, &error) && verdict.finding_count == 1
		&& strcmp(verdict.findings[0].place, place) == 0;
	verdict_free(&verdict);
	return well;
}

/* What a record consists of: tables by their columns, the rest by its text. */
#define SHAPE "SELECT t.name || ' ' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk" \
	" FROM pragma_table_list AS t, pragma_table_xinfo(t.name) AS c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'" \
	" UNION ALL SELECT * FROM (SELECT name || ' ' || sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL) ORDER BY 1"

static void every_earlier_record_opens_with_every_row_and_is_whole(void)
{
	struct station_key key = station_key_of("a test's");
	for (int version = 1; version <= RECORD_SCHEMA_VERSION; version++) {
		fixture_remove(&fixture);
		fixture = fixture_make();
		CU_ASSERT_TRUE_FATAL(restore(version));
		CU_ASSERT_EQUAL(fixture_ask(&fixture, "PRAGMA user_version"), version);
		char *queries = answer(ROWS), *before = answers(queries);
		struct record *record = record_open(fixture.path, true, &error);
		CU_ASSERT_PTR_NOT_NULL_FATAL(record);
		record_act_as(record, &(struct actor){ .operator_id = "mk" }, &key);
		record_close(record);
		char *after = answers(queries);
		CU_ASSERT_EQUAL(fixture_ask(&fixture, "PRAGMA user_version"), RECORD_SCHEMA_VERSION);
		CU_ASSERT_STRING_EQUAL(after, before);
		CU_ASSERT_TRUE(is_whole());
		free(queries);
		free(before);
		free(after);
	}
}

/* schema.sql is not changed without a step that leads there. */
static void an_earlier_record_becomes_what_a_new_one_is(void)
{
	CU_ASSERT_TRUE_FATAL(restore(1));
	record_close(record_open(fixture.path, true, &error));
	char *brought = answer(SHAPE);
	fixture_remove(&fixture);
	fixture = fixture_make();
	record_close(fixture_record(&fixture));
	char *made = answer(SHAPE);
	CU_ASSERT_STRING_EQUAL(brought, made);
	free(brought);
	free(made);
}

static void the_golden_record_has_a_row_in_every_table(void)
{
	CU_ASSERT_TRUE_FATAL(restore(RECORD_SCHEMA_VERSION));
	char *queries = answer("SELECT 'SELECT count(*) = 0 FROM ' || name FROM sqlite_schema WHERE type = 'table' AND name <> 'erasing'");
	char *empty = answers(queries);
	CU_ASSERT_PTR_NULL(strstr(empty, "\n1\n"));
	free(queries);
	free(empty);
}

/* Steps as they may come after those that there are (""): a column, a table, and a table made anew with other columns, past its
 * own triggers. */
static const char *const steps[] = {
	"",
	"ALTER TABLE phase ADD COLUMN talked REAL;"
	"CREATE TABLE calibration (calibration_id INTEGER PRIMARY KEY, instrument_id INTEGER REFERENCES instrument) STRICT",
	"CREATE TABLE gap_anew (gap_id INTEGER PRIMARY KEY, channel_id INTEGER NOT NULL REFERENCES channel, from_ns INTEGER NOT NULL,"
	" to_ns INTEGER NOT NULL, cause TEXT NOT NULL, noticed TEXT NOT NULL DEFAULT '') STRICT;"
	"INSERT INTO gap_anew SELECT gap_id, channel_id, from_ns, to_ns, cause, '' FROM gap;"
	"DROP VIEW gaps_readable; DROP TABLE gap; ALTER TABLE gap_anew RENAME TO gap;"
	"CREATE TRIGGER gap_never_goes BEFORE DELETE ON gap BEGIN SELECT RAISE(ABORT, 'the record only grows'); END",
	NULL,
};

static void an_earlier_record_is_read_as_it_is_and_stays_so(void)
{
	CU_ASSERT_TRUE_FATAL(restore(1));
	CU_ASSERT_TRUE(is_whole());
	struct record *record = record_open(fixture.path, false, &error);
	struct rows *rows = record_participants(record);
	struct participant_row row = { .replaces = "" };
	CU_ASSERT_TRUE(rows_next_participant(rows, &row) && rows_next_participant(rows, &row));
	CU_ASSERT_STRING_EQUAL(row.participant.id, "P07");
	CU_ASSERT_EQUAL(row.participant.number, 2);
	CU_ASSERT_EQUAL(row.own_number, 2);
	CU_ASSERT_STRING_EQUAL(row.replaces, "");
	CU_ASSERT_FALSE(rows_next_participant(rows, &row));
	CU_ASSERT_TRUE(rows_close(rows, &error));
	CU_ASSERT_FALSE(database_run(record, "CREATE TABLE more (x)", &error));
	record_close(record);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "PRAGMA user_version"), 1);
}

static void an_earlier_record_is_merged_as_it_is(void)
{
	struct record_fixture later = fixture_make();
	struct record *record = fixture_record(&later);
	struct merged merged;
	CU_ASSERT_TRUE_FATAL(restore(1));
	CU_ASSERT_TRUE(record_merge(record, fixture.path, FIXTURE_UTC_NS, &merged, &error));
	CU_ASSERT_EQUAL(merged.participants, 1);
	CU_ASSERT_EQUAL(fixture_ask(&later, "SELECT order_number FROM participant WHERE id = 'P07' AND replaces IS NULL"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "PRAGMA user_version"), 1);
	record_close(record);
	fixture_remove(&later);
}

/* Once for good: a visit may have been made in the order that came of the own number. */
static void who_replaced_somebody_in_an_earlier_record_keeps_the_own_order(void)
{
	struct participant person = { .id = "P09" };
	CU_ASSERT_TRUE_FATAL(restore(1));
	sqlite3 *db;
	sqlite3_open(fixture.path, &db);
	CU_ASSERT_EQUAL(sqlite3_exec(db, "INSERT INTO participant VALUES (3, 'P09', 3, 'control', 0, 'a', x'00');"
		"INSERT INTO allocation SELECT 2, stratum, number, block, block_size, group_name, 3, 2, design, method, seed, 'a' FROM allocation",
		NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	struct record *record = record_open(fixture.path, true, &error);
	CU_ASSERT_TRUE(record_participant(record, "P09", &person, &error));
	CU_ASSERT_EQUAL(person.number, 3);
	record_close(record);
}

static void steps_keep_every_row_and_are_in_the_audit(void)
{
	struct station_key key = station_key_of("a test's");
	CU_ASSERT_TRUE_FATAL(restore(RECORD_SCHEMA_VERSION));
	int64_t migrated = fixture_ask(&fixture, "SELECT count(*) FROM audit WHERE action = 'migrated'");
	char *queries = answer(ROWS), *before = answers(queries);
	struct record *record = record_open(fixture.path, true, &error);
	record_act_as(record, &(struct actor){ .operator_id = "mk" }, &key);
	CU_ASSERT_TRUE(record_migrate(record, steps, FIXTURE_UTC_NS, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "PRAGMA user_version"), 4);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM audit WHERE action = 'migrated' AND object = 'schema'"
	                " AND detail = 'from version 2 to 4' AND content IS NOT NULL AND operator = 'mk'"), 1);
	CU_ASSERT_TRUE(record_migrate(record, steps, FIXTURE_UTC_NS, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM audit WHERE action = 'migrated'"), migrated + 1);
	CU_ASSERT_TRUE(database_run(record, "PRAGMA user_version = 2", &error));    /* verify looks at what this program knows: */
	record_close(record);
	char *after = answers(queries);
	CU_ASSERT_STRING_EQUAL(after, before);
	CU_ASSERT_TRUE(is_whole_but("schema"));                                     /* these steps it does not */
	free(queries);
	free(before);
	free(after);
}

static void a_step_that_fails_changes_nothing(void)
{
	const char *const failing[] = { "", steps[1], "CREATE TABLE study (x)", NULL };
	CU_ASSERT_TRUE_FATAL(restore(RECORD_SCHEMA_VERSION));
	int64_t migrated = fixture_ask(&fixture, "SELECT count(*) FROM audit WHERE action = 'migrated'");
	char *before = answer("SELECT name || sql FROM sqlite_schema ORDER BY rowid");
	struct record *record = record_open(fixture.path, true, &error);
	CU_ASSERT_FALSE(record_migrate(record, failing, FIXTURE_UTC_NS, &error));
	record_close(record);
	char *after = answer("SELECT name || sql FROM sqlite_schema ORDER BY rowid");
	CU_ASSERT_STRING_EQUAL(after, before);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "PRAGMA user_version"), RECORD_SCHEMA_VERSION);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM audit WHERE action = 'migrated'"), migrated);
	free(before);
	free(after);
}

static CU_TestInfo tests[] = {
	TEST(every_earlier_record_opens_with_every_row_and_is_whole),
	TEST(an_earlier_record_becomes_what_a_new_one_is),
	TEST(the_golden_record_has_a_row_in_every_table),
	TEST(an_earlier_record_is_read_as_it_is_and_stays_so),
	TEST(an_earlier_record_is_merged_as_it_is),
	TEST(who_replaced_somebody_in_an_earlier_record_keeps_the_own_order),
	TEST(steps_keep_every_row_and_are_in_the_audit),
	TEST(a_step_that_fails_changes_nothing),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo migration_suite = {
	.pName = "migration", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
