/*
 * latest.h - what each channel says now: its value, how good and how old it is, at which rate it comes
 *
 * A listener that keeps the newest sample of every channel, so that whoever shows
 * them (plain lines, the monitor, the screen) says the same. A value that is stale is told by
 * its age and never as a number.
 */
#ifndef SOLEUS_CONSOLE_SCREEN_LATEST_H
#define SOLEUS_CONSOLE_SCREEN_LATEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bus.h"

struct latest {
	struct channel *channels;
	struct sample  *samples;        /* the newest of each channel */
	uint64_t       *counts;         /* samples so far */
	uint64_t       *counts_before;  /* at the last latest_rates */
	double         *rates;          /* per second, between the last two latest_rates; NAN before */
	size_t          count;
	int64_t         rated_ns;       /* the last latest_rates; TIME_NEVER: it is to begin with the next */
};

/* The channels are copied. Freed with latest_free. */
struct latest latest_new(const struct channel *channels, size_t count);
void latest_free(struct latest *latest);

/* To be added to the bus, with a struct latest. */
void latest_hear(void *latest, const struct message *message);

/* Measures the rates since it was last called; not when that was never. */
void latest_rates(struct latest *latest, int64_t now_ns);

/* How old the newest sample is, in seconds; NAN when there is none. */
double latest_age_s(const struct latest *latest, size_t channel, int64_t now_ns);

/* True when two and a half expected samples are missing (of an unknown interval: after five seconds), but
 * never before a second has passed. */
bool latest_is_stale(const struct latest *latest, size_t channel, int64_t now_ns);

#define LATEST_TEXT_SIZE 160
/* "31.42 degC", "97 % (low_perfusion)", "no_finger", "nothing for 12 s", "nothing yet". */
const char *latest_text(const struct latest *latest, size_t channel, int64_t now_ns,
                        char text[static LATEST_TEXT_SIZE]);

#endif
