/* test_timing.c - stamps against streams whose true times are known */

#include "acquisition/timing.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "tests/streams.h"
#include "tests/suites.h"

#define NONIN_NS (NS_PER_S / 75)
#define MOST 30000

/* How a stream of frames was stamped, against the truth. */
static struct verdict {
	double within;          /* the part of the frames whose true time lies within the stated bounds */
	double median_ms, worst_ms;
	double bound_ms;        /* the mean of what is stated */
	int    backwards;
	double skew_ppm;
} found;
static double errors[MOST];

static struct timing fresh(const struct stream_setting *setting, bool steady)
{
	struct timing timing = {
		.wire_ns = setting->character_ns, .hold_ns = setting->tick_ns, .scheduling_ns = NS_PER_MS, .steady = steady,
		.stream = stream_clock_new(setting->interval_ns),
	};
	timing_begin(&timing);
	return timing;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Stamps `count` frames; places: how many frames make a cycle, whose first tells its place; 0: none does. */
static void stamp_stream(const struct stream_setting *setting, int count, unsigned places)
{
	struct stream stream = stream_new(setting, 3);
	struct timing timing = fresh(setting, true);
	struct stream_chunk chunk;
	int64_t before = TIME_NONE;
	int n = 0, within = 0;
	found = (struct verdict){0};
	while (n < count) {
		stream_next(&stream, &chunk);
		timing_chunk(&timing, chunk.arrival_ns, (size_t)chunk.bytes);
		for (int i = 0; i < chunk.count && n < count; i++) {
			bool first = places && chunk.frames[i].number % places == 0;
			struct stamp stamp = timing_of(&timing, &(struct frame_place){
				chunk.frames[i].position, (unsigned)setting->size, first, first ? places : 0 });
			found.backwards += stamp.time_ns < before;
			before = stamp.time_ns;
			int64_t error = llabs(stamp.time_ns - chunk.frames[i].true_ns);
			within += error <= stamp.uncertainty_ns;
			found.bound_ms += (double)stamp.uncertainty_ns / 1e6 / count;
			errors[n++] = (double)error / 1e6;
		}
	}
	qsort(errors, (size_t)n, sizeof *errors, by_size);
	found.within = (double)within / n;
	found.median_ms = errors[n / 2];
	found.worst_ms = errors[n - 1];
	found.skew_ppm = (stream_clock_interval(&timing.stream) / (double)setting->interval_ns - 1) * 1e6;
}

static int64_t character_ns(int baud)
{
	return 10 * NS_PER_S / baud;
}

static void a_frame_inside_a_chunk_is_older_by_the_wire_time_behind_it(void)
{
	struct timing timing = { .wire_ns = NS_PER_MS, .scheduling_ns = NS_PER_MS };
	timing_begin(&timing);
	timing_chunk(&timing, 100 * NS_PER_MS, 5);
	timing_chunk(&timing, 200 * NS_PER_MS, 10);
	CU_ASSERT_EQUAL(timing_of(&timing, &(struct frame_place){ .position = -2 }).time_ns, 98 * NS_PER_MS);
	CU_ASSERT_EQUAL(timing_of(&timing, &(struct frame_place){ .position = 0 }).time_ns, 100 * NS_PER_MS);
	CU_ASSERT_EQUAL(timing_of(&timing, &(struct frame_place){ .position = 5 }).time_ns, 195 * NS_PER_MS);
	CU_ASSERT_EQUAL(timing_of(&timing, &(struct frame_place){ .position = 10 }).time_ns, 200 * NS_PER_MS);
	CU_ASSERT_EQUAL(timing_of(&timing, &(struct frame_place){ .position = 10 }).uncertainty_ns, 2 * NS_PER_MS);
}

static void a_frame_that_waited_for_its_proof_keeps_its_own_chunk(void)
{
	struct timing timing = { .scheduling_ns = NS_PER_MS };
	timing_begin(&timing);
	for (int i = 1; i <= 10; i++)
		timing_chunk(&timing, i * NS_PER_MS, 1);
	CU_ASSERT_EQUAL(timing_of(&timing, &(struct frame_place){ .position = -4 }).time_ns, 5 * NS_PER_MS);
}

static void a_chip_may_have_held_a_frame_from_nothing_to_all_its_time(void)
{
	struct timing timing = { .hold_ns = 16 * NS_PER_MS, .scheduling_ns = NS_PER_MS };
	timing_begin(&timing);
	timing_chunk(&timing, 100 * NS_PER_MS, 5);
	struct stamp stamp = timing_of(&timing, &(struct frame_place){ .position = 5 });
	CU_ASSERT_EQUAL(stamp.time_ns, 92 * NS_PER_MS);
	CU_ASSERT_EQUAL(stamp.uncertainty_ns, 9 * NS_PER_MS);
}

/* No byte of a chunk waited longer than the chip's time, so the first ones waited for that of the last. */
static void what_lies_behind_a_frame_is_taken_off_what_the_chip_may_have_held_it(void)
{
	struct timing timing = { .wire_ns = NS_PER_MS, .hold_ns = 16 * NS_PER_MS };
	timing_begin(&timing);
	timing_chunk(&timing, 100 * NS_PER_MS, 10);
	struct stamp stamp = timing_of(&timing, &(struct frame_place){ .position = 4 });
	CU_ASSERT_EQUAL(stamp.time_ns, 89 * NS_PER_MS);
	stamp = timing_of(&timing, &(struct frame_place){ .position = 10 });
	CU_ASSERT_EQUAL(stamp.time_ns, 92 * NS_PER_MS);
}

static void an_answer_lies_between_the_question_and_its_own_first_byte(void)
{
	struct timing timing = { .wire_ns = NS_PER_MS, .asked = true };
	timing_begin(&timing);
	timing_sent(&timing, 100 * NS_PER_MS);
	timing_chunk(&timing, 130 * NS_PER_MS, 10);
	struct stamp stamp = timing_of(&timing, &(struct frame_place){ .position = 10, .size = 10 });
	CU_ASSERT_EQUAL(stamp.time_ns, 110 * NS_PER_MS);
	CU_ASSERT_EQUAL(stamp.uncertainty_ns, 10 * NS_PER_MS);
}

static void on_the_virtual_clock_a_stamp_is_exact(void)
{
	struct timing timing = { .exact = true, .steady = true, .asked = true, .hold_ns = NS_PER_S };
	timing_begin(&timing);
	timing_chunk(&timing, 100 * NS_PER_MS, 5);
	struct stamp stamp = timing_of(&timing, &(struct frame_place){ .position = 5 });
	CU_ASSERT_EQUAL(stamp.time_ns, 100 * NS_PER_MS);
	CU_ASSERT_EQUAL(stamp.uncertainty_ns, 0);
}

static void an_average_stands_at_its_middle(void)
{
	struct stamp stamp = stamp_earlier((struct stamp){ 10 * NS_PER_S, NS_PER_MS }, NS_PER_S, 4 * NS_PER_S);
	CU_ASSERT_EQUAL(stamp.time_ns, 7 * NS_PER_S);
	CU_ASSERT_EQUAL(stamp.uncertainty_ns, 2 * NS_PER_S + NS_PER_MS);
}

static void no_stamp_goes_backwards(void)
{
	struct stamp stamp = stamp_not_before((struct stamp){ 90, 5 }, 100);
	CU_ASSERT_EQUAL(stamp.time_ns, 100);
	CU_ASSERT_EQUAL(stamp.uncertainty_ns, 15);
}

static void a_stream_finds_its_instruments_clock_at_every_speed(void)
{
	static const int bauds[] = { 9600, 19200, 115200 };
	for (size_t i = 0; i < 3; i++) {
		stamp_stream(&(struct stream_setting){ .interval_ns = NONIN_NS, .skew_ppm = 100, .size = 5,
			.character_ns = character_ns(bauds[i]), .mean_late_ns = 60e3 }, 15000, 25);
		CU_ASSERT_TRUE(found.within >= 0.99);
		CU_ASSERT_TRUE(found.median_ms < 0.1);
		CU_ASSERT_EQUAL(found.backwards, 0);
		CU_ASSERT_DOUBLE_EQUAL(found.skew_ppm, 100, 1);
	}
}

static void a_chip_that_gathers_for_16_ms_costs_half_a_millisecond_at_most(void)
{
	static const int bauds[] = { 9600, 19200, 115200 };
	for (size_t i = 0; i < 3; i++)
		for (int skew = -100; skew <= 100; skew += 200) {
			stamp_stream(&(struct stream_setting){ .interval_ns = NONIN_NS, .skew_ppm = skew, .size = 5,
				.character_ns = character_ns(bauds[i]), .tick_ns = 16 * NS_PER_MS, .mean_late_ns = 60e3 }, 15000, 25);
			CU_ASSERT_TRUE(found.within >= 0.99);
			CU_ASSERT_TRUE(found.median_ms < 0.5);
			CU_ASSERT_EQUAL(found.backwards, 0);
		}
}

/* The same beat as the chip's for ever: no frame comes through at once, and the bounds say so. */
static void without_skew_a_chips_share_is_halved_and_stated(void)
{
	stamp_stream(&(struct stream_setting){ .interval_ns = NONIN_NS, .size = 5, .character_ns = character_ns(115200),
		.tick_ns = 16 * NS_PER_MS, .mean_late_ns = 60e3 }, 15000, 25);
	CU_ASSERT_TRUE(found.within >= 0.99);
	CU_ASSERT_TRUE(found.worst_ms < 3);
}

static void lost_frames_do_not_shift_the_count(void)
{
	struct stream_setting setting = { .interval_ns = NONIN_NS, .skew_ppm = 100, .size = 5,
		.character_ns = character_ns(9600), .tick_ns = 16 * NS_PER_MS, .mean_late_ns = 60e3, .lost_part = 0.01 };
	stamp_stream(&setting, 15000, 25);
	CU_ASSERT_TRUE(found.within >= 0.99);
	CU_ASSERT_TRUE(found.median_ms < 0.1);
	setting.tick_ns = NS_PER_MS;        /* nothing but time tells of the loss */
	stamp_stream(&setting, 15000, 0);
	CU_ASSERT_TRUE(found.within >= 0.99);
	CU_ASSERT_TRUE(found.worst_ms < 1);
}

static void a_busy_computer_is_seen_through(void)
{
	struct stream_setting setting = { .interval_ns = NONIN_NS, .skew_ppm = 100, .size = 5,
		.character_ns = character_ns(9600), .mean_late_ns = 200e3, .stall_part = 0.2, .stall_ns = 60e6, .lost_part = 0.01 };
	stamp_stream(&setting, 15000, 25);
	CU_ASSERT_TRUE(found.within >= 0.99);
	CU_ASSERT_TRUE(found.median_ms < 0.1);
	CU_ASSERT_TRUE(found.worst_ms < 14);
	CU_ASSERT_EQUAL(found.backwards, 0);
}

/* A chip of 16 ms, other work that holds up every twentieth read by up to four frames, and lost frames which no place
 * in a cycle tells of: what cannot be told from the times is in the bounds. */
static void whatever_happens_at_once_99_of_100_true_times_lie_within_the_bounds(void)
{
	static const int bauds[] = { 9600, 19200, 115200 };
	static const double skews[] = { -100, 30, 100 };
	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < 3; k++)
			for (int places = 0; places <= 25; places += 25) {
				stamp_stream(&(struct stream_setting){ .interval_ns = NONIN_NS, .skew_ppm = skews[k], .size = 5,
					.character_ns = character_ns(bauds[i]), .tick_ns = 16 * NS_PER_MS, .mean_late_ns = 60e3,
					.stall_part = 0.05, .stall_ns = 60e6, .lost_part = 0.01 }, 10000, (unsigned)places);
				CU_ASSERT_TRUE(found.within >= 0.99);
			}
}

/* The bounds are no wider than they must be: where the count is sure and nothing holds the frames up, they are narrow. */
static void a_quiet_stream_has_narrow_bounds(void)
{
	stamp_stream(&(struct stream_setting){ .interval_ns = NONIN_NS, .skew_ppm = 100, .size = 5,
		.character_ns = character_ns(9600), .tick_ns = NS_PER_MS, .mean_late_ns = 60e3 }, 15000, 25);
	CU_ASSERT_TRUE(found.bound_ms < 0.6);
	stamp_stream(&(struct stream_setting){ .interval_ns = NONIN_NS, .skew_ppm = 100, .size = 5,
		.character_ns = character_ns(115200), .mean_late_ns = 60e3 }, 15000, 25);
	CU_ASSERT_TRUE(found.bound_ms < 0.25);
}

static void a_slow_board_with_a_crystal_is_stamped_as_well(void)
{
	stamp_stream(&(struct stream_setting){ .interval_ns = NS_PER_S / 4, .skew_ppm = -100, .size = 20,
		.character_ns = character_ns(115200), .tick_ns = NS_PER_MS, .mean_late_ns = 60e3, .stall_part = 0.02,
		.stall_ns = 5e6, .lost_part = 0.01 }, 3000, 0);
	CU_ASSERT_TRUE(found.within >= 0.99);
	CU_ASSERT_TRUE(found.median_ms < 0.1);
}

/* Unplugged for a while and begun anew: its phase is another one. */
static void after_a_silence_the_phase_is_found_anew(void)
{
	struct stream_clock clock = stream_clock_new(NS_PER_S / 10);
	struct seen_frame frame = { .late_ns = NS_PER_MS };
	for (int i = 0; i < 100; i++) {
		frame.latest_ns = i * NS_PER_S / 10;
		stream_clock_stamp(&clock, &frame);
	}
	frame.latest_ns += 4 * NS_PER_S + 37 * NS_PER_MS;
	CU_ASSERT_EQUAL(stream_clock_stamp(&clock, &frame).time_ns, frame.latest_ns);
	frame.latest_ns += NS_PER_S / 10;
	CU_ASSERT_EQUAL(stream_clock_stamp(&clock, &frame).time_ns, frame.latest_ns);
}

static CU_TestInfo tests[] = {
	TEST(a_frame_inside_a_chunk_is_older_by_the_wire_time_behind_it),
	TEST(a_frame_that_waited_for_its_proof_keeps_its_own_chunk),
	TEST(a_chip_may_have_held_a_frame_from_nothing_to_all_its_time),
	TEST(what_lies_behind_a_frame_is_taken_off_what_the_chip_may_have_held_it),
	TEST(an_answer_lies_between_the_question_and_its_own_first_byte),
	TEST(on_the_virtual_clock_a_stamp_is_exact),
	TEST(an_average_stands_at_its_middle),
	TEST(no_stamp_goes_backwards),
	TEST(a_stream_finds_its_instruments_clock_at_every_speed),
	TEST(a_chip_that_gathers_for_16_ms_costs_half_a_millisecond_at_most),
	TEST(without_skew_a_chips_share_is_halved_and_stated),
	TEST(lost_frames_do_not_shift_the_count),
	TEST(a_busy_computer_is_seen_through),
	TEST(whatever_happens_at_once_99_of_100_true_times_lie_within_the_bounds),
	TEST(a_quiet_stream_has_narrow_bounds),
	TEST(a_slow_board_with_a_crystal_is_stamped_as_well),
	TEST(after_a_silence_the_phase_is_found_anew),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo timing_suite = { .pName = "timing", .pTests = tests };
