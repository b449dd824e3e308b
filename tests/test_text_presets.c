/* test_text_presets.c - instruments whose lines are known: TS125, OpenScale, BioProTT */

#include "acquisition/instrument.h"

#include <math.h>
#include <string.h>

#include "acquisition/person.h"
#include "base/sample.h"
#include "tests/decoding.h"
#include "tests/suites.h"

static struct decoding decoding;
static struct error error;

static void end_decoding(void)
{
	decoding_end(&decoding);
}

/* A decoder that has seen the end of the first line. */
static void begin(const char *driver, const char *keys)
{
	decoding_begin(&decoding, driver, keys, &error);
	PUSH_TEXT(&decoding, "\r\n");
}

static struct reading last(const char *output)
{
	return decoding_last(&decoding, output);
}

/* DOC: the maker's examples, byte for byte. */
static void a_ts125_sends_five_characters_a_second(void)
{
	begin("ts125", "");
	CU_ASSERT_EQUAL(PUSH(&decoding, 0x31, 0x32, 0x31, 0x2E, 0x31, 0x0D, 0x0A), 1);
	CU_ASSERT_EQUAL(last("temperature").value, 121.1);
	CU_ASSERT_EQUAL(PUSH(&decoding, 0x20, 0x20, 0x31, 0x2E, 0x35, 0x0D, 0x0A), 1);
	CU_ASSERT_EQUAL(last("temperature").value, 1.5);
	CU_ASSERT_EQUAL(PUSH(&decoding, 0x2D, 0x31, 0x31, 0x2E, 0x32, 0x0D, 0x0A), 1);
	CU_ASSERT_EQUAL(last("temperature").value, -11.2);
	CU_ASSERT_EQUAL(last("temperature").quality, 0);
	CU_ASSERT_EQUAL(PUSH(&decoding, 0x45, 0x72, 0x72, 0x2E, 0x31, 0x0D, 0x0A), 1);
	CU_ASSERT_TRUE(isnan(last("temperature").value));
	CU_ASSERT_EQUAL(last("temperature").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 0);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "21.1\r\n"), 0);        /* a digit was lost */
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 1);
}

/* DOC: the maker's examples; dashes are blanked values. */
static void a_bioprott_gives_flow_with_its_status_as_flags(void)
{
	begin("bioprott", "");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "00 00 100 0.99 5144 5150 5141 +43\r\n"), 4);
	CU_ASSERT_EQUAL(last("flow").value, 5144);
	CU_ASSERT_EQUAL(last("mean_flow").value, 5150);
	CU_ASSERT_EQUAL(last("amplitude").value, 100);
	CU_ASSERT_EQUAL(last("temperature").value, 43);
	CU_ASSERT_EQUAL(last("flow").flags, 0);
	PUSH_TEXT(&decoding, "00 08 100 1.00 -5302 -5303 -5342\r\n");
	CU_ASSERT_EQUAL(last("flow").value, -5302);
	CU_ASSERT_EQUAL(last("flow").quality, 0);
	CU_ASSERT_EQUAL(last("flow").flags, 0x0008);
	CU_ASSERT_EQUAL(last("temperature").quality, QUALITY_MISSING);
	PUSH_TEXT(&decoding, "00 62 32 ---- ------ ------ ------ +43\r\n");
	CU_ASSERT_TRUE(isnan(last("flow").value));
	CU_ASSERT_EQUAL(last("flow").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last("flow").flags, 0x0062);
	CU_ASSERT_EQUAL(last("amplitude").value, 32);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "00 E2 --- ---- ------ ------ ------ +42\r\n"), 4);
	CU_ASSERT_TRUE(isnan(last("amplitude").value));
	CU_ASSERT_EQUAL(last("flow").flags, 0x00E2);
	CU_ASSERT_EQUAL(last("temperature").value, 42);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 0);
}

/* DERIVED: a flow of -127 is a flow, overflow and underflow are the converter's ends. */
static void a_bioprott_can_measure_minus_127(void)
{
	begin("bioprott", "");
	PUSH_TEXT(&decoding, "00 00 100 1.00 -127 -999 0\r\n");
	CU_ASSERT_EQUAL(last("flow").value, -127);
	CU_ASSERT_EQUAL(last("mean_flow").value, -999);
	PUSH_TEXT(&decoding, "00 00 100 1.00 ^^^^^^ vvvvvv 0\r\n");
	CU_ASSERT_TRUE(isnan(last("flow").value) && isnan(last("mean_flow").value));
	CU_ASSERT_EQUAL(last("flow").quality, QUALITY_SATURATED);
	CU_ASSERT_EQUAL(last("mean_flow").quality, QUALITY_SATURATED);
}

/* DERIVED from the firmware's defaults: clock, reading, unit, both temperatures. */
static void an_openscale_has_a_comma_at_the_end(void)
{
	begin("openscale", "");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "OpenScale v1.2\r\n"), 0);
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "12042,-127.00,lbs,24.31,31.02,\r\n"), 4);
	CU_ASSERT_EQUAL(last("force").value, -127);
	CU_ASSERT_EQUAL(last("local").value, 24.31);
	CU_ASSERT_EQUAL(last("remote").value, 31.02);
	PUSH_TEXT(&decoding, "12542,0.00,lbs,24.31,0.00,\r\n");
	CU_ASSERT_EQUAL(last("force").value, 0);
	CU_ASSERT_TRUE(isnan(last("remote").value));
	CU_ASSERT_EQUAL(last("remote").quality, QUALITY_NO_PROBE);
	PUSH_TEXT(&decoding, "13042,0.52,kg,\r\n");
	CU_ASSERT_EQUAL(last("force").value, 0.52);
	CU_ASSERT_EQUAL(last("local").quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 1);
	begin("openscale", "columns = force, -, raw\nmissing = only\n");
	CU_ASSERT_EQUAL(PUSH_TEXT(&decoding, "0.52,kg,8355808,\r\n"), 2);
	CU_ASSERT_EQUAL(last("raw").value, 8355808);
}

static void what_an_instrument_gives_needs_no_quantity_in_station_ini(void)
{
	size_t count;
	begin("bioprott", "");
	const struct instrument_output *outputs = decoding.driver->outputs(decoding.state, &count);
	CU_ASSERT_EQUAL(count, 4);
	CU_ASSERT_STRING_EQUAL(outputs[1].name, "flow");
	CU_ASSERT_PTR_NULL(outputs[1].quantity);
	CU_ASSERT_STRING_EQUAL(outputs[3].quantity, "temperature");
	CU_ASSERT_EQUAL(outputs[1].interval_s, 0.1);
	begin("ts125", "");
	CU_ASSERT_STRING_EQUAL(decoding.driver->outputs(decoding.state, &count)[0].quantity, "temperature");
}

static void the_twins_send_lines_of_the_same_form(void)
{
	const struct simulated_channel toe = { 0, { .name = "toe", .quantity = "temperature" }, { .kind = CONVERSION_NONE } };
	const struct simulated_channel force = { 1, { .name = "strain", .quantity = "volume_change" }, { .kind = CONVERSION_NONE } };
	const struct simulated_channel flow = { 1, { .name = "flow", .quantity = "volume_change" }, { .kind = CONVERSION_LINEAR, .p = { 0.001, 0 } } };
	struct person *person = person_new(5);
	struct random_source noise = random_new(1, 1);
	char text[1024];
	const struct { const char *driver, *output; const struct simulated_channel *channel; size_t length, count; double tolerance; } twins[] = {
		{ "ts125", "temperature", &toe, 7, 1, 0.06 },
		{ "openscale", "force", &force, strlen("0,0.00,kg,0.00,0.00,\r\n"), 4, 0.006 },
		{ "bioprott", "flow", &flow, strlen("00 00 100 0.99   5144   5150   5141\r\n"), 4, 1 },
	};
	for (size_t i = 0; i < sizeof twins / sizeof twins[0]; i++) {
		const struct simulated_world world = { .person = person, .channels = twins[i].channel, .count = 1, .noise = &noise };
		begin(twins[i].driver, "");
		size_t size = decoding.driver->simulate(decoding.state, 0, &world, (uint8_t *)text, sizeof text);
		CU_ASSERT_EQUAL(size, twins[i].length);
		CU_ASSERT_EQUAL(decoding_push(&decoding, text, size), twins[i].count);
		CU_ASSERT_DOUBLE_EQUAL(last(twins[i].output).value, simulated_reading(&world, twins[i].channel->output), twins[i].tolerance);
		CU_ASSERT_EQUAL(decoding_dropped(&decoding), 0);
	}
	person_free(person);
}

static CU_TestInfo tests[] = {
	TEST(a_ts125_sends_five_characters_a_second),
	TEST(a_bioprott_gives_flow_with_its_status_as_flags),
	TEST(a_bioprott_can_measure_minus_127),
	TEST(an_openscale_has_a_comma_at_the_end),
	TEST(what_an_instrument_gives_needs_no_quantity_in_station_ini),
	TEST(the_twins_send_lines_of_the_same_form),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo text_presets_suite = { .pName = "text presets", .pTearDownFunc = end_decoding, .pTests = tests };
