/*
 * port_simulated.h - an instrument's twin behind the port interface
 *
 * Has no descriptor: port_due tells when the next transmission begins, and
 * port_read renders those that are due by then.
 */
#ifndef SOLEUS_ACQUISITION_PORT_SIMULATED_H
#define SOLEUS_ACQUISITION_PORT_SIMULATED_H

#include "acquisition/instrument.h"
#include "acquisition/simulated_world.h"

/* `state` (set up, the twin's own), what `world` points to and `person` are borrowed and outlive the
 * port; world->person is `person`, who is taken to the time of each transmission.
 * The instrument is switched on at `start_ns`. */
struct port *port_simulated_open(const struct instrument_driver *driver, void *state,
                                 const struct simulated_world *world, struct person *person,
                                 int64_t start_ns);

#endif
