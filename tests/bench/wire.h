/*
 * wire.h - an instrument in a process of its own, heard by several readers at once
 *
 * Its frames leave by its own clock, their bytes go over a wire of that speed, a chip may
 * gather them, frames may be lost. The same bytes go to each of the pseudo-terminals at the
 * same time. When each frame ended on the wire is known to the nanosecond of
 * CLOCK_MONOTONIC, and shared.
 */
#ifndef SOLEUS_TESTS_BENCH_WIRE_H
#define SOLEUS_TESTS_BENCH_WIRE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define WIRE_READERS 3

struct wire_setting {
	const char *name;
	bool        nonin;          /* frames of Nonin's data format 2, 75 a second; else lines of text, 20 a second */
	int         baud;
	int64_t     tick_ns;        /* of the chip; 0: none */
	double      skew_ppm, lost_part;
};

struct wire {
	struct wire_setting setting;
	int      masters[WIRE_READERS], slaves[WIRE_READERS];
	char     paths[WIRE_READERS][64];
	int64_t *true_ns;           /* of each frame; shared */
	int64_t  frames;
	pid_t    process;
};

int64_t wire_interval_ns(const struct wire_setting *setting);

/* In a child: it is killed when `parent` ends, however that ends; so no bench leaves a process behind. */
void end_with(pid_t parent);

/* False when there are no pseudo-terminals. */
bool wire_open(struct wire *wire, const struct wire_setting *setting, int64_t frames);

/* The instrument begins to send after a tenth of a second. */
bool wire_send(struct wire *wire);

/* Waits for its end. */
void wire_close(struct wire *wire);

#endif
