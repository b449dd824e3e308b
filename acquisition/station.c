/* station.c - a computer with its instruments */

#include "acquisition/station.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "acquisition/attached.h"
#include "acquisition/gaps.h"
#include "acquisition/text/polling.h"
#include "acquisition/warnings.h"
#include "base/memory.h"

#define CHUNK_SIZE 4096     /* as much as the kernel keeps of a serial line */
#define TALK_SIZE 256

/* A quiet port is asked whether it is still there; one that says again and again that there is
 * something, and gives nothing, is not (or another program has changed its line: opening it anew puts that right). */
#define LOOK_EVERY_NS (NS_PER_S / 2)
#define EMPTY_READS_MOST 3
/* Who is called so much too late was not merely busy. */
#define STOOD_STILL_NS (NS_PER_S / 2)

struct station {
	struct clock            *clock;
	struct bus              *bus;
	struct station_settings *settings;
	struct attached         *instruments;
	size_t                   instrument_count;
	int64_t                 *last_ns;       /* of each channel: its newest time */
	struct gap_watch        *gaps;          /* of each channel */
	int64_t                  retry_ns;
	int64_t                  polled_ns;     /* when that was done last; TIME_NONE: never */
	bool                     told;          /* who is there and who is not */
	struct person           *person;
	struct pollfd           *fds;
	uint8_t                  bytes[CHUNK_SIZE];
};

/* Opening. */

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

static void say(struct station *station, enum event_kind kind, const struct attached *instrument,
                int64_t now_ns, const char *text)
{
	struct event event = event_at(kind, now_ns);
	name_copy(event.name, instrument->info.name);
	event.text = text;
	bus_event(station->bus, &event);
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

/* Gaps. */

/* Something that concerns all channels of an instrument (NULL: of all instruments) may be why they give nothing. */
static void note_cause(struct station *station, const struct attached *instrument, int64_t now_ns, enum gap_cause cause)
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

void station_slept(struct station *station)
{
	note_cause(station, NULL, clock_now(station->clock), GAP_SUSPENDED);
}

/* The program itself was stopped (SIGSTOP, a debugger), or did not get its turn: what came meanwhile may be lost. */
static void tell_standstill(struct station *station, int64_t due_ns, int64_t now_ns)
{
	char text[128];
	struct event event = event_at(EVENT_CLOCK, now_ns);
	if (station->polled_ns == TIME_NONE)
		return;
	if (due_ns < station->polled_ns)
		due_ns = station->polled_ns;
	if (now_ns - due_ns < STOOD_STILL_NS)
		return;
	note_cause(station, NULL, now_ns, GAP_OVERRUN);
	event.value = (double)(now_ns - due_ns) / 1e9;
	snprintf(text, sizeof text, "The program stood still for %.3f s: it was stopped, or the computer gave it no time.", event.value);
	event.text = text;
	name_copy(event.name, "stood_still");
	bus_event(station->bus, &event);
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

/* What was not answered is missing from the moment at which it was given up. That nothing came is silence, and the gap's
 * cause already; something did where its checksum was wrong, or it was not understood. */
static void hand_unanswered(struct station *station, struct attached *instrument, int64_t now_ns)
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

static void decode(struct station *station, struct attached *instrument, const uint8_t *bytes, size_t size)
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

static void lose(struct station *station, struct attached *instrument, int64_t now_ns, const char *why)
{
	say(station, EVENT_LOST, instrument, now_ns, why);
	note_cause(station, instrument, now_ns, GAP_UNPLUGGED);
	attached_await(instrument, station->retry_ns);
}

static void talk(struct station *station, struct attached *instrument, int64_t now_ns)
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
	timing_sent(&instrument->timing, now_ns);
	bus_chunk(station->bus, &(struct chunk){
		.instrument = instrument->index, .sent = true,
		.arrival_ns = now_ns, .bytes = bytes, .size = size,
	});
}

/* Bytes were lost because we, or the chip's driver, came too late: the port has counted it, or there was as much as is kept. */
static bool was_overrun(struct attached *instrument, size_t size)
{
	unsigned long before = instrument->overruns;
	instrument->overruns = port_overruns(instrument->port);
	return instrument->overruns != before || size == CHUNK_SIZE;
}

static void receive(struct station *station, struct attached *instrument, int64_t now_ns)
{
	struct error error;
	int size = port_read(instrument->port, now_ns, station->bytes, sizeof station->bytes, &error);
	if (size < 0) {
		lose(station, instrument, now_ns, error.text);
		return;
	}
	instrument->heard_ns = now_ns;
	if (size == 0) {
		/* A hang-up without a word: polling it again would only spin. */
		bool said = instrument->polled && instrument->polled->revents;
		instrument->empty_reads = said ? instrument->empty_reads + 1 : 0;
		if (instrument->empty_reads >= EMPTY_READS_MOST
		    || (said && instrument->polled->revents & (POLLHUP | POLLERR | POLLNVAL)))
			lose(station, instrument, now_ns, "The line was hung up.");
		return;
	}
	instrument->empty_reads = 0;
	struct chunk chunk = {
		.instrument = instrument->index,
		.arrival_ns = now_ns, .bytes = station->bytes, .size = (size_t)size,
	};
	unsigned long dropped = attached_dropped(instrument);
	timing_chunk(&instrument->timing, now_ns, chunk.size);
	bus_chunk(station->bus, &chunk);
	if (was_overrun(instrument, chunk.size))
		note_cause(station, instrument, now_ns, GAP_OVERRUN);
	decode(station, instrument, chunk.bytes, chunk.size);
	if (attached_dropped(instrument) != dropped)
		note_cause(station, instrument, now_ns, GAP_NOISE);
	talk(station, instrument, now_ns);
}

static void take_up(struct station *station, struct attached *instrument, int64_t now_ns)
{
	struct error error;
	bool troubled = false;
	if (attached_take_up(instrument, now_ns, &troubled, &error)) {
		say(station, EVENT_CONNECTED, instrument, now_ns, instrument->identity);
		talk(station, instrument, now_ns);
	} else if (troubled) {
		say(station, EVENT_TROUBLE, instrument, now_ns, error.text);
	}
}

/* Waiting. */

/* Who is there and who is not, as soon as everybody listens. */
static void tell(struct station *station)
{
	int64_t now_ns = clock_now(station->clock);
	for (size_t i = 0; !station->told && i < station->instrument_count; i++) {
		struct attached *instrument = &station->instruments[i];
		if (instrument->port) {
			say(station, EVENT_CONNECTED, instrument, now_ns, instrument->identity);
		} else {
			say(station, EVENT_LOST, instrument, now_ns, "It is not there yet.");
			note_cause(station, instrument, now_ns, GAP_UNPLUGGED);
		}
	}
	station->told = true;
}

/* When the instrument wants to be looked after; its descriptor, if it has one, is added to the list. */
static int64_t prepare(struct station *station, struct attached *instrument, nfds_t *count)
{
	int fd = attached_fd(instrument);
	instrument->polled = NULL;
	if (fd >= 0) {
		instrument->polled = &station->fds[(*count)++];
		*instrument->polled = (struct pollfd){ .fd = fd, .events = POLLIN };
	}
	if (attached_is_unsought(instrument))
		return station->polled_ns + LOOK_EVERY_NS;
	if (!instrument->port)
		return instrument->return_ns;
	int64_t due_ns = fd >= 0 ? instrument->heard_ns + LOOK_EVERY_NS : port_due(instrument->port);
	return instrument->talk_ns < due_ns ? instrument->talk_ns : due_ns;
}

static void look_after(struct station *station, struct attached *instrument, int64_t now_ns)
{
	bool polled = instrument->polled && instrument->polled->revents;
	if (!instrument->port) {
		if (polled || instrument->return_ns <= now_ns)
			take_up(station, instrument, now_ns);
		attached_seek(instrument, station->retry_ns);
		return;
	}
	int64_t due_ns = instrument->polled ? instrument->heard_ns + LOOK_EVERY_NS : port_due(instrument->port);
	if (polled || due_ns <= now_ns)
		receive(station, instrument, now_ns);
	if (instrument->talk_ns <= now_ns)
		talk(station, instrument, now_ns);
}

void station_poll(struct station *station, int64_t deadline_ns, int wake_fd)
{
	int64_t wake_ns = deadline_ns;
	nfds_t count = 0;
	tell(station);
	for (size_t i = 0; i < station->instrument_count; i++) {
		int64_t due_ns = prepare(station, &station->instruments[i], &count);
		wake_ns = due_ns < wake_ns ? due_ns : wake_ns;
	}
	if (wake_fd >= 0 && !clock_is_virtual(station->clock))
		station->fds[count++] = (struct pollfd){ .fd = wake_fd, .events = POLLIN };
	clock_wait(station->clock, station->fds, count, wake_ns);
	int64_t now_ns = clock_now(station->clock);
	tell_standstill(station, wake_ns, now_ns);
	for (size_t i = 0; i < station->instrument_count; i++)
		look_after(station, &station->instruments[i], now_ns);
	station->polled_ns = now_ns;
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
