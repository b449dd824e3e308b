/* phase.c - what a phase's samples of one channel come to */

#include "export/measures/phase.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"

#define BASELINE_NS      (60 * NS_PER_S)
#define REACH_INTERVALS  2.5
#define SLOPE_SPAN_S     30
#define SLOPE_SAMPLES    10

/* The valid samples of a phase; times are seconds since the phase's beginning, so
 * that doubles keep their nanoseconds. */
struct series {
	double *times, *values;
	size_t  count;
};

static double seconds_between(int64_t from_ns, int64_t to_ns)
{
	return (double)(to_ns - from_ns) / (double)NS_PER_S;
}

static struct series series_of(const struct sample *samples, size_t count, int64_t began_ns)
{
	struct series series = {
		.times = xcalloc(count, sizeof *series.times),
		.values = xcalloc(count, sizeof *series.values),
	};
	for (size_t i = 0; i < count; i++) {
		if (!sample_is_valid(&samples[i]))
			continue;
		series.times[series.count] = seconds_between(began_ns, samples[i].time_ns);
		series.values[series.count++] = samples[i].value;
	}
	return series;
}

static void series_free(struct series *series)
{
	free(series->times);
	free(series->values);
}

static double longest_gap(const struct series *series, double duration_s)
{
	double longest = 0, last = 0;
	for (size_t i = 0; i < series->count; i++) {
		longest = fmax(longest, series->times[i] - last);
		last = series->times[i];
	}
	return fmax(longest, duration_s - last);
}

/* How long the value stands for what was there between two samples, on one side. */
static double reach(double distance_s, double interval_s)
{
	double half = distance_s / 2;
	return interval_s > 0 ? fmin(half, REACH_INTERVALS * interval_s) : half;
}

/* An end of the series has a neighbour on one side only. On the other it stands for half an
 * expected interval, or as far as on the first where no interval is known, so that evenly
 * spaced samples all count the same. */
static double weight_of(const struct series *series, size_t i, double interval_s)
{
	bool has_left = i > 0, has_right = i + 1 < series->count;
	double left = has_left ? reach(series->times[i] - series->times[i - 1], interval_s) : 0;
	double right = has_right ? reach(series->times[i + 1] - series->times[i], interval_s) : 0;
	if (!has_left)
		left = interval_s > 0 ? interval_s / 2 : right;
	if (!has_right)
		right = interval_s > 0 ? interval_s / 2 : left;
	return left + right;
}

static double plain_mean(const double *values, size_t count)
{
	double mean = 0;
	for (size_t i = 0; i < count; i++)
		mean += (values[i] - mean) / (double)(i + 1);
	return count ? mean : NAN;
}

/* West's running form of the weighted mean: exact for a constant, no large sums. */
static double weighted_mean(const struct series *series, double interval_s)
{
	double mean = 0, total = 0;
	for (size_t i = 0; i < series->count; i++) {
		double weight = weight_of(series, i, interval_s);
		total += weight;
		if (weight > 0)
			mean += weight / total * (series->values[i] - mean);
	}
	return total > 0 ? mean : plain_mean(series->values, series->count);
}

static double standard_deviation(const double *values, size_t count)
{
	if (count < 2)
		return NAN;
	double mean = plain_mean(values, count), squares = 0;
	for (size_t i = 0; i < count; i++)
		squares += (values[i] - mean) * (values[i] - mean);
	return sqrt(squares / (double)(count - 1));
}

static double slope_per_second(const struct series *series)
{
	size_t count = series->count;
	if (count < SLOPE_SAMPLES || series->times[count - 1] - series->times[0] < SLOPE_SPAN_S)
		return NAN;
	double time = plain_mean(series->times, count), value = plain_mean(series->values, count);
	double together = 0, times = 0;
	for (size_t i = 0; i < count; i++) {
		double from_mean = series->times[i] - time;
		together += from_mean * (series->values[i] - value);
		times += from_mean * from_mean;
	}
	return together / times;
}

static int ascending(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;
	return (a > b) - (a < b);
}

/* Sorts the values, so it comes last. */
static void order_statistics(struct series *series, struct phase_measures *measures)
{
	double *values = series->values;
	size_t count = series->count;
	if (count == 0)
		return;
	qsort(values, count, sizeof *values, ascending);
	measures->min = values[0];
	measures->max = values[count - 1];
	double low = values[(count - 1) / 2], high = values[count / 2];
	measures->median = low + (high - low) / 2;
}

static double coverage(const struct phase_measures *measures, double duration_s, double interval_s)
{
	if (interval_s > 0 && duration_s > 0)
		return fmin(1, (double)measures->n_valid * interval_s / duration_s);
	return measures->n ? (double)measures->n_valid / (double)measures->n : NAN;
}

struct phase_measures phase_measure(const struct sample *samples, size_t count,
                                    int64_t began_ns, int64_t ended_ns, double interval_s)
{
	for (; count > 0 && samples[0].time_ns < began_ns; count--)
		samples++;
	while (count > 0 && samples[count - 1].time_ns >= ended_ns)
		count--;

	double duration_s = seconds_between(began_ns, ended_ns);
	struct series series = series_of(samples, count, began_ns);
	struct phase_measures measures = {
		.n = count,
		.n_valid = series.count,
		.longest_gap_s = longest_gap(&series, duration_s),
		.mean = weighted_mean(&series, interval_s),
		.sd = standard_deviation(series.values, series.count),
		.min = NAN, .max = NAN, .median = NAN,
		.slope_per_min = slope_per_second(&series) * 60,
	};
	measures.coverage = coverage(&measures, duration_s, interval_s);
	order_statistics(&series, &measures);
	series_free(&series);
	return measures;
}

double phase_baseline(const struct sample *samples, size_t count, int64_t began_ns, int64_t ended_ns,
                      double interval_s)
{
	if (ended_ns - began_ns > BASELINE_NS)
		began_ns = ended_ns - BASELINE_NS;
	return phase_measure(samples, count, began_ns, ended_ns, interval_s).mean;
}
