/* run_tests.c - runs every suite, or those whose names begin with an argument */

#include <CUnit/Basic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tests/suites.h"

static bool wanted(const char *name, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strncmp(name, argv[i], strlen(argv[i])) == 0)
			return true;
	return argc == 1;
}

int main(int argc, char **argv)
{
#define SUITE(suite) suite,
	const CU_SuiteInfo all[] = {
#include "suites.list"
	};
#undef SUITE
	CU_SuiteInfo chosen[sizeof all / sizeof all[0] + 1] = { CU_SUITE_INFO_NULL };
	size_t count = 0;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (wanted(all[i].pName, argc, argv))
			chosen[count++] = all[i];
	if (count == 0) {
		fprintf(stderr, "run_tests: no suite's name begins with that.\n");
		return 2;
	}
	if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(chosen) != CUE_SUCCESS) {
		fprintf(stderr, "run_tests: %s.\n", CU_get_error_msg());
		return 1;
	}
	CU_basic_set_mode(CU_BRM_NORMAL);
	CU_basic_run_tests();
	bool failed = CU_get_number_of_failures() > 0 || CU_get_number_of_tests_run() == 0;
	CU_cleanup_registry();
	return failed;
}
