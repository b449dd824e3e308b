/* test_arrange.c - lists in an order drawn by chance, within limits */

#include "protocols/arrange.h"
#include "tests/suites.h"

#include <string.h>

#define LENGTH(array) (sizeof (array) / sizeof (array)[0])

static const struct arrange_limits none = {0};

/* Pearson's chi-square of counts that should all be `expected`. */
static double chi_square(const int *counts, size_t cells, double expected)
{
	double sum = 0;
	for (size_t i = 0; i < cells; i++)
		sum += (counts[i] - expected) * (counts[i] - expected) / expected;
	return sum;
}

/* The order of four things as a number: 0123 is 27, 3210 is 228. */
static size_t as_number(const size_t *order)
{
	return ((order[0] * 4 + order[1]) * 4 + order[2]) * 4 + order[3];
}

/* How often each of the orders that came at all came, in `draws` draws; returns how many there were. */
static size_t count_orders(const size_t kinds[4], const struct arrange_limits *limits, int draws, int counts[static 24])
{
	int seen[256] = {0};
	size_t order[4], cells = 0;
	struct random_source chance = random_new(1949, 3);
	for (int i = 0; i < draws; i++) {
		if (!arrange(kinds, 4, limits, &chance, order, NULL))
			return 0;
		seen[as_number(order)]++;
	}
	for (size_t i = 0; i < LENGTH(seen); i++)
		if (seen[i] && cells < 24)
			counts[cells++] = seen[i];
	return cells;
}

/* Bounds are the 99.9 % points of chi-square with 23 and 7 degrees of freedom. */
static void without_limits_every_order_is_equally_likely(void)
{
	int counts[24];
	CU_ASSERT_EQUAL_FATAL(count_orders((size_t[]){ 0, 1, 2, 3 }, &none, 24000, counts), 24);
	CU_ASSERT_TRUE(chi_square(counts, 24, 1000) < 49.73);
}

static void within_limits_every_order_that_keeps_them_is_equally_likely(void)
{
	int counts[24];
	const struct arrange_limits no_neighbours = { .max_run = 1 };
	CU_ASSERT_EQUAL_FATAL(count_orders((size_t[]){ 0, 0, 2, 2 }, &no_neighbours, 8000, counts), 8);
	CU_ASSERT_TRUE(chi_square(counts, 8, 1000) < 24.32);
}

static void each_thing_comes_first_equally_often(void)
{
	int first[5] = {0};
	size_t order[5];
	for (uint64_t seed = 0; seed < 5000; seed++) {
		struct random_source chance = random_new(seed, 1000);
		CU_ASSERT_TRUE(arrange((size_t[]){ 0, 1, 2, 3, 4 }, 5, &none, &chance, order, NULL));
		first[order[0]]++;
	}
	CU_ASSERT_TRUE(chi_square(first, 5, 1000) < 18.47);
}

static void the_same_seed_gives_the_same_order_on_every_machine(void)
{
	const size_t kinds[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, expected[] = { 8, 2, 6, 4, 5, 1, 7, 0, 9, 3 };
	size_t order[10];
	struct random_source chance = random_new(42, 54);
	CU_ASSERT_TRUE(arrange(kinds, 10, &none, &chance, order, NULL));
	CU_ASSERT_EQUAL(memcmp(order, expected, sizeof order), 0);
}

static void limits_so_tight_that_shuffles_never_keep_them_are_kept(void)
{
	static size_t kinds[99], order[99];
	for (size_t i = 0; i < 99; i++)
		kinds[i] = i < 50 ? 0 : 50;
	const struct arrange_limits alternating = { .max_run = 1 };
	struct random_source chance = random_new(1, 1);
	CU_ASSERT_TRUE(arrange(kinds, 99, &alternating, &chance, order, NULL));
	CU_ASSERT_TRUE(arrange_keeps(kinds, order, 99, &alternating));
	for (size_t i = 0; i < 90; i++)
		kinds[i] = i / 9 * 9;
	const struct arrange_limits far = { .min_distance = 8 };
	CU_ASSERT_TRUE(arrange(kinds, 90, &far, &chance, order, NULL));
	CU_ASSERT_TRUE(arrange_keeps(kinds, order, 90, &far));
}

static void limits_that_cannot_be_kept_are_given_up_with_bounded_work(void)
{
	static size_t kinds[ARRANGE_MAX], order[ARRANGE_MAX];
	const struct arrange_limits alternating = { .max_run = 1 };
	struct random_source chance = random_new(1, 1);
	size_t work = 0;
	CU_ASSERT_FALSE(arrange((size_t[]){ 0, 0, 0, 3 }, 4, &alternating, &chance, order, &work));
	for (size_t i = 0; i < ARRANGE_MAX; i++)
		kinds[i] = i % 3 ? 0 : i;
	CU_ASSERT_FALSE(arrange(kinds, ARRANGE_MAX, &alternating, &chance, order, &work));
	CU_ASSERT_TRUE(work < 10000000);
}

static void runs_and_distances_are_counted_as_they_are_told(void)
{
	const size_t kinds[] = { 0, 0, 0, 3, 3 }, as_they_are[] = { 0, 1, 2, 3, 4 }, mixed[] = { 0, 1, 3, 2, 4 };
	CU_ASSERT_TRUE(arrange_keeps(kinds, as_they_are, 5, &(struct arrange_limits){ .max_run = 3 }));
	CU_ASSERT_FALSE(arrange_keeps(kinds, as_they_are, 5, &(struct arrange_limits){ .max_run = 2 }));
	CU_ASSERT_TRUE(arrange_keeps(kinds, mixed, 5, &(struct arrange_limits){ .max_run = 2 }));
	CU_ASSERT_TRUE(arrange_keeps(kinds, mixed, 5, &(struct arrange_limits){ .min_distance = 1 }));
	CU_ASSERT_FALSE(arrange_keeps(kinds, mixed, 5, &(struct arrange_limits){ .min_distance = 2 }));
}

static CU_TestInfo tests[] = {
	TEST(without_limits_every_order_is_equally_likely),
	TEST(within_limits_every_order_that_keeps_them_is_equally_likely),
	TEST(each_thing_comes_first_equally_often),
	TEST(the_same_seed_gives_the_same_order_on_every_machine),
	TEST(limits_so_tight_that_shuffles_never_keep_them_are_kept),
	TEST(limits_that_cannot_be_kept_are_given_up_with_bounded_work),
	TEST(runs_and_distances_are_counted_as_they_are_told),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo arrange_suite = { .pName = "arrange", .pTests = tests };
