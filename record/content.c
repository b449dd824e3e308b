/* content.c - the hash over all rows that make up one thing of the record */

#include "record/content.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define ROWS_MOST 4

static const struct thing {
	const char *kind;
	const char *keys;               /* of all that there are; NULL: there is one, without a key */
	const char *rows[ROWS_MOST];    /* of the one with the key ?1 */
} things[] = {
	{ "schema", NULL, { "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name" } },
	{ "study", NULL, { "SELECT name, value FROM study ORDER BY rowid" } },
	{ "quality", NULL, { "SELECT bit, name FROM quality ORDER BY bit" } },
	{ "participant", "SELECT id FROM participant ORDER BY participant_id", {
		"SELECT id, number, group_name, simulated, enrolled_utc, salt FROM participant WHERE id = ?1",
		"SELECT name, value FROM covariate JOIN participant USING (participant_id) WHERE id = ?1 ORDER BY name",
		"SELECT stratum, held.number, block, block_size, held.group_name, replaced.id, design, method, seed, allocated_utc"
		" FROM allocation AS held JOIN participant USING (participant_id)"
		" LEFT JOIN participant AS replaced ON replaced.participant_id = held.replaces_id WHERE participant.id = ?1",
		/* No row where a record of the first schema has none: its hashes stay what they were. */
		"SELECT order_number, replaces FROM participant WHERE id = ?1 AND (order_number, replaces) IS NOT (NULL, NULL)" } },
	{ "operator", "SELECT id FROM operator ORDER BY id", {
		"SELECT id, pin_hash, added_utc FROM operator WHERE id = ?1" } },
	{ "amendment", "SELECT chain || ':' || seq FROM amendment ORDER BY chain, seq", {
		"SELECT chain, seq, utc, amendment.operator, action, target, participant.id, uuid, trial, attempt, name, time_ns,"
		" old, new, reason, amendment.salt FROM amendment JOIN participant USING (participant_id)"
		" LEFT JOIN session USING (session_id) WHERE chain || ':' || seq = ?1" } },
	{ "seal", "SELECT uuid || ':' || number FROM seal JOIN session USING (session_id) ORDER BY session_id, number", {
		"SELECT uuid, number, utc, row_count, hash, public_key, signature"
		" FROM seal JOIN session USING (session_id) WHERE uuid || ':' || number = ?1" } },
	{ "signature", "SELECT uuid || ':' || signature.operator || ':' || utc FROM signature JOIN session USING (session_id)", {
		"SELECT uuid, signature.operator, utc, meaning, seal_hash, public_key, signature FROM signature"
		" JOIN session USING (session_id) WHERE uuid || ':' || signature.operator || ':' || utc = ?1" } },
};
#define THING_COUNT (sizeof things / sizeof things[0])

static bool add_rows(struct record *record, const char *sql, const char *key, struct hashing *hashing,
                     int64_t *row_count, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record, sql, error);
	if (!statement)
		return false;
	struct row_bytes bytes = {0};
	if (sqlite3_bind_parameter_count(statement) > 0)
		bind_text(statement, 1, key);
	int code;
	for (; (code = sqlite3_step(statement)) == SQLITE_ROW; ++*row_count) {
		uint8_t hash[HASH_SIZE];
		hash_row(statement, &bytes, hash);
		hash_add(hashing, hash, sizeof hash);
	}
	free(bytes.bytes);
	bool well = code == SQLITE_DONE || database_failed(record, "read", error);
	sqlite3_finalize(statement);
	return well;
}

bool content_hash(struct record *record, const char *object, uint8_t hash[static HASH_SIZE],
                  int64_t *row_count, struct error *error)
{
	const char *blank = strchr(object, ' ');
	size_t length = blank ? (size_t)(blank - object) : strlen(object);
	struct hashing hashing;
	hash_begin(&hashing);
	bool well = true;
	*row_count = 0;
	for (size_t i = 0; i < THING_COUNT; i++) {
		if (strlen(things[i].kind) != length || memcmp(things[i].kind, object, length) != 0)
			continue;
		for (size_t r = 0; well && r < ROWS_MOST && things[i].rows[r]; r++)
			well = add_rows(record, things[i].rows[r], blank ? blank + 1 : "", &hashing, row_count, error);
	}
	hash_end(&hashing, hash);
	return well;
}

static bool each_key(struct record *record, const struct thing *thing, void *self,
                     bool (*visit)(void *self, const char *object, struct error *error), struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record, thing->keys, error);
	if (!statement)
		return false;
	bool well = true;
	int code = SQLITE_DONE;
	while (well && (code = sqlite3_step(statement)) == SQLITE_ROW) {
		char *object = xasprintf("%s %s", thing->kind, (const char *)sqlite3_column_text(statement, 0));
		well = visit(self, object, error);
		free(object);
	}
	if (well && code != SQLITE_DONE)
		well = database_failed(record, "read", error);
	sqlite3_finalize(statement);
	return well;
}

bool content_each(struct record *record, void *self,
                  bool (*visit)(void *self, const char *object, struct error *error), struct error *error)
{
	bool well = true;
	for (size_t i = 0; well && i < THING_COUNT; i++)
		well = things[i].keys ? each_key(record, &things[i], self, visit, error)
		                      : visit(self, things[i].kind, error);
	return well;
}
