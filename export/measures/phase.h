/*
 * phase.h - what a phase's samples of one channel come to
 *
 * Pure functions over samples in the order of time. Only valid samples (see
 * sample_is_valid) enter a statistic. Definitions: see the codebook's formulas,
 * which are written from this page.
 */
#ifndef SOLEUS_EXPORT_MEASURES_PHASE_H
#define SOLEUS_EXPORT_MEASURES_PHASE_H

#include <stddef.h>
#include <stdint.h>

#include "base/sample.h"

struct phase_measures {
	size_t n;               /* samples in the phase */
	size_t n_valid;
	double coverage;        /* n_valid over the number expected (duration / the channel's interval), at
	                         * most 1; n_valid / n where no interval is known; NAN where neither is */
	double longest_gap_s;   /* longest time without a valid sample, the phase's ends included */
	double mean;            /* weighted by time: each valid sample counts for half the way to its valid
	                         * neighbours, at most 2.5 expected intervals on each side; where there is no
	                         * neighbour, for half an expected interval. Evenly spaced: the plain mean */
	double sd;              /* of the values, n_valid - 1; NAN below 2 */
	double min, max, median;
	double slope_per_min;   /* least squares of value on time; NAN when they span < 30 s or n_valid < 10 */
};

/* Samples of [began_ns, ended_ns); others are left out. interval_s is the channel's, NAN when
 * unknown. A measure that cannot be had is NAN. */
struct phase_measures phase_measure(const struct sample *samples, size_t count,
                                    int64_t began_ns, int64_t ended_ns, double interval_s);

/* Mean of the valid samples in the last window_s before ended_ns (or since began_ns when shorter):
 * the baseline that deltas refer to. NAN when there is none. */
double phase_baseline(const struct sample *samples, size_t count, int64_t began_ns, int64_t ended_ns,
                      double interval_s, double window_s);

#endif
