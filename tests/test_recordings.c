/* test_recordings.c - a recording that arrives when it is over becomes samples of the time when it was made */

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "acquisition/person.h"
#include "acquisition/station.h"
#include "tests/pty_lines.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

#define STATION "[station]\nid = lab1\n[instrument dppg]\ndriver = vasoquant\nport = sim:\n" \
	"[channel curve]\ninstrument = dppg\noutput = right_ppg\n[channel refill]\ninstrument = dppg\noutput = right_to_s\n"

enum { CURVE, REFILL };
#define SAMPLES_KEPT 2000

static struct bus bus;
static struct clock *clock;
static struct station *station;
static struct error error;
static struct sample samples[2][SAMPLES_KEPT];
static size_t counts[2], answers;

static void hear(void *self, const struct message *message)
{
	(void)self;
	if (message->kind == MESSAGE_CHUNK)
		answers += message->chunk.sent;
	if (message->kind != MESSAGE_SAMPLE)
		return;
	int channel = message->sample.channel;
	if (counts[channel] < SAMPLES_KEPT)
		samples[channel][counts[channel]++] = message->sample;
}

static void open_station(const char *text, struct clock *on)
{
	struct settings *settings = settings_of(text);
	bus = (struct bus){0};
	bus_add(&bus, NULL, hear);
	counts[CURVE] = counts[REFILL] = answers = 0;
	clock = on;
	station = station_open(settings, &(struct station_options){ .clock = clock, .bus = &bus, .seed = 4 }, &error);
	settings_free(settings);
}

static void close_all(void)
{
	station_close(station);
	clock_free(clock);
	station = NULL;
	clock = NULL;
}

static void run_until(double end_s)
{
	int64_t end_ns = llround(end_s * (double)NS_PER_S);
	while (clock_now(clock) < end_ns)
		station_poll(station, end_ns, -1);
}

/* Eight strokes, one every two seconds. */
static void exercise(void)
{
	for (int i = 0; i < 8; i++) {
		struct event cue = event_at(EVENT_CUE, clock_now(clock));
		bus_event(&bus, &cue);
		run_until((double)clock_now(clock) / 1e9 + 2);
	}
}

/* When the device saw the last stroke, by its own parameters, in seconds. */
static double last_stroke(size_t recording)
{
	const struct sample *refill = &samples[REFILL][recording];
	return (double)refill->time_ns / 1e9 - refill->value;
}

static void its_samples_have_the_times_at_which_they_were_measured(void)
{
	open_station(STATION, clock_new_virtual(0));
	CU_ASSERT_PTR_NOT_NULL_FATAL(station);
	run_until(10.1);
	exercise();
	run_until(100);
	CU_ASSERT_TRUE_FATAL(counts[CURVE] > 150);
	const struct sample *first = &samples[CURVE][0], *last = &samples[CURVE][counts[CURVE] - 1];
	CU_ASSERT_EQUAL(last->time_ns - first->time_ns, (int64_t)(counts[CURVE] - 1) * NS_PER_S / 4);
	CU_ASSERT_EQUAL(last->time_ns % (NS_PER_S / 4), 0);
	CU_ASSERT_EQUAL(last->arrival_ns, first->arrival_ns);
	CU_ASSERT_TRUE(last->time_ns < last->arrival_ns);
	CU_ASSERT_EQUAL(first->uncertainty_ns, 5 * NS_PER_S);
	CU_ASSERT_EQUAL(counts[REFILL], 1);
	CU_ASSERT_EQUAL(samples[REFILL][0].time_ns, last->time_ns);
	/* It was at 24.1 s; the device looked at 24.25 s next. */
	CU_ASSERT_DOUBLE_EQUAL(last_stroke(0), 24.25, 1e-6);
}

static void recordings_follow_one_another_in_time(void)
{
	open_station(STATION, clock_new_virtual(0));
	run_until(10.1);
	exercise();
	run_until(100.1);
	size_t first = counts[CURVE];
	exercise();
	run_until(200);
	CU_ASSERT_EQUAL(counts[REFILL], 2);
	CU_ASSERT_TRUE(counts[CURVE] > first + 150);
	CU_ASSERT_DOUBLE_EQUAL(last_stroke(1), 114.25, 1e-6);
	size_t backwards = 0;
	for (size_t i = 1; i < counts[CURVE]; i++)
		backwards += samples[CURVE][i].time_ns < samples[CURVE][i - 1].time_ns;
	CU_ASSERT_EQUAL(backwards, 0);
}

/* DERIVED: four samples, one second; the second block differs in its first sample. */
#define BLOCK(low) 0x1B, 0x4C, 0xE1, 0x04, 0x01, 0x1D, 0x00, 0x04, 0x00, low, 0x09, 0xCE, 0x09, 0x28, 0x0A, 0xF6, 0x09, \
	0x1D, 0xC4, 0x09, 0x00, 0x00, 0x00, 0x1D, 0x4D, 0x00, 0x28, 0x10, 0x64, 0x00, 0xA0, 0x0F, 0x00, 0x0C, 0x80, 0x04

static void send(struct pty *pty, const uint8_t *bytes, size_t size, size_t until)
{
	int64_t patience_ns = clock_now(clock) + 5 * NS_PER_S;
	if (write(pty->master, bytes, size) != (ssize_t)size)
		return;
	while (counts[CURVE] < until && clock_now(clock) < patience_ns)
		station_poll(station, patience_ns, -1);
}

static void a_recording_that_would_overlap_the_one_before_is_pushed_forward_and_says_so(void)
{
	struct pty pty;
	char text[512];
	CU_ASSERT_TRUE_FATAL(pty_plug_in(&pty));
	snprintf(text, sizeof text, "[station]\nid = lab1\n[instrument dppg]\ndriver = vasoquant\nport = %s\n"
	         "[channel curve]\ninstrument = dppg\noutput = right_ppg\n", pty.path);
	open_station(text, clock_new_real());
	CU_ASSERT_PTR_NOT_NULL_FATAL(station);
	send(&pty, (const uint8_t[]){ BLOCK(0xC4) }, 36, 4);
	send(&pty, (const uint8_t[]){ BLOCK(0xC5) }, 36, 8);
	CU_ASSERT_EQUAL_FATAL(counts[CURVE], 8);
	const struct sample *sample = samples[CURVE];
	CU_ASSERT_DOUBLE_EQUAL((double)(sample[3].time_ns - sample[0].time_ns) / 1e9, 0.75, 1e-9);
	CU_ASSERT_TRUE(sample[0].time_ns < 0);      /* it began before the session: that is told, not hidden */
	CU_ASSERT_EQUAL(sample[4].time_ns, sample[3].time_ns);
	CU_ASSERT_TRUE(sample[4].uncertainty_ns > 5 * NS_PER_S + NS_PER_S / 2);
	CU_ASSERT_TRUE(sample[7].uncertainty_ns < sample[4].uncertainty_ns);
	uint8_t answer[16];
	CU_ASSERT_TRUE(readable(pty.master));
	CU_ASSERT_EQUAL(read(pty.master, answer, 1), 1);
	CU_ASSERT_TRUE(readable(pty.master));
	CU_ASSERT_EQUAL(read(pty.master, answer + 1, sizeof answer - 1), 1);
	CU_ASSERT_EQUAL(answer[0], 0x06);
	CU_ASSERT_EQUAL(answer[1], 0x06);
	CU_ASSERT_EQUAL(answers, 2);
	pty_unplug(&pty);
}

static CU_TestInfo tests[] = {
	TEST(its_samples_have_the_times_at_which_they_were_measured),
	TEST(recordings_follow_one_another_in_time),
	TEST(a_recording_that_would_overlap_the_one_before_is_pushed_forward_and_says_so),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo recordings_suite = {
	.pName = "recordings", .pTearDownFunc = close_all, .pTests = tests,
};
