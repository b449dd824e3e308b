/* seal.c - a hash over all rows of a finished session, signed by the station */

#include "record/seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/count.h"
#include "base/memory.h"
#include "record/audit.h"
#include "record/seal_parts.h"

struct sealing {
	struct record      *record;
	int64_t             session, number;
	char                uuid[UUID_SIZE], status[32], utc[UTC_TEXT_SIZE];
	bool                is_sealed;      /* with `number` */
	struct part_hashes *parts;
	int64_t             row_count;
	uint8_t             hash[HASH_SIZE], last[HASH_SIZE];       /* of the rows as they are; of the last seal */
	sqlite3_stmt       *adding;         /* of a block */
};

/* The session, and its last seal. */
static bool look(struct sealing *sealing, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(sealing->record,
		"SELECT uuid, status, coalesce(number, 0), hash FROM session LEFT JOIN seal USING (session_id)"
		" WHERE session_id = ?1 ORDER BY number DESC LIMIT 1", error);
	if (!statement)
		return false;
	bind_integer(statement, 1, sealing->session);
	bool well = sqlite3_step(statement) == SQLITE_ROW;
	if (!well) {
		error_set(error, ERROR_ABSENT, "There is no session %lld; 'soleus sessions' lists those that there are.",
		          (long long)sealing->session);
	} else if (sqlite3_column_type(statement, 1) == SQLITE_NULL) {
		well = error_set(error, ERROR_REFUSED, "Session %lld has not ended; it is sealed when it has.",
		                 (long long)sealing->session);
	} else {
		snprintf(sealing->uuid, sizeof sealing->uuid, "%s", (const char *)sqlite3_column_text(statement, 0));
		snprintf(sealing->status, sizeof sealing->status, "%s", (const char *)sqlite3_column_text(statement, 1));
		sealing->number = sqlite3_column_int64(statement, 2);
		sealing->is_sealed = sqlite3_column_bytes(statement, 3) == HASH_SIZE;
		if (sealing->is_sealed)
			memcpy(sealing->last, sqlite3_column_blob(statement, 3), HASH_SIZE);
	}
	sqlite3_finalize(statement);
	return well;
}

static bool add_seal(const struct sealing *sealing, struct error *error)
{
	struct record *record = sealing->record;
	sqlite3_stmt *statement = database_prepare(record,
		"INSERT INTO seal (session_id, number, utc, row_count, hash, public_key, signature)"
		" VALUES (?, ?, ?, ?, ?, ?, ?)", error);
	if (!statement)
		return false;
	uint8_t bytes[SEAL_BYTES], signature[SIGNATURE_SIZE];
	bind_integer(statement, 1, sealing->session);
	bind_integer(statement, 2, sealing->number);
	bind_text(statement, 3, sealing->utc);
	bind_integer(statement, 4, sealing->row_count);
	sqlite3_bind_blob(statement, 5, sealing->hash, HASH_SIZE, SQLITE_STATIC);
	if (record->has_key) {
		seal_bytes(sealing->uuid, sealing->hash, bytes);
		station_key_sign(&record->key, bytes, sizeof bytes, signature);
		sqlite3_bind_blob(statement, 6, record->key.public_key, PUBLIC_KEY_SIZE, SQLITE_STATIC);
		sqlite3_bind_blob(statement, 7, signature, SIGNATURE_SIZE, SQLITE_STATIC);
	}
	bool well = database_step(record, statement, error);
	sqlite3_finalize(statement);
	return well;
}

static bool add_block(void *self, const struct part_block *block, struct error *error)
{
	const struct sealing *sealing = self;
	bind_integer(sealing->adding, 1, sealing->session);
	bind_integer(sealing->adding, 2, sealing->number);
	bind_text(sealing->adding, 3, block->part->name);
	bind_integer(sealing->adding, 4, (int64_t)block->number);
	bind_integer(sealing->adding, 5, (int64_t)block->row_count);
	sqlite3_bind_blob(sealing->adding, 6, block->hash, HASH_SIZE, SQLITE_STATIC);
	sqlite3_bind_blob64(sealing->adding, 7, block->checks, block->row_count * CHECK_SIZE, SQLITE_STATIC);
	return database_step(sealing->record, sealing->adding, error);
}

static bool audit_seal(const struct sealing *sealing, int64_t utc_ns, struct error *error)
{
	char *session = xasprintf("session %s", sealing->uuid);
	char *seal = xasprintf("seal %s:%lld", sealing->uuid, (long long)sealing->number);
	char rows[COUNT_TEXT_SIZE];
	count_text(sealing->row_count, "row", "rows", rows);
	bool well = (sealing->number > 1
	             || audit_append(sealing->record, utc_ns, "ended", session, sealing->status, false, error))
		&& audit_append(sealing->record, utc_ns, "sealed", seal, rows, true, error);
	free(session);
	free(seal);
	return well;
}

/* What the session's rows give now. */
static bool compute(struct sealing *sealing, const struct block_sink *sink, struct error *error)
{
	bool well = true;
	sealing->row_count = 0;
	for (size_t p = 0; well && p < seal_part_count; p++) {
		well = part_compute(sealing->record, &seal_parts[p], sealing->session, sink, &sealing->parts[p], error);
		sealing->row_count += (int64_t)sealing->parts[p].row_count;
	}
	if (well)
		seal_hash(sealing->uuid, sealing->parts, sealing->hash);
	return well;
}

/* The same, and what of each block the seal keeps is written as it comes. */
static bool compute_and_write(struct sealing *sealing, struct error *error)
{
	sealing->adding = database_prepare(sealing->record,
		"INSERT INTO seal_block (session_id, number, part, block, row_count, hash, checks) VALUES (?, ?, ?, ?, ?, ?, ?)",
		error);
	return sealing->adding && compute(sealing, &(struct block_sink){ sealing, add_block }, error);
}

/* Whether the rows give what the last seal says. */
static bool look_whether_it_holds(struct sealing *sealing, bool *holds, struct error *error)
{
	bool well = compute(sealing, NULL, error);
	*holds = well && memcmp(sealing->last, sealing->hash, HASH_SIZE) == 0;
	return well;
}

static bool must_hold(struct sealing *sealing, struct error *error)
{
	bool holds;
	if (!look_whether_it_holds(sealing, &holds, error))
		return false;
	return holds || error_set(error, ERROR_REFUSED,
		"Session %lld is not as it was sealed; 'soleus verify' tells what differs.", (long long)sealing->session);
}

/* The blocks come before the seal that they belong to: its hash is known when they have all been read. */
static bool write_first(struct sealing *sealing, int64_t utc_ns, struct error *error)
{
	sealing->number++;
	return database_run(sealing->record, "PRAGMA defer_foreign_keys = ON", error)
		&& compute_and_write(sealing, error) && add_seal(sealing, error) && audit_seal(sealing, utc_ns, error);
}

/* The hash is known already. Nothing needs deferring then, which would disturb statements that the caller runs. */
static bool write_further(struct sealing *sealing, int64_t utc_ns, struct error *error)
{
	sealing->number++;
	return add_seal(sealing, error) && compute_and_write(sealing, error) && audit_seal(sealing, utc_ns, error);
}

static struct sealing sealing_of(struct record *record, int64_t session, int64_t utc_ns)
{
	struct sealing sealing = {
		.record = record, .session = session, .parts = xcalloc(seal_part_count, sizeof *sealing.parts),
	};
	utc_format(utc_ns, sealing.utc);
	return sealing;
}

static void sealing_done(struct sealing *sealing)
{
	for (size_t p = 0; p < seal_part_count; p++)
		part_hashes_free(&sealing->parts[p]);
	free(sealing->parts);
	sqlite3_finalize(sealing->adding);
}

bool record_seal(struct record *record, int64_t session, int64_t utc_ns, struct error *error)
{
	if (!database_run(record, "BEGIN IMMEDIATE", error))
		return false;
	struct sealing sealing = sealing_of(record, session, utc_ns);
	bool well = look(&sealing, error)
		&& (sealing.is_sealed ? must_hold(&sealing, error) : write_first(&sealing, utc_ns, error));
	sealing_done(&sealing);
	return database_end(record, well, error);
}

bool seal_holds(struct record *record, int64_t session, struct error *error)
{
	struct sealing sealing = sealing_of(record, session, 0);
	bool well = look(&sealing, error) && (!sealing.is_sealed || must_hold(&sealing, error));
	sealing_done(&sealing);
	return well;
}

bool seal_again(struct record *record, int64_t session, int64_t utc_ns, struct error *error)
{
	struct sealing sealing = sealing_of(record, session, utc_ns);
	bool holds = true;
	bool well = look(&sealing, error)
		&& (!sealing.is_sealed || look_whether_it_holds(&sealing, &holds, error))
		&& (holds || write_further(&sealing, utc_ns, error));
	sealing_done(&sealing);
	return well;
}
