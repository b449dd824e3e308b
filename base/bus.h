/*
 * bus.h - the one road on which everything travels
 *
 * Whatever comes in (bytes, samples, events, deviations) is handed as a message to every
 * listener in turn, in the order in which the listeners were added, by the
 * thread that acquires and conducts. A listener must be quick: it copies what it
 * needs and leaves disk, terminal and arithmetic to a thread of its own.
 */
#ifndef SOLEUS_BASE_BUS_H
#define SOLEUS_BASE_BUS_H

#include <stddef.h>

#include "base/deviation.h"
#include "base/event.h"
#include "base/sample.h"

enum message_kind { MESSAGE_CHUNK, MESSAGE_SAMPLE, MESSAGE_EVENT, MESSAGE_GAP, MESSAGE_DEVIATION };

struct message {
	enum message_kind kind;
	union {
		struct chunk     chunk;
		struct sample    sample;
		struct event     event;
		struct gap       gap;
		struct deviation deviation;
	};
};

/* What a chunk, an event or a deviation points to is borrowed: it lives until `hear` returns. */
struct listener {
	void *self;
	void (*hear)(void *self, const struct message *message);
};

#define LISTENERS_MAX 8

/* `struct bus bus = {0};` is a valid new bus; nothing has to be freed. */
struct bus {
	struct listener listeners[LISTENERS_MAX];
	size_t          count;
};

void bus_add(struct bus *bus, void *self, void (*hear)(void *self, const struct message *message));

/* Takes out the listener of that `self`; never from within its own hear. */
void bus_remove(struct bus *bus, void *self);

/* Hands it to every listener. */
void bus_chunk(struct bus *bus, const struct chunk *chunk);
void bus_sample(struct bus *bus, const struct sample *sample);
void bus_event(struct bus *bus, const struct event *event);
void bus_gap(struct bus *bus, const struct gap *gap);
void bus_deviation(struct bus *bus, const struct deviation *deviation);

#endif
