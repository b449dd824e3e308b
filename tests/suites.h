/*
 * suites.h - every test suite, and how a test is named once
 *
 * A file tests/test_NAME.c defines `const CU_SuiteInfo NAME_suite`; the Makefile lists
 * the files in suites.list, so that a new one is listed nowhere else.
 */
#ifndef SOLEUS_TESTS_SUITES_H
#define SOLEUS_TESTS_SUITES_H

#include <CUnit/CUnit.h>

#define TEST(function) { #function, function }

#define SUITE(suite) extern const CU_SuiteInfo suite;
#include "suites.list"
#undef SUITE

#endif
