/* bus.c - the one road on which everything travels */

#include "base/bus.h"

#include <assert.h>

void bus_add(struct bus *bus, void *self, void (*hear)(void *self, const struct message *message))
{
	assert(bus->count < LISTENERS_MAX);
	bus->listeners[bus->count++] = (struct listener){ .self = self, .hear = hear };
}

void bus_remove(struct bus *bus, void *self)
{
	size_t kept = 0;
	for (size_t i = 0; i < bus->count; i++)
		if (bus->listeners[i].self != self)
			bus->listeners[kept++] = bus->listeners[i];
	bus->count = kept;
}

static void hand(struct bus *bus, const struct message *message)
{
	for (size_t i = 0; i < bus->count; i++)
		bus->listeners[i].hear(bus->listeners[i].self, message);
}

void bus_chunk(struct bus *bus, const struct chunk *chunk)
{
	hand(bus, &(struct message){ .kind = MESSAGE_CHUNK, .chunk = *chunk });
}

void bus_sample(struct bus *bus, const struct sample *sample)
{
	hand(bus, &(struct message){ .kind = MESSAGE_SAMPLE, .sample = *sample });
}

void bus_event(struct bus *bus, const struct event *event)
{
	hand(bus, &(struct message){ .kind = MESSAGE_EVENT, .event = *event });
}

void bus_deviation(struct bus *bus, const struct deviation *deviation)
{
	hand(bus, &(struct message){ .kind = MESSAGE_DEVIATION, .deviation = *deviation });
}

void bus_gap(struct bus *bus, const struct gap *gap)
{
	hand(bus, &(struct message){ .kind = MESSAGE_GAP, .gap = *gap });
}
