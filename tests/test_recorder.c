/* test_recorder.c - nothing is lost, whatever happens between the bus and the disk */

#include "record/recorder.h"

#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "record/database.h"
#include "record/reading.h"
#include "record/verify.h"
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

/* True when all that was heard is on disk; gives up after ten seconds. */
static bool is_all_written(void)
{
	for (int i = 0; i < 10000 && recorder_health(visit.recorder).waiting > 0; i++)
		poll(NULL, 0, 1);
	return recorder_health(visit.recorder).waiting == 0;
}

static bool is_in_trouble(void)
{
	for (int i = 0; i < 10000 && !recorder_trouble(visit.recorder, &visit.error); i++)
		poll(NULL, 0, 1);
	return recorder_trouble(visit.recorder, &visit.error);
}

static void what_is_heard_is_on_disk_without_closing(void)
{
	fixture_say(&visit.bus, EVENT_NOTE, 1, "", "soon");
	CU_ASSERT_TRUE(is_all_written());
	CU_ASSERT_EQUAL(recorder_health(visit.recorder).committed, 1);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM event WHERE text = 'soon'"), 1);
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
}

static void a_session_can_be_gone_on_with(void)
{
	fixture_say_in_trial(&visit.bus, EVENT_TRIAL_BEGIN, 100, 0, "barefoot", NAN, "");
	fixture_measure(&visit.bus, 1, 1000, 30, 0);
	fixture_receive(&visit.bus, 1, 1000, "one", 3);
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	record_close(visit.record);

	visit.record = record_open(visit.fixture.path, true, &visit.error);
	visit.recorder = recorder_open(visit.record, 1, false, &visit.error);
	visit.bus = (struct bus){0};
	bus_add(&visit.bus, visit.recorder, recorder_hear);
	CU_ASSERT_TRUE(fixture_size(&visit.fixture, ".lock") > 0);
	fixture_measure(&visit.bus, 1, 2000, 31, 0);
	fixture_receive(&visit.bus, 1, 2000, "two", 3);
	fixture_say_in_trial(&visit.bus, EVENT_TRIAL_END, 3000, 0, "barefoot", NAN, "completed");
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT seq FROM sample WHERE value = 31"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT seq FROM chunk WHERE bytes = x'74776f'"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT ended_ns FROM trial WHERE outcome = 'completed'"), 3000);
}

static void a_virtual_hour_neither_overflows_nor_loses(void)
{
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	visit.recorder = recorder_open(visit.record, 1, true, &visit.error);
	visit.bus = (struct bus){0};
	bus_add(&visit.bus, visit.recorder, recorder_hear);
	size_t longest = 0;
	for (int64_t i = 0; i < 300000; i++) {
		fixture_measure(&visit.bus, 0, i * 12 * NS_PER_MS, (double)i, 0);
		fixture_receive(&visit.bus, 0, i * 12 * NS_PER_MS, "12345", 5);
		size_t waiting = i % 1000 == 0 ? recorder_health(visit.recorder).waiting : 0;
		longest = waiting > longest ? waiting : longest;
	}
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	CU_ASSERT_TRUE(longest <= 400000);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT sum(value = seq - 1) FROM sample"), 300000);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT max(seq) FROM chunk"), 300000);
}

/* The record can be read, by another connection, at any moment of a recording. */
static void reading_and_recording_do_not_hinder_each_other(void)
{
	struct record *reader = record_open(visit.fixture.path, false, &visit.error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(reader);
	fixture_measure(&visit.bus, 1, 1000, 30, 0);
	fixture_measure(&visit.bus, 1, 2000, 31, 0);
	CU_ASSERT_TRUE(is_all_written());
	struct rows *rows = record_samples(reader, 2, 0, TIME_NEVER);
	struct sample sample;
	CU_ASSERT_TRUE(rows_next_sample(rows, &sample));
	fixture_measure(&visit.bus, 1, 3000, 32, 0);
	CU_ASSERT_TRUE(is_all_written());
	CU_ASSERT_TRUE(rows_next_sample(rows, &sample));
	CU_ASSERT_EQUAL(sample.value, 31);
	CU_ASSERT_TRUE(rows_close(rows, &visit.error));
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	record_close(reader);
}

static void a_row_that_contradicts_does_not_hold_up_the_others(void)
{
	fixture_say_in_trial(&visit.bus, EVENT_TRIAL_BEGIN, 100, 0, "barefoot", NAN, "");
	fixture_say_in_trial(&visit.bus, EVENT_TRIAL_BEGIN, 200, 0, "socks", NAN, "");
	fixture_say(&visit.bus, EVENT_NOTE, 300, "", "still here");
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM trial"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM event WHERE kind = 'trial_begin'"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT time_ns FROM event WHERE kind = 'trouble'"
	                " AND text LIKE '%refused%trial.number%'"), 200);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM event WHERE kind = 'trouble'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM factor"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT time_ns FROM event WHERE text = 'still here'"), 300);
}

/* Limits how large a file may grow by writing, as a full disk would. */
static void limit_files_to(rlim_t bytes)
{
	struct rlimit limit;
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes;
	setrlimit(RLIMIT_FSIZE, &limit);
}

static void a_failing_disk_is_told_and_loses_nothing(void)
{
	fixture_measure(&visit.bus, 1, NS_PER_S, 30, 0);
	CU_ASSERT_TRUE(is_all_written());
	CU_ASSERT_FALSE(recorder_trouble(visit.recorder, &visit.error));
	limit_files_to((rlim_t)fixture_size(&visit.fixture, "-wal"));
	fixture_measure(&visit.bus, 1, 2 * NS_PER_S, 31, 0);
	CU_ASSERT_TRUE(is_in_trouble());
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.error.text, "cannot be written: the disk"));
	fixture_measure(&visit.bus, 1, 3 * NS_PER_S, 32, 0);
	CU_ASSERT_EQUAL(recorder_health(visit.recorder).waiting, 2);

	limit_files_to(RLIM_INFINITY);
	CU_ASSERT_TRUE(is_all_written());
	CU_ASSERT_FALSE(recorder_trouble(visit.recorder, &visit.error));
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT sum(value) FROM sample"), 93);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT max(seq) FROM sample"), 3);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM event WHERE kind = 'trouble'"
	                " AND text LIKE 'From 2.000 s to 3.000 s%nothing could be written%the disk%'"), 1);
}

static void what_could_not_be_written_is_counted_at_the_end(void)
{
	fixture_measure(&visit.bus, 1, NS_PER_S, 30, 0);
	CU_ASSERT_TRUE(is_all_written());
	limit_files_to((rlim_t)fixture_size(&visit.fixture, "-wal"));
	fixture_measure(&visit.bus, 1, 2 * NS_PER_S, 31, 0);
	fixture_measure(&visit.bus, 1, 3 * NS_PER_S, 32, 0);
	CU_ASSERT_FALSE(recorder_close(visit.recorder, &visit.error));
	limit_files_to(RLIM_INFINITY);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.error.text, "2 messages"));
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT sum(value) FROM sample"), 30);
}

static void a_record_that_was_moved_away_is_missed(void)
{
	char away[64];
	snprintf(away, sizeof away, "%s.away", visit.fixture.path);
	CU_ASSERT_EQUAL(rename(visit.fixture.path, away), 0);
	fixture_say(&visit.bus, EVENT_NOTE, 1, "", "where?");
	CU_ASSERT_TRUE(is_in_trouble());
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.error.text, "was moved or removed"));
	CU_ASSERT_EQUAL(rename(away, visit.fixture.path), 0);
	CU_ASSERT_TRUE(is_all_written());
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
}

/* Overwrites the page on which the table begins, in the file alone; puts it back when `bytes` is given. */
static void spoil_page(const char *table, char *kept, const char *bytes)
{
	static const char rubbish[4096] = { 'n', 'o', 't', ' ', 'a', ' ', 'p', 'a', 'g', 'e' };
	char sql[96];
	snprintf(sql, sizeof sql, "SELECT rootpage FROM sqlite_schema WHERE name = '%s'", table);
	off_t place = (off_t)(fixture_ask(&visit.fixture, sql) - 1) * 4096;
	int fd = open(visit.fixture.path, O_RDWR);
	if (kept && pread(fd, kept, 4096, place) != 4096)
		abort();
	if (pwrite(fd, bytes ? bytes : rubbish, 4096, place) != 4096)
		abort();
	close(fd);
}

/* What was committed is brought into the file, and nobody keeps pages in memory. */
static void settle_pages(void)
{
	fixture_run(&visit.fixture, "PRAGMA wal_checkpoint(TRUNCATE)");
	sqlite3_db_release_memory(visit.record->db);
}

static void a_page_that_goes_bad_is_told_and_what_was_heard_stays_in_memory(void)
{
	char page[4096];
	fixture_measure(&visit.bus, 1, NS_PER_S, 30, 0);
	CU_ASSERT_TRUE(is_all_written());
	settle_pages();
	spoil_page("sample", page, NULL);
	fixture_measure(&visit.bus, 1, 2 * NS_PER_S, 31, 0);
	CU_ASSERT_TRUE(is_in_trouble());
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.error.text, "is damaged"));
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.error.text, "last backup"));
	fixture_measure(&visit.bus, 1, 3 * NS_PER_S, 32, 0);
	CU_ASSERT_EQUAL(recorder_health(visit.recorder).waiting, 2);
	spoil_page("sample", NULL, page);
	CU_ASSERT_TRUE(is_all_written());
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT sum(value) FROM sample"), 93);
}

static void a_page_that_stays_bad_is_found_afterwards(void)
{
	struct verdict verdict;
	fixture_measure(&visit.bus, 1, NS_PER_S, 30, 0);
	CU_ASSERT_TRUE(is_all_written());
	settle_pages();
	spoil_page("answer", NULL, NULL);
	fixture_measure(&visit.bus, 1, 2 * NS_PER_S, 31, 0);
	CU_ASSERT_TRUE(is_all_written());
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT sum(value) FROM sample"), 61);
	CU_ASSERT_TRUE(record_verify(visit.fixture.path, &verdict, &visit.error));
	CU_ASSERT_EQUAL(verdict.kind, VERDICT_DAMAGED);
	verdict_free(&verdict);
}

/* Somebody with another program holds the record for writing. */
static void a_record_that_another_program_holds_is_told_soon_and_loses_nothing(void)
{
	sqlite3 *db;
	sqlite3_open(visit.fixture.path, &db);
	CU_ASSERT_EQUAL(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	struct clock *clock = clock_new_real();
	fixture_measure(&visit.bus, 1, NS_PER_S, 30, 0);
	CU_ASSERT_TRUE(is_in_trouble());
	CU_ASSERT_TRUE(clock_now(clock) < 3 * NS_PER_S);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.error.text, "another program"));
	CU_ASSERT_EQUAL(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	CU_ASSERT_TRUE(is_all_written());
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT sum(value) FROM sample"), 30);
	clock_free(clock);
}

/* In a child: records `count` samples, says so on the pipe when they are on disk, then hears
 * one more and is killed. */
static void record_until_killed(int told, int count)
{
	visit.record = record_open(visit.fixture.path, true, &visit.error);
	visit.recorder = recorder_open(visit.record, fixture_session(visit.record, &visit.error), false, &visit.error);
	visit.bus = (struct bus){0};
	bus_add(&visit.bus, visit.recorder, recorder_hear);
	for (int i = 0; i < count; i++)
		fixture_measure(&visit.bus, 1, i * NS_PER_MS, 1, 0);
	bool written = is_all_written();
	if (write(told, written ? "y" : "n", 1) != 1)
		_exit(1);
	for (;;)
		fixture_measure(&visit.bus, 1, NS_PER_S, 1, 0);
}

static void a_killed_recording_opens_with_all_that_was_committed(void)
{
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	record_close(visit.record);
	visit.record = NULL;
	int ends[2];
	CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0)
		record_until_killed(ends[1], 1000);
	char answer = 0;
	CU_ASSERT_EQUAL(read(ends[0], &answer, 1), 1);
	CU_ASSERT_EQUAL(answer, 'y');
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(ends[0]);
	close(ends[1]);

	visit.record = record_open(visit.fixture.path, true, &visit.error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(visit.record);
	CU_ASSERT_TRUE(fixture_ask(&visit.fixture, "SELECT count(*) FROM sample") >= 1000);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM pragma_integrity_check"
	                " WHERE integrity_check = 'ok'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM session WHERE status IS NULL"), 2);
	CU_ASSERT_EQUAL(fixture_session(visit.record, &visit.error), 3);
}

static CU_TestInfo tests[] = {
	TEST(what_is_heard_is_on_disk_without_closing),
	TEST(a_session_can_be_gone_on_with),
	TEST(a_virtual_hour_neither_overflows_nor_loses),
	TEST(reading_and_recording_do_not_hinder_each_other),
	TEST(a_row_that_contradicts_does_not_hold_up_the_others),
	TEST(a_failing_disk_is_told_and_loses_nothing),
	TEST(what_could_not_be_written_is_counted_at_the_end),
	TEST(a_record_that_was_moved_away_is_missed),
	TEST(a_page_that_goes_bad_is_told_and_what_was_heard_stays_in_memory),
	TEST(a_page_that_stays_bad_is_found_afterwards),
	TEST(a_record_that_another_program_holds_is_told_soon_and_loses_nothing),
	TEST(a_killed_recording_opens_with_all_that_was_committed),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo recorder_suite = {
	.pName = "recorder", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
