/* timing.c - when was a frame measured, that arrived somewhere in a chunk of bytes? */

#include "acquisition/timing.h"

#include <string.h>

#include "base/clock.h"

void timing_begin(struct timing *timing)
{
	timing->arrival_ns = 0;
	timing->chunk_count = 0;
	timing->sent_ns = TIME_NONE;
	timing->stamped = false;
	if (timing->steady)
		stream_clock_restart(&timing->stream);
}

void timing_sent(struct timing *timing, int64_t sent_ns)
{
	timing->sent_ns = sent_ns;
}

void timing_chunk(struct timing *timing, int64_t arrival_ns, size_t size)
{
	if (timing->chunk_count > 0)
		timing->stamped_position -= timing->chunks[0].size;
	if (timing->chunk_count < TIMED_CHUNKS)
		timing->chunk_count++;
	memmove(timing->chunks + 1, timing->chunks, (timing->chunk_count - 1) * sizeof timing->chunks[0]);
	timing->chunks[0] = (struct timed_chunk){ arrival_ns, (int64_t)size };
	timing->arrival_ns = arrival_ns;
}

/* How long the bytes behind a frame took: on the wire, and where whole frames of a steady
 * stream are among them, their intervals. */
static int64_t behind_ns(const struct timing *timing, int64_t behind, unsigned size)
{
	if (!timing->steady || size == 0)
		return behind * timing->wire_ns;
	int64_t interval = (int64_t)stream_clock_interval(&timing->stream), wire = size * timing->wire_ns;
	return behind / size * (interval > wire ? interval : wire) + behind % size * timing->wire_ns;
}

/* The chunk that a position lies in, counted back from this one; *position becomes the one in it. What is
 * older than all that is remembered is taken for the oldest's beginning. */
static size_t chunk_of(const struct timing *timing, int64_t *position)
{
	size_t i = 0;
	while (*position <= 0 && i + 1 < timing->chunk_count)
		*position += timing->chunks[++i].size;
	return i;
}

/* By when the frame had ended, and how long a chip may have held it before. */
static struct seen_frame see(const struct timing *timing, const struct frame_place *frame)
{
	int64_t position = frame->position;
	size_t place = chunk_of(timing, &position);
	const struct timed_chunk *chunk = &timing->chunks[place], *before = place + 1 < timing->chunk_count ? chunk + 1 : NULL;
	int64_t after_ns = behind_ns(timing, chunk->size - position, frame->size);
	struct seen_frame seen = {
		.latest_ns = chunk->arrival_ns - after_ns,
		.hold_ns = timing->hold_ns > after_ns ? timing->hold_ns - after_ns : 0,     /* no byte of the chunk waited longer */
		.late_ns = timing->scheduling_ns,
		.place = frame->place, .places = frame->places,
	};
	/* The chunk before ended inside this frame: the rest of it was still to come over the wire then. */
	int64_t rest_ns = position * timing->wire_ns;
	if (before && position > 0 && position < frame->size && timing->wire_ns > 0
	    && before->arrival_ns + rest_ns < seen.latest_ns) {
		seen.latest_ns = before->arrival_ns + rest_ns;
		if (timing->wire_ns < seen.hold_ns)
			seen.hold_ns = timing->wire_ns;
	}
	return seen;
}

/* An answer lies between its question and its own end, less the time that it took on the wire. */
static struct stamp between(const struct timing *timing, const struct seen_frame *seen, const struct frame_place *frame)
{
	int64_t until_ns = seen->latest_ns - frame->size * timing->wire_ns;
	if (until_ns < timing->sent_ns)
		until_ns = timing->sent_ns;
	int64_t half_ns = (until_ns - timing->sent_ns) / 2;
	return (struct stamp){ until_ns - half_ns, half_ns + timing->bound_ns };
}

static struct stamp plain(const struct timing *timing, const struct seen_frame *seen, const struct frame_place *frame)
{
	int64_t position = frame->position;
	const struct timed_chunk *chunk = &timing->chunks[chunk_of(timing, &position)];
	int64_t behind = chunk->size - position;
	return (struct stamp){
		.time_ns = seen->latest_ns - seen->hold_ns / 2,
		.uncertainty_ns = seen->hold_ns / 2 + timing->scheduling_ns + timing->wire_ns
			+ (behind > 0 ? behind : 0) * timing->wire_ns + chunk->size * timing->bound_ns,
	};
}

struct stamp timing_of(struct timing *timing, const struct frame_place *frame)
{
	if (timing->exact) {
		int64_t position = frame->position;
		return (struct stamp){ timing->chunks[chunk_of(timing, &position)].arrival_ns, 0 };
	}
	if (timing->stamped && timing->stamped_position == frame->position)
		return timing->stamp;
	struct seen_frame seen = see(timing, frame);
	if (timing->steady)
		timing->stamp = stream_clock_stamp(&timing->stream, &seen);
	else if (timing->asked && timing->sent_ns != TIME_NONE)
		timing->stamp = between(timing, &seen, frame);
	else
		timing->stamp = plain(timing, &seen, frame);
	timing->stamped = true;
	timing->stamped_position = frame->position;
	return timing->stamp;
}

struct stamp stamp_earlier(struct stamp stamp, int64_t delay_ns, int64_t averaging_ns)
{
	return (struct stamp){
		stamp.time_ns - delay_ns - averaging_ns / 2, stamp.uncertainty_ns + averaging_ns / 2,
	};
}

struct stamp stamp_not_before(struct stamp stamp, int64_t not_before_ns)
{
	if (stamp.time_ns < not_before_ns) {
		stamp.uncertainty_ns += not_before_ns - stamp.time_ns;
		stamp.time_ns = not_before_ns;
	}
	return stamp;
}
