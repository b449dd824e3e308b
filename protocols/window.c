/* window.c - the last minutes of one channel, and what may be said of them */

#include "protocols/window.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"

/* Room for four times the expected samples; instruments that hurry more are thinned out. */
#define LEAST_ROOM 64
#define MOST_ROOM  (1 << 17)
#define USUAL_ROOM (1 << 14)

struct point {
	int64_t time_ns;
	double  value;      /* NAN: not valid */
};

struct window {
	int64_t       over_ns, gap_ns;
	int64_t       spacing_ns;       /* samples closer than this to the one before are passed over */
	double        interval_s;
	int64_t       since_ns;         /* the first valid sample after the last gap; TIME_NONE: none yet */
	int64_t       last_valid_ns, last_ns;
	struct point *points;           /* a ring */
	size_t        room, first, count;
};

int64_t window_gap_ns(double interval_s)
{
	if (isnan(interval_s))
		return 5 * NS_PER_S;
	int64_t gap_ns = (int64_t)(2.5 * interval_s * 1e9);
	return gap_ns > 2 * NS_PER_S ? gap_ns : 2 * NS_PER_S;
}

static size_t room_for(int64_t over_ns, double interval_s)
{
	double wanted = isnan(interval_s) ? USUAL_ROOM : 4 * (double)over_ns / 1e9 / interval_s;
	return wanted < LEAST_ROOM ? LEAST_ROOM : wanted > MOST_ROOM ? MOST_ROOM : (size_t)wanted;
}

struct window *window_new(int64_t over_ns, double interval_s)
{
	assert(over_ns > 0);
	struct window *window = xcalloc(1, sizeof *window);
	window->over_ns = over_ns;
	window->gap_ns = window_gap_ns(interval_s);
	window->interval_s = interval_s;
	window->room = room_for(over_ns, interval_s);
	window->spacing_ns = over_ns / (int64_t)(window->room - 2) + 1;
	window->points = xcalloc(window->room, sizeof *window->points);
	window->since_ns = window->last_valid_ns = window->last_ns = TIME_NONE;
	return window;
}

void window_free(struct window *window)
{
	if (!window)
		return;
	free(window->points);
	free(window);
}

static const struct point *point_at(const struct window *window, size_t place)
{
	return &window->points[(window->first + place) % window->room];
}

static void drop_until(struct window *window, int64_t time_ns)
{
	while (window->count > 0 && point_at(window, 0)->time_ns <= time_ns) {
		window->first = (window->first + 1) % window->room;
		window->count--;
	}
}

void window_push(struct window *window, const struct sample *sample)
{
	int64_t time_ns = sample->time_ns;
	if (window->last_ns != TIME_NONE && time_ns < window->last_ns + window->spacing_ns)
		return;
	bool valid = sample_is_valid(sample);
	window->last_ns = time_ns;
	if (valid && (window->last_valid_ns == TIME_NONE || time_ns - window->last_valid_ns > window->gap_ns)) {
		window->count = 0;
		window->since_ns = time_ns;
	}
	if (valid)
		window->last_valid_ns = time_ns;
	if (window->since_ns == TIME_NONE)
		return;
	drop_until(window, time_ns - window->over_ns);
	assert(window->count < window->room);
	window->points[(window->first + window->count++) % window->room] =
		(struct point){ .time_ns = time_ns, .value = valid ? sample->value : (double)NAN };
}

/* Times are taken from the middle of the sums, so that a long session loses no digits. */
static double slope_of(const struct window *window, size_t first, double mean, size_t n_valid)
{
	double mean_s = 0, sxx = 0, sxy = 0;
	int64_t zero_ns = point_at(window, first)->time_ns;
	for (size_t i = first; i < window->count; i++)
		if (!isnan(point_at(window, i)->value))
			mean_s += (double)(point_at(window, i)->time_ns - zero_ns) / 1e9 / (double)n_valid;
	for (size_t i = first; i < window->count; i++) {
		const struct point *point = point_at(window, i);
		if (isnan(point->value))
			continue;
		double x = (double)(point->time_ns - zero_ns) / 1e9 - mean_s;
		sxx += x * x;
		sxy += x * (point->value - mean);
	}
	return sxx > 0 ? 60 * sxy / sxx : NAN;
}

struct window_statistics window_statistics(const struct window *window, int64_t now_ns)
{
	struct window_statistics found = { .mean = NAN, .range = NAN, .slope_per_min = NAN };
	if (window->since_ns == TIME_NONE || now_ns - window->last_valid_ns > window->gap_ns)
		return found;
	size_t first = 0, all = 0;
	while (first < window->count && point_at(window, first)->time_ns <= now_ns - window->over_ns)
		first++;
	double low = INFINITY, high = -INFINITY, sum = 0;
	for (size_t i = first; i < window->count; i++, all++) {
		double value = point_at(window, i)->value;
		if (isnan(value))
			continue;
		low = fmin(low, value);
		high = fmax(high, value);
		sum += value;
		found.n_valid++;
	}
	int64_t since_ns = now_ns - window->since_ns;
	found.full = since_ns >= window->over_ns;
	found.covered_ns = found.full ? window->over_ns : since_ns;
	if (found.n_valid == 0)
		return found;
	double expected = isnan(window->interval_s) ? (double)all : (double)window->over_ns / 1e9 / window->interval_s;
	found.coverage = fmin(1, (double)found.n_valid / expected);
	found.mean = sum / (double)found.n_valid;
	found.range = high - low;
	found.slope_per_min = slope_of(window, first, found.mean, found.n_valid);
	return found;
}

bool window_is_stable(const struct window_statistics *statistics, double within, double slope_per_min)
{
	return statistics->full && statistics->coverage >= COVERAGE_LEAST
		&& (isnan(within) || statistics->range <= within)
		&& (isnan(slope_per_min) || fabs(statistics->slope_per_min) <= slope_per_min);
}
