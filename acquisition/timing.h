/*
 * timing.h - when was a frame measured, that arrived somewhere in a chunk of bytes?
 *
 * From the arrival backwards: a chunk is stamped as it is read; a frame inside it
 * ended earlier by the wire time of the bytes behind it, and may have waited in the USB
 * chip. What remains is the scheduling of our own computer, which only adds. Three
 * kinds of instrument tell more:
 *
 *     one that sends at a steady rate has a clock of its own, which is estimated from
 *     the frames that came through soonest (stream_clock.h)
 *     one that is asked has measured between the question and its answer
 *     a simulated one on the virtual clock is exact
 *
 * The stamp is that of the frame's end; how long before that the instrument measured is
 * for its driver or station.ini to declare (`delay`), and taken off by the station.
 */
#ifndef SOLEUS_ACQUISITION_TIMING_H
#define SOLEUS_ACQUISITION_TIMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "acquisition/stream_clock.h"

/* So many chunks are remembered: a frame may have to wait for what proves it, byte by byte. */
#define TIMED_CHUNKS 16

/* One a port. All but the first members are the module's own. */
struct timing {
	int64_t wire_ns;            /* a character's time on a wire whose end we see; 0: no such wire */
	int64_t bound_ns;           /* a character's time, where the wire is elsewhere */
	int64_t hold_ns;            /* how long a chip may hold bytes */
	int64_t scheduling_ns;      /* how late our computer may be */
	bool    exact;              /* simulated on the virtual clock */
	bool    asked;              /* answers questions */
	bool    steady;             /* has a clock of its own: */
	struct stream_clock stream;

	int64_t arrival_ns;                 /* of this chunk */
	struct timed_chunk { int64_t arrival_ns, size; } chunks[TIMED_CHUNKS];      /* this one first, then back */
	size_t  chunk_count;
	int64_t sent_ns;                    /* of the newest question; TIME_NONE before any */
	bool    stamped;
	int64_t stamped_position;           /* of the newest frame, as in timing_of */
	struct stamp stamp;
};

/* Where a frame lies in the stream of bytes. */
struct frame_place {
	int64_t  position;          /* its last byte: see timing_of */
	unsigned size;              /* its bytes, which follow one another without a pause; 0: not known */
	unsigned place, places;     /* see struct seen_frame */
};

/* The instrument is at the port, for the first time or again: what was under way is forgotten. */
void timing_begin(struct timing *timing);

/* Something was sent to the instrument. */
void timing_sent(struct timing *timing, int64_t sent_ns);

/* A chunk of `size` bytes has come in. */
void timing_chunk(struct timing *timing, int64_t arrival_ns, size_t size);

/* The time of a frame whose last byte is the `position`-th of this chunk, from 1; 0 is the
 * last byte of what came before, -1 the one before that. Frames are asked for in their
 * order, and the same one may be asked for again. */
struct stamp timing_of(struct timing *timing, const struct frame_place *frame);

/* Measured `delay_ns` earlier, as an average over `averaging_ns`: its middle lies half of that earlier still. */
struct stamp stamp_earlier(struct stamp stamp, int64_t delay_ns, int64_t averaging_ns);

/* The same, but no earlier than that: time never runs backwards within a channel. */
struct stamp stamp_not_before(struct stamp stamp, int64_t not_before_ns);

#endif
