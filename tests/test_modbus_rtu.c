/* test_modbus_rtu.c - modules on a Modbus bus: who is asked what and when, and which answers count */

#include "acquisition/instrument.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/instruments/modbus_frame.h"
#include "acquisition/simulated_world.h"
#include "base/clock.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

#define MS NS_PER_MS
/* At 9600 8N1: a question's eight characters, and the silence of 3.5. */
#define QUESTION_NS (8 * INT64_C(10000000000) / 9600)
#define SILENCE_NS  (35 * INT64_C(1000000000) / 9600)

static const struct instrument_driver *driver;
static struct settings *settings;
static void *state;
static int64_t again_ns;
static struct reading got[READINGS_MAX];       /* the newest of each output */
static int counts[READINGS_MAX];
static struct error error;

static void drop_decoder(void)
{
	settings_free(settings);
	free(state);
	settings = NULL;
	state = NULL;
}

/* A decoder of an instrument with these keys; false when they are wrong. */
static bool set_up(const char *keys)
{
	char text[2048];
	drop_decoder();
	memset(got, 0, sizeof got);
	memset(counts, 0, sizeof counts);
	snprintf(text, sizeof text, "[instrument bus]\n%s", keys);
	settings = settings_of(text);
	driver = instrument_driver_find("modbus_rtu", &error);
	state = calloc(1, driver->state_size);
	static const char *const generic[] = { "line", NULL };
	return section_check_keys(&settings->sections[0], driver->keys, generic, &error)
		&& driver->setup(state, &settings->sections[0], &error);
}

static void keep(const struct reading *readings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		got[readings[i].output] = readings[i];
		counts[readings[i].output]++;
	}
}

/* Which bytes are sent at that time, as hex: "" for none. */
static const char *said(int64_t now_ns)
{
	static char text[3 * 256 + 1];
	uint8_t bytes[256];
	struct reading readings[READINGS_MAX];
	again_ns = TIME_NEVER;
	size_t size = driver->talk(state, now_ns, bytes, sizeof bytes, &again_ns);
	keep(readings, driver->unanswered(state, readings));
	text[0] = '\0';
	for (size_t i = 0; i < size; i++)
		sprintf(text + 3 * i, "%02X%s", bytes[i], i + 1 < size ? " " : "");
	return text;
}

static void push(const uint8_t *bytes, size_t size)
{
	struct reading readings[READINGS_MAX];
	for (size_t i = 0; i < size; i++)
		keep(readings, driver->push(state, bytes[i], readings));
}
#define PUSH(...) push((const uint8_t[]){__VA_ARGS__}, sizeof (const uint8_t[]){__VA_ARGS__})

#define ASKS(now_ns, bytes) CU_ASSERT_STRING_EQUAL(said(now_ns), bytes)
#define SILENT(now_ns) CU_ASSERT_STRING_EQUAL(said(now_ns), "")

#define ONE "map = custom\nregister toe = address 0, scale 0.1, missing 0x8000, low -55, high 125\n"
#define TWO_UNITS "map = custom\nunits = 1 2\nregister toe = address 0, scale 0.1, missing 0x8000\n"
#define ASK_1 "01 03 00 00 00 01 84 0A"
#define ASK_2 "02 03 00 00 00 01 84 39"
/* To settle a doubt two registers are asked for, since one is what is always asked for. */
#define SETTLE_1 "01 03 00 00 00 02 C4 0B"
#define REPLY_21_9 0x01, 0x03, 0x02, 0x00, 0xDB, 0xF8, 0x1F
#define REPLY_25_2 0x01, 0x03, 0x02, 0x00, 0xFC, 0xB8, 0x05
#define SETTLED_1  0x01, 0x03, 0x04, 0x00, 0xDB, 0x00, 0x00, 0x0B, 0xC4
#define EXCEPTION_2 0x01, 0x83, 0x02, 0xC0, 0xF1

/* A decoder that has asked its first question, at 1 s. */
static void ask_first(const char *keys)
{
	CU_ASSERT_TRUE_FATAL(set_up(keys));
	said(NS_PER_S);
	said(again_ns);
}
#define ASKED_NS (NS_PER_S + SILENCE_NS)
#define DEADLINE_NS (ASKED_NS + QUESTION_NS + 300 * MS)

/* The CRC of these bytes put behind them, for the vectors of this file that nobody published. */
static void push_sealed(const uint8_t *bytes, size_t size)
{
	uint8_t frame[64];
	uint16_t crc = modbus_crc(bytes, size);
	memcpy(frame, bytes, size);
	frame[size] = (uint8_t)crc;
	frame[size + 1] = (uint8_t)(crc >> 8);
	push(frame, size + 2);
}
#define PUSH_SEALED(...) push_sealed((const uint8_t[]){__VA_ARGS__}, sizeof (const uint8_t[]){__VA_ARGS__})

static void the_values_of_the_manuals_are_degrees(void)
{
	ask_first(ONE);
	PUSH(REPLY_21_9);
	CU_ASSERT_DOUBLE_EQUAL(got[0].value, 21.9, 1e-9);
	CU_ASSERT_EQUAL(got[0].quality, 0);
	ask_first(ONE);
	PUSH(0x01, 0x03, 0x02, 0xFF, 0x90, 0xF9, 0xD8);
	CU_ASSERT_DOUBLE_EQUAL(got[0].value, -11.2, 1e-9);
	ask_first(ONE);
	PUSH(0x01, 0x03, 0x02, 0xFF, 0x97, 0xB8, 0x1A);
	CU_ASSERT_DOUBLE_EQUAL(got[0].value, -10.5, 1e-9);
	ask_first(ONE);
	PUSH(0x01, 0x03, 0x02, 0x80, 0x00, 0xD9, 0x84);
	CU_ASSERT_TRUE(isnan(got[0].value));
	CU_ASSERT_EQUAL(got[0].quality, QUALITY_NO_PROBE);
}

static void a_module_is_asked_for_all_its_channels_at_once(void)
{
	CU_ASSERT_TRUE(set_up("map = r4dcb08\n"));
	said(0);
	ASKS(again_ns, "01 03 00 00 00 08 44 0C");
	PUSH_SEALED(1, 3, 16, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0x80, 0);
	CU_ASSERT_DOUBLE_EQUAL(got[0].value, 0.1, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(got[6].value, 0.7, 1e-9);
	CU_ASSERT_EQUAL(got[7].quality, QUALITY_NO_PROBE);
	CU_ASSERT_TRUE(set_up("map = nt18b07\n"));
	said(0);
	ASKS(again_ns, "01 03 00 00 00 07 04 08");
}

static void modules_are_asked_in_turn_once_an_interval(void)
{
	ask_first("map = nt18b07\nunits = 1 7\ninterval = 0.5\n");
	PUSH_SEALED(1, 3, 14, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7);
	SILENT(ASKED_NS + 40 * MS);
	ASKS(again_ns, "07 03 00 00 00 07 04 6E");
	PUSH_SEALED(7, 3, 14, 1, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7);
	CU_ASSERT_DOUBLE_EQUAL(got[7].value, 25.7, 1e-9);
	SILENT(ASKED_NS + 80 * MS);
	CU_ASSERT_EQUAL(again_ns, NS_PER_S + 500 * MS);
	SILENT(again_ns - 1);
	ASKS(again_ns, "01 03 00 00 00 07 04 08");
	size_t count;
	const struct instrument_output *outputs = driver->outputs(state, &count);
	CU_ASSERT_EQUAL(count, 14);
	CU_ASSERT_STRING_EQUAL(outputs[0].name, "u1_ch1");
	CU_ASSERT_STRING_EQUAL(outputs[13].name, "u7_ch7");
	CU_ASSERT_STRING_EQUAL(outputs[13].quantity, "temperature");
	CU_ASSERT_DOUBLE_EQUAL(outputs[13].interval_s, 0.5, 0);
}

static void before_a_question_the_bus_is_silent_for_three_and_a_half_characters(void)
{
	CU_ASSERT_TRUE(set_up(TWO_UNITS));
	SILENT(NS_PER_S);
	CU_ASSERT_EQUAL(again_ns / 1000, ASKED_NS / 1000);
	SILENT(ASKED_NS - 1000);
	ASKS(again_ns, ASK_1);
	PUSH(REPLY_21_9);
	SILENT(ASKED_NS + 50 * MS);
	CU_ASSERT_EQUAL(again_ns / 1000, (ASKED_NS + 50 * MS + SILENCE_NS) / 1000);
	PUSH(0x00);     /* noise: the silence begins anew */
	SILENT(ASKED_NS + 52 * MS);
	CU_ASSERT_EQUAL(again_ns / 1000, (ASKED_NS + 52 * MS + SILENCE_NS) / 1000);
	ASKS(again_ns, ASK_2);
}

static void the_silence_follows_the_line(void)
{
	CU_ASSERT_TRUE_FATAL(set_up("line = 4800 8E1\n" ONE));
	SILENT(0);
	CU_ASSERT_DOUBLE_EQUAL((double)again_ns, 3.5 * 11 / 4800 * 1e9, 1000);
	CU_ASSERT_TRUE_FATAL(set_up("line = 115200 8N1\n" ONE));
	SILENT(0);
	CU_ASSERT_EQUAL(again_ns, 1750000);
}

static void without_an_answer_in_time_the_outputs_are_missing_and_the_next_module_is_asked(void)
{
	ask_first(TWO_UNITS);
	CU_ASSERT_EQUAL(again_ns / 1000, DEADLINE_NS / 1000);
	int64_t deadline_ns = again_ns;
	SILENT(deadline_ns - 1);
	CU_ASSERT_EQUAL(counts[0], 0);
	ASKS(deadline_ns, ASK_2);
	CU_ASSERT_EQUAL(counts[0], 1);
	CU_ASSERT_TRUE(isnan(got[0].value));
	CU_ASSERT_EQUAL(got[0].quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(counts[1], 0);
}

static void a_corrupt_answer_is_missing_for_its_checksum(void)
{
	ask_first(ONE);
	PUSH(0x01, 0x03, 0x02, 0x00, 0xDB, 0xF8, 0x1E);
	said(again_ns);
	CU_ASSERT_EQUAL(counts[0], 1);
	CU_ASSERT_EQUAL(got[0].quality, QUALITY_BAD_CHECKSUM);
	CU_ASSERT_EQUAL(driver->dropped(state), 7);
}

static void an_exception_is_missing_with_its_code(void)
{
	ask_first(ONE);
	PUSH(EXCEPTION_2);
	CU_ASSERT_EQUAL(counts[0], 1);
	CU_ASSERT_TRUE(isnan(got[0].value));
	CU_ASSERT_EQUAL(got[0].quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(got[0].flags, MODBUS_ILLEGAL_ADDRESS);
}

static void what_the_module_cannot_measure_is_out_of_range(void)
{
	ask_first(ONE);
	PUSH_SEALED(1, 3, 2, 0x04, 0xE3);       /* 125.1 */
	CU_ASSERT_DOUBLE_EQUAL(got[0].value, 125.1, 1e-9);
	CU_ASSERT_EQUAL(got[0].quality, QUALITY_OUT_OF_RANGE);
	ask_first("map = nt18b07\n");
	PUSH_SEALED(1, 3, 14, 0x7F, 0xFF, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7);
	CU_ASSERT_EQUAL(got[0].quality, QUALITY_OUT_OF_RANGE);
	CU_ASSERT_EQUAL(got[1].quality, 0);
}

static void another_modules_answer_is_refused_and_the_right_one_still_counts(void)
{
	ask_first(ONE);
	PUSH_SEALED(2, 3, 2, 0, 0xDB);
	CU_ASSERT_EQUAL(counts[0], 0);
	CU_ASSERT_EQUAL(driver->dropped(state), 7);
	PUSH(REPLY_25_2);
	CU_ASSERT_DOUBLE_EQUAL(got[0].value, 25.2, 1e-9);
}

static void a_late_answer_does_not_count_before_the_next_question(void)
{
	ask_first(ONE);
	int64_t deadline_ns = again_ns;
	SILENT(deadline_ns);
	PUSH(REPLY_21_9);
	CU_ASSERT_EQUAL(counts[0], 1);
	CU_ASSERT_TRUE(isnan(got[0].value));
	CU_ASSERT_EQUAL(driver->dropped(state), 7);
	SILENT(deadline_ns + 100 * MS);
	CU_ASSERT_EQUAL(again_ns, 2 * NS_PER_S);
}

/* The late answer is of the very form that the next question wants; only a question of another
 * form, answered behind it, proves that it is over. */
static void a_late_answer_does_not_count_for_the_next_question_either(void)
{
	ask_first(ONE);
	SILENT(again_ns);
	ASKS(again_ns, SETTLE_1);
	PUSH(REPLY_21_9);
	CU_ASSERT_EQUAL(driver->dropped(state), 7);
	CU_ASSERT_EQUAL(counts[0], 1);
	PUSH_SEALED(1, 3, 4, 0, 0xFC, 0, 0);
	CU_ASSERT_EQUAL(counts[0], 1);
	SILENT(2 * NS_PER_S + 50 * MS);
	ASKS(again_ns, ASK_1);
	PUSH(REPLY_25_2);
	CU_ASSERT_EQUAL(counts[0], 2);
	CU_ASSERT_DOUBLE_EQUAL(got[0].value, 25.2, 1e-9);
	SILENT(2 * NS_PER_S + 100 * MS);
	ASKS(again_ns, ASK_1);
	CU_ASSERT_EQUAL(again_ns / MS, (3 * NS_PER_S + QUESTION_NS + 300 * MS) / MS);
}

/* A module that has no second register refuses the settling question: that is an answer too. */
static void an_exception_settles_a_doubt(void)
{
	ask_first(ONE);
	SILENT(again_ns);
	ASKS(again_ns, SETTLE_1);
	PUSH(EXCEPTION_2);
	CU_ASSERT_EQUAL(counts[0], 1);
	SILENT(2 * NS_PER_S + 50 * MS);
	ASKS(again_ns, ASK_1);
	PUSH(REPLY_25_2);
	CU_ASSERT_DOUBLE_EQUAL(got[0].value, 25.2, 1e-9);
}

static void a_silent_module_gives_one_missing_value_a_round(void)
{
	ask_first(ONE);
	for (int i = 0; i < 20; i++)
		said(again_ns);
	CU_ASSERT_EQUAL(counts[0], 10);
	CU_ASSERT_EQUAL(driver->dropped(state), 0);
}

static void a_round_that_took_too_long_is_followed_at_once_and_none_is_made_up_for(void)
{
	ask_first("interval = 0.1\n" ONE);
	ASKS(again_ns, SETTLE_1);               /* 313 ms later: three were missed, one is begun */
	PUSH_SEALED(1, 3, 4, 0, 0xFC, 0, 0);
	SILENT(NS_PER_S + 320 * MS);
	ASKS(again_ns, ASK_1);
	PUSH(REPLY_25_2);
	SILENT(NS_PER_S + 340 * MS);
	CU_ASSERT_EQUAL(again_ns, NS_PER_S + 400 * MS);
}

static void registers_that_lie_apart_are_asked_for_apart(void)
{
	ask_first("map = custom\nregister far = address 100\nregister second = address 1\nregister first = address 0\n");
	PUSH_SEALED(1, 3, 4, 0, 1, 0, 2);
	CU_ASSERT_EQUAL(got[2].value, 1);
	CU_ASSERT_EQUAL(got[1].value, 2);
	SILENT(ASKED_NS + 50 * MS);
	ASKS(again_ns, "01 03 00 64 00 01 C5 D5");
	SILENT(again_ns);
	ASKS(again_ns, "01 03 00 00 00 03 05 CB");      /* one and two are asked for otherwise */
}

static void garbage_before_an_answer_costs_nothing(void)
{
	ask_first(ONE);
	PUSH(0xFF, 0x01, 0x03, 0x02, 0x01, 0x83, 0x00, REPLY_21_9);
	CU_ASSERT_EQUAL(counts[0], 1);
	CU_ASSERT_DOUBLE_EQUAL(got[0].value, 21.9, 1e-9);
	CU_ASSERT_EQUAL(driver->dropped(state), 7);
}

static void one_lost_byte_costs_one_answer_and_never_makes_a_wrong_value(void)
{
	const uint8_t frame[] = { REPLY_21_9 };
	for (size_t hole = 0; hole < sizeof frame; hole++) {
		ask_first(ONE);
		push(frame, hole);
		push(frame + hole + 1, sizeof frame - hole - 1);
		CU_ASSERT_EQUAL(counts[0], 0);
		SILENT(again_ns);
		CU_ASSERT_TRUE(isnan(got[0].value));
		ASKS(again_ns, SETTLE_1);
		PUSH_SEALED(1, 3, 4, 0, 0xFC, 0, 0);
		said(2 * NS_PER_S + 50 * MS);
		said(again_ns);
		PUSH(REPLY_25_2);
		CU_ASSERT_DOUBLE_EQUAL(got[0].value, 25.2, 1e-9);
		CU_ASSERT_EQUAL(counts[0], 2);
	}
}

/* What is sent when each side hears the other, until that time: "> question" and "< answer". */
static void converse(void *twin, const struct simulated_world *world, int64_t until_ns, FILE *transcript)
{
	uint8_t bytes[1024];
	struct reading readings[READINGS_MAX];
	for (int64_t now_ns = 0; now_ns < until_ns; ) {
		int64_t answer_ns = driver->simulated_due_ns(twin, 0);
		size_t size = answer_ns <= now_ns ? driver->simulate(twin, 0, world, bytes, sizeof bytes) : 0;
		for (size_t i = 0; i < size; i++) {
			fprintf(transcript, "%s%02X", i ? " " : "< ", bytes[i]);
			keep(readings, driver->push(state, bytes[i], readings));
		}
		fputs(size ? "\n" : "", transcript);
		again_ns = TIME_NEVER;
		size = driver->talk(state, now_ns, bytes, sizeof bytes, &again_ns);
		keep(readings, driver->unanswered(state, readings));
		for (size_t i = 0; i < size; i++)
			fprintf(transcript, "%s%02X", i ? " " : "> ", bytes[i]);
		fputs(size ? "\n" : "", transcript);
		if (size)
			driver->simulated_hear(twin, now_ns, bytes, size);
		answer_ns = driver->simulated_due_ns(twin, 0);
		now_ns = answer_ns < again_ns ? answer_ns : again_ns;
	}
}

static void the_twin_answers_byte_for_byte(void)
{
	struct person *person = person_new(3);
	struct random_source noise = random_new(1, 1);
	const struct simulated_channel channels[] = {
		{ .output = 0, .channel = { .name = "toe", .quantity = "temperature" } },
		{ .output = 8, .channel = { .name = "calf", .quantity = "temperature" } },
	};
	struct simulated_world world = { .person = person, .channels = channels, .count = 2, .noise = &noise };
	person_advance(person, 0);
	CU_ASSERT_TRUE_FATAL(set_up("map = r4dcb08\nunits = 1 2\n"));
	void *twin = calloc(1, driver->state_size);
	CU_ASSERT_TRUE_FATAL(driver->setup(twin, &settings->sections[0], &error));
	char text[1024];
	FILE *transcript = fmemopen(text, sizeof text, "w");
	converse(twin, &world, NS_PER_S, transcript);
	fclose(transcript);
	uint8_t answers[2][21] = {
		{ 1, 3, 16, 0, 0, 0x80, 0, 0x80, 0, 0x80, 0, 0x80, 0, 0x80, 0, 0x80, 0, 0x80, 0 },
		{ 2, 3, 16, 0, 0, 0x80, 0, 0x80, 0, 0x80, 0, 0x80, 0, 0x80, 0, 0x80, 0, 0x80, 0 },
	};
	char expected[1024] = "";
	for (size_t i = 0; i < 2; i++) {
		long steps = lround(person_temperature(person, channels[i].channel.name) * 10);
		answers[i][3] = (uint8_t)(steps >> 8);
		answers[i][4] = (uint8_t)steps;
		uint16_t crc = modbus_crc(answers[i], 19);
		answers[i][19] = (uint8_t)crc;
		answers[i][20] = (uint8_t)(crc >> 8);
		strcat(expected, i ? "> 02 03 00 00 00 08 44 3F\n<" : "> 01 03 00 00 00 08 44 0C\n<");
		for (size_t k = 0; k < 21; k++)
			sprintf(expected + strlen(expected), " %02X", answers[i][k]);
		strcat(expected, "\n");
	}
	CU_ASSERT_STRING_EQUAL(text, expected);
	CU_ASSERT_DOUBLE_EQUAL(got[8].value, person_temperature(person, "calf"), 0.051);
	CU_ASSERT_EQUAL(got[1].quality, QUALITY_NO_PROBE);
	CU_ASSERT_EQUAL(driver->dropped(state), 0);
	free(twin);
	person_free(person);
}

/* What the twin answers to a question, as hex. */
static const char *twins_answer(struct modbus_question question)
{
	static char text[1024];
	struct simulated_world world = {0};
	uint8_t bytes[1024];
	modbus_ask(&question, bytes);
	driver->simulated_hear(state, 0, bytes, MODBUS_QUESTION_SIZE);
	text[0] = '\0';
	if (driver->simulated_due_ns(state, 0) == TIME_NEVER)
		return "silence";
	size_t size = driver->simulate(state, 0, &world, bytes, sizeof bytes);
	for (size_t i = 0; i + 2 < size; i++)
		sprintf(text + 3 * i, "%02X%s", bytes[i], i + 3 < size ? " " : "");
	return text;
}

static void the_twin_refuses_what_a_module_would(void)
{
	CU_ASSERT_TRUE_FATAL(set_up("map = r4dcb08\nunits = 5\n"));
	CU_ASSERT_STRING_EQUAL(twins_answer((struct modbus_question){ 5, 3, 7, 1 }), "05 03 02 80 00");
	CU_ASSERT_STRING_EQUAL(twins_answer((struct modbus_question){ 5, 3, 8, 1 }), "05 03 02 00 00");
	CU_ASSERT_STRING_EQUAL(twins_answer((struct modbus_question){ 5, 3, 16, 1 }), "05 83 02");
	CU_ASSERT_STRING_EQUAL(twins_answer((struct modbus_question){ 5, 4, 0, 1 }), "05 84 02");
	CU_ASSERT_STRING_EQUAL(twins_answer((struct modbus_question){ 5, 6, 0, 1 }), "05 86 01");
	CU_ASSERT_STRING_EQUAL(twins_answer((struct modbus_question){ 1, 3, 0, 1 }), "silence");
}

static void wrong_times_are_told_with_their_line(void)
{
	CU_ASSERT_FALSE(set_up("map = r4dcb08\ninterval = 0\n"));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:3: interval is 0, but the seconds between two rounds lie between "
		"0.01 and 86400.");
	CU_ASSERT_FALSE(set_up("map = r4dcb08\ntimeout = 61\n"));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:3: timeout is 61, but the seconds to wait for an answer lie between "
		"0.01 and 60.");
	CU_ASSERT_FALSE(set_up("map = r4dcb08\nregistre toe = address 0\n"));
	CU_ASSERT_TRUE(set_up(ONE "interval = 2\ntimeout = 0.1\nunits = 247\n"));
}

static CU_TestInfo tests[] = {
	TEST(the_values_of_the_manuals_are_degrees),
	TEST(a_module_is_asked_for_all_its_channels_at_once),
	TEST(modules_are_asked_in_turn_once_an_interval),
	TEST(before_a_question_the_bus_is_silent_for_three_and_a_half_characters),
	TEST(the_silence_follows_the_line),
	TEST(without_an_answer_in_time_the_outputs_are_missing_and_the_next_module_is_asked),
	TEST(a_corrupt_answer_is_missing_for_its_checksum),
	TEST(an_exception_is_missing_with_its_code),
	TEST(what_the_module_cannot_measure_is_out_of_range),
	TEST(another_modules_answer_is_refused_and_the_right_one_still_counts),
	TEST(a_late_answer_does_not_count_before_the_next_question),
	TEST(a_late_answer_does_not_count_for_the_next_question_either),
	TEST(an_exception_settles_a_doubt),
	TEST(a_silent_module_gives_one_missing_value_a_round),
	TEST(a_round_that_took_too_long_is_followed_at_once_and_none_is_made_up_for),
	TEST(registers_that_lie_apart_are_asked_for_apart),
	TEST(garbage_before_an_answer_costs_nothing),
	TEST(one_lost_byte_costs_one_answer_and_never_makes_a_wrong_value),
	TEST(the_twin_answers_byte_for_byte),
	TEST(the_twin_refuses_what_a_module_would),
	TEST(wrong_times_are_told_with_their_line),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo modbus_rtu_suite = {
	.pName = "modbus rtu", .pTearDownFunc = drop_decoder, .pTests = tests,
};
