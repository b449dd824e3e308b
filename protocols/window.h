/*
 * window.h - the last minutes of one channel, and what may be said of them
 *
 * A window keeps the samples of the last `over` nanoseconds in a ring that is
 * allocated once. It answers how far the values lie apart, how they rise, and
 * whether there were enough of them. A window that was interrupted says nothing:
 * after a gap, or while the channel is stale, it begins anew. Time is passed in.
 *
 * Values of one channel come in the order of their stamps. What is stamped no later
 * than the sample before, or so soon after it that the ring could overflow, is
 * passed over.
 */
#ifndef SOLEUS_PROTOCOLS_WINDOW_H
#define SOLEUS_PROTOCOLS_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sample.h"

struct window;

/* Freed with window_free, which accepts NULL. interval_s is the channel's expected
 * time between samples; NAN: unknown. */
struct window *window_new(int64_t over_ns, double interval_s);
void window_free(struct window *window);

void window_push(struct window *window, const struct sample *sample);

/* A channel without a valid sample for longer than this has a gap: 2.5 intervals, at
 * least 2 s; 5 s when the interval is unknown. */
int64_t window_gap_ns(double interval_s);

struct window_statistics {
	bool    full;           /* there was no gap for the whole of `over`, and there is none now */
	int64_t covered_ns;     /* since the last gap, at most `over` */
	size_t  n_valid;
	double  coverage;       /* n_valid / expected samples, at most 1; of all samples where no interval is known */
	double  mean;
	double  range;          /* highest minus lowest */
	double  slope_per_min;  /* least squares of value on time; NAN below 2 valid samples */
};

/* Of the samples with now - over < time. What cannot be had is NAN. */
struct window_statistics window_statistics(const struct window *window, int64_t now_ns);

#define COVERAGE_LEAST 0.9

/* Full, covered, and within both limits; a limit that is NAN does not limit. */
bool window_is_stable(const struct window_statistics *statistics, double within, double slope_per_min);

#endif
