/* gaps.c - when a channel gave nothing valid, and why */

#include "acquisition/gaps.h"

#include <math.h>

#include "base/clock.h"

#define MISSED 2.5

int64_t gap_limit_ns(const struct channel *channel)
{
	bool known = channel->interval_s > 0 && !channel->afterwards;
	return known ? llround(MISSED * channel->interval_s * (double)NS_PER_S) : TIME_NEVER;
}

static bool is_stale(const struct gap_watch *watch, int64_t now_ns)
{
	return watch->interval_ns > 0 && (double)(now_ns - watch->valid_ns) > MISSED * (double)watch->interval_ns;
}

void gap_watch_begin(struct gap_watch *watch, int64_t now_ns, size_t index, const struct channel *channel)
{
	bool known = channel->interval_s > 0;
	*watch = (struct gap_watch){
		.channel = (int)index,
		.interval_ns = known && !channel->afterwards ? llround(channel->interval_s * (double)NS_PER_S) : 0,
		.learning = !known && !channel->afterwards,
		.sample_ns = TIME_NONE, .valid_ns = now_ns, .from_ns = now_ns,
	};
}

static bool ends(struct gap_watch *watch, int64_t now_ns, struct gap *gap)
{
	if (now_ns <= watch->from_ns || !(watch->certain || is_stale(watch, now_ns)))
		return false;
	*gap = (struct gap){ .channel = watch->channel, .from_ns = watch->from_ns, .to_ns = now_ns, .cause = watch->cause };
	return true;
}

/* The longest of the newest intervals: what comes irregularly is not missed too soon. */
static void learn(struct gap_watch *watch, int64_t interval_ns)
{
	watch->learnt[watch->learnt_count++ % GAP_LEARNT_FROM] = interval_ns;
	if (watch->learnt_count < GAP_LEARNT_FROM)
		return;
	watch->interval_ns = 0;
	for (int i = 0; i < GAP_LEARNT_FROM; i++)
		if (watch->learnt[i] > watch->interval_ns)
			watch->interval_ns = watch->learnt[i];
}

static enum gap_cause cause_of(uint32_t quality)
{
	return quality & (QUALITY_NO_PROBE | QUALITY_NO_FINGER) ? GAP_NO_FINGER : GAP_NOISE;
}

bool gap_watch_sample(struct gap_watch *watch, const struct sample *sample, struct gap *gap)
{
	bool first = watch->sample_ns == TIME_NONE;
	bool stale = is_stale(watch, sample->time_ns);
	if (watch->learning && !first && !stale && sample->time_ns > watch->sample_ns)
		learn(watch, sample->time_ns - watch->sample_ns);
	watch->sample_ns = sample->time_ns;
	if (!sample_is_valid(sample))
		return gap_watch_cause(watch, sample->time_ns, cause_of(sample->quality), gap);
	bool ended = ends(watch, sample->time_ns, gap);
	watch->valid_ns = sample->time_ns;
	watch->from_ns = sample->time_ns + watch->interval_ns;
	watch->cause = GAP_SILENT;
	watch->certain = false;
	return ended;
}

/* Silence turns out to have been that: the instrument was gone, or we were. */
static bool explains_silence(enum gap_cause cause)
{
	return cause == GAP_UNPLUGGED || cause == GAP_SUSPENDED || cause == GAP_OVERRUN;
}

bool gap_watch_cause(struct gap_watch *watch, int64_t now_ns, enum gap_cause cause, struct gap *gap)
{
	bool same = cause == watch->cause || (watch->cause == GAP_SILENT && explains_silence(cause));
	bool ended = !same && ends(watch, now_ns, gap);
	if (ended)
		watch->from_ns = now_ns;
	if (cause == GAP_SUSPENDED && !watch->certain) {
		watch->certain = true;      /* the clock stood still meanwhile: by its time there may be no gap at all */
		watch->from_ns = ended ? now_ns : watch->from_ns < now_ns ? watch->from_ns : watch->valid_ns;
	}
	watch->cause = cause;
	return ended;
}

bool gap_watch_end(struct gap_watch *watch, int64_t now_ns, struct gap *gap)
{
	bool ended = ends(watch, now_ns, gap);
	if (ended)
		watch->from_ns = now_ns;
	return ended;
}
