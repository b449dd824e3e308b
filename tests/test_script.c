/* test_script.c - what a script that says everything well becomes, and that it becomes the same again */

#include "protocols/script.h"
#include "tests/suites.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/embedded.h"
#include "tests/script_run.h"

EMBEDDED(protocols_library_soleus_pushup_lua);
EMBEDDED(protocols_library_sit_still_lua);

static struct script_run run;

static void set_up(void)
{
	script_run_begin(&run);
}

static void tear_down(void)
{
	script_run_end(&run);
}

static void a_script_becomes_a_plan(void)
{
	CHECK(told(&run, "exercise { 'pushups', lasts = 10 * minutes, reps_per_min = 50, cues = { 'up', 'down' }, say = 'Go.' }"), "");
	CU_ASSERT_PTR_NOT_NULL_FATAL(run.plan);
	CU_ASSERT_STRING_EQUAL(run.plan->id, "pump");
	CU_ASSERT_EQUAL(run.plan->step_count, 2);
	CU_ASSERT_EQUAL(run.plan->steps[0].kind, STEP_EXERCISE);
	CU_ASSERT_EQUAL(run.plan->steps[0].line, 2);
	CU_ASSERT_EQUAL(run.plan->steps[0].trial, -1);
	CU_ASSERT_EQUAL(run.plan->steps[0].lasts_ns, 600 * NS_PER_S);
	CU_ASSERT_EQUAL(run.plan->steps[0].cue_count, 2);
	CU_ASSERT_STRING_EQUAL(run.plan->steps[0].cues[1], "down");
	CU_ASSERT_STRING_EQUAL(run.plan->steps[0].text, "Go.");
	CU_ASSERT_EQUAL(run.plan->steps[1].phase, 2);
	CU_ASSERT_TRUE(isnan(run.plan->steps[1].reps_per_min));
}

static void a_trial_holds_its_steps_and_factors(void)
{
	CHECK(told(&run, "trial({ condition = 'spu', leg = 'right', footwear = 'socks' }, function()\n"
	           "  rest { 'baseline', lasts = 5 * minutes }\n"
	           "  ask { 'pain', text = 'Pain?', scale = { 0, 10 }, anchors = { 'none', 'worst' } }\n"
	           "end)"), "");
	CU_ASSERT_PTR_NOT_NULL_FATAL(run.plan);
	CU_ASSERT_EQUAL(run.plan->trial_count, 1);
	CU_ASSERT_EQUAL(run.plan->trials[0].first_step, 0);
	CU_ASSERT_EQUAL(run.plan->trials[0].step_count, 2);
	CU_ASSERT_STRING_EQUAL(run.plan->trials[0].info.condition, "spu");
	CU_ASSERT_EQUAL(run.plan->trials[0].info.factor_count, 2);
	CU_ASSERT_STRING_EQUAL(run.plan->trials[0].info.factors[1].value, "socks");
	CU_ASSERT_EQUAL(run.plan->steps[1].trial, 0);
	CU_ASSERT_EQUAL(run.plan->steps[1].question.high, 10);
	CU_ASSERT_STRING_EQUAL(run.plan->steps[1].question.anchors[1], "worst");
	CU_ASSERT_EQUAL(run.plan->steps[2].trial, -1);
}

static void a_count_of_repetitions_lasts_as_long_as_its_pace_says(void)
{
	CHECK(told(&run, "exercise { 'refill', count = 8, reps_per_min = 30 }"), "");
	CU_ASSERT_PTR_NOT_NULL_FATAL(run.plan);
	CU_ASSERT_EQUAL(run.plan->steps[0].lasts_ns, 16 * NS_PER_S);
	CU_ASSERT_EQUAL(step_cue_total(&run.plan->steps[0]), 8);
}

static void order_follows_the_participants_number(void)
{
	static const char text[] = "for _, c in ipairs(order { 'still', 'spu' }) do mark(c) end";
	told(&run, text);
	CU_ASSERT_STRING_EQUAL(run.plan->steps[0].text, "still");
	run.participant.number = 2;
	told(&run, text);
	CU_ASSERT_STRING_EQUAL(run.plan->steps[0].text, "spu");
}

static void a_script_knows_participant_and_study_with_numbers_as_numbers(void)
{
	CHECK(told(&run, "mark(participant.id .. participant.number .. participant.group .. participant.visit)\n"
	           "mark(tostring(participant.age + 1) .. participant.sex .. tostring(participant.height))\n"
	           "mark(tostring(study.pace * 2) .. study.id)"), "");
	CU_ASSERT_PTR_NOT_NULL_FATAL(run.plan);
	CU_ASSERT_STRING_EQUAL(run.plan->steps[0].text, "P011control2");
	CU_ASSERT_STRING_EQUAL(run.plan->steps[1].text, "55fnil");
	CU_ASSERT_STRING_EQUAL(run.plan->steps[2].text, "60calf");
}

static void the_shipped_protocols_have_no_problems(void)
{
	CHECK(told_whole(&run, EMBEDDED_TEXT(protocols_library_sit_still_lua)), "");
	CU_ASSERT_EQUAL(plan_span(run.plan).least_ns, 25 * 60 * NS_PER_S);
	CHECK(told_whole(&run, EMBEDDED_TEXT(protocols_library_soleus_pushup_lua)), "");
	CU_ASSERT_EQUAL(plan_span(run.plan).least_ns, 50 * 60 * NS_PER_S);
}

/* --- the same on every machine --- */

static void the_same_script_participant_and_seed_give_the_same_plan(void)
{
	told_whole(&run, EMBEDDED_TEXT(protocols_library_soleus_pushup_lua));
	char *first = plan_text(run.plan);
	told_whole(&run, EMBEDDED_TEXT(protocols_library_soleus_pushup_lua));
	char *second = plan_text(run.plan);
	CU_ASSERT_STRING_EQUAL(first, second);
	free(first);
	free(second);
}

static void pairs_and_next_have_one_order(void)
{
	CHECK(told(&run, "local all = ''\n"
	           "for k, v in pairs { zeta = 1, alpha = 2, [3] = false, [1] = 5, [true] = 1, [false] = 2, beta = 3 } do\n"
	           "  all = all .. tostring(k) .. '=' .. tostring(v) .. ' '\n"
	           "end\n"
	           "mark(all .. next({ b = 1, a = 2 }))\n"
	           "local t = { a = 1, b = 2, c = 3 }\n"
	           "for k in pairs(t) do t[k] = nil end\n"
	           "mark(tostring(next(t)))"), "");
	CU_ASSERT_PTR_NOT_NULL_FATAL(run.plan);
	CU_ASSERT_STRING_EQUAL(run.plan->steps[0].text, "1=5 3=false alpha=2 beta=3 zeta=1 false=2 true=1 a");
	CU_ASSERT_STRING_EQUAL(run.plan->steps[1].text, "nil");
}

static void sorting_keeps_the_order_of_equal_elements(void)
{
	CHECK(told(&run, "local list = {}\n"
	           "for i = 1, 1001 do list[i] = { key = i * 7919 % 10, place = i } end\n"
	           "table.sort(list, function(a, b) return a.key < b.key end)\n"
	           "for i = 2, #list do\n"
	           "  local a, b = list[i - 1], list[i]\n"
	           "  assert(a.key < b.key or a.key == b.key and a.place < b.place)\n"
	           "end"), "");
}

static void nothing_shows_an_address(void)
{
	CHECK(told(&run, "mark(tostring({}))"), "2: a table cannot be written as a text\n");
	CHECK(told(&run, "mark(('%s'):format(rest))"), "2: a function cannot be written as a text\n");
	CHECK(told(&run, "mark(string.format('%-5p', 'x'))"), "2: %p would give another text in each run\n");
}

static CU_TestInfo tests[] = {
	TEST(a_script_becomes_a_plan),
	TEST(a_trial_holds_its_steps_and_factors),
	TEST(a_count_of_repetitions_lasts_as_long_as_its_pace_says),
	TEST(order_follows_the_participants_number),
	TEST(a_script_knows_participant_and_study_with_numbers_as_numbers),
	TEST(the_shipped_protocols_have_no_problems),
	TEST(the_same_script_participant_and_seed_give_the_same_plan),
	TEST(pairs_and_next_have_one_order),
	TEST(sorting_keeps_the_order_of_equal_elements),
	TEST(nothing_shows_an_address),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo script_suite = {
	.pName = "script", .pInitFunc = scripts_make_folder, .pCleanupFunc = scripts_remove_folder,
	.pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
