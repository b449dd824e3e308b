/*
 * clock_watch.h - what the computer's clocks did between two looks at them
 *
 * The session's clock is the monotonic one. It does not know when somebody sets the wall clock,
 * when the time zone changes, or how long the computer slept: three other readings tell.
 * Readings are passed in, so that a test can step them.
 */
#ifndef SOLEUS_ACQUISITION_CLOCK_WATCH_H
#define SOLEUS_ACQUISITION_CLOCK_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clock_readings {
	int64_t monotonic_ns;
	int64_t boot_ns;            /* the same, and the time asleep */
	int64_t utc_ns;             /* the wall clock */
	int     utc_offset_min;     /* of local time, east positive */
};

/* Reads them all, as near to one moment as can be. */
struct clock_readings clock_readings_take(void);

enum clock_change { CLOCK_SUSPENDED, CLOCK_STEP, CLOCK_TIME_ZONE, CLOCK_CHANGES };

struct clock_notice {
	enum clock_change change;
	double            seconds;  /* asleep; by how much it was set, forward positive; of the zone */
	char              text[160];
};

/* `struct clock_watch watch = {0};` is a valid new one. */
struct clock_watch {
	bool                  begun;
	struct clock_readings last;
};

/* What happened since the last look: how many notices. The first look only begins. */
size_t clock_watch_look(struct clock_watch *watch, const struct clock_readings *now,
                        struct clock_notice notices[static CLOCK_CHANGES]);

/* suspended, step, time_zone: as in the record. */
const char *clock_change_name(enum clock_change change);

#define CLOCK_TEXT_SIZE 160
/* How the wall clock is kept right, as the kernel tells: "synchronised, off by at most 4.2 ms"; the seconds that it is off at
 * most, NAN when it is not synchronised. */
double clock_discipline(char text[static CLOCK_TEXT_SIZE]);

#endif
