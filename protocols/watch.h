/*
 * watch.h - follows one condition of the plan over the samples of its channel
 *
 * A watch hears every sample of its channel from the visit's beginning, so that a
 * window may be full before somebody asks. Whether its condition holds is a matter of
 * the time that it is asked for.
 *
 * below, above: from the first valid value beyond the threshold to the first that is
 * back; once it held, to the first that is back by the hysteresis. Silence in between
 * ends nothing: what was too low and fell silent may still be too low.
 */
#ifndef SOLEUS_PROTOCOLS_WATCH_H
#define SOLEUS_PROTOCOLS_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sample.h"
#include "protocols/plan.h"
#include "protocols/window.h"

/* The caller owns it; filled by watch_open, emptied by watch_close. */
struct watch {
	const struct condition *condition;
	int            channel;         /* index into the station's channels; -1: it is not there */
	double         interval_s;
	int64_t        began_ns;        /* missing, coverage_below: since when they are asked for */
	int64_t        since_ns;        /* below, above: beyond the threshold; TIME_NONE: not */
	bool           held;
	int64_t        last_ns;         /* of a valid sample; TIME_NONE: none since began_ns */
	double         last_value;
	struct window *window;          /* stable */
	bool           counting;        /* coverage_below: within a phase */
	int64_t        phase_ns, phases_ns;     /* its beginning; the sum of those before */
	double         valid, all;      /* samples within phases */
	int64_t        counted_ns;      /* stamp of the last one: the same stamp counts once */
};

/* The condition (borrowed) and the station's channels. */
void watch_open(struct watch *watch, const struct condition *condition,
                const struct channel *channels, size_t count);
void watch_close(struct watch *watch);

/* Forgets what missing and coverage_below have seen so far, and that any condition held. */
void watch_anew(struct watch *watch, int64_t now_ns);

/* Samples of other channels are passed over. */
void watch_hear(struct watch *watch, const struct sample *sample);

/* Phases of a trial, for coverage_below: a phase begins or goes on; it ends or pauses. */
void watch_phase(struct watch *watch, bool runs, int64_t now_ns);

bool watch_holds(struct watch *watch, int64_t now_ns);

/* When it would hold if no further sample came; TIME_NEVER: not by time alone. */
int64_t watch_due(const struct watch *watch);

#define WATCH_TEXT_SIZE 160
/* "spo2 below 88 for 30 s (87)": the condition, with the last value. */
const char *watch_text(const struct watch *watch, char text[static WATCH_TEXT_SIZE]);

/* "toe range 0.12, slope 0.031/min, coverage 98 %, mean 31.42": what was reached. */
const char *watch_reached(const struct watch *watch, int64_t now_ns, char text[static WATCH_TEXT_SIZE]);

#endif
