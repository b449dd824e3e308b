/* session.c - the beginning of a session: all that is known before anything happens */

#include "record/session.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/version.h"
#include "record/audit.h"
#include "record/claim.h"
#include "record/database.h"
#include "record/hash.h"

/* On a virtual clock the same visit at the same place is the same session, whenever it is made. */
static bool name_session(struct record *record, const struct session_start *start, const char *sha256,
                         char uuid[static UUID_SIZE], struct error *error)
{
	int64_t before;
	if (!database_integer(record, "SELECT count(*) FROM session", &before, error))
		return false;
	char *of = xasprintf("%lld %s %d %s %llu %lld", (long long)before, start->participant, start->visit, sha256,
	                     (unsigned long long)start->seed, (long long)start->start_utc_ns);
	if (start->virtual_clock)
		hash_uuid_of(of, uuid);
	else
		hash_uuid(uuid);
	free(of);
	return true;
}

static bool add_session(struct record *record, const struct session_start *start, char uuid[static UUID_SIZE],
                        struct error *error)
{
	char sha256[SHA256_TEXT_SIZE], seed[24], start_utc[UTC_TEXT_SIZE];
	hash_sha256(start->script_text, strlen(start->script_text), sha256);
	if (!name_session(record, start, sha256, uuid, error))
		return false;
	snprintf(seed, sizeof seed, "%llu", (unsigned long long)start->seed);
	utc_format(start->start_utc_ns, start_utc);
	sqlite3_stmt *statement = database_prepare(record,
		"INSERT INTO session (uuid, participant_id, visit, operator, protocol_id, protocol_version,"
		" protocol_title, script_file, script_text, script_sha256, plan_text, seed, station,"
		" simulated, virtual_clock, software_version, start_utc, utc_offset_min)"
		" VALUES (?, (SELECT participant_id FROM participant WHERE id = ?),"
		" ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
	if (!statement)
		return false;
	int place = 0;
	bind_text(statement, ++place, uuid);
	bind_text(statement, ++place, start->participant);
	bind_integer(statement, ++place, start->visit);
	bind_text(statement, ++place, start->operator_id);
	bind_text(statement, ++place, start->protocol_id);
	bind_text(statement, ++place, start->protocol_version);
	bind_text(statement, ++place, start->protocol_title);
	bind_text(statement, ++place, start->script_file);
	bind_text(statement, ++place, start->script_text);
	bind_text(statement, ++place, sha256);
	bind_text(statement, ++place, start->plan_text);
	bind_text(statement, ++place, seed);
	bind_text(statement, ++place, start->station);
	bind_integer(statement, ++place, start->simulated);
	bind_integer(statement, ++place, start->virtual_clock);
	bind_text(statement, ++place, "soleus " SOLEUS_VERSION);
	bind_text(statement, ++place, start_utc);
	bind_integer(statement, ++place, start->utc_offset_min);
	bool well = database_step(record, statement, error);
	sqlite3_finalize(statement);
	return well;
}

/* The first pair of the session's clock and UTC: its zero. */
static bool add_zero(struct record *record, int64_t session, int64_t utc_ns, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"INSERT INTO clock (session_id, time_ns, utc_ns) VALUES (?, 0, ?)", error);
	if (!statement)
		return false;
	bind_integer(statement, 1, session);
	bind_integer(statement, 2, utc_ns);
	bool well = database_step(record, statement, error);
	sqlite3_finalize(statement);
	return well;
}

int64_t session_add_instrument(struct record *record, int64_t session, const struct instrument_info *instrument,
                               struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"INSERT INTO instrument (session_id, name, driver, port, identity, settings, simulated)"
		" VALUES (?, ?, ?, ?, ?, ?, ?)", error);
	if (!statement)
		return 0;
	bind_integer(statement, 1, session);
	bind_text(statement, 2, instrument->name);
	bind_text(statement, 3, instrument->driver);
	bind_text(statement, 4, instrument->port);
	bind_text(statement, 5, instrument->identity);
	bind_text(statement, 6, instrument->settings);
	bind_integer(statement, 7, instrument->simulated);
	bool well = database_step(record, statement, error);
	sqlite3_finalize(statement);
	return well ? sqlite3_last_insert_rowid(record->db) : 0;
}

int64_t session_add_channel(struct record *record, int64_t session, int64_t instrument_id,
                            const struct channel *channel, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"INSERT INTO channel (session_id, instrument_id, name, quantity, unit, site, low, high, interval_s, waveform)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
	if (!statement)
		return 0;
	bind_integer(statement, 1, session);
	bind_integer(statement, 2, instrument_id);
	bind_text(statement, 3, channel->name);
	bind_text(statement, 4, channel->quantity);
	bind_text(statement, 5, channel->unit);
	bind_text(statement, 6, channel->site);
	bind_number(statement, 7, channel->low);
	bind_number(statement, 8, channel->high);
	bind_number(statement, 9, channel->interval_s);
	bind_integer(statement, 10, channel->waveform);
	bool well = database_step(record, statement, error);
	sqlite3_finalize(statement);
	return well ? sqlite3_last_insert_rowid(record->db) : 0;
}

/* The channels refer to the instruments by their places in the list. */
static bool add_station(struct record *record, int64_t session, const struct session_start *start, struct error *error)
{
	int64_t *instrument_ids = xcalloc(start->instrument_count, sizeof *instrument_ids);
	bool well = true;
	for (size_t i = 0; well && i < start->instrument_count; i++)
		well = (instrument_ids[i] = session_add_instrument(record, session, &start->instruments[i], error)) != 0;
	for (size_t i = 0; well && i < start->channel_count; i++) {
		const struct channel *channel = &start->channels[i];
		assert(channel->instrument >= 0 && (size_t)channel->instrument < start->instrument_count);
		well = session_add_channel(record, session, instrument_ids[channel->instrument], channel, error) != 0;
	}
	free(instrument_ids);
	return well;
}

static bool audit_beginning(struct record *record, const struct session_start *start, const char *uuid,
                            struct error *error)
{
	char object[sizeof "session " + UUID_SIZE];
	char *detail = xasprintf("%s visit %d: %s %s", start->participant, start->visit, start->protocol_id,
	                         start->protocol_version);
	snprintf(object, sizeof object, "session %s", uuid);
	bool well = audit_append(record, start->start_utc_ns, "began", object, detail, false, error);
	free(detail);
	return well;
}

static int64_t add_all(struct record *record, const struct session_start *start, struct error *error)
{
	struct participant participant;
	if (!record_participant(record, start->participant, &participant, error)
	    || !database_run(record, "BEGIN IMMEDIATE", error))
		return 0;
	char uuid[UUID_SIZE];
	bool well = add_session(record, start, uuid, error);
	int64_t session = sqlite3_last_insert_rowid(record->db);
	well = well && add_zero(record, session, start->start_utc_ns, error)
		&& add_station(record, session, start, error)
		&& audit_beginning(record, start, uuid, error);
	return database_end(record, well, error) ? session : 0;
}

/* Factors reach the database when their trial begins. */
static void keep_trials(struct record *record, const struct session_start *start)
{
	free(record->trials);
	record->trials = xmemdup(start->trials, start->trial_count * sizeof *start->trials);
	record->trial_count = start->trial_count;
}

int64_t record_begin_session(struct record *record, const struct session_start *start,
                             struct error *error)
{
	record_name_operator(record, start->operator_id);
	int64_t session = claim_take(record, error) ? add_all(record, start, error) : 0;
	if (session == 0)
		return 0;
	keep_trials(record, start);
	return session;
}

/* "toe:temperature:degC:thermistors;...": what must not have changed. Freed with free(). */
static char *channels_text(const struct session_start *start)
{
	char *text = xstrdup("");
	for (size_t i = 0; i < start->channel_count; i++) {
		const struct channel *channel = &start->channels[i];
		char *longer = xasprintf("%s%s:%s:%s:%s;", text, channel->name, channel->quantity, channel->unit,
		                         start->instruments[channel->instrument].name);
		free(text);
		text = longer;
	}
	return text;
}

static bool has_same_channels(struct record *record, int64_t session, const struct session_start *start,
                              struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"SELECT coalesce(group_concat(c, ''), '') = ?2 FROM (SELECT channel.name || ':' || quantity || ':' || unit"
		" || ':' || instrument.name || ';' AS c FROM channel JOIN instrument USING (instrument_id)"
		" WHERE channel.session_id = ?1 ORDER BY channel_id)", error);
	if (!statement)
		return false;
	char *text = channels_text(start);
	bind_integer(statement, 1, session);
	bind_text(statement, 2, text);
	int code = sqlite3_step(statement);
	bool same = code == SQLITE_ROW && sqlite3_column_int(statement, 0) != 0;
	if (code != SQLITE_ROW)
		database_failed(record, "read", error);
	else if (!same)
		error_set(error, ERROR_REFUSED, "The station's channels are no longer those with which session %lld began; "
		          "put station.ini back as it was.", (long long)session);
	sqlite3_finalize(statement);
	free(text);
	return same;
}

static bool find_open(struct record *record, int64_t session, char uuid[static UUID_SIZE], struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record, "SELECT uuid FROM session WHERE session_id = ? AND status IS NULL", error);
	if (!statement)
		return false;
	bind_integer(statement, 1, session);
	int code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		snprintf(uuid, UUID_SIZE, "%s", (const char *)sqlite3_column_text(statement, 0));
	else if (code == SQLITE_DONE)
		error_set(error, ERROR_REFUSED, "Session %lld has ended, or is not there.", (long long)session);
	else
		database_failed(record, "read", error);
	sqlite3_finalize(statement);
	return code == SQLITE_ROW;
}

bool record_resume_session(struct record *record, int64_t session, const struct session_start *start,
                           int64_t utc_ns, struct error *error)
{
	char uuid[UUID_SIZE], object[sizeof "session " + UUID_SIZE];
	if (!claim_take(record, error) || !find_open(record, session, uuid, error)
	    || !has_same_channels(record, session, start, error))
		return false;
	snprintf(object, sizeof object, "session %s", uuid);
	record_name_operator(record, start->operator_id);
	keep_trials(record, start);
	return record_note(record, utc_ns, "resumed", object, "", error);
}

bool record_is_claimed(struct record *record)
{
	return claim_is_held(record);
}
