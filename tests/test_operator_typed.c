/* test_operator_typed.c - what is typed reaches the session, and wakes it once */

#include "console/operator_typed.h"

#include <poll.h>

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

static CU_TestInfo tests[] = {
	TEST(what_comes_before_the_visit_begins_wakes_once_and_waits_for_its_beginning),
	TEST(leaving_before_the_visit_begins_is_heard_again_and_again),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo operator_typed_suite = {
	.pName = "operator typed", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
