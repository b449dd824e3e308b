/* latest.c - what each channel says now: its value, how good and how old it is, at which rate it comes */

#include "console/screen/latest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "acquisition/gaps.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/quantity.h"

#define AGE_OF_UNKNOWN_S 5

struct latest latest_new(const struct channel *channels, size_t count)
{
	struct latest latest = {
		.channels = xmemdup(channels, count * sizeof *channels),
		.samples = xcalloc(count, sizeof *latest.samples),
		.counts = xcalloc(count, sizeof *latest.counts),
		.counts_before = xcalloc(count, sizeof *latest.counts_before),
		.rates = xcalloc(count, sizeof *latest.rates),
		.count = count,
	};
	for (size_t i = 0; i < count; i++)
		latest.rates[i] = NAN;
	return latest;
}

void latest_free(struct latest *latest)
{
	free(latest->channels);
	free(latest->samples);
	free(latest->counts);
	free(latest->counts_before);
	free(latest->rates);
}

void latest_hear(void *self, const struct message *message)
{
	struct latest *latest = self;
	if (message->kind != MESSAGE_SAMPLE)
		return;
	latest->samples[message->sample.channel] = message->sample;
	latest->counts[message->sample.channel]++;
}

void latest_rates(struct latest *latest, int64_t now_ns)
{
	bool begins = latest->rated_ns == TIME_NEVER;
	double seconds = begins ? NAN : (double)(now_ns - latest->rated_ns) / 1e9;
	for (size_t i = 0; i < latest->count; i++) {
		latest->rates[i] = (double)(latest->counts[i] - latest->counts_before[i]) / seconds;
		latest->counts_before[i] = latest->counts[i];
	}
	latest->rated_ns = now_ns;
}

double latest_age_s(const struct latest *latest, size_t channel, int64_t now_ns)
{
	return latest->counts[channel] ? (double)(now_ns - latest->samples[channel].time_ns) / 1e9 : NAN;
}

bool latest_is_stale(const struct latest *latest, size_t channel, int64_t now_ns)
{
	const struct channel *what = &latest->channels[channel];
	double limit_s = isnan(what->interval_s) ? AGE_OF_UNKNOWN_S : fmax(1, (double)gap_limit_ns(what) / 1e9);
	return latest_age_s(latest, channel, now_ns) > limit_s;
}

const char *latest_text(const struct latest *latest, size_t channel, int64_t now_ns,
                        char text[static LATEST_TEXT_SIZE])
{
	const struct sample *sample = &latest->samples[channel];
	const struct quantity *quantity = quantity_find(latest->channels[channel].quantity);
	char quality[QUALITY_TEXT_SIZE];
	if (latest->counts[channel] == 0)
		snprintf(text, LATEST_TEXT_SIZE, "nothing yet");
	else if (latest_is_stale(latest, channel, now_ns))
		snprintf(text, LATEST_TEXT_SIZE, "nothing for %.0f s", latest_age_s(latest, channel, now_ns));
	else if (!isfinite(sample->value))
		snprintf(text, LATEST_TEXT_SIZE, "%s", quality_text(sample->quality, quality));
	else
		snprintf(text, LATEST_TEXT_SIZE, "%.*f %s%s%s%s", quantity ? quantity->decimals : 3, sample->value,
		         latest->channels[channel].unit, sample->quality ? " (" : "",
		         sample->quality ? quality_text(sample->quality, quality) : "", sample->quality ? ")" : "");
	return text;
}
