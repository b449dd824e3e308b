/* test_ppg_lines.c - lines of photoplethysmography sketches */

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "tests/decoding.h"
#include "tests/suites.h"

static struct decoding d;
static struct error error;

/* A decoder that has seen the end of the first line. */
static void begin(const char *driver, const char *keys)
{
	decoding_begin(&d, driver, keys, &error);
	PUSH_TEXT(&d, "\r\n");
}

static void end(void)
{
	decoding_end(&d);
}

static double value(const char *output)
{
	return decoding_last(&d, output).value;
}

static uint32_t quality(const char *output)
{
	return decoding_last(&d, output).quality;
}

/* DERIVED lines of Example8. */
static void valid_rates_are_given_with_their_light(void)
{
	begin("sparkfun_spo2", "");
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, "red=98765, ir=123456, HR=72, HRvalid=1, SPO2=98, SPO2Valid=1\r\n"), 4);
	CU_ASSERT_EQUAL(value("red"), 98765);
	CU_ASSERT_EQUAL(value("ir"), 123456);
	CU_ASSERT_EQUAL(value("pulse"), 72);
	CU_ASSERT_EQUAL(value("spo2"), 98);
	CU_ASSERT_EQUAL(quality("spo2"), 0);
	CU_ASSERT_EQUAL(decoding_last(&d, "spo2").flags, 1);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 0);
}

static void rates_marked_invalid_are_missing_and_the_light_stays(void)
{
	begin("sparkfun_spo2", "");
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, "red=801, ir=905, HR=-999, HRvalid=0, SPO2=-999, SPO2Valid=0\r\n"), 4);
	CU_ASSERT_TRUE(isnan(value("pulse")) && isnan(value("spo2")));
	CU_ASSERT_EQUAL(quality("pulse"), QUALITY_MISSING);
	CU_ASSERT_EQUAL(decoding_last(&d, "pulse").flags, 0);
	CU_ASSERT_EQUAL(value("red"), 801);
	CU_ASSERT_EQUAL(quality("red"), 0);
	PUSH_TEXT(&d, "red=801, ir=905, HR=72, HRvalid=0, SPO2=97, SPO2Valid=1\r\n");
	CU_ASSERT_TRUE(isnan(value("pulse")));
	CU_ASSERT_EQUAL(value("spo2"), 97);
}

static void while_it_fills_its_buffer_the_sketch_sends_light_alone(void)
{
	begin("sparkfun_spo2", "");
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, "red=98765, ir=123456\r\n"), 2);
	CU_ASSERT_EQUAL(value("ir"), 123456);
}

/* DERIVED line of Example5. */
static void no_finger_is_told_by_the_line(void)
{
	begin("sparkfun_heart_rate", "");
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, "IR=49110, BPM=0.00, Avg BPM=0 No finger?\r\n"), 3);
	CU_ASSERT_EQUAL(value("ir"), 49110);
	CU_ASSERT_EQUAL(quality("ir"), QUALITY_NO_FINGER);
	CU_ASSERT_TRUE(isnan(value("pulse")) && isnan(value("pulse_avg")));
	CU_ASSERT_EQUAL(quality("pulse"), QUALITY_NO_FINGER);
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, "IR=92110, BPM=71.43, Avg BPM=70\r\n"), 3);
	CU_ASSERT_EQUAL(value("pulse"), 71.43);
	CU_ASSERT_EQUAL(value("pulse_avg"), 70);
	CU_ASSERT_EQUAL(quality("pulse") | quality("ir"), 0);
	PUSH_TEXT(&d, "IR=92110, BPM=0.00, Avg BPM=0\r\n");
	CU_ASSERT_EQUAL(quality("pulse"), QUALITY_MISSING);
}

/* DERIVED lines of Example1 and Example6. */
static void all_three_lights_of_the_raw_sketches_are_read(void)
{
	begin("sparkfun_raw", "");
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, " R[98765] IR[123456] G[801]\r\n"), 3);
	CU_ASSERT_EQUAL(value("red"), 98765);
	CU_ASSERT_EQUAL(value("ir"), 123456);
	CU_ASSERT_EQUAL(value("green"), 801);
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, " R[98766] IR[123457] G[802] Hz[25.01]\r\n"), 3);
	CU_ASSERT_EQUAL(value("green"), 802);
}

/* REAL: the oxullo library's published output. */
static void a_published_max30100_line_has_a_rate_no_saturation_and_the_chips_temperature(void)
{
	begin("max30100", "");
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, "Heart rate:48.40bpm / SpO2:0% / temp:33.13C\r\n"), 3);
	CU_ASSERT_EQUAL(value("pulse"), 48.40);
	CU_ASSERT_TRUE(isnan(value("spo2")));
	CU_ASSERT_EQUAL(quality("spo2"), QUALITY_MISSING);
	CU_ASSERT_EQUAL(value("temperature"), 33.13);
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, "Beat!\r\n"), 0);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 1);
}

static void two_counts_without_names_are_what_order_says(void)
{
	begin("light_counts", "");
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, "40123\t35987\r\n"), 2);
	CU_ASSERT_EQUAL(value("ir"), 40123);
	CU_ASSERT_EQUAL(value("red"), 35987);
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, "40124,35988\r\n40125, 35989\r\n"), 4);
	CU_ASSERT_EQUAL(value("ir"), 40125);
	begin("light_counts", "order = red_ir\n");
	PUSH_TEXT(&d, "40123 35987\r\n");
	CU_ASSERT_EQUAL(value("red"), 40123);
	CU_ASSERT_EQUAL(value("ir"), 35987);
	CU_ASSERT_FALSE(decoding_begin(&d, "light_counts", "order = redir\n", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:2: order is 'redir', but red_ir or ir_red was expected.");
}

static void order_corrects_names_that_are_wrong(void)
{
	begin("sparkfun_raw", "order = ir_red\n");
	PUSH_TEXT(&d, "R[98765] IR[123456] G[801]\r\n");
	CU_ASSERT_EQUAL(value("ir"), 98765);
	CU_ASSERT_EQUAL(value("red"), 123456);
	CU_ASSERT_EQUAL(value("green"), 801);
}

/* DERIVED from the Pulse Sensor's own format. */
static void a_pulse_sensor_tells_samples_beats_and_intervals_apart(void)
{
	begin("pulse_sensor", "");
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, "S512\r\nB72\r\nQ833\r\n"), 3);
	CU_ASSERT_EQUAL(value("signal"), 512);
	CU_ASSERT_EQUAL(value("pulse"), 72);
	CU_ASSERT_EQUAL(value("ibi"), 833);
	begin("pulse_sensor", "");
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, "72,833,512\r\n"), 3);
	CU_ASSERT_EQUAL(value("signal"), 512);
	CU_ASSERT_EQUAL(value("pulse"), 72);
	CU_ASSERT_EQUAL(value("ibi"), 833);
}

static void before_the_first_beat_there_is_neither_rate_nor_interval(void)
{
	begin("pulse_sensor", "");
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, "0,750,512\r\n"), 3);
	CU_ASSERT_TRUE(isnan(value("pulse")) && isnan(value("ibi")));
	CU_ASSERT_EQUAL(quality("ibi"), QUALITY_MISSING);
	CU_ASSERT_EQUAL(value("signal"), 512);
}

static void the_first_line_and_lines_of_another_shape_give_nothing(void)
{
	decoding_begin(&d, "sparkfun_spo2", "", &error);
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, "red=98765, ir=123456\r\n"), 0);
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, "Initializing...\r\nred=98765, ir=\r\nred=9876\x01, ir=1\r\nred=1, ir=2, HR=72\r\n"), 0);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 4);
	CU_ASSERT_EQUAL(PUSH_TEXT(&d, "red=98765, ir=123456\r\n"), 2);
}

static void the_twins_are_understood_and_keep_the_veins_in_the_light(void)
{
	static struct wire wire;
	static const struct { const char *driver, *output; int lines; } rows[] = {
		{ "sparkfun_spo2", "ir", 3 * 25 }, { "sparkfun_heart_rate", "ir", 3 * 100 }, { "sparkfun_raw", "ir", 3 * 50 },
		{ "light_counts", "ir", 3 * 100 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		begin(rows[i].driver, "");
		wire_begin(&wire, &d);
		wire_run(&wire, 2 * NS_PER_S);
		double full = value(rows[i].output);
		struct message stroke = { .kind = MESSAGE_EVENT, .event = event_at(EVENT_CUE, wire.now_ns) };
		person_hear(wire.person, &stroke);
		wire_run(&wire, 3 * NS_PER_S);
		CU_ASSERT_TRUE(value(rows[i].output) > full + 100);
		CU_ASSERT_EQUAL(decoding_count(&d, rows[i].output), (size_t)rows[i].lines + 1);
		CU_ASSERT_EQUAL(decoding_dropped(&d), 0);
		wire_end(&wire);
	}
}

static void the_pulse_sensors_twin_beats(void)
{
	static struct wire wire;
	begin("pulse_sensor", "");
	wire_begin(&wire, &d);
	wire_run(&wire, 10 * NS_PER_S);
	CU_ASSERT_EQUAL(decoding_count(&d, "signal"), 501);
	CU_ASSERT_EQUAL(decoding_count(&d, "pulse"), 13);
	CU_ASSERT_DOUBLE_EQUAL(value("pulse"), person_pulse(wire.person), 2);
	CU_ASSERT_DOUBLE_EQUAL(value("ibi"), 60000 / value("pulse"), 1);
	CU_ASSERT_EQUAL(decoding_dropped(&d), 0);
	wire_end(&wire);
}

static CU_TestInfo tests[] = {
	TEST(valid_rates_are_given_with_their_light),
	TEST(rates_marked_invalid_are_missing_and_the_light_stays),
	TEST(while_it_fills_its_buffer_the_sketch_sends_light_alone),
	TEST(no_finger_is_told_by_the_line),
	TEST(all_three_lights_of_the_raw_sketches_are_read),
	TEST(a_published_max30100_line_has_a_rate_no_saturation_and_the_chips_temperature),
	TEST(two_counts_without_names_are_what_order_says),
	TEST(order_corrects_names_that_are_wrong),
	TEST(a_pulse_sensor_tells_samples_beats_and_intervals_apart),
	TEST(before_the_first_beat_there_is_neither_rate_nor_interval),
	TEST(the_first_line_and_lines_of_another_shape_give_nothing),
	TEST(the_twins_are_understood_and_keep_the_veins_in_the_light),
	TEST(the_pulse_sensors_twin_beats),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo ppg_lines_suite = { .pName = "ppg lines", .pTearDownFunc = end, .pTests = tests };
