/* captured.c - bytes from a file, decoded as if their instrument sent them */

#include "acquisition/captured.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/station_settings.h"
#include "base/clock.h"
#include "base/count.h"
#include "base/memory.h"

struct decoding {
	const struct instrument_settings *from;
	struct channel_settings         **channels;     /* of the captured channels */
	struct captured                  *captured;
	int                               wanted;
	int                               recording[OUTPUTS_MAX];   /* in which each output is; from 1 */
	int64_t                           age_ns[OUTPUTS_MAX];      /* of its newest reading */
};

static const struct instrument_settings *find_instrument(const struct station_settings *station, const char *name,
                                                         int *index, struct error *error)
{
	const char **names = xcalloc(station->instrument_count + 1, sizeof *names);
	const struct instrument_settings *found = NULL;
	for (size_t i = 0; i < station->instrument_count; i++) {
		names[i] = station->instruments[i].section->name;
		if (strcmp(names[i], name) == 0) {
			found = &station->instruments[i];
			*index = (int)i;
		}
	}
	char suggestion[64];
	const char *meant = name_suggestion(name, names, suggestion, sizeof suggestion);
	if (!found)
		error_set(error, ERROR_ABSENT, "%s has no section [instrument %s]%s", station->settings->file, name,
		          *meant ? meant : "; it tells how its bytes are read.");
	free(names);
	return found;
}

static void take_channels(struct decoding *decoding, const struct station_settings *station, int instrument)
{
	struct captured *captured = decoding->captured;
	captured->channels = xcalloc(station->channel_count, sizeof *captured->channels);
	decoding->channels = xcalloc(station->channel_count, sizeof *decoding->channels);
	for (size_t i = 0; i < station->channel_count; i++) {
		struct channel_settings *channel = &station->channels[i];
		if (channel->channel.instrument != instrument)
			continue;
		decoding->channels[captured->channel_count] = channel;
		captured->channels[captured->channel_count] = channel->channel;
		captured->channels[captured->channel_count++].instrument = 0;
	}
}

/* Within a recording the readings of an output grow younger; one that does not begins the next. */
static int recording_of(struct decoding *decoding, const struct reading *reading)
{
	int *recording = &decoding->recording[reading->output];
	bool next = decoding->from->driver->afterwards && reading->age_ns >= decoding->age_ns[reading->output];
	if (*recording == 0 || next)
		++*recording;
	decoding->age_ns[reading->output] = reading->age_ns;
	if (*recording > decoding->captured->recordings)
		decoding->captured->recordings = *recording;
	return *recording;
}

static void keep(struct decoding *decoding, const struct reading *reading)
{
	struct captured *captured = decoding->captured;
	if (recording_of(decoding, reading) != decoding->wanted)
		return;
	for (size_t i = 0; i < captured->channel_count; i++) {
		if (decoding->channels[i]->output != reading->output)
			continue;
		array_reserve((void **)&captured->samples, &captured->sample_capacity, captured->sample_count,
		              sizeof *captured->samples);
		struct sample *sample = &captured->samples[captured->sample_count++];
		*sample = channel_sample(decoding->channels[i], reading);
		sample->channel = (int)i;
		sample->time_ns = -reading->age_ns;
	}
}

static void decode(struct decoding *decoding, const uint8_t *bytes, size_t size)
{
	const struct instrument_driver *driver = decoding->from->driver;
	struct reading readings[READINGS_MAX];
	for (size_t i = 0; i < size; i++) {
		size_t count = driver->push(decoding->from->state, bytes[i], readings);
		while (count > 0) {
			for (size_t r = 0; r < count; r++)
				keep(decoding, &readings[r]);
			count = driver->more ? driver->more(decoding->from->state, readings) : 0;
		}
	}
	decoding->captured->dropped = driver->dropped(decoding->from->state);
}

/* Puts a channel's last sample at 0, and those before it as far back as ages or interval say. */
static bool place(struct decoding *decoding, size_t channel, struct error *error)
{
	struct captured *captured = decoding->captured;
	bool aged = decoding->from->driver->afterwards;
	double interval_s = captured->channels[channel].interval_s;
	int64_t end_ns = TIME_NONE, behind = 0;
	for (size_t i = captured->sample_count; i > 0; i--) {
		struct sample *sample = &captured->samples[i - 1];
		if (sample->channel != (int)channel)
			continue;
		if (!aged && !(interval_s > 0))
			return error_set(error, ERROR_REFUSED, "The channel '%s' cannot be read from a file: neither the bytes "
			                 "nor its instrument tell when its values were measured.", captured->channels[channel].name);
		end_ns = end_ns == TIME_NONE ? sample->time_ns : end_ns;
		sample->time_ns = aged ? sample->time_ns - end_ns : -llround((double)behind++ * interval_s * (double)NS_PER_S);
		if (-sample->time_ns > captured->lasted_ns)
			captured->lasted_ns = -sample->time_ns;
	}
	return true;
}

static bool fill(struct decoding *decoding, const uint8_t *bytes, size_t size, struct error *error)
{
	struct captured *captured = decoding->captured;
	const char *name = captured->instrument.name;
	if (captured->channel_count == 0)
		return error_set(error, ERROR_REFUSED, "No channel in station.ini belongs to [instrument %s].", name);
	decode(decoding, bytes, size);
	if (captured->recordings == 0)
		return error_set(error, ERROR_MALFORMED, "There is nothing in %s that %s (%s) could have sent.",
		                 count_text((int64_t)size, "byte", "bytes", (char[COUNT_TEXT_SIZE]){0}), name, captured->instrument.driver);
	if (captured->sample_count == 0 && decoding->wanted > captured->recordings)
		return error_set(error, ERROR_ABSENT, "There is no recording %d in it, only %d.", decoding->wanted,
		                 captured->recordings);
	if (captured->sample_count == 0)
		return error_set(error, ERROR_REFUSED, "What recording %d holds belongs to no channel in station.ini.",
		                 decoding->wanted);
	for (size_t i = 0; i < captured->channel_count; i++)
		if (!place(decoding, i, error))
			return false;
	return true;
}

struct captured *captured_decode(const struct settings *settings, const char *name,
                                 const uint8_t *bytes, size_t size, int recording, struct error *error)
{
	struct station_settings *station = station_settings_new(settings, error);
	struct decoding decoding = { .captured = xcalloc(1, sizeof *decoding.captured), .wanted = recording };
	int index;
	bool well = station && (decoding.from = find_instrument(station, name, &index, error));
	if (well) {
		decoding.captured->instrument = (struct instrument_info){
			.driver = decoding.from->driver->name, .port = "file", .identity = "",
			.settings = station_settings_text(station, (size_t)index),
		};
		name_copy(decoding.captured->instrument.name, name);
		take_channels(&decoding, station, index);
		well = fill(&decoding, bytes, size, error);
	}
	station_settings_free(station);
	free(decoding.channels);
	if (well)
		return decoding.captured;
	captured_free(decoding.captured);
	return NULL;
}

void captured_free(struct captured *captured)
{
	if (!captured)
		return;
	free((char *)captured->instrument.settings);
	free(captured->channels);
	free(captured->samples);
	free(captured);
}
