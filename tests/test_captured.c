/* test_captured.c - bytes from a file become samples before the end of their recording */

#include "acquisition/captured.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

#define LAB "[station]\nid = lab1\n" \
	"[instrument dppg]\ndriver = vasoquant\nport = /dev/ttyUSB9\n" \
	"[instrument board]\ndriver = text_lines\npattern = {toe}\ninterval = 0.5\nport = sim:\n" \
	"[instrument spare]\ndriver = nonin_df2\nport = sim:\n" \
	"[channel toe]\ninstrument = board\nquantity = temperature\nconversion = linear 2 0\nhigh = 65\n" \
	"[channel curve]\ninstrument = dppg\noutput = left_ppg\n" \
	"[channel refill]\ninstrument = dppg\noutput = left_to_s\n" \
	"[channel half]\ninstrument = dppg\noutput = left_th_s\n" \
	"[channel other]\ninstrument = dppg\noutput = right_ppg\n"

/* DERIVED: four samples, whose refill has no end; LOW is the first sample's lower byte. */
#define BLOCK(label, low) 0x1B, 0x4C, label, 0x04, 0x01, 0x1D, 0x00, 0x04, 0x00, low, 0x09, 0xCE, 0x09, 0x28, 0x0A, 0xF6, \
	0x09, 0x1D, 0xC4, 0x09, 0x00, 0x00, 0x00, 0x1D, 0x4D, 0x00, 0x28, 0x10, 0x64, 0x00, 0xA0, 0x0F, 0x00, 0x0C, 0x80, 0x04
#define LEFT 0xDF
#define RIGHT 0xE1

static struct settings *settings;
static struct captured *captured;
static struct error error;

static void read_lab(void)
{
	settings = settings_of(LAB);
}

static void free_all(void)
{
	captured_free(captured);
	captured = NULL;
	settings_free(settings);
}

static bool decode(const char *instrument, const void *bytes, size_t size, int recording)
{
	captured_free(captured);
	captured = captured_decode(settings, instrument, bytes, size, recording, &error);
	return captured != NULL;
}
#define DECODE(recording, ...) decode("dppg", (const uint8_t[]){__VA_ARGS__}, sizeof (const uint8_t[]){__VA_ARGS__}, recording)

static void a_recordings_samples_lie_before_its_end_and_its_parameters_at_it(void)
{
	CU_ASSERT_TRUE_FATAL(DECODE(1, 0x10, 0x10, BLOCK(LEFT, 0xC4)));
	CU_ASSERT_EQUAL(captured->channel_count, 4);
	CU_ASSERT_STRING_EQUAL(captured->channels[0].name, "curve");
	CU_ASSERT_EQUAL(captured->channels[0].instrument, 0);
	CU_ASSERT_EQUAL(captured->sample_count, 6);
	CU_ASSERT_EQUAL(captured->samples[0].time_ns, -750 * NS_PER_MS);
	CU_ASSERT_EQUAL(captured->samples[0].value, 2500);
	CU_ASSERT_EQUAL(captured->samples[2].time_ns, -250 * NS_PER_MS);
	CU_ASSERT_EQUAL(captured->samples[3].time_ns, 0);
	CU_ASSERT_EQUAL(captured->samples[4].channel, 1);
	CU_ASSERT_EQUAL(captured->samples[4].time_ns, 0);
	CU_ASSERT_TRUE(isnan(captured->samples[4].value));
	CU_ASSERT_EQUAL(captured->samples[4].quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(captured->samples[5].value, 4.0);
	CU_ASSERT_EQUAL(captured->lasted_ns, 750 * NS_PER_MS);
	CU_ASSERT_STRING_EQUAL(captured->instrument.driver, "vasoquant");
	CU_ASSERT_EQUAL(captured->recordings, 1);
	CU_ASSERT_EQUAL(captured->dropped, 0);
}

static void both_legs_of_one_examination_are_one_recording(void)
{
	CU_ASSERT_TRUE_FATAL(DECODE(1, BLOCK(LEFT, 0xC4), BLOCK(RIGHT, 0xC4)));
	CU_ASSERT_EQUAL(captured->recordings, 1);
	CU_ASSERT_EQUAL(captured->sample_count, 6 + 4);
	CU_ASSERT_EQUAL(captured->samples[9].channel, 3);
	CU_ASSERT_EQUAL(captured->samples[9].time_ns, 0);
}

static void of_several_recordings_one_is_chosen(void)
{
	CU_ASSERT_TRUE_FATAL(DECODE(2, BLOCK(LEFT, 0xC4), 0x10, BLOCK(LEFT, 0xC5), BLOCK(LEFT, 0xC6)));
	CU_ASSERT_EQUAL(captured->recordings, 3);
	CU_ASSERT_EQUAL(captured->sample_count, 6);
	CU_ASSERT_EQUAL(captured->samples[0].value, 2501);
	CU_ASSERT_EQUAL(captured->samples[0].time_ns, -750 * NS_PER_MS);
	CU_ASSERT_FALSE(DECODE(4, BLOCK(LEFT, 0xC4), BLOCK(LEFT, 0xC5), BLOCK(LEFT, 0xC6)));
	CU_ASSERT_STRING_EQUAL(error.text, "There is no recording 4 in it, only 3.");
}

static void a_live_instruments_values_are_laid_out_by_its_interval(void)
{
	CU_ASSERT_TRUE_FATAL(decode("board", "9\n30.5\nnan\n33.5\n", 16, 1));
	CU_ASSERT_EQUAL(captured->sample_count, 3);
	CU_ASSERT_EQUAL(captured->samples[0].time_ns, -NS_PER_S);
	CU_ASSERT_EQUAL(captured->samples[0].value, 61);
	CU_ASSERT_EQUAL(captured->samples[1].quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(captured->samples[2].time_ns, 0);
	CU_ASSERT_EQUAL(captured->samples[2].quality, QUALITY_OUT_OF_RANGE);
	CU_ASSERT_EQUAL(captured->lasted_ns, NS_PER_S);
}

/* Whatever board printed it: nobody has no pulse, and a cadence of 0 is rest. */
static void a_saturation_or_pulse_of_0_is_missing(void)
{
	settings_free(settings);
	settings = settings_of("[station]\nid = lab1\n[instrument board]\ndriver = text_lines\npattern = {spo2} {pulse} {pace}\nport = sim:\n"
		"[channel spo2]\ninstrument = board\nquantity = spo2\n[channel pulse]\ninstrument = board\nquantity = pulse_rate\n"
		"[channel pace]\ninstrument = board\nquantity = cadence\n");
	CU_ASSERT_TRUE_FATAL(decode("board", "x\n0 0 0\n", 8, 1));
	CU_ASSERT_TRUE(isnan(captured->samples[0].value) && captured->samples[0].quality == QUALITY_MISSING);
	CU_ASSERT_TRUE(isnan(captured->samples[1].value) && captured->samples[1].quality == QUALITY_MISSING);
	CU_ASSERT_TRUE(captured->samples[2].value == 0 && captured->samples[2].quality == 0);
}

static void what_cannot_be_decoded_is_explained(void)
{
	CU_ASSERT_FALSE(decode("dpgp", "x", 1, 1));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini has no section [instrument dpgp]; did you mean 'dppg'?");
	CU_ASSERT_FALSE(decode("thermometer", "x", 1, 1));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini has no section [instrument thermometer]; it tells how its bytes are read.");
	CU_ASSERT_FALSE(decode("spare", "x", 1, 1));
	CU_ASSERT_STRING_EQUAL(error.text, "No channel in station.ini belongs to [instrument spare].");
	CU_ASSERT_FALSE(decode("dppg", "hello", 5, 1));
	CU_ASSERT_STRING_EQUAL(error.text, "There is nothing in 5 bytes that dppg (vasoquant) could have sent.");
	CU_ASSERT_FALSE(DECODE(1, BLOCK(0xDE, 0xC4)));
	CU_ASSERT_STRING_EQUAL(error.text, "What recording 1 holds belongs to no channel in station.ini.");
}

static CU_TestInfo tests[] = {
	TEST(a_recordings_samples_lie_before_its_end_and_its_parameters_at_it),
	TEST(both_legs_of_one_examination_are_one_recording),
	TEST(of_several_recordings_one_is_chosen),
	TEST(a_live_instruments_values_are_laid_out_by_its_interval),
	TEST(a_saturation_or_pulse_of_0_is_missing),
	TEST(what_cannot_be_decoded_is_explained),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo captured_suite = {
	.pName = "captured", .pSetUpFunc = read_lab, .pTearDownFunc = free_all, .pTests = tests,
};
