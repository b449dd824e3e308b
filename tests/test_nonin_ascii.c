/* test_nonin_ascii.c - what the decoder of Nonin's bench units promises */

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/sample.h"
#include "tests/decoding.h"
#include "tests/suites.h"

static struct decoding decoder;
static struct error error;

static void fresh_decoder(void)
{
	decoding_begin(&decoder, "nonin_ascii", "", &error);
}

static void free_decoder(void)
{
	decoding_end(&decoder);
}

static struct reading last(const char *output)
{
	return decoding_last(&decoder, output);
}

/* The lines are worked out from the manuals. */
static void a_line_gives_both_values(void)
{
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, "SPO2=097 HR=072\r\n"), 2);
	CU_ASSERT_EQUAL(last("spo2").value, 97);
	CU_ASSERT_EQUAL(last("pulse").value, 72);
	CU_ASSERT_EQUAL(last("pulse").quality, 0);
	PUSH_TEXT(&decoder, "SPO2=--- HR=---\r\n");
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_MISSING);
	PUSH_TEXT(&decoder, "SPO2=000 HR=000\r\n");
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value));
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
}

static void fast_averages_are_outputs_of_their_own(void)
{
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, "12:34:56 SPO2=098 HR=121 F*\r\n"), 2);
	CU_ASSERT_EQUAL(last("spo2_fast").value, 98);
	CU_ASSERT_EQUAL(last("pulse_fast").value, 121);
	CU_ASSERT_EQUAL(last("spo2_fast").flags, 3);
	CU_ASSERT_EQUAL(decoding_count(&decoder, "spo2"), 0);
}

static void marks_are_flags(void)
{
	PUSH_TEXT(&decoder, "SPO2=098 HR=121*\r\n");
	CU_ASSERT_EQUAL(last("spo2").flags, 2);
	PUSH_TEXT(&decoder, "SPO2=098 HR=121 B\r\n");
	CU_ASSERT_EQUAL(last("spo2").flags, 4);
	PUSH_TEXT(&decoder, "SPO2=098 HR=121 F*B\r\n");
	CU_ASSERT_EQUAL(last("spo2_fast").flags, 7);
}

static void other_lines_are_passed_over_and_damaged_ones_counted(void)
{
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, "NONIN MEDICAL\r\n\r\n"), 0);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
	static const char *const damaged[] = {
		"SPO2=97 HR=072\r\n", "SPO2=097 HR=72\r\n", "SPO2=097HR=072\r\n", "SPO2=097 HR=0722\r\n", "PO2=097 HR=072\r\n",
		"2:34:56 SPO2=097 HR=072\r\n", "SPO2=097 HR=072 *F\r\n", "SPO2=097\r\n", "SPO2=--7 HR=072\r\n", "SPO2=097 HR=072 SPO2=097 HR=072\r\n",
	};
	for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++)
		CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, damaged[i]), 0);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), sizeof damaged / sizeof damaged[0]);
}

static void a_lost_byte_costs_one_line_and_is_never_a_value(void)
{
	const char *lines = "12:34:56 SPO2=091 HR=101\r\n12:34:57 SPO2=092 HR=102\r\n12:34:58 SPO2=093 HR=103\r\n";
	struct loss loss = decoding_lose_each_byte("nonin_ascii", "", "spo2", (const uint8_t *)lines, strlen(lines), 0);
	CU_ASSERT_EQUAL(loss.lost, 1);
	CU_ASSERT_EQUAL(loss.wrong, 0);
}

static void the_twin_is_understood_by_the_decoder(void)
{
	static struct wire wire;
	wire_begin(&wire, &decoder);
	wire_run(&wire, 60 * NS_PER_S);
	CU_ASSERT_EQUAL(decoding_count(&decoder, "spo2"), 61);
	CU_ASSERT_EQUAL(last("spo2").value, person_spo2(wire.person));
	CU_ASSERT_EQUAL(last("pulse").value, person_pulse(wire.person));
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
	wire_end(&wire);
}

static CU_TestInfo tests[] = {
	TEST(a_line_gives_both_values),
	TEST(fast_averages_are_outputs_of_their_own),
	TEST(marks_are_flags),
	TEST(other_lines_are_passed_over_and_damaged_ones_counted),
	TEST(a_lost_byte_costs_one_line_and_is_never_a_value),
	TEST(the_twin_is_understood_by_the_decoder),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo nonin_ascii_suite = {
	.pName = "nonin ascii", .pSetUpFunc = fresh_decoder, .pTearDownFunc = free_decoder, .pTests = tests,
};
