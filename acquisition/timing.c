/* timing.c - when was a frame measured, that arrived somewhere in a chunk of bytes? */

#include "acquisition/timing.h"

void timing_chunk(struct timing *timing, int64_t arrival_ns, size_t size)
{
	timing->before_ns = timing->arrival_ns;
	timing->size_before = timing->size;
	timing->arrival_ns = arrival_ns;
	timing->size = size;
}

struct stamp timing_of(const struct timing *timing, int64_t position, int64_t not_before_ns)
{
	int64_t size = (int64_t)timing->size, behind = size - position, arrival_ns = timing->arrival_ns;
	if (position <= 0 && timing->size_before > 0) {
		behind = -position;
		size = (int64_t)timing->size_before;
		arrival_ns = timing->before_ns;
	}
	struct stamp stamp = {
		.time_ns = arrival_ns - behind * timing->wire_ns,
		.uncertainty_ns = (behind > size ? behind : size) * timing->bound_ns + timing->scheduling_ns,
	};
	if (stamp.time_ns < not_before_ns) {
		stamp.uncertainty_ns += not_before_ns - stamp.time_ns;
		stamp.time_ns = not_before_ns;
	}
	return stamp;
}
