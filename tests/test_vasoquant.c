/* test_vasoquant.c - recordings of a Vasoquant, and the talk that brings them */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "tests/decoding.h"
#include "tests/suites.h"

static struct decoding d;
static struct wire *wire;
static struct error error;

static void fresh_decoder(void)
{
	decoding_begin(&d, "vasoquant", "", &error);
}

static void free_all(void)
{
	decoding_end(&d);
	if (wire)
		wire_end(wire);
	free(wire);
	wire = NULL;
}

static double value(const char *output)
{
	return decoding_last(&d, output).value;
}

static uint32_t quality(const char *output)
{
	return decoding_last(&d, output).quality;
}

/* REAL: the metadata of one published block (dppg, PROTOCOL.md 4.3): 250 samples. */
#define REAL_METADATA 0x1D, 0xA7, 0x09, 0x00, 0x00, 0x00, 0x1D, 0xE2, 0x04, 0x87, 0x34, 0xA2, 0x00, 0xFE, 0x1E, \
                      0x44, 0x18, 0x00, 0x04
/* DOC: the published beginning of a block, 250 samples of which the first are 2471 and 2472. */
#define DOC_HEADER 0x1B, 0x4C, 0xE2, 0x04, 0x01, 0x1D, 0x00, 0xFA, 0x00
/* DERIVED: four samples whose metadata say more than four samples can hold. */
#define SHORT 0x1B, 0x4C, 0xDF, 0x04, 0x01, 0x1D, 0x00, 0x04, 0x00, 0xC4, 0x09, 0xCE, 0x09, 0x28, 0x0A, 0xF6, 0x09, \
              0x1D, 0xC4, 0x09, 0x00, 0x00, 0x00, 0x1D, 0x4D, 0x00, 0x28, 0x10, 0x64, 0x00, 0xA0, 0x0F, 0x00, 0x0C, \
              0x80, 0x04

#define SAMPLES 250
#define BLOCK_SIZE (9 + 2 * SAMPLES + 19)

/* The published header and metadata, with samples between them that count from 2471. */
static void fill_block(uint8_t block[static BLOCK_SIZE])
{
	static const uint8_t header[] = { DOC_HEADER }, metadata[] = { REAL_METADATA };
	memcpy(block, header, sizeof header);
	for (int i = 0; i < SAMPLES; i++) {
		block[9 + 2 * i] = (uint8_t)(2471 + i);
		block[10 + 2 * i] = (uint8_t)((2471 + i) >> 8);
	}
	memcpy(block + 9 + 2 * SAMPLES, metadata, sizeof metadata);
}

static void a_published_block_gives_its_samples_and_the_devices_own_parameters(void)
{
	uint8_t block[BLOCK_SIZE];
	fill_block(block);
	CU_ASSERT_EQUAL(decoding_push(&d, block, sizeof block), SAMPLES + 9);
	CU_ASSERT_EQUAL(decoding_count(&d, "right_ppg"), SAMPLES);
	CU_ASSERT_EQUAL(d.readings[0].value, 2471);
	CU_ASSERT_EQUAL(d.readings[1].value, 2472);
	CU_ASSERT_EQUAL(value("right_ppg"), 2471 + 249);
	CU_ASSERT_EQUAL(value("right_baseline"), 2471);
	CU_ASSERT_EQUAL(value("right_exam"), 1250);
	CU_ASSERT_EQUAL(value("right_to_s"), 33.75);
	CU_ASSERT_EQUAL(value("right_th_s"), 13.0);
	CU_ASSERT_EQUAL(value("right_amplitude"), 162);
	CU_ASSERT_EQUAL(value("right_f0_pct_s"), 79.34);
	CU_ASSERT_EQUAL(value("right_ti_s"), 24);
	CU_ASSERT_EQUAL(value("right_peak_s"), 75 / 4.0);
	CU_ASSERT_DOUBLE_EQUAL(value("right_v0_pct"), 6.556, 0.001);
	CU_ASSERT_EQUAL(quality("right_to_s"), 0);
	CU_ASSERT_EQUAL(decoding_last(&d, "right_ppg").flags, 0xE200);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 0);
}

static void a_sample_is_as_old_as_the_block_was_long_and_as_there_are_samples_behind_it(void)
{
	uint8_t block[BLOCK_SIZE];
	fill_block(block);
	decoding_begin(&d, "vasoquant", "printed_within = 2\n", &error);
	decoding_push(&d, block, sizeof block);
	int64_t end_ns = INT64_C(528) * 11 * NS_PER_S / 9600;
	CU_ASSERT_EQUAL(d.readings[0].age_ns, end_ns + 249 * NS_PER_S / 4);
	CU_ASSERT_EQUAL(d.readings[248].age_ns, end_ns + NS_PER_S / 4);
	CU_ASSERT_EQUAL(d.readings[249].age_ns, end_ns);
	CU_ASSERT_EQUAL(decoding_last(&d, "right_to_s").age_ns, end_ns);
	CU_ASSERT_EQUAL(d.readings[0].age_bound_ns, 2 * NS_PER_S);
	CU_ASSERT_EQUAL(decoding_last(&d, "right_to_s").age_bound_ns, 2 * NS_PER_S);
}

static void a_refill_without_an_end_has_no_time_and_a_peak_beyond_the_samples_none_either(void)
{
	CU_ASSERT_EQUAL(PUSH(&d, SHORT), 4 + 9);
	CU_ASSERT_EQUAL(d.readings[0].value, 2500);
	CU_ASSERT_EQUAL(d.readings[1].value, 2510);
	CU_ASSERT_EQUAL(d.readings[2].value, 2600);
	CU_ASSERT_EQUAL(d.readings[3].value, 2550);
	CU_ASSERT_EQUAL(value("left_baseline"), 2500);
	CU_ASSERT_EQUAL(value("left_exam"), 77);
	CU_ASSERT_TRUE(isnan(value("left_to_s")));
	CU_ASSERT_EQUAL(quality("left_to_s"), QUALITY_MISSING);
	CU_ASSERT_EQUAL(decoding_last(&d, "left_to_s").flags, 0xDF80);
	CU_ASSERT_EQUAL(value("left_th_s"), 4.0);
	CU_ASSERT_EQUAL(value("left_amplitude"), 100);
	CU_ASSERT_EQUAL(value("left_f0_pct_s"), 40.00);
	CU_ASSERT_EQUAL(value("left_ti_s"), 12);
	CU_ASSERT_EQUAL(value("left_v0_pct"), 4.0);
	CU_ASSERT_TRUE(isnan(value("left_peak_s")));
	CU_ASSERT_EQUAL(quality("left_peak_s"), QUALITY_MISSING);
}

static void an_endpoint_beyond_the_samples_is_in_doubt(void)
{
	uint8_t block[] = { SHORT };
	block[sizeof block - 2] = 0x00;
	decoding_push(&d, block, sizeof block);
	CU_ASSERT_EQUAL(value("left_to_s"), 10.0);
	CU_ASSERT_EQUAL(quality("left_to_s"), QUALITY_ARTEFACT);
}

static void each_label_has_its_leg(void)
{
	static const struct { uint8_t label; const char *output; } legs[] = {
		{ 0xE2, "right_ppg" }, { 0xE1, "right_ppg" }, { 0xE0, "left_ppg" }, { 0xDF, "left_ppg" }, { 0xDE, "other_ppg" },
	};
	for (size_t i = 0; i < 5; i++) {
		uint8_t block[] = { SHORT };
		block[2] = legs[i].label;
		fresh_decoder();
		decoding_push(&d, block, sizeof block);
		CU_ASSERT_EQUAL(decoding_count(&d, legs[i].output), 4);
		CU_ASSERT_EQUAL(decoding_last(&d, legs[i].output).flags >> 8, legs[i].label);
	}
	uint8_t unknown[] = { SHORT };
	unknown[2] = 0xDD;
	fresh_decoder();
	CU_ASSERT_EQUAL(decoding_push(&d, unknown, sizeof unknown), 0);
}

/* DERIVED: what begins or ends a block, and what asks for an answer, is all found inside one too. */
static void samples_that_look_like_the_protocol_are_samples(void)
{
	CU_ASSERT_EQUAL(PUSH(&d, 0x1B, 0x4C, 0xE1, 0x04, 0x01, 0x1D, 0x00, 0x06, 0x00, 0x1B, 0x09, 0x10, 0x0A, 0x1D, 0x04,
	                     0x1B, 0x4C, 0xE1, 0x04, 0x01, 0x1D, REAL_METADATA), 6 + 9);
	CU_ASSERT_EQUAL(d.readings[0].value, 0x091B);
	CU_ASSERT_EQUAL(d.readings[1].value, 0x0A10);
	CU_ASSERT_EQUAL(d.readings[4].value, 0x04E1);
	CU_ASSERT_EQUAL(value("right_baseline"), 2471);
}

static void a_count_that_no_recording_has_is_refused_at_once(void)
{
	PUSH(&d, 0x1B, 0x4C, 0xE1, 0x04, 0x01, 0x1D, 0x00, 0xFF, 0xFF);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 9);
	PUSH(&d, 0x1B, 0x4C, 0xE1, 0x04, 0x01, 0x1D, 0x00, 0x00, 0x00);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 18);
	CU_ASSERT_EQUAL(PUSH(&d, SHORT), 4 + 9);
}

static void a_rail_of_the_converter_is_saturated(void)
{
	uint8_t block[] = { SHORT };
	block[9] = 0xFF;
	block[10] = 0x0F;
	decoding_push(&d, block, sizeof block);
	CU_ASSERT_EQUAL(d.readings[0].value, 4095);
	CU_ASSERT_EQUAL(d.readings[0].quality, QUALITY_SATURATED);
}

static void the_same_block_again_is_a_second_print_and_gives_nothing_new(void)
{
	uint8_t other[] = { SHORT };
	other[9]++;
	CU_ASSERT_EQUAL(PUSH(&d, SHORT, SHORT), 4 + 9);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 36);
	CU_ASSERT_EQUAL(decoding_push(&d, other, sizeof other), 4 + 9);
}

static void a_block_is_found_behind_garbage(void)
{
	CU_ASSERT_EQUAL(PUSH(&d, 0x00, 0x1B, 0x1B, 0x4C, 0xE1, 0x04, 0x02, 0x10, 0x1B, SHORT), 4 + 9);
	CU_ASSERT_EQUAL(value("left_exam"), 77);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 9);
}

/* Without a checksum nobody can see a changed byte, but the count and the fixed bytes show a lost one. */
static void one_lost_byte_costs_one_block_and_never_makes_a_wrong_value(void)
{
	uint8_t bytes[2 * BLOCK_SIZE + 36] = { SHORT };
	fill_block(bytes + 36);
	fill_block(bytes + 36 + BLOCK_SIZE);
	bytes[36 + BLOCK_SIZE + 9]++;
	struct loss loss = decoding_lose_each_byte("vasoquant", "", "right_ppg", bytes, sizeof bytes, 0);
	CU_ASSERT_EQUAL(loss.wrong, 0);
	CU_ASSERT_EQUAL(loss.lost, SAMPLES);
}

/* The talk. */

static int64_t again_ns;

/* Lets the decoder talk; the byte that it sends, or -1, or -2 for more than one. */
static int talk_at(int64_t now_ms)
{
	uint8_t bytes[256];
	size_t size = d.driver->talk(d.state, now_ms * NS_PER_MS, bytes, sizeof bytes, &again_ns);
	return size == 0 ? -1 : size == 1 ? bytes[0] : -2;
}

static void a_poll_is_answered_once(void)
{
	CU_ASSERT_EQUAL(talk_at(0), -1);
	CU_ASSERT_EQUAL(again_ns, TIME_NEVER);
	PUSH(&d, 0x10);
	CU_ASSERT_EQUAL(talk_at(1000), 0x06);
	CU_ASSERT_EQUAL(again_ns, TIME_NEVER);
	CU_ASSERT_EQUAL(talk_at(1500), -1);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 0);
}

static void a_block_is_answered_when_it_is_whole_and_not_before(void)
{
	uint8_t block[] = { SHORT };
	for (size_t i = 0; i < sizeof block - 1; i++) {
		decoding_push(&d, block + i, 1);
		CU_ASSERT_EQUAL(talk_at((int64_t)i), -1);
	}
	decoding_push(&d, block + sizeof block - 1, 1);
	CU_ASSERT_EQUAL(talk_at(sizeof block), 0x06);
	CU_ASSERT_EQUAL(again_ns, TIME_NEVER);
}

static void polls_that_waited_together_and_a_second_print_are_answered_too(void)
{
	PUSH(&d, 0x10, 0x10, 0x10);
	CU_ASSERT_EQUAL(talk_at(0), 0x06);
	PUSH(&d, SHORT);
	CU_ASSERT_EQUAL(talk_at(1000), 0x06);
	PUSH(&d, SHORT);
	CU_ASSERT_EQUAL(talk_at(2000), 0x06);
	CU_ASSERT_EQUAL(talk_at(3000), -1);
}

/* DOC: RX 1B 4C E2, TX 06, RX 04 01 1D 00 FA 00 ... */
static void a_block_that_stops_behind_its_label_is_answered_there(void)
{
	uint8_t block[] = { SHORT };
	decoding_push(&d, block, 3);
	CU_ASSERT_EQUAL(talk_at(1000), -1);
	CU_ASSERT_EQUAL(again_ns, 1400 * NS_PER_MS);
	CU_ASSERT_EQUAL(talk_at(1400), 0x06);
	CU_ASSERT_EQUAL(decoding_push(&d, block + 3, sizeof block - 3), 4 + 9);
	CU_ASSERT_EQUAL(talk_at(1500), 0x06);
}

static void a_block_that_stops_elsewhere_is_given_up_without_an_answer(void)
{
	uint8_t block[] = { SHORT };
	decoding_push(&d, block, sizeof block - 1);
	CU_ASSERT_EQUAL(talk_at(1000), -1);
	CU_ASSERT_EQUAL(talk_at(1400), -1);
	CU_ASSERT_EQUAL(again_ns, TIME_NEVER);
	CU_ASSERT_EQUAL(decoding_dropped(&d), sizeof block - 1);
	PUSH(&d, 0x10);
	CU_ASSERT_EQUAL(talk_at(2000), 0x06);
	CU_ASSERT_EQUAL(PUSH(&d, SHORT), 4 + 9);
	CU_ASSERT_EQUAL(talk_at(3000), 0x06);
}

static void a_label_that_nothing_follows_is_given_up_after_its_answer(void)
{
	PUSH(&d, 0x1B, 0x4C, 0xE2);
	talk_at(1000);
	CU_ASSERT_EQUAL(talk_at(1400), 0x06);
	CU_ASSERT_EQUAL(again_ns, 1800 * NS_PER_MS);
	CU_ASSERT_EQUAL(talk_at(1800), -1);
	CU_ASSERT_EQUAL(again_ns, TIME_NEVER);
	PUSH(&d, 0x10);
	CU_ASSERT_EQUAL(talk_at(2000), 0x06);
}

static void what_looks_like_a_poll_amid_garbage_is_not_answered_until_it_is_quiet(void)
{
	PUSH(&d, 0x4C, 0xDF, 0x10);
	CU_ASSERT_EQUAL(talk_at(1000), -1);
	CU_ASSERT_EQUAL(talk_at(1400), -1);
	PUSH(&d, 0x10);
	CU_ASSERT_EQUAL(talk_at(2000), 0x06);
}

/* The wire between the decoder and its twin. */

static void run_wire(double seconds)
{
	wire_run(wire, wire->now_ns + llround(seconds * (double)NS_PER_S));
}

static void begin_wire(void)
{
	wire = malloc(sizeof *wire);
	wire_begin(wire, &d);
}

/* Eight strokes in 16 s, then rest until the veins are full. */
static void exercise(void)
{
	for (int i = 0; i < 8; i++) {
		struct message message = { .kind = MESSAGE_EVENT, .event = event_at(EVENT_CUE, wire->now_ns) };
		person_hear(wire->person, &message);
		run_wire(2);
	}
}

static void at_rest_each_poll_has_its_answer_and_nothing_else_is_said(void)
{
	begin_wire();
	run_wire(10.5);
	static const uint8_t polls[11] = { 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10 };
	CU_ASSERT_EQUAL(wire->received_size, sizeof polls);
	CU_ASSERT_EQUAL(memcmp(wire->received, polls, sizeof polls), 0);
	CU_ASSERT_TRUE(SENT(wire, 0x06, 0x06, 0x06, 0x06, 0x06, 0x06, 0x06, 0x06, 0x06, 0x06, 0x06));
	CU_ASSERT_EQUAL(wire->sent_ns[7], 7 * NS_PER_S);
}

/* Every byte that goes over the wire: polls, one block, and an answer to each of them. */
static void a_refill_brings_one_block_and_each_byte_of_the_exchange_is_expected(void)
{
	begin_wire();
	run_wire(10);
	exercise();
	run_wire(80);
	size_t samples = decoding_count(&d, "right_ppg"), block = 9 + 2 * samples + 19, polls = 0, unexpected = 0;
	const uint8_t *begin = memchr(wire->received, 0x1B, wire->received_size);
	CU_ASSERT_TRUE(samples > 150);
	CU_ASSERT_PTR_NOT_NULL_FATAL(begin);
	for (const uint8_t *p = wire->received; p < wire->received + wire->received_size; p++) {
		bool inside = p >= begin && p < begin + block;
		polls += !inside && *p == 0x10;
		unexpected += !inside && *p != 0x10;
	}
	CU_ASSERT_EQUAL(unexpected, 0);
	CU_ASSERT_EQUAL(wire->received_size, polls + block);
	CU_ASSERT_EQUAL(wire->sent_size, polls + 1);
	for (size_t i = 0; i < wire->sent_size; i++)
		unexpected += wire->sent[i] != 0x06;
	CU_ASSERT_EQUAL(unexpected, 0);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 0);
}

static void the_twins_curve_and_parameters_fit_together(void)
{
	begin_wire();
	run_wire(10);
	exercise();
	run_wire(80);
	double base = value("right_baseline"), highest = 0, peak = value("right_peak_s") * 4;
	for (size_t i = 0; i < d.count; i++)
		if (d.readings[i].output == 0 && d.readings[i].value > highest)
			highest = d.readings[i].value;
	CU_ASSERT_DOUBLE_EQUAL(base, 2471, 10);
	CU_ASSERT_DOUBLE_EQUAL(highest - base, value("right_amplitude"), 10);
	CU_ASSERT_DOUBLE_EQUAL(d.readings[(size_t)peak].value, base + value("right_amplitude"), 0.5);
	CU_ASSERT_DOUBLE_EQUAL(value("right_v0_pct"), 100 * value("right_amplitude") / base, 1e-9);
	CU_ASSERT_TRUE(value("right_to_s") > 40 && value("right_to_s") < 64);
	CU_ASSERT_TRUE(value("right_th_s") > 10 && value("right_th_s") < value("right_to_s"));
	CU_ASSERT_TRUE(value("right_ti_s") > 10);
	CU_ASSERT_TRUE(value("right_f0_pct_s") > 10);
	CU_ASSERT_EQUAL(value("right_exam"), 1);
	CU_ASSERT_EQUAL(peak + 4 * value("right_to_s"), (double)decoding_count(&d, "right_ppg") - 1);
}

/* The twin's next words, which nobody pushes into the decoder; how many. */
static size_t overhear(uint8_t bytes[static 1024])
{
	size_t size = 0;
	while (size == 0) {
		wire->now_ns = d.driver->simulated_due_ns(wire->twin, 0);
		person_advance(wire->person, wire->now_ns);
		size = d.driver->simulate(wire->twin, 0, &wire->world, bytes, 1024);
	}
	return size;
}

static void answer(uint8_t byte)
{
	d.driver->simulated_hear(wire->twin, wire->now_ns, &byte, 1);
}

static void a_block_that_is_not_answered_is_printed_again_once_the_printer_is_back(void)
{
	uint8_t first[1024], bytes[1024];
	begin_wire();
	run_wire(10);
	exercise();
	size_t size = overhear(first);
	for (; size == 1; size = overhear(first))
		answer(0x06);
	int64_t printed_ns = wire->now_ns;
	CU_ASSERT_EQUAL(overhear(bytes), 1);
	CU_ASSERT_TRUE(wire->now_ns - printed_ns >= 3 * NS_PER_S);
	CU_ASSERT_EQUAL(overhear(bytes), 1);
	answer(0x06);
	CU_ASSERT_EQUAL(overhear(bytes), size);
	CU_ASSERT_EQUAL(memcmp(bytes, first, size), 0);
}

static void an_unprompted_byte_puts_the_printer_offline_until_a_poll_is_answered(void)
{
	uint8_t bytes[1024];
	begin_wire();
	run_wire(10);
	exercise();
	size_t blocks = 0;
	for (int i = 0; i < 90; i++) {
		blocks += overhear(bytes) > 1;
		answer(0x06);
		answer(0x06);
	}
	CU_ASSERT_EQUAL(blocks, 0);
	CU_ASSERT_EQUAL(overhear(bytes), 1);
	answer(0x06);
	CU_ASSERT_TRUE(overhear(bytes) > 1);
}

static CU_TestInfo tests[] = {
	TEST(a_published_block_gives_its_samples_and_the_devices_own_parameters),
	TEST(a_sample_is_as_old_as_the_block_was_long_and_as_there_are_samples_behind_it),
	TEST(a_refill_without_an_end_has_no_time_and_a_peak_beyond_the_samples_none_either),
	TEST(an_endpoint_beyond_the_samples_is_in_doubt),
	TEST(each_label_has_its_leg),
	TEST(samples_that_look_like_the_protocol_are_samples),
	TEST(a_count_that_no_recording_has_is_refused_at_once),
	TEST(a_rail_of_the_converter_is_saturated),
	TEST(the_same_block_again_is_a_second_print_and_gives_nothing_new),
	TEST(a_block_is_found_behind_garbage),
	TEST(one_lost_byte_costs_one_block_and_never_makes_a_wrong_value),
	TEST(a_poll_is_answered_once),
	TEST(a_block_is_answered_when_it_is_whole_and_not_before),
	TEST(polls_that_waited_together_and_a_second_print_are_answered_too),
	TEST(a_block_that_stops_behind_its_label_is_answered_there),
	TEST(a_block_that_stops_elsewhere_is_given_up_without_an_answer),
	TEST(a_label_that_nothing_follows_is_given_up_after_its_answer),
	TEST(what_looks_like_a_poll_amid_garbage_is_not_answered_until_it_is_quiet),
	TEST(at_rest_each_poll_has_its_answer_and_nothing_else_is_said),
	TEST(a_refill_brings_one_block_and_each_byte_of_the_exchange_is_expected),
	TEST(the_twins_curve_and_parameters_fit_together),
	TEST(a_block_that_is_not_answered_is_printed_again_once_the_printer_is_back),
	TEST(an_unprompted_byte_puts_the_printer_offline_until_a_poll_is_answered),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo vasoquant_suite = {
	.pName = "vasoquant", .pSetUpFunc = fresh_decoder, .pTearDownFunc = free_all, .pTests = tests,
};
