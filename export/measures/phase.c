/* phase.c - what a phase's samples of one channel come to */

#include "export/measures/phase.h"

#include <math.h>

#include "base/clock.h"
#include "export/measures/series.h"

#define SLOPE_SPAN_S     30
#define SLOPE_SAMPLES    10

static double seconds_between(int64_t from_ns, int64_t to_ns)
{
	return (double)(to_ns - from_ns) / (double)NS_PER_S;
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
	return total > 0 ? mean : mean_of(series->values, series->count);
}

static double standard_deviation(const double *values, size_t count)
{
	if (count < 2)
		return NAN;
	double mean = mean_of(values, count), squares = 0;
	for (size_t i = 0; i < count; i++)
		squares += (values[i] - mean) * (values[i] - mean);
	return sqrt(squares / (double)(count - 1));
}

static double slope_per_second(const struct series *series)
{
	size_t count = series->count;
	if (count < SLOPE_SAMPLES || series->times[count - 1] - series->times[0] < SLOPE_SPAN_S)
		return NAN;
	return slope_of(series);
}

static void order_statistics(const struct series *series, struct phase_measures *measures)
{
	for (size_t i = 0; i < series->count; i++) {
		measures->min = fmin(measures->min, series->values[i]);
		measures->max = fmax(measures->max, series->values[i]);
	}
	measures->median = median_of(series->values, series->count);
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
	struct series series = series_of(samples, count, began_ns, ended_ns, began_ns);
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
                      double interval_s, double window_s)
{
	int64_t window_ns = llround(window_s * (double)NS_PER_S);
	if (ended_ns - began_ns > window_ns)
		began_ns = ended_ns - window_ns;
	return phase_measure(samples, count, began_ns, ended_ns, interval_s).mean;
}
