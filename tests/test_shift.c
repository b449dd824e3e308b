/* test_shift.c - what would tell a date behind its back */

#include "export/shift.h"

#include "tests/suites.h"

static struct event_row shifted(uint64_t seed, const char *kind)
{
	struct event_row event = { .kind = kind, .name = "dppg", .text = "Recording 1 of knee_1961.bin, imported on 2026-11-22T08:00:00.000Z" };
	shift_event(&(const struct export){ .options = { .shift_seed = seed }}, &event);
	return event;
}

static void an_import_tells_neither_its_date_nor_its_file(void)
{
	CU_ASSERT_STRING_EQUAL(shifted(7, "import").text, "");
	CU_ASSERT_STRING_EQUAL(shifted(7, "import").name, "dppg");
	CU_ASSERT_STRING_NOT_EQUAL(shifted(7, "note").text, "");
	CU_ASSERT_STRING_NOT_EQUAL(shifted(0, "import").text, "");
}

static CU_TestInfo tests[] = {
	TEST(an_import_tells_neither_its_date_nor_its_file),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo shift_suite = { .pName = "shift", .pTests = tests };
