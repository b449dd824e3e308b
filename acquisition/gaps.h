/*
 * gaps.h - when a channel gave nothing valid, and why
 *
 * A channel's values are expected at an interval, which is declared or learnt. When
 * no valid one has come for 2.5 of these, there is a gap: it begins where the next
 * valid value was due and ends with the next one that comes. Its cause is what was
 * seen meanwhile. A cause that becomes another ends the gap and begins the next, so
 * that every stretch has its own; silence is no cause of its own once more is known.
 *
 * Times are those of the samples, on the session's clock; no clock is read here.
 */
#ifndef SOLEUS_ACQUISITION_GAPS_H
#define SOLEUS_ACQUISITION_GAPS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sample.h"

#define GAP_LEARNT_FROM 8

/* One a channel. Made by gap_watch_begin; the members are the module's own. */
struct gap_watch {
	int            channel;                 /* index into the station's channels */
	int64_t        interval_ns;             /* 0: not known yet, or none */
	bool           learning;                /* it was not declared */
	int64_t        learnt[GAP_LEARNT_FROM]; /* the newest intervals, where none was declared */
	unsigned       learnt_count;
	int64_t        sample_ns;               /* the newest sample, valid or not */
	int64_t        valid_ns;                /* the newest valid one, or the beginning */
	int64_t        from_ns;                 /* where the gap begins, if one it becomes */
	enum gap_cause cause;
	bool           certain;                 /* a gap however short */
};

/* After how long without a valid value a channel is stale; TIME_NEVER when its interval is not known, or
 * when it comes afterwards. */
int64_t gap_limit_ns(const struct channel *channel);

/* From now on values of the channel, which is the station's `index`-th, are expected. */
void gap_watch_begin(struct gap_watch *watch, int64_t now_ns, size_t index, const struct channel *channel);

/* Each of these returns true when a gap has ended, which is in *gap then. */
bool gap_watch_sample(struct gap_watch *watch, const struct sample *sample, struct gap *gap);
bool gap_watch_cause(struct gap_watch *watch, int64_t now_ns, enum gap_cause cause, struct gap *gap);
bool gap_watch_end(struct gap_watch *watch, int64_t now_ns, struct gap *gap);

#endif
