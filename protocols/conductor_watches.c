/* conductor_watches.c - what the conductor watches: opened for the plan, fed with the samples, closed */

#include "protocols/conductor_inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static void open_settling(struct conductor *conductor)
{
	const struct plan *plan = conductor->plan;
	size_t count = 0;
	for (size_t i = 0; i < plan->step_count; i++)
		count += plan->steps[i].settling.until_count;
	conductor->settling = xcalloc(count, sizeof *conductor->settling);
	for (size_t i = 0; i < plan->step_count; i++)
		for (size_t c = 0; c < plan->steps[i].settling.until_count; c++)
			watch_open(&conductor->settling[conductor->settling_count++], &plan->steps[i].settling.until[c],
			           conductor->channels, conductor->channel_count);
}

static void open_needed(struct conductor *conductor)
{
	const struct plan *plan = conductor->plan;
	conductor->needed = xcalloc(plan->need_count, sizeof *conductor->needed);
	for (size_t i = 0; i < plan->need_count; i++)
		for (size_t c = 0; c < conductor->channel_count; c++)
			if (plan->needs[i].required && strcmp(plan->needs[i].channel, conductor->channels[c].name) == 0)
				conductor->needed[conductor->needed_count++] = (struct needed){ .channel = (int)c };
}

/* The first one that the script has asked for. */
static void open_pace(struct conductor *conductor)
{
	const struct plan *plan = conductor->plan;
	conductor->kept_pace.channel = -1;
	for (size_t i = 0; i < plan->need_count && conductor->kept_pace.channel < 0; i++)
		for (size_t c = 0; c < conductor->channel_count; c++)
			if (strcmp(plan->needs[i].channel, conductor->channels[c].name) == 0
			    && strcmp(conductor->channels[c].quantity, "cadence") == 0)
				conductor->kept_pace.channel = (int)c;
}

void conductor_open_watches(struct conductor *conductor)
{
	const struct plan *plan = conductor->plan;
	open_settling(conductor);
	open_needed(conductor);
	open_pace(conductor);
	conductor->stop = xcalloc(plan->stop_count, sizeof *conductor->stop);
	conductor->stop_told = xcalloc(plan->stop_count, sizeof *conductor->stop_told);
	for (size_t i = 0; i < plan->stop_count; i++)
		watch_open(&conductor->stop[i], &plan->stop_if[i], conductor->channels, conductor->channel_count);
}

static void close_all(struct watch *watches, size_t count)
{
	for (size_t i = 0; i < count; i++)
		watch_close(&watches[i]);
	free(watches);
}

void conductor_close_watches(struct conductor *conductor)
{
	close_all(conductor->redo, conductor->redo_count);
	close_all(conductor->settling, conductor->settling_count);
	close_all(conductor->stop, conductor->plan->stop_count);
	free(conductor->stop_told);
	free(conductor->needed);
}

void conductor_begin_watches(struct conductor *conductor, int64_t now_ns)
{
	for (size_t i = 0; i < conductor->plan->stop_count; i++)
		watch_anew(&conductor->stop[i], now_ns);
}

void conductor_watch_trial(struct conductor *conductor, int trial, int64_t now_ns)
{
	close_all(conductor->redo, conductor->redo_count);
	conductor->redo = NULL;
	conductor->redo_count = 0;
	conductor->redo_why[0] = '\0';
	if (trial < 0)
		return;
	const struct planned_trial *planned = &conductor->plan->trials[trial];
	conductor->redo_count = planned->redo_count;
	conductor->redo = xcalloc(planned->redo_count, sizeof *conductor->redo);
	for (size_t i = 0; i < planned->redo_count; i++) {
		watch_open(&conductor->redo[i], &planned->redo_if[i], conductor->channels, conductor->channel_count);
		watch_anew(&conductor->redo[i], now_ns);
	}
}

void conductor_watch_phase(struct conductor *conductor, bool runs, int64_t now_ns)
{
	for (size_t i = 0; i < conductor->redo_count; i++)
		watch_phase(&conductor->redo[i], runs, now_ns);
	for (size_t i = 0; i < conductor->needed_count; i++) {
		struct needed *needed = &conductor->needed[i];
		int64_t gap_ns = now_ns - needed->heard_ns;
		if (!runs && gap_ns > needed->lost_ns)
			needed->lost_ns = gap_ns;
		if (runs && now_ns == conductor->phase_ns)
			*needed = (struct needed){ .channel = needed->channel };
		needed->heard_ns = now_ns;
	}
}

static void hear_needed(struct conductor *conductor, const struct sample *sample)
{
	for (size_t i = 0; conductor->in_phase && !conductor->paused && i < conductor->needed_count; i++) {
		struct needed *needed = &conductor->needed[i];
		if (needed->channel != sample->channel || !sample_is_valid(sample) || sample->time_ns < needed->heard_ns)
			continue;
		int64_t gap_ns = sample->time_ns - needed->heard_ns;
		if (gap_ns > needed->lost_ns)
			needed->lost_ns = gap_ns;
		needed->heard_ns = sample->time_ns;
	}
}

void conductor_hear(void *self, const struct message *message)
{
	struct conductor *conductor = self;
	if (message->kind != MESSAGE_SAMPLE)
		return;
	const struct sample *sample = &message->sample;
	for (size_t i = 0; i < conductor->settling_count; i++)
		watch_hear(&conductor->settling[i], sample);
	for (size_t i = 0; i < conductor->plan->stop_count; i++)
		watch_hear(&conductor->stop[i], sample);
	for (size_t i = 0; i < conductor->redo_count; i++)
		watch_hear(&conductor->redo[i], sample);
	hear_needed(conductor, sample);
	if (!sample_is_valid(sample))
		return;
	conductor_hear_pace(conductor, sample);
	conductor_hear_warming(conductor, sample);
}
