/* station_samples.c - from bytes to samples on the bus, and the gaps between them */

#include "acquisition/station_inside.h"

#include "acquisition/text/polling.h"

/* Gaps. */

void station_note_cause(struct station *station, const struct attached *instrument, int64_t now_ns, enum gap_cause cause)
{
	for (size_t i = 0; i < station->settings->channel_count; i++) {
		struct gap gap;
		if (instrument && station->settings->channels[i].channel.instrument != instrument->index)
			continue;
		if (cause == GAP_NOISE && station->gaps[i].cause != GAP_SILENT)
			continue;       /* more is known than that some bytes were none */
		if (gap_watch_cause(&station->gaps[i], now_ns, cause, &gap))
			bus_gap(station->bus, &gap);
	}
}

void station_end_gaps(struct station *station)
{
	for (size_t i = 0; i < station->settings->channel_count; i++) {
		struct gap gap;
		if (gap_watch_end(&station->gaps[i], clock_now(station->clock), &gap))
			bus_gap(station->bus, &gap);
	}
}

/* The road of a sample. */

static struct sample hand_sample(struct station *station, size_t index, const struct reading *reading,
                                 int64_t arrival_ns, struct stamp stamp)
{
	/* The bytes came when they came; what they tell was measured `age_ns` before. */
	stamp.time_ns -= reading->age_ns;
	stamp.uncertainty_ns += reading->age_bound_ns;
	stamp = stamp_not_before(stamp, station->last_ns[index]);
	struct sample sample = channel_sample(&station->settings->channels[index], reading);
	sample.channel = (int)index;
	sample.arrival_ns = arrival_ns;
	sample.time_ns = stamp.time_ns;
	sample.uncertainty_ns = stamp.uncertainty_ns;
	station->last_ns[index] = sample.time_ns;
	bus_sample(station->bus, &sample);
	return sample;
}

static void watch_gap(struct station *station, const struct sample *sample)
{
	struct gap gap;
	if (gap_watch_sample(&station->gaps[sample->channel], sample, &gap))
		bus_gap(station->bus, &gap);
}

static bool is_channel_of(const struct station *station, const struct attached *instrument, size_t index, int output)
{
	const struct channel_settings *channel = &station->settings->channels[index];
	return channel->channel.instrument == instrument->index && channel->output == output;
}

/* `position`: which byte of the chunk completed the reading, from 1. */
static void hand_reading(struct station *station, struct attached *instrument,
                         const struct reading *reading, int64_t position)
{
	const struct instrument_settings *settings = instrument->settings;
	struct stamp stamp = timing_of(&instrument->timing, &(struct frame_place){
		position - (int64_t)reading->behind, reading->size, reading->place, reading->places });
	if (!instrument->timing.exact)
		stamp = stamp_earlier(stamp, settings->delay_ns, settings->averaging_ns);
	for (size_t i = 0; i < station->settings->channel_count; i++)
		if (is_channel_of(station, instrument, i, reading->output)) {
			struct sample sample = hand_sample(station, i, reading, instrument->timing.arrival_ns, stamp);
			watch_gap(station, &sample);
		}
}

void station_hand_unanswered(struct station *station, struct attached *instrument, int64_t now_ns)
{
	struct reading readings[READINGS_MAX];
	size_t count = instrument->driver->unanswered ? instrument->driver->unanswered(instrument->state, readings) : 0;
	for (size_t r = 0; r < count; r++)
		for (size_t i = 0; i < station->settings->channel_count; i++)
			if (is_channel_of(station, instrument, i, readings[r].output)) {
				struct sample sample = hand_sample(station, i, &readings[r], now_ns, (struct stamp){ now_ns, 0 });
				if (sample.quality & QUALITY_BAD_CHECKSUM || sample.flags & POLLING_NOT_UNDERSTOOD)
					watch_gap(station, &sample);
			}
}

void station_decode(struct station *station, struct attached *instrument, const uint8_t *bytes, size_t size)
{
	struct reading readings[READINGS_MAX];
	for (size_t i = 0; i < size; i++) {
		size_t count = instrument->driver->push(instrument->state, bytes[i], readings);
		while (count > 0) {
			for (size_t r = 0; r < count; r++)
				hand_reading(station, instrument, &readings[r], (int64_t)i + 1);
			count = instrument->driver->more ? instrument->driver->more(instrument->state, readings) : 0;
		}
	}
}
