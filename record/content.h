/*
 * content.h - the hash over all rows that make up one thing of the record
 *
 * Things are what the audit names: `participant P01` (with covariates), `operator OP1`, `seal
 * <uuid>:1`, `study`. The entry that made or changed a thing carries this hash, and so no row of
 * it can change, come or go unseen. Rows are hashed without the numbers that a merge gives
 * anew. What happened in a session is many rows: its seal covers these.
 */
#ifndef SOLEUS_RECORD_CONTENT_H
#define SOLEUS_RECORD_CONTENT_H

#include <stdbool.h>

#include "record/database.h"
#include "record/hash.h"

/* The hash of what `object` (a kind, a blank, a key; or a kind alone) is now; *row_count 0 when there is no
 * such thing. */
bool content_hash(struct record *record, const char *object, uint8_t hash[static HASH_SIZE],
                  int64_t *row_count, struct error *error);

/* Calls `visit` with each thing that there is. */
bool content_each(struct record *record, void *self,
                  bool (*visit)(void *self, const char *object, struct error *error), struct error *error);

#endif
