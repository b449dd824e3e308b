/*
 * stream_clock.h - when did a frame end, that an instrument sends at a rate of its own?
 *
 * Such an instrument has a crystal: its n-th frame ends at a + b n, and b differs from
 * the nominal interval by some parts in a million. What we see of each frame is a time
 * by which it had ended: wire, chip, kernel and scheduler may have held it, by little or
 * by much, and never by less than nothing. So the line that we look for lies below all
 * that was seen and touches it where nothing was in the way. It is the line below all
 * points that comes nearest to them: the edge of their lower convex hull above the
 * middle of the window (L. Zhang, Z. Liu, C. Honghui Xia, "Clock synchronization algorithms
 * for network measurements", INFOCOM 2002; S. Moon, P. Skelly, D. Towsley, INFOCOM 1999).
 *
 * The window holds the earliest frame of each of the last BINS bins, a bin being a
 * second or a frame. Where a chip may hold bytes up to a known time, how far the late
 * frames lie above the line tells how far the line itself may lie above the truth.
 *
 * Frames that are lost do not shift the count: see stream_clock_stamp. No clock is read
 * here: all is in the arguments.
 */
#ifndef SOLEUS_ACQUISITION_STREAM_CLOCK_H
#define SOLEUS_ACQUISITION_STREAM_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A time and how sure it is: the true one lies within time_ns +- uncertainty_ns. */
struct stamp {
	int64_t time_ns, uncertainty_ns;
};

/* What was seen of one frame. */
struct seen_frame {
	int64_t  latest_ns;     /* it had ended by then */
	int64_t  hold_ns;       /* a chip may have held it up to this long, as far as known */
	int64_t  late_ns;       /* and our own computer may have been late by this */
	unsigned place, places; /* its place in a cycle of frames, from 1; places 0: not known */
};

#define STREAM_CLOCK_BINS   128
#define STREAM_CLOCK_PROOFS 512

struct stream_point { double x, y; };   /* frames since the start; ns above the nominal line */

/* Made by stream_clock_new; the members are the module's own. */
struct stream_clock {
	double   interval_ns;               /* nominal */
	int64_t  frames_a_bin;
	int64_t  start_ns;
	int64_t  count;                     /* the number of the newest frame */
	bool     begun;
	double   offset, rate;              /* the line: offset + rate * x */
	bool     rated;                     /* the rate was found, not assumed */
	struct stream_point bins[STREAM_CLOCK_BINS];
	size_t   bin_first, bin_count;
	int64_t  bin;                       /* the number of the newest bin */
	int64_t  frames;                    /* since it began anew */
	int64_t  far_frames;                /* the newest ones that were all far above the line */
	int64_t  assumed;                   /* frames that were taken for lost by time alone, not confirmed yet */
	int64_t  assumed_frames;            /* frames since the first of these */
	int64_t  agreed_frames;             /* the newest ones that came in their turn */
	int64_t  shaky_frames;              /* for so many the count is not sure: it had to go back */
	int64_t  cycle_start;               /* the number of a frame whose place is 1; -1: not known */
	int64_t  cycle;
	double   hold_ns;                   /* the longest */
	struct stream_point proofs[STREAM_CLOCK_PROOFS];    /* what was seen less what a chip may have held */
	size_t   proof_next, proof_count;
	double   held_ns, unsure_ns;        /* the line is probably too late by held_ns, +- unsure_ns */
};

struct stream_clock stream_clock_new(int64_t interval_ns);

/* The interval between two frames as it was found, in our own time. */
double stream_clock_interval(const struct stream_clock *clock);

/* The instrument was away: its rate is still known, its phase is not. */
void stream_clock_restart(struct stream_clock *clock);

/*
 * When the next frame ended, which is never later than it was seen. Whether frames were lost before it is told by its place
 * where it has one, else by its being later than any delay explains; where both could be, the
 * uncertainty covers both. A frame that comes too early for the count proves that
 * frames were counted which were none, and the count goes back; until no such frame has come
 * for a while, the uncertainty covers that too, and the line stays as it is.
 */
struct stamp stream_clock_stamp(struct stream_clock *clock, const struct seen_frame *frame);

#endif
