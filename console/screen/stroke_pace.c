/* stroke_pace.c - the pace at which somebody moves, seen while he does */

#include "console/screen/stroke_pace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/event.h"
#include "base/memory.h"
#include "export/measures/refill.h"
#include "export/measures/strokes.h"

#define KEPT_S 30
#define SAMPLES_MOST 4096

/* The newest half minute of a phase, the oldest sample first. */
struct stretch {
	size_t count;
	double times[SAMPLES_MOST], values[SAMPLES_MOST];
};

struct stroke_pace {
	int            channel;
	const char    *name;
	double         sign;
	bool           moving;
	struct stretch now, rest;       /* of the phase under way; of the rest before the exercise */
};

struct stroke_pace *stroke_pace_new(const struct channel *channels, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!refill_concerns(channels[i].quantity) || refill_refusal(channels[i].quantity))
			continue;
		struct stroke_pace *pace = xcalloc(1, sizeof *pace);
		pace->channel = (int)i;
		pace->name = channels[i].name;
		pace->sign = strcmp(channels[i].quantity, "volume_change") == 0 ? -1 : 1;
		return pace;
	}
	return NULL;
}

void stroke_pace_free(struct stroke_pace *pace)
{
	free(pace);
}

static void add(struct stretch *stretch, double time_s, double value)
{
	size_t old = 0;
	while (old < stretch->count && stretch->times[old] < time_s - KEPT_S)
		old++;
	if (old == 0 && stretch->count == SAMPLES_MOST)
		old = SAMPLES_MOST / 4;
	stretch->count -= old;
	memmove(stretch->times, stretch->times + old, stretch->count * sizeof *stretch->times);
	memmove(stretch->values, stretch->values + old, stretch->count * sizeof *stretch->values);
	stretch->times[stretch->count] = time_s;
	stretch->values[stretch->count++] = value;
}

void stroke_pace_hear(struct stroke_pace *pace, const struct message *message)
{
	if (!pace)
		return;
	if (message->kind == MESSAGE_SAMPLE && message->sample.channel == pace->channel && sample_is_valid(&message->sample))
		add(&pace->now, (double)message->sample.time_ns / 1e9, message->sample.value);
	if (message->kind != MESSAGE_EVENT || message->event.kind != EVENT_PHASE_BEGIN)
		return;
	pace->moving = strcmp(message->event.text, "exercise") == 0;
	if (pace->moving)
		pace->rest = pace->now;
	pace->now.count = 0;
}

static struct series copy(const struct stretch *stretch)
{
	return (struct series){
		.times = xmemdup(stretch->times, (stretch->count + 1) * sizeof *stretch->times),
		.values = xmemdup(stretch->values, (stretch->count + 1) * sizeof *stretch->values),
		.count = stretch->count,
	};
}

struct strokes_heard stroke_pace_copy(const struct stroke_pace *pace)
{
	if (!pace || !pace->moving)
		return (struct strokes_heard){ .channel = "" };
	return (struct strokes_heard){ .exercise = copy(&pace->now), .rest = copy(&pace->rest), .sign = pace->sign,
	                               .channel = pace->name };
}

double strokes_per_min(struct strokes_heard *heard, double wanted_per_min)
{
	size_t count = 0;
	const char *why;
	double *times = heard->exercise.count == 0 ? NULL
		: strokes_find(&heard->exercise, &heard->rest, heard->sign, 60 / wanted_per_min, &count, &why);
	double per_min = times ? pace_of(times, count, NULL, 0).per_min : NAN;
	free(times);
	series_free(&heard->exercise);
	series_free(&heard->rest);
	return per_min;
}
