/* test_import.c - what was captured apart is added to a session once, whole, and without a contradiction */

#include "record/import.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "record/amend.h"
#include "record/reading.h"
#include "record/recorder.h"
#include "tests/record_fixture.h"
#include "tests/suites.h"

static struct record_fixture fixture;
static struct error error;
static struct record *record;

/* A session with one trial, from 100 to 200, over at 252. */
static void record_session(void)
{
	struct bus bus = {0};
	struct recorder *recorder = recorder_open(record, fixture_session(record, &error), false, &error);
	bus_add(&bus, recorder, recorder_hear);
	fixture_say_in_trial(&bus, EVENT_TRIAL_BEGIN, 100, 0, "barefoot", NAN, "");
	fixture_measure(&bus, 1, 150, 30, 0);
	fixture_say_in_trial(&bus, EVENT_TRIAL_END, 200, 0, "barefoot", NAN, "completed");
	fixture_say(&bus, EVENT_SESSION_END, 252, "", "completed");
	recorder_close(recorder, &error);
}

static void set_up(void)
{
	fixture = fixture_make();
	error = (struct error){0};
	record = fixture_record(&fixture);
	record_session();
}

static void tear_down(void)
{
	record_close(record);
	fixture_remove(&fixture);
}

static const struct instrument_info dppg = { "dppg", "vasoquant", "file", "", "driver = vasoquant\n", false };
static const struct channel channels[] = {
	{ .name = "curve", .quantity = "light_reflection", .unit = "counts", .low = NAN, .high = NAN, .interval_s = 0.25,
	  .waveform = true },
	{ .name = "refill", .quantity = "refill_time", .unit = "s", .low = NAN, .high = NAN, .interval_s = NAN },
};
static const struct sample samples[] = {
	{ .channel = 0, .time_ns = 120, .arrival_ns = 180, .uncertainty_ns = 5, .value = 2471 },
	{ .channel = 0, .time_ns = 180, .arrival_ns = 180, .uncertainty_ns = 5, .value = 2633, .flags = 0xE200 },
	{ .channel = 1, .time_ns = 180, .arrival_ns = 180, .uncertainty_ns = 5, .value = NAN, .quality = QUALITY_MISSING },
};

static struct import whole_import(void)
{
	return (struct import){
		.session = 1, .trial = 1, .attempt = 1, .file = "dppg.bin", .bytes = (const uint8_t *)"abc", .size = 3,
		.recording = 1, .instrument = &dppg, .channels = channels, .channel_count = 2,
		.samples = samples, .sample_count = 3, .ended_ns = 180, .operator_id = "mk", .utc_ns = FIXTURE_UTC_NS,
	};
}

static bool import(struct import import)
{
	return record_import(record, &import, &error);
}

static void its_rows_are_those_of_a_session_and_one_of_its_own(void)
{
	CU_ASSERT_TRUE(import(whole_import()));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM instrument WHERE session_id = 1 AND name = 'dppg'"
	                " AND driver = 'vasoquant' AND port = 'file'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM samples_readable WHERE channel = 'curve'"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM sample JOIN channel USING (channel_id) WHERE name = 'curve'"
	                " AND time_ns = 180 AND uncertainty_ns = 5 AND arrival_ns = 180 AND value = 2633 AND flags = 57856"
	                " AND quality = 0 AND seq = 2"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM samples_readable WHERE channel = 'refill' AND value IS NULL"
	                " AND quality = 'missing'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM chunk JOIN instrument USING (instrument_id)"
	                " WHERE name = 'dppg' AND bytes = x'616263' AND sent = 0 AND seq = 1"), 1);
	/* The SHA-256 of "abc" is FIPS 180-4's own example. */
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM import WHERE file = 'dppg.bin' AND trial = 1 AND samples = 3"
	                " AND operator = 'mk' AND imported_utc = '2026-11-22T08:00:00.123Z' AND ended_ns = 180"
	                " AND sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM event WHERE kind = 'import' AND name = 'dppg' AND trial = 1"
	                " AND attempt = 1 AND time_ns = 180 AND text LIKE 'Recording 1 of dppg.bin (SHA-256 ba7816bf%), 3 samples,"
	                " imported on 2026-11-22T08:00:00.123Z by mk'"), 1);
}

static int64_t rows_of_all(void)
{
	return fixture_ask(&fixture, "SELECT (SELECT count(*) FROM sample) + (SELECT count(*) FROM event)"
	                   " + (SELECT count(*) FROM chunk) + (SELECT count(*) FROM instrument) + (SELECT count(*) FROM channel)"
	                   " + (SELECT count(*) FROM import)");
}

static void the_same_recording_twice_is_refused_and_tells_where_it_is(void)
{
	CU_ASSERT_TRUE(import(whole_import()));
	int64_t rows = rows_of_all();
	struct import again = whole_import();
	again.file = "another_name.bin";
	CU_ASSERT_FALSE(import(again));
	CU_ASSERT_EQUAL(error.kind, ERROR_REFUSED);
	CU_ASSERT_STRING_EQUAL(error.text, "Recording 1 of another_name.bin is in the record already: it was imported into trial 1 "
	                       "of session 1 on 2026-11-22T08:00:00.123Z.");
	CU_ASSERT_EQUAL(rows_of_all(), rows);
}

static void another_recording_of_the_same_file_goes_to_the_same_channels(void)
{
	struct sample later[3];
	memcpy(later, samples, sizeof later);
	for (size_t i = 0; i < 3; i++)
		later[i].time_ns += 61;
	struct import second = whole_import();
	second.recording = 2;
	second.samples = later;
	CU_ASSERT_TRUE(import(whole_import()));
	CU_ASSERT_TRUE(import(second));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM channel WHERE name = 'curve'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT max(seq) FROM sample JOIN channel USING (channel_id) WHERE name = 'curve'"), 4);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT max(seq) FROM chunk"), 2);
}

static void samples_where_the_channel_has_some_already_are_refused(void)
{
	struct import second = whole_import();
	second.recording = 2;
	CU_ASSERT_TRUE(import(whole_import()));
	int64_t rows = rows_of_all();
	CU_ASSERT_FALSE(import(second));
	CU_ASSERT_EQUAL(strncmp(error.text, "The channel 'curve' has samples between ", 40), 0);
	CU_ASSERT_EQUAL(rows_of_all(), rows);
}

static void a_name_that_means_something_else_in_the_session_is_refused(void)
{
	struct instrument_info other = dppg;
	name_copy(other.name, "thermistors");
	struct import import_other = whole_import();
	import_other.instrument = &other;
	int64_t rows = rows_of_all();
	CU_ASSERT_FALSE(import(import_other));
	CU_ASSERT_STRING_EQUAL(error.text, "In session 1 'thermistors' was an instrument of another kind (ascii, not vasoquant).");
	struct channel toe = channels[0];
	name_copy(toe.name, "toe");
	import_other = whole_import();
	import_other.channels = &toe;
	import_other.channel_count = 1;
	import_other.sample_count = 2;
	CU_ASSERT_FALSE(import(import_other));
	CU_ASSERT_STRING_EQUAL(error.text, "In session 1 'toe' was a channel of another instrument, quantity or unit.");
	CU_ASSERT_EQUAL(rows_of_all(), rows);
}

static void only_a_session_that_is_over_takes_an_import(void)
{
	struct import import_early = whole_import();
	import_early.session = fixture_session(record, &error);
	CU_ASSERT_EQUAL(import_early.session, 2);
	CU_ASSERT_FALSE(import(import_early));
	CU_ASSERT_EQUAL(error.kind, ERROR_REFUSED);
	import_early.session = 3;
	CU_ASSERT_FALSE(import(import_early));
	CU_ASSERT_EQUAL(error.kind, ERROR_ABSENT);
}

static void nothing_is_imported_while_another_program_records(void)
{
	struct record *other = record_open(fixture.path, true, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(other);
	struct import wanted = whole_import();
	CU_ASSERT_FALSE(record_import(other, &wanted, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_BUSY);
	record_close(other);
}

static void an_erasure_takes_the_files_name(void)
{
	CU_ASSERT_TRUE(import(whole_import()));
	CU_ASSERT_TRUE(record_amend(record, &(struct amendment){ .action = AMEND_ERASE, .target = AMEND_PARTICIPANT, .participant = "P01",
		.reason = "asked for it", .operator_id = "mk", .utc_ns = FIXTURE_UTC_NS + NS_PER_S }, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM import WHERE file = ''"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM event WHERE text LIKE '%dppg.bin%'"), 0);
	CU_ASSERT_NOT_EQUAL(fixture_run(&fixture, "UPDATE import SET file = 'other'"), 0);
	record_close(record);
	record = record_open(fixture.path, true, &error);
	CU_ASSERT_PTR_NOT_NULL(record);
}

static CU_TestInfo tests[] = {
	TEST(its_rows_are_those_of_a_session_and_one_of_its_own),
	TEST(the_same_recording_twice_is_refused_and_tells_where_it_is),
	TEST(another_recording_of_the_same_file_goes_to_the_same_channels),
	TEST(samples_where_the_channel_has_some_already_are_refused),
	TEST(a_name_that_means_something_else_in_the_session_is_refused),
	TEST(only_a_session_that_is_over_takes_an_import),
	TEST(nothing_is_imported_while_another_program_records),
	TEST(an_erasure_takes_the_files_name),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo import_suite = {
	.pName = "import", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
