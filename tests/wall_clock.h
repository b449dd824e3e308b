/*
 * wall_clock.h - a wall clock that a test may set
 *
 * wall_clock.c stands in front of clock_gettime in the test program and adds to what the
 * system says of CLOCK_REALTIME and CLOCK_BOOTTIME; the monotonic clock is the system's but for a standstill.
 */
#ifndef SOLEUS_TESTS_WALL_CLOCK_H
#define SOLEUS_TESTS_WALL_CLOCK_H

#include <stdint.h>

/* From now on. 0 and 0 undo it, and a standstill too. */
void wall_clock_set(int64_t wall_ahead_ns, int64_t boot_ahead_ns);

/* Who asks for CLOCK_BOOTTIME next has waited for so long before: all clocks have gone on meanwhile. */
void wall_clock_stand_still(int64_t ns);

#endif
