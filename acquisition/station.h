/*
 * station.h - a computer with its instruments
 *
 * The station opens what station.ini describes, waits on all ports in one
 * thread, stamps bytes as they arrive, lets the drivers decode them, converts
 * readings into samples of the channels, and hands everything to the bus. It is
 * the first half of a sample's road.
 *
 * In station.ini (keys beside these belong to the driver):
 *
 *     [station]
 *     id = lab1
 *
 *     [instrument oximeter]
 *     driver = nonin_df2
 *     port   = usb:0403:6001          ; see acquisition/port.h
 *     line   = 9600 8N1               ; only where it differs from the driver's
 *     steady = yes                    ; it sends at a fixed rate, by a crystal of its own
 *     hold   = 0.016                  ; seconds for which a chip may hold bytes, where the system does not tell
 *     delay  = 0.2                    ; seconds from a measurement to its frame's last byte
 *     averaging = 4                   ; a value is the average over so many seconds before that
 *
 *     [channel spo2]
 *     instrument = oximeter
 *     output     = spo2               ; the channel's own name when absent
 *     quantity   = spo2               ; the output's when absent
 *     unit, low, high                 ; the quantity's when absent
 *     site       = left hallux
 *     conversion = ...                ; or curve, divider, calibration ...: see acquisition/conversion.h
 */
#ifndef SOLEUS_ACQUISITION_STATION_H
#define SOLEUS_ACQUISITION_STATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bus.h"
#include "base/clock.h"
#include "base/settings.h"

struct station;
struct person;
struct person_effect;

struct station_options {
	struct clock *clock;            /* outlives the station */
	struct bus   *bus;              /* outlives the station */
	bool          simulate_all;     /* every port becomes sim:, whatever it says */
	uint64_t      seed;             /* of the simulated person, and of all that is left to chance */
	uint64_t      person_seed;      /* of a person who was here before, on another day; 0: `seed` is that of the person */
	const struct person_effect *effects;    /* what the conditions do to that person: see acquisition/person.h */
	size_t        effect_count;
	int64_t       retry_ns;         /* how often one that is not there is sought; 0: twice a second */
};

/*
 * Opens all ports. NULL when the settings are wrong, or when a port cannot be
 * opened (the sentence names the instrument); one that is absent is sought from then
 * on. Where any port is simulated a
 * person is made, who hears the bus from then on; on a virtual clock all ports
 * must be simulated (asserted). Freed with station_close, which accepts NULL.
 */
struct station *station_open(const struct settings *settings, const struct station_options *options,
                             struct error *error);
void station_close(struct station *station);

/* Says on the bus what the operator should know before a visit (see acquisition/warnings.h): to be called
 * once whoever is to hear it listens. */
void station_warn(struct station *station);

/* Checks the settings whole and lists their channels, *count of them, without opening
 * anything. Freed with free(); NULL when the settings are wrong. */
struct channel *station_channels_of(const struct settings *settings, size_t *count, struct error *error);

const char *station_id(const struct station *station);

/* The values live as long as the station. */
size_t station_channel_count(const struct station *station);
const struct channel *station_channel(const struct station *station, size_t index);
size_t station_instrument_count(const struct station *station);
const struct instrument_info *station_instrument(const struct station *station, size_t index);

/* What a decoder refused so far: see struct instrument_driver. */
unsigned long station_dropped(const struct station *station, size_t instrument);

/*
 * Waits until `deadline_ns`, or until bytes have come from some port, or until
 * `wake_fd` (-1: none) is readable, whichever is first; hands on what came.
 * The first call tells which instruments are there. One that is lost is an event, and so is its
 * return: it is sought by what it is, not by the name of its port, and not by this thread.
 */
void station_poll(struct station *station, int64_t deadline_ns, int wake_fd);

/* The computer slept: by its clock the gap that this made may be short. */
void station_slept(struct station *station);

/* Nothing more will be recorded: gaps that are open end here. */
void station_end_gaps(struct station *station);

/* The simulated person, or NULL: for tests that want the truth. */
const struct person *station_person(const struct station *station);

#endif
