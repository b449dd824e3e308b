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
	X(order_suite) \
	X(plan_suite) \
	X(conductor_suite) \
	X(conversion_suite) \
	X(nonin_df2_suite) \
	X(text_lines_suite) \
	X(person_suite) \
	X(port_suite)

#define DECLARE(suite) extern const CU_SuiteInfo suite;
SUITES(DECLARE)
#undef DECLARE

#endif
