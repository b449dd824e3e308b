/* seal_parts.c - what of a session is sealed, table by table */

#include "record/seal_parts.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* "+session_id" keeps SQLite from an index whose order is not that of the numbers. */
const struct part seal_parts[] = {
	{ "session", "SELECT uuid, participant.id AS participant, visit, operator, protocol_id, protocol_version, protocol_title,"
	  " script_file, script_text, script_sha256, plan_text, seed, station, session.simulated, virtual_clock,"
	  " software_version, start_utc, utc_offset_min, ended_ns, status"
	  " FROM session JOIN participant USING (participant_id) WHERE session_id = ?1", 1 },
	{ "instrument", "SELECT name, driver, port, identity, settings, simulated"
	  " FROM instrument WHERE +session_id = ?1 ORDER BY instrument_id", 1 },
	{ "channel", "SELECT channel.name, instrument.name AS instrument, quantity, unit, site, low, high, interval_s, waveform"
	  " FROM channel JOIN instrument USING (instrument_id) WHERE +channel.session_id = ?1 ORDER BY channel_id", 1 },
	{ "trial", "SELECT number, attempt, condition, began_ns, ended_ns, outcome, counted"
	  " FROM trial WHERE +session_id = ?1 ORDER BY trial_id", 2 },
	{ "factor", "SELECT number AS trial, attempt, name, value"
	  " FROM trial JOIN factor USING (trial_id) WHERE +session_id = ?1 ORDER BY trial_id, factor.rowid", 3 },
	{ "phase", "SELECT trial.number AS trial, attempt, phase.number, name, kind, reps_per_min, planned_began_ns,"
	  " phase.began_ns, planned_ended_ns, phase.ended_ns, paused_ns, phase.outcome"
	  " FROM phase LEFT JOIN trial USING (trial_id) WHERE +phase.session_id = ?1 ORDER BY phase_id", 4 },
	{ "event", "SELECT kind, name, time_ns, planned_ns, step, trial, attempt, phase, value, text"
	  " FROM event WHERE session_id = ?1 ORDER BY event_id", 3 },
	{ "answer", "SELECT question, time_ns, trial, attempt, wording, asked_ns, outcome, value, text"
	  " FROM answer WHERE session_id = ?1 ORDER BY answer_id", 2 },
	{ "deviation", "SELECT kind, name, time_ns, severity, trial, attempt, phase, planned, actual, unit, reason"
	  " FROM deviation WHERE +session_id = ?1 ORDER BY deviation_id", 3 },
	{ "import", "SELECT sha256, recording, trial, attempt, instrument.name AS instrument, file, ended_ns, samples,"
	  " operator, imported_utc, software_version"
	  " FROM import JOIN instrument USING (instrument_id) WHERE +import.session_id = ?1 ORDER BY import_id", 2 },
	{ "gap", "SELECT name AS channel, from_ns, to_ns, cause"
	  " FROM gap JOIN channel USING (channel_id) WHERE +session_id = ?1 ORDER BY gap_id", 2 },
	{ "clock", "SELECT time_ns, utc_ns FROM clock WHERE session_id = ?1 ORDER BY time_ns", 1 },
	{ "chunk", "SELECT name AS instrument, seq, arrival_ns, sent, bytes"
	  " FROM instrument CROSS JOIN chunk USING (instrument_id) WHERE +session_id = ?1 ORDER BY instrument_id, seq", 2 },
	{ "sample", "SELECT name AS channel, seq, time_ns, uncertainty_ns, arrival_ns, value, quality, flags"
	  " FROM channel CROSS JOIN sample USING (channel_id) WHERE +session_id = ?1 ORDER BY channel_id, time_ns, seq", 3 },
};
const size_t seal_part_count = sizeof seal_parts / sizeof seal_parts[0];

/* A part on its way: the block that is not finished yet. */
struct computing {
	const struct part       *part;
	const struct block_sink *sink;
	struct part_hashes      *hashes;
	struct hashing           hashing;
	uint8_t                 *checks;
	size_t                   row_count;
};

static void take_row(struct computing *computing, const uint8_t hash[static HASH_SIZE])
{
	hash_add(&computing->hashing, hash, HASH_SIZE);
	memcpy(computing->checks + computing->row_count * CHECK_SIZE, hash, CHECK_SIZE);
	computing->row_count++;
}

static bool finish_block(struct computing *computing, struct error *error)
{
	struct part_hashes *hashes = computing->hashes;
	array_reserve((void **)&hashes->blocks, &hashes->block_capacity, hashes->block_count, sizeof *hashes->blocks);
	struct part_block block = {
		.part = computing->part, .number = hashes->block_count, .row_count = computing->row_count,
		.hash = hashes->blocks[hashes->block_count].bytes, .checks = computing->checks,
	};
	hash_end(&computing->hashing, hashes->blocks[hashes->block_count++].bytes);
	hashes->row_count += computing->row_count;
	hash_begin(&computing->hashing);
	computing->row_count = 0;
	return !computing->sink || computing->sink->take(computing->sink->self, &block, error);
}

static bool compute_rows(struct computing *computing, struct record *record, sqlite3_stmt *statement, struct error *error)
{
	struct row_bytes bytes = {0};
	uint8_t hash[HASH_SIZE];
	int code = SQLITE_DONE;
	bool well = true;
	hash_begin(&computing->hashing);
	while (well && (code = sqlite3_step(statement)) == SQLITE_ROW) {
		hash_row(statement, &bytes, hash);
		take_row(computing, hash);
		if (computing->row_count == BLOCK_ROWS)
			well = finish_block(computing, error);
	}
	free(bytes.bytes);
	if (well && code != SQLITE_DONE)
		return database_failed(record, "read", error);
	return well && (computing->row_count == 0 || finish_block(computing, error));
}

bool part_compute(struct record *record, const struct part *part, int64_t session, const struct block_sink *sink,
                  struct part_hashes *hashes, struct error *error)
{
	part_hashes_free(hashes);
	sqlite3_stmt *statement = database_prepare(record, part->sql, error);
	if (!statement)
		return false;
	struct computing computing = {
		.part = part, .sink = sink, .hashes = hashes, .checks = xcalloc(BLOCK_ROWS, CHECK_SIZE),
	};
	bind_integer(statement, 1, session);
	bool well = compute_rows(&computing, record, statement, error);
	free(computing.checks);
	sqlite3_finalize(statement);
	return well;
}

void part_hashes_free(struct part_hashes *hashes)
{
	free(hashes->blocks);
	*hashes = (struct part_hashes){0};
}

void seal_hash(const char *uuid, const struct part_hashes *hashes, uint8_t hash[static HASH_SIZE])
{
	struct hashing hashing;
	hash_begin(&hashing);
	hash_add(&hashing, uuid, strlen(uuid) + 1);
	for (size_t p = 0; p < seal_part_count; p++) {
		uint64_t rows = htole64(hashes[p].row_count);
		hash_add(&hashing, seal_parts[p].name, strlen(seal_parts[p].name) + 1);
		hash_add(&hashing, &rows, sizeof rows);
		for (size_t b = 0; b < hashes[p].block_count; b++)
			hash_add(&hashing, hashes[p].blocks[b].bytes, HASH_SIZE);
	}
	hash_end(&hashing, hash);
}

void seal_bytes(const char *uuid, const uint8_t hash[static HASH_SIZE], uint8_t bytes[static SEAL_BYTES])
{
	static const char purpose[] = "soleus seal";
	memset(bytes, 0, SEAL_BYTES);
	memcpy(bytes, purpose, sizeof purpose);
	memcpy(bytes + sizeof purpose, uuid, strnlen(uuid, UUID_SIZE - 1));
	memcpy(bytes + sizeof purpose + UUID_SIZE, hash, HASH_SIZE);
}
