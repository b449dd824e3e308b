/* test_operator_typed.c - what is typed reaches the session, and wakes it once */

#include "console/operator_typed.h"

#include <poll.h>

#include "base/clock.h"
#include "tests/conducted.h"
#include "tests/suites.h"

static struct typed_operator *operator;
static struct operator_link link;

static void set_up(void)
{
	operator = typed_operator_new();
	link = typed_operator_link(operator);
}

static void tear_down(void)
{
	typed_operator_free(operator);
}

static bool is_readable(int fd)
{
	return poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 0) == 1;
}

static void what_comes_before_the_visit_begins_wakes_once_and_waits_for_its_beginning(void)
{
	CU_ASSERT_FALSE(link.leaves(link.self));
	CU_ASSERT_EQUAL(link.due_ns(link.self, NULL, 7), TIME_NEVER);

	typed_operator_hang_up(operator);
	CU_ASSERT_TRUE(is_readable(link.wake_fd));
	CU_ASSERT_FALSE(link.leaves(link.self));
	CU_ASSERT_FALSE(is_readable(link.wake_fd));
	CU_ASSERT_EQUAL(link.due_ns(link.self, NULL, 7), 7);
}

static void leaving_before_the_visit_begins_is_heard_again_and_again(void)
{
	typed_operator_do(operator, &(struct operator_command){ .verb = OPERATOR_LEAVE, .text = "" });
	CU_ASSERT_TRUE(link.leaves(link.self));
	CU_ASSERT_TRUE(link.leaves(link.self));
}

/* Eighty-five for ten seconds, and the limit is reached in the twenty-third. */
static void nothing_is_decided_by_what_was_typed_before_it_could_be_read(void)
{
	static struct conducted visit;
	struct error error;
	struct prompt prompt;
	conducted_begin(&visit, "protocol { id = 'pump', title = 'Pump', version = '1', needs = { spo2 = 'spo2' },"
	                " stop_if = below('spo2', 88, { lasting = 10 }) }\nrest { 'baseline', lasts = 300 * seconds }");
	conducted_run(&visit, 12, 31, 97);
	conducted_run(&visit, 23, 31, 85);
	CU_ASSERT_TRUE_FATAL(conductor_prompt(visit.conductor, &prompt));
	CU_ASSERT_EQUAL(prompt.kind, PROMPT_DECISION);
	typed_operator_say(operator, "1");
	link.act(link.self, visit.conductor, prompt.asked_ns + 20 * NS_PER_MS);
	CU_ASSERT_TRUE(typed_operator_rejected(operator, &error));
	CU_ASSERT_STRING_EQUAL(error.text, "'1' came before anybody could read what is to be decided; please decide now.");
	CU_ASSERT_TRUE(conductor_prompt(visit.conductor, &prompt));
	typed_operator_say(operator, "1");
	link.act(link.self, visit.conductor, prompt.asked_ns + 500 * NS_PER_MS);
	CU_ASSERT_FALSE(typed_operator_rejected(operator, &error));
	CU_ASSERT_FALSE(conductor_prompt(visit.conductor, &prompt));
	conducted_end(&visit);
}

static CU_TestInfo tests[] = {
	TEST(what_comes_before_the_visit_begins_wakes_once_and_waits_for_its_beginning),
	TEST(leaving_before_the_visit_begins_is_heard_again_and_again),
	TEST(nothing_is_decided_by_what_was_typed_before_it_could_be_read),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo operator_typed_suite = {
	.pName = "operator typed", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
