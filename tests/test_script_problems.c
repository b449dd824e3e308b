/* test_script_problems.c - what a script is told that says something wrong */

#include "protocols/script.h"
#include "tests/suites.h"

#include <stdio.h>

#include "tests/script_run.h"

static struct script_run run;

static void set_up(void)
{
	script_run_begin(&run);
}

static void tear_down(void)
{
	script_run_end(&run);
}

static void all_problems_are_told_in_one_run_by_line(void)
{
	CHECK(told(&run, "rest { 'baseline', lasts = -5 }\n"
	           "excercise { 'pushups' }\n"
	           "exercise { 'pushups', lasts = 10 * minuets, rep_per_min = 50 }\n"
	           "ask { 'pain', text = '' }"),
	      "2: rest: 'lasts' must be longer than 0 seconds, not -5\n"
	      "3: unknown word 'excercise'; did you mean 'exercise'?\n"
	      "4: exercise: unknown field 'rep_per_min'; did you mean 'reps_per_min'?\n"
	      "4: unknown word 'minuets'; did you mean 'minutes'?\n"
	      "5: ask: 'text' is empty\n"
	      "5: ask: needs exactly one of scale = { 0, 10 }, choices = { \"left\", \"right\" } and words = true\n");
	CU_ASSERT_PTR_NULL(run.plan);
	CU_ASSERT_EQUAL(run.problems.errors, 6);
}

static void a_problem_is_told_once_a_line_however_often_it_comes_by(void)
{
	CHECK(told(&run, "for i = 1, 3 do rest { 'phase' .. i, lasts = 'long' } end"),
	      "2: rest: 'lasts' must be a number of seconds such as 5 * minutes, not the text 'long'\n");
}

static void what_may_be_misspelt_is_not_called_missing(void)
{
	CHECK(told(&run, "rest { 'baseline', last = 60 * seconds }"), "2: rest: unknown field 'last'; did you mean 'lasts'?\n");
	CHECK(told(&run, "exercise { 'pump', lasts = 60 * seconds, rep_per_min = 50, cues = { 'up' } }"),
	      "2: exercise: unknown field 'rep_per_min'; did you mean 'reps_per_min'?\n");
	CHECK(told(&run, "ask { 'pain', txt = 'Pain?', scael = { 0, 10 } }\nrest { 'baseline' }"),
	      "2: ask: unknown field 'scael'; did you mean 'scale'?\n"
	      "2: ask: unknown field 'txt'; did you mean 'text'?\n"
	      "3: rest: 'lasts' is missing, for example lasts = 5 * minutes\n");
	CHECK(told(&run, "ask { 'remarks', text = true }"),
	      "2: ask: 'text' is the question's wording; for an answer in words please write words = true\n");
}

static void an_unknown_word_is_harmless_to_what_follows(void)
{
	CHECK(told(&run, "for _, c in ipairs(foo.bar { 1 }) do mark(c) end\n"
	           "for k in pairs(foo) do end\n"
	           "for x in foo() do end\n"
	           "for i = 1, foo do end\n"
	           "rest { 'x', lasts = 5 }"),
	      "2: unknown word 'foo'\n3: unknown word 'foo'\n4: unknown word 'foo'\n5: unknown word 'foo'\n");
}

static void a_protocol_comes_first_and_once(void)
{
	CHECK(told_whole(&run, "rest { 'baseline', lasts = 60 * seconds }"),
	      "0: has no protocol { ... }, which must come first and say at least id, title and version\n");
	CHECK(told_whole(&run, "tell 'Sit.'\nprotocol { id = 'pump', title = 'Pump', version = '1' }"),
	      "1: tell: stands before protocol { ... } of line 2, which must come first\n");
	CHECK(told(&run, "protocol { id = 'pump', title = 'Pump', version = '1' }"),
	      "2: protocol: stands here a second time; the first one is in line 1\n");
	CHECK(told_whole(&run, "protocol { id = 'pump', title = 'Pump', version = '1' }"),
	      "0: plans nothing: it has no step such as rest { \"baseline\", lasts = 5 * minutes }\n");
}

static void a_protocol_says_what_it_is_and_needs(void)
{
	CHECK(told_whole(&run, "protocol { id = 'My Pump', version = 1.0, needs = { toe = 'temprature', 'spo2' }, wants = 5 }\nrest { 'base', lasts = 60 * seconds }"),
	      "1: protocol: 'id' must be 2 to 26 of a-z, 0-9 and _, beginning with a letter, not the text 'My Pump'\n"
	      "1: protocol: 'temprature' is unknown as the quantity of 'toe'; did you mean 'temperature'?\n"
	      "1: protocol: 'title' is missing, for example title = \"Seated soleus push-ups\"\n"
	      "1: protocol: 'version' must be a text between quotation marks, not the number 1\n"
	      "1: protocol: 'wants' must be names of channels with their quantities, such as { toe = \"temperature\" }, not the number 5\n"
	      "1: protocol: a channel in 'needs' must be a name between quotation marks, not the number 1\n");
	CHECK(told_whole(&run, "protocol { id = 'pump', title = 'P', version = '1', needs = { toe = 'temperature' }, wants = { toe = 'temperature' } }\nrest { 'base', lasts = 60 * seconds }"),
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
		CHECK(told(&run, cases[i].script), cases[i].problem);
}

static void a_suspicious_duration_is_a_warning_beside_a_plan(void)
{
	CHECK(told(&run, "rest { 'baseline', lasts = 5 }"), "2: warning: rest: 'lasts' is 5 seconds; was '5 * minutes' meant?\n");
	CU_ASSERT_PTR_NOT_NULL(run.plan);
	CHECK(told(&run, "rest { 'baseline', lasts = 300 * minutes }"), "2: warning: rest: 'lasts' is 5 hours; is that what was meant?\n");
	CU_ASSERT_PTR_NOT_NULL(run.plan);
	CU_ASSERT_EQUAL(run.problems.errors, 0);
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
		CHECK(told(&run, cases[i].script), cases[i].problem);
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
	CHECK(told(&run, script), "");
	snprintf(script, sizeof script, two_trials, "rest { 'baseline', lasts = 60 * seconds }", "", "ask { 'pain', text = 'Pain?', scale = { 0, 10 } }");
	CHECK(told(&run, script),
	      "5: rest: there is a phase 'baseline' in line 4 of the same trial; please give one of them another name\n"
	      "7: ask: 'pain' has been asked in line 6 of the same trial; please give one of them another id\n");
	snprintf(script, sizeof script, two_trials, "", "spu", "");
	CHECK(told(&run, script), "6: ask: 'pain' had other answers in line 6; one id is one column of the table\n");
}

static void unknown_covariates_and_keys_are_problems_and_missing_ones_nil(void)
{
	CHECK(told(&run, "local a = participant.agee"), "2: 'participant.agee' is unknown; did you mean 'age'?\n");
	CHECK(told(&run, "local a = study.pcae"), "2: 'study.pcae' is unknown; did you mean 'pace'?\n");
	CHECK(told(&run, "assert(participant.height == nil)"), "");
	CHECK(told(&run, "study.extra = 5"), "2: 'study' cannot be changed by a script\n");
}

/* --- Lua's own complaints --- */

static void a_syntax_error_has_its_line_and_a_hint(void)
{
	CHECK(told_whole(&run, "rest { 'a'\n  lasts = 5 }"), "2: '}' expected (to close '{' at line 1) near 'lasts'; is a comma missing before it?\n");
	CHECK(told_whole(&run, "for i = 1, 2 do\n"), "2: 'end' expected (to close 'for' at line 1) at the end of the file\n");
	CHECK(told_whole(&run, "tell \"Sit."), "1: unfinished string at the end of the file; is a quotation mark missing?\n");
	CHECK(told_whole(&run, "tell \xe2\x80\x9cSit.\xe2\x80\x9d"),
	      "1: syntax error near '<\\226>', a character that Lua does not know; is it a typographic quotation mark or dash?\n");
}

static void a_runtime_error_has_the_line_where_it_happened(void)
{
	CHECK(told(&run, "local function pace(x)\n  return x * 2\nend\npace(nil)"),
	      "3: cannot perform arithmetic on a value that was never set (local 'x')\n");
	CHECK(told(&run, "error('No pace for this group.')"), "2: No pace for this group\n");
	CHECK(told(&run, "local function need(x)\n  if not x then error('is needed', 2) end\nend\nneed(nil)"), "5: is needed\n");
	CHECK(told(&run, "table.sort({ 1, 'a' })"), "2: cannot compare string with number\n");
	CHECK(told(&run, "error()"), "2: error: was called without a text\n");
	CHECK(told(&run, "error('', 0)"), "2: error: was called without a text\n");
}

static void a_message_is_one_printable_line_whose_position_cannot_be_forged(void)
{
	CHECK(told(&run, "error('9:3: from nowhere', 0)"), "2: 9:3: from nowhere\n");
	CHECK(told(&run, "error('0:30000: from below the end', 0)"), "2: 0:30000: from below the end\n");
	CHECK(told(&run, "error('99999999999999999999:3: from far away', 0)"), "2: 99999999999999999999:3: from far away\n");
	CHECK(told(&run, "error('a\\nb\\27[31mc\\xff\\u{9b}d')"), "2: a b?[31mc???d\n");
	CHECK(told(&run, "rest { 'a\\27b', lasts = 60 * seconds }"),
	      "2: rest: 'name' must be 2 to 26 of a-z, 0-9 and _, beginning with a letter, not the text 'a?b'\n");
}

static void what_was_told_before_a_runtime_error_is_told_as_well(void)
{
	CHECK(told(&run, "rest { 'baseline', lasts = 0 }\nlocal x = nil + 1"),
	      "2: rest: 'lasts' must be longer than 0 seconds, not 0\n"
	      "3: cannot perform arithmetic on a value that was never set\n");
}

static void a_file_that_cannot_be_read_is_a_problem_of_line_0(void)
{
	script_run_end(&run);
	run.plan = script_plan(scripts_path("absent.lua"), &run.context, &run.problems);
	CU_ASSERT_PTR_NULL(run.plan);
	CU_ASSERT_EQUAL(run.problems.count, 1);
	CU_ASSERT_EQUAL(run.problems.list[0].line, 0);
	CU_ASSERT_STRING_EQUAL(run.problems.list[0].text, "cannot be read: No such file or directory");
}

static void a_byte_order_mark_is_passed_over_and_a_binary_refused(void)
{
	CHECK(told_whole(&run, "\xef\xbb\xbfprotocol { id = 'pump', title = 'P', version = '1' } rest { 'base', lasts = 60 * seconds }"), "");
	CHECK(told_whole(&run, "\x1bLua"), "0: is not a text file\n");
	CHECK(told_bytes(&run, "\0\0\0\0", 4), "1: unexpected symbol\n");
}

static CU_TestInfo tests[] = {
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
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo script_problems_suite = {
	.pName = "script problems", .pInitFunc = scripts_make_folder, .pCleanupFunc = scripts_remove_folder,
	.pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
