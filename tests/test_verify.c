/* test_verify.c - whatever is changed in a copy of a record is found, and named */

#include "record/verify.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/random.h"
#include "tests/sealed_visit.h"
#include "tests/suites.h"

#define FLIPS 1000
#define EDITS 120

static struct record_fixture fixture;
static struct error error;
static struct verdict verdict;

/* A small record with a sealed session, an amendment, a drawn group, and an audit that is signed. */
static void set_up(void)
{
	fixture = fixture_make();
	error = (struct error){0};
	verdict = (struct verdict){0};
	struct record *record = fixture_record(&fixture);
	amended_visit(record, 400, &error);
	record_close(record);
}

static void tear_down(void)
{
	verdict_free(&verdict);
	fixture_remove(&fixture);
}

static enum verdict_kind kind_now(void)
{
	verdict_free(&verdict);
	return record_verify(fixture.path, &verdict, &error) ? verdict.kind : (enum verdict_kind)-1;
}

/* Whether a finding's place and text contain these. */
static bool is_found(const char *place, const char *text)
{
	for (size_t i = 0; i < verdict.finding_count; i++)
		if (strstr(verdict.findings[i].place, place) && strstr(verdict.findings[i].text, text))
			return true;
	return false;
}

/* Changes the record as somebody with another program would, past all triggers. How many rows; -1 when
 * SQLite refuses. */
static int forge(const char *sql)
{
	sqlite3 *db;
	sqlite3_open(fixture.path, &db);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	int before = sqlite3_total_changes(db);
	int changed = sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? sqlite3_total_changes(db) - before : -1;
	sqlite3_close(db);
	return changed;
}

static void an_untouched_record_is_whole(void)
{
	CU_ASSERT_EQUAL(kind_now(), VERDICT_WHOLE);
	CU_ASSERT_EQUAL(verdict.finding_count, 0);
	CU_ASSERT_EQUAL(verdict.notice_count, 0);
	CU_ASSERT_EQUAL(verdict.sealed_sessions, 1);
	CU_ASSERT_EQUAL(verdict.sealed_rows, 824);
	CU_ASSERT_EQUAL(verdict.audit_entries, 13);
	CU_ASSERT_EQUAL(strlen(verdict.head), 64);
	CU_ASSERT_EQUAL(strlen(verdict.key), 16);
}

/* Each of them is put right again, so that the next one stands alone. */
static void any_flipped_bit_of_the_file_is_found_as_damage_and_named(void)
{
	struct random_source chance = random_new(1, 6);
	int fd = open(fixture.path, O_RDWR);
	long size = fixture_size(&fixture, "");
	int missed = 0, unnamed = 0;
	for (int i = 0; i < FLIPS; i++) {
		long place = (long)random_below(&chance, (uint32_t)size);
		int bit = (int)random_below(&chance, 8);
		char byte, expected[64];
		if (pread(fd, &byte, 1, place) != 1)
			abort();
		char flipped = (char)(byte ^ 1 << bit);
		missed += pwrite(fd, &flipped, 1, place) != 1 || kind_now() != VERDICT_DAMAGED;
		snprintf(expected, sizeof expected, "Bit %d of the file's byte %ld is flipped", bit, place);
		unnamed += !is_found("page ", expected);
		if (pwrite(fd, &byte, 1, place) != 1)
			abort();
	}
	close(fd);
	CU_ASSERT_EQUAL(missed, 0);
	CU_ASSERT_EQUAL(unnamed, 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_WHOLE);
}

/* A table that a later version adds has no row here, and this test asks for one: so that the next ones see to it
 * that its rows are sealed, or covered by the audit. */
static void there_is_a_row_in_every_table(void)
{
	sqlite3 *db;
	sqlite3_stmt *tables;
	int empty = 0;
	sqlite3_open(fixture.path, &db);
	sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'erasing'", -1, &tables, NULL);
	while (sqlite3_step(tables) == SQLITE_ROW) {
		char sql[128];
		snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", (const char *)sqlite3_column_text(tables, 0));
		empty += fixture_ask(&fixture, sql) == 0;
	}
	sqlite3_finalize(tables);
	sqlite3_close(db);
	CU_ASSERT_EQUAL(empty, 0);
}

/* For each column of each table but the numbers that a merge gives anew: a statement that changes it in one row. */
static const char forgeries[] =
	"SELECT 'UPDATE ' || t.name || ' SET ' || c.name || ' = ' ||"
	" CASE c.type WHEN 'TEXT' THEN '''forged''' WHEN 'BLOB' THEN 'x''00''' ELSE '7654321' END || ' WHERE ' ||"
	" CASE WHEN t.wr = 0 THEN 'rowid = (SELECT max(rowid) FROM ' || t.name || ')' WHEN t.name = 'clock' THEN '1'"
	" ELSE 'seq = 3' END"
	" FROM pragma_table_list AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'"
	" AND c.name NOT IN ('session_id', 'participant_id', 'instrument_id', 'channel_id', 'trial_id', 'phase_id', 'event_id',"
	" 'answer_id', 'import_id', 'gap_id', 'deviation_id', 'allocation_id') ORDER BY t.name, c.cid";

static bool put_back(const char *bytes, size_t size)
{
	FILE *file = fopen(fixture.path, "wb");
	bool well = file && fwrite(bytes, 1, size, file) == size;
	return file && fclose(file) == 0 && well;
}

static void any_forged_column_of_any_table_is_found_as_tampering(void)
{
	size_t size;
	char *whole = file_read(fixture.path, (size_t)1 << 20, &size, &error);
	sqlite3 *db;
	sqlite3_stmt *statements;
	sqlite3_open(fixture.path, &db);
	sqlite3_prepare_v2(db, forgeries, -1, &statements, NULL);
	char *sql[400];
	int count = 0, changed = 0, missed = 0;
	while (sqlite3_step(statements) == SQLITE_ROW && count < 400)
		sql[count++] = xstrdup((const char *)sqlite3_column_text(statements, 0));
	sqlite3_finalize(statements);
	sqlite3_close(db);
	for (int i = 0; i < count; i++) {
		bool done = forge(sql[i]) > 0;
		changed += done;
		if (done && kind_now() != VERDICT_TAMPERED) {
			printf("not found: %s\n", sql[i]);
			missed++;
		}
		CU_ASSERT_TRUE(put_back(whole, size));
		free(sql[i]);
	}
	free(whole);
	CU_ASSERT_EQUAL(missed, 0);
	CU_ASSERT_TRUE(changed > 120);
}

/* Rows of the tables that have many, wherever they stand. An edit that comes to a single bit is told as a flipped one. */
static void any_row_that_is_edited_anywhere_is_found(void)
{
	static const char *const edits[] = {
		"UPDATE sample SET value = coalesce(value, 0) + 0.01 WHERE channel_id = %d AND seq = %d",
		"UPDATE sample SET time_ns = time_ns + 1 WHERE channel_id = %d AND seq = %d",
		"DELETE FROM sample WHERE channel_id = %d AND seq = %d",
		"UPDATE chunk SET bytes = x'746f653d33312e300d0a' WHERE instrument_id = 2 + 0 * %d AND seq = %d",
		"INSERT INTO sample SELECT channel_id, seq + 1000, time_ns, 1, 1, 1, 0, 0 FROM sample WHERE channel_id = %d AND seq = %d",
		"UPDATE audit SET utc = '2026' WHERE %d > 0 AND seq = 1 + %d %% 13",
	};
	struct random_source chance = random_new(2, 6);
	size_t size;
	int missed = 0, done = 0;
	char *whole = file_read(fixture.path, (size_t)1 << 20, &size, &error), sql[256];
	for (int i = 0; i < EDITS; i++) {
		snprintf(sql, sizeof sql, edits[i % 6], 1 + (int)random_below(&chance, 2), 1 + (int)random_below(&chance, 200));
		done += forge(sql) > 0;
		enum verdict_kind kind = kind_now();
		missed += (kind != VERDICT_TAMPERED && kind != VERDICT_DAMAGED) || !(is_found("session 1: ", "") || is_found("audit ", ""));
		CU_ASSERT_TRUE(put_back(whole, size));
	}
	free(whole);
	CU_ASSERT_EQUAL(done, EDITS);
	CU_ASSERT_EQUAL(missed, 0);
}

static void a_forged_row_is_named(void)
{
	CU_ASSERT_TRUE(forge("UPDATE sample SET value = 36.6 WHERE channel_id = 2 AND seq = 100") >= 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TAMPERED);
	CU_ASSERT_TRUE(is_found("session 1: sample", "The row channel toe, seq 100, time_ns 199000 is not as it was sealed."));
	CU_ASSERT_TRUE(forge("UPDATE answer SET value = 9, text = '9'") >= 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TAMPERED);
	CU_ASSERT_TRUE(is_found("session 1: answer", "The row question borg, time_ns 150 is not as it was sealed."));
	CU_ASSERT_TRUE(forge("UPDATE covariate SET value = '45'") >= 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TAMPERED);
	CU_ASSERT_TRUE(is_found("participant P01", "changed"));
}

static void a_removed_row_is_missed_where_it_stood(void)
{
	CU_ASSERT_TRUE(forge("DELETE FROM sample WHERE channel_id = 2 AND seq = 100") >= 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TAMPERED);
	CU_ASSERT_TRUE(is_found("session 1: sample", "1 row is gone after channel toe, seq 99, time_ns 197000."));
	CU_ASSERT_TRUE(forge("DELETE FROM amendment") >= 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TAMPERED);
	CU_ASSERT_TRUE(is_found("amendment ", "It is gone"));
	CU_ASSERT_TRUE(forge("DELETE FROM seal_block; DELETE FROM seal") >= 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TAMPERED);
	CU_ASSERT_TRUE(is_found("seal ", "It is gone"));
}

static void an_added_row_is_named(void)
{
	CU_ASSERT_TRUE(forge("INSERT INTO sample VALUES (2, 999, 150500, 1, 150600, 31, 0, 0)") >= 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TAMPERED);
	CU_ASSERT_TRUE(is_found("session 1: sample", "The row channel toe, seq 999, time_ns 150500 was added after the sealing."));
	CU_ASSERT_TRUE(forge("INSERT INTO participant VALUES (9, 'P09', 9, '', 0, 'a', x'00', NULL, NULL)") >= 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TAMPERED);
	CU_ASSERT_TRUE(is_found("participant P09", "added"));
	CU_ASSERT_TRUE(forge("UPDATE participant SET order_number = 2 WHERE id = 'P01'") >= 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TAMPERED);
	CU_ASSERT_TRUE(is_found("participant P01", "changed"));
}

static void rows_that_changed_places_are_told(void)
{
	CU_ASSERT_TRUE(forge("UPDATE event SET event_id = 99 WHERE kind = 'answer'") >= 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TAMPERED);
	CU_ASSERT_TRUE(is_found("session 1: event", "The row kind answer, name borg, time_ns 150 was sealed at another place."));
}

static void the_audit_can_be_neither_shortened_nor_rewritten(void)
{
	CU_ASSERT_TRUE(forge("DELETE FROM audit WHERE seq = 3") >= 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TAMPERED);
	CU_ASSERT_TRUE(is_found("audit 3", "gone"));
	CU_ASSERT_TRUE(forge("DELETE FROM amendment; DELETE FROM audit WHERE seq = 13") >= 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TAMPERED);
	CU_ASSERT_TRUE(is_found("audit 12", "does not end here"));
	CU_ASSERT_TRUE(forge("UPDATE audit_head SET seq = 12, hash = (SELECT hash FROM audit WHERE seq = 12)") >= 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TAMPERED);
	CU_ASSERT_TRUE(is_found("audit_head", "not the station's"));
}

static void a_dropped_trigger_is_missed(void)
{
	CU_ASSERT_TRUE(forge("DROP TRIGGER sample_never_changes") >= 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TAMPERED);
	CU_ASSERT_TRUE(is_found("schema", "changed"));
}

static void a_file_cut_short_is_damaged(void)
{
	CU_ASSERT_EQUAL(truncate(fixture.path, fixture_size(&fixture, "") / 2), 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_DAMAGED);
	CU_ASSERT_TRUE(is_found("file", "is damaged"));
}

static void an_overwritten_page_is_damage(void)
{
	static const char zeros[2048];
	int fd = open(fixture.path, O_RDWR);
	long page = fixture_ask(&fixture, "SELECT rootpage FROM sqlite_schema WHERE name = 'sample'");
	CU_ASSERT_EQUAL(pwrite(fd, zeros, sizeof zeros, (page - 1) * 4096), sizeof zeros);
	close(fd);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_DAMAGED);
	CU_ASSERT_TRUE(is_found("page ", "not as Soleus wrote it"));
}

/* Leaves a row, written again as it was, in the write-ahead log alone: the number of its first page there. */
static long page_left_in_log(void)
{
	unsigned char number[4] = {0};
	sqlite3 *db;
	sqlite3_open(fixture.path, &db);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	/* Changed and changed back: SQLite writes nothing where nothing changes. */
	sqlite3_exec(db, "UPDATE sample SET value = value * 2 WHERE channel_id = 2 AND seq = 100", NULL, NULL, NULL);
	sqlite3_exec(db, "UPDATE sample SET value = value / 2 WHERE channel_id = 2 AND seq = 100", NULL, NULL, NULL);
	sqlite3_close(db);
	char *log = xasprintf("%s-wal", fixture.path);
	int fd = open(log, O_RDONLY);
	if (pread(fd, number, sizeof number, 32) != sizeof number)      /* after the log's header stands the first frame's */
		abort();
	close(fd);
	free(log);
	return (long)number[0] << 24 | number[1] << 16 | number[2] << 8 | number[3];
}

/* As a power cut leaves it while the log is brought into the file. */
static void a_page_brought_in_by_half_is_no_damage_while_the_log_has_it(void)
{
	static const char zeros[2048];
	long page = page_left_in_log();
	int fd = open(fixture.path, O_RDWR);
	CU_ASSERT_EQUAL(pwrite(fd, zeros, sizeof zeros, page * 4096 - 2048), sizeof zeros);
	close(fd);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_WHOLE);
}

static void another_programs_harmless_write_is_told_as_such(void)
{
	CU_ASSERT_TRUE(forge("CREATE TABLE mine (x); DROP TABLE mine") >= 0);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TOUCHED);
	CU_ASSERT_TRUE(is_found("page 1", "another program"));
}

static void a_copy_on_a_read_only_disk_is_verified(void)
{
	chmod(fixture.path, 0400);
	chmod(fixture.folder, 0500);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_WHOLE);
	chmod(fixture.folder, 0700);
}

/* Larger than what is looked ahead. */
static void one_hole_is_one_finding_however_large(void)
{
	CU_ASSERT_EQUAL(forge("DELETE FROM sample WHERE channel_id = 1 AND seq BETWEEN 11 AND 160"), 150);
	CU_ASSERT_EQUAL(kind_now(), VERDICT_TAMPERED);
	CU_ASSERT_TRUE(is_found("session 1: sample", "150 rows are gone after channel "));
	CU_ASSERT_FALSE(is_found("session 1: sample", "was sealed at another place"));
	CU_ASSERT_FALSE(is_found("session 1: sample", "further row"));
}

static CU_TestInfo tests[] = {
	TEST(an_untouched_record_is_whole),
	TEST(any_flipped_bit_of_the_file_is_found_as_damage_and_named),
	TEST(there_is_a_row_in_every_table),
	TEST(any_forged_column_of_any_table_is_found_as_tampering),
	TEST(any_row_that_is_edited_anywhere_is_found),
	TEST(a_forged_row_is_named),
	TEST(a_removed_row_is_missed_where_it_stood),
	TEST(an_added_row_is_named),
	TEST(rows_that_changed_places_are_told),
	TEST(the_audit_can_be_neither_shortened_nor_rewritten),
	TEST(a_dropped_trigger_is_missed),
	TEST(a_file_cut_short_is_damaged),
	TEST(an_overwritten_page_is_damage),
	TEST(a_page_brought_in_by_half_is_no_damage_while_the_log_has_it),
	TEST(another_programs_harmless_write_is_told_as_such),
	TEST(a_copy_on_a_read_only_disk_is_verified),
	TEST(one_hole_is_one_finding_however_large),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo verify_suite = {
	.pName = "verify", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
