/* test_script_verbs.c - what each verb plans, seen in the plan as it is written down */

#include "protocols/script.h"
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "tests/script_run.h"

static struct script_run run;

#define HEAD "protocol { id = 'pump', title = 'Pump', version = '1', needs = { toe = 'temperature', spo2 = 'spo2', pulse = 'pulse_rate' },\n"
#define PLAIN HEAD "}\n"

static void set_up(void)
{
	script_run_begin(&run);
}

static void tear_down(void)
{
	script_run_end(&run);
}

/* The plan as text behind its head of four lines and the needs; "" when there is a problem or warning. Valid
 * until the next call. */
static const char *planned(const char *script)
{
	static char text[8000];
	text[0] = '\0';
	if (told_whole(&run, script)[0] == '\0') {
		char *whole = plan_text(run.plan), *rest = strstr(whole, "needs toe");
		strncat(text, strchr(rest, '\n') + 1, sizeof text - 1);
		free(whole);
	}
	return text;
}

#define PLANS(script, expected) CU_ASSERT_STRING_EQUAL(planned(script), expected)

static void settle_waits_for_one_channel_for_several_or_for_conditions(void)
{
	PLANS(PLAIN "settle { 'toe', within = 0.30, slope = 0.05, over = 5 * minutes, at_most = 20 * minutes, otherwise = 'continue' }",
	      "step 1 (line 3): settle toe until stable toe within 0.3 slope 0.05/min over 300 s at least 0 s at most 1200 s otherwise continue\n");
	PLANS(PLAIN "settle { { 'toe', below('pulse', 90, { lasting = 60 * seconds }) }, within = 0.3, over = 5 * minutes,\n"
	      "  at_least = 2 * minutes, at_most = 20 * minutes, say = 'Sit.' }",
	      "step 1 (line 3): settle toe say \"Sit.\" until stable toe within 0.3 over 300 s and below pulse 90 lasting 60 s"
	      " at least 120 s at most 1200 s otherwise ask\n");
	PLANS(PLAIN "settle { stable('toe', { within = 0.1, over = 60 * seconds }), at_most = 20 * minutes, otherwise = 'abort' }",
	      "step 1 (line 3): settle toe until stable toe within 0.1 over 60 s at least 0 s at most 1200 s otherwise abort\n");
}

static void a_measure_of_several_times_is_so_many_steps(void)
{
	PLANS(PLAIN "measure { 'girth', text = 'Calf', unit = 'cm', range = { 20, 60 }, twice_within = 0.2, optional = true }",
	      "step 1 (line 3): measure girth text \"Calf\" unit \"cm\" 20 to 60 twice within 0.2 optional\n");
	PLANS(PLAIN "measure { 'girth', text = 'Calf', unit = 'cm', range = { 20, 60 }, times = 2 }",
	      "step 1 (line 3): measure girth_1 text \"Calf\" unit \"cm\" 20 to 60\n"
	      "step 2 (line 3): measure girth_2 text \"Calf\" unit \"cm\" 20 to 60\n");
}

static void an_exercise_ends_by_time_by_count_or_by_the_operator(void)
{
	PLANS(PLAIN "exercise { 'pushups', lasts = 10 * minutes, reps_per_min = 50 }",
	      "step 1 (line 3): exercise pushups 600 s phase 1 at 50/min cues go\n");
	PLANS(PLAIN "exercise { 'refill', count = 8, reps_per_min = 30, cues = { 'up' } }",
	      "step 1 (line 3): exercise refill 16 s phase 1 ends by count count 8 at 30/min cues up\n");
	PLANS(PLAIN "exercise { 'failure', at_most = 3 * minutes, reps_per_min = 30, cues = { 'up', 'down' }, ends = 'operator' }",
	      "step 1 (line 3): exercise failure 180 s phase 1 ends by operator at 30/min cues up down\n");
	PLANS(PLAIN "exercise { 'tiptoe', count = 10, at_most = 60 * seconds, ends = 'operator' }",
	      "step 1 (line 3): exercise tiptoe 60 s phase 1 ends by operator count 10\n");
}

static void cues_with_times_of_their_own_tell_the_pace(void)
{
	PLANS(PLAIN "exercise { 'pumps', lasts = 5 * minutes, cues = { { 'up', 10 * seconds }, { 'down', 10 * seconds } } }",
	      "step 1 (line 3): exercise pumps 300 s phase 1 at 3/min cues up at 0 s down at 10 s\n");
	PLANS(PLAIN "exercise { 'raises', count = 3, reps_per_min = 10, cues = { { 'up', 1 }, { 'hold', 2 }, { 'down', 3 } } }",
	      "step 1 (line 3): exercise raises 18 s phase 1 ends by count count 3 at 10/min cues up at 0 s hold at 1 s down at 3 s\n");
}

static void limits_and_repetitions_stand_in_the_plan(void)
{
	PLANS(HEAD "stop_if = { below('spo2', 88, { lasting = 30 * seconds, hysteresis = 2 }), missing('spo2', { lasting = 60 * seconds }) } }\n"
	      "trial({ condition = 'spu', leg = 'right', redo_if = coverage_below('toe', 0.80), attempts = 3 }, function()\n"
	      "rest { 'baseline', lasts = 5 * minutes } end)",
	      "stop if below spo2 88 hysteresis 2 lasting 30 s\n"
	      "stop if missing spo2 lasting 60 s\n"
	      "trial 1 (line 3): condition=spu leg=right attempts 3\n"
	      "  redo if coverage_below toe 0.8\n"
	      "  step 1 (line 4): rest baseline 300 s phase 1\n");
	PLANS(PLAIN "trial({ condition = 'spu', redo_if = missing('toe', { lasting = 60 * seconds }) }, function() mark 'x' end)",
	      "trial 1 (line 3): condition=spu attempts 2\n"
	      "  redo if missing toe lasting 60 s\n"
	      "  step 1 (line 3): mark text \"x\"\n");
}

static void sensors_are_checked_and_checkpoints_set(void)
{
	PLANS(PLAIN "sensor_check { 'toe', rise = 1.0 }\ncheckpoint()\nmark 'x'\ncheckpoint { max_gap = 15 * minutes }\nmark 'y'",
	      "step 1 (line 3): sensor_check toe text \"Warm the sensor 'toe' between two fingers; let go when it has risen.\""
	      " rise 1 fall 0.5 each at most 60 s otherwise ask\n"
	      "step 2 (line 4): checkpoint\n"
	      "step 3 (line 5): mark text \"x\"\n"
	      "step 4 (line 6): checkpoint max gap 900 s\n"
	      "step 5 (line 7): mark text \"y\"\n");
}

static void a_condition_can_be_kept_under_a_name_and_used_again(void)
{
	PLANS(PLAIN "local quiet = stable('toe', { within = 0.3, over = 60 * seconds })\n"
	      "for _ = 1, 2 do settle { quiet, at_most = 5 * minutes } end",
	      "step 1 (line 4): settle toe until stable toe within 0.3 over 60 s at least 0 s at most 300 s otherwise ask\n"
	      "step 2 (line 4): settle toe until stable toe within 0.3 over 60 s at least 0 s at most 300 s otherwise ask\n");
}

/* --- chance --- */

#define SAY_ALL " do mark(tostring(x)) end"

static void shuffle_keeps_its_limits_and_pick_its_count(void)
{
	planned(PLAIN "for _, x in ipairs(shuffle { 'l', 'l', 'l', 'r', 'r', 'r', max_run = 1 })" SAY_ALL);
	CU_ASSERT_EQUAL_FATAL(run.plan->step_count, 6);
	for (size_t i = 1; i < 6; i++)
		CU_ASSERT_STRING_NOT_EQUAL(run.plan->steps[i].text, run.plan->steps[i - 1].text);
	planned(PLAIN "for _, x in ipairs(pick { 1, 2, 3, 4, count = 3 })" SAY_ALL "\nmark(pick { 'left', 'right' })");
	CU_ASSERT_EQUAL_FATAL(run.plan->step_count, 4);
	CU_ASSERT_STRING_NOT_EQUAL(run.plan->steps[0].text, run.plan->steps[1].text);
}

static void a_draw_depends_on_the_visits_seed_and_not_on_the_draws_behind_it(void)
{
	static const char one[] = PLAIN "for _, x in ipairs(shuffle { 1, 2, 3, 4, 5, 6, 7, 8 })" SAY_ALL;
	static const char more[] = PLAIN "for _, x in ipairs(shuffle { 1, 2, 3, 4, 5, 6, 7, 8 })" SAY_ALL "\nmark(pick { 'l', 'r' })";
	char *first = xstrdup(planned(one));
	CU_ASSERT_STRING_EQUAL(planned(one), first);
	CU_ASSERT_EQUAL(strncmp(planned(more), first, strlen(first)), 0);
	run.context.seed = 8;
	CU_ASSERT_STRING_NOT_EQUAL(planned(one), first);
	free(first);
}

static void a_picked_leg_is_balanced_over_many_visits(void)
{
	int left = 0;
	for (uint64_t seed = 0; seed < 1000; seed++) {
		run.context.seed = random_seed_of(seed, "P01");
		planned(PLAIN "mark(pick { 'left', 'right' })");
		left += run.plan->steps[0].text[0] == 'l';
	}
	CU_ASSERT_TRUE(left > 500 - 52 && left < 500 + 52);      /* 99.9 % of fair draws */
}

static void a_plan_knows_after_how_many_participants_its_orders_repeat(void)
{
	planned(PLAIN "mark 'x'");
	CU_ASSERT_EQUAL(run.plan->orders, 1);
	planned(PLAIN "order { 1, 2, 3, 4 }\nmark 'x'");
	CU_ASSERT_EQUAL(run.plan->orders, 4);
	planned(PLAIN "order { 1, 2, 3 }\norder { 1, 2, 3, 4 }\nmark 'x'");
	CU_ASSERT_EQUAL(run.plan->orders, 12);
}

static void a_channel_may_be_of_a_quantity_of_the_stations_own(void)
{
	static const char *const own[] = { "moisture", NULL };
	static const char script[] = "protocol { id = 'pump', title = 'Pump', version = '1', needs = { toe = 'moisture' } }\n"
		"settle { 'toe', within = 5, over = 60 * seconds, at_most = 5 * minutes }";
	planned(script);
	CU_ASSERT_PTR_NULL(run.plan);
	run.context.quantities = own;
	planned(script);
	CU_ASSERT_PTR_NOT_NULL_FATAL(run.plan);
	CU_ASSERT_STRING_EQUAL(run.plan->needs[0].quantity, "moisture");
}

#define VISITS_OF(text) (planned(PLAIN "mark 'begun'\n" text), run.plan ? run.plan->visits : 0)

static void a_plan_knows_how_many_visits_the_script_tells_apart(void)
{
	CU_ASSERT_EQUAL(VISITS_OF("mark 'x'   -- participant.visit == 9"), 1);
	CU_ASSERT_EQUAL(VISITS_OF("mark('visit ' .. participant.visit)"), 2);
	CU_ASSERT_EQUAL(VISITS_OF("mark(order { 'aa', 'bb', 'cc' }[participant.visit])"), 3);
	CU_ASSERT_EQUAL(VISITS_OF("mark(order { 'aa', 'bb', 'cc' }[1])"), 1);
	CU_ASSERT_EQUAL(VISITS_OF("if participant.visit == 4 then mark 'four' end"), 4);
	CU_ASSERT_EQUAL(VISITS_OF("if participant.visit <= 4 then mark 'begun' end"), 5);
	CU_ASSERT_EQUAL(VISITS_OF("local visit = participant.visit\nif (visit) > 2 then mark 'late' end"), 3);
	CU_ASSERT_EQUAL(VISITS_OF("local revisit = participant.visit\nif revisit == 7 then mark 'x' end"), 2);
	CU_ASSERT_EQUAL(VISITS_OF("if participant.visit == 100000 then mark 'x' end"), 2);
}

static CU_TestInfo tests[] = {
	TEST(settle_waits_for_one_channel_for_several_or_for_conditions),
	TEST(a_measure_of_several_times_is_so_many_steps),
	TEST(an_exercise_ends_by_time_by_count_or_by_the_operator),
	TEST(cues_with_times_of_their_own_tell_the_pace),
	TEST(limits_and_repetitions_stand_in_the_plan),
	TEST(sensors_are_checked_and_checkpoints_set),
	TEST(a_condition_can_be_kept_under_a_name_and_used_again),
	TEST(shuffle_keeps_its_limits_and_pick_its_count),
	TEST(a_draw_depends_on_the_visits_seed_and_not_on_the_draws_behind_it),
	TEST(a_picked_leg_is_balanced_over_many_visits),
	TEST(a_plan_knows_after_how_many_participants_its_orders_repeat),
	TEST(a_channel_may_be_of_a_quantity_of_the_stations_own),
	TEST(a_plan_knows_how_many_visits_the_script_tells_apart),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo script_verbs_suite = {
	.pName = "verbs", .pInitFunc = scripts_make_folder, .pCleanupFunc = scripts_remove_folder,
	.pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
