/* refill.c - how a leg's veins fill again after the calf pump emptied them */

#include "export/measures/refill.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"

#define PEAK_PASSES     1
#define PEAK_WITHIN     0.01    /* of the amplitude */
#define CURVE_PASSES    3
#define MOVEMENT_LEAST  0.05    /* of the amplitude */
#define TAU_FROM        0.9
#define TAU_TO          0.1
#define TAU_SAMPLES     5
#define TI_LEAST        0.01    /* of the amplitude: a smaller fall has no direction */
#define SLOWEST_S       0.26    /* 4 samples a second, and a hair */

bool refill_is_volume(const char *quantity)
{
	return strcmp(quantity, "volume_change") == 0 || strcmp(quantity, "limb_volume") == 0
		|| strcmp(quantity, "limb_strain") == 0;
}

bool refill_concerns(const char *quantity)
{
	return strcmp(quantity, "light_reflection") == 0 || strcmp(quantity, "plethysmogram") == 0 || refill_is_volume(quantity);
}

const char *refill_refusal(const char *quantity)
{
	if (strcmp(quantity, "plethysmogram") == 0)
		return "AC-coupled: a pulse oximeter's plethysmogram has lost the slow part of the signal; a DC-coupled channel "
		       "(light_reflection, volume_change, limb_volume, limb_strain) is needed";
	return refill_concerns(quantity) ? NULL : "not a plethysmogram";
}

const char *refill_flags_text(unsigned flags, char text[static REFILL_FLAGS_SIZE])
{
	static const char *const names[] = { "no_plateau", "small", "movement", "saturated", "gap", "slow_sampling", "paused" };
	text[0] = '\0';
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (flags >> i & 1)
			snprintf(text + strlen(text), REFILL_FLAGS_SIZE - strlen(text), "%s%s", text[0] ? "; " : "", names[i]);
	return text;
}

/* All that is known on the way; times in seconds since the exercise's beginning. */
struct work {
	const struct parameters *parameters;
	double                   sign;          /* R = sign x signal */
	struct series            before, after; /* R of the rest, and from the search's beginning on */
	double                   base, top, amplitude;
	double                   peak_s;
};

static double value(const struct work *work, enum parameter parameter)
{
	return work->parameters->values[parameter];
}

static double since(int64_t zero_ns, int64_t time_ns)
{
	return (double)(time_ns - zero_ns) / (double)NS_PER_S;
}

static struct series turned(const struct sample *samples, size_t count, int64_t from_ns, int64_t until_ns,
                            int64_t zero_ns, double sign)
{
	struct series series = series_of(samples, count, from_ns, until_ns, zero_ns);
	for (size_t i = 0; i < series.count; i++)
		series.values[i] *= sign;
	return series;
}

/* B, and the slope there. The exercise lies within the filter's reach of what comes last, which is left out. */
static double find_base(struct work *work, double *slope)
{
	double width_s = value(work, PARAMETER_REFILL_SMOOTH_S), end_s = -width_s / 2 * CURVE_PASSES;
	struct series smooth = series_smooth(&work->before, width_s, CURVE_PASSES);
	struct series last = series_part(&smooth, end_s - value(work, PARAMETER_REFILL_BASE_S), end_s);
	double base = median_of(last.values, last.count);
	*slope = slope_of(&last);
	series_free(&smooth);
	return base;
}

/* R_max: where the curve's beginning points to at the peak's time. */
static double value_at_peak(const struct work *work, const struct series *smooth)
{
	double fit_s = value(work, PARAMETER_REFILL_FIT_S);
	struct series part = series_part(smooth, work->peak_s, work->peak_s + fit_s);
	double slope = slope_of(&part);
	if (!(fit_s > 0) || isnan(slope))
		return series_at(smooth, work->peak_s);
	return fmin(work->top, mean_of(part.values, part.count) - slope * (mean_of(part.times, part.count) - work->peak_s));
}

static bool find_peak(struct work *work, double anchor_s)
{
	struct series smooth = series_smooth(&work->after, value(work, PARAMETER_REFILL_SMOOTH_S), PEAK_PASSES);
	struct series near = series_part(&smooth, anchor_s - value(work, PARAMETER_REFILL_BEFORE_S),
	                                 anchor_s + value(work, PARAMETER_REFILL_AFTER_S));
	work->top = -INFINITY;
	for (size_t i = 0; i < near.count; i++) {
		if (near.values[i] <= work->top)
			continue;
		work->top = near.values[i];
		work->peak_s = near.times[i];
	}
	bool found = isfinite(work->top);
	/* A long exercise holds its level, and the refill begins at the end of that. */
	for (size_t i = 0; i < near.count && work->top > work->base; i++)
		if (near.values[i] >= work->top - PEAK_WITHIN * (work->top - work->base))
			work->peak_s = near.times[i];
	if (found)
		work->top = value_at_peak(work, &smooth);
	series_free(&smooth);
	return found;
}

/* The curve from the peak on: R_max itself at t0, behind it the smoothed signal. */
static struct series make_curve(const struct work *work)
{
	double width_s = value(work, PARAMETER_REFILL_SMOOTH_S);
	struct series part = series_part(&work->after, work->peak_s - width_s / 2 - 1e-6, INFINITY);
	struct series smooth = series_smooth(&part, width_s, CURVE_PASSES), curve = {
		.times = xcalloc(smooth.count + 1, sizeof(double)), .values = xcalloc(smooth.count + 1, sizeof(double)),
	};
	for (size_t i = 0; i < smooth.count; i++) {
		double time_s = smooth.times[i] - work->peak_s;
		if (time_s < 0)
			continue;
		curve.times[curve.count] = time_s;
		curve.values[curve.count] = curve.count == 0 ? work->top : smooth.values[i];
		curve.count++;
	}
	series_free(&smooth);
	return curve;
}

/* The first time at or below the level. */
static struct first_time first_below(const struct series *curve, double level)
{
	for (size_t i = 0; i < curve->count; i++) {
		if (curve->values[i] > level)
			continue;
		if (i == 0)
			return (struct first_time){ curve->times[0], 0 };
		double fallen = curve->values[i - 1] - curve->values[i];
		double share = (curve->values[i - 1] - level) / fallen;
		return (struct first_time){ curve->times[i - 1] + share * (curve->times[i] - curve->times[i - 1]), 0 };
	}
	return (struct first_time){ NAN, 1 };
}

static double initial_inflow(const struct work *work, const struct series *curve)
{
	double later_s = value(work, PARAMETER_REFILL_TI_S), fallen = work->top - series_at(curve, later_s);
	return fallen > TI_LEAST * work->amplitude ? later_s * work->amplitude / fallen : NAN;
}

/* Integral of R - B over 0..until_s. */
static double area_above(const struct series *curve, double base, double until_s)
{
	double area = 0;
	for (size_t i = 1; i < curve->count && curve->times[i - 1] < until_s; i++) {
		bool whole = curve->times[i] <= until_s;
		double end_s = whole ? curve->times[i] : until_s, end = whole ? curve->values[i] : series_at(curve, until_s);
		area += (end_s - curve->times[i - 1]) * (curve->values[i - 1] - base + end - base) / 2;
	}
	return area;
}

static double time_constant(const struct work *work, const struct series *curve)
{
	struct first_time from = first_below(curve, work->base + TAU_FROM * work->amplitude);
	struct first_time until = first_below(curve, work->base + TAU_TO * work->amplitude);
	if (isnan(from.time_s) || isnan(until.time_s))
		return NAN;
	struct series part = series_part(curve, from.time_s, until.time_s), logs = series_smooth(&part, 0, 1);
	size_t count = 0;
	for (size_t i = 0; i < part.count; i++) {
		if (part.values[i] <= work->base)
			continue;
		logs.times[count] = part.times[i];
		logs.values[count++] = log(part.values[i] - work->base);
	}
	logs.count = count;
	double slope = count >= TAU_SAMPLES ? slope_of(&logs) : NAN;
	series_free(&logs);
	return slope < 0 ? -1 / slope : NAN;
}

static bool is_saturated(const struct sample *samples, size_t count, const struct refill_times *times)
{
	for (size_t i = 0; i < count; i++)
		if (samples[i].time_ns >= times->exercise_began_ns && samples[i].time_ns < times->until_ns
		    && samples[i].quality & QUALITY_SATURATED)
			return true;
	return false;
}

static bool has_movement(const struct work *work, const struct series *curve)
{
	struct series part = series_part(&work->after, work->peak_s + value(work, PARAMETER_REFILL_SMOOTH_S), INFINITY);
	double *off = xcalloc(part.count + 1, sizeof *off), farthest = 0;
	for (size_t i = 0, k = 0; i < part.count; i++) {
		while (k + 1 < curve->count && curve->times[k] + work->peak_s < part.times[i] - 1e-9)
			k++;
		off[i] = fabs(part.values[i] - curve->values[k]);
		farthest = fmax(farthest, off[i]);
	}
	double mad = median_of(off, part.count);
	free(off);
	return farthest > value(work, PARAMETER_REFILL_MOVE_MAD) * mad && farthest > MOVEMENT_LEAST * fabs(work->amplitude);
}

static bool has_gap(const struct work *work, const struct series *curve, double until_s, double interval_s)
{
	double most_s = longest_step(value(work, PARAMETER_AREA_GAP_S), interval_s), last = 0;
	for (size_t i = 0; i < curve->count; i++) {
		if (curve->times[i] - last > most_s)
			return true;
		last = curve->times[i];
	}
	return until_s - last > most_s;
}

static void read_curve(const struct work *work, const char *quantity, struct refill *refill)
{
	const struct series *curve = &refill->curve;
	const double left[REFILL_LEVELS] = {
		[REFILL_50] = 0.5, [REFILL_90] = 0.1, [REFILL_95] = 0.05, [REFILL_100] = 0,
		[REFILL_ENDPOINT] = value(work, PARAMETER_REFILL_ENDPOINT),
	};
	bool absolute = strcmp(quantity, "light_reflection") == 0 && work->base > 0;
	refill->v0_pct = absolute ? 100 * work->amplitude / work->base : NAN;
	for (int i = 0; i < REFILL_LEVELS && work->amplitude > 0; i++)
		refill->times[i] = first_below(curve, work->base + left[i] * work->amplitude);
	if (!(work->amplitude > 0))
		return;
	refill->ti_s = initial_inflow(work, curve);
	refill->tau_s = time_constant(work, curve);
	double refilled_s = refill->times[REFILL_ENDPOINT].time_s;
	if (absolute && !isnan(refilled_s))
		refill->f0_pct_s = 100 * area_above(curve, work->base, refilled_s) / work->base;
}

static struct refill nothing(const char *why)
{
	struct refill refill = {
		.missing = why, .baseline = NAN, .peak = NAN, .amplitude = NAN, .peak_ns = TIME_NONE, .v0_pct = NAN,
		.f0_pct_s = NAN, .observed_s = NAN, .ti_s = NAN, .tau_s = NAN, .end = NAN,
	};
	for (int i = 0; i < REFILL_LEVELS; i++)
		refill.times[i] = (struct first_time){ NAN, NAN };
	return refill;
}

static void fill_in(struct work *work, const struct refill_times *times, const char *quantity, double interval_s,
                    double base_slope, struct refill *refill)
{
	*refill = nothing(NULL);
	refill->curve = make_curve(work);
	work->amplitude = work->top - work->base;
	refill->amplitude = work->amplitude;
	refill->peak_ns = times->exercise_began_ns + llround(work->peak_s * (double)NS_PER_S);
	refill->observed_s = refill->curve.times[refill->curve.count - 1];
	read_curve(work, quantity, refill);

	double until_s = since(refill->peak_ns, times->until_ns);
	struct series last = series_part(&refill->curve, until_s - value(work, PARAMETER_REFILL_BASE_S), INFINITY);
	refill->end = work->sign * median_of(last.values, last.count);
	refill->baseline = work->sign * work->base;
	refill->peak = work->sign * work->top;
	double least = value(work, PARAMETER_REFILL_LEAST_PCT) / 100 * (work->sign > 0 ? fabs(work->base) : 0);
	refill->flags =
		(fabs(base_slope) > value(work, PARAMETER_REFILL_PLATEAU) / 100 * work->amplitude ? REFILL_NO_PLATEAU : 0u)
		| (work->amplitude <= 0 || work->amplitude < least ? REFILL_SMALL : 0u)
		| (has_movement(work, &refill->curve) ? REFILL_MOVEMENT : 0u)
		| (has_gap(work, &refill->curve, until_s, interval_s) ? REFILL_GAP : 0u)
		| (interval_s > SLOWEST_S ? REFILL_SLOW_SAMPLING : 0u);
	for (size_t i = 0; i < refill->curve.count; i++)
		refill->curve.values[i] *= work->sign;
}

struct refill refill_measure(const struct sample *samples, size_t count, const struct refill_times *times,
                             const char *quantity, double interval_s, const struct parameters *parameters)
{
	const char *refusal = refill_refusal(quantity);
	if (refusal)
		return nothing(refusal);
	if (times->rest_began_ns == TIME_NONE)
		return nothing("no rest before the exercise: no baseline");
	double sign = refill_is_volume(quantity) ? -1 : 1, slope;
	int64_t zero_ns = times->exercise_began_ns;
	int64_t anchor_ns = times->last_cue_ns != TIME_NONE ? times->last_cue_ns : times->exercise_ended_ns;
	struct work work = {
		.parameters = parameters, .sign = sign,
		.before = turned(samples, count, times->rest_began_ns, zero_ns, zero_ns, sign),
		.after = turned(samples, count, zero_ns, times->until_ns, zero_ns, sign),
	};
	struct refill refill;
	work.base = find_base(&work, &slope);
	if (isnan(work.base))
		refill = nothing("no valid samples at the end of the rest before the exercise: no baseline");
	else if (!find_peak(&work, since(zero_ns, anchor_ns)))
		refill = nothing("no valid samples at the end of the exercise: no peak");
	else {
		fill_in(&work, times, quantity, interval_s, slope, &refill);
		refill.flags |= is_saturated(samples, count, times) ? REFILL_SATURATED : 0u;
	}
	series_free(&work.before);
	series_free(&work.after);
	return refill;
}

void refill_free(struct refill *refill)
{
	series_free(&refill->curve);
}

struct emptying emptying_of(double empty, double baseline, double amplitude)
{
	double volume = baseline - empty;
	if (!(volume > 0))
		return (struct emptying){ NAN, NAN, NAN };
	return (struct emptying){ volume, 100 * amplitude / volume, 100 * (volume - amplitude) / volume };
}
