/* trace.c - a channel's whole visit in constant memory, ready to be drawn at any scale */

#include "console/screen/trace.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"

#define LEVELS 6
#define BUCKETS 4096
#define FINEST_NS (20 * NS_PER_MS)

struct bucket {
	int64_t             index;  /* its time over the level's length; -1: empty */
	struct trace_column content;
};

struct trace {
	struct bucket levels[LEVELS][BUCKETS];
};

static int64_t bucket_ns(int level)
{
	return FINEST_NS << (2 * level);
}

struct trace *trace_new(void)
{
	struct trace *trace = xcalloc(1, sizeof *trace);
	for (int level = 0; level < LEVELS; level++)
		for (int i = 0; i < BUCKETS; i++)
			trace->levels[level][i].index = -1;
	return trace;
}

void trace_free(struct trace *trace)
{
	free(trace);
}

/* Takes one column's content into another. */
static void join(struct trace_column *to, const struct trace_column *from)
{
	if (from->valid) {
		to->low = to->valid ? fminf(to->low, from->low) : from->low;
		to->high = to->valid ? fmaxf(to->high, from->high) : from->high;
	}
	to->valid = (uint16_t)(to->valid + from->valid > UINT16_MAX ? UINT16_MAX : to->valid + from->valid);
	to->invalid = (uint16_t)(to->invalid + from->invalid > UINT16_MAX ? UINT16_MAX : to->invalid + from->invalid);
}

void trace_add(struct trace *trace, const struct sample *sample)
{
	if (sample->time_ns < 0)
		return;
	bool valid = sample_is_valid(sample);
	struct trace_column one = { .valid = valid, .invalid = !valid };
	if (valid)
		one.low = one.high = (float)sample->value;
	for (int level = 0; level < LEVELS; level++) {
		int64_t index = sample->time_ns / bucket_ns(level);
		struct bucket *bucket = &trace->levels[level][index % BUCKETS];
		if (index < bucket->index)
			continue;       /* older than all that this level still holds */
		if (index > bucket->index)
			*bucket = (struct bucket){ .index = index };
		join(&bucket->content, &one);
	}
}

/* Buckets of at most a quarter of a column, so that a column's edges are sharp; coarser ones where a ring would not
 * reach over the whole span. */
static int level_for(int64_t span_ns, int64_t column_ns)
{
	int level = 0;
	while (level + 1 < LEVELS && (bucket_ns(level + 1) * 4 <= column_ns || span_ns / bucket_ns(level) >= BUCKETS))
		level++;
	return level;
}

/* True when the ring of that level has not yet been written over at `from_ns`. */
static bool reaches_back(const struct trace *trace, int level, int64_t from_ns)
{
	int64_t index = from_ns / bucket_ns(level);
	for (int i = 0; i < BUCKETS; i++)
		if (trace->levels[level][i].index >= index + BUCKETS)
			return false;
	return true;
}

void trace_columns(const struct trace *trace, int64_t from_ns, int64_t until_ns,
                   struct trace_column *columns, int count)
{
	int64_t column_ns = (until_ns - from_ns) / count;
	for (int i = 0; i < count; i++)
		columns[i] = (struct trace_column){0};
	if (column_ns <= 0)
		return;
	int level = level_for(until_ns - from_ns, column_ns);
	while (level + 1 < LEVELS && !reaches_back(trace, level, from_ns > 0 ? from_ns : 0))
		level++;
	int64_t length_ns = bucket_ns(level);
	for (int64_t index = from_ns > 0 ? from_ns / length_ns : 0; index * length_ns < until_ns; index++) {
		const struct bucket *bucket = &trace->levels[level][index % BUCKETS];
		int64_t middle_ns = index * length_ns + length_ns / 2, column = (middle_ns - from_ns) / column_ns;
		if (bucket->index == index && middle_ns >= from_ns && column < count)
			join(&columns[column], &bucket->content);
	}
}
