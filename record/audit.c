/* audit.c - what was done with the record: a chain of entries, each hashed over the one before */

#include "record/audit.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/version.h"
#include "record/content.h"

bool audit_place(struct record *record, struct audit_place *place, struct error *error)
{
	*place = (struct audit_place){0};
	sqlite3_stmt *statement = database_prepare(record, "SELECT chain, seq, hash FROM audit_head WHERE own", error);
	if (!statement)
		return false;
	bool well = sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_bytes(statement, 2) == HASH_SIZE
		&& sqlite3_column_bytes(statement, 0) == UUID_SIZE - 1;
	if (well) {
		memcpy(place->chain, sqlite3_column_text(statement, 0), UUID_SIZE);
		place->seq = sqlite3_column_int64(statement, 1);
		memcpy(place->hash, sqlite3_column_blob(statement, 2), HASH_SIZE);
	} else {
		error_set(error, ERROR_MALFORMED, "%s has no audit to go on with; 'soleus verify' tells more.", record->path);
	}
	sqlite3_finalize(statement);
	return well;
}

void audit_head_bytes(const struct audit_place *place, uint8_t bytes[static HEAD_BYTES])
{
	static const char purpose[] = "soleus audit head";
	uint64_t seq = htole64((uint64_t)place->seq);
	memcpy(bytes, purpose, sizeof purpose);
	bytes += sizeof purpose;
	memcpy(bytes, place->chain, UUID_SIZE);
	memcpy(bytes + UUID_SIZE, &seq, sizeof seq);
	memcpy(bytes + UUID_SIZE + sizeof seq, place->hash, HASH_SIZE);
}

void audit_hash(sqlite3_stmt *statement, struct row_bytes *bytes, const uint8_t before[static HASH_SIZE],
                uint8_t hash[static HASH_SIZE])
{
	struct hashing hashing;
	row_serialize(statement, AUDIT_COLUMN_COUNT, bytes);
	hash_begin(&hashing);
	hash_add(&hashing, before, HASH_SIZE);
	hash_add(&hashing, bytes->bytes, bytes->size);
	hash_end(&hashing, hash);
}

static void bind_entry(sqlite3_stmt *statement, const struct record *record, const struct audit_place *place,
                       const char *const texts[4], const uint8_t *content)
{
	bind_text(statement, 1, place->chain);
	bind_integer(statement, 2, place->seq);
	bind_text(statement, 3, texts[0]);
	bind_text(statement, 4, record->actor.operator_id);
	bind_text(statement, 5, record->actor.account);
	bind_text(statement, 6, record->actor.station);
	bind_text(statement, 7, "soleus " SOLEUS_VERSION);
	bind_text(statement, 8, texts[1]);
	bind_text(statement, 9, texts[2]);
	bind_text(statement, 10, texts[3]);
	if (content)
		sqlite3_bind_blob(statement, 11, content, HASH_SIZE, SQLITE_STATIC);
}

#define ENTRY_VALUES "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11"

/* Hashed as it will be read, so it goes through SQLite before it is kept. Moves place->hash. */
static bool hash_entry(struct record *record, struct audit_place *place, const char *const texts[4],
                       const uint8_t *content, struct error *error)
{
	uint8_t before[HASH_SIZE];
	struct row_bytes bytes = {0};
	sqlite3_stmt *statement = database_prepare(record, "SELECT " ENTRY_VALUES, error);
	if (!statement)
		return false;
	memcpy(before, place->hash, sizeof before);
	bind_entry(statement, record, place, texts, content);
	bool well = sqlite3_step(statement) == SQLITE_ROW || database_failed(record, "written", error);
	if (well)
		audit_hash(statement, &bytes, before, place->hash);
	free(bytes.bytes);
	sqlite3_finalize(statement);
	return well;
}

static bool keep_entry(struct record *record, const struct audit_place *place, const char *const texts[4],
                       const uint8_t *content, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"INSERT INTO audit (" AUDIT_COLUMNS ", hash) VALUES (" ENTRY_VALUES ", ?12)", error);
	if (!statement)
		return false;
	bind_entry(statement, record, place, texts, content);
	sqlite3_bind_blob(statement, 12, place->hash, HASH_SIZE, SQLITE_STATIC);
	bool well = database_step(record, statement, error);
	sqlite3_finalize(statement);
	return well;
}

static bool move_head(struct record *record, const struct audit_place *place, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"UPDATE audit_head SET seq = ?2, hash = ?3, public_key = ?4, signature = ?5 WHERE chain = ?1", error);
	if (!statement)
		return false;
	uint8_t bytes[HEAD_BYTES], signature[SIGNATURE_SIZE];
	bind_text(statement, 1, place->chain);
	bind_integer(statement, 2, place->seq);
	sqlite3_bind_blob(statement, 3, place->hash, HASH_SIZE, SQLITE_STATIC);
	if (record->has_key) {
		audit_head_bytes(place, bytes);
		station_key_sign(&record->key, bytes, sizeof bytes, signature);
		sqlite3_bind_blob(statement, 4, record->key.public_key, PUBLIC_KEY_SIZE, SQLITE_STATIC);
		sqlite3_bind_blob(statement, 5, signature, SIGNATURE_SIZE, SQLITE_STATIC);
	}
	bool well = database_step(record, statement, error);
	sqlite3_finalize(statement);
	return well;
}

void audit_sign(struct record *record)
{
	struct audit_place place;
	struct error ignored;
	int64_t unsigned_heads = 0;
	if (!sqlite3_db_readonly(record->db, "main")
	    && database_integer(record, "SELECT count(*) FROM audit_head WHERE own AND public_key IS NULL", &unsigned_heads, &ignored)
	    && unsigned_heads == 1 && audit_place(record, &place, &ignored))
		move_head(record, &place, &ignored);
}

bool audit_append(struct record *record, int64_t utc_ns, const char *action, const char *object,
                  const char *detail, bool covered, struct error *error)
{
	struct audit_place place;
	uint8_t content[HASH_SIZE];
	int64_t row_count;
	char utc[UTC_TEXT_SIZE];
	utc_format(utc_ns, utc);
	if (!audit_place(record, &place, error)
	    || (covered && !content_hash(record, object, content, &row_count, error)))
		return false;
	place.seq++;
	const char *const texts[] = { utc, action, object, detail };
	const uint8_t *covers = covered ? content : NULL;
	return hash_entry(record, &place, texts, covers, error) && keep_entry(record, &place, texts, covers, error)
		&& move_head(record, &place, error);
}

static bool add_chain(struct record *record, struct error *error)
{
	char chain[UUID_SIZE];
	hash_uuid(chain);
	sqlite3_stmt *statement = database_prepare(record,
		"INSERT INTO audit_head (chain, own, seq, hash) VALUES (?, 1, 0, zeroblob(32))", error);
	if (!statement)
		return false;
	bind_text(statement, 1, chain);
	bool well = database_step(record, statement, error);
	sqlite3_finalize(statement);
	return well;
}

bool audit_found(struct record *record, int64_t utc_ns, struct error *error)
{
	return add_chain(record, error)
		&& audit_append(record, utc_ns, "made", "schema", "", true, error)
		&& audit_append(record, utc_ns, "made", "quality", "", true, error)
		&& audit_append(record, utc_ns, "made", "study", "", true, error);
}
