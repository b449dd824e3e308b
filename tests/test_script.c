/* test_script.c - what a script may say, and what it is told when it says something else */

#include "protocols/script.h"
#include "tests/suites.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/embedded.h"
#include "tests/scripts.h"

EMBEDDED(protocols_library_soleus_pushup_lua);
EMBEDDED(protocols_library_sit_still_lua);

static char barefoot[] = "barefoot", socks[] = "socks";
static char *footwear[] = { barefoot, socks, NULL };
static const struct factor factors[] = {{ "footwear", footwear }};
static const struct named_value study[] = {{ "id", "calf" }, { "pace", "30" }};
static const char *const covariates[] = { "age", "sex", "height", NULL };
static struct participant participant;
static const struct script_context context = {
	.participant = &participant, .visit = 2, .seed = 7, .study = study, .study_count = 2,
	.factors = factors, .factor_count = 1, .covariates = covariates,
};
static struct problems problems;
static struct plan *plan;

static void fresh_participant(void)
{
	participant = (struct participant){ .id = "P01", .number = 1, .group = "control",
		.covariates = {{ "age", "54" }, { "sex", "f" }}, .covariate_count = 2 };
}

static void forget(void)
{
	plan_free(plan);
	plan = NULL;
	problems_free(&problems);
}

/* Runs a whole script of that many bytes and tells its problems, a line each: "4: text", with "warning: "
 * before the text of a warning. */
static const char *run_bytes(const char *text, size_t size)
{
	static char told[20000];
	size_t length = 0;
	forget();
	scripts_write("script.lua", text, size);
	plan = script_plan(scripts_path("script.lua"), &context, &problems);
	told[0] = '\0';
	for (size_t i = 0; i < problems.count; i++)
		length += (size_t)snprintf(told + length, sizeof told - length, "%d: %s%s\n", problems.list[i].line,
		                           problems.list[i].warning ? "warning: " : "", problems.list[i].text);
	return told;
}

static const char *run(const char *text)
{
	return run_bytes(text, strlen(text));
}

/* The same, behind a line 1 that is a good protocol and followed by a good phase. */
static const char *told(const char *text)
{
	static char whole[20000];
	snprintf(whole, sizeof whole, "protocol { id = 'pump', title = 'Pump', version = '1' }\n%s\nrest { 'last_phase', lasts = 60 * seconds }\n", text);
	return run(whole);
}

#define CHECK(told_or_run, expected) CU_ASSERT_STRING_EQUAL(told_or_run, expected)

/* --- plans --- */

static void a_script_becomes_a_plan(void)
{
	CHECK(told("exercise { 'pushups', lasts = 10 * minutes, reps_per_min = 50, cues = { 'up', 'down' }, say = 'Go.' }"), "");
	CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
	CU_ASSERT_STRING_EQUAL(plan->id, "pump");
	CU_ASSERT_EQUAL(plan->step_count, 2);
	CU_ASSERT_EQUAL(plan->steps[0].kind, STEP_EXERCISE);
	CU_ASSERT_EQUAL(plan->steps[0].line, 2);
	CU_ASSERT_EQUAL(plan->steps[0].trial, -1);
	CU_ASSERT_EQUAL(plan->steps[0].lasts_ns, 600 * NS_PER_S);
	CU_ASSERT_EQUAL(plan->steps[0].cue_count, 2);
	CU_ASSERT_STRING_EQUAL(plan->steps[0].cues[1], "down");
	CU_ASSERT_STRING_EQUAL(plan->steps[0].text, "Go.");
	CU_ASSERT_EQUAL(plan->steps[1].phase, 2);
	CU_ASSERT_TRUE(isnan(plan->steps[1].reps_per_min));
}

static void a_trial_holds_its_steps_and_factors(void)
{
	CHECK(told("trial({ condition = 'spu', leg = 'right', footwear = 'socks' }, function()\n"
	           "  rest { 'baseline', lasts = 5 * minutes }\n"
	           "  ask { 'pain', text = 'Pain?', scale = { 0, 10 }, anchors = { 'none', 'worst' } }\n"
	           "end)"), "");
	CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
	CU_ASSERT_EQUAL(plan->trial_count, 1);
	CU_ASSERT_EQUAL(plan->trials[0].first_step, 0);
	CU_ASSERT_EQUAL(plan->trials[0].step_count, 2);
	CU_ASSERT_STRING_EQUAL(plan->trials[0].info.condition, "spu");
	CU_ASSERT_EQUAL(plan->trials[0].info.factor_count, 2);
	CU_ASSERT_STRING_EQUAL(plan->trials[0].info.factors[1].value, "socks");
	CU_ASSERT_EQUAL(plan->steps[1].trial, 0);
	CU_ASSERT_EQUAL(plan->steps[1].question.high, 10);
	CU_ASSERT_STRING_EQUAL(plan->steps[1].question.anchors[1], "worst");
	CU_ASSERT_EQUAL(plan->steps[2].trial, -1);
}

static void a_count_of_repetitions_lasts_as_long_as_its_pace_says(void)
{
	CHECK(told("exercise { 'refill', count = 8, reps_per_min = 30 }"), "");
	CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
	CU_ASSERT_EQUAL(plan->steps[0].lasts_ns, 16 * NS_PER_S);
	CU_ASSERT_EQUAL(step_cue_total(&plan->steps[0]), 8);
}

static void order_follows_the_participants_number(void)
{
	static const char text[] = "for _, c in ipairs(order { 'still', 'spu' }) do mark(c) end";
	told(text);
	CU_ASSERT_STRING_EQUAL(plan->steps[0].text, "still");
	participant.number = 2;
	told(text);
	CU_ASSERT_STRING_EQUAL(plan->steps[0].text, "spu");
}

static void a_script_knows_participant_and_study_with_numbers_as_numbers(void)
{
	CHECK(told("mark(participant.id .. participant.number .. participant.group .. participant.visit)\n"
	           "mark(tostring(participant.age + 1) .. participant.sex .. tostring(participant.height))\n"
	           "mark(tostring(study.pace * 2) .. study.id)"), "");
	CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
	CU_ASSERT_STRING_EQUAL(plan->steps[0].text, "P011control2");
	CU_ASSERT_STRING_EQUAL(plan->steps[1].text, "55fnil");
	CU_ASSERT_STRING_EQUAL(plan->steps[2].text, "60calf");
}

static void the_shipped_protocols_have_no_problems(void)
{
	CHECK(run(EMBEDDED_TEXT(protocols_library_sit_still_lua)), "");
	CU_ASSERT_EQUAL(plan_span(plan).least_ns, 25 * 60 * NS_PER_S);
	CHECK(run(EMBEDDED_TEXT(protocols_library_soleus_pushup_lua)), "");
	CU_ASSERT_EQUAL(plan_span(plan).least_ns, 50 * 60 * NS_PER_S);
}

/* --- the same on every machine --- */

static void the_same_script_participant_and_seed_give_the_same_plan(void)
{
	run(EMBEDDED_TEXT(protocols_library_soleus_pushup_lua));
	char *first = plan_text(plan);
	run(EMBEDDED_TEXT(protocols_library_soleus_pushup_lua));
	char *second = plan_text(plan);
	CU_ASSERT_STRING_EQUAL(first, second);
	free(first);
	free(second);
}

static void pairs_and_next_have_one_order(void)
{
	CHECK(told("local all = ''\n"
	           "for k, v in pairs { zeta = 1, alpha = 2, [3] = false, [1] = 5, [true] = 1, [false] = 2, beta = 3 } do\n"
	           "  all = all .. tostring(k) .. '=' .. tostring(v) .. ' '\n"
	           "end\n"
	           "mark(all .. next({ b = 1, a = 2 }))\n"
	           "local t = { a = 1, b = 2, c = 3 }\n"
	           "for k in pairs(t) do t[k] = nil end\n"
	           "mark(tostring(next(t)))"), "");
	CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
	CU_ASSERT_STRING_EQUAL(plan->steps[0].text, "1=5 3=false alpha=2 beta=3 zeta=1 false=2 true=1 a");
	CU_ASSERT_STRING_EQUAL(plan->steps[1].text, "nil");
}

static void sorting_keeps_the_order_of_equal_elements(void)
{
	CHECK(told("local list = {}\n"
	           "for i = 1, 1001 do list[i] = { key = i * 7919 % 10, place = i } end\n"
	           "table.sort(list, function(a, b) return a.key < b.key end)\n"
	           "for i = 2, #list do\n"
	           "  local a, b = list[i - 1], list[i]\n"
	           "  assert(a.key < b.key or a.key == b.key and a.place < b.place)\n"
	           "end"), "");
}

static void nothing_shows_an_address(void)
{
	CHECK(told("mark(tostring({}))"), "2: a table cannot be written as a text\n");
	CHECK(told("mark(('%s'):format(rest))"), "2: a function cannot be written as a text\n");
	CHECK(told("mark(string.format('%-5p', 'x'))"), "2: %p would give another text in each run\n");
}

/* --- problems --- */

static void all_problems_are_told_in_one_run_by_line(void)
{
	CHECK(told("rest { 'baseline', lasts = -5 }\n"
	           "excercise { 'pushups' }\n"
	           "exercise { 'pushups', lasts = 10 * minuets, rep_per_min = 50 }\n"
	           "ask { 'pain', text = '' }"),
	      "2: rest: 'lasts' must be longer than 0 seconds, not -5\n"
	      "3: unknown word 'excercise'; did you mean 'exercise'?\n"
	      "4: exercise: unknown field 'rep_per_min'; did you mean 'reps_per_min'?\n"
	      "4: unknown word 'minuets'; did you mean 'minutes'?\n"
	      "5: ask: 'text' is empty\n"
	      "5: ask: needs exactly one of scale = { 0, 10 }, choices = { \"left\", \"right\" } and words = true\n");
	CU_ASSERT_PTR_NULL(plan);
	CU_ASSERT_EQUAL(problems.errors, 6);
}

static void a_problem_is_told_once_a_line_however_often_it_comes_by(void)
{
	CHECK(told("for i = 1, 3 do rest { 'phase' .. i, lasts = 'long' } end"),
	      "2: rest: 'lasts' must be a number of seconds such as 5 * minutes, not the text 'long'\n");
}

static void what_may_be_misspelt_is_not_called_missing(void)
{
	CHECK(told("rest { 'baseline', last = 60 * seconds }"), "2: rest: unknown field 'last'; did you mean 'lasts'?\n");
	CHECK(told("exercise { 'pump', lasts = 60 * seconds, rep_per_min = 50, cues = { 'up' } }"),
	      "2: exercise: unknown field 'rep_per_min'; did you mean 'reps_per_min'?\n");
	CHECK(told("ask { 'pain', txt = 'Pain?', scael = { 0, 10 } }\nrest { 'baseline' }"),
	      "2: ask: unknown field 'scael'; did you mean 'scale'?\n"
	      "2: ask: unknown field 'txt'; did you mean 'text'?\n"
	      "3: rest: 'lasts' is missing, for example lasts = 5 * minutes\n");
	CHECK(told("ask { 'remarks', text = true }"),
	      "2: ask: 'text' is the question's wording; for an answer in words please write words = true\n");
}

static void an_unknown_word_is_harmless_to_what_follows(void)
{
	CHECK(told("for _, c in ipairs(foo.bar { 1 }) do mark(c) end\n"
	           "for k in pairs(foo) do end\n"
	           "for x in foo() do end\n"
	           "for i = 1, foo do end\n"
	           "rest { 'x', lasts = 5 }"),
	      "2: unknown word 'foo'\n3: unknown word 'foo'\n4: unknown word 'foo'\n5: unknown word 'foo'\n");
}

static void a_protocol_comes_first_and_once(void)
{
	CHECK(run("rest { 'baseline', lasts = 60 * seconds }"),
	      "0: has no protocol { ... }, which must come first and say at least id, title and version\n");
	CHECK(run("tell 'Sit.'\nprotocol { id = 'pump', title = 'Pump', version = '1' }"),
	      "1: tell: stands before protocol { ... } of line 2, which must come first\n");
	CHECK(told("protocol { id = 'pump', title = 'Pump', version = '1' }"),
	      "2: protocol: stands here a second time; the first one is in line 1\n");
	CHECK(run("protocol { id = 'pump', title = 'Pump', version = '1' }"),
	      "0: plans nothing: it has no step such as rest { \"baseline\", lasts = 5 * minutes }\n");
}

static void a_protocol_says_what_it_is_and_needs(void)
{
	CHECK(run("protocol { id = 'My Pump', version = 1.0, needs = { toe = 'temprature', 'spo2' }, wants = 5 }\nrest { 'base', lasts = 60 * seconds }"),
	      "1: protocol: 'id' must be 2 to 26 of a-z, 0-9 and _, beginning with a letter, not the text 'My Pump'\n"
	      "1: protocol: 'temprature' is unknown as the quantity of 'toe'; did you mean 'temperature'?\n"
	      "1: protocol: 'title' is missing, for example title = \"Seated soleus push-ups\"\n"
	      "1: protocol: 'version' must be a text between quotation marks, not the number 1\n"
	      "1: protocol: 'wants' must be names of channels with their quantities, such as { toe = \"temperature\" }, not the number 5\n"
	      "1: protocol: a channel in 'needs' must be a name between quotation marks, not the number 1\n");
	CHECK(run("protocol { id = 'pump', title = 'P', version = '1', needs = { toe = 'temperature' }, wants = { toe = 'temperature' } }\nrest { 'base', lasts = 60 * seconds }"),
	      "1: protocol: 'toe' stands in 'needs' and in 'wants'; one of them is enough\n");
}

static void fields_are_held_to_their_types_and_ranges(void)
{
	static const struct { const char *script, *problem; } cases[] = {
		{ "rest()", "2: rest: needs a table, as in rest { \"baseline\", lasts = 5 * minutes }; it was given nothing\n" },
		{ "rest { lasts = 60 * seconds }", "2: rest: 'name' is missing; it comes first, as in rest { \"baseline\", lasts = 5 * minutes }\n" },
		{ "rest { 'baseline' }", "2: rest: 'lasts' is missing, for example lasts = 5 * minutes\n" },
		{ "rest { 'baseline', 60 }",
		  "2: rest: cannot tell what a value without a name stands for; please write name = value, as in rest { \"baseline\", lasts = 5 * minutes }\n" },
		{ "rest { 'Baseline', lasts = 60 * seconds }", "2: rest: 'name' must be 2 to 26 of a-z, 0-9 and _, beginning with a letter, not the text 'Baseline'\n" },
		{ "rest { 'baseline', lasts = 25 * hours }", "2: rest: 'lasts' must be at most 24 hours, not 90000 seconds\n" },
		{ "rest { 'baseline', lasts = 0/0 }", "2: rest: 'lasts' must be a number of seconds such as 5 * minutes, not a division of zero by zero\n" },
		{ "rest { 'baseline', lasts = 60 * seconds, say = 5 }", "2: rest: 'say' must be a text between quotation marks, not the number 5\n" },
		{ "tell ''", "2: tell: 'text' is empty\n" },
		{ "tell 'a\\0b'", "2: tell: 'text' holds a control character\n" },
		{ "tell '\\xff'", "2: tell: 'text' is not UTF-8; please save the script as UTF-8\n" },
		{ "mark(('x'):rep(2001))", "2: mark: 'text' is longer than 2000 characters\n" },
		{ "exercise { 'pump', reps_per_min = 30 }", "2: exercise: 'lasts' is missing, for example lasts = 10 * minutes\n" },
		{ "exercise { 'pump', lasts = 60 * seconds, reps_per_min = 401 }", "2: exercise: 'reps_per_min' must be a number from 0.5 to 400, not the number 401\n" },
		{ "exercise { 'pump', lasts = 60 * seconds, cues = { 'up' } }", "2: exercise: 'cues' need reps_per_min, which tells how often they come\n" },
		{ "exercise { 'pump', lasts = 60 * seconds, reps_per_min = 30, cues = 'up' }",
		  "2: exercise: 'cues' must be a list of 1 to 8 names such as { \"up\", \"down\" }, not the text 'up'\n" },
		{ "exercise { 'pump', lasts = 60 * seconds, reps_per_min = 30, cues = { 'UP' } }",
		  "2: exercise: 'cues': number 1 must be 2 to 26 of a-z, 0-9 and _, beginning with a letter, not the text 'UP'\n" },
		{ "exercise { 'pump', lasts = 60 * seconds, count = 3, reps_per_min = 30 }",
		  "2: exercise: 'lasts' and 'count' both tell how long it is; one of them is enough\n" },
		{ "exercise { 'pump', count = 3 }", "2: exercise: 'count' needs reps_per_min beside it, for example reps_per_min = 30\n" },
		{ "ask { 'pain', text = 'Pain?', scale = { 10, 0 } }", "2: ask: 'scale' must have the smaller number first, not { 10, 0 }\n" },
		{ "ask { 'pain', text = 'Pain?', scale = { 0 } }", "2: ask: 'scale' must be two numbers such as { 0, 10 }, not a table\n" },
		{ "ask { 'pain', text = 'Pain?', choices = { 'yes', 'yes' } }", "2: ask: 'choices': 'yes' stands there twice\n" },
		{ "ask { 'pain', text = 'Pain?', choices = { '2', '1' } }",
		  "2: ask: the choice '1' would be taken for the number of a choice; please use words, or a scale\n"
		  "2: ask: the choice '2' would be taken for the number of a choice; please use words, or a scale\n" },
		{ "ask { 'pain', text = 'Pain?', words = true, anchors = { 'a', 'b' } }", "2: ask: 'anchors' belong to a scale\n" },
		{ "order { 'still', 'still' }", "2: order: number 2 of the list is the same as number 1; a design is balanced over different conditions\n" },
		{ "order {}", "2: order: needs a plain list of 1 to 26 conditions\n" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		CHECK(told(cases[i].script), cases[i].problem);
}

static void a_suspicious_duration_is_a_warning_beside_a_plan(void)
{
	CHECK(told("rest { 'baseline', lasts = 5 }"), "2: warning: rest: 'lasts' is 5 seconds; was '5 * minutes' meant?\n");
	CU_ASSERT_PTR_NOT_NULL(plan);
	CHECK(told("rest { 'baseline', lasts = 300 * minutes }"), "2: warning: rest: 'lasts' is 5 hours; is that what was meant?\n");
	CU_ASSERT_PTR_NOT_NULL(plan);
	CU_ASSERT_EQUAL(problems.errors, 0);
}

static void a_trial_is_held_to_its_conditions_factors_and_place(void)
{
	static const struct { const char *script, *problem; } cases[] = {
		{ "trial({ leg = 'left' }, function() mark 'x' end)", "2: trial: 'condition' is missing, for example condition = \"still\"\n" },
		{ "trial({ condition = 'still', leg = 'rigth' }, function() mark 'x' end)",
		  "2: trial: 'leg' can be one of left, right, both, none, not 'rigth'; did you mean 'right'?\n" },
		{ "trial({ condition = 'still', footwear = 'boots' }, function() mark 'x' end)",
		  "2: trial: 'footwear' can be one of barefoot, socks, not 'boots'\n" },
		{ "trial({ condition = 'still', postur = 'sitting' }, function() mark 'x' end)",
		  "2: trial: unknown field 'postur'; did you mean 'posture'?\n" },
		{ "trial { condition = 'still' }",
		  "2: trial: needs a function after its table, as in trial({ condition = \"still\" }, function() ... end)\n" },
		{ "trial({ condition = 'still' }, function() end)", "2: trial: plans no step; its function is empty\n" },
		{ "trial({ condition = 'aa' }, function()\ntrial({ condition = 'bb' }, function() mark 'x' end)\nend)",
		  "3: trial: stands inside the trial of line 2; trials follow one another\n" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		CHECK(told(cases[i].script), cases[i].problem);
}

static void a_name_stands_once_in_a_trial_and_again_in_the_next(void)
{
	static const char two_trials[] = "for _, c in ipairs { 'still', 'spu' } do\n"
		"trial({ condition = c }, function()\n"
		"rest { 'baseline', lasts = 60 * seconds }\n%s\n"
		"ask { 'pain', text = 'Pain?', scale = { 0, c == '%s' and 5 or 10 } }\n%s\n"
		"end) end";
	char script[600];
	snprintf(script, sizeof script, two_trials, "", "", "");
	CHECK(told(script), "");
	snprintf(script, sizeof script, two_trials, "rest { 'baseline', lasts = 60 * seconds }", "", "ask { 'pain', text = 'Pain?', scale = { 0, 10 } }");
	CHECK(told(script),
	      "5: rest: there is a phase 'baseline' in line 4 of the same trial; please give one of them another name\n"
	      "7: ask: 'pain' has been asked in line 6 of the same trial; please give one of them another id\n");
	snprintf(script, sizeof script, two_trials, "", "spu", "");
	CHECK(told(script), "6: ask: 'pain' had other answers in line 6; one id is one column of the table\n");
}

static void unknown_covariates_and_keys_are_problems_and_missing_ones_nil(void)
{
	CHECK(told("local a = participant.agee"), "2: 'participant.agee' is unknown; did you mean 'age'?\n");
	CHECK(told("local a = study.pcae"), "2: 'study.pcae' is unknown; did you mean 'pace'?\n");
	CHECK(told("assert(participant.height == nil)"), "");
	CHECK(told("study.extra = 5"), "2: 'study' cannot be changed by a script\n");
}

/* --- Lua's own complaints --- */

static void a_syntax_error_has_its_line_and_a_hint(void)
{
	CHECK(run("rest { 'a'\n  lasts = 5 }"), "2: '}' expected (to close '{' at line 1) near 'lasts'; is a comma missing before it?\n");
	CHECK(run("for i = 1, 2 do\n"), "2: 'end' expected (to close 'for' at line 1) at the end of the file\n");
	CHECK(run("tell \"Sit."), "1: unfinished string at the end of the file; is a quotation mark missing?\n");
	CHECK(run("tell \xe2\x80\x9cSit.\xe2\x80\x9d"),
	      "1: syntax error near '<\\226>', a character that Lua does not know; is it a typographic quotation mark or dash?\n");
}

static void a_runtime_error_has_the_line_where_it_happened(void)
{
	CHECK(told("local function pace(x)\n  return x * 2\nend\npace(nil)"),
	      "3: cannot perform arithmetic on a value that was never set (local 'x')\n");
	CHECK(told("error('No pace for this group.')"), "2: No pace for this group\n");
	CHECK(told("local function need(x)\n  if not x then error('is needed', 2) end\nend\nneed(nil)"), "5: is needed\n");
	CHECK(told("table.sort({ 1, 'a' })"), "2: cannot compare string with number\n");
	CHECK(told("error()"), "2: error: was called without a text\n");
	CHECK(told("error('', 0)"), "2: error: was called without a text\n");
}

static void a_message_is_one_printable_line_whose_position_cannot_be_forged(void)
{
	CHECK(told("error('9:3: from nowhere', 0)"), "2: 9:3: from nowhere\n");
	CHECK(told("error('0:30000: from below the end', 0)"), "2: 0:30000: from below the end\n");
	CHECK(told("error('99999999999999999999:3: from far away', 0)"), "2: 99999999999999999999:3: from far away\n");
	CHECK(told("error('a\\nb\\27[31mc\\xff\\u{9b}d')"), "2: a b?[31mc???d\n");
	CHECK(told("rest { 'a\\27b', lasts = 60 * seconds }"),
	      "2: rest: 'name' must be 2 to 26 of a-z, 0-9 and _, beginning with a letter, not the text 'a?b'\n");
}

static void what_was_told_before_a_runtime_error_is_told_as_well(void)
{
	CHECK(told("rest { 'baseline', lasts = 0 }\nlocal x = nil + 1"),
	      "2: rest: 'lasts' must be longer than 0 seconds, not 0\n"
	      "3: cannot perform arithmetic on a value that was never set\n");
}

static void a_file_that_cannot_be_read_is_a_problem_of_line_0(void)
{
	forget();
	plan = script_plan(scripts_path("absent.lua"), &context, &problems);
	CU_ASSERT_PTR_NULL(plan);
	CU_ASSERT_EQUAL(problems.count, 1);
	CU_ASSERT_EQUAL(problems.list[0].line, 0);
	CU_ASSERT_STRING_EQUAL(problems.list[0].text, "cannot be read: No such file or directory");
}

static void a_byte_order_mark_is_passed_over_and_a_binary_refused(void)
{
	CHECK(run("\xef\xbb\xbfprotocol { id = 'pump', title = 'P', version = '1' } rest { 'base', lasts = 60 * seconds }"), "");
	CHECK(run("\x1bLua"), "0: is not a text file\n");
	CHECK(run_bytes("\0\0\0\0", 4), "1: unexpected symbol\n");
}

/* --- the sandbox --- */

static void the_world_outside_is_not_there(void)
{
	static const char *const words[] = { "io", "os", "package", "debug", "load", "loadfile", "dofile", "collectgarbage",
		"print", "pcall", "xpcall", "coroutine", "setmetatable", "getmetatable", "rawset", "_G",
		"math.random", "math.randomseed", "string.dump" };
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		char script[64], beginning[64];
		snprintf(script, sizeof script, "local x = %s", words[i]);
		snprintf(beginning, sizeof beginning, "2: '%s' does not exist in a protocol: ", words[i]);
		CU_ASSERT_EQUAL(strncmp(told(script), beginning, strlen(beginning)), 0);
	}
}

static void methods_of_texts_are_those_of_the_sandbox(void)
{
	CHECK(told("local x = ('x').dump"), "2: 'string.dump' does not exist in a protocol: a script reads and writes no files; "
	      "require \"name\" finds a file beside the script\n");
}

static void the_words_of_the_language_cannot_be_changed(void)
{
	CHECK(told("rest = 5\nfunction my_own() return 1 end\nmy_own()"),
	      "2: 'rest' is a word of the protocol language; please choose another name\n");
}

#define ENDLESS "still running after 10 million instructions; does this loop end?\n"
#define MEMORY "needs more memory than a protocol may have (64 MiB; 1 MiB for a list, 16 KiB for a text); does something grow for ever?\n"
#define DEEP "functions call one another too deeply; does one call itself for ever?\n"

static void a_script_that_never_ends_is_stopped_at_its_line(void)
{
	CHECK(told("while true do end"), "2: " ENDLESS);
	CHECK(told("local function forever()\n  while true do end\nend\ntable.sort({ 1, 2 }, forever)"), "3: " ENDLESS);
	CHECK(told("while true do local s = (''):rep(1e15) end"), "2: " ENDLESS);
	CHECK(told("local s = ('x'):rep(16000)\nwhile true do s:upper() end"), "3: " ENDLESS);
	CHECK(told("local s = ('a'):rep(5000)\ns:find('.-.-.-.-b')"), "3: this pattern could search for ever in a text of 5000 characters\n");
	CHECK(told("local s = ('('):rep(16000)\ns:find('%b()')"), "3: this pattern could search for ever in a text of 16000 characters\n");
	CHECK(told("local s, p = ('b'):rep(16000), '[' .. ('a'):rep(16000) .. ']'\nwhile true do s:find(p) end"), "3: " ENDLESS);
}

static void a_script_that_takes_all_memory_is_stopped_at_its_line(void)
{
	CHECK(told("local s = 'x'\nwhile true do\n  s = s .. s\nend"), "4: " MEMORY);
	CHECK(told("local t = {}\nfor i = 1, 1e9 do\n  t[i] = { i }\nend"), "4: " MEMORY);
	CHECK(told("for i = 1, 1e9 do\n  mark 'again'\nend"), "3: plans more than 10000 steps; does a loop go too far?\n");
}

static void a_script_that_calls_itself_for_ever_is_stopped_at_its_line(void)
{
	CHECK(told("function f(n)\n  return 1 + f(n)\nend\nf(1)"), "3: " DEEP);
	CHECK(told("function f(x)\n  return (x:gsub('.', f))\nend\nf('a')"), "3: " DEEP);
	static char brackets[3000] = "x = ";
	memset(brackets + 4, '(', sizeof brackets - 5);
	CHECK(run(brackets), "0: " DEEP);
}

/* Each call looks at 60000 things in a single instruction. */
static void a_script_whose_few_instructions_take_long_is_stopped_as_well(void)
{
	CHECK(told("local t = {}\nfor i = 1, 60000 do t[i] = i end\nwhile true do pick(t) end"),
	      "4: pick: needs a plain list of 1 to 1000 conditions\n4: still running after 2 seconds of work; does this loop end?\n");
}

static void more_than_a_hundred_problems_end_the_run(void)
{
	told("for i = 1, 1e9 do rest { 'x' .. i, lasts = -i } end");
	CU_ASSERT_EQUAL(problems.count, 101);
	CU_ASSERT_STRING_EQUAL(problems.list[0].text, "there are more than 100 problems; please mend the first of them and try again");
}

/* --- require --- */

#define WRITE(name, text) scripts_write(name, text, strlen(text))

static void require_finds_a_file_beside_the_script_once(void)
{
	WRITE("shared.lua", "mark 'loaded'\nreturn { pace = 50 }");
	CHECK(told("local a, b = require 'shared', require 'shared'\nassert(a == b and a.pace == 50)"), "");
	CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
	CU_ASSERT_EQUAL(plan->step_count, 2);
	CU_ASSERT_EQUAL(plan->steps[0].line, 2);
}

static void a_problem_in_a_required_file_has_that_files_name_and_line(void)
{
	WRITE("bad.lua", "\n\nrest { 'baseline', lasts = -1 }");
	WRITE("broken.lua", "x = = 3");
	told("require 'bad'\nrequire 'broken'");
	CU_ASSERT_EQUAL_FATAL(problems.count, 2);
	CU_ASSERT_STRING_EQUAL(problems.list[0].file, scripts_path("bad.lua"));
	CU_ASSERT_EQUAL(problems.list[0].line, 3);
	CU_ASSERT_STRING_EQUAL(problems.list[1].file, scripts_path("broken.lua"));
	CU_ASSERT_EQUAL(problems.list[1].line, 1);
}

static void require_goes_nowhere_else(void)
{
	static const char *const names[] = { "../script", "/etc/passwd", "a/b", "..", "", "x.lua" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char script[64];
		snprintf(script, sizeof script, "require '%s'", names[i]);
		CHECK(told(script), "2: require: needs the name of a file beside the script, without folder and without '.lua'\n");
	}
	CHECK(told("require 'nowhere'"), "2: require: there is no file 'nowhere.lua' beside the script\n");
	CU_ASSERT_EQUAL(symlink("/etc/hosts", scripts_path("link.lua")), 0);
	CHECK(told("require 'link'"), "2: require: there is no file 'link.lua' beside the script\n");
}

static void files_that_require_one_another_are_told_so(void)
{
	WRITE("ping.lua", "require 'pong'");
	WRITE("pong.lua", "require 'ping'");
	CHECK(told("require 'ping'"), "1: require: 'ping.lua' leads back to itself\n");
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
	TEST(all_problems_are_told_in_one_run_by_line),
	TEST(a_problem_is_told_once_a_line_however_often_it_comes_by),
	TEST(what_may_be_misspelt_is_not_called_missing),
	TEST(an_unknown_word_is_harmless_to_what_follows),
	TEST(a_protocol_comes_first_and_once),
	TEST(a_protocol_says_what_it_is_and_needs),
	TEST(fields_are_held_to_their_types_and_ranges),
	TEST(a_suspicious_duration_is_a_warning_beside_a_plan),
	TEST(a_trial_is_held_to_its_conditions_factors_and_place),
	TEST(a_name_stands_once_in_a_trial_and_again_in_the_next),
	TEST(unknown_covariates_and_keys_are_problems_and_missing_ones_nil),
	TEST(a_syntax_error_has_its_line_and_a_hint),
	TEST(a_runtime_error_has_the_line_where_it_happened),
	TEST(a_message_is_one_printable_line_whose_position_cannot_be_forged),
	TEST(what_was_told_before_a_runtime_error_is_told_as_well),
	TEST(a_file_that_cannot_be_read_is_a_problem_of_line_0),
	TEST(a_byte_order_mark_is_passed_over_and_a_binary_refused),
	TEST(the_world_outside_is_not_there),
	TEST(methods_of_texts_are_those_of_the_sandbox),
	TEST(the_words_of_the_language_cannot_be_changed),
	TEST(a_script_that_never_ends_is_stopped_at_its_line),
	TEST(a_script_that_takes_all_memory_is_stopped_at_its_line),
	TEST(a_script_that_calls_itself_for_ever_is_stopped_at_its_line),
	TEST(a_script_whose_few_instructions_take_long_is_stopped_as_well),
	TEST(more_than_a_hundred_problems_end_the_run),
	TEST(require_finds_a_file_beside_the_script_once),
	TEST(a_problem_in_a_required_file_has_that_files_name_and_line),
	TEST(require_goes_nowhere_else),
	TEST(files_that_require_one_another_are_told_so),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo script_suite = {
	.pName = "script", .pInitFunc = scripts_make_folder, .pCleanupFunc = scripts_remove_folder,
	.pSetUpFunc = fresh_participant, .pTearDownFunc = forget, .pTests = tests,
};
