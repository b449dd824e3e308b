/* ledger.h - the two halves of an allocation, inside the transaction that enrols; for participants.c alone */
#ifndef SOLEUS_RECORD_LEDGER_H
#define SOLEUS_RECORD_LEDGER_H

#include "record/allocation.h"

struct ledger_entry {
	struct allocated allocated;
	uint64_t         seed;
	int              number;                /* in the stratum's list, from 1 */
	int64_t          replaces_id;           /* of the participant table; 0: none */
};

/* Finds the next entry and writes nothing. */
bool ledger_next(struct record *record, const struct drawing *drawing, struct ledger_entry *entry, struct error *error);

bool ledger_add(struct record *record, const struct drawing *drawing, const struct ledger_entry *entry,
                const char *participant, int64_t utc_ns, struct error *error);

#endif
