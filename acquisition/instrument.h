/*
 * instrument.h - what an instrument's bytes mean
 *
 * One file in instruments/ knows one wire format and exports one
 * `const struct instrument_driver`, listed in instruments/all.c. A driver is
 * pure: bytes in, readings out; no port, no clock, no allocation. The station
 * owns the port, the state and the time.
 *
 * The same file holds the simulated twin: the function that turns a simulated
 * person's true values into the bytes that the instrument would send.
 */
#ifndef SOLEUS_ACQUISITION_INSTRUMENT_H
#define SOLEUS_ACQUISITION_INSTRUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "acquisition/port.h"
#include "base/name.h"
#include "base/settings.h"

/* One value that an instrument gave, in its own unit, before conversion and calibration. */
struct reading {
	int      output;        /* index into the driver's outputs */
	double   value;         /* NAN: the instrument marks it as missing */
	uint32_t quality;       /* of enum quality */
	uint32_t flags;         /* the instrument's own status bits, verbatim */
	unsigned behind;        /* bytes that came after its last one before it was believed; mostly 0 */
	unsigned size;          /* bytes of its frame, when they follow one another without a pause; 0: not known */
	unsigned place, places; /* the frame's place in a cycle of frames, from 1, where the frame itself says so: tells
	                         * of lost ones. places 0: not known */

	/* Of a value that was sent some time after it was measured: how long before its last byte came,
	 * and by how much that may be wrong. Of a live one both are 0. */
	int64_t  age_ns, age_bound_ns;
};

/* A live one. Where the value is missing (NAN) and no quality says why, QUALITY_MISSING does. */
struct reading reading_of(int output, double value, uint32_t quality, uint32_t flags);

/* NAN where the number is 0 or `code`, as oximeters send for a value that they do not have. */
double oximeter_value(int number, int code);

/* The most readings that `push` gives at once. */
#define READINGS_MAX 24

/* The most outputs that an instrument has. */
#define OUTPUTS_MAX 40

/* One of the values that an instrument can give. */
struct instrument_output {
	char        name[NAME_SIZE];    /* spo2; for a text line: the name in the pattern */
	const char *quantity;           /* a name of base/quantity.h; NULL: the channel says */
	const char *label;              /* "SpO2, 4-beat average" */
	double      interval_s;         /* expected time between two of them; NAN: unknown */
};

struct simulated_world;

struct instrument_driver {
	const char          *name;      /* nonin_df2 */
	const char          *title;     /* "Nonin serial data format 2 (OEM III, Xpod, WristOx2 3150)" */
	struct line_settings line;      /* as the instrument comes from the factory */
	bool                 afterwards; /* sends finished recordings: nothing comes before the first one's end */
	const char *const   *keys;      /* its own keys in [instrument ...], see section_check_keys; NULL: none */

	/* When it measures, as far as its maker says; all may be unset. station.ini can say otherwise. */
	double steady_s;        /* it sends a frame every so many seconds, by a crystal of its own */
	double delay_s;         /* from a measurement to its frame's last byte */
	double averaging_s;     /* a value is the average over so many seconds before that */
	bool   asked;           /* every reading answers the question before it: see talk */

	/* How it is found when nobody knows what hangs on a port: see identify.h. All may be unset. */
	bool               harmless_to_ask; /* no other instrument takes harm from what `talk` says */
	const char *const *asked_with;      /* its keys for asking, each a text "key = value\n...", ended by NULL */
	bool               lines;           /* its frames are lines of text */
	bool               loose;           /* other instruments may send what looks the same */
	uint8_t            call;            /* what it sends again and again until it is answered; 0: nothing */

	/* The state: allocated zeroed by the station, which frees it; nothing in it needs freeing. */
	size_t state_size;

	/* Reads the driver's own keys. Unset: nothing to set up. */
	bool (*setup)(void *state, const struct section *section, struct error *error);

	/* What it can give, after setup: an array that lives as long as the state. */
	const struct instrument_output *(*outputs)(const void *state, size_t *count);

	/* Gives the decoder the next byte; returns how many readings it completed.
	 * A byte out of place is counted, never an error. */
	size_t (*push)(void *state, uint8_t byte, struct reading readings[static READINGS_MAX]);

	/* What the last byte completed beyond READINGS_MAX readings, such as a whole recording: asked
	 * after each push until it gives 0. The times of an output never go back. Unset: never more. */
	size_t (*more)(void *state, struct reading readings[static READINGS_MAX]);

	/* Bytes that never became part of a reading, and frames refused, so far. */
	unsigned long (*dropped)(const void *state);

	/* What is to be sent to the instrument: a start command, a question, a keep-alive, an
	 * acknowledgement. Asked when the port has opened, after each chunk, and at the time it named
	 * last. Writes the bytes (at most `size`, which is at least 256) and returns how many, 0 for
	 * nothing; *again_ns says when to ask again, TIME_NEVER: after the next bytes. Unset: the
	 * instrument is only listened to. */
	size_t (*talk)(void *state, int64_t now_ns, uint8_t *bytes, size_t size, int64_t *again_ns);

	/* What no byte brings: outputs whose question was not answered in time, as missing. Asked behind
	 * each talk. Unset: nothing. */
	size_t (*unanswered)(void *state, struct reading readings[static READINGS_MAX]);

	/* The twin hears what is sent to it, `now_ns` after its zero. Unset: it heeds nothing. */
	void (*simulated_hear)(void *state, int64_t now_ns, const uint8_t *bytes, size_t size);

	/* The twin: how long after zero the n-th transmission begins (TIME_NEVER: not before it hears something), and its bytes
	 * (returned: how many, at most `size`, which is at least 1024). `state` is a
	 * second state of the same driver, set up from the same section. */
	int64_t (*simulated_due_ns)(const void *state, uint64_t n);
	size_t  (*simulate)(void *state, uint64_t n, const struct simulated_world *world,
	                    uint8_t *bytes, size_t size);
};

/* All drivers, ended by NULL. */
extern const struct instrument_driver *const instrument_drivers[];

/* The driver of that name, or NULL with a suggestion in *error. */
const struct instrument_driver *instrument_driver_find(const char *name, struct error *error);

#endif
