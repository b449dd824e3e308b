/* test_channel_proof.c - what proves that a channel gives data */

#include "console/channel_proof.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "tests/suites.h"

static struct channel_proof proof;

static void begin(double interval_s)
{
	proof = channel_proof_new(&(struct channel){ .interval_s = interval_s });
}

static void value_at(double seconds, uint32_t quality)
{
	channel_proof_hear(&proof, &(struct sample){ .time_ns = llround(seconds * 1e9), .value = 30, .quality = quality });
}

static void valid_values_at_their_rate_are_proof(void)
{
	begin(1);
	value_at(0, 0);
	value_at(1, QUALITY_LOW_PERFUSION);
	CU_ASSERT_FALSE(proof.proved);
	value_at(2.1, 0);
	CU_ASSERT_TRUE(proof.proved);
}

static void a_fast_channel_proves_most_of_a_second(void)
{
	begin(1.0 / 75);
	for (int i = 0; i < 60; i++)
		value_at(i / 75.0, 0);
	CU_ASSERT_FALSE(proof.proved);
	value_at(60 / 75.0, 0);
	CU_ASSERT_TRUE(proof.proved);
}

static void another_rate_is_none_and_is_told(void)
{
	begin(0.25);
	for (int i = 0; i < 20; i++)
		value_at(i * 0.5, 0);
	CU_ASSERT_FALSE(proof.proved);
	char *text = channel_proof_complaint(&proof);
	CU_ASSERT_STRING_EQUAL(text, "came every 0.5 s instead of every 0.25 s");
	free(text);
}

static void a_row_with_an_implausible_value_in_it_is_none(void)
{
	begin(1);
	for (int i = 0; i < 12; i++)
		value_at(i, i % 2 ? QUALITY_OUT_OF_RANGE : 0);
	CU_ASSERT_FALSE(proof.proved);
	char *text = channel_proof_complaint(&proof);
	CU_ASSERT_STRING_EQUAL(text, "gave 12 values, 6 of them valid (out_of_range)");
	free(text);
}

static void a_single_value_is_told_as_one(void)
{
	begin(1);
	value_at(0, 0);
	char *valid = channel_proof_complaint(&proof);
	CU_ASSERT_STRING_EQUAL(valid, "gave 1 valid value in all, instead of one every 1 s");
	begin(1);
	value_at(0, QUALITY_OUT_OF_RANGE);
	char *doubtful = channel_proof_complaint(&proof);
	CU_ASSERT_STRING_EQUAL(doubtful, "gave 1 value, which is not valid (out_of_range)");
	free(valid);
	free(doubtful);
}

static void a_rate_that_becomes_right_is_proof(void)
{
	begin(1);
	for (int i = 0; i < 5; i++)
		value_at(i * 0.1, 0);
	CU_ASSERT_FALSE(proof.proved);
	for (int i = 1; i < 6; i++)
		value_at(i, 0);
	CU_ASSERT_TRUE(proof.proved);
}

static void without_a_declared_rate_one_value_does(void)
{
	begin(NAN);
	CU_ASSERT_PTR_NULL(channel_proof_complaint(&proof));
	value_at(0, 0);
	CU_ASSERT_TRUE(proof.proved);
}

static CU_TestInfo tests[] = {
	TEST(valid_values_at_their_rate_are_proof),
	TEST(a_fast_channel_proves_most_of_a_second),
	TEST(another_rate_is_none_and_is_told),
	TEST(a_row_with_an_implausible_value_in_it_is_none),
	TEST(a_single_value_is_told_as_one),
	TEST(a_rate_that_becomes_right_is_proof),
	TEST(without_a_declared_rate_one_value_does),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo channel_proof_suite = { .pName = "channel proof", .pTests = tests };
