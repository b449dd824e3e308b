/* strokes.c - the pace at which somebody really moved, and how well it kept to the cues */

#include "export/measures/strokes.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"

#define UNPACED_S    2.0
#define SPREAD_TIMES 2.0
#define TURN         0.5
#define STROKES_LEAST 3

static struct series without_trend(const struct series *series, double sign, double width_s)
{
	struct series quick = series_smooth(series, width_s, 1);
	for (size_t i = 0; i < quick.count; i++)
		quick.values[i] = sign * (series->values[i] - quick.values[i]);
	return quick;
}

static double spread(const struct series *series)
{
	return quantile_of(series->values, series->count, 0.9) - quantile_of(series->values, series->count, 0.1);
}

/* Maxima between which the signal turns by at least `turn`. */
static size_t find_maxima(const struct series *series, double turn, double *times)
{
	size_t count = 0, best = 0;
	double low = INFINITY;
	bool rising = false;
	for (size_t i = 0; i < series->count; i++) {
		double now = series->values[i];
		if (!rising) {
			low = fmin(low, now);
			rising = now >= low + turn;
			best = i;
			continue;
		}
		if (now > series->values[best])
			best = i;
		if (now <= series->values[best] - turn) {
			times[count++] = series->times[best];
			low = now;
			rising = false;
		}
	}
	return count;
}

double *strokes_find(const struct series *exercise, const struct series *rest, double sign, double interval_s,
                     size_t *count, const char **why)
{
	double width_s = 2 * (interval_s > 0 ? interval_s : UNPACED_S);
	*count = 0;
	if (exercise->count == 0 || rest->count == 0) {
		*why = "no valid samples of a DC-coupled channel in the exercise or in the rest before";
		return NULL;
	}
	struct series working = without_trend(exercise, sign, width_s), resting = without_trend(rest, sign, width_s);
	double *times = NULL, turn = TURN * spread(&working);
	if (turn > 0 && spread(&working) >= SPREAD_TIMES * spread(&resting)) {
		times = xcalloc(exercise->count + 1, sizeof *times);
		*count = find_maxima(&working, turn, times);
	} else {
		*why = "strokes cannot be told from the pulse";
	}
	series_free(&working);
	series_free(&resting);
	return times;
}

static double median_step(const double *times, size_t count)
{
	double *steps = xcalloc(count + 1, sizeof *steps);
	for (size_t i = 1; i < count; i++)
		steps[i - 1] = times[i] - times[i - 1];
	double median = count > 1 ? median_of(steps, count - 1) : NAN;
	free(steps);
	return median;
}

struct pace pace_of(const double *strokes, size_t count, const double *cues, size_t cue_count)
{
	struct pace pace = { NAN, NAN, NAN };
	if (count >= STROKES_LEAST)
		pace.per_min = 60 / median_step(strokes, count);
	double half = median_step(cues, cue_count) / 2, *lags = xcalloc(cue_count + 1, sizeof *lags);
	size_t followed = 0, next = 0;
	for (size_t i = 0; i < cue_count && half > 0; i++) {
		while (next < count && strokes[next] < cues[i] - half)
			next++;
		if (next < count && strokes[next] < cues[i] + half)
			lags[followed++] = strokes[next++] - cues[i];
	}
	if (half > 0) {
		pace.followed_pct = 100 * (double)followed / (double)cue_count;
		pace.lag_s = median_of(lags, followed);
	}
	free(lags);
	return pace;
}
