/* attached.c - an instrument of a running station: its port, its decoder, its time, its twin */

#include "acquisition/attached.h"

#include <stdlib.h>
#include <string.h>

#include "acquisition/port_simulated.h"
#include "base/clock.h"
#include "base/memory.h"

/* How late a wait may end on a computer that has other things to do. */
#define SCHEDULING_NS NS_PER_MS

void attached_begin(struct attached *attached, const struct station_settings *settings, size_t index, bool simulated)
{
	const struct instrument_settings *own = &settings->instruments[index];
	attached->index = (int)index;
	attached->settings = own;
	attached->station = settings;
	attached->driver = own->driver;
	attached->state = own->state;
	attached->fresh = xmemdup(own->state, own->driver->state_size);
	attached->talk_ns = attached->return_ns = TIME_NEVER;
	attached->settings_text = station_settings_text(settings, index);
	attached->identity = xstrdup("");
	attached->info = (struct instrument_info){
		.driver = own->driver->name, .port = own->address, .identity = attached->identity,
		.settings = attached->settings_text, .simulated = simulated,
	};
	name_copy(attached->info.name, own->section->name);
}

static void make_world(struct attached *attached, struct person *person, uint64_t seed, int64_t now_ns)
{
	const struct station_settings *settings = attached->station;
	attached->world_channels = xcalloc(settings->channel_count, sizeof *attached->world_channels);
	size_t count = 0;
	for (size_t i = 0; i < settings->channel_count; i++) {
		const struct channel_settings *from = &settings->channels[i];
		if (from->channel.instrument == attached->index)
			attached->world_channels[count++] =
				(struct simulated_channel){ from->output, from->channel, from->conversion };
	}
	attached->noise = random_new(random_seed_of(seed, attached->info.name), 0);
	attached->world = (struct simulated_world){
		.person = person, .channels = attached->world_channels, .count = count, .noise = &attached->noise,
		.faults = &attached->settings->faults, .faults_ns = now_ns,
	};
	attached->person = person;
}

/* Switched on now, knowing nothing of before. */
static struct port *switch_on(struct attached *attached, int64_t now_ns, struct error *error)
{
	free(attached->twin_state);
	attached->twin_state = instrument_state_new(attached->driver, attached->settings->section, error);
	return attached->twin_state ? port_simulated_open(attached->driver, attached->twin_state, &attached->world,
	                                                  attached->person, now_ns) : NULL;
}

static struct port *open_twin(struct attached *attached, struct person *person, uint64_t seed, int64_t now_ns,
                              struct error *error)
{
	make_world(attached, person, seed, now_ns);
	return switch_on(attached, now_ns, error);
}

/* A serial line's end is seen here; that of a device server is not, and a twin has no wire. */
static void set_wire(struct attached *attached)
{
	struct timing *timing = &attached->timing;
	int64_t character_ns = attached->info.simulated ? 0 : line_character_ns(&attached->settings->line);
	bool serial = strcmp(attached->port->class->name, "serial") == 0;
	timing->wire_ns = serial ? character_ns : 0;
	timing->bound_ns = serial ? 0 : character_ns;
	timing->hold_ns = attached->settings->hold_told ? attached->settings->hold_ns : attached->port->hold_ns;
	timing_begin(timing);
}

/* The port is there. */
static void settle(struct attached *attached, int64_t now_ns)
{
	free(attached->identity);
	attached->identity = xstrdup(attached->port->identity);
	attached->info.identity = attached->identity;
	attached->was = attached->port->usb;
	attached->talk_ns = attached->driver->talk ? now_ns : TIME_NEVER;
	attached->heard_ns = now_ns;
	attached->overruns = port_overruns(attached->port);
	attached->empty_reads = 0;
	set_wire(attached);
}

bool attached_open(struct attached *attached, struct person *person, uint64_t seed, int64_t now_ns, bool virtual_clock,
                   struct error *error)
{
	attached->timing = (struct timing){
		.scheduling_ns = SCHEDULING_NS, .exact = virtual_clock,
		.asked = attached->driver->asked, .steady = attached->settings->steady_ns > 0,
	};
	if (attached->timing.steady)
		attached->timing.stream = stream_clock_new(attached->settings->steady_ns);
	attached->port = person ? open_twin(attached, person, seed, now_ns, error)
	                        : port_open(attached->settings->address, &attached->settings->line, error);
	if (!attached->port)
		return error_set(error, error->kind, "instrument '%s': %s", attached->info.name, error->text);
	settle(attached, now_ns);
	return true;
}

int attached_fd(const struct attached *attached)
{
	if (attached->port)
		return port_fd(attached->port);
	return attached->reopening ? reopening_fd(attached->reopening) : -1;
}

void attached_await(struct attached *attached, int64_t every_ns)
{
	if (attached->info.simulated)
		attached->return_ns = port_due(attached->port);
	port_close(attached->port);
	attached->port = NULL;
	attached->talk_ns = TIME_NEVER;
	attached_seek(attached, every_ns);
}

void attached_seek(struct attached *attached, int64_t every_ns)
{
	if (attached_is_unsought(attached))
		attached->reopening = reopening_begin(attached->settings->address, &attached->settings->line,
		                                      &attached->was, every_ns);
}

bool attached_is_unsought(const struct attached *attached)
{
	return !attached->port && !attached->info.simulated && !attached->reopening;
}

bool attached_take_up(struct attached *attached, int64_t now_ns, bool *troubled, struct error *error)
{
	attached->port = attached->info.simulated ? switch_on(attached, now_ns, error)
	                                          : reopening_take(attached->reopening, troubled, error);
	attached->return_ns = TIME_NEVER;
	if (!attached->port)
		return false;
	reopening_end(attached->reopening);
	attached->reopening = NULL;
	attached->dropped = attached_dropped(attached);
	memcpy(attached->state, attached->fresh, attached->driver->state_size);
	settle(attached, now_ns);
	return true;
}

unsigned long attached_dropped(const struct attached *attached)
{
	return attached->dropped + attached->driver->dropped(attached->state);
}

void attached_close(struct attached *attached)
{
	reopening_end(attached->reopening);
	port_close(attached->port);
	free(attached->twin_state);
	free(attached->world_channels);
	free(attached->fresh);
	free(attached->identity);
	free(attached->settings_text);
}
