/* channel_proof.c - has a channel proved that it gives data? */

#include "console/channel_proof.h"

#include <math.h>

#include "base/count.h"
#include "base/memory.h"

/* So many intervals in a row, or 0.8 s of them, last as long as declared, within a quarter. */
#define INTERVALS 2
#define ROW_S 0.8
#define WITHIN 0.25

struct channel_proof channel_proof_new(const struct channel *channel)
{
	bool rated = channel->interval_s > 0 && !channel->afterwards;
	double intervals = rated ? fmax(floor(ROW_S / channel->interval_s), INTERVALS) : 0;
	return (struct channel_proof){
		.interval_s = rated ? channel->interval_s : NAN,
		.wanted = 1 + (unsigned long)intervals,
		.found_s = NAN,
	};
}

/* A whole row of another rate is begun anew. */
static bool has_rate(struct channel_proof *proof, int64_t time_ns)
{
	if (proof->row++ == 0)
		proof->from_ns = time_ns;
	if (proof->row < proof->wanted)
		return false;
	if (isnan(proof->interval_s))
		return true;
	proof->found_s = (double)(time_ns - proof->from_ns) / 1e9 / (double)(proof->row - 1);
	if (fabs(proof->found_s / proof->interval_s - 1) <= WITHIN)
		return true;
	proof->from_ns = time_ns;
	proof->row = 1;
	return false;
}

void channel_proof_hear(struct channel_proof *proof, const struct sample *sample)
{
	proof->samples++;
	if (sample_is_valid(sample)) {
		proof->valid++;
		proof->proved |= has_rate(proof, sample->time_ns);
	} else {
		proof->quality = sample->quality;
		proof->row = 0;
	}
}

double channel_proof_patience_s(const struct channel_proof *proof)
{
	return isnan(proof->interval_s) ? 0 : proof->interval_s * (INTERVALS + 2);
}

char *channel_proof_complaint(const struct channel_proof *proof)
{
	char quality[QUALITY_TEXT_SIZE], count[COUNT_TEXT_SIZE];
	if (proof->samples == 0)
		return NULL;
	if (proof->valid == proof->samples && !isnan(proof->found_s))
		return xasprintf("came every %.3g s instead of every %.3g s", proof->found_s, proof->interval_s);
	if (proof->valid == proof->samples)
		return xasprintf("gave %s in all, instead of one every %.3g s",
		                 count_text((int64_t)proof->valid, "valid value", "valid values", count), proof->interval_s);
	if (proof->samples == 1)
		return xasprintf("gave 1 value, which is not valid (%s)", quality_text(proof->quality, quality));
	return xasprintf("gave %lu values, %lu of them valid (%s)", proof->samples, proof->valid,
	                 quality_text(proof->quality, quality));
}
