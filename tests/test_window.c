/* test_window.c - the last minutes of a channel, against a naive oracle that keeps everything */

#include "protocols/window.h"
#include "tests/suites.h"

#include <math.h>

#include "base/clock.h"
#include "base/random.h"

#define S NS_PER_S
#define OVER (60 * S)
#define MOST 2000

static struct window *window;

static void close_window(void)
{
	window_free(window);
	window = NULL;
}

static void push(double at_s, double value)
{
	window_push(window, &(struct sample){ .time_ns = (int64_t)(at_s * (double)S), .value = value,
		.quality = isnan(value) ? QUALITY_MISSING : 0 });
}

/* A value a second, `value` + `per_s` a second. */
static void seconds(int from, int until, double value, double per_s)
{
	for (int s = from; s < until; s++)
		push(s, value + per_s * (s - from));
}

static void a_steady_channel_is_stable_when_the_window_is_full(void)
{
	window = window_new(OVER, 1);
	seconds(0, 60, 31.5, 0);
	struct window_statistics early = window_statistics(window, 59 * S), full = window_statistics(window, 60 * S);
	CU_ASSERT_FALSE(window_is_stable(&early, 0.3, 0.05));
	CU_ASSERT_EQUAL(early.covered_ns, 59 * S);
	CU_ASSERT_TRUE(window_is_stable(&full, 0.3, 0.05));
	CU_ASSERT_EQUAL(full.coverage, 59.0 / 60);
	CU_ASSERT_EQUAL(full.range, 0);
	CU_ASSERT_EQUAL(full.slope_per_min, 0);
}

static void a_drift_within_the_range_is_told_by_its_slope(void)
{
	window = window_new(OVER, 1);
	seconds(0, 61, 31.5, 0.1 / 60);
	struct window_statistics drift = window_statistics(window, 60 * S);
	CU_ASSERT_DOUBLE_EQUAL(drift.slope_per_min, 0.1, 1e-9);
	CU_ASSERT_TRUE(window_is_stable(&drift, 0.3, 0.2));
	CU_ASSERT_TRUE(window_is_stable(&drift, 0.3, NAN));
	CU_ASSERT_FALSE(window_is_stable(&drift, 0.3, 0.05));
	CU_ASSERT_FALSE(window_is_stable(&drift, 0.05, 0.2));
}

static void a_gap_begins_the_window_anew(void)
{
	window = window_new(OVER, 1);
	seconds(0, 50, 31, 0);
	seconds(53, 110, 31, 0);
	CU_ASSERT_FALSE(window_statistics(window, 109 * S).full);
	CU_ASSERT_EQUAL(window_statistics(window, 109 * S).covered_ns, 56 * S);
	CU_ASSERT_TRUE(window_statistics(window, 113 * S).full == false);
	seconds(110, 114, 31, 0);
	CU_ASSERT_TRUE(window_statistics(window, 113 * S).full);
}

static void a_stale_channel_says_nothing(void)
{
	window = window_new(OVER, 1);
	seconds(0, 100, 31, 0);
	CU_ASSERT_TRUE(window_statistics(window, 101 * S).full);
	struct window_statistics stale = window_statistics(window, 102 * S);
	CU_ASSERT_FALSE(stale.full);
	CU_ASSERT_TRUE(isnan(stale.range));
	CU_ASSERT_EQUAL(stale.n_valid, 0);
}

static void missing_values_cost_coverage(void)
{
	window = window_new(OVER, 1);
	for (int s = 0; s <= 120; s++)
		push(s, s % 4 == 3 ? NAN : 31);
	struct window_statistics found = window_statistics(window, 120 * S);
	CU_ASSERT_TRUE(found.full);
	CU_ASSERT_EQUAL(found.coverage, 0.75);
	CU_ASSERT_FALSE(window_is_stable(&found, 1, 1));
}

static void an_instrument_that_hurries_is_thinned_out(void)
{
	window = window_new(OVER, 1);
	for (int i = 0; i < 100 * 100; i++)
		push(i / 100.0, 31);
	struct window_statistics found = window_statistics(window, 100 * S);
	CU_ASSERT_TRUE(found.full);
	CU_ASSERT_EQUAL(found.coverage, 1);
	CU_ASSERT_TRUE(found.n_valid <= 240);
	CU_ASSERT_TRUE(found.n_valid > 200);
}

/* The oracle: every sample that ever came, and the definitions word by word. */
static struct { int64_t time_ns; double value; } all[MOST];
static size_t count;

static int64_t since_last_gap(int64_t gap_ns, int64_t now_ns)
{
	int64_t since_ns = TIME_NONE, before_ns = TIME_NONE;
	for (size_t i = 0; i < count; i++) {
		if (isnan(all[i].value))
			continue;
		if (before_ns == TIME_NONE || all[i].time_ns - before_ns > gap_ns)
			since_ns = all[i].time_ns;
		before_ns = all[i].time_ns;
	}
	return before_ns == TIME_NONE || now_ns - before_ns > gap_ns ? TIME_NONE : since_ns;
}

static struct window_statistics oracle(double interval_s, int64_t now_ns)
{
	struct window_statistics found = { .mean = NAN, .range = NAN, .slope_per_min = NAN };
	int64_t since_ns = since_last_gap(window_gap_ns(interval_s), now_ns);
	if (since_ns == TIME_NONE)
		return found;
	found.full = now_ns - since_ns >= OVER;
	found.covered_ns = found.full ? OVER : now_ns - since_ns;
	long double n = 0, sum = 0, sum_x = 0, low = 1e9L, high = -1e9L, in_window = 0;
	for (size_t i = 0; i < count; i++) {
		if (all[i].time_ns < since_ns || all[i].time_ns <= now_ns - OVER)
			continue;
		in_window++;
		if (isnan(all[i].value))
			continue;
		n++;
		sum += all[i].value;
		sum_x += (long double)all[i].time_ns / 6e10L;
		low = all[i].value < low ? all[i].value : low;
		high = all[i].value > high ? all[i].value : high;
	}
	if (n == 0)
		return found;
	long double xx = 0, xy = 0;
	for (size_t i = 0; i < count; i++) {
		if (all[i].time_ns < since_ns || all[i].time_ns <= now_ns - OVER || isnan(all[i].value))
			continue;
		long double x = (long double)all[i].time_ns / 6e10L - sum_x / n;
		xx += x * x;
		xy += x * (all[i].value - sum / n);
	}
	found.n_valid = (size_t)n;
	found.coverage = (double)(n / (isnan(interval_s) ? in_window : OVER / 1e9L / interval_s));
	found.coverage = found.coverage > 1 ? 1 : found.coverage;
	found.mean = (double)(sum / n);
	found.range = (double)high - (double)low;
	found.slope_per_min = xx > 0 ? (double)(xy / xx) : NAN;
	return found;
}

static bool near(double a, double b)
{
	return (isnan(a) && isnan(b)) || fabs(a - b) < 1e-6;
}

static bool agree(const struct window_statistics *a, const struct window_statistics *b)
{
	return a->full == b->full && a->covered_ns == b->covered_ns && a->n_valid == b->n_valid
		&& near(a->coverage, b->coverage) && near(a->mean, b->mean) && near(a->range, b->range)
		&& near(a->slope_per_min, b->slope_per_min);
}

/* One random series: jitter, gaps, missing values, the same stamp twice. How often the two disagree. */
static int disagreements(struct random_source *chance, int *stable)
{
	static const double intervals[] = { 0.25, 1, 2, NAN };
	double interval_s = intervals[random_below(chance, 4)], step_s = isnan(interval_s) ? 1 : interval_s;
	uint32_t gaps = random_below(chance, 60), holes = random_below(chance, 12);
	double drift = random_uniform(chance) * 0.002, noise = random_uniform(chance) * 0.2;
	int64_t now_ns = (int64_t)random_below(chance, 1000) * S;
	int wrong = 0;
	count = 0;
	window = window_new(OVER, interval_s);
	for (int i = 0; i < 150; i++) {
		double jump = random_below(chance, 100) < gaps / 20 ? 1 + random_uniform(chance) * 8 : 0;
		now_ns += (int64_t)((step_s * (0.8 + 0.4 * random_uniform(chance)) + jump) * 1e9);
		double value = random_below(chance, 100) < holes ? NAN
			: 31 + drift * i + noise * random_uniform(chance);
		push((double)now_ns / 1e9, value);
		all[count].time_ns = (int64_t)((double)now_ns / 1e9 * (double)S);
		all[count++].value = value;
		if (random_below(chance, 20) == 0)
			push((double)now_ns / 1e9, 99);
		if (i % 7 != 0)
			continue;
		int64_t asked_ns = now_ns + (int64_t)random_below(chance, 4000) * NS_PER_MS;
		struct window_statistics ours = window_statistics(window, asked_ns), theirs = oracle(interval_s, asked_ns);
		wrong += !agree(&ours, &theirs);
		*stable += window_is_stable(&ours, 0.25, 0.1);
	}
	close_window();
	return wrong;
}

static void settling_equals_the_oracle_on_10000_random_series(void)
{
	struct random_source chance = random_new(20, 1);
	int wrong = 0, stable = 0;
	for (int i = 0; i < 10000; i++)
		wrong += disagreements(&chance, &stable);
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_TRUE(stable > 1000);
}

static CU_TestInfo tests[] = {
	TEST(a_steady_channel_is_stable_when_the_window_is_full),
	TEST(a_drift_within_the_range_is_told_by_its_slope),
	TEST(a_gap_begins_the_window_anew),
	TEST(a_stale_channel_says_nothing),
	TEST(missing_values_cost_coverage),
	TEST(an_instrument_that_hurries_is_thinned_out),
	TEST(settling_equals_the_oracle_on_10000_random_series),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo window_suite = {
	.pName = "window", .pTearDownFunc = close_window, .pTests = tests,
};
