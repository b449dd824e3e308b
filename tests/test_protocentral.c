/* test_protocentral.c - frames of ProtoCentral boards */

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "tests/decoding.h"
#include "tests/suites.h"

static struct decoding d;
static struct error error;

static void begin(const char *driver, const char *keys)
{
	decoding_begin(&d, driver, keys, &error);
}

static void end(void)
{
	decoding_end(&d);
}

static double value(const char *output)
{
	return decoding_last(&d, output).value;
}

/* DERIVED: red 98765, infrared 123456. */
#define LIGHTS 0x0A, 0xFA, 0x08, 0x00, 0x02, 0xCD, 0x81, 0x01, 0x00, 0x40, 0xE2, 0x01, 0x00, 0x00, 0x0B
/* DERIVED: ECG -1234, bioimpedance 5678, red -98765, infrared 123456, 33.12 degC, SpO2 98, pulse 72, respiration 16. */
#define HEALTHYPI4 0x0A, 0xFA, 0x16, 0x00, 0x02, 0x2E, 0xFB, 0xFF, 0xFF, 0x2E, 0x16, 0x00, 0x00, 0x00, 0x33, 0x7E, 0xFE, \
                   0xFF, 0x40, 0xE2, 0x01, 0x00, 0xF0, 0x0C, 0x62, 0x48, 0x10, 0x00, 0x0B

static void a_max30102_frame_is_red_and_infrared(void)
{
	begin("pulse_max30102", "");
	CU_ASSERT_EQUAL(PUSH(&d, LIGHTS, LIGHTS), 4);
	CU_ASSERT_EQUAL(value("red"), 98765);
	CU_ASSERT_EQUAL(value("ir"), 123456);
	CU_ASSERT_EQUAL(decoding_last(&d, "ir").quality, 0);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 0);
}

static void the_order_of_the_lights_is_a_setting(void)
{
	begin("pulse_max30102", "order = ir_red\n");
	PUSH(&d, LIGHTS, LIGHTS);
	CU_ASSERT_EQUAL(value("ir"), 98765);
	CU_ASSERT_EQUAL(value("red"), 123456);
	begin("pulse_max30102", "order = red_ir\n");
	PUSH(&d, LIGHTS, LIGHTS);
	CU_ASSERT_EQUAL(value("red"), 98765);
	CU_ASSERT_FALSE(decoding_begin(&d, "pulse_max30102", "order = green_red\n", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:2: order is 'green_red', but red_ir or ir_red was expected.");
}

static void the_converters_end_is_saturated(void)
{
	begin("pulse_max30102", "");
	PUSH(&d, LIGHTS, 0x0A, 0xFA, 0x08, 0x00, 0x02, 0xFF, 0xFF, 0x03, 0x00, 0xFE, 0xFF, 0x03, 0x00, 0x00, 0x0B);
	CU_ASSERT_EQUAL(value("red"), 262143);
	CU_ASSERT_EQUAL(decoding_last(&d, "red").quality, QUALITY_SATURATED);
	CU_ASSERT_EQUAL(decoding_last(&d, "ir").quality, 0);
}

/* DERIVED: infrared 123456, red 98765, SpO2 98, pulse 72; then the sketch's 0 for no SpO2. */
static void an_afe4490_frame_has_infrared_first_and_rates(void)
{
	begin("afe4490", "");
	PUSH(&d, 0x0A, 0xFA, 0x0A, 0x00, 0x02, 0x40, 0xE2, 0x01, 0x00, 0xCD, 0x81, 0x01, 0x00, 0x62, 0x48, 0x00, 0x0B, 0x0A, 0xFA,
	     0x0A, 0x00, 0x02);
	CU_ASSERT_EQUAL(value("ir"), 123456);
	CU_ASSERT_EQUAL(value("red"), 98765);
	CU_ASSERT_EQUAL(value("spo2"), 98);
	CU_ASSERT_EQUAL(value("pulse"), 72);
	PUSH(&d, 0x40, 0xE2, 0x01, 0x00, 0xCD, 0x81, 0x01, 0x00, 0x00, 0x48, 0x00, 0x0B);
	CU_ASSERT_TRUE(isnan(value("spo2")));
	CU_ASSERT_EQUAL(decoding_last(&d, "spo2").quality, QUALITY_MISSING);
	begin("afe4490", "order = red_ir\n");
	PUSH(&d, 0x0A, 0xFA, 0x0A, 0x00, 0x02, 0x40, 0xE2, 0x01, 0x00, 0xCD, 0x81, 0x01, 0x00, 0x62, 0x48, 0x00, 0x0B, 0x0A, 0xFA,
	     0x0A, 0x00, 0x02);
	CU_ASSERT_EQUAL(value("red"), 123456);
}

static void a_healthypi4_frame_holds_all_that_the_board_measures(void)
{
	begin("healthypi4", "");
	CU_ASSERT_EQUAL(PUSH(&d, HEALTHYPI4, HEALTHYPI4), 16);
	CU_ASSERT_EQUAL(value("ecg"), -1234);
	CU_ASSERT_EQUAL(value("bioz"), 5678);
	CU_ASSERT_EQUAL(value("red"), -98765);
	CU_ASSERT_EQUAL(value("ir"), 123456);
	CU_ASSERT_EQUAL(value("temperature"), 33.12);
	CU_ASSERT_EQUAL(value("spo2"), 98);
	CU_ASSERT_EQUAL(value("pulse"), 72);
	CU_ASSERT_EQUAL(value("respiration"), 16);
}

static void a_bioimpedance_that_is_to_be_skipped_is_not_given(void)
{
	uint8_t frame[] = { HEALTHYPI4 };
	frame[5 + 8] = 0xFF;
	begin("healthypi4", "");
	PUSH(&d, HEALTHYPI4, 0x0A, 0xFA, 0x16, 0x00, 0x02);
	size_t before = decoding_count(&d, "bioz");
	CU_ASSERT_EQUAL(decoding_push(&d, frame + 5, sizeof frame - 5), 7);
	CU_ASSERT_EQUAL(decoding_count(&d, "bioz"), before);
	CU_ASSERT_EQUAL(decoding_last(&d, "ecg").flags, 0xFF);
}

static void a_rate_of_zero_is_missing(void)
{
	uint8_t frame[] = { HEALTHYPI4 };
	memset(frame + 5 + 19, 0, 3);
	begin("healthypi4", "");
	PUSH(&d, HEALTHYPI4);
	decoding_push(&d, frame, sizeof frame);
	CU_ASSERT_TRUE(isnan(value("spo2")) && isnan(value("pulse")) && isnan(value("respiration")));
	CU_ASSERT_EQUAL(decoding_last(&d, "pulse").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(value("temperature"), 33.12);
}

/* DERIVED: eight ECG samples 1 .. 8, four of bioimpedance -1 .. -4, heart rate 72, respiration 16. */
#define WORD(low) low, 0x00, 0x00, 0x00
#define MINUS(low) low, 0xFF, 0xFF, 0xFF
#define ECG_PACKET 0x0A, 0xFA, 0x32, 0x00, 0x03, WORD(1), WORD(2), WORD(3), WORD(4), WORD(5), WORD(6), WORD(7), WORD(8), \
                   MINUS(0xFF), MINUS(0xFE), MINUS(0xFD), MINUS(0xFC), 0x48, 0x10, 0x00, 0x0B
/* DERIVED: eight samples of light 0x0101 .. 0x0801, SpO2 98, temperature in those two bytes. */
#define PPG_PACKET(low, high) 0x0A, 0xFA, 0x13, 0x00, 0x04, 0x01, 0x01, 0x01, 0x02, 0x01, 0x03, 0x01, 0x04, 0x01, 0x05, \
                   0x01, 0x06, 0x01, 0x07, 0x01, 0x08, 0x62, low, high, 0x00, 0x0B

static void a_healthypi5_sends_its_samples_in_eights_the_last_of_which_is_the_youngest(void)
{
	begin("healthypi5", "");
	CU_ASSERT_EQUAL(PUSH(&d, ECG_PACKET, 0x0A, 0xFA, 0x13, 0x00, 0x04), 8 + 4 + 2);
	CU_ASSERT_EQUAL(d.readings[0].value, 1);
	CU_ASSERT_EQUAL(d.readings[0].age_ns, 7 * NS_PER_S / 125);
	CU_ASSERT_EQUAL(d.readings[7].value, 8);
	CU_ASSERT_EQUAL(d.readings[7].age_ns, 0);
	CU_ASSERT_EQUAL(d.readings[8].value, -1);
	CU_ASSERT_EQUAL(d.readings[8].age_ns, 3 * NS_PER_S * 2 / 125);
	CU_ASSERT_EQUAL(value("pulse"), 72);
	CU_ASSERT_EQUAL(value("respiration"), 16);
	CU_ASSERT_EQUAL(decoding_last(&d, "pulse").age_ns, 0);
}

static void light_is_sent_with_the_ninth_sample_and_a_temperature_of_two_equal_bytes_is_none(void)
{
	begin("healthypi5", "");
	PUSH(&d, PPG_PACKET(0xF0, 0x0C), PPG_PACKET(0xF0, 0x0C));
	CU_ASSERT_EQUAL(value("temperature"), 33.12);
	CU_ASSERT_EQUAL(value("pleth"), 0x0801);
	CU_ASSERT_EQUAL(decoding_last(&d, "pleth").age_ns, NS_PER_S / 100);
	CU_ASSERT_EQUAL(d.readings[0].age_ns, 8 * NS_PER_S / 100);
	CU_ASSERT_EQUAL(value("spo2"), 98);
	PUSH(&d, PPG_PACKET(0x0C, 0x0C));
	CU_ASSERT_TRUE(isnan(value("temperature")));
	CU_ASSERT_EQUAL(decoding_last(&d, "temperature").quality, QUALITY_MISSING);
}

static void a_beginning_inside_a_payload_does_not_break_the_step(void)
{
	begin("pulse_max30102", "");
	/* In step: the payload holds a beginning, and all but the end of a frame. */
	PUSH(&d, LIGHTS, LIGHTS, 0x0A, 0xFA, 0x08, 0x00, 0x02, 0x0A, 0xFA, 0x08, 0x00, 0x02, 0x0A, 0xFA, 0x08, 0x00, 0x0B, LIGHTS);
	CU_ASSERT_EQUAL(decoding_count(&d, "red"), 4);
	CU_ASSERT_EQUAL(d.readings[4].value, 0x0008FA0A);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 0);
}

/* DERIVED: who joins in at the end of a payload that looks like a beginning sees all that a frame needs,
 * from there into the next frame; only what should follow it is not there. */
static void out_of_step_a_frame_is_believed_when_another_begins_behind_it(void)
{
	begin("pulse_max30102", "");
	CU_ASSERT_EQUAL(PUSH(&d, 0x0A, 0xFA, 0x08, 0x00, 0x02, 0x00, 0x0B,
	                     0x0A, 0xFA, 0x08, 0x00, 0x02, 0x01, 0x00, 0x0B, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0B), 0);
	CU_ASSERT_EQUAL(PUSH(&d, LIGHTS), 4);
	CU_ASSERT_EQUAL(d.readings[0].value, 0x010B0001);
	CU_ASSERT_EQUAL(d.readings[0].behind, 5);
	CU_ASSERT_EQUAL(value("red"), 98765);
	CU_ASSERT_EQUAL(d.readings[2].behind, 0);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 7);
}

static void a_length_that_its_type_does_not_have_is_refused_at_once(void)
{
	begin("pulse_max30102", "");
	PUSH(&d, LIGHTS, LIGHTS, 0x0A, 0xFA, 0xFF, 0xFF, 0x02, LIGHTS, LIGHTS);
	CU_ASSERT_EQUAL(decoding_count(&d, "red"), 4);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 5);
}

static void both_bytes_of_the_end_must_be_right(void)
{
	uint8_t frame[] = { LIGHTS };
	for (size_t at = 13; at < 15; at++) {
		begin("pulse_max30102", "");
		PUSH(&d, LIGHTS, LIGHTS);
		frame[at] ^= 1;
		CU_ASSERT_EQUAL(decoding_push(&d, frame, sizeof frame), 0);
		frame[at] ^= 1;
		CU_ASSERT_EQUAL(PUSH(&d, LIGHTS, LIGHTS), 4);
		CU_ASSERT_EQUAL(decoding_dropped(&d), 15);
	}
}

/* Lights that count, so that a value of another place would show. The last frame of all is believed only
 * when it follows in step. */
#define FRAMES 40
static void one_lost_byte_costs_one_frame_and_never_makes_a_wrong_value(void)
{
	uint8_t bytes[FRAMES * 15], ecgs[10 * 57];
	static const uint8_t light[] = { LIGHTS }, ecg[] = { ECG_PACKET };
	for (uint8_t i = 0; i < FRAMES; i++) {
		memcpy(bytes + i * 15, light, 15);
		bytes[i * 15 + 5] = bytes[i * 15 + 9] = i;
	}
	for (uint8_t i = 0; i < 10; i++) {
		memcpy(ecgs + i * 57, ecg, 57);
		ecgs[i * 57 + 5] = i;
	}
	struct loss lights = decoding_lose_each_byte("pulse_max30102", "", "red", bytes, sizeof bytes, 30);
	struct loss ecg_loss = decoding_lose_each_byte("healthypi5", "", "ecg", ecgs, sizeof ecgs, 114);
	CU_ASSERT_EQUAL(lights.wrong, 0);
	CU_ASSERT_EQUAL(lights.lost, 1);
	CU_ASSERT_EQUAL(ecg_loss.wrong, 0);
	CU_ASSERT_EQUAL(ecg_loss.lost, 8);
}

static void the_twins_are_understood_and_show_the_veins(void)
{
	static struct wire wire;
	static const char *const drivers[] = { "pulse_max30102", "afe4490", "healthypi4" };
	for (size_t i = 0; i < 3; i++) {
		begin(drivers[i], "");
		wire_begin(&wire, &d);
		wire_run(&wire, 2 * NS_PER_S);
		double full = value("ir");
		struct message stroke = { .kind = MESSAGE_EVENT, .event = event_at(EVENT_CUE, wire.now_ns) };
		person_hear(wire.person, &stroke);
		wire_run(&wire, 3 * NS_PER_S);
		CU_ASSERT_TRUE(value("ir") > full);
		CU_ASSERT_TRUE(value("ir") > value("red"));
		CU_ASSERT_EQUAL(decoding_dropped(&d), 0);
		CU_ASSERT_EQUAL(wire.sent_size, 0);
		wire_end(&wire);
	}
	CU_ASSERT_EQUAL(decoding_count(&d, "ecg"), 3 * 125 + 1);
}

static void the_healthypi5s_twin_sends_both_packets_at_their_rates(void)
{
	static struct wire wire;
	begin("healthypi5", "");
	wire_begin(&wire, &d);
	wire_run(&wire, 16 * NS_PER_S);
	CU_ASSERT_EQUAL(decoding_count(&d, "ecg"), 16 * 125 + 8);
	CU_ASSERT_EQUAL(decoding_count(&d, "pleth"), 16 * 100 + 8);
	CU_ASSERT_DOUBLE_EQUAL(value("spo2"), person_spo2(wire.person), 1);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 0);
	wire_end(&wire);
}

static CU_TestInfo tests[] = {
	TEST(a_max30102_frame_is_red_and_infrared),
	TEST(the_order_of_the_lights_is_a_setting),
	TEST(the_converters_end_is_saturated),
	TEST(an_afe4490_frame_has_infrared_first_and_rates),
	TEST(a_healthypi4_frame_holds_all_that_the_board_measures),
	TEST(a_bioimpedance_that_is_to_be_skipped_is_not_given),
	TEST(a_rate_of_zero_is_missing),
	TEST(a_healthypi5_sends_its_samples_in_eights_the_last_of_which_is_the_youngest),
	TEST(light_is_sent_with_the_ninth_sample_and_a_temperature_of_two_equal_bytes_is_none),
	TEST(a_beginning_inside_a_payload_does_not_break_the_step),
	TEST(out_of_step_a_frame_is_believed_when_another_begins_behind_it),
	TEST(a_length_that_its_type_does_not_have_is_refused_at_once),
	TEST(both_bytes_of_the_end_must_be_right),
	TEST(one_lost_byte_costs_one_frame_and_never_makes_a_wrong_value),
	TEST(the_twins_are_understood_and_show_the_veins),
	TEST(the_healthypi5s_twin_sends_both_packets_at_their_rates),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo protocentral_suite = { .pName = "protocentral", .pTearDownFunc = end, .pTests = tests };
