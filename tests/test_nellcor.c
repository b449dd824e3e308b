/* test_nellcor.c - what the decoder of Nellcor's print-out promises */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/sample.h"
#include "tests/decoding.h"
#include "tests/suites.h"

static struct decoding decoder;
static struct error error;

static void fresh_decoder(void)
{
	decoding_begin(&decoder, "nellcor", "", &error);
}

static void free_decoder(void)
{
	decoding_end(&decoder);
}

static struct reading last(const char *output)
{
	return decoding_last(&decoder, output);
}

/* The first row is the manual's, but for the width of its columns; the others are worked out. */
static void a_row_gives_saturation_pulse_and_amplitude(void)
{
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, "12-NOV-98 14:00:05   100    120    50\r\n"), 3);
	CU_ASSERT_EQUAL(last("spo2").value, 100);
	CU_ASSERT_EQUAL(last("pulse").value, 120);
	CU_ASSERT_EQUAL(last("amplitude").value, 50);
	CU_ASSERT_EQUAL(last("spo2").quality, 0);
	CU_ASSERT_EQUAL(last("spo2").flags, 0);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, "12-NOV-98 14:00:09    84*   120    50   SL\r\n"), 3);
	CU_ASSERT_EQUAL(last("spo2").value, 84);
	CU_ASSERT_EQUAL(last("spo2").quality, 0);
	CU_ASSERT_EQUAL(last("spo2").flags, 1 << 16 | 1 << 10);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
}

static void dashes_and_zeros_are_missing(void)
{
	PUSH_TEXT(&decoder, "12-NOV-98 14:00:07   ---    ---   ---   SD\r\n");
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value) && isnan(last("amplitude").value));
	CU_ASSERT_EQUAL(last("pulse").quality, QUALITY_NO_PROBE);
	PUSH_TEXT(&decoder, "12-NOV-98 14:00:07   0    0   ---\r\n");
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value));
	CU_ASSERT_EQUAL(last("pulse").quality, QUALITY_MISSING);
}

static void each_status_code_is_a_flag_and_some_are_a_quality(void)
{
	static const struct { const char *code; uint32_t quality; } codes[] = {
		{ "AO", 0 }, { "AS", 0 }, { "LB", 0 }, { "LM", QUALITY_SEARCHING | QUALITY_ARTEFACT }, { "LP", QUALITY_SEARCHING },
		{ "MO", QUALITY_ARTEFACT }, { "PH", 0 }, { "PL", 0 }, { "PS", QUALITY_SEARCHING }, { "SH", 0 }, { "SL", 0 },
		{ "SD", QUALITY_NO_PROBE }, { "SO", QUALITY_NO_FINGER },
	};
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		char row[80];
		snprintf(row, sizeof row, "12-NOV-98 14:00:05 97 60 50 %s\n", codes[i].code);
		PUSH_TEXT(&decoder, row);
		CU_ASSERT_EQUAL(last("spo2").value, 97);
		CU_ASSERT_EQUAL(last("spo2").quality, codes[i].quality);
		CU_ASSERT_EQUAL(last("spo2").flags, 1u << i);
	}
	PUSH_TEXT(&decoder, "12-NOV-98 14:00:05 97 60 50 AS LB MO\n");
	CU_ASSERT_EQUAL(last("spo2").flags, 1 << 1 | 1 << 2 | 1 << 5);
	PUSH_TEXT(&decoder, "12-NOV-98 14:00:05 96 60 50 XX\n");
	CU_ASSERT_EQUAL(last("spo2").value, 96);
	CU_ASSERT_EQUAL(last("spo2").flags, 0);
}

static void headers_are_passed_over(void)
{
	PUSH_TEXT(&decoder, "NPB-295 VERSION 2.0.0.0 CRC: XXXX SpO2 Limit: 70-100% PR Limit: 60-160BPM\r\n"
		"ADULT 50SAT-S SPO2 RESP MODE: NORMAL\r\nTIME                %SpO2   BPM    PA   Status\r\n\r\n");
	CU_ASSERT_EQUAL(decoder.count, 0);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
}

static void a_damaged_row_is_dropped_whole(void)
{
	static const char *const damaged[] = {
		"2-NOV-98 14:00:05 100 120 50\n", "12-NOV-98 14:0:05 100 120 50\n", "12-NOV-98 14:00:05 100120 50\n",
		"12-NOV-98 14:00:05 100 120\n", "12-NOV-98 14:00:05 1x0 120 50\n", "12-NOV-98 14:00:05 100 120 50 7\n",
		"12-NOV-98 14:00:05 100 120 50 12-NOV-98 14:00:07 100 120 50\n", "12-NOV-98 14:00:05 * 120 50\n", "100 120 50\n",
	};
	for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++)
		CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, damaged[i]), 0);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), sizeof damaged / sizeof damaged[0]);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, "12-NOV-98 14:00:05 100 120 50\n"), 3);
}

static void a_lost_byte_costs_one_row_at_most(void)
{
	const char *rows = "12-NOV-98 14:00:05   91    120    50\r\n12-NOV-98 14:00:07   92    120    50\r\n"
		"12-NOV-98 14:00:09   93    120    50\r\n";
	CU_ASSERT_EQUAL(decoding_lose_each_byte("nellcor", "", "spo2", (const uint8_t *)rows, strlen(rows), 0).lost, 1);
}

static void the_interval_is_unknown_unless_told(void)
{
	size_t count;
	CU_ASSERT_TRUE(isnan(decoder.driver->outputs(decoder.state, &count)[0].interval_s));
	CU_ASSERT_TRUE(decoding_begin(&decoder, "nellcor", "interval = 4\n", &error));
	CU_ASSERT_EQUAL(decoder.driver->outputs(decoder.state, &count)[2].interval_s, 4);
	CU_ASSERT_FALSE(decoding_begin(&decoder, "nellcor", "interval = 0\n", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:2: interval is 0, but the seconds between two rows lie between 0.1 and 3600.");
}

static void the_twin_is_understood_by_the_decoder(void)
{
	static struct wire wire;
	wire_begin(&wire, &decoder);
	wire_run(&wire, 120 * NS_PER_S);
	CU_ASSERT_EQUAL(decoding_count(&decoder, "spo2"), 61);
	CU_ASSERT_EQUAL(last("spo2").value, person_spo2(wire.person));
	CU_ASSERT_EQUAL(last("pulse").value, person_pulse(wire.person));
	CU_ASSERT_EQUAL(last("pulse").quality, 0);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
	wire_end(&wire);
}

static CU_TestInfo tests[] = {
	TEST(a_row_gives_saturation_pulse_and_amplitude),
	TEST(dashes_and_zeros_are_missing),
	TEST(each_status_code_is_a_flag_and_some_are_a_quality),
	TEST(headers_are_passed_over),
	TEST(a_damaged_row_is_dropped_whole),
	TEST(a_lost_byte_costs_one_row_at_most),
	TEST(the_interval_is_unknown_unless_told),
	TEST(the_twin_is_understood_by_the_decoder),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo nellcor_suite = {
	.pName = "nellcor", .pSetUpFunc = fresh_decoder, .pTearDownFunc = free_decoder, .pTests = tests,
};
