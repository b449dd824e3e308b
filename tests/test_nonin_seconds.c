/* test_nonin_seconds.c - what the decoders of Nonin's data formats 1, 8 and 13 promise */

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/sample.h"
#include "tests/decoding.h"
#include "tests/suites.h"

#define SPOT_HEAD 0x00, 0x02, 0x00, 0x0D, 0x00
#define SPOT_DATE 0x20, 0x12, 0x03, 0x15, 0x14, 0x30, 0x05, 0x00
/* 2012-03-15 14:30:05, SmartPoint, pulse 72, SpO2 97 (worked out from the specification). */
#define SPOT_CHECK SPOT_HEAD, 0x0E, SPOT_DATE, 0x02, 0x00, 0x00, 0x48, 0x00, 0x61, 0x3E, 0x03

static struct decoding decoder;
static struct error error;

static void format_1(void)
{
	decoding_begin(&decoder, "nonin_df1", "", &error);
}

static void free_decoder(void)
{
	decoding_end(&decoder);
}

static size_t count(const char *output)
{
	return decoding_count(&decoder, output);
}

static struct reading last(const char *output)
{
	return decoding_last(&decoder, output);
}

static void format_1_gives_two_averages_a_second(void)
{
	CU_ASSERT_EQUAL(PUSH(&decoder, 0x80, 0x48, 0x61), 2);
	CU_ASSERT_EQUAL(last("pulse").value, 72);
	CU_ASSERT_EQUAL(last("spo2").value, 97);
	CU_ASSERT_EQUAL(last("spo2").quality, 0);
	PUSH(&decoder, 0x81, 0x16, 0x61);
	CU_ASSERT_EQUAL(last("pulse").value, 150);
	CU_ASSERT_EQUAL(last("spo2").value, 97);
	CU_ASSERT_EQUAL(last("spo2").flags, 0x81);
}

static void format_1_says_what_is_doubtful_and_why_something_is_missing(void)
{
	PUSH(&decoder, 0x90, 0x48, 0x5A);
	CU_ASSERT_EQUAL(last("pulse").value, 72);
	CU_ASSERT_EQUAL(last("spo2").value, 90);
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_LOW_PERFUSION);
	PUSH(&decoder, 0x8C, 0x48, 0x60);
	CU_ASSERT_EQUAL(last("spo2").value, 96);
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_ARTEFACT);
	CU_ASSERT_EQUAL(last("spo2").flags, 0x8C);
	PUSH(&decoder, 0xC3, 0x7F, 0x7F);
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value));
	CU_ASSERT_EQUAL(last("pulse").quality, QUALITY_NO_PROBE);
	PUSH(&decoder, 0xA0, 0x48, 0x60);
	CU_ASSERT_EQUAL(last("pulse").value, 72);
	CU_ASSERT_EQUAL(last("pulse").quality, QUALITY_ARTEFACT);
	PUSH(&decoder, 0xA0, 0x00, 0x00);
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value));
	CU_ASSERT_EQUAL(last("pulse").quality, QUALITY_SEARCHING);
	PUSH(&decoder, 0x80, 0x00, 0x00);
	CU_ASSERT_EQUAL(last("pulse").quality, QUALITY_MISSING);
}

static void format_8_gives_what_the_display_shows(void)
{
	decoding_begin(&decoder, "nonin_df8", "", &error);
	PUSH(&decoder, 0x80, 0x48, 0x61, 0x20);
	CU_ASSERT_EQUAL(count("spo2"), 0);
	CU_ASSERT_EQUAL(last("pulse_display").value, 72);
	CU_ASSERT_EQUAL(last("spo2_display").value, 97);
	CU_ASSERT_EQUAL(last("spo2_display").quality, 0);
	CU_ASSERT_EQUAL(last("spo2_display").flags, 0x2080);
	PUSH(&decoder, 0x81, 0x16, 0x61, 0x21);
	CU_ASSERT_EQUAL(last("pulse_display").value, 150);
	CU_ASSERT_EQUAL(last("spo2_display").flags, 0x2181);
	PUSH(&decoder, 0xA3, 0x7F, 0x7F, 0x08);
	CU_ASSERT_TRUE(isnan(last("spo2_display").value) && isnan(last("pulse_display").value));
	CU_ASSERT_EQUAL(last("spo2_display").quality, QUALITY_NO_FINGER | QUALITY_SEARCHING);
}

static void format_8_marks_as_stale_what_is_held_without_a_finger(void)
{
	decoding_begin(&decoder, "nonin_df8", "", &error);
	PUSH(&decoder, 0x80, 0x48, 0x61, 0x08);
	CU_ASSERT_EQUAL(last("pulse_display").value, 72);
	CU_ASSERT_EQUAL(last("spo2_display").value, 97);
	CU_ASSERT_EQUAL(last("pulse_display").quality, QUALITY_NO_FINGER | QUALITY_STALE);
	CU_ASSERT_EQUAL(last("spo2_display").quality, QUALITY_NO_FINGER | QUALITY_STALE);
}

static void a_lost_byte_costs_a_frame_and_is_never_a_value(void)
{
	uint8_t bytes[40];
	for (uint8_t n = 0; n < 10; n++)
		memcpy(bytes + n * 3, (const uint8_t[]){ 0x81, n, (uint8_t)(90 + n) }, 3);
	struct loss loss = decoding_lose_each_byte("nonin_df1", "", "spo2", bytes, 30, 0);
	CU_ASSERT_EQUAL(loss.lost, 1);
	CU_ASSERT_EQUAL(loss.wrong, 0);
	for (uint8_t n = 0; n < 10; n++)
		memcpy(bytes + n * 4, (const uint8_t[]){ 0x81, n, (uint8_t)(90 + n), 0x20 }, 4);
	loss = decoding_lose_each_byte("nonin_df8", "", "spo2_display", bytes, 40, 0);
	CU_ASSERT_EQUAL(loss.lost, 1);
	CU_ASSERT_EQUAL(loss.wrong, 0);
}

static void joining_in_the_middle_drops_the_rest_of_a_frame(void)
{
	PUSH(&decoder, 0x48, 0x61, 0x80, 0x48, 0x61);
	CU_ASSERT_EQUAL(count("spo2"), 1);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 2);
}

static void a_spot_check_is_read_once_it_is_whole(void)
{
	decoding_begin(&decoder, "nonin_df13", "", &error);
	PUSH(&decoder, SPOT_CHECK);
	CU_ASSERT_EQUAL(decoder.count, 2);
	CU_ASSERT_EQUAL(last("pulse_spot").value, 72);
	CU_ASSERT_EQUAL(last("spo2_spot").value, 97);
	CU_ASSERT_EQUAL(last("spo2_spot").quality, 0);
	CU_ASSERT_EQUAL(last("spo2_spot").flags, 0x0200);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
	PUSH(&decoder, SPOT_HEAD, 0x0E, SPOT_DATE, 0x00, 0x00, 0x00, 0xC8, 0x00, 0x61, 0xBC, 0x03);
	CU_ASSERT_EQUAL(last("pulse_spot").value, 200);         /* the lower byte has all its bits */
}

static void a_spot_check_from_memory_is_stale_and_one_without_measurement_missing(void)
{
	decoding_begin(&decoder, "nonin_df13", "", &error);
	PUSH(&decoder, SPOT_HEAD, 0x0E, SPOT_DATE, 0x02, 0x10, 0x00, 0x48, 0x00, 0x61, 0x4E, 0x03);
	CU_ASSERT_EQUAL(last("spo2_spot").value, 97);
	CU_ASSERT_EQUAL(last("spo2_spot").quality, QUALITY_STALE);
	PUSH(&decoder, SPOT_HEAD, 0x0E, SPOT_DATE, 0x01, 0x00, 0x00, 0x48, 0x00, 0x61, 0x3D, 0x03);
	CU_ASSERT_TRUE(isnan(last("spo2_spot").value) && isnan(last("pulse_spot").value));
	CU_ASSERT_EQUAL(last("spo2_spot").quality, QUALITY_MISSING);
	PUSH(&decoder, SPOT_HEAD, 0x0E, SPOT_DATE, 0x00, 0x00, 0x01, 0xFF, 0x00, 0x7F, 0x12, 0x03);
	CU_ASSERT_TRUE(isnan(last("spo2_spot").value) && isnan(last("pulse_spot").value));
	CU_ASSERT_EQUAL(decoder.count, 6);
}

static void a_longer_spot_check_is_read_to_its_own_end(void)
{
	decoding_begin(&decoder, "nonin_df13", "", &error);
	PUSH(&decoder, SPOT_HEAD, 0x10, SPOT_DATE, 0x02, 0x00, 0x00, 0x48, 0x00, 0x61, 0x01, 0x03, 0x42, 0x03, SPOT_CHECK);
	CU_ASSERT_EQUAL(count("spo2_spot"), 2);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
	PUSH(&decoder, SPOT_HEAD, 0x03, 0x20, 0x12, 0x03, 0x35, 0x03, SPOT_CHECK);
	CU_ASSERT_EQUAL(count("spo2_spot"), 3);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 11);
}

static void spot_checks_that_were_waited_over_are_not_lost(void)
{
	decoding_begin(&decoder, "nonin_df13", "", &error);
	PUSH(&decoder, SPOT_HEAD, 0x2C, SPOT_CHECK, SPOT_CHECK, 0x00);     /* a head that promises 44 bytes of data */
	CU_ASSERT_EQUAL(decoder.count, 0);
	PUSH(&decoder, 0x02);
	CU_ASSERT_EQUAL(count("spo2_spot"), 2);
	CU_ASSERT_EQUAL(decoder.readings[0].behind, 24);
	CU_ASSERT_EQUAL(last("spo2_spot").behind, 2);
}

static void a_spot_check_with_a_wrong_sum_is_refused(void)
{
	decoding_begin(&decoder, "nonin_df13", "", &error);
	PUSH(&decoder, SPOT_HEAD, 0x0E, SPOT_DATE, 0x02, 0x00, 0x00, 0x48, 0x00, 0x60, 0x3E, 0x03);
	CU_ASSERT_EQUAL(decoder.count, 0);
	PUSH(&decoder, 0x55, SPOT_CHECK);
	CU_ASSERT_EQUAL(decoder.count, 2);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 23);
}

static void a_lost_byte_costs_one_spot_check(void)
{
	const uint8_t bytes[] = { SPOT_CHECK, SPOT_CHECK, SPOT_CHECK, SPOT_CHECK };
	struct loss loss = decoding_lose_each_byte("nonin_df13", "", "spo2_spot", bytes, sizeof bytes, 0);
	CU_ASSERT_EQUAL(loss.lost, 1);
	CU_ASSERT_EQUAL(loss.wrong, 0);
}

static void each_format_is_chosen_by_its_number(void)
{
	static const struct { const char *driver, *keys; size_t size; uint8_t bytes[8]; } commands[] = {
		{ "nonin_df1", "select = yes\nmodel = 9560\n", 6, { 0x02, 0x70, 0x02, 0x02, 0x01, 0x03 } },
		{ "nonin_df8", "select = yes\nmodel = 9560\n", 6, { 0x02, 0x70, 0x02, 0x02, 0x08, 0x03 } },
		{ "nonin_df8", "select = yes\nmodel = 3150\nspot_check = yes\n", 8, { 0x02, 0x70, 0x04, 0x02, 0x08, 0x41, 0xBF, 0x03 } },
		{ "nonin_df13", "select = yes\nmodel = 9560\n", 6, { 0x02, 0x70, 0x02, 0x02, 0x0D, 0x03 } },
	};
	static struct wire wire;
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		CU_ASSERT_TRUE_FATAL(decoding_begin(&decoder, commands[i].driver, commands[i].keys, &error));
		wire_begin(&wire, &decoder);
		wire_run(&wire, 60 * NS_PER_S);
		CU_ASSERT_TRUE(wire_sent(&wire, commands[i].bytes, commands[i].size));
		CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
		wire_end(&wire);
	}
}

static void the_twins_are_understood_by_their_decoders(void)
{
	static const struct { const char *driver, *spo2, *pulse; size_t count, bytes; } formats[] = {
		{ "nonin_df1", "spo2", "pulse", 61, 61 * 3 },
		{ "nonin_df8", "spo2_display", "pulse_display", 61, 61 * 4 },
		{ "nonin_df13", "spo2_spot", "pulse_spot", 4, 4 * 22 },
	};
	static struct wire wire;
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		decoding_begin(&decoder, formats[i].driver, "", &error);
		wire_begin(&wire, &decoder);
		wire_run(&wire, 60 * NS_PER_S);
		CU_ASSERT_EQUAL(wire.received_size, formats[i].bytes);
		CU_ASSERT_EQUAL(count(formats[i].spo2), formats[i].count);
		CU_ASSERT_EQUAL(last(formats[i].spo2).value, person_spo2(wire.person));
		CU_ASSERT_EQUAL(last(formats[i].pulse).value, person_pulse(wire.person));
		CU_ASSERT_EQUAL(last(formats[i].pulse).quality, 0);
		CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
		wire_end(&wire);
	}
}

static CU_TestInfo tests[] = {
	TEST(format_1_gives_two_averages_a_second),
	TEST(format_1_says_what_is_doubtful_and_why_something_is_missing),
	TEST(format_8_gives_what_the_display_shows),
	TEST(format_8_marks_as_stale_what_is_held_without_a_finger),
	TEST(a_lost_byte_costs_a_frame_and_is_never_a_value),
	TEST(joining_in_the_middle_drops_the_rest_of_a_frame),
	TEST(a_spot_check_is_read_once_it_is_whole),
	TEST(a_spot_check_from_memory_is_stale_and_one_without_measurement_missing),
	TEST(a_longer_spot_check_is_read_to_its_own_end),
	TEST(spot_checks_that_were_waited_over_are_not_lost),
	TEST(a_spot_check_with_a_wrong_sum_is_refused),
	TEST(a_lost_byte_costs_one_spot_check),
	TEST(each_format_is_chosen_by_its_number),
	TEST(the_twins_are_understood_by_their_decoders),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo nonin_seconds_suite = {
	.pName = "nonin seconds", .pSetUpFunc = format_1, .pTearDownFunc = free_decoder, .pTests = tests,
};
