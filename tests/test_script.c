#include "tests/suites.h"
static CU_TestInfo tests[] = { CU_TEST_INFO_NULL };
const CU_SuiteInfo script_suite = { .pName = "script", .pTests = tests };
const CU_SuiteInfo script_mutation_suite = { .pName = "script_mutation", .pTests = tests };
