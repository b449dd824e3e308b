/*
 * series.h - the valid samples of a stretch of time, and what all measures do with them
 *
 * Only valid samples (see sample_is_valid) enter a measure. Times are seconds from a
 * zero of the caller's, so that doubles keep their nanoseconds.
 */
#ifndef SOLEUS_EXPORT_MEASURES_SERIES_H
#define SOLEUS_EXPORT_MEASURES_SERIES_H

#include <stddef.h>
#include <stdint.h>

#include "base/sample.h"

struct series {
	double *times, *values;
	size_t  count;
};

/* The valid ones of `samples` (in the order of time) with from_ns <= time < until_ns; times since
 * zero_ns. Freed with series_free. */
struct series series_of(const struct sample *samples, size_t count, int64_t from_ns, int64_t until_ns,
                        int64_t zero_ns);
void series_free(struct series *series);

/* The part with from_s <= time < until_s; borrowed, not freed. */
struct series series_part(const struct series *series, double from_s, double until_s);

/*
 * Centred moving mean: of the samples within width_s / 2 of each, to the microsecond. At the ends the
 * window is what lies within the series. Each pass is done on the result of the one before. A width of
 * 0 gives a copy.
 */
struct series series_smooth(const struct series *series, double width_s, int passes);

/* The value at that time, on straight lines between samples; NAN outside the series. */
double series_at(const struct series *series, double time_s);

/* Of an even number the mean of the middle two; NAN for none. */
double median_of(const double *values, size_t count);

double mean_of(const double *values, size_t count);

/* What lies that share (0..1) of the way through the sorted values, on straight lines between
 * them (R's type 7); NAN for none. */
double quantile_of(const double *values, size_t count, double share);

/* Ordinary least squares of value on time; NAN below 2 different times. */
double slope_of(const struct series *series);

/* The longest time without a valid sample that is no gap: `gap_s`, or 2.5 expected intervals when longer. */
#define REACH_INTERVALS 2.5
double longest_step(double gap_s, double interval_s);

#endif
