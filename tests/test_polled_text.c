/* test_polled_text.c - instruments that answer when asked: every byte of an exchange, and every silence */

#include "acquisition/instrument.h"

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
static int64_t again_ns;
static char said[1025];

static void end_all(void)
{
	transcript_end(&transcript);
	decoding_end(&decoding);
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

/* A decoder that has just asked for the first time. */
static const char *first_question(const char *driver, const char *keys)
{
	decoding_begin(&decoding, driver, keys, &error);
	says_at(0);
	return says_at(0.25);
}

static const char *complaint(const char *keys)
{
	return decoding_begin(&decoding, "polled_text", keys, &error) ? "" : error.text;
}

/* DOC: the answers; DERIVED: the refusal. */
static void an_idrx_is_asked_by_its_address(void)
{
	CU_ASSERT_STRING_EQUAL(first_question("omega_idrx", ""), "*01X01\\r");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "00345.6\r"), 1);
	CU_ASSERT_EQUAL(last("a01_value").value, 345.6);
	says_at(0.26);
	CU_ASSERT_STRING_EQUAL(says_at(1.25), "*01X01\\r");
	PUSH_TEXT(&decoding, "-00345.6\r");
	CU_ASSERT_EQUAL(last("a01_value").value, -345.6);
	says_at(2.25);
	PUSH_TEXT(&decoding, "?999999\r");
	CU_ASSERT_TRUE(isnan(last("a01_value").value));
	CU_ASSERT_EQUAL(last("a01_value").quality, QUALITY_SATURATED);
	says_at(3.25);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "?43\r"), 1);
	CU_ASSERT_EQUAL(last("a01_value").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 0);
}

/* DOC. */
static void a_dp97_says_its_error_in_front(void)
{
	CU_ASSERT_STRING_EQUAL(first_question("omega_dp97", ""), "MEASURE\\r");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "0, 2351.7\r\n"), 1);
	CU_ASSERT_EQUAL(last("value").value, 2351.7);
	CU_ASSERT_EQUAL(last("value").quality, 0);
	says_at(1.25);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "3, 9999.9\r\n"), 1);
	CU_ASSERT_TRUE(isnan(last("value").value));
	CU_ASSERT_EQUAL(last("value").quality, QUALITY_NO_PROBE);
	CU_ASSERT_EQUAL(last("value").flags, 3);
	says_at(2.25);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "4\r\n"), 1);
	CU_ASSERT_EQUAL(last("value").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last("value").flags, 4);
	says_at(3.25);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "0, -127.0\r\n"), 1);
	CU_ASSERT_EQUAL(last("value").value, -127);
}

/* DOC, with figures put in. */
static void a_temperx232_ends_its_answer_with_a_sign(void)
{
	CU_ASSERT_STRING_EQUAL(first_question("temperx232", ""), "ReadTemp");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "Temp-Inner:24.50 [C],41.20 [%RH]<"), 2);
	CU_ASSERT_EQUAL(last("temperature").value, 24.5);
	CU_ASSERT_EQUAL(last("humidity").value, 41.2);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 0);
}

static void any_question_can_be_asked_of_any_address(void)
{
	const char keys[] = "ask = \\x02R{address}?\\r\\n\naddresses = 01, 1a\nshape = pairs\nfields = toe, calf\n";
	CU_ASSERT_STRING_EQUAL(first_question("polled_text", keys), "\\x02R01?\\r\\n");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "calf=31.02 toe=30.51\r\n"), 2);
	CU_ASSERT_EQUAL(last("a01_toe").value, 30.51);
	CU_ASSERT_STRING_EQUAL(says_at(0.26), "\\x02R1A?\\r\\n");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "toe=32.51 calf=33.02\r\n"), 2);
	CU_ASSERT_EQUAL(last("a1a_calf").value, 33.02);
	CU_ASSERT_EQUAL(last("a01_calf").value, 31.02);
	CU_ASSERT_STRING_EQUAL(says_at(0.27), "");
	CU_ASSERT_EQUAL(again_ns, NS_PER_S + NS_PER_S / 4);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 0);
}

/* As many keys as an instrument can have: none of them may be forgotten. */
static void the_last_of_many_keys_counts_as_well(void)
{
	CU_ASSERT_TRUE_FATAL(decoding_begin(&decoding, "polled_text",
		"driver = polled_text\nport = sim:\nline = 9600 8N1\nsteady = no\nhold = 0\ndelay = 0\naveraging = 0\n"
		"ask = {address}?\naddresses = 01\ninterval = 1\ntimeout = 0.25\nend = <\nask_to_identify = no\n"
		"shape = columns\ncolumns = toe\ndecimal = comma\ndelimiter = semicolon\nmissing = 85\n", &error));
	says_at(0);
	CU_ASSERT_STRING_EQUAL(says_at(0.25), "01?");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "85,0<"), 1);
	CU_ASSERT_TRUE(isnan(last("a01_toe").value));
}

static void the_next_question_waits_for_the_answer(void)
{
	first_question("polled_text", "ask = T\\r\ninterval = 0.1\ntimeout = 0.25\npattern = {toe}\n");
	CU_ASSERT_STRING_EQUAL(says_at(0.35), "");
	CU_ASSERT_STRING_EQUAL(says_at(0.45), "");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "30.51\r"), 1);
	CU_ASSERT_STRING_EQUAL(says_at(0.46), "T\\r");          /* rounds that were missed are left out */
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "30.52\r"), 1);
	CU_ASSERT_STRING_EQUAL(says_at(0.47), "");
	CU_ASSERT_EQUAL(again_ns, 550 * NS_PER_MS);
	CU_ASSERT_STRING_EQUAL(says_at(0.55), "T\\r");
}

static void silence_is_a_missing_number(void)
{
	first_question("polled_text", "ask = T\\r\npattern = {toe},{calf}\n");
	CU_ASSERT_STRING_EQUAL(says_at(0.5), "");
	CU_ASSERT_EQUAL(decoding.count, 2);
	CU_ASSERT_TRUE(isnan(last("toe").value) && isnan(last("calf").value));
	CU_ASSERT_EQUAL(last("toe").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last("toe").flags, POLLING_NO_ANSWER);
	CU_ASSERT_STRING_EQUAL(says_at(1.25), "T\\r");
	PUSH_TEXT(&decoding, "30.51,");
	says_at(1.5);
	CU_ASSERT_EQUAL(decoding.count, 4);
	CU_ASSERT_EQUAL(last("toe").flags, POLLING_NOT_UNDERSTOOD);
	CU_ASSERT_STRING_EQUAL(says_at(2.25), "T\\r");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "31.02,32\r"), 2);     /* the half answer is forgotten */
	CU_ASSERT_EQUAL(last("toe").value, 31.02);
}

static void what_does_not_fit_is_no_answer(void)
{
	first_question("polled_text", "ask = T\\r\npattern = {toe}\n");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "Error 5\r\n"), 0);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "T\r\n"), 0);          /* an echo */
	CU_ASSERT_STRING_EQUAL(says_at(0.3), "");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "30.51\r\n"), 1);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 1);
	says_at(1.25);
	PUSH_TEXT(&decoding, "Error 5\r\n");
	says_at(1.5);
	CU_ASSERT_EQUAL(last("toe").flags, POLLING_NOT_UNDERSTOOD);
}

static void a_late_answer_is_not_taken_for_the_next_one(void)
{
	first_question("polled_text", "ask = T\\r\ninterval = 0.3\npattern = {toe}\n");
	says_at(0.5);
	CU_ASSERT_EQUAL(decoding.count, 1);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "30.51\r"), 0);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 5);
	CU_ASSERT_STRING_EQUAL(says_at(0.75), "");
	CU_ASSERT_STRING_EQUAL(says_at(1), "T\\r");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "31.02\r"), 1);
	CU_ASSERT_EQUAL(last("toe").value, 31.02);
}

static void an_instrument_that_talks_all_the_time_is_asked_all_the_same(void)
{
	decoding_begin(&decoding, "polled_text", "ask = T\\r\ntimeout = 0.1\npattern = {toe}\n", &error);
	size_t questions = 0;
	for (int i = 0; i < 30; i++) {
		questions += strcmp(says_at(i * 0.1), "T\\r") == 0;
		PUSH_TEXT(&decoding, "x");
	}
	CU_ASSERT(questions >= 2);
}

static void wrong_keys_are_explained(void)
{
	CU_ASSERT_STRING_EQUAL(complaint("pattern = {toe}\n"), "station.ini:1: [instrument oximeter] needs the key 'ask'.");
	CU_ASSERT_STRING_EQUAL(complaint("ask = \\q\npattern = {toe}\n"),
		"station.ini:2: ask has a backslash with something else than r, n, t, \\ or xHH behind it.");
	CU_ASSERT_STRING_EQUAL(complaint("ask = A\\x1\npattern = {toe}\n"),
		"station.ini:2: ask has a backslash with something else than r, n, t, \\ or xHH behind it.");
	CU_ASSERT_STRING_EQUAL(complaint("ask = #{address}\\r\npattern = {toe}\n"),
		"station.ini:2: {address} in ask and the key 'addresses' go together; here is only one of them.");
	CU_ASSERT_STRING_EQUAL(complaint("ask = A\naddresses = 01\npattern = {toe}\n"),
		"station.ini:3: {address} in ask and the key 'addresses' go together; here is only one of them.");
	CU_ASSERT_STRING_EQUAL(complaint("ask = A\nend = ab\npattern = {toe}\n"), "station.ini:3: end is 'ab', but it is one character.");
	CU_ASSERT_STRING_EQUAL(complaint("ask = A\ninterval = 0\npattern = {toe}\n"),
		"station.ini:3: interval is 0, but its seconds lie between 0.01 and 86400.");
	CU_ASSERT_STRING_EQUAL(complaint("ask = A\ncolumns = toe\npattern = {toe}\n"),
		"station.ini:3: the key 'columns' means nothing to a line whose shape is pattern.");
}

static const struct simulated_channel channels[] = {
	{ 0, { .name = "spo2", .quantity = "spo2" }, { .kind = CONVERSION_NONE } },
	{ 1, { .name = "pulse", .quantity = "pulse_rate" }, { .kind = CONVERSION_NONE } },
};

/* What passes on the wire in a second, with a person whose SpO2 is 98 and pulse 63 at first. */
static const char *exchange(const char *driver, const char *keys)
{
	transcript_end(&transcript);
	decoding_begin(&decoding, driver, keys, &error);
	transcript_begin(&transcript, &decoding, channels, 2);
	transcript_run(&transcript, NS_PER_S);
	return transcript.text;
}

static void nothing_is_said_but_this(void)
{
	CU_ASSERT_STRING_EQUAL(exchange("omega_idrx", "addresses = 01 02\ninterval = 0.5\n"),
		"0.250 > *01X01\\r\n0.270 < 00098.0\\r\n0.270 > *02X01\\r\n0.290 < 00063.0\\r\n"
		"0.750 > *01X01\\r\n0.770 < 00098.0\\r\n0.770 > *02X01\\r\n0.790 < 00063.0\\r\n");
	CU_ASSERT_EQUAL(decoding.count, 4);
	CU_ASSERT_STRING_EQUAL(exchange("omega_dp97", ""), "0.250 > MEASURE\\r\n0.270 < 0, 98.0\\r\n");
	CU_ASSERT_STRING_EQUAL(exchange("temperx232", ""), "0.250 > ReadTemp\n0.270 < Temp-Inner:98.00 [C],63.00 [%RH]<\n");
	CU_ASSERT_EQUAL(last("humidity").value, 63);
	CU_ASSERT_STRING_EQUAL(exchange("polled_text", "ask = A?\\n\nshape = json\nfields = a.x as spo2, a.y as pulse\n"),
		"0.250 > A?\\n\n0.270 < {\"a\":{\"x\":98,\"y\":63}}\\r\n");
	CU_ASSERT_EQUAL(last("pulse").value, 63);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 0);
}

static CU_TestInfo tests[] = {
	TEST(an_idrx_is_asked_by_its_address),
	TEST(a_dp97_says_its_error_in_front),
	TEST(a_temperx232_ends_its_answer_with_a_sign),
	TEST(any_question_can_be_asked_of_any_address),
	TEST(the_last_of_many_keys_counts_as_well),
	TEST(the_next_question_waits_for_the_answer),
	TEST(silence_is_a_missing_number),
	TEST(what_does_not_fit_is_no_answer),
	TEST(a_late_answer_is_not_taken_for_the_next_one),
	TEST(an_instrument_that_talks_all_the_time_is_asked_all_the_same),
	TEST(wrong_keys_are_explained),
	TEST(nothing_is_said_but_this),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo polled_text_suite = { .pName = "polled text", .pTearDownFunc = end_all, .pTests = tests };
