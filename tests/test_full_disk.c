/* test_full_disk.c - a disk that fails at any of its writes takes nothing that was said to be saved */

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "record/recorder.h"
#include "record/verify.h"
#include "tests/sealed_visit.h"
#include "tests/suites.h"

/* A layer over SQLite's own that fails from the n-th write, sync or growth on, until it is told otherwise. */
struct failing {
	sqlite3_vfs  vfs;
	sqlite3_vfs *below;
	int          left;      /* so many still succeed; -1: all */
	int          code;      /* what the others give */
	int          calls;
};
struct failing_file {
	sqlite3_io_methods        methods;
	const sqlite3_io_methods *below;
	struct failing           *failing;
};

static struct failing failing;
static struct record_fixture fixture;
static struct error error;

/* Behind the file of the layer below. */
static struct failing_file *failing_of(sqlite3_file *file)
{
	return (void *)((char *)file + failing.below->szOsFile);
}

static bool fails(struct failing *disk)
{
	disk->calls++;
	if (disk->left > 0)
		disk->left--;
	return disk->left == 0;
}

static int failing_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
	const struct failing_file *self = failing_of(file);
	return fails(self->failing) ? self->failing->code : self->below->xWrite(file, bytes, size, offset);
}

static int failing_sync(sqlite3_file *file, int flags)
{
	const struct failing_file *self = failing_of(file);
	return fails(self->failing) ? SQLITE_IOERR_FSYNC : self->below->xSync(file, flags);
}

static int failing_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	const struct failing_file *self = failing_of(file);
	return fails(self->failing) ? SQLITE_IOERR_TRUNCATE : self->below->xTruncate(file, size);
}

static int open_failing(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out)
{
	struct failing *disk = (struct failing *)vfs;
	int code = disk->below->xOpen(disk->below, name, file, flags, flags_out);
	if (code != SQLITE_OK)
		return code;
	struct failing_file *self = failing_of(file);
	*self = (struct failing_file){ .methods = *file->pMethods, .below = file->pMethods, .failing = disk };
	self->methods.xWrite = failing_write;
	self->methods.xSync = failing_sync;
	self->methods.xTruncate = failing_truncate;
	file->pMethods = &self->methods;
	return code;
}

static void set_up(void)
{
	fixture = fixture_make();
	error = (struct error){0};
	failing = (struct failing){ .below = sqlite3_vfs_find(NULL), .left = -1, .code = SQLITE_FULL };
	failing.vfs = *failing.below;
	failing.vfs.zName = "failing";
	failing.vfs.pNext = NULL;
	failing.vfs.xOpen = open_failing;
	failing.vfs.szOsFile += (int)sizeof(struct failing_file);
	sqlite3_vfs_register(&failing.vfs, 1);
}

static void tear_down(void)
{
	sqlite3_vfs_register(failing.below, 1);
	sqlite3_vfs_unregister(&failing.vfs);
	fixture_remove(&fixture);
}

/* Records 40 samples in ten commits on a disk that fails from the n-th write on. How many were said to be
 * saved; *told is whether the trouble was told. */
static int64_t record_on_failing_disk(int n, bool *told)
{
	struct bus bus = {0};
	struct record *record = record_open(fixture.path, true, &error);
	int64_t session = record ? fixture_session(record, &error) : 0;
	struct recorder *recorder = session ? recorder_open(record, session, true, &error) : NULL;
	int64_t saved = 0;
	*told = recorder == NULL;
	failing.left = n;
	if (recorder) {
		bus_add(&bus, recorder, recorder_hear);
		for (int i = 0; i < 40; i++)
			fixture_measure(&bus, i % 2, i * 1000, i, 0);
		for (int i = 0; i < 5000 && recorder_health(recorder).waiting > 0 && !recorder_trouble(recorder, &error); i++)
			poll(NULL, 0, 1);
		saved = recorder_health(recorder).committed;
		*told = !recorder_close(recorder, &error);
	}
	record_close(record);
	failing.left = -1;
	return saved;
}

static void a_disk_that_fails_at_any_write_loses_nothing_that_was_said_to_be_saved(void)
{
	record_close(fixture_record(&fixture));
	int lost = 0, silent = 0, broken = 0, failures = 0;
	for (int n = 1; n <= 40; n++) {
		bool told;
		int64_t before = fixture_ask(&fixture, "SELECT count(*) FROM sample");
		failing.code = n % 2 ? SQLITE_FULL : SQLITE_IOERR_WRITE;
		int64_t saved = record_on_failing_disk(n, &told);
		int64_t after = fixture_ask(&fixture, "SELECT count(*) FROM sample");
		lost += after - before < saved;
		silent += saved < 40 && !told;
		failures += told;
		broken += fixture_ask(&fixture, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") != 1;
	}
	CU_ASSERT_EQUAL(lost, 0);
	CU_ASSERT_EQUAL(silent, 0);
	CU_ASSERT_EQUAL(broken, 0);
	CU_ASSERT_TRUE(failures > 3);
}

static void making_a_record_on_a_full_disk_leaves_nothing_half_made(void)
{
	int left_behind = 0, made = 0;
	for (int n = 1; n <= 400 && !made; n++) {
		failing.left = n;
		struct record *record = record_create(fixture.path, &(struct named_value){ "title", "Calf pump" }, 1, 0, &error);
		failing.left = -1;
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
		failing.left = n;
		bool said = record && record_enrol(record, &person, FIXTURE_UTC_NS, &error);
		failing.left = -1;
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
	TEST(a_disk_that_fails_at_any_write_loses_nothing_that_was_said_to_be_saved),
	TEST(making_a_record_on_a_full_disk_leaves_nothing_half_made),
	TEST(an_enrolment_is_whole_or_not_at_all),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo full_disk_suite = {
	.pName = "full disk", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
