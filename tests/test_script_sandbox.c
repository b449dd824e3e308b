/* test_script_sandbox.c - what a script can reach, and when it is stopped */

#include "protocols/script.h"
#include "tests/suites.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

static void the_world_outside_is_not_there(void)
{
	static const char *const words[] = { "io", "os", "package", "debug", "load", "loadfile", "dofile", "collectgarbage",
		"print", "pcall", "xpcall", "coroutine", "setmetatable", "getmetatable", "rawset", "_G",
		"math.random", "math.randomseed", "string.dump" };
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		char script[64], beginning[64];
		snprintf(script, sizeof script, "local x = %s", words[i]);
		snprintf(beginning, sizeof beginning, "2: '%s' does not exist in a protocol: ", words[i]);
		CU_ASSERT_EQUAL(strncmp(told(&run, script), beginning, strlen(beginning)), 0);
	}
}

static void methods_of_texts_are_those_of_the_sandbox(void)
{
	CHECK(told(&run, "local x = ('x').dump"), "2: 'string.dump' does not exist in a protocol: a script reads and writes no files; "
	      "require \"name\" finds a file beside the script\n");
}

static void the_words_of_the_language_cannot_be_changed(void)
{
	CHECK(told(&run, "rest = 5\nfunction my_own() return 1 end\nmy_own()"),
	      "2: 'rest' is a word of the protocol language; please choose another name\n");
}

#define ENDLESS "still running after 10 million instructions; does this loop end?\n"
#define MEMORY "needs more memory than a protocol may have (64 MiB; 1 MiB for a list, 16 KiB for a text); does something grow for ever?\n"
#define DEEP "functions call one another too deeply; does one call itself for ever?\n"

static void a_script_that_never_ends_is_stopped_at_its_line(void)
{
	CHECK(told(&run, "while true do end"), "2: " ENDLESS);
	CHECK(told(&run, "local function forever()\n  while true do end\nend\ntable.sort({ 1, 2 }, forever)"), "3: " ENDLESS);
	CHECK(told(&run, "while true do local s = (''):rep(1e15) end"), "2: " ENDLESS);
	CHECK(told(&run, "local s = ('x'):rep(16000)\nwhile true do s:upper() end"), "3: " ENDLESS);
	CHECK(told(&run, "local s = ('a'):rep(5000)\ns:find('.-.-.-.-b')"), "3: this pattern could search for ever in a text of 5000 characters\n");
	CHECK(told(&run, "local s = ('('):rep(16000)\ns:find('%b()')"), "3: this pattern could search for ever in a text of 16000 characters\n");
	CHECK(told(&run, "local s, p = ('b'):rep(16000), '[' .. ('a'):rep(16000) .. ']'\nwhile true do s:find(p) end"), "3: " ENDLESS);
}

static void a_script_that_takes_all_memory_is_stopped_at_its_line(void)
{
	CHECK(told(&run, "local s = 'x'\nwhile true do\n  s = s .. s\nend"), "4: " MEMORY);
	CHECK(told(&run, "local t = {}\nfor i = 1, 1e9 do\n  t[i] = { i }\nend"), "4: " MEMORY);
	CHECK(told(&run, "for i = 1, 1e9 do\n  mark 'again'\nend"), "3: plans more than 10000 steps; does a loop go too far?\n");
}

static void a_script_that_calls_itself_for_ever_is_stopped_at_its_line(void)
{
	CHECK(told(&run, "function f(n)\n  return 1 + f(n)\nend\nf(1)"), "3: " DEEP);
	CHECK(told(&run, "function f(x)\n  return (x:gsub('.', f))\nend\nf('a')"), "3: " DEEP);
	static char brackets[3000] = "x = ";
	memset(brackets + 4, '(', sizeof brackets - 5);
	CHECK(told_whole(&run, brackets), "0: " DEEP);
}

/* Each call looks at 60000 things in a single instruction. */
static void a_script_whose_few_instructions_take_long_is_stopped_as_well(void)
{
	CHECK(told(&run, "local t = {}\nfor i = 1, 60000 do t[i] = i end\nwhile true do pick(t) end"),
	      "4: pick: needs a plain list of 1 to 1000 conditions\n4: still running after 2 seconds of work; does this loop end?\n");
}

static void more_than_a_hundred_problems_end_the_run(void)
{
	told(&run, "for i = 1, 1e9 do rest { 'x' .. i, lasts = -i } end");
	CU_ASSERT_EQUAL(run.problems.count, 101);
	CU_ASSERT_STRING_EQUAL(run.problems.list[0].text, "there are more than 100 problems; please mend the first of them and try again");
}

/* --- require --- */

#define WRITE(name, text) scripts_write(name, text, strlen(text))

static void require_finds_a_file_beside_the_script_once(void)
{
	WRITE("shared.lua", "mark 'loaded'\nreturn { pace = 50 }");
	CHECK(told(&run, "local a, b = require 'shared', require 'shared'\nassert(a == b and a.pace == 50)"), "");
	CU_ASSERT_PTR_NOT_NULL_FATAL(run.plan);
	CU_ASSERT_EQUAL(run.plan->step_count, 2);
	CU_ASSERT_EQUAL(run.plan->steps[0].line, 2);
}

static void a_problem_in_a_required_file_has_that_files_name_and_line(void)
{
	WRITE("bad.lua", "\n\nrest { 'baseline', lasts = -1 }");
	WRITE("broken.lua", "x = = 3");
	told(&run, "require 'bad'\nrequire 'broken'");
	CU_ASSERT_EQUAL_FATAL(run.problems.count, 2);
	CU_ASSERT_STRING_EQUAL(run.problems.list[0].file, scripts_path("bad.lua"));
	CU_ASSERT_EQUAL(run.problems.list[0].line, 3);
	CU_ASSERT_STRING_EQUAL(run.problems.list[1].file, scripts_path("broken.lua"));
	CU_ASSERT_EQUAL(run.problems.list[1].line, 1);
}

static void require_goes_nowhere_else(void)
{
	static const char *const names[] = { "../script", "/etc/passwd", "a/b", "..", "", "x.lua" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char script[64];
		snprintf(script, sizeof script, "require '%s'", names[i]);
		CHECK(told(&run, script), "2: require: needs the name of a file beside the script, without folder and without '.lua'\n");
	}
	CHECK(told(&run, "require 'nowhere'"), "2: require: there is no file 'nowhere.lua' beside the script\n");
	CU_ASSERT_EQUAL(symlink("/etc/hosts", scripts_path("link.lua")), 0);
	CHECK(told(&run, "require 'link'"), "2: require: there is no file 'link.lua' beside the script\n");
}

static void files_that_require_one_another_are_told_so(void)
{
	WRITE("ping.lua", "require 'pong'");
	WRITE("pong.lua", "require 'ping'");
	CHECK(told(&run, "require 'ping'"), "1: require: 'ping.lua' leads back to itself\n");
}

static CU_TestInfo tests[] = {
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
const CU_SuiteInfo script_sandbox_suite = {
	.pName = "script sandbox", .pInitFunc = scripts_make_folder, .pCleanupFunc = scripts_remove_folder,
	.pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
