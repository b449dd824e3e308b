/* test_order.c - a design that is balanced, and how one can tell */

#include "protocols/order.h"
#include "tests/suites.h"

#include <string.h>

#define MOST 12

/* How often each condition stood in each place, and directly before each other. */
static size_t in_place[MOST][MOST], before[MOST][MOST];

static void count_design(size_t k)
{
	memset(in_place, 0, sizeof in_place);
	memset(before, 0, sizeof before);
	for (size_t number = 1; number <= williams_sequences(k); number++) {
		size_t order[ORDER_MAX];
		williams_order(k, (int)number, order);
		for (size_t place = 0; place < k; place++) {
			in_place[order[place]][place]++;
			if (place > 0)
				before[order[place - 1]][order[place]]++;
		}
	}
}

static void an_even_design_has_as_many_sequences_as_conditions_and_an_odd_one_twice_as_many(void)
{
	CU_ASSERT_EQUAL(williams_sequences(2), 2);
	CU_ASSERT_EQUAL(williams_sequences(3), 6);
	CU_ASSERT_EQUAL(williams_sequences(4), 4);
	CU_ASSERT_EQUAL(williams_sequences(7), 14);
}

static void a_single_condition_has_a_single_sequence(void)
{
	size_t order[ORDER_MAX];
	williams_order(1, 5, order);
	CU_ASSERT_EQUAL(williams_sequences(1), 1);
	CU_ASSERT_EQUAL(order[0], 0);
}

static void two_conditions_change_places_from_one_participant_to_the_next(void)
{
	size_t first[ORDER_MAX], second[ORDER_MAX];
	williams_order(2, 1, first);
	williams_order(2, 2, second);
	CU_ASSERT_EQUAL(first[0], 0);
	CU_ASSERT_EQUAL(first[1], 1);
	CU_ASSERT_EQUAL(second[0], 1);
	CU_ASSERT_EQUAL(second[1], 0);
}

static void every_condition_stands_equally_often_in_each_place(void)
{
	for (size_t k = 1; k <= MOST; k++) {
		count_design(k);
		for (size_t a = 0; a < k; a++)
			for (size_t place = 0; place < k; place++)
				CU_ASSERT_EQUAL(in_place[a][place], williams_sequences(k) / k);
	}
}

static void every_condition_follows_every_other_equally_often_and_never_itself(void)
{
	for (size_t k = 2; k <= MOST; k++) {
		count_design(k);
		for (size_t a = 0; a < k; a++)
			for (size_t b = 0; b < k; b++)
				CU_ASSERT_EQUAL(before[a][b], a == b ? 0 : williams_sequences(k) / k);
	}
}

static void participants_beyond_the_design_start_it_over(void)
{
	size_t third[ORDER_MAX] = {0}, ninth[ORDER_MAX] = {0};
	williams_order(3, 3, third);
	williams_order(3, 9, ninth);
	CU_ASSERT_EQUAL(memcmp(third, ninth, 3 * sizeof third[0]), 0);
}

static CU_TestInfo tests[] = {
	TEST(an_even_design_has_as_many_sequences_as_conditions_and_an_odd_one_twice_as_many),
	TEST(a_single_condition_has_a_single_sequence),
	TEST(two_conditions_change_places_from_one_participant_to_the_next),
	TEST(every_condition_stands_equally_often_in_each_place),
	TEST(every_condition_follows_every_other_equally_often_and_never_itself),
	TEST(participants_beyond_the_design_start_it_over),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo order_suite = { .pName = "order", .pTests = tests };
