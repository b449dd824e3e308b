/* test_refill.c - refill curves: figures worked out by hand, and simulated people whose truth is known */

#include "export/measures/refill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/person.h"
#include "acquisition/simulated_world.h"
#include "base/clock.h"
#include "base/memory.h"
#include "tests/suites.h"

#define REST_S     60
#define EXERCISE_S 16
#define CUE_S      2
#define MOST_S     300
#define HZ         20

static struct sample samples[MOST_S * HZ];
static size_t count;
static struct parameters parameters;

static void fresh(void)
{
	parameters = parameters_initial();
}

static int64_t ns(double s)
{
	return llround(s * 1e9);
}

static struct refill_times times_until(double until_s)
{
	return (struct refill_times){
		.rest_began_ns = 0, .exercise_began_ns = ns(REST_S), .exercise_ended_ns = ns(REST_S + EXERCISE_S),
		.last_cue_ns = ns(REST_S + EXERCISE_S - CUE_S), .until_ns = ns(until_s),
	};
}

/* 2000 at rest; from 74 s on 100 more, gone again with a time constant of 20 s. */
static void exact_curve(double until_s, double sign)
{
	count = 0;
	for (double t = 0; t < until_s; t = (double)count / HZ) {
		double left = t < 74 ? 0 : exp(-(t - 74) / 20);
		samples[count++] = (struct sample){ .time_ns = ns(t), .value = sign * (2000 + 100 * left) };
	}
}

static struct refill measure(double until_s, const char *quantity)
{
	struct refill_times times = times_until(until_s);
	struct refill refill = refill_measure(samples, count, &times, quantity, 1.0 / HZ, &parameters);
	refill_free(&refill);
	return refill;
}

static void an_exponential_has_the_times_of_its_constant(void)
{
	exact_curve(250, 1);
	struct refill r = measure(250, "light_reflection");
	CU_ASSERT_PTR_NULL(r.missing);
	CU_ASSERT_DOUBLE_EQUAL(r.baseline, 2000, 1e-6);
	CU_ASSERT_DOUBLE_EQUAL(r.times[REFILL_50].time_s, 20 * log(2), 0.1);
	CU_ASSERT_DOUBLE_EQUAL(r.times[REFILL_90].time_s, 20 * log(10), 0.1);
	CU_ASSERT_DOUBLE_EQUAL(r.times[REFILL_95].time_s, 20 * log(20), 0.1);
	CU_ASSERT_EQUAL(r.times[REFILL_ENDPOINT].time_s, r.times[REFILL_95].time_s);
	CU_ASSERT_DOUBLE_EQUAL(r.tau_s, 20, 0.05);
	CU_ASSERT_DOUBLE_EQUAL(r.ti_s, 3 / (1 - exp(-3.0 / 20)), 0.5);
	CU_ASSERT_DOUBLE_EQUAL(r.v0_pct, 5, 0.25);     /* the filter takes the tip off */
	CU_ASSERT_DOUBLE_EQUAL(r.f0_pct_s, r.v0_pct * 20 * 0.95, 0.5);
	CU_ASSERT_EQUAL(r.flags, 0);
}

static void without_a_filter_the_figures_are_exact(void)
{
	exact_curve(250, 1);
	parameters.values[PARAMETER_REFILL_SMOOTH_S] = 0;
	parameters.values[PARAMETER_REFILL_FIT_S] = 0;
	struct refill r = measure(250, "light_reflection");
	/* The last value within 1 % of the highest: 20 s ln(1 / 0.99) = 0.201 s behind it. */
	CU_ASSERT_EQUAL(r.peak_ns, ns(74.2));
	CU_ASSERT_DOUBLE_EQUAL(r.v0_pct, 5 * exp(-0.2 / 20), 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(r.times[REFILL_50].time_s, 20 * log(2), 1e-3);
	CU_ASSERT_DOUBLE_EQUAL(r.ti_s, 3 / (1 - exp(-3.0 / 20)), 1e-6);
	CU_ASSERT_DOUBLE_EQUAL(r.f0_pct_s, r.v0_pct * 20 * 0.95, 1e-3);
	CU_ASSERT_DOUBLE_EQUAL(r.tau_s, 20, 1e-6);
}

static void the_end_point_is_the_studys(void)
{
	exact_curve(250, 1);
	parameters.values[PARAMETER_REFILL_ENDPOINT] = 0.1;
	struct refill r = measure(250, "light_reflection");
	CU_ASSERT_EQUAL(r.times[REFILL_ENDPOINT].time_s, r.times[REFILL_90].time_s);
}

static void a_level_not_reached_is_censored_and_never_the_records_length(void)
{
	exact_curve(74 + 25, 1);
	struct refill r = measure(74 + 25, "light_reflection");
	CU_ASSERT_EQUAL(r.times[REFILL_50].censored, 0);
	CU_ASSERT_EQUAL(r.times[REFILL_90].censored, 1);
	CU_ASSERT_TRUE(isnan(r.times[REFILL_90].time_s));
	CU_ASSERT_EQUAL(r.times[REFILL_100].censored, 1);
	CU_ASSERT_TRUE(isnan(r.tau_s) && isnan(r.f0_pct_s));
	CU_ASSERT_DOUBLE_EQUAL(r.observed_s, 24.2, 0.3);    /* from the smoothed peak, a little behind 74 s */
}

static void a_volume_is_the_same_curve_upside_down_without_v0(void)
{
	exact_curve(250, -1);
	struct refill r = measure(250, "volume_change");
	CU_ASSERT_DOUBLE_EQUAL(r.times[REFILL_50].time_s, 20 * log(2), 0.1);
	CU_ASSERT_DOUBLE_EQUAL(r.baseline, -2000, 1e-6);
	CU_ASSERT_TRUE(r.peak < r.baseline && r.amplitude > 0);
	CU_ASSERT_TRUE(isnan(r.v0_pct) && isnan(r.f0_pct_s));
}

static void an_oximeters_wave_is_refused_with_the_reason(void)
{
	exact_curve(250, 1);
	struct refill r = measure(250, "plethysmogram");
	CU_ASSERT_PTR_NOT_NULL_FATAL(r.missing);
	CU_ASSERT_PTR_NOT_NULL(strstr(r.missing, "AC-coupled"));
	CU_ASSERT_TRUE(isnan(r.amplitude) && isnan(r.times[REFILL_50].time_s) && isnan(r.times[REFILL_50].censored));
}

static void what_is_needed_and_missing_is_told(void)
{
	exact_curve(250, 1);
	struct refill_times times = times_until(250);
	times.rest_began_ns = TIME_NONE;
	struct refill r = refill_measure(samples, count, &times, "light_reflection", 1.0 / HZ, &parameters);
	CU_ASSERT_STRING_EQUAL(r.missing, "no rest before the exercise: no baseline");
	times = times_until(250);
	r = refill_measure(samples, 58 * HZ, &times, "light_reflection", 1.0 / HZ, &parameters);
	CU_ASSERT_STRING_EQUAL(r.missing, "no valid samples at the end of the exercise: no peak");
	refill_free(&r);
}

static unsigned flags_of(double until_s)
{
	return measure(until_s, "light_reflection").flags;
}

static void what_speaks_against_a_curve_is_flagged_and_it_is_measured_all_the_same(void)
{
	exact_curve(250, 1);
	samples[120 * HZ].value += 40;
	CU_ASSERT_EQUAL(flags_of(250), REFILL_MOVEMENT);
	CU_ASSERT_DOUBLE_EQUAL(measure(250, "light_reflection").times[REFILL_50].time_s, 20 * log(2), 0.1);
	exact_curve(250, 1);
	for (size_t i = 100 * HZ; i < 107 * HZ; i++)
		samples[i].quality = QUALITY_ARTEFACT;
	CU_ASSERT_EQUAL(flags_of(250), REFILL_GAP);
	exact_curve(250, 1);
	for (size_t i = 0; i < 60 * HZ; i++)
		samples[i].value -= 5 * (60 - (double)i / HZ);
	CU_ASSERT_EQUAL(flags_of(250), REFILL_NO_PLATEAU);
	exact_curve(250, 1);
	samples[70 * HZ].quality = QUALITY_SATURATED;
	CU_ASSERT_EQUAL(flags_of(250), REFILL_SATURATED);
	exact_curve(250, -1);
	for (size_t i = 0; i < count; i++)
		samples[i].value += 5000;
	CU_ASSERT_EQUAL(flags_of(250) & REFILL_SMALL, REFILL_SMALL);
	CU_ASSERT_TRUE(isnan(measure(250, "light_reflection").times[REFILL_50].censored));
}

static void flags_are_told_in_words(void)
{
	char text[REFILL_FLAGS_SIZE];
	CU_ASSERT_STRING_EQUAL(refill_flags_text(0, text), "");
	CU_ASSERT_STRING_EQUAL(refill_flags_text(REFILL_MOVEMENT | REFILL_GAP, text), "movement; gap");
	CU_ASSERT_STRING_EQUAL(refill_flags_text(0x7f, text), "no_plateau; small; movement; saturated; gap; slow_sampling; paused");
}

static void emptying_is_a_share_of_the_venous_volume(void)
{
	/* empty 1.0, standing 3.0: VV 2.0; one tiptoe ejects 1.2 */
	struct emptying e = emptying_of(1, 3, 1.2);
	CU_ASSERT_DOUBLE_EQUAL(e.venous_volume, 2, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(e.ejected_pct, 60, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(e.residual_pct, 40, 1e-9);
	CU_ASSERT_TRUE(isnan(emptying_of(NAN, 3, 1.2).ejected_pct));
	CU_ASSERT_TRUE(isnan(emptying_of(3, 3, 1.2).ejected_pct));
}

/* Somebody pumps eight times in 16 s and sits still; the light or volume as an instrument would give it. */
static double *watch(uint64_t seed, bool light)
{
	struct person *person = person_new(seed);
	double *truth = xcalloc(MOST_S * HZ, sizeof *truth);
	for (count = 0; count < MOST_S * HZ; count++) {
		double t = (double)count / HZ;
		if (t >= REST_S && t < REST_S + EXERCISE_S && count % (CUE_S * HZ) == 0) {
			struct event cue = event_at(EVENT_CUE, ns(t));
			person_hear(person, &(struct message){ .kind = MESSAGE_EVENT, .event = cue });
		}
		person_advance(person, ns(t));
		truth[count] = person_venous_volume(person);
		samples[count] = (struct sample){
			.time_ns = ns(t), .value = light ? simulated_light(person) : 2.5 * truth[count],
		};
	}
	person_free(person);
	return truth;
}

/* When so much of the emptied volume was left, after the last stroke: from the person's own volume. */
static double true_time(const double *truth, double left)
{
	size_t last = (REST_S + EXERCISE_S - CUE_S) * HZ, at = last;
	double missing = truth[REST_S * HZ - 1] - truth[last];
	while (truth[REST_S * HZ - 1] - truth[at] > left * missing)
		at++;
	return (double)(at - last) / HZ;
}

static void simulated_people_refill_when_they_really_do(void)
{
	for (uint64_t seed = 1; seed <= 10; seed++)
		for (int light = 0; light <= 1; light++) {
			double *truth = watch(seed, light);
			struct refill r = measure(MOST_S, light ? "light_reflection" : "volume_change");
			CU_ASSERT_DOUBLE_EQUAL(r.times[REFILL_50].time_s, true_time(truth, 0.5), 0.2);
			CU_ASSERT_DOUBLE_EQUAL(r.times[REFILL_90].time_s, true_time(truth, 0.1), 0.2);
			CU_ASSERT_DOUBLE_EQUAL(r.times[REFILL_95].time_s, true_time(truth, 0.05), 0.2);
			CU_ASSERT_EQUAL(r.flags, 0);
			free(truth);
		}
}

/* As much of the venous volume as the person's own veins gave; after the leg was raised for a minute. */
static void simulated_people_eject_what_they_really_do(void)
{
	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct person *person = person_new(seed);
		struct event phase = event_at(EVENT_PHASE_BEGIN, 0), cue = event_at(EVENT_CUE, ns(MOST_S - REST_S));
		double empty = NAN, full = NAN, left = NAN;
		int64_t raised_ns = ns(REST_S), exercise_ns = cue.time_ns;
		name_copy(phase.name, "raised");
		phase.text = "rest";
		person_hear(person, &(struct message){ .kind = MESSAGE_EVENT, .event = phase });
		for (count = 0; count < MOST_S * HZ; count++) {
			int64_t time_ns = ns((double)count / HZ);
			if (time_ns == raised_ns) {
				empty = person_venous_volume(person);
				name_copy(phase.name, "standing");
				phase.time_ns = time_ns;
				person_hear(person, &(struct message){ .kind = MESSAGE_EVENT, .event = phase });
			}
			if (time_ns == exercise_ns) {
				full = person_venous_volume(person);
				person_hear(person, &(struct message){ .kind = MESSAGE_EVENT, .event = cue });
				left = person_venous_volume(person);
			}
			person_advance(person, time_ns);
			samples[count] = (struct sample){ .time_ns = time_ns, .value = 100 * person_venous_volume(person) };
		}
		struct refill_times times = { .rest_began_ns = raised_ns, .exercise_began_ns = exercise_ns,
			.exercise_ended_ns = exercise_ns + ns(10), .last_cue_ns = exercise_ns, .until_ns = ns(MOST_S) };
		struct refill r = refill_measure(samples, count, &times, "limb_volume", 1.0 / HZ, &parameters);
		struct emptying e = emptying_of(100 * empty, r.baseline, r.amplitude);
		CU_ASSERT_TRUE(empty < 0.2 && full > 0.95);
		CU_ASSERT_DOUBLE_EQUAL(e.ejected_pct, 100 * (full - left) / (full - empty), 2);
		refill_free(&r);
		person_free(person);
	}
}

static void the_refill_begins_when_a_long_exercise_ends(void)
{
	/* 100 more from 65 s on, kept until 76 s: the highest is reached long before the last cue at 74 s. */
	exact_curve(250, 1);
	for (size_t i = 0; i < count; i++) {
		double t = (double)i / HZ;
		samples[i].value = 2000 + (t < 65 ? 0 : t < 76 ? 100 : 100 * exp(-(t - 76) / 20));
	}
	struct refill r = measure(250, "light_reflection");
	CU_ASSERT_DOUBLE_EQUAL((double)r.peak_ns / 1e9, 76, 0.7);
	CU_ASSERT_DOUBLE_EQUAL(r.times[REFILL_50].time_s, 20 * log(2), 0.2);
}

static CU_TestInfo tests[] = {
	TEST(an_exponential_has_the_times_of_its_constant),
	TEST(without_a_filter_the_figures_are_exact),
	TEST(the_end_point_is_the_studys),
	TEST(the_refill_begins_when_a_long_exercise_ends),
	TEST(a_level_not_reached_is_censored_and_never_the_records_length),
	TEST(a_volume_is_the_same_curve_upside_down_without_v0),
	TEST(an_oximeters_wave_is_refused_with_the_reason),
	TEST(what_is_needed_and_missing_is_told),
	TEST(what_speaks_against_a_curve_is_flagged_and_it_is_measured_all_the_same),
	TEST(flags_are_told_in_words),
	TEST(emptying_is_a_share_of_the_venous_volume),
	TEST(simulated_people_refill_when_they_really_do),
	TEST(simulated_people_eject_what_they_really_do),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo refill_suite = { .pName = "refill", .pSetUpFunc = fresh, .pTests = tests };
