/* change.c - what a phase's samples of one channel do relative to a baseline */

#include "export/measures/change.h"

#include <math.h>

const struct change_measures change_unknown = {
	.area = NAN, .area_s = NAN, .peak = NAN, .peak_s = NAN,
	.rise = { NAN, NAN }, .fall = { NAN, NAN }, .recovered = NAN,
};

static void integrate(const struct series *series, double baseline, double gap_s, struct change_measures *measures)
{
	double area = 0, covered = 0;
	for (size_t i = 1; i < series->count; i++) {
		double step = series->times[i] - series->times[i - 1];
		if (step > gap_s)
			continue;
		area += step * ((series->values[i - 1] - baseline) + (series->values[i] - baseline)) / 2;
		covered += step;
	}
	measures->area_s = covered;
	if (covered > 0)
		measures->area = area / 60;
}

/* Of values that are as far away, but for rounding, the first. */
#define AS_FAR 1e-9

static void find_peak(const struct series *series, double baseline, struct change_measures *measures)
{
	for (size_t i = 0; i < series->count; i++) {
		double change = series->values[i] - baseline;
		if (i > 0 && fabs(change) <= fabs(measures->peak) + AS_FAR)
			continue;
		measures->peak = change;
		measures->peak_s = series->times[i];
	}
}

/* Whether sample i and all that follow it for held_s are past the level, upwards or downwards. */
static bool holds_from(const struct series *series, size_t i, double level, double sign, double held_s, double gap_s)
{
	for (size_t k = i; k < series->count; k++) {
		if (sign * (series->values[k] - level) < 0 || (k > i && series->times[k] - series->times[k - 1] > gap_s))
			return false;
		if (series->times[k] - series->times[i] >= held_s)
			return true;
	}
	return false;
}

static struct first_time first_past(const struct series *series, double level, double sign, double held_s, double gap_s)
{
	for (size_t i = 0; i < series->count; i++)
		if (holds_from(series, i, level, sign, held_s, gap_s))
			return (struct first_time){ series->times[i], 0 };
	return (struct first_time){ NAN, 1 };
}

static double recovered(const struct series *series, double duration_s, double baseline, double end_s, double peak)
{
	struct series end = series_part(series, duration_s - end_s, INFINITY);
	return peak == 0 ? NAN : (peak - (mean_of(end.values, end.count) - baseline)) / peak;
}

struct change_measures change_measure(const struct series *series, double duration_s, double baseline,
                                      double interval_s, bool temperature, const struct parameters *parameters)
{
	const double *values = parameters->values;
	struct change_measures measures = change_unknown;
	if (isnan(baseline) || series->count == 0)
		return measures;
	double gap_s = longest_step(values[PARAMETER_AREA_GAP_S], interval_s);
	integrate(series, baseline, gap_s, &measures);
	find_peak(series, baseline, &measures);
	measures.recovered = recovered(series, duration_s, baseline, values[PARAMETER_END_S], measures.peak);
	if (temperature) {
		double step = values[PARAMETER_STEP_DEGC], held_s = values[PARAMETER_STEP_HELD_S];
		measures.rise = first_past(series, baseline + step, 1, held_s, gap_s);
		measures.fall = first_past(series, baseline - step, -1, held_s, gap_s);
	}
	return measures;
}
