/*
 * simulated_world.h - what a simulated twin may look at
 *
 * A twin sees the person and, for each of its outputs that a channel uses, that
 * channel and its conversion, so that a thermistor board can send the resistance
 * which the station will convert back.
 */
#ifndef SOLEUS_ACQUISITION_SIMULATED_WORLD_H
#define SOLEUS_ACQUISITION_SIMULATED_WORLD_H

#include <stddef.h>

#include "acquisition/conversion.h"
#include "acquisition/faults.h"
#include "acquisition/person.h"
#include "base/random.h"
#include "base/sample.h"

struct simulated_channel {
	int               output;       /* index into the driver's outputs */
	struct channel    channel;
	struct conversion conversion;
};

struct simulated_world {
	const struct person            *person;     /* advanced to the time of the transmission */
	const struct simulated_channel *channels;
	size_t                          count;
	struct random_source           *noise;      /* of this instrument alone */

	const struct faults *faults;        /* NULL: none; */
	int64_t              faults_ns;     /* their zero, on the clock's time */
	bool no_finger, no_probe;           /* now: set by the port, shown by the twin as its format does */
};

/* The sensor sees nothing of the person. */
bool simulated_is_off(const struct simulated_world *world);

/* What the instrument would read at that output: the person's true value through
 * the channel's conversion backwards, by the channel's quantity; NAN when no channel
 * uses the output. Without noise. A sensor that is off reads what an open circuit does; NAN
 * where it says so in words of its own. */
double simulated_reading(const struct simulated_world *world, int output);

/* The light that a photoplethysmograph on the calf gets back, in counts of 12 bits: more when
 * the veins are empty, a little less with every beat. */
double simulated_light(const struct person *person);

#endif
