/*
 * seal_parts.h - what of a session is sealed, table by table
 *
 * Inside the room only. A table with rows of sessions that is added to schema.sql is added
 * here; a test misses it otherwise.
 */
#ifndef SOLEUS_RECORD_SEAL_PARTS_H
#define SOLEUS_RECORD_SEAL_PARTS_H

#include "record/database.h"
#include "record/hash.h"

#define CHECK_SIZE 4
#define BLOCK_ROWS 65536

struct part {
	const char *name;       /* of the table */
	const char *sql;        /* its rows in their order; ?1: the session */
	int         keys;       /* so many of the first columns name a row to a person */
};
extern const struct part seal_parts[];
extern const size_t seal_part_count;

struct block_hash { uint8_t bytes[HASH_SIZE]; };

/* What a part's rows give; `struct part_hashes hashes = {0};` is a valid empty one. A long visit has tens of
 * millions of rows: of them nothing stays in memory but a hash a block. */
struct part_hashes {
	size_t             row_count;
	struct block_hash *blocks;
	size_t             block_count, block_capacity;
};

/* A finished block of a part. Its bytes are the computing's, and good only during the call of the sink. */
struct part_block {
	const struct part *part;
	size_t             number;      /* from 0 */
	size_t             row_count;   /* at most BLOCK_ROWS */
	const uint8_t     *hash;
	const uint8_t     *checks;      /* CHECK_SIZE bytes a row */
};

/* Takes the blocks one by one, in their order; false ends the computing. */
struct block_sink {
	void *self;
	bool (*take)(void *self, const struct part_block *block, struct error *error);
};

/* Empties `hashes` first. `sink` is NULL where nobody wants the checks. */
bool part_compute(struct record *record, const struct part *part, int64_t session, const struct block_sink *sink,
                  struct part_hashes *hashes, struct error *error);
void part_hashes_free(struct part_hashes *hashes);

/* The seal over all parts: seal_part_count of them. */
void seal_hash(const char *uuid, const struct part_hashes *hashes, uint8_t hash[static HASH_SIZE]);

/*
 * For what changes a sealed session by the rules, an import or an erasure: in one transaction
 * first seal_holds, which refuses (ERROR_REFUSED) when the session is not as it was sealed, then the
 * change, then a further seal. Both pass over a session that never was sealed.
 */
bool seal_holds(struct record *record, int64_t session, struct error *error);
bool seal_again(struct record *record, int64_t session, int64_t utc_ns, struct error *error);

/* What its signature is over. */
#define SEAL_BYTES (sizeof "soleus seal" + UUID_SIZE + HASH_SIZE)
void seal_bytes(const char *uuid, const uint8_t hash[static HASH_SIZE], uint8_t bytes[static SEAL_BYTES]);

#endif
