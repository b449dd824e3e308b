/* test_contec5.c - what the decoder of the five-byte stream promises */

#include <math.h>

#include "base/clock.h"
#include "base/sample.h"
#include "tests/decoding.h"
#include "tests/suites.h"

static struct decoding decoder;
static struct error error;
static struct wire wire;

static void fresh_decoder(void)
{
	decoding_begin(&decoder, "contec5", "", &error);
}

static void free_decoder(void)
{
	decoding_end(&decoder);
}

static struct reading last(const char *output)
{
	return decoding_last(&decoder, output);
}

/* The frames here are worked out from the layout; no capture of live data was found. */

static void a_frame_gives_saturation_pulse_and_wave(void)
{
	CU_ASSERT_EQUAL(PUSH(&decoder, 0x85, 0x32, 0x0A, 0x3C, 0x62), 3);
	CU_ASSERT_EQUAL(last("spo2").value, 98);
	CU_ASSERT_EQUAL(last("pulse").value, 60);
	CU_ASSERT_EQUAL(last("pleth").value, 50);
	CU_ASSERT_EQUAL(last("pleth").quality, 0);
	CU_ASSERT_EQUAL(last("pleth").flags, 0x0A85);
	PUSH(&decoder, 0xC5, 0x64, 0x0F, 0x48, 0x61);           /* a beep, the bar graph full */
	CU_ASSERT_EQUAL(last("spo2").value, 97);
	CU_ASSERT_EQUAL(last("pulse").value, 72);
	CU_ASSERT_EQUAL(last("pleth").value, 100);
	CU_ASSERT_EQUAL(last("spo2").flags, 0x0FC5);
}

static void a_pulse_above_127_keeps_its_eighth_bit(void)
{
	PUSH(&decoder, 0x84, 0x20, 0x45, 0x16, 0x60);
	CU_ASSERT_EQUAL(last("pulse").value, 150);
	CU_ASSERT_EQUAL(last("spo2").value, 96);
	CU_ASSERT_EQUAL(last("pleth").value, 32);
}

static void what_is_missing_says_why(void)
{
	PUSH(&decoder, 0x84, 0x20, 0x20, 0x00, 0x00);
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value));
	CU_ASSERT_EQUAL(last("pulse").quality, QUALITY_SEARCHING);
	CU_ASSERT_EQUAL(last("pleth").value, 32);
	PUSH(&decoder, 0x84, 0x00, 0x10, 0x00, 0x00);
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_NO_FINGER);
	PUSH(&decoder, 0xAF, 0x00, 0x40, 0x7F, 0x7F);           /* Contec's b5 is no more than an alarm */
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last("spo2").flags, 0x40AF);
	PUSH(&decoder, 0x8F, 0x00, 0x50, 0x7F, 0x7F);
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_NO_FINGER);
	PUSH(&decoder, 0x85, 0x20, 0x00, 0x48, 0x7F);
	CU_ASSERT_TRUE(isnan(last("spo2").value));
	CU_ASSERT_EQUAL(last("pulse").value, 72);
}

/* As in atbrask/CMS50Dplus unittests.py. */
static void each_bit_of_the_published_tests_is_seen(void)
{
	for (uint8_t strength = 0; strength < 16; strength++) {
		uint8_t first = (uint8_t)(0x80 + strength);
		PUSH(&decoder, first, 0, 0, 0, 0);
		CU_ASSERT_EQUAL(last("spo2").flags, first);
	}
	PUSH(&decoder, 0x90, 0, 0, 0, 0);
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_SEARCHING);
	PUSH(&decoder, 0xA0, 0, 0, 0, 0);
	CU_ASSERT_EQUAL(last("pleth").quality, 0);
	CU_ASSERT_EQUAL(last("pleth").flags, 0xA0);
	PUSH(&decoder, 0xC0, 0, 0, 0, 0);
	CU_ASSERT_EQUAL(last("pleth").flags, 0xC0);
	PUSH(&decoder, 0x80, 0, 0x10, 0, 0);
	CU_ASSERT_EQUAL(last("pleth").quality, QUALITY_NO_FINGER);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
}

static void what_is_no_frame_is_refused(void)
{
	CU_ASSERT_EQUAL(PUSH(&decoder, 0x80, 0, 0, 0), 0);
	fresh_decoder();
	CU_ASSERT_EQUAL(PUSH(&decoder, 0x00, 0, 0, 0, 0), 0);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 5);
	CU_ASSERT_EQUAL(PUSH(&decoder, 0x80, 0x80, 0, 0, 0), 0);
	CU_ASSERT_EQUAL(PUSH(&decoder, 0x80, 0, 0x80, 0, 0), 0);
	CU_ASSERT_EQUAL(PUSH(&decoder, 0x80, 0, 0, 0x80, 0), 0);
	CU_ASSERT_EQUAL(PUSH(&decoder, 0x80, 0, 0, 0, 0x80), 0);
}

static void bci_gives_other_names_to_the_same_bits(void)
{
	decoding_begin(&decoder, "bci", "", &error);
	PUSH(&decoder, 0xAF, 0x00, 0x40, 0x7F, 0x7F);
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value) && isnan(last("pleth").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_NO_PROBE);
	PUSH(&decoder, 0x8F, 0x00, 0x50, 0x7F, 0x7F);
	CU_ASSERT_EQUAL(last("pleth").quality, QUALITY_NO_FINGER);
	PUSH(&decoder, 0x95, 0x32, 0x0A, 0x3C, 0x62);
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_SEARCHING);
	PUSH(&decoder, 0x85, 0x32, 0x0A, 0x3C, 0x62);
	CU_ASSERT_EQUAL(last("pleth").value, 50);
	CU_ASSERT_EQUAL(last("pleth").quality, 0);
	PUSH(&decoder, 0x85, 0x00, 0x0A, 0x3C, 0x62);
	CU_ASSERT_EQUAL(last("pleth").quality, QUALITY_MISSING);
}

static void joining_in_the_middle_and_a_cut_frame_cost_only_themselves(void)
{
	PUSH(&decoder, 0x0A, 0x3C, 0x62, 0x85, 0x32, 0x0A, 0x3C, 0x62, 0x85, 0x32, 0x85, 0x32, 0x0A, 0x3C, 0x62);
	CU_ASSERT_EQUAL(decoding_count(&decoder, "spo2"), 2);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 3 + 2);
}

static void a_lost_byte_costs_one_frame_and_is_never_a_value(void)
{
	uint8_t bytes[20 * 5];
	for (size_t n = 0; n < 20; n++) {
		const uint8_t frame[] = { 0x85, (uint8_t)(n + 1), 0x40, (uint8_t)(n + 30), (uint8_t)(n + 80) };
		for (size_t i = 0; i < 5; i++)
			bytes[n * 5 + i] = frame[i];
	}
	struct loss loss = decoding_lose_each_byte("contec5", "", "spo2", bytes, sizeof bytes, 0);
	CU_ASSERT_EQUAL(loss.lost, 1);
	CU_ASSERT_EQUAL(loss.wrong, 0);
}

/* Captured (Apnea Board wiki): the memory's head, its length, and four points of three bytes. */
static void a_download_of_the_memory_is_no_live_data(void)
{
	CU_ASSERT_EQUAL(PUSH(&decoder, 0xF2, 0x80, 0x00, 0xF2, 0x80, 0x00, 0xF2, 0x80, 0x00, 0x80, 0x81, 0x72,
		0xF0, 0xC4, 0x5F, 0xF0, 0xC3, 0x5F, 0xF0, 0xC8, 0x5F, 0xF0, 0xD4, 0x5F, 0xF0, 0x80, 0x00), 0);
}

static void nothing_is_sent_to_an_oximeter_that_streams_by_itself(void)
{
	wire_begin(&wire, &decoder);
	wire_run(&wire, 10 * NS_PER_S);
	CU_ASSERT_EQUAL(wire.sent_size, 0);
	CU_ASSERT_EQUAL(decoding_count(&decoder, "pleth"), 601);
	wire_end(&wire);
}

static void one_that_waits_is_started_by_a_byte(void)
{
	decoding_begin(&decoder, "contec5", "start = yes\n", &error);
	wire_begin(&wire, &decoder);
	CU_ASSERT_EQUAL(decoder.driver->simulated_due_ns(wire.twin, 0), TIME_NEVER);
	wire_run(&wire, 20 * NS_PER_S);
	CU_ASSERT_TRUE(SENT(&wire, 0x00));
	CU_ASSERT_EQUAL(wire.received_size, 1201 * 5);
	CU_ASSERT_EQUAL(decoding_count(&decoder, "pleth"), 1201);
	wire_end(&wire);
	CU_ASSERT_FALSE(decoding_begin(&decoder, "contec5", "start = 1\n", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:2: start is '1', but yes or no was expected.");
}

static void one_that_falls_silent_is_started_again_after_five_seconds(void)
{
	uint8_t bytes[256];
	int64_t again_ns;
	decoding_begin(&decoder, "contec5", "start = yes\n", &error);
	CU_ASSERT_EQUAL(decoder.driver->talk(decoder.state, 0, bytes, sizeof bytes, &again_ns), 1);
	CU_ASSERT_EQUAL(again_ns, 5 * NS_PER_S);
	PUSH(&decoder, 0x85, 0x32, 0x0A, 0x3C, 0x62);
	CU_ASSERT_EQUAL(decoder.driver->talk(decoder.state, 2 * NS_PER_S, bytes, sizeof bytes, &again_ns), 0);
	CU_ASSERT_EQUAL(again_ns, 7 * NS_PER_S);
	CU_ASSERT_EQUAL(decoder.driver->talk(decoder.state, 7 * NS_PER_S, bytes, sizeof bytes, &again_ns), 1);
	CU_ASSERT_EQUAL(again_ns, 12 * NS_PER_S);
}

static void the_rows_of_the_family_have_their_own_lines_and_rates(void)
{
	static const struct { const char *driver; int baud; char parity; size_t frames; } rows[] = {
		{ "contec5", 19200, 'O', 60 }, { "contec5_4800", 4800, 'O', 60 }, { "bci", 115200, 'N', 100 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		decoding_begin(&decoder, rows[i].driver, "", &error);
		wire_begin(&wire, &decoder);
		wire_run(&wire, NS_PER_S - 1);
		CU_ASSERT_EQUAL(decoder.driver->line.baud, rows[i].baud);
		CU_ASSERT_EQUAL(decoder.driver->line.parity, rows[i].parity);
		CU_ASSERT_EQUAL(decoding_count(&decoder, "spo2"), rows[i].frames);
		CU_ASSERT_EQUAL(last("spo2").value, person_spo2(wire.person));
		CU_ASSERT_EQUAL(last("pulse").value, person_pulse(wire.person));
		CU_ASSERT_EQUAL(last("pleth").quality, 0);
		CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
		wire_end(&wire);
	}
}

static CU_TestInfo tests[] = {
	TEST(a_frame_gives_saturation_pulse_and_wave),
	TEST(a_pulse_above_127_keeps_its_eighth_bit),
	TEST(what_is_missing_says_why),
	TEST(each_bit_of_the_published_tests_is_seen),
	TEST(what_is_no_frame_is_refused),
	TEST(bci_gives_other_names_to_the_same_bits),
	TEST(joining_in_the_middle_and_a_cut_frame_cost_only_themselves),
	TEST(a_lost_byte_costs_one_frame_and_is_never_a_value),
	TEST(a_download_of_the_memory_is_no_live_data),
	TEST(nothing_is_sent_to_an_oximeter_that_streams_by_itself),
	TEST(one_that_waits_is_started_by_a_byte),
	TEST(one_that_falls_silent_is_started_again_after_five_seconds),
	TEST(the_rows_of_the_family_have_their_own_lines_and_rates),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo contec5_suite = {
	.pName = "contec5", .pSetUpFunc = fresh_decoder, .pTearDownFunc = free_decoder, .pTests = tests,
};
