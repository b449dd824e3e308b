/*
 * seal.h - a hash over all rows of a finished session, signed by the station
 *
 * The rows of each table (a part), in a defined order, are hashed one by one (hash.h); blocks of
 * 65536 of these hashes are hashed again, and the seal is the hash over the session's uuid and
 * all blocks of all parts. Of each row's hash the first 4 bytes are kept as well: not to prove
 * anything, but so that a row that differs can be named. References to other rows are
 * hashed as what they mean (a channel's name), not as numbers, which a merge gives anew.
 */
#ifndef SOLEUS_RECORD_SEAL_H
#define SOLEUS_RECORD_SEAL_H

#include "record/record.h"

/* Seals a session that has ended; well and without effect when it is sealed already. ERROR_REFUSED while
 * it runs, and when it is not as it was sealed. */
bool record_seal(struct record *record, int64_t session, int64_t utc_ns, struct error *error);

#endif
