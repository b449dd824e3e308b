/* station_poll.c - waiting; what comes in and what goes out */

#include "acquisition/station_inside.h"

#include <stdio.h>

#define TALK_SIZE 256

/* A quiet port is asked whether it is still there; one that says again and again that there is
 * something, and gives nothing, is not (or another program has changed its line: opening it anew puts that right). */
#define LOOK_EVERY_NS (NS_PER_S / 2)
#define EMPTY_READS_MOST 3
/* Who is called so much too late was not merely busy. */
#define STOOD_STILL_NS (NS_PER_S / 2)

static void say(struct station *station, enum event_kind kind, const struct attached *instrument,
                int64_t now_ns, const char *text)
{
	struct event event = event_at(kind, now_ns);
	name_copy(event.name, instrument->info.name);
	event.text = text;
	bus_event(station->bus, &event);
}

static void lose(struct station *station, struct attached *instrument, int64_t now_ns, const char *why)
{
	say(station, EVENT_LOST, instrument, now_ns, why);
	station_note_cause(station, instrument, now_ns, GAP_UNPLUGGED);
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
	station_hand_unanswered(station, instrument, now_ns);
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
		station_note_cause(station, instrument, now_ns, GAP_OVERRUN);
	station_decode(station, instrument, chunk.bytes, chunk.size);
	if (attached_dropped(instrument) != dropped)
		station_note_cause(station, instrument, now_ns, GAP_NOISE);
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

void station_slept(struct station *station)
{
	station_note_cause(station, NULL, clock_now(station->clock), GAP_SUSPENDED);
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
	station_note_cause(station, NULL, now_ns, GAP_OVERRUN);
	event.value = (double)(now_ns - due_ns) / 1e9;
	snprintf(text, sizeof text, "The program stood still for %.3f s: it was stopped, or the computer gave it no time.", event.value);
	event.text = text;
	name_copy(event.name, "stood_still");
	bus_event(station->bus, &event);
}

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
			station_note_cause(station, instrument, now_ns, GAP_UNPLUGGED);
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
