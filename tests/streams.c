/* streams.c - an instrument, its wire, its USB chip and a busy computer, whose true times are known */

#include "tests/streams.h"

#include <math.h>
#include <stdbool.h>

#define BEGAN_NS INT64_C(1000000000)

struct stream stream_new(const struct stream_setting *setting, uint64_t seed)
{
	return (struct stream){ .setting = *setting, .chance = random_new(seed, 7) };
}

static int64_t end_of_frame(const struct stream *stream, int64_t number)
{
	return BEGAN_NS + llround((double)number * (double)stream->setting.interval_ns * (1 + stream->setting.skew_ppm / 1e6));
}

/* When the next byte is at the end of the wire. */
static int64_t next_byte(const struct stream *stream)
{
	return end_of_frame(stream, stream->number) - (stream->setting.size - 1 - stream->sent) * stream->setting.character_ns;
}

static void step(struct stream *stream)
{
	if (++stream->sent < stream->setting.size)
		return;
	stream->sent = 0;
	do
		stream->number++;
	while (random_uniform(&stream->chance) < stream->setting.lost_part);
}

static int64_t lateness(struct stream *stream)
{
	if (random_uniform(&stream->chance) < stream->setting.stall_part)
		return (int64_t)(random_uniform(&stream->chance) * stream->setting.stall_ns);
	return (int64_t)(-log(1 - random_uniform(&stream->chance)) * stream->setting.mean_late_ns);
}

/* When the chip hands over a byte that it got then. */
static int64_t tick_after(const struct stream *stream, int64_t ns)
{
	int64_t tick = stream->setting.tick_ns;
	return tick ? (ns + tick - 1) / tick * tick : ns;
}

void stream_next(struct stream *stream, struct stream_chunk *chunk)
{
	int64_t arrival = tick_after(stream, next_byte(stream)) + lateness(stream);
	if (arrival < stream->read_ns)
		arrival = stream->read_ns;
	stream->read_ns = arrival;
	*chunk = (struct stream_chunk){ .arrival_ns = arrival };
	while (tick_after(stream, next_byte(stream)) <= arrival && chunk->count < 64) {
		chunk->bytes++;
		if (stream->sent == stream->setting.size - 1) {
			chunk->frames[chunk->count].number = stream->number;
			chunk->frames[chunk->count].true_ns = end_of_frame(stream, stream->number);
			chunk->frames[chunk->count++].position = chunk->bytes;
		}
		step(stream);
	}
}
