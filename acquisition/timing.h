/*
 * timing.h - when was a frame measured, that arrived somewhere in a chunk of bytes?
 *
 * The rule: a chunk is stamped as its last byte came in; a frame inside it ended
 * earlier, by the wire time of the bytes behind it. How long the kernel, a USB
 * chip or the instrument itself held the bytes is not known here, so the bound is
 * simple: the wire time of the whole chunk and a millisecond for the scheduler.
 */
#ifndef SOLEUS_ACQUISITION_TIMING_H
#define SOLEUS_ACQUISITION_TIMING_H

#include <stddef.h>
#include <stdint.h>

/* One a port. */
struct timing {
	int64_t wire_ns;            /* a character's time on a wire whose end we see; 0: no such wire */
	int64_t bound_ns;           /* a character's part in the bound */
	int64_t scheduling_ns;

	int64_t arrival_ns, before_ns;      /* of this chunk, and of the one before it */
	size_t  size, size_before;
};

struct stamp {
	int64_t time_ns, uncertainty_ns;
};

/* A chunk of `size` bytes has come in. */
void timing_chunk(struct timing *timing, int64_t arrival_ns, size_t size);

/* The time of a frame whose last byte is the `position`-th of this chunk, from 1; 0 is the
 * last byte of the chunk before, -1 the one before that. Never before `not_before_ns`. */
struct stamp timing_of(const struct timing *timing, int64_t position, int64_t not_before_ns);

#endif
