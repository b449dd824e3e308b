/*
 * database.h - what the files of this folder know of SQLite in common
 *
 * Nobody outside record/ includes this, but for tests that want to look at the
 * file behind the record's back.
 */
#ifndef SOLEUS_RECORD_DATABASE_H
#define SOLEUS_RECORD_DATABASE_H

#include <sqlite3.h>

#include "record/record.h"
#include "record/station_key.h"
#include "record/summing.h"

/* How long another program's transaction is waited for. */
#define BUSY_TIMEOUT_MS 5000

struct record {
	sqlite3           *db;
	char              *path;
	int                claim;       /* see claim.h; -1: none */
	struct trial_info *trials;      /* of the session begun last: their factors are not in the database yet */
	size_t             trial_count;
	struct summing    *summing;     /* through which the file is written */
	struct actor       actor;       /* who acts, for the audit */
	struct station_key key;
	bool               has_key;
};

/*
 * Opens the existing file record->path and nothing more. Only when the caller has seen
 * that it is a record does database_settle put this program's settings in force (WAL,
 * durable, foreign keys on): some of them change the file.
 */
bool database_open(struct record *record, bool writable, struct error *error);
bool database_settle(struct record *record, bool writable, struct error *error);

/* As record_open, whatever has become of the schema: for who looks at that himself. */
struct record *record_open_unlooked(const char *path, bool writable, struct error *error);

/* After SQLite said no: what that means for this record, and the way out. `doing` completes
 * "study.db cannot be ...". Returns false. */
bool database_failed(const struct record *record, const char *doing, struct error *error);

/* Statements without parameters and without rows. */
bool database_run(struct record *record, const char *sql, struct error *error);

/* NULL when it fails; freed with sqlite3_finalize. */
sqlite3_stmt *database_prepare(struct record *record, const char *sql, struct error *error);

/* Runs a bound statement that gives no rows, and makes it ready for the next binding. */
bool database_step(struct record *record, sqlite3_stmt *statement, struct error *error);

/* Ends a transaction: commits when `well`, otherwise undoes it and returns false. */
bool database_end(struct record *record, bool well, struct error *error);

/* The first column of the first row; a query without parameters. */
bool database_integer(struct record *record, const char *sql, int64_t *value, struct error *error);

/* Binding cannot fail but for a text beyond RECORD_LONGEST, and then the parameter is
 * NULL and the statement fails. NAN and TIME_NONE become NULL. */
void bind_text(sqlite3_stmt *statement, int place, const char *text);
void bind_integer(sqlite3_stmt *statement, int place, int64_t value);
void bind_number(sqlite3_stmt *statement, int place, double value);
void bind_time(sqlite3_stmt *statement, int place, int64_t time_ns);

/* No text, chunk or row of a record is larger, in bytes. */
#define RECORD_LONGEST (16 << 20)

#endif
