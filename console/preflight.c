/* preflight.c - proves, before the participant starts, that the channels give data */

#include "console/preflight.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "console/channel_proof.h"
#include "protocols/plan.h"

#define PATIENCE_S 10.0

/* How often the operator is asked whether he leaves; what else he says waits for the visit. */
#define ASK_EVERY_NS (NS_PER_S / 10)

struct needed_channel {
	bool                 needed;
	int                  instrument;
	bool                 afterwards;    /* of finished recordings: see struct channel */
	struct channel_proof proof;
};

struct preflight {
	struct needed_channel *needs;         /* one a channel of the station */
	size_t       count;
	double       patience_s;
};

/* Who sends finished recordings has nothing to show yet: that he is there must do. */
static void hear_instrument(struct preflight *preflight, int instrument)
{
	for (size_t i = 0; i < preflight->count; i++)
		if (preflight->needs[i].instrument == instrument && preflight->needs[i].afterwards)
			preflight->needs[i].proof.proved = true;
}

static void hear(void *self, const struct message *message)
{
	struct preflight *preflight = self;
	if (message->kind == MESSAGE_CHUNK && !message->chunk.sent)
		hear_instrument(preflight, message->chunk.instrument);
	if (message->kind == MESSAGE_SAMPLE)
		channel_proof_hear(&preflight->needs[message->sample.channel].proof, &message->sample);
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
	preflight->needs = xcalloc(preflight->count, sizeof *preflight->needs);
	preflight->patience_s = PATIENCE_S;
	for (size_t i = 0; i < preflight->count; i++) {
		const struct channel *channel = station_channel(request->station, i);
		struct needed_channel *need = &preflight->needs[i];
		*need = (struct needed_channel){
			plan_needs(request->plan, channel->name), channel->instrument, channel->afterwards, channel_proof_new(channel),
		};
		if (need->needed)
			preflight->patience_s = fmax(preflight->patience_s, channel_proof_patience_s(&need->proof));
	}
}

static bool is_missing(const struct needed_channel *need)
{
	return need->needed && !need->proof.proved;
}

static bool proved(const struct preflight *preflight)
{
	for (size_t i = 0; i < preflight->count; i++)
		if (is_missing(&preflight->needs[i]))
			return false;
	return true;
}

/* "toe gave nothing; spo2 gave 12 values, none valid (no_finger)": freed with free(). */
static char *complaint(const struct preflight *preflight, const struct station *station)
{
	char *text = xstrdup("");
	for (size_t i = 0; i < preflight->count; i++) {
		if (!is_missing(&preflight->needs[i]))
			continue;
		const struct channel *channel = station_channel(station, i);
		const struct instrument_info *instrument = station_instrument(station, (size_t)channel->instrument);
		char *one = channel_proof_complaint(&preflight->needs[i].proof);
		char *longer = one
			? xasprintf("%s%s%s %s", text, *text ? "; " : "", channel->name, one)
			: xasprintf("%s%s%s gave nothing (instrument %s on %s)", text, *text ? "; " : "", channel->name,
			            instrument->name, instrument->port);
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
	event.text = "every needed channel gives valid data at its rate";
	if (proved(preflight)) {
		bus_event(request->bus, &event);
		return true;
	}
	char *what = complaint(preflight, request->station), *text = NULL;
	bool well = request->start_anyway != NULL;
	if (well) {
		event.text = text = xasprintf("begun without data: %s; reason: %s", what, request->start_anyway);
		bus_event(request->bus, &event);
		bus_deviation(request->bus, &(struct deviation){
			.kind = DEVIATION_NO_PREFLIGHT, .severity = SEVERITY_MAJOR, .time_ns = now,
			.planned = NAN, .actual = NAN, .reason = request->start_anyway,
		});
	} else {
		error_set(error, ERROR_TIMED_OUT, "In %.0f s %s; mend it, or give a reason with --start-anyway.",
		          preflight->patience_s, what);
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
	int64_t until = clock_now(request->clock) + llround(preflight.patience_s * (double)NS_PER_S);
	bool left = false;
	for (int64_t now; !proved(&preflight) && !left && (now = clock_now(request->clock)) < until; ) {
		station_poll(request->station, now + ASK_EVERY_NS < until ? now + ASK_EVERY_NS : until, -1);
		left = link->leaves(link->self);
	}
	bus_remove(request->bus, &preflight);
	bool well = left ? error_set(error, ERROR_REFUSED, "The operator left before the visit began.")
	                 : conclude(&preflight, request, error);
	free(preflight.needs);
	return well;
}
