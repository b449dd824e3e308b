/* test_polling.c - an instrument that must be asked, from station.ini to samples: by its twin and over a line */

#include "acquisition/station.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "acquisition/person.h"
#include "tests/pty_lines.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

#define LAB "[station]\nid = lab1\n"
#define MODULES "[instrument bus]\ndriver = modbus_rtu\nmap = r4dcb08\nunits = 1 2\ninterval = 0.5\nport = sim:\n"
#define TOE "[channel toe]\ninstrument = bus\noutput = u1_ch1\n"
#define CALF "[channel calf]\ninstrument = bus\noutput = u2_ch8\n"

static int counts[2];
static struct sample newest[2];
static struct gap gap;
static uint8_t sent[256];
static size_t sent_size, questions;

static void hear(void *self, const struct message *message)
{
	(void)self;
	if (message->kind == MESSAGE_SAMPLE) {
		counts[message->sample.channel]++;
		newest[message->sample.channel] = message->sample;
	} else if (message->kind == MESSAGE_GAP) {
		gap = message->gap;
	} else if (message->kind == MESSAGE_CHUNK && message->chunk.sent) {
		questions++;
		sent_size = message->chunk.size;
		memcpy(sent, message->chunk.bytes, sent_size);
	}
}

static struct bus bus;
static void quiet_bus(void)
{
	bus = (struct bus){0};
	bus_add(&bus, NULL, hear);
	memset(counts, 0, sizeof counts);
	sent_size = questions = 0;
}

static void twins_on_a_bus_are_asked_in_turn_and_give_the_persons_temperatures(void)
{
	struct error error;
	struct settings *settings = settings_of(LAB MODULES TOE CALF);
	struct clock *clock = clock_new_virtual(0);
	struct station_options options = { .clock = clock, .bus = &bus, .seed = 1 };
	struct station *station = station_open(settings, &options, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(station);
	while (clock_now(clock) < 10 * NS_PER_S)
		station_poll(station, 10 * NS_PER_S, -1);
	CU_ASSERT_EQUAL(counts[0], 20);
	CU_ASSERT_EQUAL(counts[1], 20);
	CU_ASSERT_TRUE(questions == 40 || questions == 41);
	CU_ASSERT_DOUBLE_EQUAL(newest[0].value, person_temperature(station_person(station), "toe"), 0.051);
	CU_ASSERT_DOUBLE_EQUAL(newest[1].value, person_temperature(station_person(station), "calf"), 0.051);
	CU_ASSERT_EQUAL(newest[0].quality, 0);
	CU_ASSERT_EQUAL(station_dropped(station, 0), 0);
	station_close(station);
	clock_free(clock);
	settings_free(settings);
}

/* Waits for the question on the instrument's side of the line: whether it is these bytes and no more. */
static bool is_asked(const struct pty *pty, const uint8_t *bytes, size_t size)
{
	uint8_t got[64];
	size_t length = 0;
	while (length < size && readable(pty->master)) {
		ssize_t more = read(pty->master, got + length, sizeof got - length);
		if (more <= 0)
			break;
		length += (size_t)more;
	}
	return length == size && memcmp(got, bytes, size) == 0;
}

/* Polls until the channel has that many samples, at most 2 s. */
static void poll_until(struct station *station, const struct clock *clock, int count)
{
	int64_t end_ns = clock_now(clock) + 2 * NS_PER_S;
	while (counts[0] < count && clock_now(clock) < end_ns)
		station_poll(station, end_ns, -1);
}

static void over_a_line_an_answer_is_a_sample_and_silence_a_missing_one(void)
{
	static const uint8_t question[] = { 0x01, 0x03, 0x00, 0x00, 0x00, 0x01, 0x84, 0x0A };
	static const uint8_t reply[] = { 0x01, 0x03, 0x02, 0x00, 0xDB, 0xF8, 0x1F };
	struct pty pty;
	struct error error;
	char text[512];
	CU_ASSERT_TRUE_FATAL(pty_plug_in(&pty));
	snprintf(text, sizeof text, LAB "[instrument bus]\ndriver = modbus_rtu\nport = %s\nmap = custom\ninterval = 0.02\n"
		"timeout = 0.2\nline = 115200 8N1\nregister toe = address 0, scale 0.1, missing 0x8000\n"
		"[channel toe]\ninstrument = bus\nquantity = temperature\n", pty.path);
	struct settings *settings = settings_of(text);
	struct clock *clock = clock_new_real();
	struct station_options options = { .clock = clock, .bus = &bus, .seed = 1 };
	struct station *station = station_open(settings, &options, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(station);
	int64_t patience_ns = clock_now(clock) + 2 * NS_PER_S;
	while (questions == 0 && clock_now(clock) < patience_ns)
		station_poll(station, patience_ns, -1);
	CU_ASSERT_TRUE(is_asked(&pty, question, sizeof question));
	CU_ASSERT_TRUE(sent_size == sizeof question && memcmp(sent, question, sizeof question) == 0);
	CU_ASSERT_EQUAL(write(pty.master, reply, sizeof reply), sizeof reply);
	poll_until(station, clock, 1);
	CU_ASSERT_EQUAL(counts[0], 1);
	CU_ASSERT_DOUBLE_EQUAL(newest[0].value, 21.9, 1e-9);
	int64_t answered_ns = newest[0].time_ns;
	poll_until(station, clock, 2);          /* the next question stays open */
	CU_ASSERT_EQUAL(counts[0], 2);
	CU_ASSERT_TRUE(isnan(newest[0].value));
	CU_ASSERT_EQUAL(newest[0].quality, QUALITY_MISSING);
	CU_ASSERT_TRUE(newest[0].time_ns >= answered_ns + 200 * NS_PER_MS);
	CU_ASSERT_EQUAL(newest[0].arrival_ns, newest[0].time_ns);
	station_close(station);
	clock_free(clock);
	settings_free(settings);
	pty_unplug(&pty);
}

/* The cause of the gap that such a fault of 4 s makes in a bus of that driver. */
static enum gap_cause cause_of(const char *driver, const char *keys, const char *fault)
{
	struct error error;
	char text[512];
	snprintf(text, sizeof text, LAB "[instrument bus]\ndriver = %s\n%sinterval = 0.5\nport = sim:%s\n"
	         "[channel toe]\ninstrument = bus\nquantity = temperature\n", driver, keys, fault);
	struct settings *settings = settings_of(text);
	struct clock *clock = clock_new_virtual(0);
	struct station *station = station_open(settings, &(struct station_options){ .clock = clock, .bus = &bus, .seed = 1 }, &error);
	gap = (struct gap){ .cause = GAP_AWAY };
	while (station && clock_now(clock) < 20 * NS_PER_S)
		station_poll(station, 20 * NS_PER_S, -1);
	station_close(station);
	clock_free(clock);
	settings_free(settings);
	return gap.cause;
}

static void who_does_not_answer_is_silent_and_who_cannot_be_understood_is_noise(void)
{
	static const char registers[] = "map = custom\nregister toe = address 0, scale 0.1\n", question[] = "ask = T?\npattern = {toe}\n";
	CU_ASSERT_EQUAL(cause_of("modbus_rtu", registers, "silence@5+4"), GAP_SILENT);
	CU_ASSERT_TRUE(gap.from_ns > 4 * NS_PER_S && gap.to_ns < 12 * NS_PER_S);
	CU_ASSERT_EQUAL(cause_of("modbus_rtu", registers, "noise@5+4=1"), GAP_NOISE);
	CU_ASSERT_EQUAL(cause_of("polled_text", question, "silence@5+4"), GAP_SILENT);
	CU_ASSERT_EQUAL(cause_of("polled_text", question, "noise@5+4=1"), GAP_NOISE);
}

static CU_TestInfo tests[] = {
	TEST(twins_on_a_bus_are_asked_in_turn_and_give_the_persons_temperatures),
	TEST(over_a_line_an_answer_is_a_sample_and_silence_a_missing_one),
	TEST(who_does_not_answer_is_silent_and_who_cannot_be_understood_is_noise),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo polling_suite = { .pName = "polling", .pSetUpFunc = quiet_bus, .pTests = tests };
