/* pulse_wave.c - beats in a photoplethysmogram */

#include "export/measures/pulse_wave.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

#define SLOW_S    1.0
#define SMOOTH_S  0.06
#define SYSTOLE_S 0.111
#define BEAT_S    0.667
#define OFFSET    0.02
#define GAP_S     0.5
#define NEAREST_S 0.25
#define FARTHEST_S 2.5
#define PAIRS_LEAST 3

const struct wave_measures wave_unknown = { .rate_bpm = NAN, .amplitude = NAN };

/* The wave without its slow part, systole upwards. */
static struct series quick_part(const struct series *series, bool upside_down)
{
	struct series wave = series_smooth(series, SMOOTH_S, 1), slow = series_smooth(series, SLOW_S, 1);
	for (size_t i = 0; i < wave.count; i++)
		wave.values[i] = upside_down ? slow.values[i] - wave.values[i] : wave.values[i] - slow.values[i];
	series_free(&slow);
	return wave;
}

static struct series energy_of(const struct series *wave)
{
	struct series energy = series_smooth(wave, 0, 1);
	for (size_t i = 0; i < energy.count; i++)
		energy.values[i] = wave->values[i] > 0 ? wave->values[i] * wave->values[i] : 0;
	return energy;
}

/* The places of the beats; freed with free(). */
static size_t *find_beats(const struct series *wave, size_t *count)
{
	struct series energy = energy_of(wave);
	struct series systole = series_smooth(&energy, SYSTOLE_S, 1), beat = series_smooth(&energy, BEAT_S, 1);
	double offset = OFFSET * mean_of(energy.values, energy.count);
	size_t *beats = xcalloc(wave->count + 1, sizeof *beats);
	*count = 0;
	for (size_t i = 0; i < wave->count; i++) {
		if (!(systole.values[i] > beat.values[i] + offset))
			continue;
		size_t first = i, best = i;
		for (; i + 1 < wave->count && systole.values[i + 1] > beat.values[i + 1] + offset; i++)
			if (wave->values[i + 1] > wave->values[best])
				best = i + 1;
		if (wave->times[i] - wave->times[first] >= SYSTOLE_S * 0.999)
			beats[(*count)++] = best;
	}
	series_free(&energy);
	series_free(&systole);
	series_free(&beat);
	return beats;
}

/* The lowest and highest value between two beats, both included; false when a gap lies between them. */
static bool span(const struct series *series, size_t from, size_t to, double *low, double *high)
{
	*low = *high = series->values[to];
	for (size_t i = from; i < to; i++) {
		if (series->times[i + 1] - series->times[i] > GAP_S)
			return false;
		*low = fmin(*low, series->values[i]);
		*high = fmax(*high, series->values[i]);
	}
	return true;
}

struct wave_measures wave_measure(const struct series *series, bool upside_down)
{
	struct series wave = quick_part(series, upside_down);
	size_t count, pairs = 0;
	size_t *beats = find_beats(&wave, &count);
	double *apart = xcalloc(count + 1, sizeof *apart), *heights = xcalloc(count + 1, sizeof *heights);
	for (size_t i = 1; i < count; i++) {
		double low, high, time_s = series->times[beats[i]] - series->times[beats[i - 1]];
		if (time_s < NEAREST_S || time_s > FARTHEST_S || !span(series, beats[i - 1], beats[i], &low, &high))
			continue;
		double top = series->values[beats[i]];
		apart[pairs] = time_s;
		heights[pairs++] = upside_down ? high - top : top - low;
	}
	struct wave_measures measures = wave_unknown;
	measures.beats = count;
	if (pairs >= PAIRS_LEAST) {
		measures.rate_bpm = 60 / median_of(apart, pairs);
		measures.amplitude = median_of(heights, pairs);
	}
	free(apart);
	free(heights);
	free(beats);
	series_free(&wave);
	return measures;
}
