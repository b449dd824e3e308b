/*
 * attached.h - an instrument of a running station: its port, its decoder, its time, its twin
 *
 * An instrument is there (it has a port) or awaited (a port is sought); a simulated one is there
 * unless its faults unplug it. What it is stays the same when it comes back; its decoder begins anew.
 */
#ifndef SOLEUS_ACQUISITION_ATTACHED_H
#define SOLEUS_ACQUISITION_ATTACHED_H

#include <poll.h>

#include "acquisition/reopening.h"
#include "acquisition/simulated_world.h"
#include "acquisition/station_settings.h"
#include "acquisition/timing.h"

struct attached {
	int                               index;        /* into the station's instruments */
	struct instrument_info            info;
	const struct instrument_driver   *driver;
	const struct instrument_settings *settings;
	const struct station_settings    *station;
	void                             *state;        /* the decoder's; owned by the settings */
	void                             *fresh;        /* a copy of it before the first byte */
	unsigned long                     dropped;      /* before the decoder began anew */
	struct port                      *port;         /* NULL while it is not there */
	struct usb_identity               was;          /* what was there last */
	struct reopening                 *reopening;    /* while it is awaited */
	struct pollfd                    *polled;       /* during a poll; NULL for a port without descriptor */
	int64_t                           talk_ns;      /* when the driver is to be asked what to send */
	int64_t                           heard_ns;     /* the newest bytes, or the newest look for some */
	unsigned long                     overruns;     /* as the port counted them last */
	int                               empty_reads;  /* in a row, though it said that there was something */
	struct timing                     timing;
	char                             *identity, *settings_text;

	/* Of the twin, when simulated. */
	void                             *twin_state;
	struct person                    *person;
	int64_t                           return_ns;    /* when it is plugged in again; TIME_NEVER: it was not unplugged */
	struct simulated_world            world;
	struct simulated_channel         *world_channels;
	struct random_source              noise;
};

/* What it is; nothing is opened. The settings outlive it. Freed with attached_close. */
void attached_begin(struct attached *attached, const struct station_settings *settings, size_t index, bool simulated);

/* Opens the instrument, or its twin where a person is given. ERROR_ABSENT: it can be awaited. */
bool attached_open(struct attached *attached, struct person *person, uint64_t seed, int64_t now_ns, bool virtual_clock,
                   struct error *error);

/* What is to be polled: its port, or the search for that; -1: nothing. */
int attached_fd(const struct attached *attached);

/* Closes its port, if it has one, and seeks it from now on, every `every_ns`. */
void attached_await(struct attached *attached, int64_t every_ns);

/* True when it should be sought, and the system had no thread or descriptor for that; attached_seek tries again. */
bool attached_is_unsought(const struct attached *attached);
void attached_seek(struct attached *attached, int64_t every_ns);

/* Takes the port that was sought, when it is there: true then. *troubled as in reopening_take. */
bool attached_take_up(struct attached *attached, int64_t now_ns, bool *troubled, struct error *error);

/* See struct instrument_driver. */
unsigned long attached_dropped(const struct attached *attached);

void attached_close(struct attached *attached);

#endif
