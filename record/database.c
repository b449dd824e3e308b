/* database.c - what the files of this folder know of SQLite in common */

#include "record/database.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/memory.h"

static const struct reason {
	int             code;
	enum error_kind kind;
	const char     *text;
} reasons[] = {
	{ SQLITE_BUSY, ERROR_BUSY, "another program has been writing to it for seconds; try again when that has ended" },
	{ SQLITE_FULL, ERROR_SYSTEM, "the disk is full; make room on it" },
	{ SQLITE_READONLY, ERROR_SYSTEM, "it is write-protected; look at the rights of the file and of its folder" },
	{ SQLITE_PERM, ERROR_SYSTEM, "access is denied; look at the rights of the file and of its folder" },
	{ SQLITE_CANTOPEN, ERROR_SYSTEM, "it cannot be opened; look at the rights of the file and of its folder" },
	{ SQLITE_TOOBIG, ERROR_REFUSED, "a text of more than 16 MiB does not belong into it" },
};

static const char damaged[] =
	"%s is damaged (%.200s). Leave it and its -wal file as they are and copy both away; then go on from "
	"the last backup. 'sqlite3 %s .recover' saves what can still be read.";

bool database_failed(const struct record *record, const char *doing, struct error *error)
{
	int code = sqlite3_errcode(record->db) & 0xff;
	int number = sqlite3_system_errno(record->db);
	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
		return error_set(error, ERROR_SYSTEM, damaged, record->path, sqlite3_errmsg(record->db), record->path);
	if (code == SQLITE_IOERR)
		return error_set(error, ERROR_SYSTEM, "%s cannot be %s: the disk failed (%s).", record->path, doing,
		                 number ? strerror(number) : sqlite3_errmsg(record->db));
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
		if (reasons[i].code == code)
			return error_set(error, reasons[i].kind, "%s cannot be %s: %s.",
			                 record->path, doing, reasons[i].text);
	return error_set(error, code == SQLITE_CONSTRAINT ? ERROR_REFUSED : ERROR_SYSTEM,
	                 "%s cannot be %s: %s.", record->path, doing, sqlite3_errmsg(record->db));
}

/* Whether the file can be read at all: SQLite itself looks only at the first query. */
static bool is_readable(struct record *record)
{
	return sqlite3_exec(record->db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) == SQLITE_OK;
}

static bool wal_has_content(const char *path)
{
	char *name = xasprintf("%s-wal", path);
	struct stat status;
	bool has = stat(name, &status) == 0 && status.st_size > 0;
	free(name);
	return has;
}

/* Tells SQLite that nobody changes the file: it then needs no files beside it. */
static bool open_immutable(struct record *record)
{
	char *name = xcalloc(strlen(record->path) * 3 + sizeof "file:?immutable=1", 1);
	char *end = stpcpy(name, "file:");
	for (const char *at = record->path; *at; at++)
		end += sprintf(end, strchr("?#%", *at) ? "%%%02X" : "%c", (unsigned char)*at);
	strcpy(end, "?immutable=1");
	sqlite3_close(record->db);
	bool well = sqlite3_open_v2(name, &record->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) == SQLITE_OK
		&& is_readable(record);
	free(name);
	return well;
}

/*
 * A reader, too, opens for writing where it may: a WAL database needs its index file
 * beside it, and only a writer puts these files away again when it is the last to leave.
 */
bool database_open(struct record *record, bool writable, struct error *error)
{
	record->summing = summing_new();
	if (sqlite3_open_v2(record->path, &record->db, SQLITE_OPEN_READWRITE, summing_name(record->summing)) != SQLITE_OK)
		return database_failed(record, "opened", error);
	sqlite3_busy_timeout(record->db, BUSY_TIMEOUT_MS);
	bool readable = is_readable(record);
	int code = sqlite3_errcode(record->db) & 0xff;
	if (!readable && !writable && (code == SQLITE_CANTOPEN || code == SQLITE_READONLY)) {
		if (wal_has_content(record->path))
			return error_set(error, ERROR_SYSTEM, "%s cannot be read here: its newest rows are still in %s-wal, "
			                 "and the folder is write-protected; copy both files into a folder of your own.",
			                 record->path, record->path);
		readable = open_immutable(record);
	}
	if (!readable)
		return database_failed(record, "opened", error);
	if (writable && sqlite3_db_readonly(record->db, "main"))
		return error_set(error, ERROR_SYSTEM, "%s is write-protected; look at the rights of the file "
		                 "and of its folder.", record->path);
	return true;
}

static bool use_wal(struct record *record, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record, "PRAGMA journal_mode = WAL", error);
	if (!statement)
		return false;
	bool well = sqlite3_step(statement) == SQLITE_ROW || database_failed(record, "written", error);
	const char *mode = well ? (const char *)sqlite3_column_text(statement, 0) : NULL;
	if (well && (!mode || strcmp(mode, "wal") != 0))
		well = error_set(error, ERROR_SYSTEM, "%s is on a file system that cannot keep a record safe "
		                 "while it is read; keep the study on a local disk.", record->path);
	sqlite3_finalize(statement);
	return well;
}

/*
 * recursive_triggers: without it INSERT OR REPLACE removes rows past the triggers. The
 * write-ahead log is brought into the file every 32 MiB: often enough to stay small,
 * seldom enough to cost nothing.
 */
bool database_settle(struct record *record, bool writable, struct error *error)
{
	sqlite3_limit(record->db, SQLITE_LIMIT_LENGTH, RECORD_LONGEST);
	sqlite3_db_config(record->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (writable && !use_wal(record, error))
		return false;
	return database_run(record,
		"PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
		"PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA synchronous = FULL;"
		"PRAGMA cache_size = -2048; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 8192",
		error)
		&& (writable || database_run(record, "PRAGMA query_only = ON", error));
}

bool database_run(struct record *record, const char *sql, struct error *error)
{
	return sqlite3_exec(record->db, sql, NULL, NULL, NULL) == SQLITE_OK
		|| database_failed(record, "written", error);
}

sqlite3_stmt *database_prepare(struct record *record, const char *sql, struct error *error)
{
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v3(record->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
		database_failed(record, "read", error);
	return statement;
}

bool database_step(struct record *record, sqlite3_stmt *statement, struct error *error)
{
	bool well = sqlite3_step(statement) == SQLITE_DONE || database_failed(record, "written", error);
	sqlite3_reset(statement);
	return well;
}

bool database_end(struct record *record, bool well, struct error *error)
{
	if (well && database_run(record, "COMMIT", error))
		return true;
	/* SQLite has undone it already where the disk failed. */
	if (!sqlite3_get_autocommit(record->db))
		sqlite3_exec(record->db, "ROLLBACK", NULL, NULL, NULL);
	return false;
}

bool database_integer(struct record *record, const char *sql, int64_t *value, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record, sql, error);
	if (!statement)
		return false;
	bool well = sqlite3_step(statement) == SQLITE_ROW || database_failed(record, "read", error);
	if (well)
		*value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return well;
}

void bind_text(sqlite3_stmt *statement, int place, const char *text)
{
	sqlite3_bind_text64(statement, place, text, strlen(text), SQLITE_STATIC, SQLITE_UTF8);
}

void bind_integer(sqlite3_stmt *statement, int place, int64_t value)
{
	sqlite3_bind_int64(statement, place, value);
}

void bind_number(sqlite3_stmt *statement, int place, double value)
{
	if (isnan(value))
		sqlite3_bind_null(statement, place);
	else
		sqlite3_bind_double(statement, place, value);
}

void bind_time(sqlite3_stmt *statement, int place, int64_t time_ns)
{
	if (time_ns == TIME_NONE)
		sqlite3_bind_null(statement, place);
	else
		sqlite3_bind_int64(statement, place, time_ns);
}
