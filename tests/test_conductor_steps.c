/* test_conductor_steps.c - settling, measuring, checking a sensor, limits: a visit that looks at its channels */

#include <math.h>
#include <string.h>

#include "tests/conducted.h"
#include "tests/suites.h"

static struct conducted visit;

static void over(void)
{
	conducted_end(&visit);
}

#define SETTLE(more) PROTOCOL " }\n settle { 'toe', within = 0.3, slope = 0.05, over = 60, at_most = 300" more " }\n" \
	"rest { 'baseline', lasts = 60 }"

static void settling_ends_when_the_window_is_quiet_and_tells_what_was_reached(void)
{
	conducted_begin(&visit, SETTLE(", say = 'Sit still.'"));
	conducted_run(&visit, 121, 31, 97);
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"0 session_begin\n"
		"0 settle toe 300\n"
		"0 say 'Sit still.'\n"
		"61 settled toe 61 'stable: toe range 0, slope 0/min, coverage 100 %, mean 31'\n"
		"61 phase_begin baseline 'rest'\n"
		"121 phase_end baseline 'rest'\n"
		"121 session_end 'completed'\n");
}

static void a_window_that_was_quiet_before_serves_from_the_first_look(void)
{
	conducted_begin(&visit, PROTOCOL " }\n tell 'Sit.'\n settle { 'toe', within = 0.3, over = 60, at_most = 300, at_least = 5 }\n"
	                "rest { 'baseline', lasts = 60 }");
	conducted_run(&visit, 100, 31, 97);
	conducted_reply(&visit, "");
	conducted_run(&visit, 104, 31, 97);
	CU_ASSERT_EQUAL(visit.last.kind, EVENT_SETTLE);
	conducted_run(&visit, 105, 31, 97);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "105 settled toe 5 'stable:"));
}

static void a_gap_begins_the_waiting_anew(void)
{
	conducted_begin(&visit, SETTLE(""));
	conducted_run(&visit, 40, 31, 97);
	conducted_run(&visit, 45, NAN, 97);
	conducted_run(&visit, 105, 31, 97);
	CU_ASSERT_EQUAL(visit.last.kind, EVENT_SETTLE);
	conducted_run(&visit, 106, 31, 97);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "106 settled toe 106 'stable:"));
}

/* Rises by 0.1 a second: never quiet. */
static void drift(int64_t until_s)
{
	while (visit.now_ns < until_s * NS_PER_S)
		conducted_second(&visit, 20 + (double)(visit.now_ns / NS_PER_S % 200) * 0.1);
}

static void a_settle_that_times_out_asks_a_person(void)
{
	conducted_begin(&visit, SETTLE(", otherwise = 'ask'"));
	drift(310);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "300 settled toe 300 'timed out: toe range"));
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, ":  [1] go on  [2] try again  [3] end the visit'\n"));
	CU_ASSERT_FALSE(conducted_reply(&visit, "-"));
	CU_ASSERT_FALSE(conducted_reply(&visit, "4"));
	conducted_forget(&visit);
	CU_ASSERT_TRUE(conducted_reply(&visit, "2"));
	CU_ASSERT_STRING_EQUAL(visit.heard, "310 decision 'try again'\n310 settle toe 300\n");
	drift(610);
	conducted_forget(&visit);
	CU_ASSERT_TRUE(conducted_reply(&visit, "1"));
	CU_ASSERT_STRING_EQUAL(visit.heard, "610 decision 'go on'\n* major unsettled toe\n610 phase_begin baseline 'rest'\n");
}

static void a_settle_may_go_on_or_end_the_visit_by_itself(void)
{
	conducted_begin(&visit, SETTLE(", otherwise = 'continue'"));
	drift(301);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "* major unsettled toe\n300 phase_begin baseline 'rest'\n"));
	conducted_end(&visit);
	conducted_begin(&visit, SETTLE(", otherwise = 'abort'"));
	drift(301);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "300 finish 'timed out: toe range"));
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "300 session_end 'interrupted'\n"));
	CU_ASSERT_FALSE(conductor_completed(visit.conductor));
}

#define GIRTH(more) PROTOCOL " }\n measure { 'girth', text = 'Calf?', unit = 'cm', range = { 20, 60 }" more " }"

static void a_reading_out_of_range_is_kept_and_asked_for_again(void)
{
	conducted_begin(&visit, GIRTH(""));
	CU_ASSERT_FALSE(conducted_reply(&visit, "365"));
	CU_ASSERT_STRING_EQUAL(visit.error.text, "365 cm cannot be true; please read again: it is to be from 20 to 60, or - "
	                       "when there is no reading.");
	CU_ASSERT_FALSE(conducted_reply(&visit, "36.5 cm"));
	CU_ASSERT_TRUE(conducted_reply(&visit, "36,25"));
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"0 session_begin\n"
		"0 ask girth 'Calf?'\n"
		"0 rejected girth '365'\n"
		"0 rejected girth '36.5 cm'\n"
		"0 reading girth 36.25 '36,25'\n"
		"0 answer girth 36.25 '36.25'\n"
		"0 session_end 'completed'\n");
}

static void two_readings_that_agree_give_their_mean(void)
{
	conducted_begin(&visit, GIRTH(", twice_within = 0.2"));
	conducted_reply(&visit, "36.1");
	conducted_reply(&visit, "36.3");
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"0 session_begin\n"
		"0 ask girth 1 'Calf?'\n"
		"0 reading girth 36.1 '36.1'\n"
		"0 ask girth 2 'Calf?'\n"
		"0 reading girth 36.3 '36.3'\n"
		"0 answer girth 36.2 '36.1, 36.3'\n"
		"0 session_end 'completed'\n");
}

static void two_that_differ_ask_for_a_third_and_the_middle_one_counts(void)
{
	conducted_begin(&visit, GIRTH(", twice_within = 0.2"));
	conducted_reply(&visit, "36.1");
	conducted_reply(&visit, "63");
	conducted_reply(&visit, "39");
	conducted_reply(&visit, "36.2");
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard,
		"0 ask girth 2 'Calf?'\n"
		"0 rejected girth '63'\n"
		"0 reading girth 39 '39'\n"
		"0 ask girth 3 'Calf?'\n"
		"0 reading girth 36.2 '36.2'\n"
		"0 answer girth 36.2 '36.1, 39, 36.2'\n"));
}

static void a_measurement_can_be_refused(void)
{
	conducted_begin(&visit, GIRTH(", twice_within = 0.2"));
	conducted_reply(&visit, "36.1");
	conducted_reply(&visit, "-");
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "0 refusal girth\n0 session_end"));
}

#define CHECK_SENSOR PROTOCOL " }\n sensor_check { 'toe', text = 'Hold it.', rise = 1, fall = 0.5, at_most = 15 }\n rest { 'baseline', lasts = 60 }"

static void a_sensor_passes_when_it_rises_and_falls(void)
{
	conducted_begin(&visit, CHECK_SENSOR);
	for (int s = 0; s < 7; s++)
		conducted_second(&visit, 30 + 0.2 * s);
	conducted_second(&visit, 31.0);
	conducted_second(&visit, 30.6);
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"0 session_begin\n"
		"0 check toe 'Hold it.'\n"
		"9 checked toe 1.2 'passed: rose by 1.2 in 6.0 s, fell by 0.6'\n"
		"9 phase_begin baseline 'rest'\n");
}

static void a_sensor_that_nobody_warmed_fails_and_a_person_decides(void)
{
	conducted_begin(&visit, CHECK_SENSOR);
	conducted_run(&visit, 20, 30, 97);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "15 checked toe 0 'failed: rose by 0 of 1'\n"));
	CU_ASSERT_TRUE(conducted_reply(&visit, "try"));
	conducted_run(&visit, 23, 30, 97);
	conducted_run(&visit, 25, 32, 97);
	conducted_run(&visit, 45, 32, 97);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "39 checked toe 2 'failed: rose by 2 in 4.0 s, fell by 0'\n"));
	conducted_forget(&visit);
	CU_ASSERT_TRUE(conducted_reply(&visit, "1"));
	CU_ASSERT_STRING_EQUAL(visit.heard, "45 decision 'go on'\n* major sensor_check toe\n45 phase_begin baseline 'rest'\n");
}

#define LIMITS ", stop_if = { below('spo2', 88, { lasting = 10, hysteresis = 2 }), missing('toe', { lasting = 20 }) } }\n"
#define WORK "trial({ condition = 'spu' }, function()\n" \
	"exercise { 'pushups', lasts = 60, reps_per_min = 6, cues = { 'up', 'down' } }\n rest { 'recovery', lasts = 60 }\n end)"

static void a_limit_stops_the_exercise_at_once_and_a_person_decides(void)
{
	conducted_begin(&visit, PROTOCOL LIMITS WORK);
	conducted_run(&visit, 12, 31, 97);
	conducted_forget(&visit);
	conducted_run(&visit, 40, 31, 85);
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"15 cue down 2\n"
		"20 cue up 3\n"
		"23 limit spo2 85 'spo2 below 88 for 10 s (85)'\n"
		"* major limit spo2\n"
		"23 pause 'a limit was reached'\n"
		"23 decide 'spo2 below 88 for 10 s (85):  [1] go on  [2] leave this step  [3] redo the trial  [4] end the visit'\n");
	conducted_run(&visit, 43, 31, 89);
	conducted_forget(&visit);
	CU_ASSERT_TRUE(conducted_reply(&visit, "1"));
	conducted_run(&visit, 60, 31, 89);
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"43 decision 'go on'\n"
		"43 go_on 20\n"
		"45 cue down 3\n"
		"50 cue up 4\n"
		"55 cue down 4\n"
		"60 cue up 5\n");
	conducted_run(&visit, 62, 31, 90);
	conducted_run(&visit, 72, 31, 87);
	CU_ASSERT_PTR_NULL(strstr(visit.heard, "limit"));
	conducted_run(&visit, 73, 31, 87);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "73 limit spo2 87"));
	conducted_forget(&visit);
	CU_ASSERT_TRUE(conducted_reply(&visit, "leave"));
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"73 decision 'leave this step'\n"
		"73 go_on 0\n"
		"73 skip pushups 'spo2 below 88 for 10 s (87)'\n"
		"73 phase_end pushups 6 'interrupted' due 80\n"
		"* major skipped pushups\n"
		"73 phase_begin recovery 'rest'\n");
}

static void a_channel_that_falls_silent_stops_the_exercise_too(void)
{
	conducted_begin(&visit, PROTOCOL LIMITS WORK);
	conducted_run(&visit, 5, 31, 97);
	conducted_run(&visit, 30, -1, 97);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "25 limit toe 31 'toe missing for 20 s'\n"));
	CU_ASSERT_TRUE(conducted_reply(&visit, "end"));
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard,
		"30 decision 'end the visit'\n"
		"30 finish 'toe missing for 20 s'\n"
		"30 go_on 5\n"
		"30 phase_end pushups 6 'interrupted' due 65\n"
		"* minor sensor_lost toe\n"
		"* major phase_short pushups\n"
		"* major ended_early \n"
		"30 trial_end spu 'interrupted'\n"
		"30 session_end 'interrupted'\n"));
}

/* Two channels of one instrument fall silent together. */
static void limits_that_are_reached_at_one_moment_are_all_told_and_one_decision_is_asked(void)
{
	conducted_begin(&visit, PROTOCOL ", stop_if = { missing('toe', { lasting = 20 }), missing('spo2', { lasting = 20 }) } }\n" WORK);
	conducted_run(&visit, 5, 31, 97);
	conducted_run(&visit, 25, -1, -1);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard,
		"25 limit toe 31 'toe missing for 20 s'\n"
		"* major limit toe\n"
		"25 limit spo2 97 'spo2 missing for 20 s'\n"
		"* major limit spo2\n"
		"25 pause 'a limit was reached'\n"
		"25 decide 'toe missing for 20 s, and spo2 missing for 20 s:  [1] go on"));
	conducted_forget(&visit);
	CU_ASSERT_TRUE(conducted_reply(&visit, "1"));
	conducted_run(&visit, 29, -1, -1);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "25 decision 'go on'\n25 go_on 0\n"));
	CU_ASSERT_PTR_NULL(strstr(visit.heard, "limit"));
}

#define REDO PROTOCOL " }\n trial({ condition = 'spu', redo_if = coverage_below('toe', 0.8), attempts = 2 }, function()\n" \
	"rest { 'baseline', lasts = 60 } end)\n rest { 'after', lasts = 10 }"

static void a_trial_with_too_little_data_is_done_again_and_one_attempt_counts(void)
{
	conducted_begin(&visit, REDO);
	conducted_run(&visit, 40, 31, 97);
	conducted_run(&visit, 60, NAN, 97);
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"0 session_begin\n"
		"0 trial_begin spu\n"
		"0 phase_begin baseline 'rest'\n"
		"60 phase_end baseline 'rest'\n"
		"* minor sensor_lost toe\n"
		"60 redo spu 2 'toe coverage below 0.8'\n"
		"* minor repeated spu\n"
		"60 trial_end spu 0 'completed'\n"
		"60 trial_begin spu\n"
		"60 phase_begin baseline 'rest'\n");
	CU_ASSERT_EQUAL(visit.last.attempt, 2);
	conducted_forget(&visit);
	conducted_run(&visit, 120, 31, 97);
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"120 phase_end baseline 'rest'\n"
		"120 trial_end spu 'completed'\n"
		"120 phase_begin after 'rest'\n");
}

static void when_no_attempt_is_left_the_last_one_counts(void)
{
	conducted_begin(&visit, REDO);
	conducted_run(&visit, 120, NAN, 97);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard,
		"120 limit 'toe coverage below 0.8, and no further attempt is planned: this one counts'\n"
		"120 trial_end spu 'completed'\n"
		"120 phase_begin after 'rest'\n"));
}

static void what_held_for_a_while_in_the_trial_is_reason_enough_to_redo_it(void)
{
	conducted_begin(&visit, PROTOCOL " }\n trial({ condition = 'spu', redo_if = above('toe', 40, { lasting = 5 }) }, function()\n"
	                "rest { 'baseline', lasts = 60 } end)");
	conducted_run(&visit, 20, 31, 97);
	conducted_run(&visit, 27, 41, 97);
	conducted_run(&visit, 60, 31, 97);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "60 redo spu 2 'toe above 40 for 5 s"));
}

#define PACED PROTOCOL ", wants = { pace = 'cadence' } }\n" \
	"exercise { 'raises', lasts = 60 * seconds, reps_per_min = 30, cues = { 'up' } }\nrest { 'after', lasts = 60 * seconds }"

/* The deviations of an exercise at 30 a minute whose pace was measured as that from its second `from_s` on. */
static const char *deviations_at(double cadence, int from_s)
{
	conducted_end(&visit);
	conducted_begin(&visit, PACED);
	visit.cadence = 0;
	conducted_run(&visit, from_s, 31, 97);
	visit.cadence = cadence;
	conducted_run(&visit, 60, 31, 97);
	visit.cadence = 0;
	conducted_run(&visit, 120, 31, 97);
	const char *first = strstr(visit.heard, "* ");
	return first ? first : "";
}

static void a_pace_that_was_not_kept_is_a_deviation(void)
{
	CU_ASSERT_STRING_EQUAL(deviations_at(-1, 0), "");
	CU_ASSERT_STRING_EQUAL(deviations_at(30, 0), "");
	CU_ASSERT_STRING_EQUAL(deviations_at(32.9, 0), "");
	CU_ASSERT_STRING_EQUAL(deviations_at(27.1, 0), "");
	CU_ASSERT_EQUAL(strncmp(deviations_at(33.1, 0), "* minor cadence raises\n", 23), 0);
	CU_ASSERT_EQUAL(strncmp(deviations_at(26.9, 0), "* minor cadence raises\n", 23), 0);
	CU_ASSERT_EQUAL(strncmp(deviations_at(36.1, 0), "* major cadence raises\n", 23), 0);
	CU_ASSERT_EQUAL(strncmp(deviations_at(0, 0), "* major cadence raises\n", 23), 0);
}

static void the_first_repetitions_are_not_held_against_the_pace(void)
{
	CU_ASSERT_STRING_EQUAL(deviations_at(30, 5), "");
	CU_ASSERT_EQUAL(strncmp(deviations_at(30, 20), "* major cadence raises\n", 23), 0);
}

static void cues_up_and_down_come_at_their_own_times(void)
{
	conducted_begin(&visit, PROTOCOL " }\n exercise { 'raises', count = 2, cues = { { 'up', 10 }, { 'down', 10 } } }");
	conducted_run(&visit, 40, 31, 97);
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"0 session_begin\n"
		"0 phase_begin raises 3 'exercise'\n"
		"0 cue up 1\n"
		"10 cue down 1\n"
		"20 cue up 2\n"
		"30 cue down 2\n"
		"40 phase_end raises 3 'exercise'\n"
		"40 session_end 'completed'\n");
}

static CU_TestInfo tests[] = {
	TEST(settling_ends_when_the_window_is_quiet_and_tells_what_was_reached),
	TEST(a_window_that_was_quiet_before_serves_from_the_first_look),
	TEST(a_gap_begins_the_waiting_anew),
	TEST(a_settle_that_times_out_asks_a_person),
	TEST(a_settle_may_go_on_or_end_the_visit_by_itself),
	TEST(a_reading_out_of_range_is_kept_and_asked_for_again),
	TEST(two_readings_that_agree_give_their_mean),
	TEST(two_that_differ_ask_for_a_third_and_the_middle_one_counts),
	TEST(a_measurement_can_be_refused),
	TEST(a_sensor_passes_when_it_rises_and_falls),
	TEST(a_sensor_that_nobody_warmed_fails_and_a_person_decides),
	TEST(a_limit_stops_the_exercise_at_once_and_a_person_decides),
	TEST(a_channel_that_falls_silent_stops_the_exercise_too),
	TEST(limits_that_are_reached_at_one_moment_are_all_told_and_one_decision_is_asked),
	TEST(a_trial_with_too_little_data_is_done_again_and_one_attempt_counts),
	TEST(when_no_attempt_is_left_the_last_one_counts),
	TEST(what_held_for_a_while_in_the_trial_is_reason_enough_to_redo_it),
	TEST(a_pace_that_was_not_kept_is_a_deviation),
	TEST(the_first_repetitions_are_not_held_against_the_pace),
	TEST(cues_up_and_down_come_at_their_own_times),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo conductor_steps_suite = {
	.pName = "conductor steps", .pTearDownFunc = over, .pTests = tests,
};
