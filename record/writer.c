/* writer.c - from messages to rows */

#include "record/writer.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "record/database.h"

/* Whoever records waits less for another program than others do: it has a memory, and shall soon tell. */
#define BUSY_WHILE_RECORDING_MS 500

enum row { NO_ROW, CHUNK, SAMPLE, GAP, CLOCK, FACTOR, DEVIATION, EVENT, SESSION_END, TRIAL_BEGIN, TRIAL_END,
	PHASE_BEGIN, PHASE_END, ANSWER, ROW_COUNT };

#define TRIAL "(SELECT trial_id FROM trial WHERE session_id = ?1 AND number = ?6 AND attempt = ?7)"
/* What was paused in a phase: the value of its go_on events, in seconds. */
#define PAUSED "(SELECT CAST(round(total(value) * 1e9) AS INTEGER) FROM event" \
	" WHERE event.session_id = ?1 AND event.kind = 'go_on' AND event.trial IS ?6 AND event.attempt IS ?7" \
	" AND event.phase IS ?8 AND event.time_ns >= phase.began_ns)"
#define OUTCOME "iif(?11 = 'interrupted', 'interrupted', 'completed')"

/* From EVENT on the parameters are the same for all: see bind_event. */
static const char *const sql[ROW_COUNT] = {
	[CHUNK] = "INSERT INTO chunk (instrument_id, seq, arrival_ns, sent, bytes) VALUES (?, ?, ?, ?, ?)",
	[SAMPLE] = "INSERT INTO sample (channel_id, seq, time_ns, uncertainty_ns, arrival_ns, value, quality, flags)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	[GAP] = "INSERT INTO gap (channel_id, from_ns, to_ns, cause) VALUES (?, ?, ?, ?)",
	[CLOCK] = "INSERT OR IGNORE INTO clock (session_id, time_ns, utc_ns) VALUES (?, ?, ?)",
	[FACTOR] = "INSERT INTO factor (trial_id, name, value) VALUES (?, ?, ?)",
	[DEVIATION] = "INSERT INTO deviation (session_id, time_ns, kind, severity, trial, attempt, phase, name, planned,"
		" actual, unit, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[EVENT] = "INSERT INTO event (session_id, time_ns, planned_ns, kind, step, trial, attempt, phase, name, value, text)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	[SESSION_END] = "UPDATE session SET ended_ns = ?2, status = ?11 WHERE session_id = ?1 AND status IS NULL",
	[TRIAL_BEGIN] = "INSERT INTO trial (session_id, number, attempt, condition, began_ns) VALUES (?1, ?6, ?7, ?9, ?2)",
	[TRIAL_END] = "UPDATE trial SET ended_ns = ?2, outcome = " OUTCOME ", counted = (coalesce(?10, 1) <> 0)"
		" WHERE session_id = ?1 AND number = ?6 AND attempt = ?7 AND outcome IS NULL",
	[PHASE_BEGIN] = "INSERT INTO phase (session_id, trial_id, number, name, kind, reps_per_min, planned_began_ns, began_ns)"
		" VALUES (?1, " TRIAL ", ?8, ?9, ?11, ?10, ?3, ?2)",
	[PHASE_END] = "UPDATE phase SET ended_ns = ?2, planned_ended_ns = ?3, paused_ns = " PAUSED ", outcome = " OUTCOME
		" WHERE session_id = ?1 AND trial_id IS " TRIAL " AND number = ?8 AND outcome IS NULL",
	[ANSWER] = "INSERT INTO answer (session_id, trial, attempt, question, wording, asked_ns, time_ns, outcome, value, text)"
		" SELECT ?1, ?6, ?7, ?9, coalesce(ask.text, ''), coalesce(ask.time_ns, ?2), ?2,"
		" CASE ?4 WHEN 'answer' THEN 'answered' WHEN 'refusal' THEN 'refused' ELSE 'rejected' END, ?10, ?11"
		" FROM (SELECT 1) LEFT JOIN (SELECT text, time_ns FROM event"
		" WHERE session_id = ?1 AND kind = 'ask' AND name = ?9 ORDER BY event_id DESC LIMIT 1) AS ask",
};

/* What an event means beside being one. */
static const enum row row_of[EVENT_KIND_COUNT] = {
	[EVENT_SESSION_END] = SESSION_END,
	[EVENT_TRIAL_BEGIN] = TRIAL_BEGIN,
	[EVENT_TRIAL_END] = TRIAL_END,
	[EVENT_PHASE_BEGIN] = PHASE_BEGIN,
	[EVENT_PHASE_END] = PHASE_END,
	[EVENT_ANSWER] = ANSWER,
	[EVENT_REFUSAL] = ANSWER,
	[EVENT_REJECTED] = ANSWER,
};

/* An instrument's chunks or a channel's samples. */
struct series { int64_t id, seq; };

/* `kept` is how the series stood before the batch, for when it is undone. */
struct all_series {
	struct series *items, *kept;
	size_t         count, capacity;
};

struct writer {
	struct record    *record;
	int64_t           session;
	sqlite3_stmt     *statements[ROW_COUNT];
	struct all_series instruments, channels;
	bool              refused;      /* the row of the last step, by the record */
};

static bool read_series(struct writer *writer, const char *query, struct all_series *series, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(writer->record, query, error);
	if (!statement)
		return false;
	bind_integer(statement, 1, writer->session);
	int code;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		array_reserve((void **)&series->items, &series->capacity, series->count, sizeof *series->items);
		series->items[series->count++] = (struct series){
			.id = sqlite3_column_int64(statement, 0), .seq = sqlite3_column_int64(statement, 1),
		};
	}
	bool well = code == SQLITE_DONE || database_failed(writer->record, "read", error);
	sqlite3_finalize(statement);
	series->kept = xcalloc(series->count, sizeof *series->kept);
	return well;
}

struct writer *writer_open(struct record *record, int64_t session, struct error *error)
{
	struct writer *writer = xcalloc(1, sizeof *writer);
	writer->record = record;
	writer->session = session;
	sqlite3_busy_timeout(record->db, BUSY_WHILE_RECORDING_MS);
	for (int i = NO_ROW + 1; i < ROW_COUNT; i++) {
		writer->statements[i] = database_prepare(record, sql[i], error);
		if (!writer->statements[i])
			goto fail;
	}
	/* The indices on the bus are places in these lists: both are in the order of the station. */
	if (!read_series(writer, "SELECT instrument_id, (SELECT coalesce(max(seq), 0) FROM chunk"
	                 " WHERE chunk.instrument_id = instrument.instrument_id) FROM instrument"
	                 " WHERE session_id = ? ORDER BY instrument_id", &writer->instruments, error)
	    || !read_series(writer, "SELECT channel_id, (SELECT coalesce(max(seq), 0) FROM sample"
	                    " WHERE sample.channel_id = channel.channel_id) FROM channel"
	                    " WHERE session_id = ? ORDER BY channel_id", &writer->channels, error))
		goto fail;
	return writer;
fail:
	writer_close(writer);
	return NULL;
}

void writer_close(struct writer *writer)
{
	if (!writer)
		return;
	sqlite3_busy_timeout(writer->record->db, BUSY_TIMEOUT_MS);
	for (int i = 0; i < ROW_COUNT; i++)
		sqlite3_finalize(writer->statements[i]);
	free(writer->instruments.items);
	free(writer->instruments.kept);
	free(writer->channels.items);
	free(writer->channels.kept);
	free(writer);
}

static void keep_series(struct all_series *series)
{
	if (series->count)
		memcpy(series->kept, series->items, series->count * sizeof *series->items);
}

static void restore_series(struct all_series *series)
{
	if (series->count)
		memcpy(series->items, series->kept, series->count * sizeof *series->items);
}

static struct series *next_of(struct all_series *series, int place)
{
	assert(place >= 0 && (size_t)place < series->count);
	series->items[place].seq++;
	return &series->items[place];
}

static void bind_positive(sqlite3_stmt *statement, int place, int value, int least)
{
	if (value < least)
		sqlite3_bind_null(statement, place);
	else
		bind_integer(statement, place, value);
}

/* A statement that does not use all of them passes over the last ones. */
static void bind_event(sqlite3_stmt *statement, int64_t session, const struct event *event, const char *text)
{
	bind_integer(statement, 1, session);
	bind_integer(statement, 2, event->time_ns);
	bind_time(statement, 3, event->planned_ns);
	bind_text(statement, 4, event_kind_name(event->kind));
	bind_positive(statement, 5, event->step, 0);
	bind_positive(statement, 6, event->trial, 1);
	bind_positive(statement, 7, event->attempt, 1);
	bind_positive(statement, 8, event->phase, 1);
	bind_text(statement, 9, event->name);
	bind_number(statement, 10, event->value);
	bind_text(statement, 11, text);
}

/* A row that was refused is told by another, which nothing can refuse. */
static bool tell_refused(struct writer *writer, int64_t time_ns, struct error *error)
{
	char text[256];
	snprintf(text, sizeof text, "A row was refused by the record: %s.", sqlite3_errmsg(writer->record->db));
	struct event trouble = event_at(EVENT_TROUBLE, time_ns);
	bind_event(writer->statements[EVENT], writer->session, &trouble, text);
	return database_step(writer->record, writer->statements[EVENT], error);
}

static bool step(struct writer *writer, enum row row, int64_t time_ns, struct error *error)
{
	sqlite3_stmt *statement = writer->statements[row];
	int code = sqlite3_step(statement) & 0xff;
	sqlite3_reset(statement);
	writer->refused = code == SQLITE_CONSTRAINT || code == SQLITE_TOOBIG;
	if (code == SQLITE_DONE)
		return true;
	if (writer->refused)
		return tell_refused(writer, time_ns, error);
	return database_failed(writer->record, "written", error);
}

static bool write_chunk(struct writer *writer, const struct chunk *chunk, const void *bytes, struct error *error)
{
	sqlite3_stmt *statement = writer->statements[CHUNK];
	struct series *series = next_of(&writer->instruments, chunk->instrument);
	bind_integer(statement, 1, series->id);
	bind_integer(statement, 2, series->seq);
	bind_integer(statement, 3, chunk->arrival_ns);
	bind_integer(statement, 4, chunk->sent);
	sqlite3_bind_blob64(statement, 5, bytes, chunk->size, SQLITE_STATIC);
	return step(writer, CHUNK, chunk->arrival_ns, error);
}

static bool write_sample(struct writer *writer, const struct sample *sample, struct error *error)
{
	sqlite3_stmt *statement = writer->statements[SAMPLE];
	struct series *series = next_of(&writer->channels, sample->channel);
	bind_integer(statement, 1, series->id);
	bind_integer(statement, 2, series->seq);
	bind_integer(statement, 3, sample->time_ns);
	bind_integer(statement, 4, sample->uncertainty_ns);
	bind_integer(statement, 5, sample->arrival_ns);
	bind_number(statement, 6, sample->value);
	bind_integer(statement, 7, sample->quality);
	bind_integer(statement, 8, sample->flags);
	return step(writer, SAMPLE, sample->arrival_ns, error);
}

static bool write_gap(struct writer *writer, const struct gap *gap, struct error *error)
{
	sqlite3_stmt *statement = writer->statements[GAP];
	assert(gap->channel >= 0 && (size_t)gap->channel < writer->channels.count);
	bind_integer(statement, 1, writer->channels.items[gap->channel].id);
	bind_integer(statement, 2, gap->from_ns);
	bind_integer(statement, 3, gap->to_ns);
	bind_text(statement, 4, gap_cause_name(gap->cause));
	return step(writer, GAP, gap->to_ns, error);
}

static bool write_factors(struct writer *writer, const struct event *event, struct error *error)
{
	const struct record *record = writer->record;
	const struct trial_info *trial = record->trials, *end = trial + record->trial_count;
	while (trial < end && trial->number != event->trial)
		trial++;
	int64_t trial_id = sqlite3_last_insert_rowid(record->db);
	bool well = true;
	for (size_t i = 0; well && trial < end && i < trial->factor_count; i++) {
		bind_integer(writer->statements[FACTOR], 1, trial_id);
		bind_text(writer->statements[FACTOR], 2, trial->factors[i].name);
		bind_text(writer->statements[FACTOR], 3, trial->factors[i].value);
		well = step(writer, FACTOR, event->time_ns, error);
	}
	return well;
}

static bool write_event(struct writer *writer, const struct event *event, const char *text, struct error *error)
{
	bind_event(writer->statements[EVENT], writer->session, event, text);
	if (!step(writer, EVENT, event->time_ns, error))
		return false;
	enum row row = row_of[event->kind];
	if (row == NO_ROW)
		return true;
	bind_event(writer->statements[row], writer->session, event, text);
	return step(writer, row, event->time_ns, error)
		&& (row != TRIAL_BEGIN || writer->refused || write_factors(writer, event, error));
}

static bool write_deviation(struct writer *writer, const struct deviation *deviation, const char *reason,
                            struct error *error)
{
	sqlite3_stmt *statement = writer->statements[DEVIATION];
	bind_integer(statement, 1, writer->session);
	bind_integer(statement, 2, deviation->time_ns);
	bind_text(statement, 3, deviation_kind_name(deviation->kind));
	bind_text(statement, 4, severity_name(deviation->severity));
	bind_positive(statement, 5, deviation->trial, 1);
	bind_positive(statement, 6, deviation->attempt, 1);
	bind_positive(statement, 7, deviation->phase, 1);
	bind_text(statement, 8, deviation->name);
	bind_number(statement, 9, deviation->planned);
	bind_number(statement, 10, deviation->actual);
	bind_text(statement, 11, deviation->unit);
	bind_text(statement, 12, reason);
	return step(writer, DEVIATION, deviation->time_ns, error);
}

static bool write_item(struct writer *writer, const struct batch *batch, const struct batched *item,
                       struct error *error)
{
	const struct message *message = &item->message;
	switch (message->kind) {
	case MESSAGE_CHUNK:
		return write_chunk(writer, &message->chunk, batch_bytes(batch, item), error);
	case MESSAGE_SAMPLE:
		return write_sample(writer, &message->sample, error);
	case MESSAGE_GAP:
		return write_gap(writer, &message->gap, error);
	case MESSAGE_EVENT:
		return write_event(writer, &message->event, batch_bytes(batch, item), error);
	case MESSAGE_DEVIATION:
		return write_deviation(writer, &message->deviation, batch_bytes(batch, item), error);
	}
	return true;
}

static bool write_pair(struct writer *writer, struct clock_pair pair, struct error *error)
{
	bind_integer(writer->statements[CLOCK], 1, writer->session);
	bind_integer(writer->statements[CLOCK], 2, pair.time_ns);
	bind_integer(writer->statements[CLOCK], 3, pair.utc_ns);
	return step(writer, CLOCK, pair.time_ns, error);
}

/* Somebody may move or remove the file while it is open; the rows would go where nobody looks. */
static bool is_in_its_place(struct writer *writer, struct error *error)
{
	int moved = 0;
	sqlite3_file_control(writer->record->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
	return !moved || error_set(error, ERROR_ABSENT, "%s was moved or removed while it is recorded into; "
	                           "put it back.", writer->record->path);
}

bool writer_write(struct writer *writer, const struct batch *batch, struct error *error)
{
	if (!is_in_its_place(writer, error) || !database_run(writer->record, "BEGIN IMMEDIATE", error))
		return false;
	keep_series(&writer->instruments);
	keep_series(&writer->channels);
	bool well = true;
	for (size_t i = 0; well && i < batch->count; i++)
		well = write_item(writer, batch, &batch->items[i], error);
	for (size_t i = 0; well && i < batch->pair_count; i++)
		well = write_pair(writer, batch->pairs[i], error);
	if (database_end(writer->record, well, error))
		return true;
	restore_series(&writer->instruments);
	restore_series(&writer->channels);
	sqlite3_db_release_memory(writer->record->db);  /* what was read may have been read wrongly: next time from the disk */
	return false;
}

void writer_settle(struct writer *writer)
{
	sqlite3_wal_checkpoint_v2(writer->record->db, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}
