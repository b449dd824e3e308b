/* station.c - a computer with its instruments */

#include "acquisition/station.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/port_simulated.h"
#include "acquisition/station_settings.h"
#include "acquisition/timing.h"
#include "acquisition/warnings.h"
#include "base/memory.h"

#define CHUNK_SIZE 4096     /* as much as the kernel keeps of a serial line */
#define TALK_SIZE 256

struct instrument {
	struct instrument_info          info;
	const struct instrument_driver *driver;
	void                           *state;          /* the decoder's; owned by the settings */
	struct port                    *port;           /* NULL once lost */
	struct pollfd                  *polled;         /* during a poll; NULL for a port without descriptor */
	int64_t                         talk_ns;        /* when the driver is to be asked what to send */
	struct timing                   timing;
	char                           *identity, *settings;

	/* Of the twin, when simulated. */
	void                           *twin_state;
	struct simulated_world          world;
	struct simulated_channel       *world_channels;
	struct random_source            noise;
};

struct station {
	struct clock            *clock;
	struct bus              *bus;
	struct station_settings *settings;
	struct instrument       *instruments;
	size_t                   instrument_count;
	int64_t                 *last_ns;       /* of each channel: its newest time */
	struct person           *person;
	struct pollfd           *fds;
	uint8_t                  bytes[CHUNK_SIZE];
};

static bool is_simulated(const char *address)
{
	return strcmp(address, "sim:") == 0;
}

/* Opening. */

static void make_world(struct station *station, struct instrument *instrument, uint64_t seed)
{
	const struct station_settings *settings = station->settings;
	size_t index = (size_t)(instrument - station->instruments);
	instrument->world_channels = xcalloc(settings->channel_count, sizeof *instrument->world_channels);
	size_t count = 0;
	for (size_t i = 0; i < settings->channel_count; i++) {
		const struct channel_settings *from = &settings->channels[i];
		if (from->channel.instrument == (int)index)
			instrument->world_channels[count++] =
				(struct simulated_channel){ from->output, from->channel, from->conversion };
	}
	instrument->noise = random_new(random_seed_of(seed, instrument->info.name), 0);
	instrument->world = (struct simulated_world){
		station->person, instrument->world_channels, count, &instrument->noise,
	};
}

static struct port *open_twin(struct station *station, struct instrument *instrument,
                              const struct section *section, uint64_t seed, struct error *error)
{
	if (!station->person) {
		station->person = person_new(random_seed_of(seed, "person"));
		bus_add(station->bus, station->person, person_hear);
	}
	make_world(station, instrument, seed);
	instrument->twin_state = instrument_state_new(instrument->driver, section, error);
	if (!instrument->twin_state)
		return NULL;
	return port_simulated_open(instrument->driver, instrument->twin_state, &instrument->world,
	                           station->person, clock_now(station->clock));
}

/* A serial line's end is seen here; that of a device server is not, and a twin has no wire. */
static struct timing timing_for(const struct instrument *instrument, const struct line_settings *line, bool virtual_clock)
{
	int64_t character_ns = line_character_ns(line);
	bool serial = strcmp(instrument->port->class->name, "serial") == 0;
	return (struct timing){
		.wire_ns = serial ? character_ns : 0,
		.bound_ns = instrument->info.simulated ? 0 : character_ns,
		.scheduling_ns = virtual_clock ? 0 : NS_PER_MS,
	};
}

static bool open_instrument(struct station *station, size_t index, const struct station_options *options,
                            struct error *error)
{
	const struct instrument_settings *settings = &station->settings->instruments[index];
	struct instrument *instrument = &station->instruments[index];
	bool simulated = options->simulate_all || is_simulated(settings->address);
	instrument->driver = settings->driver;
	instrument->state = settings->state;
	instrument->settings = station_settings_text(station->settings, index);
	instrument->info = (struct instrument_info){
		.driver = settings->driver->name, .port = settings->address, .identity = "",
		.settings = instrument->settings, .simulated = simulated,
	};
	name_copy(instrument->info.name, settings->section->name);
	assert(simulated || !clock_is_virtual(options->clock));

	instrument->port = simulated ? open_twin(station, instrument, settings->section, options->seed, error)
	                             : port_open(settings->address, &settings->line, error);
	if (!instrument->port)
		return error_set(error, error->kind, "instrument '%s': %s", instrument->info.name, error->text);
	instrument->identity = xstrdup(instrument->port->identity);
	instrument->info.identity = instrument->identity;
	instrument->talk_ns = instrument->driver->talk ? clock_now(station->clock) : TIME_NEVER;
	instrument->timing = timing_for(instrument, &settings->line, clock_is_virtual(options->clock));
	return true;
}

static void say(struct station *station, enum event_kind kind, const struct instrument *instrument,
                int64_t now_ns, const char *text)
{
	struct event event = event_at(kind, now_ns);
	name_copy(event.name, instrument->info.name);
	event.text = text;
	bus_event(station->bus, &event);
}

struct station *station_open(const struct settings *settings, const struct station_options *options,
                             struct error *error)
{
	struct station *station = xcalloc(1, sizeof *station);
	station->clock = options->clock;
	station->bus = options->bus;
	station->settings = station_settings_new(settings, error);
	if (!station->settings)
		goto fail;
	size_t instruments = station->settings->instrument_count, channels = station->settings->channel_count;
	station->instruments = xcalloc(instruments, sizeof *station->instruments);
	station->fds = xcalloc(instruments + 1, sizeof *station->fds);
	station->last_ns = xcalloc(channels, sizeof *station->last_ns);
	for (size_t i = 0; i < channels; i++)
		station->last_ns[i] = TIME_NONE;
	for (size_t i = 0; i < instruments; i++) {
		station->instrument_count++;
		if (!open_instrument(station, i, options, error))
			goto fail;
	}
	for (size_t i = 0; i < instruments; i++)
		say(station, EVENT_CONNECTED, &station->instruments[i], clock_now(station->clock),
		    station->instruments[i].identity);
	return station;
fail:
	station_close(station);
	return NULL;
}

void station_close(struct station *station)
{
	if (!station)
		return;
	for (size_t i = 0; i < station->instrument_count; i++) {
		struct instrument *instrument = &station->instruments[i];
		port_close(instrument->port);
		free(instrument->twin_state);
		free(instrument->world_channels);
		free(instrument->identity);
		free(instrument->settings);
	}
	if (station->person)
		bus_remove(station->bus, station->person);
	person_free(station->person);
	station_settings_free(station->settings);
	free(station->instruments);
	free(station->last_ns);
	free(station->fds);
	free(station);
}

void station_warn(struct station *station)
{
	warnings_say(station->settings, station->clock, station->bus);
}

/* The road of a sample. */

static void hand_sample(struct station *station, size_t index, const struct reading *reading,
                        int64_t arrival_ns, struct stamp stamp)
{
	/* The bytes came when they came; what they tell was measured `age_ns` before. */
	struct sample sample = channel_sample(&station->settings->channels[index], reading);
	sample.channel = (int)index;
	sample.arrival_ns = arrival_ns;
	sample.time_ns = stamp.time_ns - reading->age_ns;
	sample.uncertainty_ns = stamp.uncertainty_ns + reading->age_bound_ns;
	station->last_ns[index] = sample.time_ns;
	bus_sample(station->bus, &sample);
}

static bool is_channel_of(const struct station *station, const struct instrument *instrument, size_t index, int output)
{
	const struct channel_settings *channel = &station->settings->channels[index];
	return channel->channel.instrument == (int)(instrument - station->instruments) && channel->output == output;
}

/* `position`: which byte of the chunk completed the reading, from 1. */
static void hand_reading(struct station *station, struct instrument *instrument,
                         const struct reading *reading, int64_t position)
{
	const struct timing *timing = &instrument->timing;
	for (size_t i = 0; i < station->settings->channel_count; i++)
		if (is_channel_of(station, instrument, i, reading->output))
			hand_sample(station, i, reading, timing->arrival_ns,
			            timing_of(timing, position - (int64_t)reading->behind,
			                      station->last_ns[i] + reading->age_ns));
}

/* What was not answered is missing from the moment at which it was given up. */
static void hand_unanswered(struct station *station, struct instrument *instrument, int64_t now_ns)
{
	struct reading readings[READINGS_MAX];
	size_t count = instrument->driver->unanswered ? instrument->driver->unanswered(instrument->state, readings) : 0;
	for (size_t r = 0; r < count; r++)
		for (size_t i = 0; i < station->settings->channel_count; i++)
			if (is_channel_of(station, instrument, i, readings[r].output))
				hand_sample(station, i, &readings[r], now_ns, (struct stamp){ now_ns, 0 });
}

static void decode(struct station *station, struct instrument *instrument, const uint8_t *bytes, size_t size)
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

static void lose(struct station *station, struct instrument *instrument, int64_t now_ns, const char *why)
{
	port_close(instrument->port);
	instrument->port = NULL;
	say(station, EVENT_LOST, instrument, now_ns, why);
}

static void talk(struct station *station, struct instrument *instrument, int64_t now_ns)
{
	uint8_t bytes[TALK_SIZE];
	struct error error;
	if (!instrument->driver->talk || !instrument->port)
		return;
	instrument->talk_ns = TIME_NEVER;
	size_t size = instrument->driver->talk(instrument->state, now_ns, bytes, sizeof bytes, &instrument->talk_ns);
	hand_unanswered(station, instrument, now_ns);
	if (size == 0)
		return;
	if (!port_write(instrument->port, now_ns, bytes, size, &error)) {
		lose(station, instrument, now_ns, error.text);
		return;
	}
	bus_chunk(station->bus, &(struct chunk){
		.instrument = (int)(instrument - station->instruments), .sent = true,
		.arrival_ns = now_ns, .bytes = bytes, .size = size,
	});
}

static void receive(struct station *station, struct instrument *instrument, int64_t now_ns)
{
	struct error error;
	int size = port_read(instrument->port, now_ns, station->bytes, sizeof station->bytes, &error);
	if (size < 0) {
		lose(station, instrument, now_ns, error.text);
		return;
	}
	if (size == 0) {
		/* A hang-up without a word: polling it again would only spin. */
		if (instrument->polled && instrument->polled->revents & (POLLHUP | POLLERR | POLLNVAL))
			lose(station, instrument, now_ns, "The line was hung up.");
		return;
	}
	struct chunk chunk = {
		.instrument = (int)(instrument - station->instruments),
		.arrival_ns = now_ns, .bytes = station->bytes, .size = (size_t)size,
	};
	timing_chunk(&instrument->timing, now_ns, chunk.size);
	bus_chunk(station->bus, &chunk);
	decode(station, instrument, chunk.bytes, chunk.size);
	talk(station, instrument, now_ns);
}

/* Lists the descriptors to poll and finds when the first twin is due; returns how many descriptors. */
static nfds_t prepare(struct station *station, int64_t *wake_ns)
{
	nfds_t count = 0;
	for (size_t i = 0; i < station->instrument_count; i++) {
		struct instrument *instrument = &station->instruments[i];
		instrument->polled = NULL;
		if (!instrument->port)
			continue;
		int fd = port_fd(instrument->port);
		if (fd >= 0) {
			instrument->polled = &station->fds[count++];
			*instrument->polled = (struct pollfd){ .fd = fd, .events = POLLIN };
		}
		int64_t due_ns = port_due(instrument->port);
		if (instrument->talk_ns < due_ns)
			due_ns = instrument->talk_ns;
		if (due_ns < *wake_ns)
			*wake_ns = due_ns;
	}
	return count;
}

void station_poll(struct station *station, int64_t deadline_ns, int wake_fd)
{
	int64_t wake_ns = deadline_ns;
	nfds_t count = prepare(station, &wake_ns);
	if (wake_fd >= 0 && !clock_is_virtual(station->clock))
		station->fds[count++] = (struct pollfd){ .fd = wake_fd, .events = POLLIN };
	clock_wait(station->clock, station->fds, count, wake_ns);
	int64_t now_ns = clock_now(station->clock);
	for (size_t i = 0; i < station->instrument_count; i++) {
		struct instrument *instrument = &station->instruments[i];
		if (!instrument->port)
			continue;
		if (instrument->polled ? instrument->polled->revents != 0 : port_due(instrument->port) <= now_ns)
			receive(station, instrument, now_ns);
		if (instrument->talk_ns <= now_ns)
			talk(station, instrument, now_ns);
	}
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
	return station->instruments[instrument].driver->dropped(station->instruments[instrument].state);
}

bool station_settings_all_simulated(const struct settings *settings)
{
	for (size_t i = 0; i < settings->count; i++) {
		const struct section *section = &settings->sections[i];
		const char *port = section_text(section, "port");
		if (strcmp(section->kind, "instrument") == 0 && !(port && is_simulated(port)))
			return false;
	}
	return true;
}

const struct person *station_person(const struct station *station)
{
	return station->person;
}
