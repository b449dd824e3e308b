/* test_dataq_di1100.c - the DI-1100: its start, its words, its averages */

#include "acquisition/instrument.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "acquisition/person.h"
#include "base/clock.h"
#include "base/sample.h"
#include "tests/decoding.h"
#include "tests/suites.h"
#include "tests/transcript.h"

static struct decoding decoding;
static struct transcript transcript;
static struct error error;
static int64_t now_ns, again_ns;
static char said[1025];

static void end_all(void)
{
	transcript_end(&transcript);
	decoding_end(&decoding);
}

/* What the driver says now, "" for nothing. */
static const char *says(void)
{
	uint8_t bytes[256];
	size_t size = decoding.driver->talk(decoding.state, now_ns, bytes, sizeof bytes, &again_ns);
	transcript_escape(bytes, size, said);
	return said;
}

static const char *says_when_it_hears(const char *text)
{
	PUSH_TEXT(&decoding, text);
	return says();
}

/* A decoder whose instrument has just been told to start. */
static void begin(const char *keys)
{
	static const char *const echoes[] = { "stop\r", "encode 0\r", "ps 0\r", "slist 0 0\r", "slist 1 1\r", "srate 60000\r" };
	now_ns = 0;
	decoding_begin(&decoding, "dataq_di1100", keys, &error);
	says();
	for (size_t i = 0; i < sizeof echoes / sizeof echoes[0]; i++)
		says_when_it_hears(echoes[i]);
}

static struct reading last(const char *output)
{
	return decoding_last(&decoding, output);
}

static void each_command_waits_for_its_echo(void)
{
	now_ns = 0;
	decoding_begin(&decoding, "dataq_di1100", "inputs = 2 0\n", &error);
	CU_ASSERT_STRING_EQUAL(says(), "stop\\r");
	CU_ASSERT_EQUAL(again_ns, NS_PER_S / 2);
	CU_ASSERT_STRING_EQUAL(says(), "");
	CU_ASSERT_STRING_EQUAL(says_when_it_hears("\x01\x02\r\x03sto"), "");
	CU_ASSERT_STRING_EQUAL(says_when_it_hears("p\r"), "encode 0\\r");
	CU_ASSERT_STRING_EQUAL(says_when_it_hears("stop\r"), "");
	CU_ASSERT_STRING_EQUAL(says_when_it_hears("\nencode 0 \r"), "ps 0\\r");
	CU_ASSERT_STRING_EQUAL(says_when_it_hears("ps 0\r\n"), "slist 0 2\\r");
	CU_ASSERT_STRING_EQUAL(says_when_it_hears("slist 0 2\r"), "slist 1 0\\r");
	CU_ASSERT_STRING_EQUAL(says_when_it_hears("slist 1 0\r"), "srate 60000\\r");
	CU_ASSERT_STRING_EQUAL(says_when_it_hears("srate 60000\r"), "start\\r");
	CU_ASSERT_EQUAL(decoding.count, 0);
}

static void without_an_echo_everything_begins_again(void)
{
	now_ns = 0;
	decoding_begin(&decoding, "dataq_di1100", "", &error);
	says();
	CU_ASSERT_STRING_EQUAL(says_when_it_hears("stop\r"), "encode 0\\r");
	now_ns = NS_PER_S / 2 - 1;
	CU_ASSERT_STRING_EQUAL(says(), "");
	now_ns = NS_PER_S / 2;
	CU_ASSERT_STRING_EQUAL(says(), "stop\\r");
}

/* DERIVED: the words of the first place; the second is there beside it. */
static void a_word_is_a_voltage_and_its_lowest_bits_are_the_digital_inputs(void)
{
	begin("rate = 1000\n");
	CU_ASSERT_EQUAL(PUSH(&decoding, 0x00, 0x10, 0x00, 0x00), 1);
	CU_ASSERT_EQUAL(last("ain0").value, 1.25);
	CU_ASSERT_EQUAL(last("ain0").flags, 0);
	PUSH(&decoding, 0x00, 0xF0, 0x00, 0x00);
	CU_ASSERT_EQUAL(last("ain0").value, -1.25);
	CU_ASSERT_EQUAL(last("ain0").quality, 0);
	PUSH(&decoding, 0xFC, 0x7F, 0x00, 0x00);
	CU_ASSERT_DOUBLE_EQUAL(last("ain0").value, 9.99878, 0.000005);
	CU_ASSERT_EQUAL(last("ain0").quality, QUALITY_SATURATED);
	PUSH(&decoding, 0x00, 0x80, 0x00, 0x00);
	CU_ASSERT_EQUAL(last("ain0").value, -10);
	CU_ASSERT_EQUAL(last("ain0").quality, QUALITY_SATURATED);
	begin("rate = 1000\n");
	PUSH(&decoding, 0x03, 0x10, 0x00, 0x00);
	CU_ASSERT_EQUAL(last("ain0").value, 1.25);
	CU_ASSERT_EQUAL(last("ain0").flags, 3);
	CU_ASSERT_EQUAL(last("ain1").output, -1);
}

static void scans_are_averaged_down_to_the_rate(void)
{
	begin("inputs = 0 1\nrate = 250\n");
	CU_ASSERT_EQUAL(PUSH(&decoding, 0x03, 0x10, 0x00, 0xF0, 0x07, 0x10, 0x00, 0xF0, 0x03, 0x10, 0x00, 0xF0), 0);
	CU_ASSERT_EQUAL(PUSH(&decoding, 0x07, 0x10, 0x00, 0x80), 2);
	CU_ASSERT_DOUBLE_EQUAL(last("ain0").value, 1.25 + 2 * 10.0 / 32768, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(last("ain1").value, -(3 * 1.25 + 10) / 4, 1e-12);
	CU_ASSERT_EQUAL(last("ain0").quality, 0);
	CU_ASSERT_EQUAL(last("ain1").quality, QUALITY_SATURATED);
	PUSH(&decoding, 0x03, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00);
	CU_ASSERT_EQUAL(last("ain0").value, 0);
	CU_ASSERT_EQUAL(last("ain1").quality, 0);
}

static void an_echo_of_start_is_not_taken_for_words(void)
{
	begin("rate = 1000\n");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "start\r"), 0);
	CU_ASSERT_EQUAL(PUSH(&decoding, 0x00, 0x10, 0x00, 0x00), 1);
	CU_ASSERT_EQUAL(last("ain0").value, 1.25);
	begin("rate = 1000\n");
	CU_ASSERT_EQUAL(PUSH(&decoding, 's', 't', 0x00, 0x00), 1);
	CU_ASSERT_EQUAL(last("ain0").flags, 's' & 3);
	CU_ASSERT_DOUBLE_EQUAL(last("ain0").value, ('t' * 256 + ('s' & ~3)) * 10.0 / 32768, 1e-12);
}

static void a_lost_byte_is_seen_and_all_begins_again(void)
{
	begin("rate = 1000\n");
	PUSH(&decoding, 0x03, 0x10, 0x00, 0x00);
	CU_ASSERT_STRING_EQUAL(says(), "");
	CU_ASSERT_EQUAL(PUSH(&decoding, 0x10, 0x00, 0x00, 0x03, 0x10, 0x00, 0x00, 0x03, 0x10), 0);    /* without its 03 */
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 1);
	CU_ASSERT_STRING_EQUAL(says(), "stop\\r");
	CU_ASSERT_STRING_EQUAL(says_when_it_hears("\x10stop\r"), "encode 0\\r");
	begin("rate = 1000\n");
	PUSH(&decoding, 0x03, 0x17, 0x04, 0x02);
	CU_ASSERT_EQUAL(PUSH(&decoding, 0x17, 0x04, 0x02, 0x03), 0);
	CU_ASSERT_STRING_EQUAL(says(), "stop\\r");
}

static void a_digital_input_may_change_while_the_voltage_stays(void)
{
	begin("rate = 1000\n");
	CU_ASSERT_EQUAL(PUSH(&decoding, 0x03, 0x10, 0x00, 0x00, 0x02, 0x10, 0x00, 0x00), 2);
	CU_ASSERT_EQUAL(last("ain0").flags, 2);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 0);
}

static void a_jump_alone_begins_again_once_in_ten_seconds(void)
{
	begin("rate = 1000\n");
	PUSH(&decoding, 0x03, 0x10, 0x00, 0x00);
	says();
	CU_ASSERT_EQUAL(PUSH(&decoding, 0x03, 0x20, 0x00, 0x00), 0);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 1);
	CU_ASSERT_STRING_EQUAL(says(), "stop\\r");
	static const char *const echoes[] = { "stop\r", "encode 0\r", "ps 0\r", "slist 0 0\r", "slist 1 1\r", "srate 60000\r" };
	for (size_t i = 0; i < sizeof echoes / sizeof echoes[0]; i++)
		says_when_it_hears(echoes[i]);
	says();
	CU_ASSERT_EQUAL(PUSH(&decoding, 0x03, 0x10, 0x00, 0x00, 0x03, 0x20, 0x00, 0x00), 2);    /* this input does jump */
	now_ns = 10 * NS_PER_S;
	PUSH(&decoding, 0x03, 0x20, 0x00, 0x00);
	says();
	CU_ASSERT_EQUAL(PUSH(&decoding, 0x03, 0x10, 0x00, 0x00), 0);
	CU_ASSERT_STRING_EQUAL(says(), "stop\\r");
}

static void a_digital_input_is_the_share_of_the_time_in_which_it_was_high(void)
{
	begin("inputs = 0 1\ndigital = 1 0\nrate = 250\n");
	PUSH(&decoding, 0x03, 0x10, 0, 0, 0x03, 0x10, 0, 0, 0x03, 0x10, 0, 0);
	CU_ASSERT_EQUAL(PUSH(&decoding, 0x03, 0x10, 0, 0), 4);
	CU_ASSERT_EQUAL(last("din0").value, 1);
	CU_ASSERT_EQUAL(last("din1").value, 1);
	PUSH(&decoding, 0x03, 0x10, 0, 0, 0x02, 0x10, 0, 0, 0x03, 0x10, 0, 0, 0x03, 0x10, 0, 0);        /* 1 ms is seen */
	CU_ASSERT_EQUAL(last("din0").value, 0.75);
	CU_ASSERT_EQUAL(last("din1").value, 1);
	PUSH(&decoding, 0x01, 0x10, 0, 0, 0x01, 0x10, 0, 0, 0x01, 0x10, 0, 0, 0x01, 0x10, 0, 0);
	CU_ASSERT_EQUAL(last("din0").value, 1);
	CU_ASSERT_EQUAL(last("din1").value, 0);
	CU_ASSERT_EQUAL(last("din1").quality, 0);
	CU_ASSERT_EQUAL(last("ain0").value, 1.25);
	CU_ASSERT_FALSE(decoding_begin(&decoding, "dataq_di1100", "digital = 2\n", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:2: digital is '2', but some of 0 1 were expected, each once.");
}

static void the_twins_button_is_pressed_once_a_minute(void)
{
	static struct wire wire;
	decoding_begin(&decoding, "dataq_di1100", "digital = 0\n", &error);
	wire_begin(&wire, &decoding);
	wire_run(&wire, 61 * NS_PER_S);
	double pressed_s = 0;
	for (size_t i = 0; i < decoding.count; i++)
		pressed_s += decoding.readings[i].output == 1 ? (1 - decoding.readings[i].value) * 0.1 : 0;
	CU_ASSERT_EQUAL(decoding_count(&decoding, "din0"), 609);
	CU_ASSERT_DOUBLE_EQUAL(pressed_s, 0.2, 1e-9);
	wire_end(&wire);
}

static void a_second_of_silence_begins_again(void)
{
	begin("");
	now_ns = NS_PER_S / 2;
	PUSH(&decoding, 0x03, 0x10, 0x00, 0x00);
	CU_ASSERT_STRING_EQUAL(says(), "");
	CU_ASSERT_EQUAL(again_ns, 3 * NS_PER_S / 2);
	now_ns = 3 * NS_PER_S / 2;
	CU_ASSERT_STRING_EQUAL(says(), "stop\\r");
}

static void wrong_keys_are_explained(void)
{
	CU_ASSERT_FALSE(decoding_begin(&decoding, "dataq_di1100", "inputs = 0 4\n", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:2: inputs is '0 4', but some of 0 1 2 3 were expected, each once.");
	CU_ASSERT_FALSE(decoding_begin(&decoding, "dataq_di1100", "inputs = 1 1\n", &error));
	CU_ASSERT_FALSE(decoding_begin(&decoding, "dataq_di1100", "inputs = 01\n", &error));
	CU_ASSERT_FALSE(decoding_begin(&decoding, "dataq_di1100", "rate = 3\n", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:2: rate is 3, but it is a whole part of 1000 a second, such as 100, 20, 10 or 1.");
	CU_ASSERT_FALSE(decoding_begin(&decoding, "dataq_di1100", "rate = 0\n", &error));
}

static const struct simulated_channel channels[] = {
	{ 0, { .name = "toe", .quantity = "temperature" }, { .kind = CONVERSION_LINEAR, .p = { 10, 0 } } },   /* 10 degC a volt */
};

static void nothing_is_said_but_this(void)
{
	decoding_begin(&decoding, "dataq_di1100", "inputs = 3\n", &error);
	transcript_begin(&transcript, &decoding, channels, 1);
	transcript_run(&transcript, NS_PER_S);
	CU_ASSERT_EQUAL(decoding_count(&decoding, "ain3"), 9);
	CU_ASSERT_DOUBLE_EQUAL(last("ain3").value * 10, person_temperature(transcript.person, "toe"), 0.01);
	CU_ASSERT_EQUAL(last("ain3").flags, 3);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 0);
	char *stream = strstr(transcript.text, "start\\r\n");
	CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
	CU_ASSERT_PTR_NULL(strchr(stream, '>'));
	stream[strlen("start\\r\n")] = '\0';
	CU_ASSERT_STRING_EQUAL(transcript.text,
		"0.000 > stop\\r\n0.005 < stop\\r\n"
		"0.005 > encode 0\\r\n0.010 < encode 0\\r\n"
		"0.010 > ps 0\\r\n0.015 < ps 0\\r\n"
		"0.015 > slist 0 3\\r\n0.020 < slist 0 3\\r\n"
		"0.020 > slist 1 0\\r\n0.025 < slist 1 0\\r\n"
		"0.025 > srate 60000\\r\n0.030 < srate 60000\\r\n"
		"0.030 > start\\r\n");
}

static CU_TestInfo tests[] = {
	TEST(each_command_waits_for_its_echo),
	TEST(without_an_echo_everything_begins_again),
	TEST(a_word_is_a_voltage_and_its_lowest_bits_are_the_digital_inputs),
	TEST(scans_are_averaged_down_to_the_rate),
	TEST(an_echo_of_start_is_not_taken_for_words),
	TEST(a_lost_byte_is_seen_and_all_begins_again),
	TEST(a_digital_input_may_change_while_the_voltage_stays),
	TEST(a_jump_alone_begins_again_once_in_ten_seconds),
	TEST(a_digital_input_is_the_share_of_the_time_in_which_it_was_high),
	TEST(the_twins_button_is_pressed_once_a_minute),
	TEST(a_second_of_silence_begins_again),
	TEST(wrong_keys_are_explained),
	TEST(nothing_is_said_but_this),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo dataq_di1100_suite = { .pName = "dataq di1100", .pTearDownFunc = end_all, .pTests = tests };
