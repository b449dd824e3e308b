/* test_event_words.c - what is said of an event, where its tables do not say it all */

#include "console/event_words.h"

#include "tests/suites.h"

static void a_further_reading_says_that_it_is_one_and_a_third_why(void)
{
	const struct measurement girth = { .low = 20, .high = 60, .twice_within = 0.2, .unit = "cm" };
	char words[READING_WORDS_SIZE];
	CU_ASSERT_STRING_EQUAL(reading_words(&girth, 1, words), "");
	CU_ASSERT_STRING_EQUAL(reading_words(&girth, 2, words), " Once more, measured anew.");
	CU_ASSERT_STRING_EQUAL(reading_words(&girth, 3, words), " A third time: the two differ by more than 0.2 cm.");
}

static CU_TestInfo tests[] = {
	TEST(a_further_reading_says_that_it_is_one_and_a_third_why),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo event_words_suite = { .pName = "event words", .pTests = tests };
