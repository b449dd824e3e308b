/*
 * selftest.h - how punctual this computer is: its timer, its serial lines, its disk
 *
 * Each test measures a number of times and gives the spread. They take a second or
 * two together and are meant for a computer that does nothing else.
 */
#ifndef SOLEUS_ACQUISITION_SELFTEST_H
#define SOLEUS_ACQUISITION_SELFTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/error.h"

struct spread {
	size_t  count;
	int64_t median_ns, p99_ns, most_ns;
};

/* Of `count` values, which are sorted by it; count > 0. */
struct spread spread_of(int64_t *values_ns, size_t count);

/* How late waits end, `count` of them, whose ends lie `every_ns` apart. */
struct spread selftest_timer(struct clock *clock, size_t count, int64_t every_ns);

/* How long a byte takes to the other end of a pseudo-terminal and back: the kernel's and the scheduler's share. */
bool selftest_terminal(struct clock *clock, size_t count, struct spread *spread, struct error *error);

/* The same through a real port whose output is wired to its input; ERROR_TIMED_OUT when nothing comes back. */
bool selftest_loop(struct clock *clock, const char *address, size_t count, struct spread *spread, struct error *error);

/* How long a small write into the folder takes until it is on disk. */
bool selftest_disk(struct clock *clock, const char *folder, size_t count, struct spread *spread, struct error *error);

#define CLOCK_SOURCE_SIZE 32
/* What the kernel reads the time from: "tsc"; "unknown" where it does not tell. */
void selftest_clock_source(char text[static CLOCK_SOURCE_SIZE]);

#endif
