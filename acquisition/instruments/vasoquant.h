/*
 * vasoquant.h - what the Vasoquant's decoder and its twin know in common
 *
 * The format itself is described in vasoquant.c.
 */
#ifndef SOLEUS_ACQUISITION_INSTRUMENTS_VASOQUANT_H
#define SOLEUS_ACQUISITION_INSTRUMENTS_VASOQUANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "acquisition/simulated_world.h"
#include "base/clock.h"

enum { ACK = 0x06, DLE = 0x10, ESC = 0x1B };

#define HEADER_SIZE    9
#define METADATA_SIZE 19
#define SAMPLES_MAX 1200        /* five minutes; a recording of 62.5 s is usual */
#define BLOCK_MAX (HEADER_SIZE + 2 * SAMPLES_MAX + METADATA_SIZE)

#define A_SECOND 4              /* samples */
#define SAMPLE_NS (NS_PER_S / A_SECOND)

/* Places in the metadata, counted from its begin. */
enum { M_BASELINE = 1, M_EXAM = 7, M_TO = 9, M_TH = 10, M_AMPLITUDE = 11, M_F0 = 13, M_PEAK = 15,
       M_TI = 16, M_FLAGS = 17 };
#define PEAK_OFFSET 7           /* the peak's index is this much more than what is sent */
#define NO_ENDPOINT 0x80

enum leg { LEG_RIGHT, LEG_LEFT, LEG_OTHER, LEGS };

/* What is measured on each leg: the outputs, leg by leg. */
enum { PPG, BASELINE, TO, TH, TI, V0, F0, AMPLITUDE, EXAM, PEAK, A_LEG };

/* How long so many bytes take at 9600 8N2. */
static inline int64_t vasoquant_wire_ns(size_t bytes)
{
	return (int64_t)bytes * 11 * NS_PER_S / 9600;
}

#define TWIN_SAMPLES 320

/*
 * The twin is a device whose operator begins a recording before the exercise and prints
 * it as soon as the veins are full again.
 */
struct vasoquant_twin {
	uint64_t ticks;                 /* quarters of a second gone by */
	uint16_t light[TWIN_SAMPLES];   /* the recording, or before it the last moments of rest */
	size_t   count;
	double   volume, trough;        /* now, and after the last stroke */
	size_t   peak;                  /* index of the sample of the last stroke */
	bool     pumped;                /* there was a stroke: the recording goes on */
	uint16_t baseline, exam;

	uint8_t  block[HEADER_SIZE + 2 * TWIN_SAMPLES + METADATA_SIZE];
	size_t   block_size;            /* 0: nothing to print */
	int64_t  block_due_ns;          /* when its last byte will have gone out; TIME_NEVER: not on its way */
	bool     polled, online;        /* the last poll waits for its answer; was answered */
	bool     sent;                  /* the block waits for its answer */
	int64_t  sent_ns;
};

int64_t vasoquant_twin_due_ns(const struct vasoquant_twin *twin);
size_t vasoquant_twin_send(struct vasoquant_twin *twin, const struct simulated_world *world, uint8_t *bytes);
void vasoquant_twin_hear(struct vasoquant_twin *twin, int64_t now_ns, const uint8_t *bytes, size_t size);

#endif
