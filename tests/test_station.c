/* test_station.c - from what station.ini says to samples on the bus */

#include "acquisition/station.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acquisition/person.h"
#include "base/random.h"
#include "tests/pty_lines.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

#define YSI400 "conversion = steinhart_hart 1.474447721e-3 2.370486854e-4 1.079376360e-7\n"
#define LAB "[station]\nid = lab1\n"
#define OXIMETER "[instrument oximeter]\ndriver = nonin_df2\nport = sim:\n"
#define BOARD "[instrument board]\ndriver = text_lines\npattern = R1={toe} R2={calf}\ninterval = 0.25\nport = sim:\n"
#define TOE "[channel toe]\ninstrument = board\nquantity = temperature\n" YSI400
#define CALF "[channel calf]\ninstrument = board\nquantity = temperature\n" YSI400
#define SPO2 "[channel spo2]\ninstrument = oximeter\n"
#define PULSE "[channel pulse]\ninstrument = oximeter\n"
#define PLETH "[channel pleth]\ninstrument = oximeter\n"
#define WHOLE LAB OXIMETER BOARD TOE CALF SPO2 PULSE

/* What came over the bus. */
static struct bus bus;
static struct clock *clock;
static struct station *station;
static struct error error;
static int chunks, connected, lost, counts[8];
static struct sample samples[8];        /* of each channel the newest */
static int64_t shortest_ns, longest_ns;  /* between two samples of channel 0 */
static char why_lost[256];
static uint64_t fingerprint;

static void hear(void *self, const struct message *message)
{
	(void)self;
	if (message->kind == MESSAGE_CHUNK) {
		chunks++;
		for (size_t i = 0; i < message->chunk.size; i++)
			fingerprint = (fingerprint ^ message->chunk.bytes[i]) * UINT64_C(1099511628211);
	} else if (message->kind == MESSAGE_SAMPLE) {
		const struct sample *sample = &message->sample, *before = &samples[sample->channel];
		if (sample->channel == 0 && counts[0] > 0) {
			int64_t step_ns = sample->time_ns - before->time_ns;
			shortest_ns = step_ns < shortest_ns ? step_ns : shortest_ns;
			longest_ns = step_ns > longest_ns ? step_ns : longest_ns;
		}
		counts[sample->channel]++;
		samples[sample->channel] = *sample;
	} else if (message->event.kind == EVENT_CONNECTED) {
		connected++;
	} else if (message->event.kind == EVENT_LOST) {
		lost++;
		snprintf(why_lost, sizeof why_lost, "%s: %s", message->event.name, message->event.text);
	}
}

static void quiet_bus(void)
{
	bus = (struct bus){0};
	bus_add(&bus, NULL, hear);
	error = (struct error){0};
	chunks = connected = lost = 0;
	shortest_ns = TIME_NEVER;
	longest_ns = 0;
	fingerprint = 0;
	memset(counts, 0, sizeof counts);
	memset(samples, 0, sizeof samples);
}

static void close_station(void)
{
	station_close(station);
	station = NULL;
	clock_free(clock);
	clock = NULL;
}

/* Opens a station on that clock; false with the reason in `error`. */
static bool opened(const char *text, struct clock *on, bool simulate_all, uint64_t seed)
{
	struct settings *settings = settings_of(text);
	close_station();
	clock = on;
	station = station_open(settings, &(struct station_options){ .clock = clock, .bus = &bus, .simulate_all = simulate_all, .seed = seed }, &error);
	settings_free(settings);
	return station != NULL;
}

static void run_until(int64_t end_ns)
{
	while (clock_now(clock) < end_ns)
		station_poll(station, end_ns, -1);
}

/* What is complained of in a station.ini, or "". */
static const char *complaint(const char *text)
{
	struct settings *settings = settings_of(text);
	size_t count;
	struct channel *channels = station_channels_of(settings, &count, &error);
	const char *said = channels ? "" : error.text;
	free(channels);
	settings_free(settings);
	return said;
}

static void a_simulated_hour_gives_every_sample_and_the_truth(void)
{
	CU_ASSERT_TRUE_FATAL(opened(WHOLE, clock_new_virtual(0), false, 1));
	run_until(3600 * NS_PER_S);
	const struct person *person = station_person(station);
	CU_ASSERT_EQUAL(connected, 2);
	CU_ASSERT_EQUAL(counts[0], 3600 * 4);
	CU_ASSERT_EQUAL(counts[2], 3600 * 3);
	CU_ASSERT_EQUAL(chunks, 3600 * (75 + 4) + 2);
	CU_ASSERT_DOUBLE_EQUAL(samples[0].value, person_temperature(person, "toe"), 0.01);
	CU_ASSERT_DOUBLE_EQUAL(samples[1].value, person_temperature(person, "calf"), 0.01);
	CU_ASSERT_DOUBLE_EQUAL(samples[2].value, person_spo2(person), 1);
	CU_ASSERT_DOUBLE_EQUAL(samples[3].value, person_pulse(person), 1);
	CU_ASSERT_EQUAL(samples[0].quality, 0);
	CU_ASSERT_EQUAL(samples[0].time_ns, 3600 * NS_PER_S);
	CU_ASSERT_EQUAL(samples[0].uncertainty_ns, 0);
	CU_ASSERT_EQUAL(station_dropped(station, 0) + station_dropped(station, 1), 0);
}

static uint64_t bytes_of_a_minute(const char *text, uint64_t seed)
{
	quiet_bus();
	if (opened(text, clock_new_virtual(0), false, seed))
		run_until(60 * NS_PER_S);
	close_station();
	return fingerprint;
}

static void the_same_seed_gives_the_same_bytes(void)
{
	uint64_t first = bytes_of_a_minute(WHOLE, 1);
	CU_ASSERT_EQUAL(bytes_of_a_minute(WHOLE, 1), first);
	CU_ASSERT_NOT_EQUAL(bytes_of_a_minute(WHOLE, 2), first);
	CU_ASSERT_EQUAL(bus.count, 1);
}

static void the_person_hears_what_happens_on_the_bus(void)
{
	CU_ASSERT_TRUE_FATAL(opened(WHOLE, clock_new_virtual(0), false, 1));
	struct event cue = event_at(EVENT_CUE, 0);
	bus_event(&bus, &cue);
	CU_ASSERT_TRUE(person_venous_volume(station_person(station)) < 1);
}

static void a_wait_ends_at_its_deadline_or_when_something_comes(void)
{
	CU_ASSERT_TRUE_FATAL(opened(LAB BOARD TOE, clock_new_virtual(0), false, 1));
	run_until(NS_PER_S);
	station_poll(station, NS_PER_S + 10, -1);
	CU_ASSERT_EQUAL(clock_now(clock), NS_PER_S + 10);
	station_poll(station, 5 * NS_PER_S, -1);
	CU_ASSERT_EQUAL(clock_now(clock), 1250 * NS_PER_MS);
}

/* The first frame waits for the second, and one in 256 for the byte behind it. */
static void a_frame_that_had_to_wait_keeps_its_own_time(void)
{
	CU_ASSERT_TRUE_FATAL(opened(LAB OXIMETER PLETH, clock_new_virtual(0), false, 1));
	run_until(60 * NS_PER_S);
	CU_ASSERT_EQUAL(counts[0], 60 * 75 + 1);
	CU_ASSERT_EQUAL(shortest_ns, NS_PER_S / 75);
	CU_ASSERT_EQUAL(longest_ns, NS_PER_S / 75 + 1);
}

/* From a line of text any channel can come: a quantity that is known, and one of a study's own. */
static void a_quantity_of_ones_own_needs_its_unit(void)
{
#define GAUGE "[instrument gauge]\ndriver = text_lines\nport = sim:\nshape = json\nfields = vein.flow as flow, girth\n"
#define FLOW "[channel flow]\ninstrument = gauge\nquantity = venous_flow\nsite = popliteal vein, left\n"
	CU_ASSERT_TRUE_FATAL(opened(LAB GAUGE FLOW "[channel girth]\ninstrument = gauge\nquantity = limb_girth\nunit = mm\n"
		"low = 200\nhigh = 600\nsite = left calf, widest\n", clock_new_virtual(0), false, 1));
	CU_ASSERT_STRING_EQUAL(station_channel(station, 0)->unit, "cm/s");
	CU_ASSERT_STRING_EQUAL(station_channel(station, 1)->quantity, "limb_girth");
	CU_ASSERT_STRING_EQUAL(station_channel(station, 1)->unit, "mm");
	CU_ASSERT_STRING_EQUAL(station_channel(station, 1)->site, "left calf, widest");
	CU_ASSERT_EQUAL(station_channel(station, 1)->high, 600);
	run_until(3 * NS_PER_S);
	CU_ASSERT_TRUE(counts[0] >= 2 && counts[1] == counts[0]);
	CU_ASSERT_TRUE(samples[0].value >= 8 && samples[0].value < 10);
	CU_ASSERT_EQUAL(samples[1].value, 400);
	CU_ASSERT_EQUAL(samples[1].quality, 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(LAB GAUGE "[channel girth]\ninstrument = gauge\nquantity = limb_girth\n"),
		"'limb_girth' is not a known quantity; one of your own needs the key 'unit'"));
}

static void two_channels_may_use_one_output(void)
{
	CU_ASSERT_TRUE_FATAL(opened(LAB BOARD "[channel ohm]\ninstrument = board\noutput = toe\nquantity = resistance\nunit = ohm\n"
		"[channel ohm_again]\ninstrument = board\noutput = toe\nquantity = resistance\nunit = ohm\nconversion = linear 2 0\n"
		"[channel calf]\ninstrument = board\nquantity = spo2\nlow = 99.5\nhigh = 100\n", clock_new_virtual(0), false, 1));
	run_until(2 * NS_PER_S);
	CU_ASSERT_EQUAL(counts[0], 8);
	CU_ASSERT_EQUAL(counts[1], 8);
	CU_ASSERT_EQUAL(samples[0].quality, QUALITY_MISSING);
	CU_ASSERT_TRUE(isnan(samples[0].value));
	CU_ASSERT_TRUE(samples[2].value >= 96);
	CU_ASSERT_EQUAL(samples[2].quality, QUALITY_OUT_OF_RANGE);
}

static void channels_take_what_their_quantity_says(void)
{
	struct settings *settings = settings_of(WHOLE "site = left hallux\nhigh = 180\n");
	size_t count = 0;
	struct channel *channels = station_channels_of(settings, &count, &error);
	CU_ASSERT_EQUAL_FATAL(count, 4);
	CU_ASSERT_STRING_EQUAL(channels[0].unit, "degC");
	CU_ASSERT_EQUAL(channels[0].interval_s, 0.25);
	CU_ASSERT_EQUAL(channels[0].instrument, 1);
	CU_ASSERT_STRING_EQUAL(channels[3].quantity, "pulse_rate");
	CU_ASSERT_STRING_EQUAL(channels[3].site, "left hallux");
	CU_ASSERT_EQUAL(channels[3].low, 30);
	CU_ASSERT_EQUAL(channels[3].high, 180);
	free(channels);
	settings_free(settings);
}

static void wrong_settings_are_explained_with_their_line(void)
{
	CU_ASSERT_STRING_EQUAL(complaint(WHOLE), "");
	CU_ASSERT_STRING_EQUAL(complaint(OXIMETER), "station.ini: the section [station] is missing; it gives the station's id.");
	CU_ASSERT_STRING_EQUAL(complaint("[station]\n"), "station.ini:1: [station] needs the key 'id'.");
	CU_ASSERT_STRING_EQUAL(complaint(LAB "[chanel toe]\n"), "station.ini:3: a section cannot be called [chanel] here "
		"(there are [station], [instrument NAME] and [channel NAME]); did you mean 'channel'?");
	CU_ASSERT_STRING_EQUAL(complaint(LAB "[instrument Box]\n"), "station.ini:3: [instrument Box] needs a name of " NAME_RULE ".");
	CU_ASSERT_STRING_EQUAL(complaint(LAB OXIMETER SPO2 SPO2),
		"station.ini:8: [channel spo2] stands here a second time; the first is in line 6.");
	const char *unknown = complaint(LAB "[instrument box]\ndriver = text_lnes\nport = sim:\n");
	CU_ASSERT_PTR_NOT_NULL(strstr(unknown, "station.ini:4: no instrument driver is called 'text_lnes' (there are "));
	CU_ASSERT_PTR_NOT_NULL(strstr(unknown, "); did you mean 'text_lines'?"));
	CU_ASSERT_STRING_EQUAL(complaint(LAB "[instrument box]\ndriver = nonin_df2\n"),
		"station.ini:3: [instrument box] needs the key 'port'.");
	CU_ASSERT_STRING_EQUAL(complaint(LAB OXIMETER "lien = 9600 8N1\n"),
		"station.ini:6: [instrument oximeter] knows no key 'lien'; did you mean 'line'?");
	CU_ASSERT_STRING_EQUAL(complaint(LAB OXIMETER "line = 9600\n"), "station.ini:6: line is '9600', but speed, bits, "
		"parity and stop bits were expected, such as 9600 8N1.");
	CU_ASSERT_STRING_EQUAL(complaint(LAB "[instrument box]\ndriver = nonin_df2\nport = ttyUSB0\n"),
		"station.ini:5: 'ttyUSB0' is not a port; write /dev/ttyUSB0, usb:VID:PID[:SERIAL], tcp:HOST:PORT or sim:.");
	CU_ASSERT_STRING_EQUAL(complaint(LAB OXIMETER "[channel spo2]\ninstrument = oxymeter\n"),
		"station.ini:7: there is no section [instrument oxymeter]; did you mean 'oximeter'?");
	CU_ASSERT_STRING_EQUAL(complaint(LAB BOARD "[channel tow]\ninstrument = board\n"),
		"station.ini:8: [instrument board] has no output 'tow' (it has toe, calf); did you mean 'toe'?");
	CU_ASSERT_STRING_EQUAL(complaint(LAB BOARD "[channel toe]\ninstrument = board\n"),
		"station.ini:8: [channel toe] needs the key 'quantity', such as temperature.");
	CU_ASSERT_STRING_EQUAL(complaint(LAB BOARD "[channel toe]\ninstrument = board\nquantity = temprature\n"),
		"station.ini:10: 'temprature' is not a known quantity; one of your own needs the key 'unit'; did you mean 'temperature'?");
	CU_ASSERT_STRING_EQUAL(complaint(LAB OXIMETER SPO2 "low = 100\nhigh = 90\n"),
		"station.ini:8: low (100) is not below high (90).");
	CU_ASSERT_STRING_EQUAL(complaint(LAB "[instrument bath]\ndriver = omega_dp97\nport = sim:\nsteady = yes\n"),
		"station.ini:6: an instrument that is asked sends nothing by a clock of its own, so that it cannot be steady.");
	CU_ASSERT_STRING_EQUAL(complaint(LAB OXIMETER SPO2 "color = red\n"), "station.ini:8: [channel spo2] knows no key 'color'.");
}

static void simulate_all_replaces_every_port(void)
{
	CU_ASSERT_TRUE_FATAL(opened(LAB "[instrument oximeter]\ndriver = nonin_df2\nport = usb:0403:6001\n" SPO2, clock_new_virtual(0), true, 1));
	run_until(10 * NS_PER_S);
	CU_ASSERT_EQUAL(counts[0], 30);
	CU_ASSERT_TRUE(station_instrument(station, 0)->simulated);
	CU_ASSERT_STRING_EQUAL(station_instrument(station, 0)->port, "usb:0403:6001");
	CU_ASSERT_STRING_EQUAL(station_instrument(station, 0)->settings,
		"[instrument oximeter]\ndriver = nonin_df2\nport = usb:0403:6001\n[channel spo2]\ninstrument = oximeter\n");
	CU_ASSERT_STRING_EQUAL(station_id(station), "lab1");
}

static void a_port_that_cannot_be_opened_is_named_with_its_instrument(void)
{
	CU_ASSERT_FALSE(opened(LAB OXIMETER "[instrument real]\ndriver = nonin_df2\nport = /dev/null\n", clock_new_real(), false, 1));
	CU_ASSERT_EQUAL(error.kind, ERROR_MALFORMED);
	CU_ASSERT_EQUAL(strncmp(error.text, "instrument 'real': /dev/null", 28), 0);
	CU_ASSERT_EQUAL(bus.count, 1);
}

static void a_real_instrument_that_is_unplugged_is_lost_once_and_the_others_go_on(void)
{
	struct pty pty;
	char text[512];
	CU_ASSERT_TRUE_FATAL(pty_plug_in(&pty));
	snprintf(text, sizeof text, LAB "[instrument board]\ndriver = text_lines\npattern = {toe}\nport = %s\nline = 9600 8N1\n"
	         "[channel toe]\ninstrument = board\nquantity = temperature\n" OXIMETER SPO2, pty.path);
	CU_ASSERT_TRUE_FATAL(opened(text, clock_new_real(), false, 1));
	CU_ASSERT_EQUAL(write(pty.master, "1.5\n31.5\n32.5\n", 14), 14);
	int64_t patience_ns = clock_now(clock) + 5 * NS_PER_S;
	while (counts[0] < 2 && clock_now(clock) < patience_ns)
		station_poll(station, patience_ns, -1);
	CU_ASSERT_EQUAL(counts[0], 2);
	CU_ASSERT_EQUAL(samples[0].value, 32.5);
	CU_ASSERT_TRUE(samples[0].time_ns <= samples[0].arrival_ns);
	CU_ASSERT_TRUE(samples[0].uncertainty_ns >= NS_PER_MS);
	pty_unplug(&pty);
	while (!lost && clock_now(clock) < patience_ns)
		station_poll(station, patience_ns, -1);
	counts[1] = 0;
	while (counts[1] == 0 && clock_now(clock) < patience_ns)
		station_poll(station, patience_ns, -1);
	CU_ASSERT_EQUAL(lost, 1);
	CU_ASSERT_EQUAL(strncmp(why_lost, "board: /dev/pts/", 16), 0);
	CU_ASSERT_TRUE(counts[1] > 0);
}

/* Whatever comes in whatever pieces, also after it was unplugged: lines whose frames are stamped by their place in a
 * chunk, and a steady stream whose clock is still being found. */
static void whatever_comes_no_stamp_goes_backwards_within_a_channel(void)
{
	static const char *const steadiness[] = { "", "steady = yes\ninterval = 0.002\n" };
	struct random_source chance = random_new(5, 5);
	for (int kind = 0; kind < 2; kind++) {
		struct pty pty;
		char text[512], line[128];
		int64_t last_ns = TIME_NONE;
		quiet_bus();
		CU_ASSERT_TRUE_FATAL(pty_plug_in(&pty));
		snprintf(text, sizeof text, LAB "[instrument board]\ndriver = text_lines\npattern = {toe}\nport = %s\n%s"
		         "[channel toe]\ninstrument = board\nquantity = temperature\n", pty.path, steadiness[kind]);
		CU_ASSERT_TRUE_FATAL(opened(text, clock_new_real(), false, 1));
		for (int burst = 0; burst < 400; burst++) {
			int length = 0, pieces = 1 + (int)(random_uniform(&chance) * 6);
			for (int i = 0; i < pieces; i++)
				length += snprintf(line + length, sizeof line - (size_t)length, random_uniform(&chance) < 0.8 ? "3%d.5\n" : "%d", i);
			CU_ASSERT_EQUAL(write(pty.master, line, (size_t)length), length);
			station_poll(station, clock_now(clock) + (int64_t)(random_uniform(&chance) * 2 * NS_PER_MS), -1);
			CU_ASSERT_TRUE(counts[0] == 0 || samples[0].time_ns <= samples[0].arrival_ns);
			CU_ASSERT_TRUE(counts[0] == 0 || samples[0].uncertainty_ns > 0);
			CU_ASSERT_TRUE(samples[0].time_ns >= last_ns || counts[0] == 0);
			last_ns = counts[0] > 0 ? samples[0].time_ns : last_ns;
		}
		CU_ASSERT_TRUE(counts[0] > 400);
		CU_ASSERT_TRUE(shortest_ns >= 0);       /* between any two */
		pty_unplug(&pty);
	}
}

static void a_wake_up_call_ends_the_wait(void)
{
	int ends[2];
	CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
	CU_ASSERT_TRUE_FATAL(opened(LAB, clock_new_real(), false, 1));
	CU_ASSERT_EQUAL(write(ends[1], "x", 1), 1);
	station_poll(station, TIME_NEVER, ends[0]);
	CU_ASSERT_TRUE(clock_now(clock) < 60 * NS_PER_S);
	close(ends[0]);
	close(ends[1]);
}

static CU_TestInfo tests[] = {
	TEST(a_simulated_hour_gives_every_sample_and_the_truth),
	TEST(the_same_seed_gives_the_same_bytes),
	TEST(the_person_hears_what_happens_on_the_bus),
	TEST(a_wait_ends_at_its_deadline_or_when_something_comes),
	TEST(a_frame_that_had_to_wait_keeps_its_own_time),
	TEST(a_quantity_of_ones_own_needs_its_unit),
	TEST(two_channels_may_use_one_output),
	TEST(channels_take_what_their_quantity_says),
	TEST(wrong_settings_are_explained_with_their_line),
	TEST(simulate_all_replaces_every_port),
	TEST(a_port_that_cannot_be_opened_is_named_with_its_instrument),
	TEST(a_real_instrument_that_is_unplugged_is_lost_once_and_the_others_go_on),
	TEST(whatever_comes_no_stamp_goes_backwards_within_a_channel),
	TEST(a_wake_up_call_ends_the_wait),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo station_suite = {
	.pName = "station", .pSetUpFunc = quiet_bus, .pTearDownFunc = close_station, .pTests = tests,
};
