/* test_nonin_df2.c - what the decoder of Nonin's data format 2 promises */

#include "acquisition/instrument.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/simulated_world.h"
#include "base/clock.h"
#include "tests/suites.h"

/* Frames of published test suites: pulse 72, SpO2 97, firmware revision 48. */
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

enum { SPO2, PULSE, PLETH, OUTPUTS };

static const struct instrument_driver *driver;
static void *state;
static int counts[OUTPUTS];
static struct reading last[OUTPUTS];

static void fresh_decoder(void)
{
	struct error error;
	driver = instrument_driver_find("nonin_df2", &error);
	free(state);
	state = calloc(1, driver->state_size);
	memset(counts, 0, sizeof counts);
	memset(last, 0, sizeof last);
}

static void free_decoder(void)
{
	free(state);
	state = NULL;
}

/* Counts the readings by output; the newest of each is left in `last`. */
static void push(const uint8_t *bytes, size_t count)
{
	struct reading readings[READINGS_MAX];
	for (size_t i = 0; i < count; i++) {
		size_t completed = driver->push(state, bytes[i], readings);
		for (size_t r = 0; r < completed; r++) {
			counts[readings[r].output]++;
			last[readings[r].output] = readings[r];
		}
	}
}
#define PUSH(...) push((const uint8_t[]){__VA_ARGS__}, sizeof (const uint8_t[]){__VA_ARGS__})

/* A frame with its checksum. */
#define FRAME(status, pleth, value) 0x01, status, pleth, value, (uint8_t)(0x01 + (status) + (pleth) + (value))
#define SIX(status) FRAME(status, 0, 0), FRAME(status, 0, 0), FRAME(status, 0, 0), \
                    FRAME(status, 0, 0), FRAME(status, 0, 0), FRAME(status, 0, 0)
/* A packet in which every frame has the same status. */
#define PACKET_OF(status, msb, lsb, spo2) \
	FRAME((status) | 1, 0, msb), FRAME(status, 0, lsb), FRAME(status, 0, spo2), FRAME(status, 0, 48), \
	SIX(status), SIX(status), SIX(status), FRAME(status, 0, 0), FRAME(status, 0, 0), FRAME(status, 0, 0)

static void a_packet_gives_25_heights_of_the_wave_and_one_of_each_average(void)
{
	PUSH(PACKET);
	CU_ASSERT_EQUAL(counts[PLETH], 25);
	CU_ASSERT_EQUAL(counts[SPO2], 1);
	CU_ASSERT_EQUAL(counts[PULSE], 1);
	CU_ASSERT_EQUAL(last[PLETH].value, 1);
	CU_ASSERT_EQUAL(last[SPO2].value, 97);
	CU_ASSERT_EQUAL(last[PULSE].value, 72);
	CU_ASSERT_EQUAL(last[PULSE].quality, 0);
	CU_ASSERT_EQUAL(last[PLETH].flags, 0x80);
	CU_ASSERT_EQUAL(last[PULSE].flags, 0x81);
	CU_ASSERT_EQUAL(driver->dropped(state), 0);
}

static void a_pulse_above_127_keeps_its_upper_bits(void)
{
	PUSH(FRAME(0x81, 64, 1), FRAME(0x80, 64, 0x2C), SPO2_97, REST);
	CU_ASSERT_EQUAL(last[PULSE].value, 172);
}

static void the_first_frames_are_believed_once_another_follows(void)
{
	PUSH(SPO2_97);
	CU_ASSERT_EQUAL(counts[PLETH], 0);
	PUSH(REVISION_48);
	CU_ASSERT_EQUAL(counts[PLETH], 2);
	CU_ASSERT_EQUAL(counts[SPO2], 0);
}

static void a_frame_with_a_wrong_checksum_costs_itself_and_its_packets_averages(void)
{
	PUSH(PACKET, PULSE_MSB_0, 0x01, 0x80, 0x01, 0x48, 0xCB, SPO2_97, REST, PACKET);
	CU_ASSERT_EQUAL(counts[PLETH], 74);
	CU_ASSERT_EQUAL(counts[SPO2], 2);
	CU_ASSERT_EQUAL(driver->dropped(state), 5);
}

static void a_frame_whose_status_lacks_its_top_bit_is_refused(void)
{
	PUSH(PACKET, PULSE_MSB_0, 0x01, 0x7F, 0x01, 0x48, 0xC9, SPO2_97, REST);
	CU_ASSERT_EQUAL(counts[PLETH], 49);
	CU_ASSERT_EQUAL(counts[PULSE], 1);
}

static void a_packet_cut_short_by_an_early_sync_gives_no_average(void)
{
	PUSH(PULSE_MSB_0, FRAME(0x80, 0, 0x10), SPO2_97, REVISION_48, SIX(0x80), SIX(0x80), SIX(0x80), RESERVED);
	PUSH(PACKET);
	CU_ASSERT_EQUAL(counts[PLETH], 23 + 25);
	CU_ASSERT_EQUAL(counts[PULSE], 1);
	CU_ASSERT_EQUAL(last[PULSE].value, 72);
	CU_ASSERT_EQUAL(driver->dropped(state), 0);
}

static void what_is_missing_says_why(void)
{
	PUSH(PACKET_OF(0xC0, 0x03, 0x7F, 0x7F));
	CU_ASSERT_TRUE(isnan(last[SPO2].value) && isnan(last[PULSE].value));
	CU_ASSERT_EQUAL(last[SPO2].quality, QUALITY_NO_PROBE);
	PUSH(PACKET_OF(0x88, 0x03, 0x7F, 0x7F));
	CU_ASSERT_EQUAL(last[PULSE].quality, QUALITY_NO_FINGER);
	PUSH(PACKET_OF(0x90, 0x03, 0x7F, 0x7F));
	CU_ASSERT_EQUAL(last[PULSE].quality, QUALITY_SEARCHING);
	PUSH(PACKET_OF(0x80, 0x03, 0x7F, 0x7F));
	CU_ASSERT_EQUAL(last[PULSE].quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last[PULSE].flags, 0x81);
}

static void a_zero_is_missing_too(void)
{
	PUSH(PACKET_OF(0x80, 0, 0, 0));
	CU_ASSERT_TRUE(isnan(last[SPO2].value) && isnan(last[PULSE].value));
	CU_ASSERT_EQUAL(last[SPO2].quality, QUALITY_MISSING);
}

static void a_doubtful_value_is_kept_with_its_doubt(void)
{
	PUSH(PACKET_OF(0xA0, 0, 72, 97));
	CU_ASSERT_EQUAL(last[SPO2].value, 97);
	CU_ASSERT_EQUAL(last[SPO2].quality, QUALITY_ARTEFACT);
	CU_ASSERT_EQUAL(last[PLETH].quality, QUALITY_ARTEFACT);
	PUSH(PACKET_OF(0x90, 0, 72, 97));
	CU_ASSERT_EQUAL(last[SPO2].value, 97);
	CU_ASSERT_EQUAL(last[SPO2].quality, QUALITY_ARTEFACT);
	PUSH(PACKET_OF(0x84, 0, 72, 97));
	CU_ASSERT_EQUAL(last[SPO2].quality, QUALITY_LOW_PERFUSION);
	PUSH(PACKET_OF(0x86, 0, 72, 97));
	CU_ASSERT_EQUAL(last[SPO2].quality, 0);
}

static void joining_in_the_middle_finds_the_next_frame(void)
{
	const uint8_t stream[] = { 0x48, 0xCA, 0x01, 0x80, 0x01, 0x01, 0x00, PACKET, PACKET };
	push(stream, sizeof stream);
	CU_ASSERT_EQUAL(counts[PLETH], 50);
	CU_ASSERT_EQUAL(counts[PULSE], 2);
	CU_ASSERT_EQUAL(driver->dropped(state), 7);
}

/* Two seconds of a wave whose height counts the frames, with a pulse of 172 (an upper byte
 * of 01) and, now and then, a checksum of 01. */
#define FRAMES 150
static size_t counting_stream(uint8_t bytes[static FRAMES * 5])
{
	for (size_t n = 0; n < FRAMES; n++) {
		uint8_t place = (uint8_t)(n % 25), value = place == 0 ? 1 : place == 1 ? 44 : place == 2 ? 97 : (uint8_t)(n * 7 % 128);
		const uint8_t frame[] = { FRAME(place == 0 ? 0x81 : 0x80, (uint8_t)n, value) };
		memcpy(bytes + n * 5, frame, 5);
	}
	return FRAMES * 5;
}

static void one_lost_byte_costs_one_frame_and_never_makes_a_wrong_value(void)
{
	uint8_t bytes[FRAMES * 5];
	size_t size = counting_stream(bytes), wrong = 0, lost = 0;
	struct reading readings[READINGS_MAX];
	for (size_t hole = 0; hole < size; hole++) {
		fresh_decoder();
		int previous = -1, heights = 0;
		for (size_t i = 0; i < size; i++) {
			size_t count = i == hole ? 0 : driver->push(state, bytes[i], readings);
			for (size_t r = 0; r < count; r++) {
				int value = (int)readings[r].value;
				wrong += readings[r].output == SPO2 && value != 97;
				wrong += readings[r].output == PULSE && value != 172;
				wrong += readings[r].output == PLETH && (value <= previous || value > (int)i / 5);
				heights += readings[r].output == PLETH;
				previous = readings[r].output == PLETH ? value : previous;
			}
		}
		lost += heights < FRAMES - 3 ? 1u : 0u;
	}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_EQUAL(lost, 0);
}

static void a_frame_that_was_held_back_says_how_many_bytes_came_behind_it(void)
{
	struct reading readings[READINGS_MAX];
	PUSH(RESERVED, RESERVED);
	const uint8_t with_checksum_1[] = { FRAME(0x80, 0x40, 0x40) };
	CU_ASSERT_EQUAL(with_checksum_1[4], 0x01);
	push(with_checksum_1, 5);
	CU_ASSERT_EQUAL(counts[PLETH], 2);
	CU_ASSERT_EQUAL(driver->push(state, 0x01, readings), 1);
	CU_ASSERT_EQUAL(readings[0].value, 0x40);
	CU_ASSERT_EQUAL(readings[0].behind, 1);
}

static void the_twin_is_understood_by_the_decoder(void)
{
	struct person *person = person_new(3);
	struct random_source noise = random_new(1, 1);
	struct simulated_world world = { .person = person, .noise = &noise };
	void *twin = calloc(1, driver->state_size);
	uint8_t bytes[1024];
	for (uint64_t n = 0; n < 75 * 10; n++) {
		person_advance(person, driver->simulated_due_ns(twin, n));
		double height = person_pleth(person) * 255;
		push(bytes, driver->simulate(twin, n, &world, bytes, sizeof bytes));
		if (counts[PLETH] == (int)n + 1)
			CU_ASSERT_DOUBLE_EQUAL(last[PLETH].value, height, 0.5);
	}
	CU_ASSERT_EQUAL(driver->simulated_due_ns(twin, 75), NS_PER_S);
	CU_ASSERT_EQUAL(counts[PLETH], 750);
	CU_ASSERT_EQUAL(counts[SPO2], 30);
	CU_ASSERT_EQUAL(counts[PULSE], 30);
	CU_ASSERT_DOUBLE_EQUAL(last[SPO2].value, person_spo2(person), 1);
	CU_ASSERT_DOUBLE_EQUAL(last[PULSE].value, person_pulse(person), 1);
	CU_ASSERT_EQUAL(driver->dropped(state), 0);
	free(twin);
	person_free(person);
}

static CU_TestInfo tests[] = {
	TEST(a_packet_gives_25_heights_of_the_wave_and_one_of_each_average),
	TEST(a_pulse_above_127_keeps_its_upper_bits),
	TEST(the_first_frames_are_believed_once_another_follows),
	TEST(a_frame_with_a_wrong_checksum_costs_itself_and_its_packets_averages),
	TEST(a_frame_whose_status_lacks_its_top_bit_is_refused),
	TEST(a_packet_cut_short_by_an_early_sync_gives_no_average),
	TEST(what_is_missing_says_why),
	TEST(a_zero_is_missing_too),
	TEST(a_doubtful_value_is_kept_with_its_doubt),
	TEST(joining_in_the_middle_finds_the_next_frame),
	TEST(one_lost_byte_costs_one_frame_and_never_makes_a_wrong_value),
	TEST(a_frame_that_was_held_back_says_how_many_bytes_came_behind_it),
	TEST(the_twin_is_understood_by_the_decoder),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo nonin_df2_suite = {
	.pName = "nonin df2", .pSetUpFunc = fresh_decoder, .pTearDownFunc = free_decoder, .pTests = tests,
};
