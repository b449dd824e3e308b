/* test_modbus_map.c - what stands in which register, as station.ini says */

#include "acquisition/instruments/modbus_map.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/sample.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

static struct modbus_map map;
static struct error error;

/* The map that these keys describe; false when they are wrong. */
static bool read_map(const char *keys)
{
	char text[2048];
	map = (struct modbus_map){0};
	snprintf(text, sizeof text, "[instrument bus]\n%s", keys);
	struct settings *settings = settings_of(text);
	bool well = modbus_map_read(&map, &settings->sections[0], 1, &error);
	settings_free(settings);
	return well;
}

/* The reading of an output when its question is answered by these registers. */
static struct reading reading_from(size_t output, const struct modbus_question *question, const uint16_t *registers)
{
	uint8_t reply[MODBUS_REPLY_MOST];
	modbus_reply(question, registers, reply);
	return modbus_map_reading(&map, output, question, reply);
}

static void registers_of_all_kinds_are_read_as_configured(void)
{
	static const uint16_t registers[] = { 0xFFFE, 0xFFFE, 0xFFFF, 0x861C, 0x0001, 0x0002, 0x4048, 0xF5C3, 0xF5C3, 0xC048,
	                                      0xFFFF, 0xFFFF };
	CU_ASSERT_TRUE_FATAL(read_map("map = custom\n"
		"register plain = address 10, function 4\n"
		"register counts = address 11, function 4, type uint16, scale 2\n"
		"register wide = address 12 function 4 type int32 scale 0.001\n"
		"register swapped = address 14, function 4, type uint32, order low_first\n"
		"register real = address 16, function 4, type float32, low -5, high 5\n"
		"register laer = address 18, function 4, type float32, order low_first\n"
		"register none = address 20, function 4, type int32, missing -1\n"));
	CU_ASSERT_EQUAL(map.question_count, 1);
	const struct modbus_question *all = &map.questions[0];
	CU_ASSERT_TRUE(all->unit == 1 && all->function == 4 && all->address == 10 && all->count == 12);
	CU_ASSERT_EQUAL(reading_from(0, all, registers).value, -2);
	CU_ASSERT_EQUAL(reading_from(1, all, registers).value, 131068);
	CU_ASSERT_DOUBLE_EQUAL(reading_from(2, all, registers).value, -31.204, 1e-9);
	CU_ASSERT_EQUAL(reading_from(3, all, registers).value, 131073);
	CU_ASSERT_DOUBLE_EQUAL(reading_from(4, all, registers).value, 3.14, 1e-6);
	CU_ASSERT_DOUBLE_EQUAL(reading_from(5, all, registers).value, -3.14, 1e-6);
	CU_ASSERT_EQUAL(reading_from(6, all, registers).quality, QUALITY_NO_PROBE);
}

static void a_float_that_is_no_number_is_missing(void)
{
	CU_ASSERT_TRUE_FATAL(read_map("map = custom\nregister real = address 0, type float32\n"));
	struct reading reading = reading_from(0, &map.questions[0], (const uint16_t[]){ 0x7FC0, 0 });
	CU_ASSERT_TRUE(isnan(reading.value));
	CU_ASSERT_EQUAL(reading.quality, QUALITY_MISSING);
	reading = reading_from(0, &map.questions[0], (const uint16_t[]){ 0x7F80, 0 });
	CU_ASSERT_TRUE(isnan(reading.value));
}

/* Nobody has told what an NT18B07 sends without a sensor: who sees it can say so. */
static void what_a_shipped_module_sends_without_a_sensor_can_be_told(void)
{
	CU_ASSERT_TRUE_FATAL(read_map("map = nt18b07\n"));
	CU_ASSERT_EQUAL(reading_from(0, &map.questions[0], (const uint16_t[7]){ 0x8000 }).quality, QUALITY_NO_PROBE);
	CU_ASSERT_EQUAL(reading_from(0, &map.questions[0], (const uint16_t[7]){ 0x7FFF }).quality, QUALITY_OUT_OF_RANGE);
	CU_ASSERT_EQUAL(reading_from(0, &map.questions[0], (const uint16_t[7]){ (uint16_t)-400 }).quality, 0);
	CU_ASSERT_TRUE_FATAL(read_map("map = nt18b07\nmissing = 32767, -400\n"));
	CU_ASSERT_EQUAL(reading_from(0, &map.questions[0], (const uint16_t[7]){ 0x7FFF }).quality, QUALITY_NO_PROBE);
	CU_ASSERT_EQUAL(reading_from(0, &map.questions[0], (const uint16_t[7]){ (uint16_t)-400 }).quality, QUALITY_NO_PROBE);
	CU_ASSERT_TRUE(isnan(reading_from(0, &map.questions[0], (const uint16_t[7]){ (uint16_t)-400 }).value));
	CU_ASSERT_EQUAL(reading_from(0, &map.questions[0], (const uint16_t[7]){ 0x8000 }).quality, QUALITY_OUT_OF_RANGE);
	CU_ASSERT_DOUBLE_EQUAL(reading_from(0, &map.questions[0], (const uint16_t[7]){ 315 }).value, 31.5, 1e-9);
}

static void a_register_without_a_unit_is_one_of_every_unit(void)
{
	CU_ASSERT_TRUE_FATAL(read_map("map = custom\nunits = 3 5\nregister toe = address 0\nregister room = address 9, unit 4\n"));
	CU_ASSERT_EQUAL(map.count, 3);
	CU_ASSERT_STRING_EQUAL(map.outputs[0].name, "u3_toe");
	CU_ASSERT_STRING_EQUAL(map.outputs[1].name, "u5_toe");
	CU_ASSERT_STRING_EQUAL(map.outputs[2].name, "room");
	CU_ASSERT_EQUAL(map.question_count, 3);
	CU_ASSERT_TRUE(map.questions[1].unit == 4 && map.questions[1].address == 9);
}

/* Two names for one register, and one 32-bit number that begins inside another. */
static void registers_that_overlap_are_fetched_once(void)
{
	CU_ASSERT_TRUE_FATAL(read_map("map = custom\nregister raw = address 5\nregister toe = address 5, scale 0.1\n"
		"register wide = address 4, type int32\n"));
	CU_ASSERT_EQUAL(map.question_count, 1);
	CU_ASSERT_TRUE(map.questions[0].address == 4 && map.questions[0].count == 2);
	CU_ASSERT_EQUAL(reading_from(0, &map.questions[0], (const uint16_t[]){ 1, 300 }).value, 300);
	CU_ASSERT_DOUBLE_EQUAL(reading_from(1, &map.questions[0], (const uint16_t[]){ 1, 300 }).value, 30, 1e-9);
	CU_ASSERT_EQUAL(reading_from(2, &map.questions[0], (const uint16_t[]){ 1, 300 }).value, 65836);
}

static void what_a_module_holds_is_read_back(void)
{
	static const char *const types[] = { "int16", "uint16", "int32", "uint32", "float32", "float32, order low_first" };
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		char keys[256];
		uint16_t registers[2];
		snprintf(keys, sizeof keys, "map = custom\nregister toe = address 7, scale 0.01, type %s\n", types[i]);
		CU_ASSERT_TRUE_FATAL(read_map(keys));
		CU_ASSERT_TRUE(modbus_map_registers(&map, (const double[]){ 31.52 }, &map.questions[0], registers));
		CU_ASSERT_DOUBLE_EQUAL(reading_from(0, &map.questions[0], registers).value, 31.52, 1e-5);
	}
}

/* What is said to these keys: "" for well. */
static const char *verdict(const char *keys)
{
	return read_map(keys) ? "" : error.text;
}

static void wrong_keys_are_told_with_their_line(void)
{
	CU_ASSERT_STRING_EQUAL(verdict("map = r4dcb8\n"), "station.ini:2: no map is called 'r4dcb8' "
		"(there are r4dcb08, nt18b07 and custom); did you mean 'r4dcb08'?");
	CU_ASSERT_STRING_EQUAL(verdict("map = nt18b07\nmissing = open\n"), "station.ini:3: missing is 'open', but at most 4 "
		"numbers as a register holds them were expected, such as 0x8000 -500.");
	CU_ASSERT_STRING_EQUAL(verdict("map = custom\nmissing = 1\n"),
		"station.ini:3: with map = custom each register names what is missing by itself.");
	CU_ASSERT_STRING_EQUAL(verdict("units = 1\n"), "station.ini:1: [instrument bus] needs the key 'map'.");
	CU_ASSERT_STRING_EQUAL(verdict("map = r4dcb08\nunits = 1 248\n"), "station.ini:3: units is '1 248', but at most 24 "
		"addresses from 1 to 247 were expected, such as 1 2 3.");
	CU_ASSERT_STRING_EQUAL(verdict("map = r4dcb08\nunits = 1 2 3 4\n"), "station.ini:3: these are more than 24 outputs; "
		"with map = custom only the registers that are wired need be read.");
	CU_ASSERT_STRING_EQUAL(verdict("map = nt18b07\nunits = 4 4\n"), "station.ini:3: the output 'u4_ch1' stands here twice.");
	CU_ASSERT_STRING_EQUAL(verdict("map = custom\n"), "station.ini:2: map = custom needs registers, such as: "
		"register toe = address 0x0000, scale 0.1, missing 0x8000.");
	CU_ASSERT_STRING_EQUAL(verdict("map = r4dcb08\nregister toe = address 0\n"),
		"station.ini:3: registers are given with map = custom only.");
	CU_ASSERT_STRING_EQUAL(verdict("map = custom\nregister toe = function 4\n"),
		"station.ini:3: it needs an address, such as: address 0x0004.");
	CU_ASSERT_STRING_EQUAL(verdict("map = custom\nregister toe = address 0 function 6\n"),
		"station.ini:3: function is '6', but a whole number from 3 to 4 was expected.");
	CU_ASSERT_STRING_EQUAL(verdict("map = custom\nregister toe = address 0 type int8\n"),
		"station.ini:3: type is 'int8', but there are int16, uint16, int32, uint32 and float32.");
	CU_ASSERT_STRING_EQUAL(verdict("map = custom\nregister toe = address 0 order\n"),
		"station.ini:3: a value is missing behind 'order'.");
	CU_ASSERT_STRING_NOT_EQUAL(verdict("map = custom\nregister Toe = address 0\n"), "");
	CU_ASSERT_STRING_NOT_EQUAL(verdict("map = custom\nregister toe = address 65535, type int32\n"), "");
	CU_ASSERT_STRING_NOT_EQUAL(verdict("map = custom\nregister toe = address 0, scale 0\n"), "");
	CU_ASSERT_STRING_NOT_EQUAL(verdict("map = custom\nregister toe = address 0, speed 2\n"), "");
}

static CU_TestInfo tests[] = {
	TEST(registers_of_all_kinds_are_read_as_configured),
	TEST(a_float_that_is_no_number_is_missing),
	TEST(what_a_shipped_module_sends_without_a_sensor_can_be_told),
	TEST(a_register_without_a_unit_is_one_of_every_unit),
	TEST(registers_that_overlap_are_fetched_once),
	TEST(what_a_module_holds_is_read_back),
	TEST(wrong_keys_are_told_with_their_line),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo modbus_map_suite = { .pName = "modbus map", .pTests = tests };
