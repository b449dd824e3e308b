/* import.c - adds to a session that is over what an instrument had recorded by itself */

#include "record/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/count.h"
#include "base/event.h"
#include "base/memory.h"
#include "base/version.h"
#include "record/audit.h"
#include "record/claim.h"
#include "record/database.h"
#include "record/hash.h"
#include "record/seal_parts.h"
#include "record/session.h"

struct importing {
	struct record       *record;
	const struct import *import;
	char                 sha256[SHA256_TEXT_SIZE];
	char                 imported_utc[UTC_TEXT_SIZE];
	int64_t              instrument_id;
	int64_t             *channel_ids;       /* of the import's channels; 0: nothing was measured there */
	struct error        *error;
};

/* A statement whose first parameters are the session's number and a name ("": none). */
static sqlite3_stmt *ask(struct importing *importing, const char *sql, const char *name)
{
	sqlite3_stmt *statement = database_prepare(importing->record, sql, importing->error);
	if (!statement)
		return NULL;
	bind_integer(statement, 1, importing->import->session);
	if (*name)
		bind_text(statement, 2, name);
	return statement;
}

/* Steps to a row; *found tells whether there is one. */
static bool look(struct importing *importing, sqlite3_stmt *statement, bool *found)
{
	int code = sqlite3_step(statement);
	*found = code == SQLITE_ROW;
	return *found || code == SQLITE_DONE || database_failed(importing->record, "read", importing->error);
}

static bool session_is_over(struct importing *importing)
{
	sqlite3_stmt *statement = ask(importing, "SELECT status FROM session WHERE session_id = ?", "");
	bool found;
	if (!statement)
		return false;
	bool well = look(importing, statement, &found);
	bool over = well && found && sqlite3_column_type(statement, 0) != SQLITE_NULL;
	sqlite3_finalize(statement);
	if (well && !found)
		return error_set(importing->error, ERROR_ABSENT, "There is no session %lld in %s.",
		                 (long long)importing->import->session, importing->record->path);
	if (well && !over)
		return error_set(importing->error, ERROR_REFUSED, "Session %lld was not brought to an end, so that nothing "
		                 "can be added to it from a file.", (long long)importing->import->session);
	return well;
}

static bool is_new(struct importing *importing)
{
	const struct import *import = importing->import;
	sqlite3_stmt *statement = database_prepare(importing->record,
		"SELECT session_id, trial, imported_utc FROM import WHERE sha256 = ? AND recording = ?", importing->error);
	bool found;
	if (!statement)
		return false;
	bind_text(statement, 1, importing->sha256);
	bind_integer(statement, 2, import->recording);
	bool well = look(importing, statement, &found);
	if (well && found)
		well = error_set(importing->error, ERROR_REFUSED,
			"Recording %d of %s is in the record already: it was imported into trial %d of session %lld on %s.",
			import->recording, import->file, sqlite3_column_int(statement, 1),
			(long long)sqlite3_column_int64(statement, 0), (const char *)sqlite3_column_text(statement, 2));
	sqlite3_finalize(statement);
	return well;
}

/* The session's instrument of that name, or a new one. */
static bool find_instrument(struct importing *importing)
{
	const struct instrument_info *instrument = importing->import->instrument;
	sqlite3_stmt *statement = ask(importing,
		"SELECT instrument_id, driver FROM instrument WHERE session_id = ? AND name = ?", instrument->name);
	bool found;
	if (!statement)
		return false;
	bool well = look(importing, statement, &found);
	if (well && found) {
		const char *driver = (const char *)sqlite3_column_text(statement, 1);
		importing->instrument_id = sqlite3_column_int64(statement, 0);
		if (strcmp(driver, instrument->driver) != 0)
			well = error_set(importing->error, ERROR_REFUSED,
				"In session %lld '%s' was an instrument of another kind (%s, not %s).",
				(long long)importing->import->session, instrument->name, driver, instrument->driver);
	}
	sqlite3_finalize(statement);
	if (well && !found)
		importing->instrument_id = session_add_instrument(importing->record, importing->import->session, instrument,
		                                                  importing->error);
	return well && importing->instrument_id != 0;
}

/* The time from a channel's first sample to its last; false when it has none. */
static bool span(const struct import *import, size_t channel, int64_t *first_ns, int64_t *last_ns)
{
	*first_ns = INT64_MAX;
	*last_ns = INT64_MIN;
	for (size_t i = 0; i < import->sample_count; i++) {
		const struct sample *sample = &import->samples[i];
		if (sample->channel != (int)channel)
			continue;
		*first_ns = sample->time_ns < *first_ns ? sample->time_ns : *first_ns;
		*last_ns = sample->time_ns > *last_ns ? sample->time_ns : *last_ns;
	}
	return *first_ns <= *last_ns;
}

/* Two measurements of one thing at one time would contradict each other. */
static bool is_free(struct importing *importing, int64_t channel_id, const char *name, int64_t first_ns, int64_t last_ns)
{
	sqlite3_stmt *statement = database_prepare(importing->record,
		"SELECT 1 FROM sample WHERE channel_id = ? AND time_ns BETWEEN ? AND ? LIMIT 1", importing->error);
	bool found;
	if (!statement)
		return false;
	bind_integer(statement, 1, channel_id);
	bind_integer(statement, 2, first_ns);
	bind_integer(statement, 3, last_ns);
	bool well = look(importing, statement, &found);
	sqlite3_finalize(statement);
	return well && (!found || error_set(importing->error, ERROR_REFUSED,
		"The channel '%s' has samples between %.1f s and %.1f s of session %lld already.", name,
		(double)first_ns / 1e9, (double)last_ns / 1e9, (long long)importing->import->session));
}

/* The session's channel of that name, when it means the same; 0 when there is none; -1: no. */
static int64_t old_channel(struct importing *importing, const struct channel *channel)
{
	sqlite3_stmt *statement = ask(importing,
		"SELECT channel_id, instrument_id, quantity, unit FROM channel WHERE session_id = ? AND name = ?", channel->name);
	bool found;
	int64_t id = -1;
	if (statement && look(importing, statement, &found)) {
		bool same = found && sqlite3_column_int64(statement, 1) == importing->instrument_id
			&& strcmp((const char *)sqlite3_column_text(statement, 2), channel->quantity) == 0
			&& strcmp((const char *)sqlite3_column_text(statement, 3), channel->unit) == 0;
		id = !found ? 0 : same ? sqlite3_column_int64(statement, 0) : -1;
		if (found && !same)
			error_set(importing->error, ERROR_REFUSED, "In session %lld '%s' was a channel of another instrument, "
			          "quantity or unit.", (long long)importing->import->session, channel->name);
	}
	sqlite3_finalize(statement);
	return id;
}

static bool find_channels(struct importing *importing)
{
	const struct import *import = importing->import;
	for (size_t i = 0; i < import->channel_count; i++) {
		const struct channel *channel = &import->channels[i];
		int64_t first_ns, last_ns;
		if (!span(import, i, &first_ns, &last_ns))
			continue;
		int64_t id = old_channel(importing, channel);
		if (id < 0 || (id > 0 && !is_free(importing, id, channel->name, first_ns, last_ns)))
			return false;
		if (id == 0)
			id = session_add_channel(importing->record, import->session, importing->instrument_id, channel,
			                         importing->error);
		if (id == 0)
			return false;
		importing->channel_ids[i] = id;
	}
	return true;
}

static bool add_chunk(struct importing *importing)
{
	const struct import *import = importing->import;
	sqlite3_stmt *statement = database_prepare(importing->record,
		"INSERT INTO chunk (instrument_id, seq, arrival_ns, sent, bytes) VALUES (?1,"
		" (SELECT coalesce(max(seq), 0) + 1 FROM chunk WHERE instrument_id = ?1), ?2, 0, ?3)", importing->error);
	if (!statement)
		return false;
	bind_integer(statement, 1, importing->instrument_id);
	bind_integer(statement, 2, import->ended_ns);
	sqlite3_bind_blob64(statement, 3, import->bytes, import->size, SQLITE_STATIC);
	bool well = database_step(importing->record, statement, importing->error);
	sqlite3_finalize(statement);
	return well;
}

static bool add_samples(struct importing *importing)
{
	const struct import *import = importing->import;
	sqlite3_stmt *statement = database_prepare(importing->record,
		"INSERT INTO sample (channel_id, seq, time_ns, uncertainty_ns, arrival_ns, value, quality, flags) VALUES (?1,"
		" (SELECT coalesce(max(seq), 0) + 1 FROM sample WHERE channel_id = ?1), ?2, ?3, ?4, ?5, ?6, ?7)", importing->error);
	bool well = statement != NULL;
	for (size_t i = 0; well && i < import->sample_count; i++) {
		const struct sample *sample = &import->samples[i];
		bind_integer(statement, 1, importing->channel_ids[sample->channel]);
		bind_integer(statement, 2, sample->time_ns);
		bind_integer(statement, 3, sample->uncertainty_ns);
		bind_integer(statement, 4, sample->arrival_ns);
		bind_number(statement, 5, sample->value);
		bind_integer(statement, 6, sample->quality);
		bind_integer(statement, 7, sample->flags);
		well = database_step(importing->record, statement, importing->error);
	}
	sqlite3_finalize(statement);
	return well;
}

static bool add_import(struct importing *importing)
{
	const struct import *import = importing->import;
	sqlite3_stmt *statement = ask(importing,
		"INSERT INTO import (session_id, file, trial, attempt, instrument_id, sha256, recording, ended_ns, samples,"
		" operator, imported_utc, software_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", import->file);
	if (!statement)
		return false;
	bind_integer(statement, 3, import->trial);
	bind_integer(statement, 4, import->attempt);
	bind_integer(statement, 5, importing->instrument_id);
	bind_text(statement, 6, importing->sha256);
	bind_integer(statement, 7, import->recording);
	bind_integer(statement, 8, import->ended_ns);
	bind_integer(statement, 9, (int64_t)import->sample_count);
	bind_text(statement, 10, import->operator_id);
	bind_text(statement, 11, importing->imported_utc);
	bind_text(statement, 12, "soleus " SOLEUS_VERSION);
	bool well = database_step(importing->record, statement, importing->error);
	sqlite3_finalize(statement);
	return well;
}

static bool add_event(struct importing *importing)
{
	const struct import *import = importing->import;
	sqlite3_stmt *statement = ask(importing, "INSERT INTO event (session_id, name, time_ns, kind, trial, attempt, text)"
		" VALUES (?, ?, ?, ?, ?, ?, ?)", import->instrument->name);
	if (!statement)
		return false;
	char *text = xasprintf("Recording %d of %s (SHA-256 %s), %s, imported on %s%s%s", import->recording, import->file,
	                       importing->sha256, count_text((int64_t)import->sample_count, "sample", "samples", (char[COUNT_TEXT_SIZE]){0}),
	                       importing->imported_utc,
	                       import->operator_id[0] ? " by " : "", import->operator_id);
	bind_integer(statement, 3, import->ended_ns);
	bind_text(statement, 4, event_kind_name(EVENT_IMPORT));
	bind_integer(statement, 5, import->trial);
	bind_integer(statement, 6, import->attempt);
	bind_text(statement, 7, text);
	bool well = database_step(importing->record, statement, importing->error);
	sqlite3_finalize(statement);
	free(text);
	return well;
}

/* The session grew: it is sealed again. */
static bool add_to_audit(struct importing *importing)
{
	const struct import *import = importing->import;
	char *object = xasprintf("import %s:%d", importing->sha256, import->recording);
	char *detail = xasprintf("into session %lld", (long long)import->session);
	bool well = audit_append(importing->record, import->utc_ns, "imported", object, detail, false, importing->error)
		&& seal_again(importing->record, import->session, import->utc_ns, importing->error);
	free(object);
	free(detail);
	return well;
}

bool record_import(struct record *record, const struct import *import, struct error *error)
{
	struct importing importing = { .record = record, .import = import, .error = error };
	hash_sha256(import->bytes, import->size, importing.sha256);
	utc_format(import->utc_ns, importing.imported_utc);
	record_name_operator(record, import->operator_id);
	if (!claim_take(record, error) || !database_run(record, "BEGIN IMMEDIATE", error))
		return false;
	importing.channel_ids = xcalloc(import->channel_count, sizeof *importing.channel_ids);
	bool well = session_is_over(&importing) && is_new(&importing) && seal_holds(record, import->session, error)
		&& find_instrument(&importing) && find_channels(&importing)
		&& add_chunk(&importing) && add_samples(&importing)
		&& add_import(&importing) && add_event(&importing) && add_to_audit(&importing);
	free(importing.channel_ids);
	return database_end(record, well, error);
}
