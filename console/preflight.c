/* preflight.c - proves, before the participant starts, that the channels give data */

#include "console/preflight.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "protocols/plan.h"

#define PATIENCE_NS (10 * NS_PER_S)

struct proof {
	bool          needed;
	int           instrument;
	bool          afterwards;   /* of finished recordings: see struct channel */
	unsigned long samples, valid, wanted;
	uint32_t      quality;      /* of the last sample that was not valid */
};

struct preflight {
	struct proof *proofs;       /* one a channel of the station */
	size_t        count;
};

/* Who sends finished recordings has nothing to show yet: that he is there must do. */
static void hear_instrument(struct preflight *preflight, int instrument)
{
	for (size_t i = 0; i < preflight->count; i++)
		if (preflight->proofs[i].instrument == instrument && preflight->proofs[i].afterwards)
			preflight->proofs[i].wanted = 0;
}

static void hear(void *self, const struct message *message)
{
	struct preflight *preflight = self;
	if (message->kind == MESSAGE_CHUNK && !message->chunk.sent)
		hear_instrument(preflight, message->chunk.instrument);
	if (message->kind != MESSAGE_SAMPLE)
		return;
	struct proof *proof = &preflight->proofs[message->sample.channel];
	proof->samples++;
	if (sample_is_valid(&message->sample))
		proof->valid++;
	else
		proof->quality = message->sample.quality;
}

static bool plan_needs(const struct plan *plan, const char *channel)
{
	for (size_t i = 0; i < plan->need_count; i++)
		if (plan->needs[i].required && strcmp(plan->needs[i].channel, channel) == 0)
			return true;
	return false;
}

static void begin(struct preflight *preflight, const struct preflight_request *request)
{
	preflight->count = station_channel_count(request->station);
	preflight->proofs = xcalloc(preflight->count, sizeof *preflight->proofs);
	for (size_t i = 0; i < preflight->count; i++) {
		const struct channel *channel = station_channel(request->station, i);
		preflight->proofs[i].needed = plan_needs(request->plan, channel->name);
		preflight->proofs[i].instrument = channel->instrument;
		preflight->proofs[i].afterwards = channel->afterwards;
		bool rated = channel->waveform && channel->interval_s > 0 && channel->interval_s < 1;
		preflight->proofs[i].wanted = rated ? (unsigned long)(0.8 / channel->interval_s) : 1;
	}
}

static bool proved(const struct preflight *preflight)
{
	for (size_t i = 0; i < preflight->count; i++)
		if (preflight->proofs[i].needed && preflight->proofs[i].valid < preflight->proofs[i].wanted)
			return false;
	return true;
}

/* "toe gave nothing; spo2 gave 12 values, none valid (no_finger)": freed with free(). */
static char *complaint(const struct preflight *preflight, const struct station *station)
{
	char *text = xstrdup("");
	for (size_t i = 0; i < preflight->count; i++) {
		const struct proof *proof = &preflight->proofs[i];
		if (!proof->needed || proof->valid >= proof->wanted)
			continue;
		char quality[QUALITY_TEXT_SIZE];
		const struct channel *channel = station_channel(station, i);
		const struct instrument_info *instrument =
			station_instrument(station, (size_t)channel->instrument);
		char *one = proof->samples == 0
			? xasprintf("%s gave nothing (instrument %s on %s)", channel->name, instrument->name, instrument->port)
			: xasprintf("%s gave %lu values, %lu of them valid (%s)", channel->name, proof->samples,
			            proof->valid, quality_text(proof->quality, quality));
		char *longer = xasprintf("%s%s%s", text, *text ? "; " : "", one);
		free(one);
		free(text);
		text = longer;
	}
	return text;
}

static bool conclude(const struct preflight *preflight, const struct preflight_request *request,
                     struct error *error)
{
	int64_t now = clock_now(request->clock);
	struct event event = event_at(EVENT_PREFLIGHT, now);
	event.text = "every needed channel gives valid data";
	if (proved(preflight)) {
		bus_event(request->bus, &event);
		return true;
	}
	char *what = complaint(preflight, request->station), *text = NULL;
	bool well = request->start_anyway != NULL;
	if (well) {
		event.text = text = xasprintf("begun without data: %s; reason: %s", what, request->start_anyway);
		bus_event(request->bus, &event);
	} else {
		error_set(error, ERROR_TIMED_OUT, "In %d s %s; mend it, or give a reason with --start-anyway.",
		          (int)(PATIENCE_NS / NS_PER_S), what);
	}
	free(text);
	free(what);
	return well;
}

bool preflight_prove(const struct preflight_request *request, struct error *error)
{
	const struct operator_link *link = request->operator_link;
	struct preflight preflight = {0};
	begin(&preflight, request);
	bus_add(request->bus, &preflight, hear);
	int64_t until = clock_now(request->clock) + PATIENCE_NS;
	bool left = false;
	while (!proved(&preflight) && !left && clock_now(request->clock) < until) {
		station_poll(request->station, until, link->wake_fd);
		left = link->leaves(link->self);
	}
	bus_remove(request->bus, &preflight);
	bool well = left ? error_set(error, ERROR_REFUSED, "The operator left before the visit began.")
	                 : conclude(&preflight, request, error);
	free(preflight.proofs);
	return well;
}
