/*
 * faults.h - what goes wrong with a simulated instrument, by a script
 *
 *     port = sim:finger_off@60+10,noise@120+5=0.01,unplug@300+8,drop=0.001
 *
 * A fault is NAME[@BEGIN[+LENGTH]][=RATE], in seconds since the instrument was opened; without LENGTH
 * it lasts to the end, without BEGIN always. Several of one name may stand there.
 *
 *     finger_off, probe_off   what the sensor sees; the twin says so as its format does
 *     silence                 nothing comes, and nothing is heard
 *     unplug                  the port is lost; plugged in again after LENGTH
 *     wrong_baud              the instrument speaks half as fast as it is listened to
 *     noise                   a byte becomes any other, by RATE
 *     drop, duplicate         a byte is lost, or comes twice, by RATE
 *     bad_checksum            one bit of a transmission is wrong, whose checksum is not, by RATE
 *
 * RATE, above 0 and at most 1, belongs to the last three lines and must stand there. Everything
 * follows from the seed.
 */
#ifndef SOLEUS_ACQUISITION_FAULTS_H
#define SOLEUS_ACQUISITION_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/random.h"

enum fault_kind {
	FAULT_FINGER_OFF, FAULT_PROBE_OFF, FAULT_SILENCE, FAULT_UNPLUG, FAULT_WRONG_BAUD,
	FAULT_NOISE, FAULT_DROP, FAULT_DUPLICATE, FAULT_BAD_CHECKSUM, FAULT_KINDS,
};

struct fault {
	enum fault_kind kind;
	int64_t         begin_ns, end_ns;   /* TIME_NEVER: to the end */
	double          rate;
};

#define FAULTS_MAX 16
struct faults {
	struct fault faults[FAULTS_MAX];
	size_t       count;
};

/* Reads the list ("" for none) into *faults. ERROR_MALFORMED names the part that is wrong. */
bool faults_parse(struct faults *faults, const char *text, struct error *error);

/* The fault of that kind at that time since opening, the one that ends last, or NULL. */
const struct fault *faults_at(const struct faults *faults, enum fault_kind kind, int64_t time_ns);

/* The first unplugging that is not over at `from_ns`, or NULL. */
const struct fault *faults_next_unplug(const struct faults *faults, int64_t from_ns);

/* Spoils a transmission of that time; `bytes` has room for `most`. Returns how many there are then. */
size_t faults_spoil(const struct faults *faults, int64_t time_ns, struct random_source *chance,
                    uint8_t *bytes, size_t size, size_t most);

#endif
