/* test_pulse_wave.c - beats in a simulated person's pulse wave, whose rate is known */

#include "export/measures/pulse_wave.h"

#include <math.h>
#include <stdlib.h>

#include "acquisition/person.h"
#include "acquisition/simulated_world.h"
#include "base/clock.h"
#include "tests/suites.h"

#define SECONDS 60
#define HZ      75
static double times[SECONDS * HZ], values[SECONDS * HZ];
static struct series wave = { times, values, SECONDS * HZ };
static double mean_rate;

/* The wave of somebody at rest, and his mean pulse rate meanwhile, to whole numbers as the person has it. */
static void watch(uint64_t seed, double (*look)(const struct person *person))
{
	struct person *person = person_new(seed);
	wave.count = SECONDS * HZ;
	mean_rate = 0;
	for (size_t i = 0; i < wave.count; i++) {
		times[i] = (double)i / HZ;
		person_advance(person, llround(times[i] * 1e9));
		values[i] = look(person);
		mean_rate += person_pulse(person) / (double)wave.count;
	}
	person_free(person);
}

static void the_rate_is_the_persons(void)
{
	for (uint64_t seed = 1; seed <= 8; seed++) {
		watch(seed, person_pleth);
		CU_ASSERT_DOUBLE_EQUAL(wave_measure(&wave, false).rate_bpm, mean_rate, 1);
	}
}

static void the_amplitude_is_from_foot_to_top(void)
{
	watch(3, person_pleth);
	CU_ASSERT_DOUBLE_EQUAL(wave_measure(&wave, false).amplitude, 1, 0.03);
}

static void reflected_light_falls_with_each_beat(void)
{
	watch(3, simulated_light);
	CU_ASSERT_DOUBLE_EQUAL(wave_measure(&wave, true).rate_bpm, mean_rate, 1);
	CU_ASSERT_DOUBLE_EQUAL(wave_measure(&wave, true).amplitude, 8, 0.3);
}

static void a_gap_is_no_beat(void)
{
	watch(3, person_pleth);
	for (size_t i = 0; i < wave.count; i++)
		if (i >= 30 * HZ)
			times[i] += 7.3;
	CU_ASSERT_DOUBLE_EQUAL(wave_measure(&wave, false).rate_bpm, mean_rate, 1);
}

static void a_flat_line_has_no_beats(void)
{
	watch(3, person_pleth);
	for (size_t i = 0; i < wave.count; i++)
		values[i] = 128;
	CU_ASSERT_TRUE(isnan(wave_measure(&wave, false).rate_bpm));
	wave.count = 0;
	CU_ASSERT_TRUE(isnan(wave_measure(&wave, false).amplitude));
}

static CU_TestInfo tests[] = {
	TEST(the_rate_is_the_persons),
	TEST(the_amplitude_is_from_foot_to_top),
	TEST(reflected_light_falls_with_each_beat),
	TEST(a_gap_is_no_beat),
	TEST(a_flat_line_has_no_beats),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo pulse_wave_suite = { .pName = "pulse waves", .pTests = tests };
