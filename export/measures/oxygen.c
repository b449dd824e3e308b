/* oxygen.c - how low an SpO2 went, and for how long */

#include "export/measures/oxygen.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"

#define STANDS_S      5     /* where no interval is known: at most, */
#define LAST_STANDS_S 1     /* and the last value */

const struct oxygen_measures oxygen_unknown = {
	.nadir = NAN, .low_s = NAN, .low_pct = NAN, .very_low_s = NAN, .very_low_pct = NAN, .desaturations = NAN,
};

/* A value and how long it stood; `joined` when the one before stood until its beginning. */
struct standing {
	double value, lasts_s;
	bool   joined;
};

struct standings {
	struct standing *items;
	size_t           count;
};

static double seconds(int64_t from_ns, int64_t until_ns)
{
	return (double)(until_ns - from_ns) / (double)NS_PER_S;
}

static struct standings stand(const struct sample *samples, size_t count, int64_t began_ns, int64_t ended_ns,
                              double interval_s)
{
	struct standings all = { .items = xcalloc(count + 1, sizeof *all.items) };
	double most_s = interval_s > 0 ? REACH_INTERVALS * interval_s : STANDS_S;
	double last_s = interval_s > 0 ? interval_s : LAST_STANDS_S;
	bool joined = false;
	for (size_t i = 0; i < count; i++) {
		if (samples[i].time_ns < began_ns || samples[i].time_ns >= ended_ns)
			continue;
		bool is_last = i + 1 == count || samples[i + 1].time_ns >= ended_ns;
		double until_s = seconds(samples[i].time_ns, is_last ? ended_ns : samples[i + 1].time_ns);
		double lasts_s = fmin(until_s, is_last ? last_s : most_s);
		if (sample_is_valid(&samples[i]))
			all.items[all.count++] = (struct standing){ samples[i].value, lasts_s, joined };
		joined = sample_is_valid(&samples[i]) && lasts_s >= until_s;
	}
	return all;
}

/* The highest value of the stretch from i on that lasts long enough; NAN when it ends before. */
static double reached_from(const struct standings *all, size_t i, double held_s)
{
	double highest = -INFINITY, lasted_s = 0;
	for (size_t k = i; k < all->count && (k == i || all->items[k].joined); k++) {
		highest = fmax(highest, all->items[k].value);
		lasted_s += all->items[k].lasts_s;
		if (lasted_s >= held_s - 1e-6)
			return highest;
	}
	return NAN;
}

static double nadir(const struct standings *all, double held_s)
{
	double lowest = NAN;
	for (size_t i = 0; i < all->count; i++)
		lowest = fmin(lowest, reached_from(all, i, held_s));
	return lowest;
}

static void below(const struct standings *all, double limit, double *lasted_s, double *pct)
{
	double covered = 0, low = 0;
	for (size_t i = 0; i < all->count; i++) {
		covered += all->items[i].lasts_s;
		low += all->items[i].value < limit ? all->items[i].lasts_s : 0;
	}
	*lasted_s = low;
	*pct = covered > 0 ? 100 * low / covered : NAN;
}

static double desaturations(const struct standings *all, double level, double held_s)
{
	if (isnan(level))
		return NAN;
	size_t found = 0;
	double lasted_s = 0;
	bool told = false;      /* this stretch is counted already */
	for (size_t i = 0; i < all->count; i++) {
		const struct standing *item = &all->items[i];
		if (item->value > level || !item->joined) {
			lasted_s = 0;
			told = false;
		}
		if (item->value > level)
			continue;
		lasted_s += item->lasts_s;
		if (!told && lasted_s >= held_s - 1e-6) {
			told = true;
			found++;
		}
	}
	return (double)found;
}

struct oxygen_measures oxygen_measure(const struct sample *samples, size_t count, int64_t began_ns, int64_t ended_ns,
                                      double baseline, double interval_s, const struct parameters *parameters)
{
	const double *values = parameters->values;
	struct oxygen_measures measures = oxygen_unknown;
	struct standings all = stand(samples, count, began_ns, ended_ns, interval_s);
	if (all.count > 0) {
		measures.nadir = nadir(&all, values[PARAMETER_NADIR_S]);
		below(&all, values[PARAMETER_SPO2_LOW], &measures.low_s, &measures.low_pct);
		below(&all, values[PARAMETER_SPO2_VERY_LOW], &measures.very_low_s, &measures.very_low_pct);
		measures.desaturations = desaturations(&all, baseline - values[PARAMETER_DESAT_DROP],
		                                       values[PARAMETER_DESAT_S]);
	}
	free(all.items);
	return measures;
}
