/* test_plan.c - how long a plan takes, when its cues come, and how it is written down */

#include "protocols/plan.h"
#include "tests/suites.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"

static char up_down[][NAME_SIZE] = { "up", "down" };
static char yes[] = "yes", no[] = "no \"never\"";
static char *choices[] = { yes, no, NULL };
static char shoes[] = "Shoes off.\nSit still.", pain[] = "Does it hurt?";
static char file[] = "/somewhere/pump.lua", title[] = "Heel raises", version[] = "1.0";

static struct step exercise(int64_t lasts_ns, double reps_per_min, size_t cue_count)
{
	return (struct step){ .kind = STEP_EXERCISE, .line = 8, .phase = 1, .name = "pushups", .lasts_ns = lasts_ns,
		.reps_per_min = reps_per_min, .cues = up_down, .cue_count = cue_count };
}

static void the_cues_of_a_phase_are_those_before_its_end(void)
{
	struct step ten_minutes = exercise(600 * NS_PER_S, 50, 1), both_ways = exercise(600 * NS_PER_S, 50, 2);
	CU_ASSERT_EQUAL(step_cue_total(&ten_minutes), 500);
	CU_ASSERT_EQUAL(step_cue_total(&both_ways), 1000);
}

static void a_cue_that_falls_on_the_end_is_not_given(void)
{
	struct step exact = exercise(2 * NS_PER_S, 60, 1), longer = exercise(2 * NS_PER_S + 1, 60, 1);
	CU_ASSERT_EQUAL(step_cue_total(&exact), 2);
	CU_ASSERT_EQUAL(step_cue_total(&longer), 3);
}

static void a_cue_at_minute_30_is_as_punctual_as_the_first(void)
{
	struct step step = exercise(3600 * NS_PER_S, 50, 1);
	CU_ASSERT_EQUAL(step_cue_ns(&step, 0), 0);
	CU_ASSERT_EQUAL(step_cue_ns(&step, 1), 1200 * NS_PER_MS);
	CU_ASSERT_EQUAL(step_cue_ns(&step, 30 * 50), 1800 * NS_PER_S);
	struct step uneven = exercise(3600 * NS_PER_S, 70, 1);
	CU_ASSERT_EQUAL(step_cue_ns(&uneven, 30 * 70), 1800 * NS_PER_S);
}

static void a_phase_without_a_pace_has_no_cues(void)
{
	struct step step = exercise(600 * NS_PER_S, NAN, 0);
	CU_ASSERT_EQUAL(step_cue_total(&step), 0);
}

static struct step steps[] = {
	{ .kind = STEP_TELL, .line = 2, .trial = -1, .text = shoes, .reps_per_min = NAN },
	{ .kind = STEP_EXERCISE, .line = 8, .trial = 0, .phase = 1, .name = "pushups", .lasts_ns = 16500 * NS_PER_MS,
	  .reps_per_min = 50, .cues = up_down, .cue_count = 2 },
	{ .kind = STEP_REST, .line = 9, .trial = 0, .phase = 2, .name = "recovery", .lasts_ns = 600 * NS_PER_S,
	  .reps_per_min = NAN },
	{ .kind = STEP_ASK, .line = 10, .trial = -1, .name = "pain", .text = pain, .reps_per_min = NAN,
	  .question = { .kind = QUESTION_CHOICES, .choices = choices, .optional = true } },
};
static struct planned_trial trials[] = {
	{ .info = { .number = 1, .condition = "spu", .factors = {{ "leg", "right" }}, .factor_count = 1 },
	  .first_step = 1, .step_count = 2, .line = 7 },
};
static struct need needs[] = {{ "toe", "temperature", true }, { "calf", "temperature", false }};
static const struct plan plan = {
	.file = file, .id = "pump", .title = title, .version = version, .needs = needs, .need_count = 2,
	.steps = steps, .step_count = 4, .trials = trials, .trial_count = 1,
};

static void the_span_of_a_plan_knows_what_cannot_be_known(void)
{
	struct span all = plan_span(&plan), phase = step_span(&steps[2]);
	CU_ASSERT_EQUAL(phase.most_ns, 600 * NS_PER_S);
	CU_ASSERT_EQUAL(all.least_ns, 616500 * NS_PER_MS);
	CU_ASSERT_EQUAL(all.expected_ns, 641500 * NS_PER_MS);
	CU_ASSERT_EQUAL(all.most_ns, TIME_NEVER);
}

static void the_plan_as_text_holds_everything_but_the_machine(void)
{
	char *text = plan_text(&plan);
	CU_ASSERT_STRING_EQUAL(text,
		"plan, form 1\n"
		"protocol pump\n"
		"title \"Heel raises\"\n"
		"version \"1.0\"\n"
		"needs toe: temperature\n"
		"wants calf: temperature\n"
		"step 1 (line 2): tell \"Shoes off.\\nSit still.\"\n"
		"trial 1 (line 7): condition=spu leg=right\n"
		"  step 2 (line 8): exercise pushups 16.5 s phase 1 at 50/min cues up down\n"
		"  step 3 (line 9): rest recovery 600 s phase 2\n"
		"step 4 (line 10): ask pain \"Does it hurt?\" choices \"yes\" \"no \\\"never\\\"\" optional\n");
	free(text);
}

static CU_TestInfo tests[] = {
	TEST(the_cues_of_a_phase_are_those_before_its_end),
	TEST(a_cue_that_falls_on_the_end_is_not_given),
	TEST(a_cue_at_minute_30_is_as_punctual_as_the_first),
	TEST(a_phase_without_a_pace_has_no_cues),
	TEST(the_span_of_a_plan_knows_what_cannot_be_known),
	TEST(the_plan_as_text_holds_everything_but_the_machine),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo plan_suite = { .pName = "plan", .pTests = tests };
