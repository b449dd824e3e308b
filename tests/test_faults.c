/* test_faults.c - what goes wrong by a script, and what is made of it */

#include "acquisition/faults.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/station.h"
#include "base/clock.h"
#include "base/memory.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

/* The script. */

static struct faults faults;
static struct error error;

static bool complains(const char *script, const char *words)
{
	return !faults_parse(&faults, script, &error) && error.kind == ERROR_MALFORMED && strstr(error.text, words);
}

static void a_script_says_what_when_how_long_and_how_often(void)
{
	CU_ASSERT_TRUE(faults_parse(&faults, "finger_off@60+10, noise@120+5=0.01,drop=0.001,unplug@1.5", &error));
	CU_ASSERT_EQUAL_FATAL(faults.count, 4);
	CU_ASSERT_EQUAL(faults.faults[0].kind, FAULT_FINGER_OFF);
	CU_ASSERT_EQUAL(faults.faults[0].begin_ns, 60 * NS_PER_S);
	CU_ASSERT_EQUAL(faults.faults[0].end_ns, 70 * NS_PER_S);
	CU_ASSERT_EQUAL(faults.faults[1].rate, 0.01);
	CU_ASSERT_EQUAL(faults.faults[2].begin_ns, 0);
	CU_ASSERT_EQUAL(faults.faults[2].end_ns, TIME_NEVER);
	CU_ASSERT_EQUAL(faults.faults[3].begin_ns, 1500 * NS_PER_MS);
	CU_ASSERT_TRUE(faults_parse(&faults, "", &error));
	CU_ASSERT_EQUAL(faults.count, 0);
}

static void what_is_wrong_in_a_script_is_named(void)
{
	CU_ASSERT_TRUE(complains("finger_of@3", "did you mean 'finger_off'?"));
	CU_ASSERT_TRUE(complains("silence@", "'silence@' a number of seconds behind @"));
	CU_ASSERT_TRUE(complains("silence@-1", "behind @"));
	CU_ASSERT_TRUE(complains("silence@1+0", "behind +"));
	CU_ASSERT_TRUE(complains("silence@nan", "behind @"));
	CU_ASSERT_TRUE(complains("noise@1+2", "needs a rate, such as noise=0.01"));
	CU_ASSERT_TRUE(complains("noise=0", "above 0, at most 1"));
	CU_ASSERT_TRUE(complains("noise=1.5", "above 0, at most 1"));
	CU_ASSERT_TRUE(complains("silence=0.5", "has no rate"));
	CU_ASSERT_TRUE(complains("silence@1+2x", "nothing can be made of 'x'"));
	CU_ASSERT_TRUE(complains("silence,,drop=1", "no fault is called ''"));
}

static void half_the_speed_is_heard_as_other_bytes(void)
{
	struct random_source chance = random_new(1, 1);
	uint8_t bytes[64] = "SPO2=098";
	CU_ASSERT_TRUE(faults_parse(&faults, "wrong_baud", &error));
	size_t count = faults_spoil(&faults, 0, &chance, bytes, 8, sizeof bytes);
	CU_ASSERT_TRUE(count > 0 && count <= 16);
	CU_ASSERT_PTR_NULL(memmem(bytes, count, "98", 2));
	/* 55 sent at half the speed is 0 1 0 1 0 1 0 1 0 1, each twice: the receiver takes 0 0 1 1 0 0 1 1 0 | 0 first. */
	bytes[0] = 0x55;
	CU_ASSERT_TRUE(faults_spoil(&faults, 0, &chance, bytes, 1, sizeof bytes) >= 1);
	CU_ASSERT_EQUAL(bytes[0], 0x66);
}

/* A station with one simulated instrument, on a virtual clock. */

#define SAMPLES_MOST 40000
struct heard {
	struct sample samples[SAMPLES_MOST];
	size_t        count, chunks, bytes, lost, connected;
};
static struct heard *heard, *before;

static void hear(void *self, const struct message *message)
{
	struct heard *to = self;
	if (message->kind == MESSAGE_SAMPLE && to->count < SAMPLES_MOST)
		to->samples[to->count++] = message->sample;
	if (message->kind == MESSAGE_CHUNK && !message->chunk.sent)
		to->bytes += message->chunk.size;
	if (message->kind == MESSAGE_EVENT && message->event.kind == EVENT_LOST)
		to->lost++;
	if (message->kind == MESSAGE_EVENT && message->event.kind == EVENT_CONNECTED)
		to->connected++;
}

static void make_room(void)
{
	heard = xcalloc(1, sizeof *heard);
	before = xcalloc(1, sizeof *before);
}

static void give_back(void)
{
	free(heard);
	free(before);
}

/* Lets it run; false when it cannot be opened. `channels`: the sections of its channels. */
static bool run(const char *driver, const char *keys, const char *script, const char *channels, int64_t seconds)
{
	struct bus bus = {0};
	struct clock *clock = clock_new_virtual(0);
	char *text = xasprintf("[station]\nid = lab\n[instrument it]\ndriver = %s\nport = sim:%s\n%s%s", driver, script, keys, channels);
	struct settings *settings = settings_of(text);
	memset(heard, 0, sizeof *heard);
	bus_add(&bus, heard, hear);
	struct station *station = station_open(settings, &(struct station_options){ .clock = clock, .bus = &bus, .seed = 5 }, &error);
	while (station && clock_now(clock) < seconds * NS_PER_S)
		station_poll(station, seconds * NS_PER_S, -1);
	station_close(station);
	settings_free(settings);
	free(text);
	clock_free(clock);
	return station != NULL;
}

#define CHANNEL(output) "[channel ch_" output "]\ninstrument = it\noutput = " output "\n"
#define TEMPERATURE(output) CHANNEL(output) "quantity = temperature\n"

/* What a format says of a finger and of a probe that are not there; 0: it cannot say it, or not of this. */
static const struct {
	const char *driver, *keys, *channel;
	uint32_t    no_finger, no_probe;
} formats[] = {
	{ "nonin_df2", "", CHANNEL("spo2"), QUALITY_NO_FINGER, QUALITY_NO_PROBE },
	{ "nonin_df2", "", CHANNEL("pulse_ext"), QUALITY_NO_FINGER, QUALITY_NO_PROBE },
	{ "nonin_df2", "", CHANNEL("spo2_display"), QUALITY_NO_FINGER, QUALITY_NO_PROBE },
	{ "nonin_df7", "", CHANNEL("pulse"), QUALITY_NO_FINGER, QUALITY_NO_PROBE },
	{ "nonin_df7", "", CHANNEL("pulse_display"), QUALITY_NO_FINGER, QUALITY_NO_PROBE },
	{ "nonin_df1", "", CHANNEL("spo2"), QUALITY_SEARCHING, QUALITY_NO_PROBE },      /* it has no word for the finger */
	{ "nonin_df8", "", CHANNEL("spo2_display"), QUALITY_NO_FINGER, QUALITY_NO_PROBE },
	{ "nonin_df13", "", CHANNEL("spo2_spot"), QUALITY_MISSING, QUALITY_MISSING },
	{ "nonin_ascii", "", CHANNEL("spo2"), QUALITY_MISSING, QUALITY_MISSING },
	{ "contec5", "", CHANNEL("spo2"), QUALITY_NO_FINGER, QUALITY_NO_FINGER },       /* one bit for both */
	{ "contec5_4800", "", CHANNEL("pulse"), QUALITY_NO_FINGER, QUALITY_NO_FINGER },
	{ "bci", "", CHANNEL("pulse"), QUALITY_NO_FINGER, QUALITY_NO_PROBE },
	{ "contec7", "", CHANNEL("spo2"), QUALITY_NO_FINGER, QUALITY_NO_FINGER },
	{ "contec7", "", CHANNEL("pi"), QUALITY_NO_FINGER, QUALITY_NO_FINGER },
	{ "masimo", "", CHANNEL("pulse"), QUALITY_NO_FINGER, QUALITY_NO_PROBE },
	{ "nellcor", "", CHANNEL("spo2"), QUALITY_NO_FINGER, QUALITY_NO_PROBE },
	{ "nellcor_n200", "", CHANNEL("spo2"), QUALITY_SEARCHING, QUALITY_NO_PROBE },
	{ "pm6750", "", CHANNEL("spo2"), QUALITY_MISSING, QUALITY_MISSING },
	{ "pm6750", "wave = yes\n", CHANNEL("temperature"), 0, QUALITY_MISSING },
	{ "sparkfun_spo2", "", CHANNEL("spo2"), QUALITY_MISSING, QUALITY_MISSING },
	{ "sparkfun_heart_rate", "", CHANNEL("pulse"), QUALITY_NO_FINGER, QUALITY_NO_FINGER },
	{ "max30100", "", CHANNEL("pulse"), QUALITY_MISSING, QUALITY_MISSING },
	{ "afe4490", "", CHANNEL("spo2"), QUALITY_MISSING, QUALITY_MISSING },
	{ "healthypi4", "", CHANNEL("pulse"), QUALITY_MISSING, QUALITY_MISSING },
	{ "healthypi5", "", CHANNEL("spo2"), QUALITY_MISSING, QUALITY_MISSING },
	{ "text_lines", "pattern = O2 {spo2}\n", CHANNEL("spo2") "quantity = spo2\n", QUALITY_MISSING, QUALITY_NO_PROBE },
	{ "text_lines", "pattern = {toe},\n", TEMPERATURE("toe"), 0, QUALITY_NO_PROBE },
	{ "text_lines", "pattern = {toe},\n", TEMPERATURE("toe") "conversion = beta 3950 10000 25\n", 0, QUALITY_NO_PROBE },
	{ "text_lines", "pattern = {toe},\n", TEMPERATURE("toe") "conversion = beta 3950 10000 25\ndivider = ntc_to_ground 10000 1023\n",
	  0, QUALITY_NO_PROBE },
	{ "text_lines", "shape = json\nfields = toe\n", TEMPERATURE("toe"), 0, QUALITY_NO_PROBE },
	{ "polled_text", "ask = T\\r\npattern = {toe}\n", TEMPERATURE("toe"), 0, QUALITY_NO_PROBE },
	{ "dcon", "addresses = 01\n", TEMPERATURE("a01_0"), 0, QUALITY_SATURATED },
	{ "omega_idrx", "", TEMPERATURE("a01_value"), 0, QUALITY_SATURATED },
	{ "omega_dp97", "", TEMPERATURE("value"), 0, QUALITY_NO_PROBE },
	{ "temperx232", "", CHANNEL("temperature"), 0, QUALITY_NO_PROBE },
	{ "dracal", "", CHANNEL("temperature"), 0, QUALITY_MISSING },
	{ "modbus_rtu", "map = r4dcb08\n", TEMPERATURE("u1_ch1"), 0, QUALITY_NO_PROBE },
	{ "modbus_rtu", "map = nt18b07\n", TEMPERATURE("u1_ch1"), 0, QUALITY_NO_PROBE },
	{ "ts125", "", CHANNEL("temperature"), 0, QUALITY_MISSING },
	{ "openscale", "", CHANNEL("remote"), 0, QUALITY_NO_PROBE },
	{ "bioprott", "", CHANNEL("flow") "quantity = venous_flow\n", 0, QUALITY_MISSING },
};
#define FORMATS (sizeof formats / sizeof formats[0])

/* Those that send light alone, which only grows dark; and recordings. */
static const char *const silent_on_it[] = {
	"pulse_max30102", "sparkfun_raw", "light_counts", "pulse_sensor", "dataq_di1100", "vasoquant", NULL,
};

#define BEGIN_S  41
#define END_S    62
#define SETTLE_S 1

static bool is_measured(const struct sample *sample)
{
	return !isnan(sample->value) && !(sample->quality & QUALITY_STALE);
}

/* While it lasts every sample has the quality and is missing or stale; before and after it is good. "" or what is not. */
static const char *judge(uint32_t quality)
{
	size_t during = 0, outside = 0;
	for (size_t i = 0; i < heard->count; i++) {
		const struct sample *sample = &heard->samples[i];
		double at_s = (double)sample->arrival_ns / 1e9;
		bool lasts = at_s > BEGIN_S + SETTLE_S && at_s < END_S, past = at_s < BEGIN_S || at_s > END_S + 2 * SETTLE_S;
		if (lasts && !(sample->quality & quality))
			return "the quality does not say it";
		if (lasts && is_measured(sample))
			return "a value where there is none";
		if (past && (!is_measured(sample) || sample->quality))
			return "not well without the fault";
		during += lasts;
		outside += past;
	}
	return during == 0 ? "nothing while it lasts" : outside == 0 ? "nothing without it" : "";
}

static void what_is_off_is_said_by_every_format_that_can(void)
{
	char script[64];
	for (size_t i = 0; i < 2 * FORMATS; i++) {
		bool finger = i % 2 == 0;
		uint32_t quality = finger ? formats[i / 2].no_finger : formats[i / 2].no_probe;
		snprintf(script, sizeof script, "%s@%d+%d", finger ? "finger_off" : "probe_off", BEGIN_S, END_S - BEGIN_S);
		if (!quality)
			continue;
		bool opened = run(formats[i / 2].driver, formats[i / 2].keys, script, formats[i / 2].channel, 100);
		CU_ASSERT_TRUE(opened);
		const char *wrong = judge(quality);
		CU_ASSERT_STRING_EQUAL(wrong, "");
		if (*wrong)
			fprintf(stderr, "%s %s: %s\n", formats[i / 2].driver, script, wrong);
	}
}

static void every_driver_has_its_row(void)
{
	for (size_t i = 0; instrument_drivers[i]; i++) {
		bool there = false;
		for (size_t k = 0; k < FORMATS; k++)
			there |= strcmp(formats[k].driver, instrument_drivers[i]->name) == 0;
		for (size_t k = 0; silent_on_it[k]; k++)
			there |= strcmp(silent_on_it[k], instrument_drivers[i]->name) == 0;
		CU_ASSERT_TRUE(there);
	}
}

static void an_open_input_is_at_the_rail(void)
{
	CU_ASSERT_TRUE(run("dataq_di1100", "", "probe_off@10+10", CHANNEL("ain0") "quantity = pump\nunit = V\n", 30));
	for (size_t i = 0; i < heard->count; i++) {
		double at_s = (double)heard->samples[i].arrival_ns / 1e9;
		bool saturated = heard->samples[i].quality & QUALITY_SATURATED, between = at_s > 11 && at_s < 20;
		CU_ASSERT_TRUE(between || at_s < 10 || at_s > 21 ? saturated == between : true);
	}
}

/* Bytes. */

/* Good values that the same instrument without faults did not give about then. */
static size_t wrong_values(void)
{
	size_t wrong = 0;
	for (size_t i = 0; i < heard->count; i++) {
		const struct sample *sample = &heard->samples[i];
		bool found = !is_measured(sample);
		for (size_t k = 0; k < before->count && !found; k++)
			found = before->samples[k].channel == sample->channel && fabs(before->samples[k].value - sample->value) < 0.02
				&& llabs(before->samples[k].time_ns - sample->time_ns) < 3 * NS_PER_S;
		wrong += !found;
	}
	return wrong;
}

/* Good samples between two times. */
static size_t good_between(double from_s, double to_s)
{
	size_t good = 0;
	for (size_t i = 0; i < heard->count; i++) {
		double at_s = (double)heard->samples[i].arrival_ns / 1e9;
		good += at_s > from_s && at_s < to_s && is_measured(&heard->samples[i]);
	}
	return good;
}

static const struct {
	const char *driver, *keys, *channels;
} checked[] = {
	{ "nonin_df2", "", CHANNEL("spo2") CHANNEL("pulse") },
	{ "nonin_df7", "", CHANNEL("spo2") CHANNEL("pulse") },
	{ "dracal", "interval = 0.2\n", CHANNEL("temperature") },
	{ "modbus_rtu", "map = r4dcb08\n", TEMPERATURE("u1_ch1") TEMPERATURE("u1_ch8") },
	{ "dcon", "addresses = 01\nchecksum = yes\n", TEMPERATURE("a01_0") },
};
static const char *const spoilers[] = {
	"noise@20+60=0.01", "drop@20+60=0.01", "duplicate@20+60=0.01", "bad_checksum@20+60=0.2", "silence@20+60", "wrong_baud@20+60",
};

static void where_there_is_a_checksum_no_fault_of_the_line_makes_a_wrong_value(void)
{
	for (size_t i = 0; i < sizeof checked / sizeof checked[0]; i++) {
		CU_ASSERT_TRUE_FATAL(run(checked[i].driver, checked[i].keys, "", checked[i].channels, 120));
		size_t usual = good_between(100, 120);
		memcpy(before, heard, sizeof *heard);
		for (size_t k = 0; k < sizeof spoilers / sizeof spoilers[0]; k++) {
			CU_ASSERT_TRUE_FATAL(run(checked[i].driver, checked[i].keys, spoilers[k], checked[i].channels, 120));
			CU_ASSERT_EQUAL(wrong_values(), 0);
			CU_ASSERT_TRUE(good_between(20, 80) < 60 * usual / 20);     /* it did strike */
			CU_ASSERT_TRUE(good_between(100, 120) + 1 >= usual);        /* and all is well again */
		}
	}
}

/* Those without a row above. */
static const struct { const char *driver, *channel; } dark[] = {
	{ "pulse_max30102", CHANNEL("red") }, { "sparkfun_raw", CHANNEL("red") }, { "light_counts", CHANNEL("red") },
	{ "pulse_sensor", CHANNEL("signal") "quantity = plethysmogram\n" }, { "dataq_di1100", CHANNEL("ain0") "quantity = pump\nunit = V\n" },
};

#define FAULT_EVERY_S 30
#define FAULT_LASTS_S 10
static const char all_faults[] = "noise@30+10=0.05,drop@60+10=0.05,duplicate@90+10=0.05,bad_checksum@120+10=0.3,wrong_baud@150+10,"
                                 "silence@180+10,unplug@210+10";

/* "" or after which second it was not well again. */
static const char *recovers(const char *driver, const char *keys, const char *channel)
{
	static char when[32];
	size_t usual[8] = {0};
	for (int pass = 0; pass < 2; pass++) {
		if (!run(driver, keys, pass ? all_faults : "", channel, 8 * FAULT_EVERY_S))
			return error.text;
		for (int i = 1; i < 8; i++) {
			double from_s = i * FAULT_EVERY_S + FAULT_LASTS_S + 5, to_s = (i + 1) * FAULT_EVERY_S;
			size_t good = good_between(from_s, to_s);
			snprintf(when, sizeof when, "second %g", from_s);
			if (pass && 10 * good < 9 * usual[i])
				return when;
			usual[i] = good;
		}
	}
	if (good_between(6 * FAULT_EVERY_S + 1, 6 * FAULT_EVERY_S + FAULT_LASTS_S) > 0)
		return "it was not silent";
	return heard->lost == 1 && heard->connected == 2 ? "" : "it was not lost once and back once";
}

static void every_instrument_is_well_again_after_every_fault(void)
{
	for (size_t i = 0; i < FORMATS + sizeof dark / sizeof dark[0]; i++) {
		const char *driver = i < FORMATS ? formats[i].driver : dark[i - FORMATS].driver;
		const char *wrong = recovers(driver, i < FORMATS ? formats[i].keys : "", i < FORMATS ? formats[i].channel : dark[i - FORMATS].channel);
		CU_ASSERT_STRING_EQUAL(wrong, "");
		if (*wrong)
			fprintf(stderr, "%s: %s\n", driver, wrong);
	}
}

static void silence_is_silent(void)
{
	CU_ASSERT_TRUE(run("nonin_df2", "", "silence@20+60", CHANNEL("spo2"), 120));
	CU_ASSERT_EQUAL(good_between(20.1, 80), 0);
	CU_ASSERT_EQUAL(heard->lost, 0);
	CU_ASSERT_TRUE(run("modbus_rtu", "map = r4dcb08\n", "silence@20+60", TEMPERATURE("u1_ch1"), 120));
	CU_ASSERT_EQUAL(good_between(20.1, 80), 0);
	CU_ASSERT_TRUE(good_between(82, 120) > 30);
}

static void what_is_unplugged_is_lost_once_and_comes_back(void)
{
	CU_ASSERT_TRUE(run("contec7", "", "unplug@20+10,unplug@50+5", CHANNEL("spo2"), 80));
	CU_ASSERT_EQUAL(heard->lost, 2);
	CU_ASSERT_EQUAL(heard->connected, 3);
	CU_ASSERT_EQUAL(good_between(20.01, 30), 0);
	CU_ASSERT_TRUE(good_between(33, 49) > 15 * 60);
	CU_ASSERT_EQUAL(good_between(50.01, 55), 0);
	CU_ASSERT_TRUE(good_between(58, 80) > 20 * 60);
	CU_ASSERT_TRUE(run("nonin_df2", "", "unplug@20", CHANNEL("spo2"), 80));
	CU_ASSERT_EQUAL(heard->lost, 1);
	CU_ASSERT_EQUAL(heard->connected, 1);
}

static void a_fault_changes_nothing_but_what_it_strikes(void)
{
	CU_ASSERT_TRUE(run("text_lines", "pattern = {toe},\n", "", TEMPERATURE("toe"), 60));
	memcpy(before, heard, sizeof *heard);
	CU_ASSERT_TRUE(run("text_lines", "pattern = {toe},\n", "noise@20+10=0.1", TEMPERATURE("toe"), 60));
	CU_ASSERT_TRUE(heard->count < before->count);
	for (size_t i = 0; i < 20; i++)
		CU_ASSERT_EQUAL(heard->samples[heard->count - 1 - i].value, before->samples[before->count - 1 - i].value);
}

static void a_wrong_script_in_station_ini_is_explained_with_its_line(void)
{
	CU_ASSERT_FALSE(run("nonin_df2", "", "noise@3", CHANNEL("spo2"), 1));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "station.ini:5: "));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "needs a rate"));
}

static CU_TestInfo tests[] = {
	TEST(a_script_says_what_when_how_long_and_how_often),
	TEST(what_is_wrong_in_a_script_is_named),
	TEST(half_the_speed_is_heard_as_other_bytes),
	TEST(what_is_off_is_said_by_every_format_that_can),
	TEST(every_driver_has_its_row),
	TEST(an_open_input_is_at_the_rail),
	TEST(where_there_is_a_checksum_no_fault_of_the_line_makes_a_wrong_value),
	TEST(every_instrument_is_well_again_after_every_fault),
	TEST(silence_is_silent),
	TEST(what_is_unplugged_is_lost_once_and_comes_back),
	TEST(a_fault_changes_nothing_but_what_it_strikes),
	TEST(a_wrong_script_in_station_ini_is_explained_with_its_line),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo faults_suite = { .pName = "faults", .pSetUpFunc = make_room, .pTearDownFunc = give_back, .pTests = tests };
