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

static void cues_may_have_times_of_their_own(void)
{
	int64_t at_ns[] = { 0, 2 * NS_PER_S };
	struct step slow = exercise(12 * NS_PER_S, 10, 2);     /* up 2 s, down 4 s */
	slow.cue_at_ns = at_ns;
	CU_ASSERT_EQUAL(step_cue_ns(&slow, 1), 2 * NS_PER_S);
	CU_ASSERT_EQUAL(step_cue_ns(&slow, 2), 6 * NS_PER_S);
	CU_ASSERT_EQUAL(step_cue_ns(&slow, 3), 8 * NS_PER_S);
	CU_ASSERT_EQUAL(step_cue_total(&slow), 4);
	slow.lasts_ns = 8 * NS_PER_S;
	CU_ASSERT_EQUAL(step_cue_total(&slow), 3);
}

static void an_exercise_that_the_operator_ends_is_bounded_by_its_longest(void)
{
	struct step failure = exercise(180 * NS_PER_S, 30, 2);
	failure.ending = ENDS_BY_OPERATOR;
	CU_ASSERT_EQUAL(step_span(&failure).least_ns, 0);
	CU_ASSERT_EQUAL(step_span(&failure).most_ns, 180 * NS_PER_S);
}

static struct condition quiet[] = {
	{ .kind = CONDITION_STABLE, .channel = "toe", .threshold = NAN, .within = 0.3, .slope_per_min = 0.05, .over_ns = 300 * NS_PER_S },
	{ .kind = CONDITION_BELOW, .channel = "pulse", .threshold = 90, .hysteresis = 5, .lasting_ns = 60 * NS_PER_S },
};
static struct condition lost = { .kind = CONDITION_COVERAGE_BELOW, .channel = "toe", .threshold = 0.8 };
static struct step careful_steps[] = {
	{ .kind = STEP_SETTLE, .line = 3, .trial = 0, .name = "toe", .reps_per_min = NAN, .settling = {
	  .until = quiet, .until_count = 2, .at_least_ns = 60 * NS_PER_S, .at_most_ns = 1200 * NS_PER_S, .otherwise = OTHERWISE_ASK } },
	{ .kind = STEP_SENSOR_CHECK, .line = 4, .trial = 0, .name = "toe", .text = shoes, .reps_per_min = NAN, .sensor_check = {
	  .channel = "toe", .rise = 1, .fall = 0.5, .at_most_ns = 60 * NS_PER_S, .otherwise = OTHERWISE_CONTINUE } },
	{ .kind = STEP_MEASURE, .line = 5, .trial = 0, .name = "girth", .text = pain, .reps_per_min = NAN,
	  .measurement = { .unit = "cm", .low = 20, .high = 60, .twice_within = 0.2 } },
	{ .kind = STEP_CHECKPOINT, .line = 6, .trial = -1, .reps_per_min = NAN, .max_gap_ns = 900 * NS_PER_S },
};
static struct planned_trial careful_trials[] = {
	{ .info = { .number = 1, .condition = "spu" }, .step_count = 3, .line = 2, .redo_if = &lost, .redo_count = 1, .attempts = 2 },
};
static const struct plan careful = {
	.file = file, .id = "pump", .title = title, .version = version, .steps = careful_steps, .step_count = 4,
	.trials = careful_trials, .trial_count = 1, .stop_if = &quiet[1], .stop_count = 1,
};

static void a_settle_is_expected_to_take_its_window_and_every_attempt_counts_in_the_most(void)
{
	CU_ASSERT_EQUAL(step_span(&careful_steps[0]).least_ns, 60 * NS_PER_S);
	CU_ASSERT_EQUAL(step_span(&careful_steps[0]).expected_ns, 300 * NS_PER_S);
	CU_ASSERT_EQUAL(step_span(&careful_steps[0]).most_ns, 1200 * NS_PER_S);
	CU_ASSERT_EQUAL(plan_span(&careful).most_ns, 2 * (1200 + 120 + 40) * NS_PER_S);
	CU_ASSERT_EQUAL(plan_span(&careful).waits, 2);
}

static void a_plan_of_every_verb_is_written_down(void)
{
	char *text = plan_text(&careful);
	CU_ASSERT_STRING_EQUAL(text,
		"plan, form 2\n"
		"protocol pump\n"
		"title \"Heel raises\"\n"
		"version \"1.0\"\n"
		"stop if below pulse 90 hysteresis 5 lasting 60 s\n"
		"trial 1 (line 2): condition=spu attempts 2\n"
		"  redo if coverage_below toe 0.8\n"
		"  step 1 (line 3): settle toe until stable toe within 0.3 slope 0.05/min over 300 s"
		" and below pulse 90 hysteresis 5 lasting 60 s at least 60 s at most 1200 s otherwise ask\n"
		"  step 2 (line 4): sensor_check toe text \"Shoes off.\\nSit still.\" rise 1 fall 0.5 each at most 60 s otherwise continue\n"
		"  step 3 (line 5): measure girth text \"Does it hurt?\" unit \"cm\" 20 to 60 twice within 0.2\n"
		"step 4 (line 6): checkpoint max gap 900 s\n");
	free(text);
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

static void the_span_of_a_plan_counts_the_waits_that_have_no_longest(void)
{
	struct span all = plan_span(&plan), phase = step_span(&steps[2]);
	CU_ASSERT_EQUAL(phase.most_ns, 600 * NS_PER_S);
	CU_ASSERT_EQUAL(all.least_ns, 616500 * NS_PER_MS);
	CU_ASSERT_EQUAL(all.expected_ns, 641500 * NS_PER_MS);
	CU_ASSERT_EQUAL(all.most_ns, 641500 * NS_PER_MS);
	CU_ASSERT_EQUAL(all.waits, 2);
}

static void the_plan_as_text_holds_everything_but_the_machine(void)
{
	char *text = plan_text(&plan);
	CU_ASSERT_STRING_EQUAL(text,
		"plan, form 2\n"
		"protocol pump\n"
		"title \"Heel raises\"\n"
		"version \"1.0\"\n"
		"needs toe: temperature\n"
		"wants calf: temperature\n"
		"step 1 (line 2): tell text \"Shoes off.\\nSit still.\"\n"
		"trial 1 (line 7): condition=spu leg=right\n"
		"  step 2 (line 8): exercise pushups 16.5 s phase 1 at 50/min cues up down\n"
		"  step 3 (line 9): rest recovery 600 s phase 2\n"
		"step 4 (line 10): ask pain text \"Does it hurt?\" choices \"yes\" \"no \\\"never\\\"\" optional\n");
	free(text);
}

static CU_TestInfo tests[] = {
	TEST(the_cues_of_a_phase_are_those_before_its_end),
	TEST(a_cue_that_falls_on_the_end_is_not_given),
	TEST(a_cue_at_minute_30_is_as_punctual_as_the_first),
	TEST(cues_may_have_times_of_their_own),
	TEST(an_exercise_that_the_operator_ends_is_bounded_by_its_longest),
	TEST(a_settle_is_expected_to_take_its_window_and_every_attempt_counts_in_the_most),
	TEST(a_plan_of_every_verb_is_written_down),
	TEST(a_phase_without_a_pace_has_no_cues),
	TEST(the_span_of_a_plan_counts_the_waits_that_have_no_longest),
	TEST(the_plan_as_text_holds_everything_but_the_machine),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo plan_suite = { .pName = "plan", .pTests = tests };
