/* record.c - the study's record: making it, opening it, knowing it again */

#include "record/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "record/audit.h"
#include "record/claim.h"
#include "record/database.h"
#include "record/migration.h"
#include "record/schema.h"

#define APPLICATION_ID 0x534F4C45       /* "SOLE", as in schema.sql */

static struct record *record_new(const char *path)
{
	struct record *record = xcalloc(1, sizeof *record);
	hash_ready();
	record->path = xstrdup(path);
	record->claim = -1;
	return record;
}

void record_close(struct record *record)
{
	if (!record)
		return;
	sqlite3_close(record->db);
	summing_free(record->summing);
	claim_release(record);
	free(record->trials);
	sodium_memzero(&record->key, sizeof record->key);
	free(record->path);
	free(record);
}

bool record_hold(struct record *record, struct error *error)
{
	return database_run(record, "BEGIN", error);
}

/* The names of the quality bits have their home in base/sample.c. */
static bool add_qualities(struct record *record, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record, "INSERT INTO quality (bit, name) VALUES (?, ?)", error);
	bool well = statement != NULL;
	for (uint32_t bit = 1; well && bit != 0; bit <<= 1) {
		char name[QUALITY_TEXT_SIZE];
		if (strcmp(quality_text(bit, name), "good") == 0)
			continue;
		bind_integer(statement, 1, bit);
		bind_text(statement, 2, name);
		well = database_step(record, statement, error);
	}
	sqlite3_finalize(statement);
	return well;
}

static bool add_study(struct record *record, const struct named_value *study, size_t count,
                      int64_t utc_ns, struct error *error)
{
	char created[UTC_TEXT_SIZE];
	utc_format(utc_ns, created);
	sqlite3_stmt *statement = database_prepare(record, "INSERT INTO study (name, value) VALUES (?, ?)", error);
	if (!statement)
		return false;
	bind_text(statement, 1, "created_utc");
	bind_text(statement, 2, created);
	bool well = database_step(record, statement, error);
	for (size_t i = 0; well && i < count; i++) {
		bind_text(statement, 1, study[i].name);
		bind_text(statement, 2, study[i].value);
		well = database_step(record, statement, error);
	}
	sqlite3_finalize(statement);
	return well;
}

static bool fill(struct record *record, const struct named_value *study, size_t count,
                 int64_t utc_ns, struct error *error)
{
	if (!database_run(record, "BEGIN IMMEDIATE", error))
		return false;
	bool well = database_run(record, schema_text(), error)
		&& add_qualities(record, error)
		&& add_study(record, study, count, utc_ns, error)
		&& audit_found(record, utc_ns, error);
	return database_end(record, well, error);
}

static void remove_files(const char *path)
{
	static const char *const endings[] = { "", "-wal", "-shm", "-journal" };
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		char *name = xasprintf("%s%s", path, endings[i]);
		unlink(name);
		free(name);
	}
}

/* The empty file comes first: so it has its mode before anything is in it, and of two
 * programs only one makes it. */
struct record *record_create(const char *path, const struct named_value *study, size_t count,
                             int64_t utc_ns, struct error *error)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		if (errno == EEXIST)
			error_set(error, ERROR_BUSY, "%s exists already; a record is never overwritten.", path);
		else
			error_set(error, ERROR_SYSTEM, "%s cannot be made: %s.", path, strerror(errno));
		return NULL;
	}
	close(fd);
	struct record *record = record_new(path);
	if (database_open(record, true, error)
	    && (summing_prepare(record->db) || database_failed(record, "made", error))
	    && database_settle(record, true, error)
	    && fill(record, study, count, utc_ns, error))
		return record;
	record_close(record);
	remove_files(path);
	return NULL;
}

/* What can be said without SQLite: that the file is there, and of SQLite's kind. */
static bool looks_like_a_database(const char *path, struct error *error)
{
	static const char magic[16] = "SQLite format 3";
	char first[sizeof magic] = "";
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return error_set(error, ERROR_ABSENT, "%s: there is no record here; "
		                 "'soleus init' makes a study with one.", path);
	if (fd < 0 || fstat(fd, &status) != 0) {
		error_set(error, ERROR_SYSTEM, "%s cannot be opened: %s.", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	ssize_t got = S_ISREG(status.st_mode) ? read(fd, first, sizeof first) : -1;
	close(fd);
	if (got == 0)
		return error_set(error, ERROR_MALFORMED, "%s is empty: it was never made whole, and there is nothing "
		                 "in it; remove it and make it again.", path);
	if (got != sizeof first || memcmp(first, magic, sizeof magic) != 0)
		return error_set(error, ERROR_MALFORMED, "%s is not a record of Soleus.", path);
	return true;
}

static bool is_ours(struct record *record, int64_t *version, struct error *error)
{
	int64_t application;
	if (!database_integer(record, "PRAGMA application_id", &application, error)
	    || !database_integer(record, "PRAGMA user_version", version, error))
		return false;
	if (application != APPLICATION_ID)
		return error_set(error, ERROR_MALFORMED, "%s is not a record of Soleus: it is an SQLite database "
		                 "of another program, or one whose making was interrupted.", record->path);
	if (*version > RECORD_SCHEMA_VERSION)
		return error_set(error, ERROR_REFUSED, "%s was written by a newer Soleus (its schema has version %lld, "
		                 "this program knows up to %d); please update Soleus.",
		                 record->path, (long long)*version, RECORD_SCHEMA_VERSION);
	return true;
}

static bool has_our_schema(struct record *record, struct error *error)
{
	char *difference;
	if (!schema_compare(record, &difference, error))
		return false;
	if (difference)
		error_set(error, ERROR_MALFORMED, "%s was changed, not by Soleus, or damaged: %s; 'soleus verify' tells more.",
		          record->path, difference);
	free(difference);
	return !difference;
}

static bool bring_up_to_date(struct record *record, struct error *error)
{
	struct clock *clock = clock_new_real();
	bool well = record_migrate(record, migration_steps, clock_utc(clock), error);
	clock_free(clock);
	return well;
}

/* As it is, through views of this connection alone. */
static bool read_earlier(struct record *record, int64_t version, struct error *error)
{
	char sql[256];
	snprintf(sql, sizeof sql, "PRAGMA query_only = OFF; CREATE TEMP VIEW participant AS SELECT %s FROM main.participant;"
	         " PRAGMA query_only = ON", migration_participant(version));
	return database_run(record, sql, error);
}

static bool meet_version(struct record *record, bool writable, int64_t version, struct error *error)
{
	if (version == RECORD_SCHEMA_VERSION)
		return true;
	return writable ? bring_up_to_date(record, error) : read_earlier(record, version, error);
}

struct record *record_open(const char *path, bool writable, struct error *error)
{
	struct record *record = record_open_unlooked(path, writable, error);
	if (record && has_our_schema(record, error))
		return record;
	record_close(record);
	return NULL;
}

struct record *record_open_unlooked(const char *path, bool writable, struct error *error)
{
	if (!looks_like_a_database(path, error))
		return NULL;
	struct record *record = record_new(path);
	int64_t version;
	if (database_open(record, writable, error)
	    && is_ours(record, &version, error)
	    && database_settle(record, writable, error)
	    && meet_version(record, writable, version, error))
		return record;
	record_close(record);
	return NULL;
}

void record_act_as(struct record *record, const struct actor *actor, const struct station_key *key)
{
	record->actor = *actor;
	record->has_key = key != NULL;
	if (key)
		record->key = *key;
	if (key)
		audit_sign(record);
}

void record_name_operator(struct record *record, const char *operator_id)
{
	snprintf(record->actor.operator_id, sizeof record->actor.operator_id, "%s", operator_id);
}

bool record_note(struct record *record, int64_t utc_ns, const char *action, const char *object,
                 const char *detail, struct error *error)
{
	if (!database_run(record, "BEGIN IMMEDIATE", error))
		return false;
	bool well = audit_append(record, utc_ns, action, object, detail, false, error);
	return database_end(record, well, error);
}
