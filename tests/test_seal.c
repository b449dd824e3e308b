/* test_seal.c - sealing takes a visit block by block, however long it was */

#include "record/seal.h"

#include <stdlib.h>
#include <string.h>

#include "record/import.h"
#include "record/seal_parts.h"
#include "record/verify.h"
#include "tests/sealed_visit.h"
#include "tests/suites.h"

/* As many samples, and as many chunks, as fill two blocks and begin a third. */
#define LAST_BLOCK 10
#define ROWS (2 * BLOCK_ROWS + LAST_BLOCK)

static struct record_fixture fixture;
static struct record *record;
static struct error error;

static void set_up(void)
{
	fixture = fixture_make();
	record = fixture_record(&fixture);
	error = (struct error){0};
	sealed_visit_of(record, ROWS, &error);
}

static void tear_down(void)
{
	record_close(record);
	fixture_remove(&fixture);
}

/* What a sink was given, and whether it goes on after a block. */
struct taken {
	size_t blocks, rows, largest;
	size_t refuses_at;
};

static bool take(void *self, const struct part_block *block, struct error *why)
{
	struct taken *taken = self;
	taken->blocks += block->number == taken->blocks && strcmp(block->part->name, "sample") == 0;
	taken->rows += block->row_count;
	if (taken->largest < block->row_count)
		taken->largest = block->row_count;
	return taken->blocks != taken->refuses_at || error_set(why, ERROR_SYSTEM, "No more.");
}

static const struct part *sample_part(void)
{
	for (size_t p = 0; p < seal_part_count; p++)
		if (strcmp(seal_parts[p].name, "sample") == 0)
			return &seal_parts[p];
	abort();
}

static void rows_are_handed_on_block_by_block(void)
{
	struct part_hashes hashes = {0};
	struct taken taken = { .refuses_at = SIZE_MAX };
	CU_ASSERT_TRUE(part_compute(record, sample_part(), 1, &(struct block_sink){ &taken, take }, &hashes, &error));
	CU_ASSERT_EQUAL(taken.blocks, 3);
	CU_ASSERT_EQUAL(taken.largest, BLOCK_ROWS);
	CU_ASSERT_EQUAL(taken.rows, ROWS);
	CU_ASSERT_EQUAL(hashes.row_count, ROWS);
	CU_ASSERT_EQUAL(hashes.block_count, 3);
	part_hashes_free(&hashes);
}

static void a_sink_that_fails_is_asked_no_further(void)
{
	struct part_hashes hashes = {0};
	struct taken taken = { .refuses_at = 1 };
	CU_ASSERT_FALSE(part_compute(record, sample_part(), 1, &(struct block_sink){ &taken, take }, &hashes, &error));
	CU_ASSERT_STRING_EQUAL(error.text, "No more.");
	CU_ASSERT_EQUAL(taken.rows, BLOCK_ROWS);
	part_hashes_free(&hashes);
}

static enum verdict_kind verify(struct verdict *verdict)
{
	verdict_free(verdict);
	*verdict = (struct verdict){0};
	return record_verify(fixture.path, verdict, &error) ? verdict->kind : (enum verdict_kind)-1;
}

/* An import seals anew what was sealed: with blocks of its own, beside the first ones. */
static void a_long_session_that_grew_is_sealed_anew_and_whole(void)
{
	static const struct instrument_info oximeter = { "memory", "nonin_df2", "file", "", "", false };
	static const char blocks[] = "SELECT group_concat(row_count || ':' || length(checks)) = '65536:262144,65536:262144,10:40'"
		" FROM (SELECT * FROM seal_block WHERE part = 'sample' AND number = 1 ORDER BY block)";
	struct verdict verdict = {0};
	CU_ASSERT_EQUAL(fixture_ask(&fixture, blocks), 1);
	CU_ASSERT_EQUAL(verify(&verdict), VERDICT_WHOLE);
	CU_ASSERT_TRUE(record_import(record, &(struct import){ .session = 1, .trial = 1, .attempt = 1, .recording = 1,
		.instrument = &oximeter, .file = "night.bin", .bytes = (const uint8_t *)"x", .size = 1, .ended_ns = 500000,
		.utc_ns = FIXTURE_UTC_NS, .operator_id = "mk" }, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM seal_block WHERE part = 'sample' AND number = 1"), 3);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM seal_block WHERE part = 'sample' AND number = 2"), 3);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM seal_block WHERE part = 'import' AND number = 2"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	CU_ASSERT_EQUAL(verify(&verdict), VERDICT_WHOLE);
	CU_ASSERT_TRUE(record_seal(record, 1, FIXTURE_UTC_NS, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT max(number) FROM seal"), 2);
	verdict_free(&verdict);
}

/* Past all triggers. */
static void forge(const char *sql)
{
	sqlite3 *db;
	if (sqlite3_open(fixture.path, &db) != SQLITE_OK
	    || sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL) != SQLITE_OK
	    || sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		abort();
	sqlite3_close(db);
}

/* Half of the samples are the pleth's and come first: the toe's begin in the second block. */
static void a_changed_row_of_the_second_block_is_named(void)
{
	struct verdict verdict = {0};
	forge("UPDATE sample SET value = 36.6 WHERE channel_id = 2 AND seq = 100");
	CU_ASSERT_EQUAL(verify(&verdict), VERDICT_TAMPERED);
	size_t named = 0;
	for (size_t i = 0; i < verdict.finding_count; i++)
		named += strcmp(verdict.findings[i].place, "session 1: sample") == 0
			&& strcmp(verdict.findings[i].text, "The row channel toe, seq 100, time_ns 199000 is not as it was sealed.") == 0;
	CU_ASSERT_EQUAL(named, 1);
	CU_ASSERT_FALSE(record_seal(record, 1, FIXTURE_UTC_NS, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_REFUSED);
	verdict_free(&verdict);
}

static CU_TestInfo tests[] = {
	TEST(rows_are_handed_on_block_by_block),
	TEST(a_sink_that_fails_is_asked_no_further),
	TEST(a_long_session_that_grew_is_sealed_anew_and_whole),
	TEST(a_changed_row_of_the_second_block_is_named),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo seal_suite = {
	.pName = "seal", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
