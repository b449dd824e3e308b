/* test_trace.c - traces in constant memory, and what is drawn of them */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "console/screen/plot.h"
#include "console/screen/trace.h"
#include "tests/suites.h"

static struct trace *trace;
static struct trace_column columns[100];

static void fresh(void)
{
	trace = trace_new();
}

static void done(void)
{
	trace_free(trace);
}

static void add(double time_s, double value)
{
	trace_add(trace, &(struct sample){ .time_ns = (int64_t)(time_s * 1e9), .value = value,
		.quality = isnan(value) ? QUALITY_NO_FINGER : 0 });
}

static void a_column_knows_the_lowest_and_the_highest_of_its_time(void)
{
	add(1.0, 5);
	add(1.5, 9);
	add(2.1, 7);
	trace_columns(trace, 0, 4 * NS_PER_S, columns, 4);
	CU_ASSERT_EQUAL(columns[0].valid, 0);
	CU_ASSERT_EQUAL(columns[1].valid, 2);
	CU_ASSERT_EQUAL(columns[1].low, 5);
	CU_ASSERT_EQUAL(columns[1].high, 9);
	CU_ASSERT_EQUAL(columns[2].low, 7);
	CU_ASSERT_EQUAL(columns[3].valid, 0);
}

static void what_is_invalid_is_no_value(void)
{
	add(1.0, NAN);
	trace_columns(trace, 0, 4 * NS_PER_S, columns, 4);
	CU_ASSERT_EQUAL(columns[1].valid, 0);
	CU_ASSERT_EQUAL(columns[1].invalid, 1);
}

static void four_hours_of_a_wave_keep_their_peaks_in_the_same_memory(void)
{
	for (int i = 0; i < 4 * 3600 * 10; i++)
		add(i * 0.1 + 0.05, i == 12345 ? 99 : i % 10);
	trace_columns(trace, 0, 4 * 3600 * NS_PER_S, columns, 100);
	CU_ASSERT_EQUAL(columns[1234 / 144].high, 99);
	CU_ASSERT_EQUAL(columns[99].high, 9);
	CU_ASSERT_EQUAL(columns[99].low, 0);
	/* The newest seconds are as fine as ever. */
	trace_columns(trace, 14399 * NS_PER_S, 14400 * NS_PER_S, columns, 10);
	CU_ASSERT_EQUAL(columns[3].valid, 1);
	CU_ASSERT_EQUAL(columns[3].low, 3);
}

static void times_before_zero_are_passed_over(void)
{
	add(-1, 5);
	trace_columns(trace, -2 * NS_PER_S, 2 * NS_PER_S, columns, 4);
	CU_ASSERT_EQUAL(columns[1].valid, 0);
}

/* Draws a value for each column (NAN: none, INFINITY: an invalid sample) into one row of `cells` cells. */
static char *drawn(bool ascii, int height, int join, const double *values, int count)
{
	struct trace_column made[64];
	struct plot plot = { .columns = made, .count = count, .join = join, .now = count, .least_span = 1,
		.least = NAN, .most = NAN };
	struct canvas *canvas = canvas_new(height, (count + plot_columns_per_cell(ascii) - 1) / plot_columns_per_cell(ascii), ascii);
	for (int i = 0; i < count; i++)
		made[i] = (struct trace_column){ .low = (float)values[i], .high = (float)values[i],
			.valid = isfinite(values[i]) ? 1 : 0, .invalid = isinf(values[i]) ? 1 : 0 };
	plot_draw(canvas, 0, 0, height, canvas->cols, &plot);
	char *text = canvas_text(canvas);
	canvas_free(canvas);
	return text;
}

#define DRAWS(text, ascii, height, join, ...) do { \
		const double values[] = { __VA_ARGS__ }; \
		char *found = drawn(ascii, height, join, values, (int)(sizeof values / sizeof values[0])); \
		CU_ASSERT_STRING_EQUAL(found, text); \
		free(found); \
	} while (0)

static void a_rise_is_drawn_as_a_rise(void)
{
	DRAWS("⡠⠊\n", false, 1, 0, 0, 1, 2, 3);
	DRAWS("_-'\n", true, 1, 0, 0, 1, 2);
	DRAWS("   _-'\n_-'\n", true, 2, 0, 0, 1, 2, 3, 4, 5);
}

static void silences_as_long_as_expected_are_joined_and_longer_ones_are_gaps(void)
{
	DRAWS("_-''\n", true, 1, 2, 0, NAN, NAN, 3);
	DRAWS("_::'\n", true, 1, 1, 0, NAN, NAN, 3);
	DRAWS("⣀░⠉\n", false, 1, 1, 0, 0, NAN, NAN, 3, 3);
}

static void an_invalid_sample_is_a_gap_however_short(void)
{
	DRAWS("_:'\n", true, 1, 5, 0, INFINITY, 3);
}

static void before_the_first_sample_there_is_nothing_and_no_gap(void)
{
	DRAWS("  |'\n", true, 1, 0, NAN, NAN, 0, 3);
}

static void a_steep_line_stays_one_line(void)
{
	DRAWS("⡜⠉\n", false, 1, 0, 0, 3, 3, 3);
}

static void its_scale_does_not_go_beyond_what_the_values_can_be(void)
{
	const struct trace_column made[] = { { .low = 97, .high = 99, .valid = 1 } };
	struct plot plot = { .columns = made, .count = 1, .least_span = 10, .least = 50, .most = 100 };
	double low, high;
	CU_ASSERT_TRUE(plot_scale(&plot, &low, &high));
	CU_ASSERT_EQUAL(low, 90);
	CU_ASSERT_EQUAL(high, 100);
}

static CU_TestInfo tests[] = {
	TEST(a_column_knows_the_lowest_and_the_highest_of_its_time),
	TEST(what_is_invalid_is_no_value),
	TEST(four_hours_of_a_wave_keep_their_peaks_in_the_same_memory),
	TEST(times_before_zero_are_passed_over),
	TEST(a_rise_is_drawn_as_a_rise),
	TEST(silences_as_long_as_expected_are_joined_and_longer_ones_are_gaps),
	TEST(an_invalid_sample_is_a_gap_however_short),
	TEST(before_the_first_sample_there_is_nothing_and_no_gap),
	TEST(a_steep_line_stays_one_line),
	TEST(its_scale_does_not_go_beyond_what_the_values_can_be),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo trace_suite = {
	.pName = "trace", .pSetUpFunc = fresh, .pTearDownFunc = done, .pTests = tests,
};
