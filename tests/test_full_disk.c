/* test_full_disk.c - a disk that fails, or fills up, at any point takes nothing that was said to be saved */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "record/seal.h"
#include "record/station_key.h"
#include "record/verify.h"
#include "record/writer.h"
#include "tests/failing_disk.h"
#include "tests/record_fixture.h"
#include "tests/suites.h"

static struct failing_disk *disk;
static struct record_fixture fixture;
static struct error error;

static void set_up(void)
{
	fixture = fixture_make();
	error = (struct error){0};
	disk = failing_disk_new();
	disk->unsynced = true;
}

static void tear_down(void)
{
	failing_disk_free(disk);
	fixture_remove(&fixture);
}

static void mend(void)
{
	disk->fails_at = disk->room = 0;
}

/* As a program of this station opens it; NULL when the disk fails. */
static struct record *open_record(void)
{
	struct station_key key = station_key_of("a test's");
	struct record *record = record_open(fixture.path, true, &error);
	if (record)
		record_act_as(record, &(struct actor){ .operator_id = "mk" }, &key);
	return record;
}

/* What the failing disk left in the write-ahead log is brought into the file, as whoever opens the record next does. */
static void settle(void)
{
	mend();
	record_close(open_record());
}

static int64_t rows_now(void)
{
	return fixture_ask(&fixture, "SELECT (SELECT count(*) FROM sample) + (SELECT count(*) FROM event)");
}

static bool is_sound(void)
{
	return fixture_ask(&fixture, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") == 1;
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

#define BATCHES 12
#define PER_BATCH 40

/* The i-th of a visit's batches: samples, and at the first and the last what begins and ends. */
static void fill(struct batch *batch, int i)
{
	struct event event = event_at(i == 0 ? EVENT_TRIAL_BEGIN : i == BATCHES - 1 ? EVENT_TRIAL_END : EVENT_NOTE, i * NS_PER_S);
	event.trial = event.attempt = 1;
	event.text = i == 0 ? "" : i == BATCHES - 1 ? "completed" : "she told of her knee";
	name_copy(event.name, "barefoot");
	batch_clear(batch);
	for (int k = 1; k < PER_BATCH; k++)
		batch_add(batch, &(struct message){ .kind = MESSAGE_SAMPLE, .sample = {
			.channel = k % 2, .time_ns = i * NS_PER_S + k, .arrival_ns = i * NS_PER_S + k, .value = k } });
	batch_add(batch, &(struct message){ .kind = MESSAGE_EVENT, .event = event });
	if (i != BATCHES - 1)
		return;
	event = event_at(EVENT_SESSION_END, BATCHES * NS_PER_S);
	event.text = "completed";
	batch_add(batch, &(struct message){ .kind = MESSAGE_EVENT, .event = event });
}

/* A visit on a disk that may fail. */
struct outcome {
	int64_t said;       /* rows of batches that were said to be saved */
	int     refused;    /* batches that were not, in a sentence */
	int     mute;       /* refused without one that tells of the disk */
	bool    resumed;    /* after it was mended the refused batch could be written, and all that followed */
};

static struct outcome record_visit(void)
{
	struct outcome outcome = {0};
	struct batch batch = {0};
	struct record *record = open_record();
	int64_t session = record ? fixture_session(record, &error) : 0;
	struct writer *writer = session ? writer_open(record, session, &error) : NULL;
	for (int i = 0; writer && i < BATCHES; i++) {
		fill(&batch, i);
		error = (struct error){0};
		bool written = writer_write(writer, &batch, &error);
		if (!written) {
			outcome.refused++;
			outcome.mute += !strstr(error.text, "cannot be written: ");
			mend();
			written = writer_write(writer, &batch, &error);
		}
		outcome.said += written ? (int64_t)batch.count : 0;
	}
	writer_close(writer);
	outcome.resumed = writer && record_seal(record, session, FIXTURE_UTC_NS, &error);
	if (writer && !outcome.resumed) {
		outcome.refused++;
		mend();
		outcome.resumed = record_seal(record, session, FIXTURE_UTC_NS, &error);
	}
	record_close(record);
	batch_free(&batch);
	return outcome;
}

/* How many calls to the disk a visit makes. */
static long calls_of_a_visit(void)
{
	record_close(fixture_record(&fixture));
	disk->calls = 0;
	record_visit();
	return disk->calls;
}

static void a_disk_that_fails_at_any_call_loses_nothing_and_is_told(void)
{
	static const int codes[] = { SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_READONLY };
	long calls = calls_of_a_visit();
	int lost = 0, mute = 0, broken = 0, refused = 0, given_up = 0;
	CU_ASSERT_TRUE(calls > 60);
	for (long n = 1; n <= calls; n += 3) {
		int64_t before = rows_now();
		disk->code = codes[n / 3 % 3];
		disk->calls = 0;
		disk->fails_at = n;
		struct outcome outcome = record_visit();
		settle();
		lost += rows_now() - before < outcome.said;
		given_up += outcome.said > 0 && (!outcome.resumed || outcome.said != BATCHES * PER_BATCH + 1);
		mute += outcome.mute;
		refused += outcome.refused;
		broken += !is_sound();
	}
	CU_ASSERT_EQUAL(lost, 0);
	CU_ASSERT_EQUAL(given_up, 0);
	CU_ASSERT_EQUAL(mute, 0);
	CU_ASSERT_EQUAL(broken, 0);
	CU_ASSERT_TRUE(refused > calls / 3 / 2);
	CU_ASSERT_TRUE(is_whole());
}

/* From no room at all, two pages at a time, to enough for a whole visit with its seal. */
static void a_disk_that_fills_up_at_any_point_of_a_visit_loses_nothing(void)
{
	int lost = 0, broken = 0, refused = 0, given_up = 0, untroubled = 0;
	for (long pages = 0; untroubled < 2; pages += 2) {
		fixture_remove(&fixture);
		fixture = fixture_make();
		record_close(fixture_record(&fixture));
		disk->used = 0;
		disk->room = fixture_size(&fixture, "") + pages * 4096 + 1;
		struct outcome outcome = record_visit();
		settle();
		lost += rows_now() < outcome.said;
		given_up += outcome.said > 0 && (!outcome.resumed || outcome.said != BATCHES * PER_BATCH + 1);
		refused += outcome.refused;
		untroubled += outcome.said > 0 && !outcome.refused;
		broken += !is_whole();
	}
	CU_ASSERT_EQUAL(lost, 0);
	CU_ASSERT_EQUAL(given_up, 0);
	CU_ASSERT_EQUAL(broken, 0);
	CU_ASSERT_TRUE(refused > 30);
}

static void making_a_record_on_a_failing_disk_leaves_nothing_half_made(void)
{
	int left_behind = 0, made = 0;
	for (int n = 1; n <= 400 && !made; n++) {
		disk->calls = 0;
		disk->fails_at = n;
		struct record *record = record_create(fixture.path, &(struct named_value){ "title", "Calf pump" }, 1, 0, &error);
		mend();
		made += record != NULL;
		left_behind += !record && fixture_size(&fixture, "") != -1;
		record_close(record);
	}
	CU_ASSERT_EQUAL(left_behind, 0);
	CU_ASSERT_EQUAL(made, 1);
}

/* Enrolment and sealing are one transaction each: all of it, with its entry in the audit, or nothing. */
static void an_enrolment_is_whole_or_not_at_all(void)
{
	record_close(fixture_record(&fixture));
	int halves = 0;
	for (int n = 1; n <= 12; n++) {
		struct participant person = { .group = "control", .covariates = {{ "age", "54" }}, .covariate_count = 1 };
		snprintf(person.id, sizeof person.id, "Q%02d", n);
		struct record *record = record_open(fixture.path, true, &error);
		disk->calls = 0;
		disk->fails_at = n;
		bool said = record && record_enrol(record, &person, FIXTURE_UTC_NS, &error);
		mend();
		record_close(record);
		char sql[256];
		snprintf(sql, sizeof sql, "SELECT (SELECT count(*) FROM participant WHERE id = '%s')"
		         " + (SELECT count(*) FROM audit WHERE object = 'participant %s')", person.id, person.id);
		int64_t there = fixture_ask(&fixture, sql);
		halves += said ? there != 2 : there == 1;
	}
	CU_ASSERT_EQUAL(halves, 0);
}

static CU_TestInfo tests[] = {
	TEST(a_disk_that_fails_at_any_call_loses_nothing_and_is_told),
	TEST(a_disk_that_fills_up_at_any_point_of_a_visit_loses_nothing),
	TEST(making_a_record_on_a_failing_disk_leaves_nothing_half_made),
	TEST(an_enrolment_is_whole_or_not_at_all),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo full_disk_suite = {
	.pName = "full disk", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
