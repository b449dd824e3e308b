/* test_nonin_packets.c - what the decoder of Nonin's data formats 2 and 7 promises */

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/sample.h"
#include "tests/decoding.h"
#include "tests/suites.h"

/* Frames of published unit tests: pulse 72, SpO2 97, firmware revision 48. */
#define PULSE_MSB_0 0x01, 0x81, 0x01, 0x00, 0x83
#define PULSE_LSB_72 0x01, 0x80, 0x01, 0x48, 0xCA
#define SPO2_97     0x01, 0x80, 0x01, 0x61, 0xE3
#define REVISION_48 0x01, 0x80, 0x01, 0x30, 0xB2
#define RESERVED    0x01, 0x80, 0x01, 0x00, 0x82
#define THREE_RESERVED RESERVED, RESERVED, RESERVED
/* 21 frames behind the first four. */
#define REST REVISION_48, THREE_RESERVED, THREE_RESERVED, THREE_RESERVED, THREE_RESERVED, \
             THREE_RESERVED, THREE_RESERVED, THREE_RESERVED
#define PACKET PULSE_MSB_0, PULSE_LSB_72, SPO2_97, REST

/* A frame with its checksum. */
#define FRAME(status, pleth, value) 0x01, status, pleth, value, (uint8_t)(0x01 + (status) + (pleth) + (value))
#define FRAME7(status, msb, lsb, value) status, msb, lsb, value, (uint8_t)((status) + (msb) + (lsb) + (value))
#define SIX(status) FRAME(status, 0, 0), FRAME(status, 0, 0), FRAME(status, 0, 0), \
                    FRAME(status, 0, 0), FRAME(status, 0, 0), FRAME(status, 0, 0)
/* A packet in which every frame has the same status. */
#define PACKET_OF(status, msb, lsb, spo2) \
	FRAME((status) | 1, 0, msb), FRAME(status, 0, lsb), FRAME(status, 0, spo2), FRAME(status, 0, 48), \
	SIX(status), SIX(status), SIX(status), FRAME(status, 0, 0), FRAME(status, 0, 0), FRAME(status, 0, 0)

static struct decoding decoder;
static struct error error;

static void fresh_decoder(void)
{
	decoding_begin(&decoder, "nonin_df2", "", &error);
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

/* The frames of a packet, all of the same status; their float bytes are the test's. */
static void push_packet(uint8_t status, const uint8_t floats[static 25])
{
	for (int i = 0; i < 25; i++) {
		uint8_t now = (uint8_t)(status | (i == 0));
		PUSH(&decoder, FRAME(now, 0, floats[i]));
	}
}

static void a_packet_gives_25_heights_of_the_wave_and_one_of_each_average(void)
{
	PUSH(&decoder, PACKET);
	CU_ASSERT_EQUAL(count("pleth"), 25);
	CU_ASSERT_EQUAL(count("spo2"), 1);
	CU_ASSERT_EQUAL(count("pulse"), 1);
	CU_ASSERT_EQUAL(last("pleth").value, 1);
	CU_ASSERT_EQUAL(last("spo2").value, 97);
	CU_ASSERT_EQUAL(last("pulse").value, 72);
	CU_ASSERT_EQUAL(last("pulse").quality, 0);
	CU_ASSERT_EQUAL(last("pleth").flags, 0x80);
	CU_ASSERT_EQUAL(last("pulse").flags, 0x81);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
}

static void a_pulse_above_127_keeps_its_upper_bits(void)
{
	PUSH(&decoder, 0x01, 0x81, 0x40, 0x01, 0xC3, 0x01, 0x80, 0x40, 0x2C, 0xED, SPO2_97, REST);
	CU_ASSERT_EQUAL(last("pulse").value, 172);
	CU_ASSERT_EQUAL(decoder.readings[0].value, 64);
	PUSH(&decoder, 0x01, 0x81, 0x00, 0x03, 0x85, PULSE_LSB_72, SPO2_97, REST);
	CU_ASSERT_EQUAL(last("pulse").value, 384 + 72);
}

/* Each average has a value of its own, so that none can stand in for another. */
static const uint8_t all_averages[25] = {
	[0] = 1, [1] = 2, [2] = 90, [3] = 48, [7] = 0x21, [8] = 91, [9] = 92, [10] = 93, [13] = 1, [14] = 4,
	[15] = 94, [16] = 95, [19] = 0, [20] = 106, [21] = 0, [22] = 108,
};

static void averaged_fast_beat_to_beat_and_displayed_values_are_told_apart(void)
{
	push_packet(0x80, all_averages);
	CU_ASSERT_EQUAL(last("spo2").value, 90);
	CU_ASSERT_EQUAL(last("spo2_display").value, 91);
	CU_ASSERT_EQUAL(last("spo2_fast").value, 92);
	CU_ASSERT_EQUAL(last("spo2_bb").value, 93);
	CU_ASSERT_EQUAL(last("spo2_ext").value, 94);
	CU_ASSERT_EQUAL(last("spo2_ext_display").value, 95);
	CU_ASSERT_EQUAL(last("pulse").value, 130);
	CU_ASSERT_EQUAL(last("pulse_ext").value, 132);
	CU_ASSERT_EQUAL(last("pulse_display").value, 106);
	CU_ASSERT_EQUAL(last("pulse_ext_display").value, 108);
	CU_ASSERT_EQUAL(last("pulse_ext_display").quality, 0);
	CU_ASSERT_EQUAL(last("spo2").flags, 0x2181);        /* SmartPoint and low battery */
}

static void a_displayed_value_is_stale_once_the_finger_has_gone(void)
{
	uint8_t floats[25];
	memcpy(floats, all_averages, sizeof floats);
	floats[0] = floats[13] = 3;
	floats[1] = floats[14] = floats[2] = floats[9] = floats[10] = floats[15] = 0x7F;
	push_packet(0x88, floats);
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("spo2_fast").value) && isnan(last("spo2_bb").value));
	CU_ASSERT_TRUE(isnan(last("pulse").value) && isnan(last("pulse_ext").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_NO_FINGER);
	CU_ASSERT_EQUAL(last("spo2_display").value, 91);
	CU_ASSERT_EQUAL(last("spo2_display").quality, QUALITY_NO_FINGER | QUALITY_STALE);
	CU_ASSERT_EQUAL(last("pulse_ext_display").quality, QUALITY_NO_FINGER | QUALITY_STALE);
	push_packet(0x80, floats);          /* the finger is back, the pulse not found yet */
	CU_ASSERT_EQUAL(last("spo2_display").quality, QUALITY_STALE);
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_MISSING);
	push_packet(0x80, all_averages);
	CU_ASSERT_EQUAL(last("spo2_display").quality, 0);
}

static void the_first_frames_are_believed_once_another_follows(void)
{
	PUSH(&decoder, SPO2_97);
	CU_ASSERT_EQUAL(count("pleth"), 0);
	PUSH(&decoder, REVISION_48);
	CU_ASSERT_EQUAL(count("pleth"), 2);
	CU_ASSERT_EQUAL(count("spo2"), 0);
}

static void a_frame_with_a_wrong_checksum_costs_itself_and_its_packets_averages(void)
{
	PUSH(&decoder, PACKET, PULSE_MSB_0, 0x01, 0x80, 0x01, 0x48, 0xCB, SPO2_97, REST, PACKET);
	CU_ASSERT_EQUAL(count("pleth"), 74);
	CU_ASSERT_EQUAL(count("spo2"), 2);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 5);
}

static void a_frame_whose_status_lacks_its_top_bit_is_refused(void)
{
	PUSH(&decoder, PACKET, PULSE_MSB_0, 0x01, 0x7F, 0x01, 0x48, 0xCA, SPO2_97, REST);
	CU_ASSERT_EQUAL(count("pleth"), 49);
	PUSH(&decoder, PACKET, PULSE_MSB_0, 0x01, 0x7F, 0x01, 0x48, 0xC9, SPO2_97, REST);
	CU_ASSERT_EQUAL(count("pleth"), 49 + 49);
	CU_ASSERT_EQUAL(count("pulse"), 2);
}

static void a_packet_cut_short_by_an_early_sync_gives_no_average(void)
{
	PUSH(&decoder, PULSE_MSB_0, FRAME(0x80, 0, 0x10), SPO2_97, REVISION_48, SIX(0x80), SIX(0x80), SIX(0x80), RESERVED);
	PUSH(&decoder, PACKET);
	CU_ASSERT_EQUAL(count("pleth"), 23 + 25);
	CU_ASSERT_EQUAL(count("pulse"), 1);
	CU_ASSERT_EQUAL(last("pulse").value, 72);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
}

static void what_is_missing_says_why(void)
{
	PUSH(&decoder, 0x01, 0xC1, 0x00, 0x03, 0xC5, 0x01, 0xC0, 0x00, 0x7F, 0x40, 0x01, 0xC0, 0x00, 0x7F, 0x40, REST);
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_NO_PROBE);
	PUSH(&decoder, 0x01, 0x89, 0x00, 0x03, 0x8D, 0x01, 0x88, 0x00, 0x7F, 0x08, SPO2_97, REST);
	CU_ASSERT_TRUE(isnan(last("pulse").value));
	CU_ASSERT_EQUAL(last("pulse").quality, QUALITY_NO_FINGER);
	PUSH(&decoder, PACKET_OF(0x90, 0x03, 0x7F, 0x7F));
	CU_ASSERT_EQUAL(last("pulse").quality, QUALITY_SEARCHING);
	PUSH(&decoder, PACKET_OF(0x80, 0x03, 0x7F, 0x7F));
	CU_ASSERT_EQUAL(last("pulse").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last("pulse").flags, 0x81);
}

static void a_zero_is_missing_too(void)
{
	PUSH(&decoder, PACKET_OF(0x80, 0, 0, 0));
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_MISSING);
	CU_ASSERT_TRUE(isnan(last("spo2_display").value));
	CU_ASSERT_EQUAL(last("spo2_display").quality, QUALITY_MISSING);
}

static void a_doubtful_value_is_kept_with_its_doubt(void)
{
	PUSH(&decoder, PACKET_OF(0xA0, 0, 72, 97));
	CU_ASSERT_EQUAL(last("spo2").value, 97);
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_ARTEFACT);
	CU_ASSERT_EQUAL(last("pleth").quality, QUALITY_ARTEFACT);
	PUSH(&decoder, PACKET_OF(0x90, 0, 72, 97));
	CU_ASSERT_EQUAL(last("spo2").value, 97);
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_ARTEFACT);
	PUSH(&decoder, PACKET_OF(0x84, 0, 72, 97));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_LOW_PERFUSION);
	PUSH(&decoder, PACKET_OF(0x86, 0, 72, 97));
	CU_ASSERT_EQUAL(last("spo2").quality, 0);
	PUSH(&decoder, PACKET_OF(0x82, 0, 72, 97));
	CU_ASSERT_EQUAL(last("spo2").quality, 0);
}

static void joining_in_the_middle_finds_the_next_frame(void)
{
	PUSH(&decoder, 0x48, 0xCA, 0x01, 0x80, 0x01, 0x01, 0x00, PACKET, PACKET);
	CU_ASSERT_EQUAL(count("pleth"), 50);
	CU_ASSERT_EQUAL(count("pulse"), 2);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 7);
}

static void what_only_looks_like_a_frame_is_refused_when_none_follows(void)
{
	PUSH(&decoder, FRAME(0x80, 5, 5), 0x55, PACKET, RESERVED);
	CU_ASSERT_EQUAL(decoder.readings[0].value, 1);
	CU_ASSERT_EQUAL(count("pleth"), 26);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 6);
}

static void a_hole_in_a_packet_is_not_filled_by_a_frame_too_many(void)
{
	PUSH(&decoder, PACKET, PULSE_MSB_0, 0x01, 0x80, 0x01, 0x48, 0xCB, SPO2_97, REST, RESERVED);
	CU_ASSERT_EQUAL(count("pleth"), 25 + 25);
	CU_ASSERT_EQUAL(count("pulse"), 1);
}

/* Two seconds of a wave whose height counts the frames, with a pulse of 172 (an upper byte
 * of 01) and, now and then, a checksum that looks like a beginning. */
#define FRAMES 150
static uint8_t value_of(size_t n)
{
	size_t place = n % 25;
	return place == 0 ? 1 : place == 1 ? 44 : place == 2 ? 97 : (uint8_t)(n * 7 % 128);
}

static void one_lost_byte_costs_one_frame_and_never_makes_a_wrong_value(void)
{
	uint8_t bytes[FRAMES * 5];
	for (size_t n = 0; n < FRAMES; n++)
		memcpy(bytes + n * 5, (const uint8_t[]){ FRAME(n % 25 == 0 ? 0x81 : 0x80, (uint8_t)n, value_of(n)) }, 5);
	struct loss loss = decoding_lose_each_byte("nonin_df2", "", "pleth", bytes, sizeof bytes, 10);
	CU_ASSERT_EQUAL(loss.wrong, 0);
	CU_ASSERT_EQUAL(loss.lost, 1);
	CU_ASSERT_EQUAL(decoding_lose_each_byte("nonin_df2", "", "spo2", bytes, sizeof bytes, 10).lost, 1);
	for (size_t n = 0; n < FRAMES; n++)
		memcpy(bytes + n * 5, (const uint8_t[]){ FRAME7(n % 25 == 0 ? 0x81 : 0x80, (uint8_t)(n + 60), (uint8_t)(n * 77), value_of(n)) }, 5);
	loss = decoding_lose_each_byte("nonin_df7", "", "pleth", bytes, sizeof bytes, 10);
	CU_ASSERT_EQUAL(loss.wrong, 0);
	CU_ASSERT(loss.lost <= 2);          /* two where the bytes allow no saying which of two it was */
	CU_ASSERT_EQUAL(decoding_lose_each_byte("nonin_df7", "", "spo2", bytes, sizeof bytes, 10).lost, 1);
}

static void a_frame_that_was_held_back_says_how_many_bytes_came_behind_it(void)
{
	struct reading readings[READINGS_MAX];
	PUSH(&decoder, RESERVED, RESERVED);
	const uint8_t with_checksum_1[] = { FRAME(0x80, 0x40, 0x40) };
	CU_ASSERT_EQUAL(with_checksum_1[4], 0x01);
	decoding_push(&decoder, with_checksum_1, 5);
	CU_ASSERT_EQUAL(count("pleth"), 2);
	CU_ASSERT_EQUAL(decoder.driver->push(decoder.state, 0x01, readings), 1);
	CU_ASSERT_EQUAL(readings[0].value, 0x40);
	CU_ASSERT_EQUAL(readings[0].behind, 1);
}

static void format_7_has_16_bits_of_wave_and_no_leading_01(void)
{
	decoding_begin(&decoder, "nonin_df7", "", &error);
	PUSH(&decoder, 0x81, 0x12, 0x34, 0x01, 0xC8, 0x80, 0x12, 0x40, 0x2C, 0xFE, FRAME7(0x80, 0xFE, 0xDC, 97));
	for (uint8_t i = 3; i < 25; i++)
		PUSH(&decoder, FRAME7(0x80, 0x11, i, 0));
	PUSH(&decoder, 0x81, 0x12, 0x34, 0x01);     /* the last checksum could have been a status */
	CU_ASSERT_EQUAL(count("pleth"), 25);
	CU_ASSERT_EQUAL(decoder.readings[0].value, 4660);
	CU_ASSERT_EQUAL(decoder.readings[1].value, 4672);
	CU_ASSERT_EQUAL(decoder.readings[2].value, 0xFEDC);
	CU_ASSERT_EQUAL(last("pulse").value, 172);
	CU_ASSERT_EQUAL(last("spo2").value, 97);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
}

static void format_7_waits_rather_than_take_a_flat_wave_for_another(void)
{
	decoding_begin(&decoder, "nonin_df7", "", &error);
	PUSH(&decoder, 0x00, 0x00);                     /* the end of a frame: then every byte 80 could be a status */
	for (int i = 0; i < 6; i++)
		PUSH(&decoder, 0x80, 0x00, 0x00, 0x00, 0x80);
	CU_ASSERT_EQUAL(count("pleth"), 0);
	PUSH(&decoder, FRAME7(0x81, 0x00, 0x01, 0x00), FRAME7(0x80, 0x00, 0x02, 0x48), FRAME7(0x80, 0x00, 0x02, 0x61));
	CU_ASSERT_EQUAL(last("pleth").value, 2);
	CU_ASSERT(count("pleth") >= 2);
}

static void nothing_is_sent_unless_the_format_is_to_be_selected(void)
{
	uint8_t bytes[256];
	int64_t again_ns;
	CU_ASSERT_EQUAL(decoder.driver->talk(decoder.state, 0, bytes, sizeof bytes, &again_ns), 0);
	CU_ASSERT_EQUAL(again_ns, TIME_NEVER);
	CU_ASSERT_TRUE(decoding_begin(&decoder, "nonin_df2", "select = no\n", &error));
	CU_ASSERT_EQUAL(decoder.driver->talk(decoder.state, 0, bytes, sizeof bytes, &again_ns), 0);
}

/* Sent on the wire to the twin, whose answer stands in the stream and is no reading and no refuse. */
static void the_command_that_chooses_the_format_is_that_of_the_model(void)
{
	static const struct { const char *driver, *keys; size_t size; uint8_t bytes[8]; } commands[] = {
		{ "nonin_df2", "select = yes\nmodel = 9560\n", 6, { 0x02, 0x70, 0x02, 0x02, 0x02, 0x03 } },
		{ "nonin_df2", "select = yes\nmodel = 3150\nbluetooth = yes\n", 8, { 0x02, 0x70, 0x04, 0x02, 0x02, 0x21, 0x99, 0x03 } },
		{ "nonin_df7", "select = yes\nmodel = 3150\n", 8, { 0x02, 0x70, 0x04, 0x02, 0x07, 0x01, 0x7E, 0x03 } },
	};
	static struct wire wire;
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		CU_ASSERT_TRUE_FATAL(decoding_begin(&decoder, commands[i].driver, commands[i].keys, &error));
		wire_begin(&wire, &decoder);
		wire_run(&wire, NS_PER_S - 1);
		CU_ASSERT_TRUE(wire_sent(&wire, commands[i].bytes, commands[i].size));
		CU_ASSERT_EQUAL(wire.received_size, 75 * 5 + 1);
		CU_ASSERT_PTR_NOT_NULL(memchr(wire.received, 0x06, 11));
		CU_ASSERT_EQUAL(count("pleth"), 75);
		CU_ASSERT_EQUAL(count("spo2"), 3);
		CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
		wire_end(&wire);
	}
}

static void the_keys_of_the_command_are_checked(void)
{
	CU_ASSERT_FALSE(decoding_begin(&decoder, "nonin_df2", "select = yes\n", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:1: [instrument oximeter] needs the key 'model'.");
	CU_ASSERT_FALSE(decoding_begin(&decoder, "nonin_df2", "select = yes\nmodel = 9590\n", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:3: model is '9590', but only the commands of 3150 and 9560 are known.");
	CU_ASSERT_FALSE(decoding_begin(&decoder, "nonin_df2", "model = 3150\nbluetooth = yes\n", &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "model does nothing without select = yes"));
	CU_ASSERT_TRUE(decoding_begin(&decoder, "nonin_df2", "select = no\nmodel = 3150\nbluetooth = yes\n", &error));
	CU_ASSERT_FALSE(decoding_begin(&decoder, "nonin_df2", "select = yes\nmodel = 9560\nspot_check = yes\n", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:4: only the 3150 has this option.");
	CU_ASSERT_FALSE(decoding_begin(&decoder, "nonin_df2", "select = maybe\n", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:2: select is 'maybe', but yes or no was expected.");
}

static void the_twins_are_understood_by_their_decoders(void)
{
	static const struct { const char *driver; double most; } formats[] = { { "nonin_df2", 255 }, { "nonin_df7", 65535 } };
	static struct wire wire;
	for (size_t i = 0; i < 2; i++) {
		decoding_begin(&decoder, formats[i].driver, "", &error);
		wire_begin(&wire, &decoder);
		for (int64_t n = 0; n < 75 * 10; n++) {
			wire_run(&wire, decoder.driver->simulated_due_ns(wire.twin, (uint64_t)n));
			if (count("pleth") == (size_t)n + 1)
				CU_ASSERT_DOUBLE_EQUAL(last("pleth").value, person_pleth(wire.person) * formats[i].most, 0.5);
		}
		CU_ASSERT_EQUAL(decoder.driver->simulated_due_ns(wire.twin, 75), NS_PER_S);
		CU_ASSERT(count("pleth") >= 749);
		CU_ASSERT(count("spo2") >= 29);
		CU_ASSERT_DOUBLE_EQUAL(last("spo2_bb").value, person_spo2(wire.person), 1);
		CU_ASSERT_DOUBLE_EQUAL(last("pulse_ext_display").value, person_pulse(wire.person), 1);
		CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
		wire_end(&wire);
	}
}

static CU_TestInfo tests[] = {
	TEST(a_packet_gives_25_heights_of_the_wave_and_one_of_each_average),
	TEST(a_pulse_above_127_keeps_its_upper_bits),
	TEST(averaged_fast_beat_to_beat_and_displayed_values_are_told_apart),
	TEST(a_displayed_value_is_stale_once_the_finger_has_gone),
	TEST(the_first_frames_are_believed_once_another_follows),
	TEST(a_frame_with_a_wrong_checksum_costs_itself_and_its_packets_averages),
	TEST(a_frame_whose_status_lacks_its_top_bit_is_refused),
	TEST(a_packet_cut_short_by_an_early_sync_gives_no_average),
	TEST(what_is_missing_says_why),
	TEST(a_zero_is_missing_too),
	TEST(a_doubtful_value_is_kept_with_its_doubt),
	TEST(joining_in_the_middle_finds_the_next_frame),
	TEST(what_only_looks_like_a_frame_is_refused_when_none_follows),
	TEST(a_hole_in_a_packet_is_not_filled_by_a_frame_too_many),
	TEST(one_lost_byte_costs_one_frame_and_never_makes_a_wrong_value),
	TEST(a_frame_that_was_held_back_says_how_many_bytes_came_behind_it),
	TEST(format_7_has_16_bits_of_wave_and_no_leading_01),
	TEST(format_7_waits_rather_than_take_a_flat_wave_for_another),
	TEST(nothing_is_sent_unless_the_format_is_to_be_selected),
	TEST(the_command_that_chooses_the_format_is_that_of_the_model),
	TEST(the_keys_of_the_command_are_checked),
	TEST(the_twins_are_understood_by_their_decoders),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo nonin_packets_suite = {
	.pName = "nonin packets", .pSetUpFunc = fresh_decoder, .pTearDownFunc = free_decoder, .pTests = tests,
};
