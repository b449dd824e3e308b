/*
 * streams.h - an instrument, its wire, its USB chip and a busy computer, whose true times are known
 *
 * Frames of `size` bytes leave the instrument by its own clock. Their bytes go over the
 * wire one behind the other; a chip collects them and hands over what it has at each
 * tick; the reader sees that a little later, as busy as the computer is. Nothing
 * waits: it is all arithmetic.
 */
#ifndef SOLEUS_TESTS_STREAMS_H
#define SOLEUS_TESTS_STREAMS_H

#include <stdint.h>

#include "base/random.h"

struct stream_setting {
	int64_t interval_ns;    /* nominal */
	double  skew_ppm;       /* the instrument's clock is slow by so much */
	int64_t character_ns;
	int     size;           /* bytes of a frame */
	int64_t tick_ns;        /* of the chip; 0: no chip */
	double  mean_late_ns;   /* of the reader, exponential ... */
	double  stall_part;     /* ... but for this part of the reads ... */
	double  stall_ns;       /* ... which are up to so late */
	double  lost_part;      /* of the frames that never leave the instrument */
};

/* What the reader got at once. */
struct stream_chunk {
	int64_t arrival_ns;
	int     bytes;
	struct {
		int64_t number, true_ns;    /* counted with the lost ones; its last byte's end on the wire */
		int     position;           /* of its last byte in the chunk, from 1 */
	} frames[64];
	int count;
};

struct stream {
	struct stream_setting setting;
	struct random_source  chance;
	int64_t number;         /* of the frame under way */
	int     sent;           /* bytes of it that were handed over */
	int64_t read_ns;        /* the last chunk's arrival */
};

struct stream stream_new(const struct stream_setting *setting, uint64_t seed);

/* The next chunk. */
void stream_next(struct stream *stream, struct stream_chunk *chunk);

#endif
