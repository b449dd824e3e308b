/*
 * twin_server.h - simulated instruments for other programs, over TCP
 *
 * Each instrument has a port of its own, on this computer's loopback alone, and speaks in real time,
 * as a serial device server with the instrument behind it would: one program at a time; who
 * connects while another is there takes its place, since the other may have died unseen.
 * An instrument is switched on when the server begins, not when somebody connects; what nobody
 * reads is gone. One that its faults unplug hangs up, and answers again when it is plugged in.
 */
#ifndef SOLEUS_ACQUISITION_TWIN_SERVER_H
#define SOLEUS_ACQUISITION_TWIN_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/settings.h"

struct person;
struct twin_server;

/* The instruments of a station's settings (only the one called `name`, where that is not NULL), whatever
 * their ports say; those with sim: have their faults. `first_port`: of the first instrument, the others
 * follow; 0: any that are free. The clock is a real one and outlives it. Freed with twin_server_close, which accepts NULL. */
struct twin_server *twin_server_open(const struct settings *settings, const char *name, int first_port,
                                     uint64_t seed, struct clock *clock, struct error *error);
void twin_server_close(struct twin_server *server);

size_t twin_server_count(const struct twin_server *server);
const char *twin_server_name(const struct twin_server *server, size_t index);
int twin_server_port(const struct twin_server *server, size_t index);

/* Waits until `deadline_ns`, or until something happened, or `wake_fd` (-1: none) is readable. */
void twin_server_poll(struct twin_server *server, int64_t deadline_ns, int wake_fd);

/* The truth behind all instruments. */
const struct person *twin_server_person(const struct twin_server *server);

#endif
