/* test_pm6750.c - what the decoder of Berry's PM6750 promises */

#include <math.h>
#include <string.h>

#include "acquisition/person.h"
#include "base/clock.h"
#include "base/sample.h"
#include "tests/decoding.h"
#include "tests/suites.h"

/* Worked out: 97 %, 72 a minute; 36.5 degC; a wave of 80. */
#define OXIMETER    0x55, 0xAA, 0x06, 0x04, 0x00, 0x61, 0x48, 0x4C
#define TEMPERATURE 0x55, 0xAA, 0x06, 0x05, 0x00, 0x24, 0x05, 0xCB
#define WAVE        0x55, 0xAA, 0x04, 0xFE, 0x50, 0xAD

static struct decoding d;
static struct error error;

static void fresh_decoder(void)
{
	decoding_begin(&d, "pm6750", "", &error);
}

static void free_decoder(void)
{
	decoding_end(&d);
}

static struct reading last(const char *output)
{
	return decoding_last(&d, output);
}

static void saturation_pulse_and_temperature_come_on_one_line(void)
{
	CU_ASSERT_EQUAL(PUSH(&d, OXIMETER, TEMPERATURE), 3);
	CU_ASSERT_EQUAL(last("spo2").value, 97);
	CU_ASSERT_EQUAL(last("pulse").value, 72);
	CU_ASSERT_EQUAL(last("temperature").value, 36.5);
	CU_ASSERT_EQUAL(last("temperature").quality | last("spo2").quality, 0);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 0);
}

static void what_is_no_value_is_missing_and_the_status_is_kept(void)
{
	PUSH(&d, 0x55, 0xAA, 0x06, 0x04, 0x01, 0x7F, 0xFF, 0x76);
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last("spo2").flags, 1);
	PUSH(&d, 0x55, 0xAA, 0x06, 0x04, 0x00, 0x00, 0x00, 0xF5);
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value));
	PUSH(&d, 0x55, 0xAA, 0x06, 0x05, 0x01, 0x00, 0x00, 0xF3);
	CU_ASSERT_TRUE(isnan(last("temperature").value));
	CU_ASSERT_EQUAL(last("temperature").flags, 1);
}

static void a_wave_is_given_where_it_is_asked_for(void)
{
	CU_ASSERT_EQUAL(PUSH(&d, WAVE), 0);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 0);
	decoding_begin(&d, "pm6750", "wave = yes\n", &error);
	CU_ASSERT_EQUAL(PUSH(&d, WAVE), 1);
	CU_ASSERT_EQUAL(last("pleth").value, 80);
}

static void a_wrong_sum_and_other_types_give_nothing(void)
{
	CU_ASSERT_EQUAL(PUSH(&d, 0x55, 0xAA, 0x06, 0x04, 0x00, 0x61, 0x48, 0x4D), 0);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 8);
	CU_ASSERT_EQUAL(PUSH(&d, 0x55, 0xAA, 0x04, 0xFF, 0x10, 0xEC), 0);     /* respiration */
	CU_ASSERT_EQUAL(PUSH(&d, 0x55, 0xAA, 0x04, 0x04, 0x10, 0xE7), 0);     /* too short for what it says it is */
	CU_ASSERT_EQUAL(PUSH(&d, 0x55, 0xAA, 0x00, OXIMETER), 2);
	CU_ASSERT_EQUAL(PUSH(&d, 0x55, 0x55, 0xAA, 0xFF, 0x55, OXIMETER), 2);
}

/* A frame that lost a byte takes the next one's first for its own: that one must not be lost too. */
static void one_lost_byte_costs_one_frame_and_never_makes_a_wrong_value(void)
{
	const uint8_t bytes[] = { OXIMETER, TEMPERATURE, 0x55, 0xAA, 0x06, 0x04, 0x00, 0x60, 0x49, 0x4C, TEMPERATURE,
		0x55, 0xAA, 0x06, 0x04, 0x00, 0x5F, 0x4A, 0x4C, TEMPERATURE };
	struct loss loss = decoding_lose_each_byte("pm6750", "", "spo2", bytes, sizeof bytes, 0);
	CU_ASSERT_EQUAL(loss.lost, 1);
	CU_ASSERT_EQUAL(loss.wrong, 0);
}

static void a_frame_found_late_says_how_many_bytes_came_behind_it(void)
{
	CU_ASSERT_EQUAL(PUSH(&d, 0x55, 0xAA, 0x0E, OXIMETER, 0x55, 0xAA), 0);
	CU_ASSERT_EQUAL(PUSH(&d, 0x06, 0x05, 0x00), 2);       /* now the long one's sum is wrong */
	CU_ASSERT_EQUAL(last("spo2").behind, 5);
	CU_ASSERT_EQUAL(PUSH(&d, 0x24, 0x05, 0xCB), 1);
}

static void the_twin_is_understood_by_the_decoder(void)
{
	static struct wire wire;
	decoding_begin(&d, "pm6750", "wave = yes\n", &error);
	wire_begin(&wire, &d);
	wire_run(&wire, 10 * NS_PER_S);
	CU_ASSERT_EQUAL(decoding_count(&d, "spo2"), 11);
	CU_ASSERT_EQUAL(decoding_count(&d, "pleth"), 500);
	CU_ASSERT_EQUAL(last("spo2").value, person_spo2(wire.person));
	CU_ASSERT_EQUAL(last("pulse").value, person_pulse(wire.person));
	CU_ASSERT_EQUAL(decoding_dropped(&d), 0);
	CU_ASSERT_TRUE(SENT(&wire, 0x55, 0xAA, 0x04, 0xFE, 0x01, 0xFC));
	wire_end(&wire);
}

static CU_TestInfo tests[] = {
	TEST(saturation_pulse_and_temperature_come_on_one_line),
	TEST(what_is_no_value_is_missing_and_the_status_is_kept),
	TEST(a_wave_is_given_where_it_is_asked_for),
	TEST(a_wrong_sum_and_other_types_give_nothing),
	TEST(one_lost_byte_costs_one_frame_and_never_makes_a_wrong_value),
	TEST(a_frame_found_late_says_how_many_bytes_came_behind_it),
	TEST(the_twin_is_understood_by_the_decoder),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo pm6750_suite = {
	.pName = "pm6750", .pSetUpFunc = fresh_decoder, .pTearDownFunc = free_decoder, .pTests = tests,
};
