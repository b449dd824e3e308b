/* test_selftest.c - what a self-test measures */

#include "acquisition/selftest.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "tests/pty_lines.h"
#include "tests/suites.h"

static struct clock *real;
static struct spread spread;
static struct error error;

static void begin(void)
{
	real = clock_new_real();
	error = (struct error){0};
}

static void end(void)
{
	clock_free(real);
}

static void a_spread_is_the_middle_the_hundredth_and_the_most(void)
{
	int64_t values[100];
	for (int i = 0; i < 100; i++)
		values[i] = 100 - i;
	spread = spread_of(values, 100);
	CU_ASSERT_EQUAL(spread.median_ns, 51);
	CU_ASSERT_EQUAL(spread.p99_ns, 99);
	CU_ASSERT_EQUAL(spread.most_ns, 100);
	spread = spread_of(values, 1);
	CU_ASSERT_EQUAL(spread.p99_ns, 1);
}

static void on_the_virtual_clock_no_wait_ends_late(void)
{
	struct clock *virtual_one = clock_new_virtual(0);
	spread = selftest_timer(virtual_one, 10, NS_PER_S);
	CU_ASSERT_EQUAL(spread.count, 10);
	CU_ASSERT_EQUAL(spread.most_ns, 0);
	CU_ASSERT_EQUAL(clock_now(virtual_one), 10 * NS_PER_S);
	clock_free(virtual_one);
}

static void a_byte_goes_through_a_terminal_and_back(void)
{
	CU_ASSERT_TRUE(selftest_terminal(real, 3, &spread, &error));
	CU_ASSERT_TRUE(spread.median_ns > 0 && spread.median_ns <= spread.most_ns);
}

/* The plug that wires an output to its input. */
static void *echo(void *self)
{
	struct pty *pty = self;
	char byte;
	for (int i = 0; i < 3 && read(pty->master, &byte, 1) == 1; i++)
		if (write(pty->master, &byte, 1) != 1)
			break;
	return NULL;
}

static void a_wired_port_gives_back_what_is_sent_and_another_is_told(void)
{
	struct pty pty;
	pthread_t thread;
	CU_ASSERT_TRUE_FATAL(pty_plug_in(&pty));
	CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, echo, &pty), 0);
	CU_ASSERT_TRUE(selftest_loop(real, pty.path, 3, &spread, &error));
	CU_ASSERT_EQUAL(spread.count, 3);
	pthread_join(thread, NULL);
	CU_ASSERT_FALSE(selftest_loop(real, pty.path, 1, &spread, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_TIMED_OUT);
	pty_unplug(&pty);
}

static void a_folder_where_nothing_can_be_written_is_named(void)
{
	CU_ASSERT_TRUE(selftest_disk(real, "/tmp", 2, &spread, &error));
	CU_ASSERT_EQUAL(spread.count, 2);
	CU_ASSERT_FALSE(selftest_disk(real, "/proc", 2, &spread, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "/proc"));
}

static CU_TestInfo tests[] = {
	TEST(a_spread_is_the_middle_the_hundredth_and_the_most),
	TEST(on_the_virtual_clock_no_wait_ends_late),
	TEST(a_byte_goes_through_a_terminal_and_back),
	TEST(a_wired_port_gives_back_what_is_sent_and_another_is_told),
	TEST(a_folder_where_nothing_can_be_written_is_named),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo selftest_suite = {
	.pName = "selftest", .pSetUpFunc = begin, .pTearDownFunc = end, .pTests = tests,
};
