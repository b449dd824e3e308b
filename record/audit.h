/*
 * audit.h - what was done with the record: a chain of entries, each hashed over the one before
 *
 * An entry's hash is BLAKE2b over the hash before it (32 zeros before the first) and the
 * serialization (hash.h) of its columns from chain to content. The last entry of a chain stands
 * once more in audit_head, signed by the station, so that the chain cannot be cut short
 * by anybody without the key. A merge brings the other record's chain along as it is.
 */
#ifndef SOLEUS_RECORD_AUDIT_H
#define SOLEUS_RECORD_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "record/database.h"
#include "record/hash.h"

/* Makes the chain of a new record and its first entries. Inside the transaction that makes it. */
bool audit_found(struct record *record, int64_t utc_ns, struct error *error);

/*
 * Adds an entry, inside the transaction that does what it tells. When `covered`, the entry
 * carries the content of its object (content.h) as it is now.
 */
bool audit_append(struct record *record, int64_t utc_ns, const char *action, const char *object,
                  const char *detail, bool covered, struct error *error);

/* Signs the head where nobody has; where that cannot be now, the next entry will be. */
void audit_sign(struct record *record);

/* Where the own chain stands. */
struct audit_place {
	char    chain[UUID_SIZE];
	int64_t seq;
	uint8_t hash[HASH_SIZE];
};
bool audit_place(struct record *record, struct audit_place *place, struct error *error);

/* What a head's signature is over. */
#define HEAD_BYTES (sizeof "soleus audit head" + UUID_SIZE + 8 + HASH_SIZE)
void audit_head_bytes(const struct audit_place *place, uint8_t bytes[static HEAD_BYTES]);

/* The hash that an entry must have, from a row that begins with AUDIT_COLUMNS. */
#define AUDIT_COLUMN_COUNT 11
#define AUDIT_COLUMNS "chain, seq, utc, operator, account, station, software, action, object, detail, content"
void audit_hash(sqlite3_stmt *statement, struct row_bytes *bytes, const uint8_t before[static HASH_SIZE],
                uint8_t hash[static HASH_SIZE]);

#endif
