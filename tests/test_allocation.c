/* test_allocation.c - permuted blocks within strata */

#include "protocols/allocation.h"
#include "tests/suites.h"

#include <stdint.h>
#include <string.h>

#include "base/random.h"

static const int four[] = { 4 }, four_or_six[] = { 4, 6 }, three[] = { 3 }, even[] = { 1, 1 }, two_to_one[] = { 2, 1 };
static const struct allocation_design plain = { four, 1, even, 2 };
static const struct allocation_design varied = { four_or_six, 2, even, 2 };
static const struct allocation_design uneven = { three, 1, two_to_one, 2 };

/* The first places of a stratum's list, a letter each. */
static const char *list(const struct allocation_design *design, uint64_t seed, const char *stratum, int count)
{
	static char letters[201];
	for (int i = 0; i < count; i++)
		letters[i] = (char)('a' + allocation_place(design, seed, stratum, i + 1).group);
	letters[count] = '\0';
	return letters;
}

static int count_of(char letter, const char *letters)
{
	int count = 0;
	for (; *letters; letters++)
		count += *letters == letter;
	return count;
}

static void every_block_holds_its_groups_in_their_ratio(void)
{
	for (uint64_t seed = 0; seed < 50; seed++)
		for (int end = 4; end <= 40; end += 4)
			CU_ASSERT_EQUAL(count_of('a', list(&plain, seed, "", end)), end / 2);
	CU_ASSERT_EQUAL(count_of('a', list(&uneven, 7, "", 30)), 20);
	CU_ASSERT_EQUAL(count_of('b', list(&uneven, 7, "", 3)), 1);
}

static void blocks_of_several_sizes_close_where_nobody_can_tell(void)
{
	int sizes[7] = {0};
	for (uint64_t seed = 0; seed < 400; seed++) {
		struct allocation_place first = allocation_place(&varied, seed, "", 1);
		struct allocation_place next = allocation_place(&varied, seed, "", first.block_size + 1);
		CU_ASSERT_EQUAL(first.block, 1);
		CU_ASSERT_EQUAL(next.block, 2);
		CU_ASSERT_EQUAL(count_of('a', list(&varied, seed, "", first.block_size)), first.block_size / 2);
		sizes[first.block_size]++;
	}
	CU_ASSERT_EQUAL(sizes[4] + sizes[6], 400);
	CU_ASSERT_TRUE(sizes[4] > 150 && sizes[6] > 150);
}

/* 99.9 % point of chi-square with 5 degrees of freedom: 20.52. */
static void each_order_of_a_block_is_equally_likely(void)
{
	static const char *const orders[] = { "aabb", "abab", "abba", "baab", "baba", "bbaa" };
	double counts[6] = {0}, sum = 0;
	for (uint64_t seed = 0; seed < 6000; seed++)
		for (size_t i = 0; i < 6; i++)
			counts[i] += strcmp(list(&plain, random_seed_of(seed, "study"), "", 4), orders[i]) == 0;
	for (size_t i = 0; i < 6; i++)
		sum += (counts[i] - 1000) * (counts[i] - 1000) / 1000;
	CU_ASSERT_TRUE(sum < 20.52);
}

static void each_stratum_has_a_list_of_its_own(void)
{
	char women[41];
	strcpy(women, list(&plain, 1, "sex=female", 40));
	CU_ASSERT_STRING_NOT_EQUAL(list(&plain, 1, "sex=male", 40), women);
	CU_ASSERT_STRING_EQUAL(list(&plain, 1, "sex=female", 40), women);
	CU_ASSERT_STRING_NOT_EQUAL(list(&plain, 2, "sex=female", 40), women);
}

/* Found by a second program, of another language, from the published algorithms. */
static void the_same_seed_gives_the_same_list_on_every_machine(void)
{
	CU_ASSERT_STRING_EQUAL(list(&varied, 20260101, "sex=female", 20), "babababaabbaabababba");
	CU_ASSERT_STRING_EQUAL(list(&uneven, 1, "", 12), "ababaaababaa");
}

static CU_TestInfo tests[] = {
	TEST(every_block_holds_its_groups_in_their_ratio),
	TEST(blocks_of_several_sizes_close_where_nobody_can_tell),
	TEST(each_order_of_a_block_is_equally_likely),
	TEST(each_stratum_has_a_list_of_its_own),
	TEST(the_same_seed_gives_the_same_list_on_every_machine),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo allocation_suite = { .pName = "allocation", .pTests = tests };
