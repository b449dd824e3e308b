/* test_number.c - numbers as text: the fewest digits that give them back */

#include "export/number.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "tests/suites.h"

static char text[NUMBER_SIZE];

static const char *written(double number)
{
	size_t length = number_write(number, text);
	return length == strlen(text) ? text : "of another length";
}

static void a_number_has_as_few_digits_as_it_can(void)
{
	CU_ASSERT_STRING_EQUAL(written(0), "0");
	CU_ASSERT_STRING_EQUAL(written(-0.0), "0");
	CU_ASSERT_STRING_EQUAL(written(31.25), "31.25");
	CU_ASSERT_STRING_EQUAL(written(-0.1), "-0.1");
	CU_ASSERT_STRING_EQUAL(written(0.1 + 0.2), "0.30000000000000004");
	CU_ASSERT_STRING_EQUAL(written(1.0 / 3), "0.3333333333333333");
	CU_ASSERT_STRING_EQUAL(written(100), "100");
	CU_ASSERT_STRING_EQUAL(written(1e15 + 0.5), "1000000000000000.5");
	CU_ASSERT_STRING_EQUAL(written(1.2345678901234568e16), "12345678901234568");
	CU_ASSERT_STRING_EQUAL(written(0.000001), "0.000001");
	CU_ASSERT_STRING_EQUAL(written(1e-7), "1e-07");
	CU_ASSERT_STRING_EQUAL(written(5e-324), "4.94065645841247e-324");
	CU_ASSERT_STRING_EQUAL(written(DBL_MAX), "1.7976931348623157e+308");
}

static void an_integer_of_any_size_is_written(void)
{
	CU_ASSERT_EQUAL(integer_write(INT64_MIN, text), 20);
	CU_ASSERT_STRING_EQUAL(text, "-9223372036854775808");
	CU_ASSERT_EQUAL(integer_write(INT64_MAX, text), 19);
	CU_ASSERT_STRING_EQUAL(text, "9223372036854775807");
}

/* Of every size, decimal fractions and any bits. */
static void every_number_reads_back_as_the_same(void)
{
	struct random_source random = random_new(8, 1);
	size_t wrong = 0;
	for (int i = 0; i < 100000; i++) {
		uint64_t bits = (uint64_t)random_u32(&random) << 32 | random_u32(&random);
		double any, scaled = (double)(bits >> 11) * pow(10, (int)random_below(&random, 30) - 24);
		memcpy(&any, &bits, sizeof any);
		double numbers[] = { any, scaled, -scaled, round(scaled * 1000) / 1000, ldexp(1, i % 120 - 60), nextafter(scaled, 0) };
		for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++)
			wrong += isfinite(numbers[k]) && strtod(written(numbers[k]), NULL) != numbers[k];
	}
	CU_ASSERT_EQUAL(wrong, 0);
}

static CU_TestInfo tests[] = {
	TEST(a_number_has_as_few_digits_as_it_can),
	TEST(an_integer_of_any_size_is_written),
	TEST(every_number_reads_back_as_the_same),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo number_suite = { .pName = "number", .pTests = tests };
