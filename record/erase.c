/* erase.c - the erasure of a person: values go, rows and the audit stay */

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/sample.h"
#include "record/amending.h"
#include "record/claim.h"
#include "record/seal_parts.h"

#define THEIR_SESSIONS "session_id IN (SELECT session_id FROM session WHERE participant_id = ?1)"

/*
 * ?1 is the person. Of events stay those whose words are the plan's or the program's; whatever a person may have
 * typed goes. Who erased and why stays, of an earlier erasure too.
 */
static const char *const steps[] = {
	"INSERT INTO erasing (participant_id) VALUES (?1)",
	"UPDATE participant SET salt = x'' WHERE participant_id = ?1",
	"UPDATE covariate SET value = '' WHERE participant_id = ?1",
	"UPDATE answer SET value = NULL, text = '' WHERE " THEIR_SESSIONS,
	"UPDATE event SET value = NULL, text = '' WHERE " THEIR_SESSIONS " AND kind NOT IN ('session_begin', 'session_end',"
	" 'trial_begin', 'trial_end', 'phase_begin', 'phase_end', 'cue', 'say', 'tell', 'ask', 'confirmed', 'connected', 'lost',"
	" 'checkpoint', 'pause', 'go_on')",
	"UPDATE deviation SET actual = NULL, reason = '' WHERE " THEIR_SESSIONS,
	"UPDATE sample SET value = NULL, quality = 512, flags = 0 WHERE channel_id IN"
	" (SELECT channel_id FROM channel WHERE " THEIR_SESSIONS ")",
	"UPDATE chunk SET bytes = x'' WHERE instrument_id IN (SELECT instrument_id FROM instrument WHERE " THEIR_SESSIONS ")",
	"UPDATE seal_block SET checks = x'' WHERE " THEIR_SESSIONS,
	/* A record's trigger knows no erasure of what was imported: it steps aside within the transaction. */
	"DROP TRIGGER import_never_changes",
	"UPDATE import SET file = '' WHERE " THEIR_SESSIONS,
	"CREATE TRIGGER import_never_changes BEFORE UPDATE ON import\n"
	"BEGIN SELECT RAISE(ABORT, 'the record only grows: import rows never change'); END",
	"UPDATE amendment SET old = '', new = '', reason = '', salt = x'' WHERE participant_id = ?1 AND action <> 'erase'",
	"DELETE FROM erasing WHERE participant_id = ?1",
};
_Static_assert(QUALITY_MISSING == 512, "as the step for samples has it");

bool erase_may_begin(struct record *record, struct error *error)
{
	return claim_take(record, error);
}

static bool blank(struct record *record, int64_t participant_id, struct error *error)
{
	bool well = true;
	for (size_t i = 0; well && i < sizeof steps / sizeof steps[0]; i++) {
		sqlite3_stmt *statement = database_prepare(record, steps[i], error);
		well = statement != NULL;
		if (well) {
			bind_integer(statement, 1, participant_id);
			well = database_step(record, statement, error);
		}
		sqlite3_finalize(statement);
	}
	return well;
}

/* Calls `act` for each row of a query of one column about the person. */
static bool each(struct record *record, const char *sql, int64_t participant_id, int64_t utc_ns,
                 bool (*act)(struct record *record, sqlite3_stmt *row, int64_t utc_ns, struct error *error),
                 struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record, sql, error);
	if (!statement)
		return false;
	bool well = true;
	int code = SQLITE_DONE;
	bind_integer(statement, 1, participant_id);
	while (well && (code = sqlite3_step(statement)) == SQLITE_ROW)
		well = act(record, statement, utc_ns, error);
	if (well && code != SQLITE_DONE)
		well = database_failed(record, "read", error);
	sqlite3_finalize(statement);
	return well;
}

static bool check_session(struct record *record, sqlite3_stmt *row, int64_t utc_ns, struct error *error)
{
	(void)utc_ns;
	return seal_holds(record, sqlite3_column_int64(row, 0), error);
}

static bool seal_session(struct record *record, sqlite3_stmt *row, int64_t utc_ns, struct error *error)
{
	return seal_again(record, sqlite3_column_int64(row, 0), utc_ns, error);
}

static bool audit_object(struct record *record, sqlite3_stmt *row, int64_t utc_ns, struct error *error)
{
	char *object = xstrdup((const char *)sqlite3_column_text(row, 0));
	bool well = audit_append(record, utc_ns, "erased", object, "", true, error);
	free(object);
	return well;
}

#define SESSIONS "SELECT session_id FROM session WHERE participant_id = ?1 ORDER BY session_id"

bool erase_person(struct record *record, const char *id, int64_t participant_id, int64_t utc_ns, struct error *error)
{
	char *object = xasprintf("participant %s", id);
	bool well = each(record, SESSIONS, participant_id, utc_ns, check_session, error)
		&& blank(record, participant_id, error)
		&& audit_append(record, utc_ns, "erased", object, "", true, error)
		&& each(record, "SELECT 'amendment ' || chain || ':' || seq FROM amendment WHERE participant_id = ?1"
		        " AND action <> 'erase'", participant_id, utc_ns, audit_object, error)
		&& each(record, SESSIONS, participant_id, utc_ns, seal_session, error);
	free(object);
	return well;
}

bool erase_traces(struct record *record, struct error *error)
{
	if (!database_run(record, "VACUUM", error))
		return false;
	int code = sqlite3_wal_checkpoint_v2(record->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	if (code == SQLITE_BUSY)
		return error_set(error, ERROR_BUSY, "The values are blanked, but still stand in unused parts of %s, because another "
		                 "program reads it; end that program and erase once more.", record->path);
	return code == SQLITE_OK || database_failed(record, "written", error);
}
