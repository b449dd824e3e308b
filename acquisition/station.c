/* station.c - a computer with its instruments */

#include "acquisition/station_inside.h"

#include <assert.h>
#include <stdlib.h>

#include "acquisition/warnings.h"
#include "base/memory.h"

static bool open_instrument(struct station *station, size_t index, const struct station_options *options,
                            struct error *error)
{
	struct attached *instrument = &station->instruments[index];
	bool simulated = options->simulate_all || port_is_simulated(station->settings->instruments[index].address);
	bool virtual_clock = clock_is_virtual(options->clock);
	assert(simulated || !virtual_clock);
	if (simulated && !station->person) {
		station->person = person_new(random_seed_of(options->person_seed ? options->person_seed : options->seed, "person"));
		if (options->person_seed)
			person_on_another_day(station->person, random_seed_of(options->seed, "day"));
		person_expect(station->person, options->effects, options->effect_count);
		bus_add(station->bus, station->person, person_hear);
	}
	attached_begin(instrument, station->settings, index, simulated);
	if (attached_open(instrument, simulated ? station->person : NULL, options->seed, clock_now(station->clock),
	                  virtual_clock, error))
		return true;
	if (error->kind != ERROR_ABSENT || simulated)
		return false;
	attached_await(instrument, station->retry_ns);
	return true;
}

static void begin_channels(struct station *station)
{
	size_t count = station->settings->channel_count;
	station->last_ns = xcalloc(count, sizeof *station->last_ns);
	station->gaps = xcalloc(count, sizeof *station->gaps);
	for (size_t i = 0; i < count; i++) {
		station->last_ns[i] = TIME_NONE;
		gap_watch_begin(&station->gaps[i], clock_now(station->clock), i, &station->settings->channels[i].channel);
	}
}

struct station *station_open(const struct settings *settings, const struct station_options *options,
                             struct error *error)
{
	struct station *station = xcalloc(1, sizeof *station);
	station->clock = options->clock;
	station->bus = options->bus;
	station->polled_ns = TIME_NONE;
	station->retry_ns = options->retry_ns > 0 ? options->retry_ns : REOPEN_EVERY_NS;
	station->settings = station_settings_new(settings, error);
	if (!station->settings)
		goto fail;
	size_t instruments = station->settings->instrument_count;
	station->instruments = xcalloc(instruments, sizeof *station->instruments);
	station->fds = xcalloc(instruments + 1, sizeof *station->fds);
	begin_channels(station);
	for (size_t i = 0; i < instruments; i++) {
		station->instrument_count++;
		if (!open_instrument(station, i, options, error))
			goto fail;
	}
	return station;
fail:
	station_close(station);
	return NULL;
}

void station_close(struct station *station)
{
	if (!station)
		return;
	for (size_t i = 0; i < station->instrument_count; i++)
		attached_close(&station->instruments[i]);
	if (station->person)
		bus_remove(station->bus, station->person);
	person_free(station->person);
	station_settings_free(station->settings);
	free(station->instruments);
	free(station->last_ns);
	free(station->gaps);
	free(station->fds);
	free(station);
}

void station_warn(struct station *station)
{
	warnings_say(station->settings, station->clock, station->bus);
}

/* What it is made of. */

struct channel *station_channels_of(const struct settings *settings, size_t *count, struct error *error)
{
	struct station_settings *station = station_settings_new(settings, error);
	if (!station)
		return NULL;
	*count = station->channel_count;
	struct channel *channels = xcalloc(*count, sizeof *channels);
	for (size_t i = 0; i < *count; i++)
		channels[i] = station->channels[i].channel;
	station_settings_free(station);
	return channels;
}

const char *station_id(const struct station *station)
{
	return station->settings->id;
}

size_t station_channel_count(const struct station *station)
{
	return station->settings->channel_count;
}

const struct channel *station_channel(const struct station *station, size_t index)
{
	assert(index < station->settings->channel_count);
	return &station->settings->channels[index].channel;
}

size_t station_instrument_count(const struct station *station)
{
	return station->instrument_count;
}

const struct instrument_info *station_instrument(const struct station *station, size_t index)
{
	assert(index < station->instrument_count);
	return &station->instruments[index].info;
}

unsigned long station_dropped(const struct station *station, size_t instrument)
{
	assert(instrument < station->instrument_count);
	return attached_dropped(&station->instruments[instrument]);
}

const struct person *station_person(const struct station *station)
{
	return station->person;
}
