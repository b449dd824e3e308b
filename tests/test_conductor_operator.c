/* test_conductor_operator.c - what an operator may do while a visit runs, and what it does to the visit */

#include <math.h>
#include <string.h>

#include "tests/conducted.h"
#include "tests/suites.h"

static struct conducted visit;

static void over(void)
{
	conducted_end(&visit);
}

#define TWO_PHASES PROTOCOL " }\n trial({ condition = 'spu', attempts = 2, redo_if = missing('spo2', { lasting = 3600 }) }, function()\n" \
	"exercise { 'pushups', lasts = 60, reps_per_min = 6, cues = { 'up' } }\n" \
	"rest { 'recovery', lasts = 60 }\n end)\n tell 'Shoes on.'"

static void a_pause_at_once_stands_the_phase_still(void)
{
	conducted_begin(&visit, TWO_PHASES);
	conducted_run(&visit, 25, 31, 97);
	conducted_forget(&visit);
	CU_ASSERT_TRUE(conducted_do(&visit, OPERATOR_PAUSE_NOW, ""));
	CU_ASSERT_EQUAL(conductor_deadline(visit.conductor), TIME_NEVER);
	CU_ASSERT_TRUE(conductor_progress(visit.conductor, visit.now_ns).paused);
	conducted_run(&visit, 125, 31, 97);
	CU_ASSERT_FALSE(conducted_do(&visit, OPERATOR_PAUSE_NOW, ""));
	CU_ASSERT_TRUE(conducted_do(&visit, OPERATOR_GO, ""));
	CU_ASSERT_FALSE(conducted_do(&visit, OPERATOR_GO, ""));
	conducted_run(&visit, 160, 31, 97);
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"25 pause 'at once'\n"
		"125 go_on 100\n"
		"130 cue up 4\n"
		"140 cue up 5\n"
		"150 cue up 6\n"
		"160 phase_end pushups 6 'exercise'\n"
		"160 phase_begin recovery 'rest'\n");
}

static void a_pause_waits_for_the_end_of_the_step(void)
{
	conducted_begin(&visit, TWO_PHASES);
	conducted_run(&visit, 25, 31, 97);
	CU_ASSERT_TRUE(conducted_do(&visit, OPERATOR_PAUSE, ""));
	conducted_run(&visit, 59, 31, 97);
	conducted_forget(&visit);
	conducted_run(&visit, 90, 31, 97);
	CU_ASSERT_EQUAL(visit.last.phase, 0);
	CU_ASSERT_TRUE(conducted_do(&visit, OPERATOR_GO, ""));
	conducted_run(&visit, 150, 31, 97);
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"60 phase_end pushups 6 'exercise'\n"
		"60 pause 'between two steps'\n"
		"90 go_on 30\n"
		"90 phase_begin recovery 'rest'\n"
		"150 phase_end recovery 'rest'\n"
		"150 trial_end spu 'completed'\n"
		"150 tell 'Shoes on.'\n");
}

static void a_pause_that_has_not_come_can_be_taken_back(void)
{
	conducted_begin(&visit, TWO_PHASES);
	conducted_do(&visit, OPERATOR_PAUSE, "");
	CU_ASSERT_TRUE(conducted_do(&visit, OPERATOR_GO, ""));
	conducted_run(&visit, 61, 31, 97);
	CU_ASSERT_PTR_NOT_NULL(strstr(visit.heard, "60 phase_begin recovery"));
}

static void a_prompt_waits_while_paused_and_is_put_again(void)
{
	conducted_begin(&visit, PROTOCOL " }\n tell 'Sit.'\n rest { 'baseline', lasts = 60 }");
	conducted_do(&visit, OPERATOR_PAUSE_NOW, "");
	CU_ASSERT_FALSE(conducted_reply(&visit, ""));
	CU_ASSERT_STRING_EQUAL(visit.error.text, "The visit is paused; /go goes on.");
	conducted_do(&visit, OPERATOR_GO, "");
	CU_ASSERT_TRUE(conducted_reply(&visit, ""));
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"0 session_begin\n"
		"0 tell 'Sit.'\n"
		"0 pause 'at once'\n"
		"0 go_on 0\n"
		"0 tell 'Sit.'\n"
		"0 confirmed\n"
		"0 phase_begin baseline 'rest'\n");
}

static void a_mark_is_stamped_with_the_first_keypress(void)
{
	conducted_begin(&visit, TWO_PHASES);
	conducted_run(&visit, 20, 31, 97);
	struct operator_command mark = { .verb = OPERATOR_MARK, .text = "coughs", .stamped_ns = 12 * NS_PER_S };
	CU_ASSERT_TRUE(conductor_do(visit.conductor, visit.now_ns, &mark, &visit.error));
	CU_ASSERT_EQUAL(visit.last.kind, EVENT_MARK);
	CU_ASSERT_EQUAL(visit.last.time_ns, 12 * NS_PER_S);
	CU_ASSERT_EQUAL(visit.last.planned_ns, TIME_NONE);
	CU_ASSERT_EQUAL(visit.last.phase, 1);
}

static void redoing_a_trial_keeps_the_attempt_and_does_not_count_it(void)
{
	conducted_begin(&visit, TWO_PHASES);
	conducted_run(&visit, 25, 31, 97);
	conducted_forget(&visit);
	CU_ASSERT_TRUE(conducted_do(&visit, OPERATOR_REDO, "the probe fell off"));
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"25 phase_end pushups 6 'interrupted' due 60\n"
		"25 redo spu 2 'the probe fell off'\n"
		"* minor repeated spu\n"
		"25 trial_end spu 0 'interrupted'\n"
		"25 trial_begin spu\n"
		"25 phase_begin pushups 6 'exercise'\n");
	CU_ASSERT_EQUAL(visit.last.attempt, 2);
	conducted_run(&visit, 30, 31, 97);
	CU_ASSERT_FALSE(conducted_do(&visit, OPERATOR_REDO, "once more"));
	CU_ASSERT_STRING_EQUAL(visit.error.text, "This trial has had all its attempts.");
	conducted_run(&visit, 145, 31, 97);
	CU_ASSERT_FALSE(conducted_do(&visit, OPERATOR_REDO, "late"));
	CU_ASSERT_STRING_EQUAL(visit.error.text, "There is no trial under way that could be done again.");
}

static void a_step_is_skipped_with_a_reason(void)
{
	conducted_begin(&visit, TWO_PHASES);
	conducted_run(&visit, 25, 31, 97);
	conducted_forget(&visit);
	CU_ASSERT_TRUE(conducted_do(&visit, OPERATOR_SKIP, "pain"));
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"25 skip pushups 'pain'\n"
		"25 phase_end pushups 6 'interrupted' due 60\n"
		"* major skipped pushups\n"
		"25 phase_begin recovery 'rest'\n");
}

static void a_question_can_be_skipped_too(void)
{
	conducted_begin(&visit, PROTOCOL " }\n ask { 'pain', text = 'Pain?', scale = { 0, 10 } }\n rest { 'baseline', lasts = 60 }");
	conducted_forget(&visit);
	CU_ASSERT_TRUE(conducted_do(&visit, OPERATOR_SKIP, "no time"));
	CU_ASSERT_STRING_EQUAL(visit.heard, "0 skip pain 'no time'\n* minor skipped pain\n0 phase_begin baseline 'rest'\n");
}

static void an_exercise_to_failure_is_ended_by_the_operator(void)
{
	conducted_begin(&visit, PROTOCOL " }\n exercise { 'raises', at_most = 300, ends = 'operator', reps_per_min = 30, cues = { 'up', 'down' } }\n"
	                "rest { 'recovery', lasts = 60 }");
	conducted_run(&visit, 41, 31, 97);
	conducted_forget(&visit);
	CU_ASSERT_TRUE(conducted_do(&visit, OPERATOR_END, "cannot go on"));
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"41 exercise_end raises 21 'other: cannot go on'\n"
		"41 phase_end raises 30 'exercise'\n"
		"41 phase_begin recovery 'rest'\n");
	CU_ASSERT_FALSE(conducted_do(&visit, OPERATOR_END, "again"));
}

static void an_exercise_by_time_that_is_ended_early_is_a_deviation(void)
{
	conducted_begin(&visit, TWO_PHASES);
	conducted_run(&visit, 41, 31, 97);
	conducted_forget(&visit);
	CU_ASSERT_TRUE(conducted_do(&visit, OPERATOR_END, "pain left calf"));
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"41 exercise_end pushups 5 'pain: left calf'\n"
		"41 phase_end pushups 6 'interrupted' due 60\n"
		"* major phase_short pushups\n"
		"41 phase_begin recovery 'rest'\n");
}

static void an_adverse_event_is_written_down_and_changes_nothing(void)
{
	conducted_begin(&visit, TWO_PHASES);
	conducted_forget(&visit);
	CU_ASSERT_TRUE(conducted_do(&visit, OPERATOR_ADVERSE, "dizzy"));
	conducted_run(&visit, 10, 31, 97);
	CU_ASSERT_STRING_EQUAL(visit.heard, "0 adverse 'dizzy'\n0 cue up 1\n10 cue up 2\n");
}

static void an_emergency_ends_the_visit_also_while_it_is_paused(void)
{
	conducted_begin(&visit, TWO_PHASES);
	conducted_run(&visit, 30, 31, 97);
	conducted_forget(&visit);
	conducted_do(&visit, OPERATOR_PAUSE_NOW, "");
	CU_ASSERT_TRUE(conducted_do(&visit, OPERATOR_STOP, "fainted"));
	CU_ASSERT_STRING_EQUAL(visit.heard,
		"30 pause 'at once'\n"
		"30 emergency 'fainted'\n"
		"30 go_on 0\n"
		"30 phase_end pushups 6 'interrupted' due 60\n"
		"* major phase_short pushups\n"
		"* major ended_early \n"
		"30 trial_end spu 'interrupted'\n"
		"30 session_end 'interrupted'\n");
	CU_ASSERT_FALSE(conducted_do(&visit, OPERATOR_NOTE, "too late"));
}

static void leaving_closes_nothing(void)
{
	conducted_begin(&visit, TWO_PHASES);
	conducted_run(&visit, 30, 31, 97);
	conducted_forget(&visit);
	CU_ASSERT_TRUE(conducted_do(&visit, OPERATOR_LEAVE, "over night"));
	CU_ASSERT_STRING_EQUAL(visit.heard, "30 leave 'over night'\n");
	CU_ASSERT_TRUE(conductor_finished(visit.conductor));
	CU_ASSERT_FALSE(conductor_completed(visit.conductor));
}

static CU_TestInfo tests[] = {
	TEST(a_pause_at_once_stands_the_phase_still),
	TEST(a_pause_waits_for_the_end_of_the_step),
	TEST(a_pause_that_has_not_come_can_be_taken_back),
	TEST(a_prompt_waits_while_paused_and_is_put_again),
	TEST(a_mark_is_stamped_with_the_first_keypress),
	TEST(redoing_a_trial_keeps_the_attempt_and_does_not_count_it),
	TEST(a_step_is_skipped_with_a_reason),
	TEST(a_question_can_be_skipped_too),
	TEST(an_exercise_to_failure_is_ended_by_the_operator),
	TEST(an_exercise_by_time_that_is_ended_early_is_a_deviation),
	TEST(an_adverse_event_is_written_down_and_changes_nothing),
	TEST(an_emergency_ends_the_visit_also_while_it_is_paused),
	TEST(leaving_closes_nothing),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo conductor_operator_suite = {
	.pName = "conductor operator", .pTearDownFunc = over, .pTests = tests,
};
