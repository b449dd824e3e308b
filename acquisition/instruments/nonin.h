/*
 * nonin.h - what Nonin's formats share: missing codes, and the command that chooses a format
 *
 * A Nonin keeps the format that it was told last, even without power. Where it was told
 * another one, these keys make Soleus choose when the port opens:
 *
 *     select    = yes             ; no when absent: nothing is ever sent
 *     model     = 9560            ; or 3150: the two take different commands
 *     bluetooth = yes             ; of the 3150: Bluetooth on when it is switched on
 *     spot_check = yes            ; of the 3150: spot checks
 *
 * 9560: 02 70 02 02 FORMAT 03.  3150: 02 70 04 02 FORMAT OPTIONS SUM 03, where SUM is the sum
 * of the five bytes before it, heeded in the first five seconds of a connection. Both answer
 * 06 (taken) or 15 (refused). The first is an example of Nonin's 9560 specification; the
 * second is as described by mdpnp/mdpnp and drphrozen/javautilityclasses, not seen by us.
 */
#ifndef SOLEUS_ACQUISITION_INSTRUMENTS_NONIN_H
#define SOLEUS_ACQUISITION_INSTRUMENTS_NONIN_H

#include "acquisition/instrument.h"
#include "acquisition/simulated_world.h"

#define NONIN_PULSE_MISSING 511
#define NONIN_SPO2_MISSING  127

/* The first member of each Nonin decoder's state, so that it is what `state` points to. */
struct nonin {
	uint8_t command[8];
	size_t  size;           /* of the command; 0: the instrument is left as it is */
	bool    asked, awaited; /* the command was sent; its answer has not come yet */
	uint8_t answer;         /* the twin's, not sent yet; 0: none */
};

extern const char *const nonin_keys[];

/* Reads the keys; `format` is the number of the format that this driver reads. */
bool nonin_setup(struct nonin *nonin, uint8_t format, const struct section *section, struct error *error);

/* These three fit struct instrument_driver as they are. */
size_t nonin_talk(void *state, int64_t now_ns, uint8_t *bytes, size_t size, int64_t *again_ns);
void nonin_hear(void *state, int64_t now_ns, const uint8_t *bytes, size_t size);
int64_t nonin_each_second(const void *state, uint64_t n);

/* Whether a byte between two frames is the awaited answer, which is then no longer awaited. */
bool nonin_is_answer(struct nonin *nonin, uint8_t byte);

/* The twin's answer, where it owes one: how many bytes. */
size_t nonin_answer(struct nonin *nonin, uint8_t *bytes);

/* What a display of the twin shows: it holds its values for ten seconds after the sensor has gone off. */
struct nonin_display {
	int      pulse, spo2;
	uint64_t shown;         /* the second in which they were measured */
};
void nonin_display_update(struct nonin_display *display, const struct simulated_world *world, uint64_t second);

int nonin_pulse(uint8_t msb, uint8_t lsb);

/* An average with its reasons. 0 is missing like the format's own code, since some devices send
 * it. Out of track a value may still be held, or be none yet. */
struct reading nonin_reading(int output, int value, int missing, uint32_t quality, bool out_of_track, uint32_t flags);

/* A displayed value, which the instrument holds for some ten seconds after the finger has gone. */
struct reading nonin_held(struct reading reading, bool held);

#endif
