/* suites.h - every test suite, and how a test is named once */
#ifndef SOLEUS_TESTS_SUITES_H
#define SOLEUS_TESTS_SUITES_H

#include <stdbool.h>

#include <CUnit/CUnit.h>

#define TEST(function) { #function, function }

/* One line a file; run_tests.c lists the same names. */
#define SUITES(X) \
	X(base_suite) \
	X(ini_suite) \
	X(study_suite) \
	X(hash_suite) \
	X(record_suite) \
	X(recorder_suite) \
	X(reading_suite) \
	X(schema_suite) \
	X(order_suite) \
	X(plan_suite) \
	X(conductor_suite)

#define DECLARE(suite) extern const CU_SuiteInfo suite;
SUITES(DECLARE)
#undef DECLARE

#endif
