/* test_record.c - making, opening and knowing again; participants; the claim */

#include "record/record.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record/claim.h"
#include "record/database.h"
#include "record/reading.h"
#include "tests/record_fixture.h"
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

static void write_file(const char *bytes, size_t size)
{
	FILE *file = fopen(fixture.path, "wb");
	fwrite(bytes, 1, size, file);
	fclose(file);
}

/* Opening fails; the kind of error is returned, the record is not. */
static enum error_kind kind_of_opening(bool writable)
{
	struct record *record = record_open(fixture.path, writable, &error);
	bool opened = record != NULL;
	record_close(record);
	return opened ? ERROR_NONE : error.kind;
}

static void a_new_record_is_its_owners_alone(void)
{
	mode_t before = umask(0);
	struct record *record = fixture_record(&fixture);
	umask(before);
	struct stat main_file, wal;
	char name[64];
	snprintf(name, sizeof name, "%s-wal", fixture.path);
	CU_ASSERT_EQUAL(stat(fixture.path, &main_file), 0);
	CU_ASSERT_EQUAL(main_file.st_mode & 0777, 0600);
	CU_ASSERT_EQUAL(stat(name, &wal), 0);
	CU_ASSERT_EQUAL(wal.st_mode & 0777, 0600);
	record_close(record);
	CU_ASSERT_EQUAL(fixture_size(&fixture, "-wal"), -1);
}

static void it_says_that_it_is_a_record_of_soleus(void)
{
	record_close(fixture_record(&fixture));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "PRAGMA application_id"), 'S' << 24 | 'O' << 16 | 'L' << 8 | 'E');
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "PRAGMA user_version"), RECORD_SCHEMA_VERSION);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT bit FROM quality WHERE name = 'artefact'"), QUALITY_ARTEFACT);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM quality"), 10);
	CU_ASSERT_EQUAL(kind_of_opening(true), ERROR_NONE);
	CU_ASSERT_EQUAL(kind_of_opening(false), ERROR_NONE);
}

static void the_studys_own_values_are_kept(void)
{
	struct record *record = fixture_record(&fixture);
	struct rows *rows = record_study(record);
	struct study_row row;
	CU_ASSERT_TRUE(rows_next_study(rows, &row));
	CU_ASSERT_STRING_EQUAL(row.name, "created_utc");
	CU_ASSERT_STRING_EQUAL(row.value, "2026-11-22T08:00:00.123Z");
	CU_ASSERT_TRUE(rows_next_study(rows, &row));
	CU_ASSERT_STRING_EQUAL(row.name, "title");
	CU_ASSERT_STRING_EQUAL(row.value, "Calf pump");
	CU_ASSERT_FALSE(rows_next_study(rows, &row));
	CU_ASSERT_TRUE(rows_close(rows, &error));
	record_close(record);
}

static void a_record_is_never_overwritten(void)
{
	write_file("precious", 8);
	CU_ASSERT_PTR_NULL(record_create(fixture.path, NULL, 0, 0, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_BUSY);
	CU_ASSERT_EQUAL(fixture_size(&fixture, ""), 8);
}

static void a_creation_that_fails_leaves_nothing(void)
{
	const struct named_value twice[] = {{ "title", "a" }, { "title", "b" }};
	CU_ASSERT_PTR_NULL(record_create(fixture.path, twice, 2, 0, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_REFUSED);
	CU_ASSERT_EQUAL(fixture_size(&fixture, ""), -1);
	CU_ASSERT_EQUAL(fixture_size(&fixture, "-wal"), -1);
	CU_ASSERT_EQUAL(fixture_size(&fixture, "-shm"), -1);
}

static void what_cannot_be_opened_is_named_for_what_it_is(void)
{
	CU_ASSERT_EQUAL(kind_of_opening(true), ERROR_ABSENT);
	CU_ASSERT_EQUAL(kind_of_opening(false), ERROR_ABSENT);

	write_file("", 0);
	CU_ASSERT_EQUAL(kind_of_opening(true), ERROR_MALFORMED);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "is empty"));

	write_file("P01,37.2,36.9,a spreadsheet\n", 28);
	CU_ASSERT_EQUAL(kind_of_opening(false), ERROR_MALFORMED);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "is not a record of Soleus"));

	unlink(fixture.path);
	CU_ASSERT_EQUAL(fixture_run(&fixture, "CREATE TABLE contacts (name)"), SQLITE_OK);
	CU_ASSERT_EQUAL(kind_of_opening(true), ERROR_MALFORMED);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "another program"));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'delete'"), 1);
}

static void a_folder_is_no_record(void)
{
	struct record *record = record_open(fixture.folder, false, &error);
	CU_ASSERT_PTR_NULL(record);
	CU_ASSERT_EQUAL(error.kind, ERROR_MALFORMED);
}

static void a_record_cut_short_is_told_as_damaged(void)
{
	record_close(fixture_record(&fixture));
	CU_ASSERT_EQUAL(truncate(fixture.path, fixture_size(&fixture, "") / 2), 0);
	CU_ASSERT_EQUAL(kind_of_opening(false), ERROR_SYSTEM);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "is damaged"));
	CU_ASSERT_EQUAL(kind_of_opening(true), ERROR_SYSTEM);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, ".recover"));
}

static void a_record_of_a_later_version_is_left_alone(void)
{
	record_close(fixture_record(&fixture));
	char later[32];
	snprintf(later, sizeof later, "PRAGMA user_version = %d", RECORD_SCHEMA_VERSION + 1);
	CU_ASSERT_EQUAL(fixture_run(&fixture, later), SQLITE_OK);
	CU_ASSERT_EQUAL(kind_of_opening(true), ERROR_REFUSED);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "newer Soleus"));
	CU_ASSERT_EQUAL(kind_of_opening(false), ERROR_REFUSED);
}

static void reading_leaves_no_file_behind(void)
{
	record_close(fixture_record(&fixture));
	struct record *record = record_open(fixture.path, false, &error);
	struct participant person;
	CU_ASSERT_TRUE(record_participant(record, "P01", &person, &error));
	CU_ASSERT_FALSE(record_enrol(record, &(struct participant){ .id = "P02" }, 0, &error));
	record_close(record);
	CU_ASSERT_EQUAL(fixture_size(&fixture, "-wal"), -1);
	CU_ASSERT_EQUAL(fixture_size(&fixture, "-shm"), -1);
}

/* Root may write everywhere: the child becomes nobody. 0: P01 was read and writing was
 * refused; 1: opening failed with "-wal" in the sentence; 2: anything else. */
static int read_as_nobody(void)
{
	pid_t child = fork();
	if (child == 0) {
		if (geteuid() == 0 && setuid(65534) != 0)
			_exit(2);
		struct participant person;
		struct record *record = record_open(fixture.path, false, &error);
		if (!record)
			_exit(strstr(error.text, "study.db-wal") ? 1 : 2);
		bool well = record_participant(record, "P01", &person, &error);
		record_close(record);
		record = record_open(fixture.path, true, &error);
		_exit(well && !record && strstr(error.text, "write-protected") ? 0 : 2);
	}
	int status = -1;
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

static void a_record_in_a_write_protected_folder_can_be_read(void)
{
	record_close(fixture_record(&fixture));
	chmod(fixture.path, 0444);
	chmod(fixture.folder, 0555);
	CU_ASSERT_EQUAL(read_as_nobody(), 0);
	chmod(fixture.folder, 0700);
}

static void but_not_without_the_rows_that_are_still_beside_it(void)
{
	struct record *record = fixture_record(&fixture);
	chmod(fixture.path, 0444);
	char name[64];
	snprintf(name, sizeof name, "%s-shm", fixture.path);
	unlink(name);
	chmod(fixture.folder, 0555);
	CU_ASSERT_EQUAL(read_as_nobody(), 1);
	chmod(fixture.folder, 0700);
	record_close(record);
}

static void participants_are_numbered_within_their_group(void)
{
	struct record *record = fixture_record(&fixture);
	struct participant second = { .id = "P02", .group = "control" };
	struct participant other = { .id = "P03", .group = "veins", .simulated = true };
	CU_ASSERT_TRUE(record_enrol(record, &second, 0, &error));
	CU_ASSERT_TRUE(record_enrol(record, &other, 0, &error));
	CU_ASSERT_EQUAL(second.number, 2);
	CU_ASSERT_EQUAL(other.number, 1);
	record_close(record);
}

static void a_participant_comes_back_as_enrolled(void)
{
	struct record *record = fixture_record(&fixture);
	struct participant person = {
		.id = "P02", .group = "veins", .simulated = true, .covariate_count = 2,
		.covariates = {{ "sex", "f" }, { "age", "61" }},
	};
	struct participant back;
	CU_ASSERT_TRUE(record_enrol(record, &person, FIXTURE_UTC_NS, &error));
	CU_ASSERT_TRUE(record_participant(record, "P02", &back, &error));
	CU_ASSERT_STRING_EQUAL(back.id, "P02");
	CU_ASSERT_STRING_EQUAL(back.group, "veins");
	CU_ASSERT_EQUAL(back.number, 1);
	CU_ASSERT_TRUE(back.simulated);
	CU_ASSERT_EQUAL_FATAL(back.covariate_count, 2);
	CU_ASSERT_STRING_EQUAL(back.covariates[0].name, "age");
	CU_ASSERT_STRING_EQUAL(back.covariates[0].value, "61");
	CU_ASSERT_STRING_EQUAL(back.covariates[1].name, "sex");
	CU_ASSERT_STRING_EQUAL(back.covariates[1].value, "f");
	record_close(record);
}

static void nobody_is_enrolled_twice(void)
{
	struct record *record = fixture_record(&fixture);
	struct participant again = { .id = "P01" };
	CU_ASSERT_FALSE(record_enrol(record, &again, 0, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_REFUSED);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM participant"), 1);
	record_close(record);
}

static void an_unknown_participant_is_told_with_the_nearest(void)
{
	struct record *record = fixture_record(&fixture);
	struct participant person;
	CU_ASSERT_FALSE(record_participant(record, "PO1", &person, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_ABSENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "did you mean 'P01'?"));
	record_close(record);
}

static void one_program_records_at_a_time(void)
{
	struct record *mine = fixture_record(&fixture);
	struct record *theirs = record_open(fixture.path, true, &error);
	CU_ASSERT_EQUAL(fixture_session(mine, &error), 1);
	CU_ASSERT_EQUAL(fixture_session(theirs, &error), 0);
	CU_ASSERT_EQUAL(error.kind, ERROR_BUSY);
	char process[32];
	snprintf(process, sizeof process, "(process %ld)", (long)getpid());
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, process));

	record_close(mine);
	CU_ASSERT_EQUAL(fixture_size(&fixture, ".lock"), -1);
	CU_ASSERT_EQUAL(fixture_session(theirs, &error), 2);
	record_close(theirs);
}

static void the_claim_of_a_dead_process_is_no_obstacle(void)
{
	record_close(fixture_record(&fixture));
	pid_t child = fork();
	if (child == 0) {
		struct record *record = record_open(fixture.path, true, &error);
		_exit(record && fixture_session(record, &error) == 1 ? 0 : 1);
	}
	int status = -1;
	waitpid(child, &status, 0);
	CU_ASSERT_EQUAL(status, 0);
	CU_ASSERT_TRUE(fixture_size(&fixture, ".lock") > 0);

	struct record *record = record_open(fixture.path, true, &error);
	CU_ASSERT_EQUAL(fixture_session(record, &error), 2);
	record_close(record);
}

static void a_session_of_nobody_is_not_begun(void)
{
	struct record *record = record_create(fixture.path, NULL, 0, 0, &error);
	CU_ASSERT_EQUAL(fixture_session(record, &error), 0);
	CU_ASSERT_EQUAL(error.kind, ERROR_ABSENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "nobody is enrolled"));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM session"), 0);
	record_close(record);
}

static void a_failed_reading_is_told_at_its_end(void)
{
	struct record *record = fixture_record(&fixture);
	CU_ASSERT_EQUAL(fixture_run(&fixture, "ALTER TABLE event RENAME TO elsewhere"), SQLITE_OK);
	struct rows *rows = record_events(record, 1);
	struct event_row row;
	CU_ASSERT_FALSE(rows_next_event(rows, &row));
	CU_ASSERT_FALSE(rows_close(rows, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_SYSTEM);
	record_close(record);
}

struct onlooker { struct record *record; atomic_bool over; };

/* Looks again and again whether anybody has the claim. */
static void *look_on(void *self)
{
	struct onlooker *onlooker = self;
	while (!onlooker->over)
		record_is_claimed(onlooker->record);
	return NULL;
}

static void who_looks_whether_a_record_is_claimed_is_in_nobodys_way(void)
{
	struct onlooker onlooker = { .record = fixture_record(&fixture) };
	struct record *own = record_open(fixture.path, true, &error);
	pthread_t thread;
	int refused = 0;
	CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, look_on, &onlooker), 0);
	for (int i = 0; i < 3000; i++) {
		refused += !claim_take(own, &error);
		claim_release(own);
	}
	onlooker.over = true;
	pthread_join(thread, NULL);
	CU_ASSERT_EQUAL(refused, 0);
	record_close(own);
	record_close(onlooker.record);
}

static CU_TestInfo tests[] = {
	TEST(a_new_record_is_its_owners_alone),
	TEST(it_says_that_it_is_a_record_of_soleus),
	TEST(the_studys_own_values_are_kept),
	TEST(a_record_is_never_overwritten),
	TEST(a_creation_that_fails_leaves_nothing),
	TEST(what_cannot_be_opened_is_named_for_what_it_is),
	TEST(a_folder_is_no_record),
	TEST(a_record_cut_short_is_told_as_damaged),
	TEST(a_record_of_a_later_version_is_left_alone),
	TEST(reading_leaves_no_file_behind),
	TEST(a_record_in_a_write_protected_folder_can_be_read),
	TEST(but_not_without_the_rows_that_are_still_beside_it),
	TEST(participants_are_numbered_within_their_group),
	TEST(a_participant_comes_back_as_enrolled),
	TEST(nobody_is_enrolled_twice),
	TEST(an_unknown_participant_is_told_with_the_nearest),
	TEST(one_program_records_at_a_time),
	TEST(the_claim_of_a_dead_process_is_no_obstacle),
	TEST(who_looks_whether_a_record_is_claimed_is_in_nobodys_way),
	TEST(a_session_of_nobody_is_not_begun),
	TEST(a_failed_reading_is_told_at_its_end),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo record_suite = {
	.pName = "record", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
