/* port_simulated.c - an instrument's twin behind the port interface, and its faults */

#include "acquisition/port_simulated.h"

#include <stdlib.h>

#include "acquisition/port_kinds.h"
#include "base/clock.h"
#include "base/memory.h"

/* What one transmission may need at most: see simulate in instrument.h. Spoilt it can be twice as much. */
#define TRANSMISSION_MOST 1024
#define SPOILT_MOST       (2 * TRANSMISSION_MOST)

struct simulated {
	const struct instrument_driver *driver;
	void                           *state;
	struct simulated_world          world;      /* with what the sensor sees now */
	struct person                  *person;
	int64_t                         start_ns;
	uint64_t                        next;       /* the number of the transmission to come */
	const struct fault             *unplugging; /* the next one; NULL: none */
	bool                            unplugged;
	struct random_source            chance;     /* of the faults alone, so that the twin's own noise stays as it is */
};

static int64_t on_clock(const struct simulated *simulated, int64_t fault_ns)
{
	return fault_ns == TIME_NEVER ? TIME_NEVER : simulated->world.faults_ns + fault_ns;
}

static int64_t twin_due(const struct simulated *simulated)
{
	int64_t due_ns = simulated->driver->simulated_due_ns(simulated->state, simulated->next);
	return due_ns == TIME_NEVER ? TIME_NEVER : simulated->start_ns + due_ns;
}

static int64_t unplugged_at(const struct simulated *simulated)
{
	return simulated->unplugging ? on_clock(simulated, simulated->unplugging->begin_ns) : TIME_NEVER;
}

/* Once it is unplugged: when it is plugged in again. */
static int64_t simulated_due(const void *self)
{
	const struct simulated *simulated = self;
	if (simulated->unplugged)
		return on_clock(simulated, simulated->unplugging->end_ns);
	int64_t due_ns = twin_due(simulated), end_ns = unplugged_at(simulated);
	return due_ns < end_ns ? due_ns : end_ns;
}

static size_t transmit(struct simulated *simulated, int64_t due_ns, uint8_t *bytes, size_t size)
{
	struct simulated_world *world = &simulated->world;
	int64_t fault_ns = due_ns - world->faults_ns;
	world->no_finger = world->faults && faults_at(world->faults, FAULT_FINGER_OFF, fault_ns);
	world->no_probe = world->faults && faults_at(world->faults, FAULT_PROBE_OFF, fault_ns);
	person_advance(simulated->person, due_ns);
	size_t length = simulated->driver->simulate(simulated->state, simulated->next++, world, bytes, size);
	return world->faults ? faults_spoil(world->faults, fault_ns, &simulated->chance, bytes, length, SPOILT_MOST) : length;
}

static int simulated_read(void *self, int64_t now_ns, uint8_t *bytes, size_t size, struct error *error)
{
	struct simulated *simulated = self;
	size_t filled = 0;
	int64_t end_ns = unplugged_at(simulated);
	for (int64_t due_ns; (due_ns = twin_due(self)) <= now_ns && due_ns < end_ns && size - filled >= SPOILT_MOST; )
		filled += transmit(simulated, due_ns, bytes + filled, size - filled);
	if (filled > 0 || end_ns > now_ns)
		return (int)filled;
	simulated->unplugged = true;
	error_set(error, ERROR_ABSENT, "simulated: the device has gone; its script of faults unplugged it.");
	return -1;
}

/* A twin that cannot hear is like an instrument that heeds nothing: the bytes are gone. */
static int simulated_write(void *self, int64_t now_ns, const uint8_t *bytes, size_t size, struct error *error)
{
	(void)error;
	struct simulated *simulated = self;
	const struct faults *faults = simulated->world.faults;
	bool deaf = faults && (faults_at(faults, FAULT_SILENCE, now_ns - simulated->world.faults_ns)
		|| faults_at(faults, FAULT_WRONG_BAUD, now_ns - simulated->world.faults_ns));
	if (simulated->driver->simulated_hear && !deaf)
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
	*simulated = (struct simulated){
		.driver = driver, .state = state, .world = *world, .person = person, .start_ns = start_ns,
		.unplugging = world->faults ? faults_next_unplug(world->faults, start_ns - world->faults_ns) : NULL,
		.chance = random_new(world->noise->state, 1),
	};
	return port_new(&simulated_class, simulated, "simulated");
}
