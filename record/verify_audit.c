/* verify_audit.c - the chains of the audit, and the things that their entries cover */

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/count.h"
#include "record/audit.h"
#include "record/content.h"
#include "record/verifying.h"

/* A chain while it is followed. */
struct chain {
	char    name[UUID_SIZE];
	int64_t seq;                    /* of the last entry seen */
	uint8_t hash[HASH_SIZE];        /* as that entry has it */
};

static const char *text_of(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);
	return text ? text : "";
}

static bool is_hash(sqlite3_stmt *statement, int column, const uint8_t hash[static HASH_SIZE])
{
	return sqlite3_column_type(statement, column) == SQLITE_BLOB && sqlite3_column_bytes(statement, column) == HASH_SIZE
		&& memcmp(sqlite3_column_blob(statement, column), hash, HASH_SIZE) == 0;
}

/* One entry; goes on with the hash that stands there, so that only what differs is told. */
static void follow(struct verifying *verifying, struct chain *chain, sqlite3_stmt *statement, struct row_bytes *bytes)
{
	uint8_t hash[HASH_SIZE];
	int64_t seq = sqlite3_column_int64(statement, 1);
	bool gap = seq != chain->seq + 1;
	if (gap)
		verifying_find(verifying, CAUSE_CHANGED, xasprintf("audit %lld", (long long)chain->seq + 1),
		               "The entries from here to before %lld are gone.", (long long)seq);
	audit_hash(statement, bytes, chain->hash, hash);
	if (!gap && !is_hash(statement, 11, hash))
		verifying_find(verifying, CAUSE_CHANGED, xasprintf("audit %lld", (long long)seq),
		               "The entry (%s %s, %s) or the one before is not as it was written.",
		               text_of(statement, 7), text_of(statement, 8), text_of(statement, 2));
	chain->seq = seq;
	memset(chain->hash, 0, HASH_SIZE);
	if (sqlite3_column_bytes(statement, 11) == HASH_SIZE)
		memcpy(chain->hash, sqlite3_column_blob(statement, 11), HASH_SIZE);
	verifying->verdict->audit_entries++;
}

static bool follow_entries(struct verifying *verifying, struct chain *chain, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(verifying->record,
		"SELECT " AUDIT_COLUMNS ", hash FROM audit WHERE chain = ?1 ORDER BY seq", error);
	if (!statement)
		return false;
	struct row_bytes bytes = {0};
	int code;
	bind_text(statement, 1, chain->name);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		follow(verifying, chain, statement, &bytes);
	free(bytes.bytes);
	bool well = code == SQLITE_DONE || database_failed(verifying->record, "read", error);
	sqlite3_finalize(statement);
	return well;
}

/* The columns of `head` are chain, own, seq, hash, public_key, signature. */
static void look_at_head(struct verifying *verifying, const struct chain *chain, sqlite3_stmt *head)
{
	struct audit_place place = { .seq = chain->seq };
	uint8_t bytes[HEAD_BYTES];
	memcpy(place.chain, chain->name, UUID_SIZE);
	memcpy(place.hash, chain->hash, HASH_SIZE);
	audit_head_bytes(&place, bytes);
	if (sqlite3_column_int64(head, 2) != chain->seq || !is_hash(head, 3, chain->hash)) {
		verifying_find(verifying, CAUSE_CHANGED, xasprintf("audit %lld", (long long)chain->seq),
		               "The audit does not end here, but with entry %lld: the last ones are gone or not as they were.",
		               (long long)sqlite3_column_int64(head, 2));
	} else if (sqlite3_column_type(head, 4) == SQLITE_NULL && sqlite3_column_type(head, 5) == SQLITE_NULL) {
		verifying_find(verifying, CAUSE_CHANGED, xstrdup("audit_head"),
		               "The audit's last entry is not signed: nobody vouches that none was taken away.");
	} else if (sqlite3_column_bytes(head, 4) != PUBLIC_KEY_SIZE || sqlite3_column_bytes(head, 5) != SIGNATURE_SIZE
	           || !signature_fits(sqlite3_column_blob(head, 4), bytes, sizeof bytes, sqlite3_column_blob(head, 5))) {
		verifying_find(verifying, CAUSE_CHANGED, xstrdup("audit_head"), "The signature under the audit is not the station's.");
	} else if (sqlite3_column_int(head, 1)) {
		key_fingerprint(sqlite3_column_blob(head, 4), verifying->verdict->key);
	}
	if (sqlite3_column_int(head, 1))
		hash_text(chain->hash, verifying->verdict->head);
}

static bool follow_chains(struct verifying *verifying, struct error *error)
{
	sqlite3_stmt *heads = database_prepare(verifying->record,
		"SELECT chain, own, seq, hash, public_key, signature FROM audit_head ORDER BY own DESC, chain", error);
	if (!heads)
		return false;
	bool well = true;
	int own = 0, code = SQLITE_DONE;
	while (well && (code = sqlite3_step(heads)) == SQLITE_ROW) {
		struct chain chain = {0};
		strncpy(chain.name, text_of(heads, 0), sizeof chain.name - 1);
		own += sqlite3_column_int(heads, 1);
		well = follow_entries(verifying, &chain, error);
		if (well)
			look_at_head(verifying, &chain, heads);
	}
	if (well && code != SQLITE_DONE)
		well = database_failed(verifying->record, "read", error);
	sqlite3_finalize(heads);
	if (well && own != 1)
		verifying_find(verifying, CAUSE_CHANGED, xstrdup("audit_head"), "There are %d rows for the record's own audit.", own);
	return well;
}

static bool no_stray_entries(struct verifying *verifying, struct error *error)
{
	int64_t stray = 0, erasing = 0;
	if (!database_integer(verifying->record, "SELECT count(*) FROM audit WHERE chain NOT IN (SELECT chain FROM audit_head)",
	                      &stray, error)
	    || !database_integer(verifying->record, "SELECT count(*) FROM erasing", &erasing, error))
		return false;
	if (stray)
		verifying_find(verifying, CAUSE_CHANGED, xstrdup("audit"), "%s to no chain.",
		               count_text(stray, "entry belongs", "entries belong", (char[COUNT_TEXT_SIZE]){0}));
	if (erasing)
		verifying_find(verifying, CAUSE_CHANGED, xstrdup("erasing"), "A row was added to it.");
	return true;
}

/* The last content that the audit knows of each object; that of this record before any other's. */
#define LAST_CONTENT \
	"SELECT object, content, row_number() OVER (PARTITION BY object ORDER BY own DESC, audit.seq DESC) AS place" \
	" FROM audit JOIN audit_head USING (chain) WHERE content IS NOT NULL"

static bool compare_thing(struct verifying *verifying, sqlite3_stmt *entry, struct error *error)
{
	uint8_t hash[HASH_SIZE];
	int64_t row_count;
	const char *object = text_of(entry, 0);
	if (!content_hash(verifying->record, object, hash, &row_count, error))
		return false;
	if (row_count == 0)
		verifying_find(verifying, CAUSE_CHANGED, xstrdup(object), "It is gone, although nothing is ever removed.");
	else if (!is_hash(entry, 1, hash))
		verifying_find(verifying, CAUSE_CHANGED, xstrdup(object), "A row of it was changed, added or removed.");
	return true;
}

static bool compare_things(struct verifying *verifying, struct error *error)
{
	sqlite3_stmt *entries = database_prepare(verifying->record,
		"SELECT object, content FROM (" LAST_CONTENT ") WHERE place = 1 ORDER BY object", error);
	if (!entries)
		return false;
	bool well = true;
	int code = SQLITE_DONE;
	while (well && (code = sqlite3_step(entries)) == SQLITE_ROW)
		well = compare_thing(verifying, entries, error);
	if (well && code != SQLITE_DONE)
		well = database_failed(verifying->record, "read", error);
	sqlite3_finalize(entries);
	return well;
}

static bool is_audited(void *self, const char *object, struct error *error)
{
	struct verifying *verifying = self;
	sqlite3_stmt *statement = database_prepare(verifying->record,
		"SELECT count(*) FROM audit WHERE object = ? AND content IS NOT NULL", error);
	if (!statement)
		return false;
	bind_text(statement, 1, object);
	bool well = sqlite3_step(statement) == SQLITE_ROW || database_failed(verifying->record, "read", error);
	if (well && sqlite3_column_int64(statement, 0) == 0)
		verifying_find(verifying, CAUSE_CHANGED, xstrdup(object), "The audit does not know of it: it was added from elsewhere.");
	sqlite3_finalize(statement);
	return well;
}

bool verify_audit(struct verifying *verifying, struct error *error)
{
	return follow_chains(verifying, error)
		&& no_stray_entries(verifying, error)
		&& compare_things(verifying, error)
		&& content_each(verifying->record, verifying, is_audited, error);
}
