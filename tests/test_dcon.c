/* test_dcon.c - ADAM-4000 and DCON: the lines, and every byte of an exchange */

#include "acquisition/instruments/dcon_frame.h"

#include <math.h>
#include <string.h>

#include "acquisition/person.h"
#include "acquisition/text/polling.h"
#include "base/clock.h"
#include "base/sample.h"
#include "tests/decoding.h"
#include "tests/suites.h"
#include "tests/transcript.h"

static struct decoding decoding;
static struct transcript transcript;
static struct error error;
static struct reading values[8];
static int64_t again_ns;
static char said[1025];

static void end_all(void)
{
	transcript_end(&transcript);
	decoding_end(&decoding);
}

static uint8_t checksum(const char *text)
{
	return dcon_checksum(text, strlen(text));
}

static size_t read_values(enum dcon_format format, const char *text)
{
	return dcon_values(format, text, text + strlen(text), values, 8);
}

/* What the driver says at that time, "" for nothing; what was given up is gathered. */
static const char *says_at(double s)
{
	uint8_t bytes[256];
	size_t size = decoding.driver->talk(decoding.state, llround(s * 1e9), bytes, sizeof bytes, &again_ns);
	decoding.count += decoding.driver->unanswered(decoding.state, decoding.readings + decoding.count);
	transcript_escape(bytes, size, said);
	return said;
}

static struct reading last(const char *output)
{
	return decoding_last(&decoding, output);
}

/* DOC and DERIVED. */
static void a_checksum_is_the_sum_of_the_characters(void)
{
	CU_ASSERT_EQUAL(checksum("$07RH"), 0x25);
	CU_ASSERT_EQUAL(checksum("!07+2.0500"), 0xD8);
	CU_ASSERT_EQUAL(checksum("#01"), 0x84);
	CU_ASSERT_EQUAL(checksum("#010"), 0xB4);
	CU_ASSERT_EQUAL(checksum(">+025.13"), 0x92);
	CU_ASSERT_EQUAL(checksum(">-0000"), 0x2B);
	CU_ASSERT_EQUAL(checksum(">+025.12+020.45+012.78+018.97+003.24+015.35+008.07+014.79"), 0x01);
	char text[16] = "$07RH";
	CU_ASSERT_EQUAL(dcon_close(text, 5, true), 8);
	CU_ASSERT_NSTRING_EQUAL(text, "$07RH25\r", 8);
	size_t length = strlen("!07+2.0500D8");
	CU_ASSERT_TRUE(dcon_open("!07+2.0500D8", &length, true));
	CU_ASSERT_EQUAL(length, strlen("!07+2.0500"));
	length = strlen("!07+2.0501D8");
	CU_ASSERT_FALSE(dcon_open("!07+2.0501D8", &length, true));
	length = 2;
	CU_ASSERT_FALSE(dcon_open("00", &length, true));
}

/* DERIVED. */
static void all_channels_stand_behind_one_another(void)
{
	CU_ASSERT_EQUAL(read_values(DCON_ENGINEERING, "+025.12+020.45+012.78+018.97+003.24+015.35+008.07+014.79"), 8);
	CU_ASSERT_EQUAL(values[0].value, 25.12);
	CU_ASSERT_EQUAL(values[7].value, 14.79);
	CU_ASSERT_EQUAL(values[7].output, 7);
	CU_ASSERT_EQUAL(read_values(DCON_ENGINEERING, "+0025.9237+0150.0000"), 2);
	CU_ASSERT_EQUAL(values[0].value, 25.9237);
	CU_ASSERT_EQUAL(read_values(DCON_ENGINEERING, "-2.0500"), 1);
	CU_ASSERT_EQUAL(values[0].value, -2.05);
}

/* DOC. */
static void out_of_range_is_a_missing_number(void)
{
	CU_ASSERT_EQUAL(read_values(DCON_ENGINEERING, "+9999"), 1);
	CU_ASSERT_TRUE(isnan(values[0].value));
	CU_ASSERT_EQUAL(values[0].quality, QUALITY_SATURATED);
	CU_ASSERT_EQUAL(read_values(DCON_ENGINEERING, "+025.12-0000+9999+031.02"), 4);
	CU_ASSERT_EQUAL(values[0].value, 25.12);
	CU_ASSERT_EQUAL(values[1].quality, QUALITY_SATURATED);
	CU_ASSERT_EQUAL(values[2].quality, QUALITY_SATURATED);
	CU_ASSERT_EQUAL(values[3].value, 31.02);
}

/* DOC: the first of them. */
static void hexadecimal_is_twos_complement(void)
{
	CU_ASSERT_EQUAL(read_values(DCON_HEXADECIMAL, "FF5D"), 1);
	CU_ASSERT_EQUAL(values[0].value, -163);
	CU_ASSERT_EQUAL(read_values(DCON_HEXADECIMAL, "00007FFF8000"), 3);
	CU_ASSERT_EQUAL(values[0].quality, 0);
	CU_ASSERT_EQUAL(values[1].quality, QUALITY_SATURATED);
	CU_ASSERT_EQUAL(values[2].value, -32768);
	CU_ASSERT_EQUAL(read_values(DCON_HEXADECIMAL, "FF5"), 0);
	CU_ASSERT_EQUAL(read_values(DCON_HEXADECIMAL, "+025"), 0);
}

static void one_lost_character_is_never_another_value(void)
{
	const char whole[] = "+025.12+020.45-012.78-0000+018.97+9999";
	for (size_t hole = 0; hole < strlen(whole); hole++) {
		char text[64];
		strcpy(text, whole);
		memmove(text + hole, text + hole + 1, strlen(text + hole));
		size_t count = read_values(DCON_ENGINEERING, text);
		CU_ASSERT_TRUE(count == 0 || hole == (size_t)(strchr(whole, '9') - whole));
	}
	CU_ASSERT_EQUAL(read_values(DCON_ENGINEERING, ""), 0);
	CU_ASSERT_EQUAL(read_values(DCON_ENGINEERING, "+1+2"), 0);
	CU_ASSERT_EQUAL(read_values(DCON_ENGINEERING, "+02.5.1"), 0);
	CU_ASSERT_EQUAL(read_values(DCON_ENGINEERING, "+025.12+0025.9237"), 0);
	CU_ASSERT_EQUAL(read_values(DCON_ENGINEERING, "+025.12+020.45+012.78+018.97+003.24+015.35+008.07+014.79+001.00"), 0);
}

/* DOC: address 45, type 05, baud 06, format 00. */
static void a_configuration_is_that_of_its_module_alone(void)
{
	CU_ASSERT_EQUAL(dcon_configuration("!45050600", 9, "45"), 0x00);
	CU_ASSERT_EQUAL(dcon_configuration("!45050642", 9, "45"), 0x42);
	CU_ASSERT_EQUAL(dcon_configuration("!45050600", 9, "44"), -1);
	CU_ASSERT_EQUAL(dcon_configuration("!4505060", 8, "45"), -1);
	CU_ASSERT_EQUAL(dcon_configuration("!4505x600", 9, "45"), -1);
}

static void a_module_is_known_before_its_values_are_used(void)
{
	decoding_begin(&decoding, "dcon", "addresses = 01\nchannels = 2\n", &error);
	CU_ASSERT_STRING_EQUAL(says_at(0), "");
	CU_ASSERT_EQUAL(again_ns, NS_PER_S / 4);
	CU_ASSERT_STRING_EQUAL(says_at(0.25), "$012\\r");
	CU_ASSERT_STRING_EQUAL(says_at(0.26), "");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "!01200600\r"), 0);
	CU_ASSERT_STRING_EQUAL(says_at(0.27), "#01\\r");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, ">+025.12-0000\r"), 2);
	CU_ASSERT_EQUAL(last("a01_0").value, 25.12);
	CU_ASSERT_EQUAL(last("a01_1").quality, QUALITY_SATURATED);
	CU_ASSERT_STRING_EQUAL(says_at(0.28), "");
	CU_ASSERT_EQUAL(again_ns, NS_PER_S + NS_PER_S / 4);
	CU_ASSERT_STRING_EQUAL(says_at(1.25), "#01\\r");
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 0);
}

static void a_module_of_another_format_gives_no_value(void)
{
	decoding_begin(&decoding, "dcon", "addresses = 01\nchannels = 1\n", &error);
	says_at(0);
	says_at(0.25);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "!01200601\r"), 1);
	CU_ASSERT_TRUE(isnan(last("a01_0").value));
	CU_ASSERT_EQUAL(last("a01_0").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last("a01_0").flags, 0x01);
	CU_ASSERT_STRING_EQUAL(says_at(1.25), "$012\\r");
	decoding_begin(&decoding, "dcon", "addresses = 01\nchannels = 1\nformat = hexadecimal\n", &error);
	says_at(0);
	says_at(0.25);
	PUSH_TEXT(&decoding, "!01200602\r");
	says_at(0.26);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, ">FF5D\r"), 1);
	CU_ASSERT_EQUAL(last("a01_0").value, -163);
}

static void silence_is_a_missing_number_and_the_next_modules_turn(void)
{
	decoding_begin(&decoding, "dcon", "addresses = 01 1a\nchannels = 1\n", &error);
	says_at(0);
	CU_ASSERT_STRING_EQUAL(says_at(0.25), "$012\\r");
	CU_ASSERT_STRING_EQUAL(says_at(0.499), "");
	CU_ASSERT_EQUAL(decoding.count, 0);
	CU_ASSERT_STRING_EQUAL(says_at(0.5), "");
	CU_ASSERT_EQUAL(decoding.count, 1);
	CU_ASSERT_TRUE(isnan(last("a01_0").value));
	CU_ASSERT_EQUAL(last("a01_0").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last("a01_0").flags, POLLING_NO_ANSWER);
	CU_ASSERT_EQUAL(again_ns, 3 * NS_PER_S / 4);
	CU_ASSERT_STRING_EQUAL(says_at(0.75), "$1A2\\r");
	PUSH_TEXT(&decoding, "!1A200600\r");
	CU_ASSERT_STRING_EQUAL(says_at(0.76), "#1A\\r");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, ">+031.02\r"), 1);
	CU_ASSERT_EQUAL(last("a1a_0").value, 31.02);
	CU_ASSERT_STRING_EQUAL(says_at(1.25), "$012\\r");
}

static void a_late_answer_is_nobodys(void)
{
	decoding_begin(&decoding, "dcon", "addresses = 01 02\nchannels = 1\ntimeout = 0.1\n", &error);
	says_at(0);
	says_at(0.1);
	PUSH_TEXT(&decoding, "!01200600\r");
	says_at(0.11);
	says_at(0.21);
	CU_ASSERT_EQUAL(last("a01_0").flags, POLLING_NO_ANSWER);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, ">+025"), 0);              /* it comes at last, while nothing is asked */
	CU_ASSERT_STRING_EQUAL(says_at(0.31), "");                      /* so the next question is put off */
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, ".12\r"), 0);
	CU_ASSERT_EQUAL(decoding.count, 1);
	CU_ASSERT_STRING_EQUAL(says_at(0.41), "");
	CU_ASSERT_STRING_EQUAL(says_at(0.51), "$022\\r");
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 8);
}

static void an_answer_nobody_asked_for_is_dropped(void)
{
	decoding_begin(&decoding, "dcon", "addresses = 01\nchannels = 1\n", &error);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, ">+025.12\r"), 0);
	says_at(0);
	CU_ASSERT_STRING_EQUAL(says_at(0.25), "");
	CU_ASSERT_STRING_EQUAL(says_at(0.5), "$012\\r");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, ">+025.12\r"), 0);         /* that was not the question */
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "!02200600\r"), 0);        /* that is another module */
	CU_ASSERT_STRING_EQUAL(says_at(0.51), "");
	CU_ASSERT_EQUAL(decoding.count, 0);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 10);
}

static void a_module_that_does_not_understand_says_so(void)
{
	decoding_begin(&decoding, "dcon", "addresses = 01\nchannels = 1\n", &error);
	says_at(0);
	says_at(0.25);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "?02\r"), 0);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "?01\r"), 1);
	CU_ASSERT_EQUAL(last("a01_0").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last("a01_0").flags, '?');
}

static void a_wrong_checksum_is_a_missing_number_of_that_reason(void)
{
	decoding_begin(&decoding, "dcon", "addresses = 01\nchannels = 1\nchecksum = yes\n", &error);
	says_at(0);
	CU_ASSERT_STRING_EQUAL(says_at(0.25), "$012B7\\r");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "!01200640AE\r"), 0);
	CU_ASSERT_STRING_EQUAL(says_at(0.26), "#0184\\r");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, ">+025.1292\r"), 0);       /* 025.13 has that sum */
	CU_ASSERT_STRING_EQUAL(says_at(0.27), "");
	CU_ASSERT_STRING_EQUAL(says_at(0.51), "");
	CU_ASSERT_EQUAL(decoding.count, 1);
	CU_ASSERT_EQUAL(last("a01_0").quality, QUALITY_BAD_CHECKSUM);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 1);
}

static void our_own_echo_is_no_answer(void)
{
	decoding_begin(&decoding, "dcon", "addresses = 01\nchannels = 1\n", &error);
	says_at(0);
	says_at(0.25);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "$012\r!01200600\r"), 0);
	CU_ASSERT_STRING_EQUAL(says_at(0.26), "#01\\r");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "#01\r>+025.13\r"), 1);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 0);
}

/* DOC: the first answer, with address 07 and status 1. */
static void a_synchronised_value_is_fresh_once(void)
{
	decoding_begin(&decoding, "dcon", "addresses = 07 08\nchannels = 1\nsynchronised = yes\n", &error);
	says_at(0);
	CU_ASSERT_STRING_EQUAL(says_at(0.25), "#**\\r");
	CU_ASSERT_STRING_EQUAL(says_at(0.26), "");
	CU_ASSERT_STRING_EQUAL(says_at(0.3), "$072\\r");
	PUSH_TEXT(&decoding, "!07200600\r");
	CU_ASSERT_STRING_EQUAL(says_at(0.31), "$074\\r");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, ">071+5.8222\r"), 1);
	CU_ASSERT_EQUAL(last("a07_0").value, 5.8222);
	CU_ASSERT_EQUAL(last("a07_0").quality, 0);
	CU_ASSERT_STRING_EQUAL(says_at(0.32), "$082\\r");
	says_at(0.57);                                                  /* given up */
	CU_ASSERT_STRING_EQUAL(says_at(1.25), "#**\\r");
	CU_ASSERT_STRING_EQUAL(says_at(1.3), "$074\\r");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, ">081+5.8222\r"), 0);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, ">070+5.8222\r"), 1);
	CU_ASSERT_EQUAL(last("a07_0").quality, QUALITY_STALE);
}

/* A module that comes first and stays silent must not spare the others the word to sample. */
static void all_are_told_to_sample_in_every_round(void)
{
	decoding_begin(&decoding, "dcon", "addresses = 07\nchannels = 1\nsynchronised = yes\n", &error);
	says_at(0);
	CU_ASSERT_STRING_EQUAL(says_at(0.25), "#**\\r");
	CU_ASSERT_STRING_EQUAL(says_at(0.3), "$072\\r");
	CU_ASSERT_STRING_EQUAL(says_at(0.55), "");
	CU_ASSERT_STRING_EQUAL(says_at(1.25), "#**\\r");
}

static void wrong_keys_are_explained(void)
{
	CU_ASSERT_FALSE(decoding_begin(&decoding, "dcon", "channels = 1\n", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:1: [instrument oximeter] needs the key 'addresses'.");
	CU_ASSERT_FALSE(decoding_begin(&decoding, "dcon", "addresses = 1\n", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:2: addresses has '1', but an address is two hexadecimal digits, such as 01 or 1A.");
	CU_ASSERT_FALSE(decoding_begin(&decoding, "dcon", "addresses = 01 01\n", &error));
	CU_ASSERT_FALSE(decoding_begin(&decoding, "dcon", "addresses = 01 02 03 04\n", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:2: 4 modules of 8 channels make more than 24 outputs.");
	CU_ASSERT_FALSE(decoding_begin(&decoding, "dcon", "addresses = 01\nformat = hex\n", &error));
	CU_ASSERT_FALSE(decoding_begin(&decoding, "dcon", "addresses = 01\nchannels = 9\n", &error));
	CU_ASSERT_FALSE(decoding_begin(&decoding, "dcon", "addresses = 01\nsynchronised = yes\n", &error));
	CU_ASSERT_FALSE(decoding_begin(&decoding, "dcon", "addresses = 01\nchecksum = on\n", &error));
	CU_ASSERT_FALSE(decoding_begin(&decoding, "dcon", "addresses = 01\ntimeout = 0\n", &error));
}

static const struct simulated_channel channels[] = {
	{ 0, { .name = "toe", .quantity = "temperature" }, { .kind = CONVERSION_LINEAR, .p = { 1, 200000 } } },  /* below the range */
	{ 1, { .name = "spo2", .quantity = "spo2" }, { .kind = CONVERSION_LINEAR, .p = { -1, 122.4 } } },        /* 24.4 when it is 98 */
};

/* Every byte of three rounds with two modules; the line to them is cut in the second. */
static void nothing_is_said_but_this(void)
{
	decoding_begin(&decoding, "dcon", "addresses = 01 02\nchannels = 1\nchecksum = yes\ninterval = 0.5\ntimeout = 0.1\n", &error);
	transcript_begin(&transcript, &decoding, channels, 2);
	transcript_run(&transcript, 600 * NS_PER_MS);
	CU_ASSERT_DOUBLE_EQUAL(122.4 - last("a02_0").value, person_spo2(transcript.person), 0.01);
	CU_ASSERT_EQUAL(last("a01_0").quality, QUALITY_SATURATED);
	transcript.unplugged = true;
	transcript_run(&transcript, 1350 * NS_PER_MS);
	CU_ASSERT_EQUAL(last("a02_0").flags, POLLING_NO_ANSWER);
	CU_ASSERT_EQUAL(last("a01_0").flags, POLLING_NO_ANSWER);
	CU_ASSERT_STRING_EQUAL(transcript.text,
		"0.100 > $012B7\\r\n"
		"0.110 < !01200640AE\\r\n"
		"0.110 > #0184\\r\n"
		"0.120 < >-00002B\\r\n"
		"0.120 > $022B8\\r\n"
		"0.130 < !02200640AF\\r\n"
		"0.130 > #0285\\r\n"
		"0.140 < >+24.40091\\r\n"
		"0.600 > #0184\\r\n"
		"0.610 < >-00002B\\r\n"
		"0.610 > #0285\\r\n"
		"1.100 > #0184\\r\n"
		"1.300 > $022B8\\r\n");
}

static CU_TestInfo tests[] = {
	TEST(a_checksum_is_the_sum_of_the_characters),
	TEST(all_channels_stand_behind_one_another),
	TEST(out_of_range_is_a_missing_number),
	TEST(hexadecimal_is_twos_complement),
	TEST(one_lost_character_is_never_another_value),
	TEST(a_configuration_is_that_of_its_module_alone),
	TEST(a_module_is_known_before_its_values_are_used),
	TEST(a_module_of_another_format_gives_no_value),
	TEST(silence_is_a_missing_number_and_the_next_modules_turn),
	TEST(a_late_answer_is_nobodys),
	TEST(an_answer_nobody_asked_for_is_dropped),
	TEST(a_module_that_does_not_understand_says_so),
	TEST(a_wrong_checksum_is_a_missing_number_of_that_reason),
	TEST(our_own_echo_is_no_answer),
	TEST(a_synchronised_value_is_fresh_once),
	TEST(all_are_told_to_sample_in_every_round),
	TEST(wrong_keys_are_explained),
	TEST(nothing_is_said_but_this),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo dcon_suite = { .pName = "dcon", .pTearDownFunc = end_all, .pTests = tests };
