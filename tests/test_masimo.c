/* test_masimo.c - what the decoder of Masimo's lines promises */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/sample.h"
#include "tests/decoding.h"
#include "tests/suites.h"

#define REST_OF_LINE " SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- ALARM=0000 EXC=000800\r\n\r\n"

static struct decoding decoder;
static struct error error;

static void fresh_decoder(void)
{
	decoding_begin(&decoder, "masimo", "", &error);
}

static void free_decoder(void)
{
	decoding_end(&decoder);
}

static struct reading last(const char *output)
{
	return decoding_last(&decoder, output);
}

/* Captured and published in the README of yahnatan/pulseox. */
static void captured_lines_decode_to_what_they_say(void)
{
	static const struct { const char *line; double pulse, pi; } captured[] = {
		{ "02/22/16 22:47:45 SN=0000000001 SPO2=098% BPM=097 PI=03.60%" REST_OF_LINE, 97, 3.60 },
		{ "02/22/16 22:47:46 SN=0000000001 SPO2=098% BPM=096 PI=03.95%" REST_OF_LINE, 96, 3.95 },
		{ "02/22/16 22:47:47 SN=0000000001 SPO2=098% BPM=096 PI=04.25%" REST_OF_LINE, 96, 4.25 },
		{ "02/22/16 22:47:48 SN=0000000001 SPO2=098% BPM=096 PI=03.19%" REST_OF_LINE, 96, 3.19 },
		{ "02/22/16 22:47:49 SN=0000000001 SPO2=098% BPM=097 PI=02.41%" REST_OF_LINE, 97, 2.41 },
	};
	for (size_t i = 0; i < sizeof captured / sizeof captured[0]; i++) {
		CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, captured[i].line), 5);
		CU_ASSERT_EQUAL(last("spo2").value, 98);
		CU_ASSERT_EQUAL(last("pulse").value, captured[i].pulse);
		CU_ASSERT_EQUAL(last("pi").value, captured[i].pi);
		CU_ASSERT_EQUAL(last("pi").quality, 0);
		CU_ASSERT_EQUAL(last("pi").flags, 0x800);
		CU_ASSERT_TRUE(isnan(last("spco").value) && isnan(last("spmet").value));
		CU_ASSERT_EQUAL(last("spco").quality, QUALITY_MISSING);
	}
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
}

/* The shapes of other models, put together from what is told of them. */
static void fields_are_found_by_their_keys_wherever_they_stand(void)
{
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, "02/22/16 22:47:45 SN=---------- BPM=072 EXC=0000800 SPHB=13.9 PVI=17 RESVD=-- PI=12.34 "
		"SPOC=18% ALARM=000000 EXC1=00000000 SPO2=099%\r\n"), 6);
	CU_ASSERT_EQUAL(last("spo2").value, 99);
	CU_ASSERT_EQUAL(last("pulse").value, 72);
	CU_ASSERT_EQUAL(last("pi").value, 12.34);
	CU_ASSERT_EQUAL(last("pvi").value, 17);
	CU_ASSERT_EQUAL(last("sphb").value, 13.9);
	CU_ASSERT_EQUAL(last("spoc").value, 18);
	CU_ASSERT_EQUAL(last("spoc").quality, 0);
	CU_ASSERT_EQUAL(last("spo2").flags, 0x800);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, "02/22/16 22:47:45 SN=0000000001 SPO2=---% BPM=--- ALARM=0000 EXC=000820\n"), 2);
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_NO_FINGER);
}

static void each_exception_is_a_quality(void)
{
	static const struct { const char *exception; uint32_t quality; } exceptions[] = {
		{ "000801", QUALITY_NO_PROBE }, { "000802", QUALITY_NO_PROBE }, { "000804", QUALITY_LOW_PERFUSION },
		{ "000808", QUALITY_SEARCHING }, { "000810", QUALITY_ARTEFACT }, { "000820", QUALITY_NO_FINGER },
		{ "000840", QUALITY_ARTEFACT }, { "000880", QUALITY_NO_PROBE }, { "000900", 0 }, { "000a00", 0 },
		{ "000C00", QUALITY_ARTEFACT }, { "000C0C", QUALITY_ARTEFACT | QUALITY_LOW_PERFUSION | QUALITY_SEARCHING },
	};
	for (size_t i = 0; i < sizeof exceptions / sizeof exceptions[0]; i++) {
		char line[128];
		snprintf(line, sizeof line, "SPO2=091%% BPM=060 ALARM=0012 EXC=%s\r\n", exceptions[i].exception);
		PUSH_TEXT(&decoder, line);
		CU_ASSERT_EQUAL(last("spo2").value, 91);
		CU_ASSERT_EQUAL(last("spo2").quality, exceptions[i].quality);
	}
	CU_ASSERT_EQUAL(last("spo2").flags, 0xC0C);
}

/* The values that ALARM was seen to take over two months (yahnatan/pulseox). */
static void an_alarm_says_nothing_of_the_signal(void)
{
	static const char *const alarms[] = { "000", "020", "032", "010", "012", "030", "03a", "038", "018", "01a", "014", "034" };
	for (size_t i = 0; i < sizeof alarms / sizeof alarms[0]; i++) {
		char line[128];
		snprintf(line, sizeof line, "SPO2=091%% BPM=060 ALARM=%s EXC=000800\r\n", alarms[i]);
		CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, line), 2);
		CU_ASSERT_EQUAL(last("pulse").quality, 0);
	}
}

static void zeros_are_missing_and_the_trend_is_not_now(void)
{
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, "02/22/16 22:47:45 SpO2=000 PR=000 PI=00.00 EXC=820:OffPat,SET\r\n"), 3);
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value) && isnan(last("pi").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_NO_FINGER | QUALITY_STALE);
	CU_ASSERT_EQUAL(last("spo2").flags, 0x820);
	PUSH_TEXT(&decoder, "02/22/16 22:47:47 SpO2=097 PR=071 PI=02.50 EXC=800:SET\r\n");
	CU_ASSERT_EQUAL(last("spo2").value, 97);
	CU_ASSERT_EQUAL(last("pulse").value, 71);
	CU_ASSERT_EQUAL(last("pi").value, 2.5);
	CU_ASSERT_EQUAL(last("pulse").quality, QUALITY_STALE);
	PUSH_TEXT(&decoder, "SPO2=000% BPM=072 EXC=000800\r\n");
	CU_ASSERT_TRUE(isnan(last("spo2").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last("pulse").value, 72);
}

static void a_damaged_line_is_dropped_whole(void)
{
	static const char *const damaged[] = {
		"SPO2=09% BPM=097 EXC=000800\r\n", "SPO2=0988% BPM=097 EXC=000800\r\n", "SPO2=098% BPM=097PI=03.60% EXC=000800\r\n",
		"SPO2=098% BPM=097 PI=3.60% EXC=000800\r\n", "SPO2=098% BPM=097 PVI=0x11 EXC=000800\r\n", "SPO2=098% BPM=097 EXC=\r\n",
		"SPO2=098% BPM=097 EXC=0008g0\r\n", "SPO=098% BPM=097 EXC=000800\r\n", "SPO2=098% BPM097 EXC=000800\r\n",
		"SPO2=098% BPM=097 EXC=000800 SPO2=098% BPM=097 EXC=000800\r\n", "SPO2= BPM=097\r\n", "SPO2=098% BPM=097 SPO2=098%\r\n", "PO2=098% BPM=097\r\n",
	};
	for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++)
		CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, damaged[i]), 0);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), sizeof damaged / sizeof damaged[0]);
	for (int i = 0; i < 700; i++)
		PUSH_TEXT(&decoder, "x");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, "\r\nSPO2=098% BPM=097 EXC=000800\r\n"), 2);
}

static void a_lost_byte_costs_one_line_or_less(void)
{
	const char *lines = "02/22/16 22:47:45 SPO2=091% BPM=101 PI=01.60%\r\n02/22/16 22:47:46 SPO2=092% BPM=102 PI=01.95%\r\n"
		"02/22/16 22:47:47 SPO2=093% BPM=103 PI=01.25%\r\n02/22/16 22:47:48 SPO2=094% BPM=104 PI=01.19%\r\n";
	struct loss loss = decoding_lose_each_byte("masimo", "", "spo2", (const uint8_t *)lines, strlen(lines), 0);
	CU_ASSERT_EQUAL(loss.lost, 1);
	CU_ASSERT_EQUAL(loss.wrong, 0);
	PUSH_TEXT(&decoder, "7 PI=01.95%\r\n");
	CU_ASSERT_EQUAL(decoder.count, 0);
	PUSH_TEXT(&decoder, lines);
	CU_ASSERT_EQUAL(decoding_count(&decoder, "spo2"), 4);
}

static void the_twin_is_understood_by_the_decoder(void)
{
	static struct wire wire;
	wire_begin(&wire, &decoder);
	wire_run(&wire, 60 * NS_PER_S);
	CU_ASSERT_EQUAL(decoding_count(&decoder, "spo2"), 61);
	CU_ASSERT_EQUAL(last("spo2").value, person_spo2(wire.person));
	CU_ASSERT_EQUAL(last("pulse").value, person_pulse(wire.person));
	CU_ASSERT_EQUAL(last("pi").value, 2.4);
	CU_ASSERT_EQUAL(last("pulse").quality, 0);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
	wire_end(&wire);
}

static CU_TestInfo tests[] = {
	TEST(captured_lines_decode_to_what_they_say),
	TEST(fields_are_found_by_their_keys_wherever_they_stand),
	TEST(each_exception_is_a_quality),
	TEST(an_alarm_says_nothing_of_the_signal),
	TEST(zeros_are_missing_and_the_trend_is_not_now),
	TEST(a_damaged_line_is_dropped_whole),
	TEST(a_lost_byte_costs_one_line_or_less),
	TEST(the_twin_is_understood_by_the_decoder),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo masimo_suite = {
	.pName = "masimo", .pSetUpFunc = fresh_decoder, .pTearDownFunc = free_decoder, .pTests = tests,
};
