/* port_simulated.c - an instrument's twin behind the port interface */

#include "acquisition/port_simulated.h"

#include <stdlib.h>

#include "acquisition/port_kinds.h"
#include "base/clock.h"
#include "base/memory.h"

/* What one transmission may need at most: see simulate in instrument.h. */
#define TRANSMISSION_MOST 1024

struct simulated {
	const struct instrument_driver *driver;
	void                           *state;
	const struct simulated_world   *world;
	struct person                  *person;
	int64_t                         start_ns;
	uint64_t                        next;       /* the number of the transmission to come */
};

static int64_t simulated_due(const void *self)
{
	const struct simulated *simulated = self;
	int64_t due_ns = simulated->driver->simulated_due_ns(simulated->state, simulated->next);
	return due_ns == TIME_NEVER ? TIME_NEVER : simulated->start_ns + due_ns;
}

static int simulated_read(void *self, int64_t now_ns, uint8_t *bytes, size_t size, struct error *error)
{
	(void)error;
	struct simulated *simulated = self;
	size_t filled = 0;
	for (int64_t due_ns; (due_ns = simulated_due(self)) <= now_ns && size - filled >= TRANSMISSION_MOST; ) {
		person_advance(simulated->person, due_ns);
		filled += simulated->driver->simulate(simulated->state, simulated->next++, simulated->world,
		                                      bytes + filled, size - filled);
	}
	return (int)filled;
}

/* A twin that cannot hear is like an instrument that heeds nothing: the bytes are gone. */
static int simulated_write(void *self, int64_t now_ns, const uint8_t *bytes, size_t size, struct error *error)
{
	(void)error;
	struct simulated *simulated = self;
	if (simulated->driver->simulated_hear)
		simulated->driver->simulated_hear(simulated->state, now_ns - simulated->start_ns, bytes, size);
	return (int)size;
}

static const struct port_class simulated_class = {
	.name = "simulated",
	.due_ns = simulated_due,
	.read = simulated_read,
	.write = simulated_write,
	.close = free,
};

struct port *port_simulated_open(const struct instrument_driver *driver, void *state,
                                 const struct simulated_world *world, struct person *person,
                                 int64_t start_ns)
{
	struct simulated *simulated = xcalloc(1, sizeof *simulated);
	*simulated = (struct simulated){ driver, state, world, person, start_ns, 0 };
	return port_new(&simulated_class, simulated, "simulated");
}
