/*
 * allocation.h - the ledger of who was allocated to which group
 *
 * A row for each participant whose group was drawn, in the order of drawing; like everything in the record it
 * never changes and never goes away, whoever withdraws. Nothing stands there before it is used: the next
 * allocation is drawn in the same transaction that enrols the participant.
 *
 * How groups are drawn is not the record's business: the caller brings a function.
 */
#ifndef SOLEUS_RECORD_ALLOCATION_H
#define SOLEUS_RECORD_ALLOCATION_H

#include "record/record.h"

struct allocated {
	char group[NAME_SIZE];
	int  block, block_size;         /* the block's number in its stratum, from 1 */
};

struct drawing {
	const char *stratum;            /* "sex=female age_band=old"; "" without strata */
	const char *design;             /* blocks, ratio, groups and strata in words: once begun, it stays */
	const char *method;             /* the algorithm and its version */
	const char *replaces;           /* the participant whose place is taken over; NULL: none */
	uint64_t    fresh_seed;         /* used when the ledger is empty; afterwards its own is */
	const void *self;
	/* The `number`-th place (from 1) of the stratum's list. */
	struct allocated (*draw)(const void *self, uint64_t seed, const char *stratum, int number);
};

/*
 * record_enrol, with the participant's group drawn and written into the ledger; for a replacement record_enrol_in_place,
 * whose place in the ledger is taken over too. ERROR_REFUSED when the design is another than that of the ledger, or when the one to be
 * replaced cannot be.
 */
bool record_enrol_drawn(struct record *record, struct participant *participant, const struct drawing *drawing,
                        int64_t utc_ns, struct error *error);

#endif
