/* series.c - the valid samples of a stretch of time, and what all measures do with them */

#include "export/measures/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"

#define HAIR_S 1e-6     /* regular samples do not fall in or out of a window by rounding */

struct series series_of(const struct sample *samples, size_t count, int64_t from_ns, int64_t until_ns,
                        int64_t zero_ns)
{
	struct series series = {
		.times = xcalloc(count + 1, sizeof *series.times),
		.values = xcalloc(count + 1, sizeof *series.values),
	};
	for (size_t i = 0; i < count; i++) {
		if (samples[i].time_ns < from_ns || samples[i].time_ns >= until_ns || !sample_is_valid(&samples[i]))
			continue;
		series.times[series.count] = (double)(samples[i].time_ns - zero_ns) / (double)NS_PER_S;
		series.values[series.count++] = samples[i].value;
	}
	return series;
}

void series_free(struct series *series)
{
	free(series->times);
	free(series->values);
	*series = (struct series){0};
}

struct series series_part(const struct series *series, double from_s, double until_s)
{
	size_t first = 0, end = series->count;
	while (first < end && series->times[first] < from_s)
		first++;
	while (end > first && series->times[end - 1] >= until_s)
		end--;
	return (struct series){ series->times + first, series->values + first, end - first };
}

static void moving_mean(const struct series *series, double width_s, double *means)
{
	double reach = width_s / 2 + HAIR_S;
	size_t first = 0, end = 0;
	/* Sums of differences from the first value, which stay small, so that a running sum loses nothing. */
	double base = series->count ? series->values[0] : 0, sum = 0;
	for (size_t i = 0; i < series->count; i++) {
		for (; end < series->count && series->times[end] <= series->times[i] + reach; end++)
			sum += series->values[end] - base;
		for (; series->times[first] < series->times[i] - reach; first++)
			sum -= series->values[first] - base;
		means[i] = base + sum / (double)(end - first);
	}
}

struct series series_smooth(const struct series *series, double width_s, int passes)
{
	size_t bytes = (series->count + 1) * sizeof(double);
	struct series smooth = {
		.times = xmemdup(series->times, series->count * sizeof(double)),
		.values = xmemdup(series->values, series->count * sizeof(double)),
		.count = series->count,
	};
	double *means = xcalloc(1, bytes);
	for (int pass = 0; pass < passes && width_s > 0; pass++) {
		moving_mean(&smooth, width_s, means);
		memcpy(smooth.values, means, series->count * sizeof(double));
	}
	free(means);
	return smooth;
}

double series_at(const struct series *series, double time_s)
{
	size_t after = 0;
	while (after < series->count && series->times[after] < time_s)
		after++;
	if (after == series->count)
		return NAN;
	if (series->times[after] - time_s <= 0)
		return series->values[after];
	if (after == 0)
		return NAN;
	double from = series->times[after - 1], share = (time_s - from) / (series->times[after] - from);
	return series->values[after - 1] + share * (series->values[after] - series->values[after - 1]);
}

static int ascending(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;
	return (a > b) - (a < b);
}

double quantile_of(const double *values, size_t count, double share)
{
	if (count == 0)
		return NAN;
	double *sorted = xmemdup(values, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, ascending);
	double place = share * (double)(count - 1);
	size_t below = (size_t)place, above = below + 1 < count ? below + 1 : below;
	double found = sorted[below] + (place - (double)below) * (sorted[above] - sorted[below]);
	free(sorted);
	return found;
}

double median_of(const double *values, size_t count)
{
	return quantile_of(values, count, 0.5);
}

double mean_of(const double *values, size_t count)
{
	double mean = 0;
	for (size_t i = 0; i < count; i++)
		mean += (values[i] - mean) / (double)(i + 1);
	return count ? mean : NAN;
}

double slope_of(const struct series *series)
{
	size_t count = series->count;
	double time = mean_of(series->times, count), value = mean_of(series->values, count);
	double together = 0, times = 0;
	for (size_t i = 0; i < count; i++) {
		double from_mean = series->times[i] - time;
		together += from_mean * (series->values[i] - value);
		times += from_mean * from_mean;
	}
	return times > 0 ? together / times : NAN;
}

double longest_step(double gap_s, double interval_s)
{
	return interval_s > 0 ? fmax(gap_s, REACH_INTERVALS * interval_s) : gap_s;
}
