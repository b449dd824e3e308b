/* test_schema.c - the record only grows, whoever writes to it; and a person can read it */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "tests/record_fixture.h"
#include "tests/suites.h"

static struct recording visit;

static void set_up(void)
{
	recording_begin(&visit);
}

static void tear_down(void)
{
	recording_end(&visit);
}

static const char *const tables[] = {
	"study", "participant", "covariate", "session", "instrument", "channel", "chunk", "sample", "gap",
	"quality", "trial", "factor", "phase", "event", "answer", "deviation", "clock", "import", "allocation",
	"audit", "audit_head", "seal", "seal_block", "operator", "signature", "amendment",
};
#define TABLE_COUNT (sizeof tables / sizeof tables[0])

/* A session that leaves a row in every table. */
static void record_a_bit_of_everything(void)
{
	fixture_say_in_trial(&visit.bus, EVENT_TRIAL_BEGIN, 105, 0, "barefoot", NAN, "");
	fixture_say_in_trial(&visit.bus, EVENT_PHASE_BEGIN, 106, 1, "walk", 60, "exercise");
	fixture_say_in_trial(&visit.bus, EVENT_ANSWER, 150, 1, "borg", 4, "4");
	fixture_measure(&visit.bus, 0, 1, 1, QUALITY_ARTEFACT | QUALITY_STALE);
	fixture_receive(&visit.bus, 0, 1, "x", 1);
	bus_deviation(&visit.bus, &(struct deviation){ .kind = DEVIATION_SKIPPED, .time_ns = 1, .reason = "" });
	bus_gap(&visit.bus, &(struct gap){ 0, 2, 1000000002, GAP_UNPLUGGED });
}

/* And one in the tables that a running session does not write to. */
static void add_something_later(void)
{
	fixture_run(&visit.fixture, "INSERT INTO import (session_id, trial, attempt, instrument_id, file, sha256, recording, ended_ns,"
	            " samples, operator, imported_utc, software_version) VALUES (1, 1, 1, 1, 'a', 'b', 1, 9, 4, 'mk', 'c', 'd')");
	fixture_run(&visit.fixture, "INSERT INTO allocation (stratum, number, block, block_size, group_name, participant_id, design, method,"
	            " seed, allocated_utc) VALUES ('', 1, 1, 4, 'control', 1, 'a', 'b', '1', 'c')");
	fixture_run(&visit.fixture, "INSERT INTO operator VALUES ('OP1', '', 'a');"
	            "INSERT INTO seal VALUES (1, 1, 'a', 1, x'00', NULL, NULL);"
	            "INSERT INTO seal_block VALUES (1, 1, 'event', 0, 1, x'00', x'00');"
	            "INSERT INTO signature VALUES (1, 'OP1', 'a', 'b', x'00', x'00', x'00');"
	            "INSERT INTO amendment VALUES ('a', 1, 'b', 'c', 'd', 'e', 1, 1, 1, 1, 'f', 9, 'g', 'h', 'i', x'00')");
}

static void no_row_of_any_table_goes_away_or_changes(void)
{
	record_a_bit_of_everything();
	fixture_say_in_trial(&visit.bus, EVENT_PHASE_END, 206, 1, "walk", 60, "exercise");
	fixture_say_in_trial(&visit.bus, EVENT_TRIAL_END, 251, 0, "barefoot", NAN, "completed");
	fixture_say(&visit.bus, EVENT_SESSION_END, 252, "", "completed");
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	add_something_later();
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
	                " AND name NOT IN ('sqlite_sequence', 'erasing')"), TABLE_COUNT);
	for (size_t i = 0; i < TABLE_COUNT; i++) {
		char sql[128];
		snprintf(sql, sizeof sql, "SELECT count(*) > 0 FROM %s", tables[i]);
		CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, sql), 1);
		snprintf(sql, sizeof sql, "DELETE FROM %s", tables[i]);
		CU_ASSERT_EQUAL(fixture_run(&visit.fixture, sql), SQLITE_CONSTRAINT);
		snprintf(sql, sizeof sql, "SELECT count(*) > 0 FROM %s", tables[i]);
		CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, sql), 1);
	}
}

/* Tries to set each column to 7, one at a time, together with `closing`; undoes it. How many
 * were let through. */
static int columns_that_change(const char *table, const char *closing)
{
	int changed = 0;
	char sql[256];
	sqlite3 *db;
	sqlite3_stmt *columns;
	sqlite3_open(visit.fixture.path, &db);
	snprintf(sql, sizeof sql, "SELECT name FROM pragma_table_info('%s')", table);
	sqlite3_prepare_v2(db, sql, -1, &columns, NULL);
	while (sqlite3_step(columns) == SQLITE_ROW) {
		snprintf(sql, sizeof sql, "UPDATE %s SET %s %s = 7", table, closing, (const char *)sqlite3_column_text(columns, 0));
		sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
		changed += sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_CONSTRAINT;
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	}
	sqlite3_finalize(columns);
	sqlite3_close(db);
	return changed;
}

static void no_column_changes_while_a_session_runs_but_those_that_close(void)
{
	record_a_bit_of_everything();
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	add_something_later();
	for (size_t i = 0; i < TABLE_COUNT; i++)
		CU_ASSERT_EQUAL(columns_that_change(tables[i], ""), strcmp(tables[i], "audit_head") == 0 ? 1 : 0);
	CU_ASSERT_EQUAL(columns_that_change("session", "ended_ns = 9, status = 'failed',"), 2);
	CU_ASSERT_EQUAL(columns_that_change("trial", "ended_ns = 9, outcome = 'completed',"), 2);
	CU_ASSERT_EQUAL(columns_that_change("phase", "ended_ns = 9, outcome = 'completed',"), 4);
}

static void what_lasts_is_closed_once(void)
{
	record_a_bit_of_everything();
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	CU_ASSERT_EQUAL(fixture_run(&visit.fixture, "UPDATE session SET ended_ns = 9, status = 'failed', visit = 4"), SQLITE_CONSTRAINT);
	CU_ASSERT_EQUAL(fixture_run(&visit.fixture, "UPDATE session SET ended_ns = 9, status = 'failed'"), SQLITE_OK);
	CU_ASSERT_EQUAL(fixture_run(&visit.fixture, "UPDATE session SET ended_ns = 9, status = 'failed'"), SQLITE_CONSTRAINT);
	CU_ASSERT_EQUAL(fixture_run(&visit.fixture, "UPDATE trial SET ended_ns = 9, outcome = 'completed', counted = 2"), SQLITE_CONSTRAINT);
	CU_ASSERT_EQUAL(fixture_run(&visit.fixture, "UPDATE trial SET ended_ns = 9, outcome = 'completed', counted = 0"), SQLITE_OK);
	CU_ASSERT_EQUAL(fixture_run(&visit.fixture, "UPDATE trial SET ended_ns = 9, outcome = 'completed', counted = 1"), SQLITE_CONSTRAINT);
	CU_ASSERT_EQUAL(fixture_run(&visit.fixture, "UPDATE trial SET ended_ns = NULL, outcome = NULL"), SQLITE_CONSTRAINT);
	CU_ASSERT_EQUAL(fixture_run(&visit.fixture, "UPDATE phase SET ended_ns = 9, outcome = 'completed', kind = 'rest'"), SQLITE_CONSTRAINT);
	CU_ASSERT_EQUAL(fixture_run(&visit.fixture, "UPDATE phase SET ended_ns = 9, outcome = 'completed', planned_ended_ns = 8"), SQLITE_OK);
	CU_ASSERT_EQUAL(fixture_run(&visit.fixture, "UPDATE phase SET ended_ns = 10, outcome = 'completed'"), SQLITE_CONSTRAINT);
}

static void the_views_show_a_sample_as_a_person_reads_it(void)
{
	record_a_bit_of_everything();
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM samples_readable WHERE participant = 'P01'"
	                " AND visit = 3 AND session_id = 1 AND channel = 'pleth' AND unit = 'counts'"
	                " AND time_s = 1e-9 AND value = 1 AND quality = 'artefact+stale'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM gaps_readable WHERE participant = 'P01'"
	                " AND channel = 'pleth' AND lasted_s = 1 AND cause = 'unplugged'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM phases_readable WHERE participant = 'P01'"
	                " AND trial = 1 AND condition = 'barefoot' AND phase = 'walk' AND outcome = 'running'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM trials_readable WHERE factors = 'leg=right load=0.5'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM answers_readable WHERE value = 4"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM events_readable WHERE abs(late_s - 5e-9) < 1e-15"), 3);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM sessions_readable WHERE status = 'running'"), 1);
}

static CU_TestInfo tests[] = {
	TEST(no_row_of_any_table_goes_away_or_changes),
	TEST(no_column_changes_while_a_session_runs_but_those_that_close),
	TEST(what_lasts_is_closed_once),
	TEST(the_views_show_a_sample_as_a_person_reads_it),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo schema_suite = {
	.pName = "schema", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
