/* test_person.c - the simulated person answers to work and to rest as people do */

#include "acquisition/person.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "tests/suites.h"

#define FINGERS 34.5        /* degC */

static struct person *person;

static void someone(void)
{
	person = person_new(7);
}

static void goodbye(void)
{
	person_free(person);
	person = NULL;
}

static void hear(enum event_kind kind, const char *text, double at_s)
{
	struct event event = event_at(kind, (int64_t)(at_s * (double)NS_PER_S));
	event.text = text;
	person_hear(person, &(struct message){ .kind = MESSAGE_EVENT, .event = event });
}

static void at(double s)
{
	person_advance(person, (int64_t)(s * (double)NS_PER_S));
}

static double change_of(const char *site, double from_s, double to_s)
{
	at(from_s);
	double before = person_temperature(person, site);
	at(to_s);
	return person_temperature(person, site) - before;
}

static void the_same_seed_is_the_same_person_however_often_one_looks(void)
{
	struct person *twin = person_new(7), *other = person_new(8);
	for (int s = 0; s <= 600; s++) {
		at(s);
		person_pleth(person);
	}
	person_advance(twin, 600 * NS_PER_S);
	person_advance(other, 600 * NS_PER_S);
	CU_ASSERT_EQUAL(person_temperature(person, "toe"), person_temperature(twin, "toe"));
	CU_ASSERT_EQUAL(person_pleth(person), person_pleth(twin));
	CU_ASSERT_NOT_EQUAL(person_temperature(person, "toe"), person_temperature(other, "toe"));
	person_free(twin);
	person_free(other);
}

static void each_stroke_empties_the_veins_and_rest_fills_them_again(void)
{
	at(10);
	CU_ASSERT_EQUAL(person_venous_volume(person), 1);
	hear(EVENT_CUE, "", 10);
	double once = person_venous_volume(person);
	CU_ASSERT_TRUE(once < 0.9);
	for (int i = 1; i < 10; i++)
		hear(EVENT_CUE, "", 10 + i * 1.2);
	double emptied = person_venous_volume(person);
	CU_ASSERT_TRUE(emptied < once && emptied > 0.1);
	at(20.8 + 30);
	double half_way = person_venous_volume(person);
	CU_ASSERT_TRUE(half_way > emptied + 0.5 * (1 - emptied) && half_way < emptied + 0.75 * (1 - emptied));
	at(20.8 + 180);
	CU_ASSERT_TRUE(person_venous_volume(person) > 0.99);
}

static void up_and_down_are_one_stroke(void)
{
	struct event cue = event_at(EVENT_CUE, 10 * NS_PER_S);
	cue.value = 1;
	at(10);
	person_hear(person, &(struct message){ .kind = MESSAGE_EVENT, .event = cue });
	double up = person_venous_volume(person);
	person_hear(person, &(struct message){ .kind = MESSAGE_EVENT, .event = cue });
	CU_ASSERT_EQUAL(person_venous_volume(person), up);
	cue.value = 2;
	person_hear(person, &(struct message){ .kind = MESSAGE_EVENT, .event = cue });
	CU_ASSERT_TRUE(person_venous_volume(person) < up);
}

static void work_warms_the_calf_and_later_less_the_toe(void)
{
	hear(EVENT_PHASE_BEGIN, "exercise", 60);
	double calf = person_temperature(person, "calf"), toe = person_temperature(person, "toe");
	at(60 + 600);
	double calf_change = person_temperature(person, "calf") - calf, toe_change = person_temperature(person, "toe") - toe;
	CU_ASSERT_TRUE(calf_change > 0.2 && calf_change < 1.5);
	CU_ASSERT_TRUE(toe_change < calf_change);
}

static void rest_without_work_cools_toe_and_foot_slowly(void)
{
	double toe = change_of("toe", 0, 3600);
	CU_ASSERT_TRUE(toe < -1 && toe > -4.6);
	double foot = change_of("foot", 3600, 8 * 3600);
	CU_ASSERT_TRUE(foot < -1 && foot > -4.6);
}

static void work_raises_the_pulse_and_leaves_the_saturation(void)
{
	at(60);
	int rest = person_pulse(person);
	hear(EVENT_PHASE_BEGIN, "exercise", 60);
	at(60 + 300);
	int work = person_pulse(person);
	CU_ASSERT_TRUE(work - rest >= 3 && work - rest <= 18);
	hear(EVENT_PHASE_END, "exercise", 360);
	at(360 + 300);
	CU_ASSERT_TRUE(person_pulse(person) <= rest + 4);
	for (int s = 660; s < 4000; s += 10) {
		at(s);
		CU_ASSERT_TRUE(person_spo2(person) >= 96 && person_spo2(person) <= 99);
	}
}

static void the_wave_beats_as_often_as_the_pulse_says(void)
{
	int beats = 0;
	double sum = 0, before = 1;
	for (int i = 0; i < 6000; i++) {
		at(i * 0.01);
		double height = person_pleth(person);
		CU_ASSERT_TRUE(height >= 0 && height <= 1);
		beats += before < 0.7 && height >= 0.7;
		before = height;
		sum += person_pulse(person) / 6000.0;
	}
	CU_ASSERT_DOUBLE_EQUAL(beats, sum, 1.5);
}

static void sites_and_legs_are_told_apart(void)
{
	at(100);
	CU_ASSERT_NOT_EQUAL(person_temperature(person, "toe"), person_temperature(person, "foot"));
	CU_ASSERT_NOT_EQUAL(person_temperature(person, "toe_left"), person_temperature(person, "toe_right"));
	CU_ASSERT_EQUAL(person_temperature(person, "shin"), person_temperature(person, "calf"));
	CU_ASSERT_TRUE(fabs(person_temperature(person, "ambient") - 23) < 1.5);
	CU_ASSERT_EQUAL(person_temperature(person, "room"), person_temperature(person, "ambient"));
}

static void another_day_is_another_course_of_the_same_person(void)
{
	struct person *again = person_new(7);
	person_on_another_day(again, 1);
	double most = 0;
	for (int s = 0; s < 3600; s += 60) {
		at(s);
		person_advance(again, s * NS_PER_S);
		double apart = fabs(person_temperature(person, "toe") - person_temperature(again, "toe"));
		most = apart > most ? apart : most;
	}
	CU_ASSERT_TRUE(most > 0.05 && most < 1.2);      /* two people are up to 5 degC apart */
	CU_ASSERT_TRUE(abs(person_pulse(person) - person_pulse(again)) <= 9);
	person_free(again);
}

/* Seconds from the last of twenty strokes until only 5 % are left to fill. */
static double refill_s(void)
{
	struct event begin = event_at(EVENT_TRIAL_BEGIN, 0), phase = event_at(EVENT_PHASE_BEGIN, 10 * NS_PER_S);
	name_copy(begin.name, "stocking");
	phase.phase = 2;
	phase.text = "exercise";
	person_hear(person, &(struct message){ .kind = MESSAGE_EVENT, .event = begin });
	person_hear(person, &(struct message){ .kind = MESSAGE_EVENT, .event = phase });
	for (int i = 1; i <= 20; i++)
		hear(EVENT_CUE, "", 10 + i);
	double emptied = person_venous_volume(person), s = 30;
	while (person_venous_volume(person) < 1 - 0.05 * (1 - emptied))
		at(s += 0.01);
	return s - 30;
}

static void an_effect_on_the_veins_changes_how_long_they_take_to_fill(void)
{
	const struct person_effect slower = { .condition = "stocking", .quantity = PERSON_REFILL_TIME, .delta = 12 };
	double alone = refill_s();
	goodbye();
	someone();
	person_expect(person, &slower, 1);
	CU_ASSERT_TRUE(alone > 60 && alone < 120);
	CU_ASSERT_DOUBLE_EQUAL(refill_s() - alone, 12, 0.05);
}

static void the_pace_of_an_exercise_is_nearly_kept(void)
{
	struct event begin = event_at(EVENT_PHASE_BEGIN, 60 * NS_PER_S);
	begin.value = 50;
	begin.text = "exercise";
	CU_ASSERT_EQUAL(person_cadence(person), 0);
	person_hear(person, &(struct message){ .kind = MESSAGE_EVENT, .event = begin });
	for (int s = 60; s < 120; s++) {
		at(s);
		CU_ASSERT_DOUBLE_EQUAL(person_cadence(person), 50, 2);
	}
	hear(EVENT_PHASE_END, "exercise", 120);
	CU_ASSERT_EQUAL(person_cadence(person), 0);
}

static void a_sensor_that_is_to_be_checked_is_warmed_and_let_go(void)
{
	struct event check = event_at(EVENT_CHECK, 10 * NS_PER_S);
	name_copy(check.name, "toe");
	at(10);
	double before = person_temperature(person, "toe"), other = person_temperature(person, "toe_left");
	person_hear(person, &(struct message){ .kind = MESSAGE_EVENT, .event = check });
	CU_ASSERT_DOUBLE_EQUAL(person_temperature(person, "toe"), before, 0.01);
	at(28);
	double warm = person_temperature(person, "toe");
	CU_ASSERT_TRUE(warm > before + 2 && warm < FINGERS);
	CU_ASSERT_DOUBLE_EQUAL(person_temperature(person, "toe_left"), other, 0.1);
	at(40);
	CU_ASSERT_TRUE(person_temperature(person, "toe") < warm - (warm - before) / 2);
	at(100);
	CU_ASSERT_DOUBLE_EQUAL(person_temperature(person, "toe"), before, 0.2);
}

static void time_only_goes_forward(void)
{
	at(100);
	double now = person_temperature(person, "toe");
	at(50);
	CU_ASSERT_EQUAL(person_temperature(person, "toe"), now);
}

static void hear_named(enum event_kind kind, const char *condition, int phase, double at_s)
{
	struct event event = event_at(kind, (int64_t)(at_s * (double)NS_PER_S));
	name_copy(event.name, condition);
	event.phase = phase;
	person_hear(person, &(struct message){ .kind = MESSAGE_EVENT, .event = event });
}

static double effect_at(const char *quantity, const char *channel, double s)
{
	at(s);
	return person_effect(person, quantity, channel);
}

static void an_effect_comes_in_its_condition_behind_the_baseline_and_goes_with_the_trial(void)
{
	const struct person_effect effects[] = {
		{ "spu", "temperature", "toe", 0.5 }, { "spu", "pulse_rate", "pulse", 10 }, { "still", "spo2", "spo2", -2 },
	};
	person_expect(person, effects, 3);
	hear_named(EVENT_TRIAL_BEGIN, "spu", 0, 10);
	hear_named(EVENT_PHASE_BEGIN, "baseline", 1, 10);
	CU_ASSERT_EQUAL(effect_at("temperature", "toe", 300), 0);
	hear_named(EVENT_PHASE_BEGIN, "exercise", 2, 310);
	CU_ASSERT_DOUBLE_EQUAL(effect_at("temperature", "toe", 500), 0.5, 0.001);
	CU_ASSERT_EQUAL(effect_at("temperature", "calf", 500), 0);
	CU_ASSERT_DOUBLE_EQUAL(effect_at("pulse_rate", "", 500), 10, 0.001);
	CU_ASSERT_EQUAL(effect_at("spo2", "", 500), 0);
	hear_named(EVENT_TRIAL_END, "spu", 0, 510);
	CU_ASSERT_DOUBLE_EQUAL(effect_at("temperature", "toe", 700), 0, 0.001);
}

static CU_TestInfo tests[] = {
	TEST(an_effect_comes_in_its_condition_behind_the_baseline_and_goes_with_the_trial),
	TEST(the_same_seed_is_the_same_person_however_often_one_looks),
	TEST(each_stroke_empties_the_veins_and_rest_fills_them_again),
	TEST(up_and_down_are_one_stroke),
	TEST(work_warms_the_calf_and_later_less_the_toe),
	TEST(rest_without_work_cools_toe_and_foot_slowly),
	TEST(work_raises_the_pulse_and_leaves_the_saturation),
	TEST(the_wave_beats_as_often_as_the_pulse_says),
	TEST(sites_and_legs_are_told_apart),
	TEST(another_day_is_another_course_of_the_same_person),
	TEST(an_effect_on_the_veins_changes_how_long_they_take_to_fill),
	TEST(the_pace_of_an_exercise_is_nearly_kept),
	TEST(a_sensor_that_is_to_be_checked_is_warmed_and_let_go),
	TEST(time_only_goes_forward),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo person_suite = {
	.pName = "person", .pSetUpFunc = someone, .pTearDownFunc = goodbye, .pTests = tests,
};
