/* test_replug.c - instruments that go and come back, over pseudo-terminals */

#include "acquisition/station.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "acquisition/port.h"
#include "base/memory.h"
#include "tests/pty_lines.h"
#include "tests/scratch.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

#define RETRY_NS (2 * NS_PER_MS)
#define PATIENCE_NS (5 * NS_PER_S)

/* A board behind a link, as udev makes one: the link goes when the board does. */
static char *folder, *place;
static struct pty pty;
static struct clock *wall;
static struct station *station;
static struct bus bus;
static struct error error;
static int connected, lost, samples, gaps, troubles;
static struct gap gap;
static char trouble[ERROR_TEXT_SIZE];

static void hear(void *self, const struct message *message)
{
	(void)self;
	samples += message->kind == MESSAGE_SAMPLE;
	connected += message->kind == MESSAGE_EVENT && message->event.kind == EVENT_CONNECTED;
	lost += message->kind == MESSAGE_EVENT && message->event.kind == EVENT_LOST;
	if (message->kind == MESSAGE_EVENT && message->event.kind == EVENT_TROUBLE) {
		snprintf(trouble, sizeof trouble, "%s", message->event.text);
		troubles++;
	}
	if (message->kind == MESSAGE_GAP) {
		gap = message->gap;
		gaps++;
	}
}

static bool plug_in(void)
{
	return pty_plug_in(&pty) && symlink(pty.path, place) == 0;
}

static void unplug(void)
{
	unlink(place);
	pty_unplug(&pty);
}

static void open_station(int64_t retry_ns)
{
	char *text = xasprintf("[station]\nid = lab\n[instrument board]\ndriver = text_lines\npattern = {toe}\ninterval = 0.01\n"
		"port = %s\n[channel toe]\ninstrument = board\nquantity = temperature\n", place);
	struct settings *settings = settings_of(text);
	wall = clock_new_real();
	station = station_open(settings, &(struct station_options){ .clock = wall, .bus = &bus, .seed = 1, .retry_ns = retry_ns }, &error);
	settings_free(settings);
	free(text);
}

static void begin(void)
{
	folder = scratch_folder();
	place = xasprintf("%s/board", folder);
	pty.master = -1;
	bus = (struct bus){0};
	bus_add(&bus, NULL, hear);
	connected = lost = samples = gaps = troubles = 0;
}

static void end(void)
{
	station_close(station);
	clock_free(wall);
	station = NULL;
	wall = NULL;
	pty_unplug(&pty);
	free(place);
	scratch_remove(folder);
}

/* Polls until the counter has that value; how long it took, or PATIENCE_NS. */
static int64_t until(const int *counter, int value)
{
	int64_t begun_ns = clock_now(wall), deadline_ns = begun_ns + PATIENCE_NS;
	while (*counter < value && clock_now(wall) < deadline_ns)
		station_poll(station, deadline_ns, -1);
	return clock_now(wall) - begun_ns;
}

static int descriptors(void)
{
	int count = 0;
	DIR *folder_of_fds = opendir("/proc/self/fd");
	while (readdir(folder_of_fds))
		count++;
	closedir(folder_of_fds);
	return count;
}

/* Sought as often as in a visit. */
static void a_board_that_is_missing_at_the_start_is_taken_up_when_it_comes(void)
{
	open_station(0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(station);
	station_poll(station, 60 * NS_PER_MS, -1);
	CU_ASSERT_EQUAL(lost, 1);
	CU_ASSERT_EQUAL(connected, 0);
	CU_ASSERT_STRING_EQUAL(station_instrument(station, 0)->identity, "");
	CU_ASSERT_TRUE_FATAL(plug_in());
	CU_ASSERT_TRUE(until(&connected, 1) < 2 * NS_PER_S);
	CU_ASSERT_STRING_EQUAL(station_instrument(station, 0)->identity, pty.path);
	CU_ASSERT_EQUAL(write(pty.master, "1\n31.5\n", 7), 7);
	CU_ASSERT_TRUE(until(&samples, 1) < NS_PER_S);
	CU_ASSERT_EQUAL(gaps, 1);
	CU_ASSERT_EQUAL(gap.cause, GAP_UNPLUGGED);
}

static void a_board_that_goes_is_missed_at_once_and_taken_up_again(void)
{
	CU_ASSERT_TRUE_FATAL(plug_in());
	open_station(RETRY_NS);
	CU_ASSERT_PTR_NOT_NULL_FATAL(station);
	CU_ASSERT_EQUAL(write(pty.master, "1\n31.5\n", 7), 7);
	until(&samples, 1);
	gaps = 0;       /* a slow computer may have made one before the first value */
	unplug();
	CU_ASSERT_TRUE(until(&lost, 1) < NS_PER_S);
	station_poll(station, clock_now(wall) + 50 * NS_PER_MS, -1);
	CU_ASSERT_TRUE_FATAL(plug_in());
	CU_ASSERT_TRUE(until(&connected, 2) < 2 * NS_PER_S);
	/* The end of a line that began elsewhere is no value: the decoder begins anew. */
	CU_ASSERT_EQUAL(write(pty.master, "1.5\n32\n", 7), 7);
	CU_ASSERT_TRUE(until(&samples, 2) < NS_PER_S);
	CU_ASSERT_EQUAL(samples, 2);
	CU_ASSERT_EQUAL(gaps, 1);
	CU_ASSERT_EQUAL(gap.cause, GAP_UNPLUGGED);
	CU_ASSERT_TRUE(gap.to_ns - gap.from_ns >= 40 * NS_PER_MS);
}

/* The kernel counts what it and the chip had to throw away; a pseudo-terminal throws nothing away. */
static void what_the_kernel_had_no_room_for_is_a_gap_that_says_so(void)
{
	CU_ASSERT_TRUE_FATAL(plug_in());
	open_station(RETRY_NS);
	CU_ASSERT_PTR_NOT_NULL_FATAL(station);
	CU_ASSERT_EQUAL(write(pty.master, "1\n31.5\n", 7), 7);
	until(&samples, 1);
	for (int chip = 0; chip < 2; chip++) {
		gaps = 0;
		station_poll(station, clock_now(wall) + 50 * NS_PER_MS, -1);
		pty_count_overruns(chip, 1);
		CU_ASSERT_EQUAL(write(pty.master, "32\n", 3), 3);
		until(&samples, chip + 2);
		CU_ASSERT_EQUAL(gaps, 1);
		CU_ASSERT_EQUAL(gap.cause, GAP_OVERRUN);
	}
	gaps = 0;
	station_poll(station, clock_now(wall) + 50 * NS_PER_MS, -1);
	CU_ASSERT_EQUAL(write(pty.master, "33\n", 3), 3);
	until(&samples, 4);
	CU_ASSERT_EQUAL(gap.cause, GAP_SILENT);
}

/* Another program (stty sane) has made a terminal of the line: from now on an end-of-file character makes it readable, and
 * there is nothing to read. */
static bool make_a_terminal_of_it(void)
{
	struct termios line;
	bool well = tcgetattr(pty.master, &line) == 0;
	line.c_lflag |= ICANON;
	line.c_cc[VEOF] = 4;
	return well && tcsetattr(pty.master, TCSANOW, &line) == 0;
}

/* So many times in a row; once each, for what is there is read at once. */
static void say_nothing(int times)
{
	for (int i = 0; i < times && write(pty.master, "\x04", 1) == 1; i++)
		station_poll(station, clock_now(wall) + NS_PER_S, -1);
}

static void a_line_that_says_something_and_gives_nothing_is_lost_at_the_third_time_and_opened_anew(void)
{
	CU_ASSERT_TRUE_FATAL(plug_in());
	open_station(RETRY_NS);
	CU_ASSERT_PTR_NOT_NULL_FATAL(station);
	CU_ASSERT_TRUE_FATAL(until(&connected, 1) < PATIENCE_NS && make_a_terminal_of_it());
	say_nothing(2);
	CU_ASSERT_EQUAL(write(pty.master, "1\n31.5\n", 7), 7);
	CU_ASSERT_TRUE(until(&samples, 1) < PATIENCE_NS);
	say_nothing(2);
	CU_ASSERT_EQUAL(lost, 0);
	say_nothing(1);
	CU_ASSERT_EQUAL(lost, 1);
	CU_ASSERT_TRUE(until(&connected, 2) < PATIENCE_NS);
	CU_ASSERT_EQUAL(write(pty.master, "1\n32.5\n", 7), 7);
	CU_ASSERT_TRUE(until(&samples, 2) < PATIENCE_NS);
}

/* A modem manager, or a terminal that somebody left open: without a word the operator would wait for ever. */
static void why_a_board_that_is_there_cannot_be_opened_is_told_once(void)
{
	open_station(RETRY_NS);
	CU_ASSERT_TRUE_FATAL(station && pty_plug_in(&pty));
	int other = open(pty.path, O_RDWR | O_NOCTTY);
	CU_ASSERT_TRUE_FATAL(flock(other, LOCK_EX) == 0 && symlink(pty.path, place) == 0);
	until(&troubles, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(trouble, "another program, or another instrument of this station, has it"));
	station_poll(station, clock_now(wall) + 20 * RETRY_NS, -1);
	CU_ASSERT_EQUAL(troubles, 1);
	CU_ASSERT_EQUAL(connected, 0);
	close(other);
	CU_ASSERT_TRUE(until(&connected, 1) < PATIENCE_NS);
}

static void a_thousand_times_leave_no_descriptor_behind(void)
{
	CU_ASSERT_TRUE_FATAL(plug_in());
	open_station(RETRY_NS);
	CU_ASSERT_PTR_NOT_NULL_FATAL(station);
	until(&connected, 1);
	int before = descriptors();
	for (int i = 1; i <= 1000; i++) {
		unplug();
		until(&lost, i);
		if (!plug_in())
			break;
		until(&connected, i + 1);
	}
	CU_ASSERT_EQUAL(lost, 1000);
	CU_ASSERT_EQUAL(connected, 1001);
	CU_ASSERT_EQUAL(descriptors(), before);
}

/* Of all threads, also the one that seeks; in seconds. */
static double processor_time(void)
{
	struct timespec used;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

/* For a moment the process has no descriptor left, with which to wait for the thread that seeks. */
static void who_cannot_be_sought_at_once_is_sought_later(void)
{
	struct rlimit before, none;
	CU_ASSERT_TRUE_FATAL(plug_in() && getrlimit(RLIMIT_NOFILE, &before) == 0);
	open_station(RETRY_NS);
	CU_ASSERT_PTR_NOT_NULL_FATAL(station);
	until(&connected, 1);
	none = (struct rlimit){ 3, before.rlim_max };
	CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &none), 0);
	unplug();
	until(&lost, 1);
	CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &before), 0);
	CU_ASSERT_EQUAL(lost, 1);
	CU_ASSERT_TRUE_FATAL(plug_in());
	CU_ASSERT_TRUE(until(&connected, 2) < PATIENCE_NS);
}

static void waiting_costs_next_to_nothing(void)
{
	open_station(0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(station);
	double before = processor_time();
	int64_t end_ns = clock_now(wall) + NS_PER_S / 2;
	while (clock_now(wall) < end_ns)
		station_poll(station, end_ns, -1);
	CU_ASSERT(processor_time() - before < 0.02 * 0.5);
}

/* What would be found there by `soleus ports`. */
static const struct serial_device devices[] = {
	{ .path = "/dev/ttyACM0", .usb = true, .vendor = 0x2341, .product = 0x43, .serial_number = "" },
	{ .path = "/dev/ttyS0" },
	{ .path = "/dev/ttyUSB0", .usb = true, .vendor = 0x0403, .product = 0x6001, .serial_number = "B" },
	{ .path = "/dev/ttyUSB3", .usb = true, .vendor = 0x0403, .product = 0x6001, .serial_number = "A" },
	{ .path = "/dev/ttyUSB4", .usb = true, .vendor = 0x1a86, .product = 0x7523, .serial_number = "" },
	{ .path = "/dev/ttyUSB5", .usb = true, .vendor = 0x1a86, .product = 0x7523, .serial_number = "" },
};
#define DEVICES (sizeof devices / sizeof devices[0])

static const char *again(int vendor, int product, const char *serial, const char *path, bool *other)
{
	struct usb_identity was = { .known = true, .vendor = vendor, .product = product };
	snprintf(was.serial, sizeof was.serial, "%s", serial);
	const struct serial_device *found = serial_device_again(devices, DEVICES, &was, path, other);
	return found ? found->path : "";
}

static void the_same_instrument_is_known_in_another_socket_and_another_one_by_its_number(void)
{
	bool other;
	CU_ASSERT_STRING_EQUAL(again(0x0403, 0x6001, "A", "/dev/ttyUSB0", &other), "/dev/ttyUSB3");
	CU_ASSERT_STRING_EQUAL(again(0x0403, 0x6001, "C", "/dev/ttyUSB0", &other), "");
	CU_ASSERT_TRUE(other);
	CU_ASSERT_STRING_EQUAL(again(0x0403, 0x6001, "C", "/dev/ttyUSB7", &other), "");
	CU_ASSERT_FALSE(other);
	CU_ASSERT_STRING_EQUAL(again(0x2341, 0x43, "", "/dev/ttyACM0", &other), "/dev/ttyACM0");
	CU_ASSERT_STRING_EQUAL(again(0x2341, 0x43, "", "/dev/ttyACM1", &other), "");
	CU_ASSERT_STRING_EQUAL(again(0x0403, 0x6001, "", "/dev/ttyUSB0", &other), "");
	CU_ASSERT_TRUE(other);
}

static void one_without_a_number_that_was_named_by_its_kind_is_the_only_one_of_it(void)
{
	bool other;
	CU_ASSERT_STRING_EQUAL(again(0x2341, 0x43, "", NULL, &other), "/dev/ttyACM0");
	CU_ASSERT_STRING_EQUAL(again(0x1a86, 0x7523, "", NULL, &other), "");    /* two of them: nobody can tell */
	CU_ASSERT_STRING_EQUAL(again(0x0403, 0x6001, "", NULL, &other), "");    /* both of these have numbers */
	CU_ASSERT_FALSE(other);
}

static CU_TestInfo tests[] = {
	TEST(a_board_that_is_missing_at_the_start_is_taken_up_when_it_comes),
	TEST(a_board_that_goes_is_missed_at_once_and_taken_up_again),
	TEST(what_the_kernel_had_no_room_for_is_a_gap_that_says_so),
	TEST(a_line_that_says_something_and_gives_nothing_is_lost_at_the_third_time_and_opened_anew),
	TEST(why_a_board_that_is_there_cannot_be_opened_is_told_once),
	TEST(a_thousand_times_leave_no_descriptor_behind),
	TEST(who_cannot_be_sought_at_once_is_sought_later),
	TEST(waiting_costs_next_to_nothing),
	TEST(the_same_instrument_is_known_in_another_socket_and_another_one_by_its_number),
	TEST(one_without_a_number_that_was_named_by_its_kind_is_the_only_one_of_it),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo replug_suite = {
	.pName = "replug", .pSetUpFunc = begin, .pTearDownFunc = end, .pTests = tests,
};
