/* test_dracal.c - Dracal lines: their check, their units, and what is said to the instrument */

#include "acquisition/instruments/dracal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "acquisition/person.h"
#include "base/clock.h"
#include "base/sample.h"
#include "tests/decoding.h"
#include "tests/suites.h"
#include "tests/transcript.h"

/* REAL: published sample output, whose checks agree. */
#define DATA "D,VCP-PTH450,E18890,,101182,Pa,24.8344,C,59.8779,%,*3FB5\r\n"
#define NAMES "I,Product ID,Serial Number,Message,MS5611 Pressure,Pa,SHT31 Temperature,C,SHT31 Relative Humidity,%,*bbdd\r\n"

static struct decoding decoding;
static struct transcript transcript;
static struct error error;

static void fresh_decoder(void)
{
	decoding_begin(&decoding, "dracal", "", &error);
}

static void end_all(void)
{
	transcript_end(&transcript);
	decoding_end(&decoding);
}

static struct reading last(const char *output)
{
	return decoding_last(&decoding, output);
}

/* A line with its check; how many readings it gives. */
static size_t line(const char *text)
{
	char check[16];
	snprintf(check, sizeof check, "*%04x\r\n", dracal_crc(text, strlen(text)));
	return PUSH_TEXT(&decoding, text) + PUSH_TEXT(&decoding, check);
}

static void the_check_is_crc_16_xmodem(void)
{
	CU_ASSERT_EQUAL(dracal_crc("123456789", 9), 0x31C3);
}

static void a_value_is_known_by_its_unit(void)
{
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, DATA), 3);
	CU_ASSERT_EQUAL(last("temperature").value, 24.8344);
	CU_ASSERT_EQUAL(last("humidity").value, 59.8779);
	CU_ASSERT_EQUAL(last("pressure").value, 101182);
	CU_ASSERT_EQUAL(last("temperature").flags, 0);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, NAMES), 0);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 0);
}

static void columns_of_one_unit_are_counted(void)
{
	CU_ASSERT_EQUAL(line("D,VCP-X,E1,,24.87,C,-3.5,C,1.5,bar,7,C,8,C,9,C,"), 4);
	CU_ASSERT_EQUAL(last("temperature").value, 24.87);
	CU_ASSERT_EQUAL(last("temperature_2").value, -3.5);
	CU_ASSERT_EQUAL(last("temperature_3").value, 7);
	CU_ASSERT_EQUAL(last("temperature_4").value, 8);
}

static void an_unreadable_value_is_missing(void)
{
	CU_ASSERT_EQUAL(line("D,VCP-X,E1,Probe disconnected,,C,nan,%,1 2,Pa,"), 3);
	CU_ASSERT_TRUE(isnan(last("temperature").value) && isnan(last("humidity").value) && isnan(last("pressure").value));
	CU_ASSERT_EQUAL(last("temperature").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last("pressure").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last("temperature").flags, 1);
	line("D,VCP-X,E1,,-127,C,");
	CU_ASSERT_EQUAL(last("temperature").value, -127);
}

static void a_line_without_its_check_is_dropped(void)
{
	const char *const misfits[] = {
		"D,VCP-PTH450,E18890,,101182,Pa,24.8345,C,59.8779,%,*3FB5", "D,VCP-PTH450,E18890,,101182,Pa,24.8344,C,59.8779,%,",
		"D,VCP-PTH450,E18890,,101182,Pa,24.8344,C,59.8779,%,*3FB", "D,VCP-PTH450,E18890,,101182,Pa,24.8344,C,59.8779,%,*3FB5 ",
		"D,VCP-PTH450,E18890,,101182,Pa,24.8344,C,59.8779,%,*+FB5", "*0000", "*", "24.8344",
	};
	for (size_t i = 0; i < sizeof misfits / sizeof misfits[0]; i++) {
		fresh_decoder();
		CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, misfits[i]) + PUSH_TEXT(&decoding, "\r\n"), 0);
		CU_ASSERT_EQUAL(decoding_dropped(&decoding), 1);
	}
	CU_ASSERT_EQUAL(line("D,VCP"), 0);
	CU_ASSERT_EQUAL(line("X,VCP-X,E1,,24.87,C,"), 0);
}

static void one_lost_byte_costs_one_line_and_never_makes_a_wrong_value(void)
{
	static const char stream[] = DATA DATA NAMES DATA DATA;
	struct loss loss = decoding_lose_each_byte("dracal", "", "temperature", (const uint8_t *)stream, strlen(stream), 0);
	CU_ASSERT_EQUAL(loss.wrong, 0);
	CU_ASSERT_EQUAL(loss.lost, 1);
}

static void joining_in_the_middle_costs_the_rest_of_that_line(void)
{
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "0,,101182,Pa,24.8344,C,59.8779,%,*3FB5\r\n" DATA), 3);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 1);
}

static const struct simulated_channel channels[] = {
	{ 0, { .name = "toe", .quantity = "temperature" }, { .kind = CONVERSION_NONE } },
};

static void nothing_is_said_but_this(void)
{
	decoding_begin(&decoding, "dracal", "interval = 0.5\n", &error);
	transcript_begin(&transcript, &decoding, channels, 1);
	transcript_run(&transcript, 3 * NS_PER_S / 2);
	CU_ASSERT_DOUBLE_EQUAL(last("temperature").value, person_temperature(transcript.person, "toe"), 0.01);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 0);
	CU_ASSERT_EQUAL(decoding_count(&decoding, "temperature"), 3);
	/* Of the data lines only the beginning: their values are the person's. */
	for (char *data = transcript.text, *end; (data = strstr(data, "D,VCP-PTH450,E18890,,")); ) {
		end = strchr(data, '\n');
		memmove(data + 1, end, strlen(end) + 1);
	}
	CU_ASSERT_STRING_EQUAL(transcript.text,
		"0.000 < D\n"
		"0.000 > INFO\\n\n"
		"0.020 < I,Product ID,Serial Number,Message,MS5611 Pressure,Pa,SHT31 Temperature,C,SHT31 Relative Humidity,%,*BBDD\\r\\n\n"
		"0.020 > POLL 500\\n\n"
		"0.040 < I,VCP-PTH450,E18890,Poll interval set to 500 ms,*3D3C\\r\\n\n"
		"0.040 > FRAC 4\\n\n"
		"0.060 < I,VCP-PTH450,E18890,Printing 4 fractional digits,*92C3\\r\\n\n"
		"1.000 < D\n"
		"1.500 < D\n");
}

static void a_command_without_answer_is_said_three_times(void)
{
	char said[1025] = "", all[4096] = "";
	int64_t again_ns = 0;
	for (int64_t now_ns = 0; again_ns != TIME_NEVER && now_ns < 20 * NS_PER_S; now_ns = again_ns) {
		uint8_t bytes[256];
		transcript_escape(bytes, decoding.driver->talk(decoding.state, now_ns, bytes, sizeof bytes, &again_ns), said);
		snprintf(all + strlen(all), sizeof all - strlen(all), "%lld %s ", (long long)(now_ns / NS_PER_S), said);
	}
	CU_ASSERT_STRING_EQUAL(all, "0 INFO\\n 1 INFO\\n 2 INFO\\n 3 POLL 1000\\n 4 POLL 1000\\n 5 POLL 1000\\n "
		"6 FRAC 4\\n 7 FRAC 4\\n 8 FRAC 4\\n 9  ");
}

static CU_TestInfo tests[] = {
	TEST(the_check_is_crc_16_xmodem),
	TEST(a_value_is_known_by_its_unit),
	TEST(columns_of_one_unit_are_counted),
	TEST(an_unreadable_value_is_missing),
	TEST(a_line_without_its_check_is_dropped),
	TEST(one_lost_byte_costs_one_line_and_never_makes_a_wrong_value),
	TEST(joining_in_the_middle_costs_the_rest_of_that_line),
	TEST(nothing_is_said_but_this),
	TEST(a_command_without_answer_is_said_three_times),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo dracal_suite = {
	.pName = "dracal", .pSetUpFunc = fresh_decoder, .pTearDownFunc = end_all, .pTests = tests,
};
