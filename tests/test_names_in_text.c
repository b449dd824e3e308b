/* test_names_in_text.c - what looks like a name, and what does not */

#include "console/names_in_text.h"
#include "tests/suites.h"

static void names_are_noticed(void)
{
	CU_ASSERT_TRUE(text_seems_to_name_somebody("Anna Berger felt dizzy"));
	CU_ASSERT_TRUE(text_seems_to_name_somebody("phoned by Mrs Lee"));
	CU_ASSERT_TRUE(text_seems_to_name_somebody("see Dr. Okafor"));
	CU_ASSERT_TRUE(text_seems_to_name_somebody("told by Conor O'Neill"));
	CU_ASSERT_TRUE(text_seems_to_name_somebody("Jos\xc3\xa9 Garc\xc3\xad" "a came late"));
}

static void what_an_operator_writes_is_not(void)
{
	CU_ASSERT_FALSE(text_seems_to_name_somebody("Felt dizzy. Sat down at 14:05"));
	CU_ASSERT_FALSE(text_seems_to_name_somebody("SpO2 probe slipped off, put back on the left index"));
	CU_ASSERT_FALSE(text_seems_to_name_somebody("P01 moved; Nonin lost the pulse"));
	CU_ASSERT_FALSE(text_seems_to_name_somebody(""));
	CU_ASSERT_FALSE(text_seems_to_name_somebody("4"));
}

static CU_TestInfo tests[] = {
	TEST(names_are_noticed),
	TEST(what_an_operator_writes_is_not),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo names_in_text_suite = { .pName = "names in text", .pTests = tests };
