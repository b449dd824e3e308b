/* test_typing.c - lines become answers, and verbs that can be taken back */

#include <stdlib.h>
#include <string.h>

#include "console/typing.h"
#include "tests/suites.h"

static struct typing typing;
static struct error error;

static void nothing_typed(void)
{
	typing = (struct typing){0};
}

/* Types a text, its first byte at 100 and each further one 10 later; what the last byte gave. */
static struct typed type(const char *text)
{
	struct typed typed = {0};
	for (int64_t at = 100; *text; text++, at += 10)
		typed = typing_byte(&typing, *text, at, &error);
	return typed;
}

static void a_line_is_an_answer(void)
{
	CU_ASSERT_EQUAL(type("6.5").kind, TYPED_NOTHING);
	struct typed typed = type("\n");
	CU_ASSERT_EQUAL(typed.kind, TYPED_LINE);
	CU_ASSERT_STRING_EQUAL(typed.line, "6.5");
	CU_ASSERT_EQUAL(type("\r\n").kind, TYPED_LINE);
}

static void a_mark_is_stamped_with_its_first_byte(void)
{
	struct typed typed = type("/mark coughs\n");
	CU_ASSERT_EQUAL(typed.kind, TYPED_COMMAND);
	CU_ASSERT_EQUAL(typed.command.verb, OPERATOR_MARK);
	CU_ASSERT_STRING_EQUAL(typed.command.text, "coughs");
	CU_ASSERT_EQUAL(typed.command.stamped_ns, 100);
	CU_ASSERT_STRING_EQUAL(type("/mark\n").command.text, "");
}

static void the_longest_verb_is_meant(void)
{
	CU_ASSERT_EQUAL(type("/pause\n").command.verb, OPERATOR_PAUSE);
	CU_ASSERT_EQUAL(type("/pause now\n").command.verb, OPERATOR_PAUSE_NOW);
	CU_ASSERT_EQUAL(type("/pauses\n").kind, TYPED_WRONG);
	CU_ASSERT_EQUAL(type("/pause later\n").kind, TYPED_WRONG);
}

static void what_changes_the_course_is_asked_about_and_can_be_taken_back(void)
{
	static const char *const verbs[] = { "/redo x\n", "/skip x\n", "/end x\n", "/finish x\n", "/stop\n", "/leave\n" };
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		struct typed asks = type(verbs[i]);
		CU_ASSERT_EQUAL(asks.kind, TYPED_ASKS);
		CU_ASSERT_EQUAL(type("n\n").kind, TYPED_BACK);
		type(verbs[i]);
		struct typed confirmed = type("\n");
		CU_ASSERT_EQUAL(confirmed.kind, TYPED_COMMAND);
		CU_ASSERT_EQUAL(confirmed.command.verb, asks.command.verb);
		type(verbs[i]);
		CU_ASSERT_EQUAL(type("yes\n").kind, TYPED_COMMAND);
	}
}

static void what_waits_to_be_confirmed_keeps_nothing_else_from_being_said(void)
{
	type("/skip too long\n");
	struct typed adverse = type("/adverse chest pain\n");
	CU_ASSERT_EQUAL(adverse.kind, TYPED_COMMAND);
	CU_ASSERT_EQUAL(adverse.command.verb, OPERATOR_ADVERSE);
	CU_ASSERT_STRING_EQUAL(adverse.command.text, "chest pain");
	CU_ASSERT_EQUAL(type("/status\n").kind, TYPED_STATUS);
	CU_ASSERT_EQUAL(type("36.5\n").kind, TYPED_WRONG);
	CU_ASSERT_STRING_EQUAL(error.text, "'36.5' is not taken: say first whether /skip is meant; Enter confirms it, n takes it back.");
	struct typed confirmed = type("\n");
	CU_ASSERT_EQUAL(confirmed.kind, TYPED_COMMAND);
	CU_ASSERT_EQUAL(confirmed.command.verb, OPERATOR_SKIP);
	CU_ASSERT_STRING_EQUAL(confirmed.command.text, "too long");
	CU_ASSERT_EQUAL(type("36.5\n").kind, TYPED_LINE);
}

static void the_newest_verb_is_asked_about(void)
{
	type("/skip too long\n");
	struct typed stop = type("/stop faint\n");
	CU_ASSERT_EQUAL(stop.kind, TYPED_ASKS);
	CU_ASSERT_EQUAL(stop.command.verb, OPERATOR_STOP);
	CU_ASSERT_EQUAL(stop.instead_of, OPERATOR_SKIP);
}

static void nothing_undoes_an_emergency_that_does_not_say_so(void)
{
	static const char *const others[] = { "/redo shoe\n", "/finish x\n", "/leave\n", "pain\n", "/stop again\n" };
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		CU_ASSERT_EQUAL(type("/stop pain\n").kind, TYPED_ASKS);
		CU_ASSERT_EQUAL(type(others[i]).kind, TYPED_WRONG);
		CU_ASSERT_EQUAL(type("/note fainted\n").kind, TYPED_COMMAND);
		struct typed confirmed = type("y\n");
		CU_ASSERT_EQUAL(confirmed.command.verb, OPERATOR_STOP);
		CU_ASSERT_STRING_EQUAL(confirmed.command.text, "pain");
	}
	type("/stop\n");
	CU_ASSERT_EQUAL(type("/go\n").kind, TYPED_BACK);
	CU_ASSERT_EQUAL(type("/go\n").kind, TYPED_COMMAND);
}

static void a_reason_is_asked_for_where_it_is_wanted(void)
{
	CU_ASSERT_EQUAL(type("/redo\n").kind, TYPED_WRONG);
	CU_ASSERT_STRING_EQUAL(error.text, "Please say more: /redo REASON.");
	CU_ASSERT_EQUAL(type("\n").kind, TYPED_LINE);
}

static void a_verb_that_is_not_known_is_told(void)
{
	CU_ASSERT_EQUAL(type("/marc here\n").kind, TYPED_WRONG);
	CU_ASSERT_STRING_EQUAL(error.text, "There is no /marc; did you mean 'mark'? /help lists what there is.");
}

static void help_lists_every_verb(void)
{
	CU_ASSERT_EQUAL(type("/help\n").kind, TYPED_HELP);
	char *help = typing_help();
	CU_ASSERT_PTR_NOT_NULL(strstr(help, "  /pause now"));
	CU_ASSERT_PTR_NOT_NULL(strstr(help, "  /redo REASON"));
	CU_ASSERT_PTR_NOT_NULL(strstr(help, "  /status"));
	free(help);
}

static void status_is_asked_for_at_any_time(void)
{
	CU_ASSERT_EQUAL(type("/status\n").kind, TYPED_STATUS);
}

static void a_line_that_is_too_long_is_cut(void)
{
	char line[2 * TYPED_MOST] = "";
	memset(line, 'x', sizeof line - 2);
	line[sizeof line - 2] = '\n';
	CU_ASSERT_EQUAL(strlen(type(line).line), TYPED_MOST - 1);
}

static CU_TestInfo tests[] = {
	TEST(a_line_is_an_answer),
	TEST(a_mark_is_stamped_with_its_first_byte),
	TEST(the_longest_verb_is_meant),
	TEST(what_changes_the_course_is_asked_about_and_can_be_taken_back),
	TEST(what_waits_to_be_confirmed_keeps_nothing_else_from_being_said),
	TEST(the_newest_verb_is_asked_about),
	TEST(nothing_undoes_an_emergency_that_does_not_say_so),
	TEST(a_reason_is_asked_for_where_it_is_wanted),
	TEST(a_verb_that_is_not_known_is_told),
	TEST(help_lists_every_verb),
	TEST(status_is_asked_for_at_any_time),
	TEST(a_line_that_is_too_long_is_cut),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo typing_suite = {
	.pName = "typing", .pSetUpFunc = nothing_typed, .pTests = tests,
};
