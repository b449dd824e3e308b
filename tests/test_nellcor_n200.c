/* test_nellcor_n200.c - what the decoder of the N-200's lines promises */

#include <math.h>
#include <string.h>

#include "acquisition/person.h"
#include "base/clock.h"
#include "base/sample.h"
#include "tests/decoding.h"
#include "tests/suites.h"

/* Worked out from the description; the letter behind the line's end stands for the checksum. */
#define LINE(rate, saturation, alarms, state) \
	"\x02R" rate "S" saturation "P050L050H120O085A" alarms "M" state "T140005Q000\r\nx\x03"

static struct decoding decoder;
static struct error error;

static void fresh_decoder(void)
{
	decoding_begin(&decoder, "nellcor_n200", "", &error);
}

static void free_decoder(void)
{
	decoding_end(&decoder);
}

static struct reading last(const char *output)
{
	return decoding_last(&decoder, output);
}

static void a_line_gives_saturation_and_pulse(void)
{
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, LINE("072", "097", "000", "003")), 2);
	CU_ASSERT_EQUAL(last("spo2").value, 97);
	CU_ASSERT_EQUAL(last("pulse").value, 72);
	CU_ASSERT_EQUAL(last("spo2").quality, 0);
	CU_ASSERT_EQUAL(last("spo2").flags, 0x0300);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
}

/* A005: high rate and low saturation. */
static void alarms_and_state_are_kept_as_flags(void)
{
	PUSH_TEXT(&decoder, LINE("150", "080", "005", "015"));
	CU_ASSERT_EQUAL(last("pulse").value, 150);
	CU_ASSERT_EQUAL(last("pulse").quality, 0);
	CU_ASSERT_EQUAL(last("pulse").flags, 0x0F05);
}

static void without_a_sensor_or_a_pulse_the_reason_is_told(void)
{
	PUSH_TEXT(&decoder, LINE("072", "097", "000", "001"));
	CU_ASSERT_TRUE(isnan(last("spo2").value) && isnan(last("pulse").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_NO_PROBE);
	PUSH_TEXT(&decoder, LINE("072", "000", "000", "002"));
	CU_ASSERT_TRUE(isnan(last("spo2").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_SEARCHING);
	PUSH_TEXT(&decoder, LINE("000", "097", "000", "003"));
	CU_ASSERT_TRUE(isnan(last("pulse").value));
	CU_ASSERT_EQUAL(last("pulse").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last("spo2").value, 97);
	PUSH_TEXT(&decoder, LINE("072", "097", "000", "131"));
	CU_ASSERT_TRUE(isnan(last("spo2").value));
	CU_ASSERT_EQUAL(last("spo2").quality, QUALITY_MISSING);
}

/* The checksum may be any byte, even one that looks like an end or a beginning. */
static void any_checksum_is_passed_over(void)
{
	static const char checksums[] = { '\0', '\x02', '\x03', '\r', '\n', (char)0xFF };
	for (size_t i = 0; i < sizeof checksums; i++) {
		char line[] = LINE("072", "097", "000", "003");
		line[strlen(line) - 2] = checksums[i];
		CU_ASSERT_EQUAL(decoding_push(&decoder, line, sizeof line - 1), 2);
	}
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
}

static void garbage_and_halves_cost_only_themselves(void)
{
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, "S097\r\n\x02\x02R07" LINE("072", "097", "000", "003")), 2);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 11);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, LINE("0x2", "097", "000", "003")), 0);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoder, LINE("073", "097", "000", "003")), 2);
	CU_ASSERT_EQUAL(last("pulse").value, 73);
}

static void one_lost_byte_costs_one_line_and_gives_nothing_wrong(void)
{
	const char *lines = LINE("071", "091", "000", "003") LINE("072", "092", "000", "003") LINE("073", "093", "000", "003");
	struct loss loss = decoding_lose_each_byte("nellcor_n200", "", "spo2", (const uint8_t *)lines, strlen(lines), 0);
	CU_ASSERT_EQUAL(loss.lost, 1);
	CU_ASSERT_EQUAL(loss.wrong, 0);
}

static void the_interval_is_ten_seconds_unless_told(void)
{
	size_t count;
	CU_ASSERT_EQUAL(decoder.driver->outputs(decoder.state, &count)[0].interval_s, 10);
	CU_ASSERT_TRUE(decoding_begin(&decoder, "nellcor_n200", "interval = 2\n", &error));
	CU_ASSERT_EQUAL(decoder.driver->outputs(decoder.state, &count)[1].interval_s, 2);
	CU_ASSERT_FALSE(decoding_begin(&decoder, "nellcor_n200", "interval = 0\n", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:2: interval is 0, but the seconds between two lines lie between 0.1 and 3600.");
}

static void the_twin_is_understood_by_the_decoder(void)
{
	static struct wire wire;
	wire_begin(&wire, &decoder);
	wire_run(&wire, 120 * NS_PER_S);
	CU_ASSERT_EQUAL(decoding_count(&decoder, "spo2"), 13);
	CU_ASSERT_EQUAL(last("spo2").value, person_spo2(wire.person));
	CU_ASSERT_EQUAL(last("pulse").value, person_pulse(wire.person));
	CU_ASSERT_EQUAL(last("pulse").quality, 0);
	CU_ASSERT_EQUAL(decoding_dropped(&decoder), 0);
	wire_end(&wire);
}

static CU_TestInfo tests[] = {
	TEST(a_line_gives_saturation_and_pulse),
	TEST(alarms_and_state_are_kept_as_flags),
	TEST(without_a_sensor_or_a_pulse_the_reason_is_told),
	TEST(any_checksum_is_passed_over),
	TEST(garbage_and_halves_cost_only_themselves),
	TEST(one_lost_byte_costs_one_line_and_gives_nothing_wrong),
	TEST(the_interval_is_ten_seconds_unless_told),
	TEST(the_twin_is_understood_by_the_decoder),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo nellcor_n200_suite = {
	.pName = "nellcor n200", .pSetUpFunc = fresh_decoder, .pTearDownFunc = free_decoder, .pTests = tests,
};
