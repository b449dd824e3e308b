/* test_contec7.c - what the decoder of Contec's protocol V7.0 promises, and what it sends */

#include <math.h>
#include <string.h>

#include "acquisition/station.h"
#include "base/bus.h"
#include "base/clock.h"
#include "base/sample.h"
#include "tests/decoding.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

#define STOP       0x7D, 0x81, 0xA2, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80
#define START      0x7D, 0x81, 0xA1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80
#define KEEP_ALIVE 0x7D, 0x81, 0xAF, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80

static struct decoding decoder;
static struct error error;
static struct wire wire;

static void fresh_decoder(void)
{
	decoding_begin(&decoder, "contec7", "", &error);
}

static void free_decoder(void)
{
	decoding_end(&decoder);
}

static struct reading last(const char *output)
{
	return decoding_last(&decoder, output);
}

/* Captured from devices and published, each by the project named. */
static void captured_packages_decode_to_what_the_display_showed(void)
{
	static const struct { uint8_t bytes[9]; double pleth, pulse, spo2; uint32_t flags; } captured[] = {
		/* titinho11/CMS50E-raw-ppg-data */
		{ { 0x01, 0xE0, 0x84, 0x93, 0x92, 0xBC, 0xE3, 0xFF, 0xFF }, 19, 60, 99, 0x120004 },
		{ { 0x01, 0xE0, 0xC4, 0xC4, 0x98, 0xBC, 0xE3, 0xFF, 0xFF }, 68, 60, 99, 0x180044 },
		/* headrotor/contec_data */
		{ { 0x01, 0xE0, 0x85, 0xB3, 0x96, 0xC1, 0xE1, 0xFF, 0xFF }, 51, 65, 97, 0x160005 },
		{ { 0x01, 0xE0, 0x85, 0xB0, 0x96, 0xC1, 0xE1, 0xFF, 0xFF }, 48, 65, 97, 0x160005 },
		{ { 0x01, 0xE0, 0x85, 0xAE, 0x95, 0xC1, 0xE1, 0xFF, 0xFF }, 46, 65, 97, 0x150005 },
		/* MarkMLl/Contec_cms50dplus */
		{ { 0x01, 0xE0, 0x85, 0xD5, 0x9A, 0xBD, 0xE3, 0xFF, 0xFF }, 85, 61, 99, 0x1A0005 },
	};
	for (size_t i = 0; i < sizeof captured / sizeof captured[0]; i++) {
		CU_ASSERT_EQUAL(decoding_push(&decoder, captured[i].bytes, 9), 4);
		CU_ASSERT_EQUAL(last("pleth").value, captured[i].pleth);
		CU_ASSERT_EQUAL(last("pulse").value, captured[i].pulse);
		CU_ASSERT_EQUAL(last("spo2").value, captured[i].spo2);
		CU_ASSERT_EQUAL(last("spo2").quality, 0);
		CU_ASSERT_EQUAL(last("spo2").flags, captured[i].flags);
		CU_ASSERT_TRUE(isnan(last("pi").value));
		CU_ASSERT_EQUAL(last("pi").quality, QUALITY_MISSING);
	}
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
}

/* Captured by MarkMLl: zeros where the specification promises 255 and 127. */
static void a_real_oximeter_without_finger_sends_zeros(void)
{
	PUSH(&decoder, 0x01, 0xE1, 0x84, 0xC0, 0x90, 0x80, 0x80, 0xFF, 0xFF);
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value) && isnan(last("pi").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_NO_FINGER);
	CU_ASSERT_EQUAL(last("pulse").quality, QUALITY_NO_FINGER);
	CU_ASSERT_EQUAL(last("pleth").value, 64);
	CU_ASSERT_EQUAL(last("pleth").quality, QUALITY_NO_FINGER);
}

/* Worked out from the layout. */
static void the_high_bits_are_put_back(void)
{
	PUSH(&decoder, 0x01, 0x88, 0xC5, 0xC6, 0x8A, 0x96, 0xE2, 0xD4, 0x81);
	CU_ASSERT_EQUAL(last("pulse").value, 150);
	CU_ASSERT_EQUAL(last("spo2").value, 98);
	CU_ASSERT_EQUAL(last("pleth").value, 70);
	CU_ASSERT_DOUBLE_EQUAL(last("pi").value, 3.40, 1e-9);
	CU_ASSERT_EQUAL(last("pi").quality, 0);
	CU_ASSERT_EQUAL(last("pi").flags, 0x0A0045);
	PUSH(&decoder, 0x01, 0x80, 0xA5, 0xBC, 0x85, 0xD0, 0xD8, 0x90, 0x80);
	CU_ASSERT_EQUAL(last("pulse").value, 80);
	CU_ASSERT_EQUAL(last("spo2").value, 88);
	CU_ASSERT_DOUBLE_EQUAL(last("pi").value, 0.16, 1e-9);
	CU_ASSERT_EQUAL(last("spo2").quality, 0);               /* a low SpO2 is an alarm, not a doubt */
	CU_ASSERT_EQUAL(last("spo2").flags, 0x050025);
}

static void what_is_missing_says_why(void)
{
	PUSH(&decoder, 0x01, 0xE9, 0x80, 0xC0, 0x90, 0xFF, 0xFF, 0xFF, 0xFF);
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value) && isnan(last("pi").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_NO_FINGER);
	PUSH(&decoder, 0x01, 0xEA, 0x84, 0xC0, 0x91, 0xFF, 0xFF, 0xFF, 0xFF);
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_SEARCHING);
	CU_ASSERT_EQUAL(last("pleth").value, 64);
	CU_ASSERT_EQUAL(last("pleth").flags, 0x118004);
	PUSH(&decoder, 0x01, 0x80, 0x95, 0xBC, 0x95, 0xD0, 0xD8, 0x90, 0x80);
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_SEARCHING);
	CU_ASSERT_TRUE(isnan(last("pi").value));                /* invalid by its own bit */
}

/* Captured by headrotor and MarkMLl. */
static void replies_of_other_types_are_known_by_their_length_and_skipped(void)
{
	CU_ASSERT_EQUAL(PUSH(&decoder,
		0x0C, 0x80,
		0x06, 0x80, 0x80, 0x87,
		0x0E, 0x80, 0x81,
		0x11, 0x81, 0x81, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80,
		0x04, 0x80, 0xF5, 0xF3, 0xE5, 0xF2, 0xA0, 0xA0, 0xA0,
		0x02, 0x80, 0x80, 0xB5, 0xB0, 0xC4, 0xA8, 0xC1, 0xA9,
		0x02, 0x81, 0xFF, 0xAB, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0,
		0x0F, 0x80, 0xE2, 0xC6, 0xE2, 0xC6, 0xE2, 0xC6,
		0x0F, 0x80, 0xE1, 0xC4, 0xE1, 0xC4, 0x80, 0x80,
		0x0F, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80), 0);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
	CU_ASSERT_EQUAL(PUSH(&decoder, 0x01, 0xE0, 0x84, 0x93, 0x92, 0xBC, 0xE3, 0xFF, 0xFF), 4);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
	CU_ASSERT_EQUAL(PUSH(&decoder, 0x33, 0x80, 0x80, 0x00, 0x01, 0xE0, 0x84, 0x93, 0x92, 0xBC, 0xE3, 0xFF, 0xFF), 4);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 4);
}

static void joining_in_the_middle_and_a_lost_byte_cost_one_package(void)
{
	uint8_t bytes[20 * 9];
	for (size_t n = 0; n < 20; n++) {
		const uint8_t package[] = { 0x01, 0x88, 0x85, (uint8_t)(0x80 + n), 0x82, (uint8_t)(0x80 + n), (uint8_t)(0xD0 + n), 0x90, 0x81 };
		for (size_t i = 0; i < 9; i++)
			bytes[n * 9 + i] = package[i];
	}
	struct loss loss = decoding_lose_each_byte("contec7", "", "pulse", bytes, sizeof bytes, 0);
	CU_ASSERT_EQUAL(loss.lost, 1);
	CU_ASSERT_EQUAL(loss.wrong, 0);
	CU_ASSERT_EQUAL(decoding_push(&decoder, bytes + 4, 5 + 9), 4);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 5);
}

static void it_stops_waits_for_the_answer_starts_and_keeps_alive(void)
{
	wire_begin(&wire, &decoder);
	wire_run(&wire, 7 * NS_PER_S);
	CU_ASSERT_TRUE(SENT(&wire, STOP, START, KEEP_ALIVE, KEEP_ALIVE, KEEP_ALIVE));
	CU_ASSERT_EQUAL(wire.sent_ns[9], 0);            /* at once, for the twin answers at once */
	CU_ASSERT_EQUAL(wire.sent_ns[18], 2 * NS_PER_S);
	CU_ASSERT_EQUAL(wire.sent_ns[36], 6 * NS_PER_S);
	CU_ASSERT_EQUAL(wire.received[0], 0x0C);
	CU_ASSERT_EQUAL(wire.received[1], 0x80);
	CU_ASSERT_EQUAL(wire.received_size, 2 + (7 * 60 + 1) * 9);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
	wire_end(&wire);
}

static size_t talk(int64_t now_ns, uint8_t bytes[static 256], int64_t *again_ns)
{
	return decoder.driver->talk(decoder.state, now_ns, bytes, 256, again_ns);
}

static void without_an_answer_it_starts_after_a_second(void)
{
	uint8_t bytes[256];
	int64_t again_ns;
	CU_ASSERT_EQUAL(talk(0, bytes, &again_ns), 9);
	CU_ASSERT_EQUAL(bytes[2], 0xA2);
	CU_ASSERT_EQUAL(again_ns, NS_PER_S);
	PUSH(&decoder, 0x01, 0xE0, 0x84, 0x93, 0x92, 0xBC, 0xE3, 0xFF, 0xFF);
	CU_ASSERT_EQUAL(talk(NS_PER_S / 2, bytes, &again_ns), 0);
	CU_ASSERT_EQUAL(again_ns, NS_PER_S);
	CU_ASSERT_EQUAL(talk(NS_PER_S, bytes, &again_ns), 9);
	CU_ASSERT_EQUAL(bytes[2], 0xA1);
}

static void data_that_end_are_started_again(void)
{
	uint8_t bytes[256];
	int64_t again_ns;
	talk(0, bytes, &again_ns);
	PUSH(&decoder, 0x0C, 0x80);
	CU_ASSERT_EQUAL(talk(0, bytes, &again_ns), 9);
	CU_ASSERT_EQUAL(bytes[2], 0xA1);
	PUSH(&decoder, 0x01, 0xE0, 0x84, 0x93, 0x92, 0xBC, 0xE3, 0xFF, 0xFF);
	CU_ASSERT_EQUAL(talk(2 * NS_PER_S, bytes, &again_ns), 9);
	CU_ASSERT_EQUAL(bytes[2], 0xAF);
	CU_ASSERT_EQUAL(talk(4 * NS_PER_S, bytes, &again_ns), 9);
	CU_ASSERT_EQUAL(bytes[2], 0xA1);
}

static void the_twin_falls_silent_when_nobody_keeps_it_alive(void)
{
	wire_begin(&wire, &decoder);
	decoder.driver->simulated_hear(wire.twin, 0, (const uint8_t[]){ 0x7D, 0x81, 0xA1 }, 3);
	CU_ASSERT_EQUAL(decoder.driver->simulated_due_ns(wire.twin, 0), 0);
	wire.talk_ns = TIME_NEVER;
	uint8_t bytes[1024];
	size_t packages = 0;
	while (decoder.driver->simulated_due_ns(wire.twin, 0) != TIME_NEVER)
		packages += decoder.driver->simulate(wire.twin, 0, &wire.world, bytes, sizeof bytes) == 9;
	CU_ASSERT_EQUAL(packages, 30 * 60);
	wire_end(&wire);
}

static void the_twin_answers_what_real_ones_were_seen_to_answer(void)
{
	static const struct { uint8_t command; size_t size; uint8_t reply[4]; } exchanges[] = {
		{ 0xA0, 4, { 0x06, 0x80, 0x80, 0x87 } }, { 0xA2, 2, { 0x0C, 0x80 } },
		{ 0xA7, 2, { 0x0C, 0x80 } }, { 0xAC, 3, { 0x0E, 0x80, 0x81 } },
	};
	wire_begin(&wire, &decoder);
	for (size_t i = 0; i < sizeof exchanges / sizeof exchanges[0]; i++) {
		uint8_t bytes[1024] = { 0 };
		decoder.driver->simulated_hear(wire.twin, 7, (const uint8_t[]){ 0x7D, 0x81, exchanges[i].command }, 3);
		CU_ASSERT_EQUAL(decoder.driver->simulated_due_ns(wire.twin, 0), 7);
		CU_ASSERT_EQUAL(decoder.driver->simulate(wire.twin, 0, &wire.world, bytes, sizeof bytes), exchanges[i].size);
		for (size_t b = 0; b < exchanges[i].size; b++)
			CU_ASSERT_EQUAL(bytes[b], exchanges[i].reply[b]);
		CU_ASSERT_EQUAL(decoder.driver->simulated_due_ns(wire.twin, 0), TIME_NEVER);
	}
	wire_end(&wire);
}

static void the_twin_is_understood_by_the_decoder(void)
{
	wire_begin(&wire, &decoder);
	wire_run(&wire, 10 * NS_PER_S);
	CU_ASSERT_EQUAL(decoding_count(&decoder, "pleth"), 601);
	CU_ASSERT_EQUAL(last("spo2").value, person_spo2(wire.person));
	CU_ASSERT_EQUAL(last("pulse").value, person_pulse(wire.person));
	CU_ASSERT_DOUBLE_EQUAL(last("pleth").value, person_pleth(wire.person) * 127, 0.5);
	CU_ASSERT_DOUBLE_EQUAL(last("pi").value, 2.40, 1e-9);
	CU_ASSERT_EQUAL(last("pi").quality, 0);
	wire_end(&wire);
}

struct heard {
	size_t  samples, sent_size;
	uint8_t sent[64];
};

static void hear(void *self, const struct message *message)
{
	struct heard *heard = self;
	heard->samples += message->kind == MESSAGE_SAMPLE;
	if (message->kind != MESSAGE_CHUNK || !message->chunk.sent || heard->sent_size + message->chunk.size > sizeof heard->sent)
		return;
	memcpy(heard->sent + heard->sent_size, message->chunk.bytes, message->chunk.size);
	heard->sent_size += message->chunk.size;
}

static void a_station_starts_it_and_the_bus_hears_what_was_sent(void)
{
	struct settings *settings = settings_of("[station]\nid = lab1\n[instrument finger]\ndriver = contec7\nport = sim:\n"
		"[channel spo2]\ninstrument = finger\n");
	struct bus bus = {0};
	struct heard heard = {0};
	bus_add(&bus, &heard, hear);
	struct clock *clock = clock_new_virtual(0);
	struct station *station = station_open(settings, &(struct station_options){ .clock = clock, .bus = &bus, .seed = 1 }, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(station);
	while (clock_now(clock) < 3 * NS_PER_S)
		station_poll(station, 3 * NS_PER_S, -1);
	const uint8_t expected[] = { STOP, START, KEEP_ALIVE };
	CU_ASSERT_EQUAL(heard.samples, 3 * 60 + 1);
	CU_ASSERT_EQUAL(heard.sent_size, sizeof expected);
	CU_ASSERT_EQUAL(memcmp(heard.sent, expected, sizeof expected), 0);
	station_close(station);
	clock_free(clock);
	settings_free(settings);
}

static CU_TestInfo tests[] = {
	TEST(captured_packages_decode_to_what_the_display_showed),
	TEST(a_real_oximeter_without_finger_sends_zeros),
	TEST(the_high_bits_are_put_back),
	TEST(what_is_missing_says_why),
	TEST(replies_of_other_types_are_known_by_their_length_and_skipped),
	TEST(joining_in_the_middle_and_a_lost_byte_cost_one_package),
	TEST(it_stops_waits_for_the_answer_starts_and_keeps_alive),
	TEST(without_an_answer_it_starts_after_a_second),
	TEST(data_that_end_are_started_again),
	TEST(the_twin_falls_silent_when_nobody_keeps_it_alive),
	TEST(the_twin_answers_what_real_ones_were_seen_to_answer),
	TEST(the_twin_is_understood_by_the_decoder),
	TEST(a_station_starts_it_and_the_bus_hears_what_was_sent),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo contec7_suite = {
	.pName = "contec7", .pSetUpFunc = fresh_decoder, .pTearDownFunc = free_decoder, .pTests = tests,
};
