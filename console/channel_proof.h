/*
 * channel_proof.h - has a channel proved that it gives data?
 *
 * It has when valid values came in a row, without an invalid one among them, at the
 * rate that was declared. Valid means plausible too: within the channel's bounds. Pure: what
 * is seen of the channel goes in.
 */
#ifndef SOLEUS_CONSOLE_CHANNEL_PROOF_H
#define SOLEUS_CONSOLE_CHANNEL_PROOF_H

#include "base/sample.h"

struct channel_proof {
	bool          proved;
	double        interval_s;   /* declared; NAN: none is */
	unsigned long wanted;       /* valid values in a row */
	unsigned long samples, valid;
	uint32_t      quality;      /* of the last sample that was not valid */
	int64_t       from_ns;      /* of the row that is under way */
	unsigned long row;
	double        found_s;      /* the mean interval of the last whole row; NAN: none was */
};

struct channel_proof channel_proof_new(const struct channel *channel);

void channel_proof_hear(struct channel_proof *proof, const struct sample *sample);

/* How long it may take, with some patience. */
double channel_proof_patience_s(const struct channel_proof *proof);

/* What is wrong, such as "gave 12 values, none of them valid (no_finger)"; NULL when nothing came at all.
 * Freed with free(). */
char *channel_proof_complaint(const struct channel_proof *proof);

#endif
