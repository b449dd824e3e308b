/* test_usb_sockets.c - USB instruments that change sockets, and others that take their names */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acquisition/port.h"
#include "acquisition/station.h"
#include "base/memory.h"
#include "tests/settings_of.h"
#include "tests/suites.h"
#include "tests/usb_sockets.h"

#define PATIENCE_NS (5 * NS_PER_S)

static const struct line_settings usual = { 9600, 8, 'N', 1 };
static struct pty ours, other;
static struct clock *wall;
static struct station *station;
static struct bus bus;
static struct error error;
static int connected, lost, refused, samples;
static char trouble[512];

static void hear(void *self, const struct message *message)
{
	(void)self;
	enum event_kind kind = message->kind == MESSAGE_EVENT ? message->event.kind : EVENT_KIND_COUNT;
	samples += message->kind == MESSAGE_SAMPLE;
	connected += kind == EVENT_CONNECTED;
	lost += kind == EVENT_LOST;
	if (kind == EVENT_TROUBLE) {
		snprintf(trouble, sizeof trouble, "%s", message->event.text);
		refused++;
	}
}

static void begin(void)
{
	usb_sockets_begin();
	ours.master = other.master = -1;
	bus = (struct bus){0};
	bus_add(&bus, NULL, hear);
	connected = lost = refused = samples = 0;
}

static void end(void)
{
	station_close(station);
	clock_free(wall);
	station = NULL;
	wall = NULL;
	pty_unplug(&ours);
	pty_unplug(&other);
	usb_sockets_end();
}

static void open_station(const char *address)
{
	char *text = xasprintf("[station]\nid = lab\n[instrument board]\ndriver = text_lines\npattern = {toe}\nport = %s\n"
		"[channel toe]\ninstrument = board\nquantity = temperature\n", address);
	struct settings *settings = settings_of(text);
	wall = clock_new_real();
	station = station_open(settings, &(struct station_options){ .clock = wall, .bus = &bus, .retry_ns = 5 * NS_PER_MS }, &error);
	settings_free(settings);
	free(text);
}

static void until(const int *counter, int value)
{
	int64_t deadline_ns = clock_now(wall) + PATIENCE_NS;
	while (*counter < value && clock_now(wall) < deadline_ns)
		station_poll(station, deadline_ns, -1);
}

static void a_device_is_found_by_its_serial_number_and_its_chip_is_quickened(void)
{
	size_t count;
	CU_ASSERT_TRUE_FATAL(usb_plug_in("ttyFAKE0", &other, "B7") && usb_plug_in("ttyFAKE3", &ours, "A5"));
	struct serial_device *devices = serial_devices(&count);
	CU_ASSERT_EQUAL_FATAL(count, 2);
	CU_ASSERT_STRING_EQUAL(devices[1].path, "/dev/ttyFAKE3");
	CU_ASSERT_STRING_EQUAL(devices[1].serial_number, "A5");
	CU_ASSERT_TRUE(devices[1].usb && devices[1].vendor == 0x0403 && devices[1].product == 0x6001);
	free(devices);
	struct port *port = port_open("usb:0403:6001:A5", &usual, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(port);
	CU_ASSERT_STRING_EQUAL(port->identity, "/dev/ttyFAKE3, USB 0403:6001, FT232R USB UART, serial A5, ftdi_sio, latency timer 1 ms");
	CU_ASSERT_EQUAL(port->hold_ns, NS_PER_MS);
	port_close(port);
}

static void two_of_a_kind_need_a_serial_number(void)
{
	CU_ASSERT_TRUE_FATAL(usb_plug_in("ttyFAKE0", &other, "B7") && usb_plug_in("ttyFAKE3", &ours, "A5"));
	CU_ASSERT_PTR_NULL(port_open("usb:0403:6001", &usual, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "both /dev/ttyFAKE0 and /dev/ttyFAKE3 are of that kind"));
}

/* Everything that happens to cables, by a name that the kernel gives to whatever comes first. */
static void another_number_on_its_name_is_refused_and_the_same_one_elsewhere_is_taken(void)
{
	CU_ASSERT_TRUE_FATAL(usb_plug_in("ttyFAKE0", &ours, "A5"));
	open_station("/dev/ttyFAKE0");
	CU_ASSERT_PTR_NOT_NULL_FATAL(station);
	until(&connected, 1);
	usb_unplug("ttyFAKE0", &ours);
	until(&lost, 1);
	CU_ASSERT_TRUE_FATAL(usb_plug_in("ttyFAKE0", &other, "B7"));
	until(&refused, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(trouble, "another device has taken its name; what was there is USB 0403:6001, serial A5"));
	CU_ASSERT_EQUAL(connected, 1);
	CU_ASSERT_TRUE_FATAL(usb_plug_in("ttyFAKE7", &ours, "A5"));
	until(&connected, 2);
	CU_ASSERT_PTR_NOT_NULL(strstr(station_instrument(station, 0)->identity, "/dev/ttyFAKE7, USB 0403:6001"));
	CU_ASSERT_EQUAL(write(other.master, "1\n99.5\n", 7), 7);
	CU_ASSERT_EQUAL(write(ours.master, "1\n31.5\n", 7), 7);
	until(&samples, 1);
	CU_ASSERT_EQUAL(samples, 1);
	CU_ASSERT_EQUAL(refused, 1);
	CU_ASSERT_EQUAL(lost, 1);
}

/* The commonest chips have no serial number at all. */
static void one_without_a_number_that_was_named_by_its_kind_comes_back_in_any_socket(void)
{
	CU_ASSERT_TRUE_FATAL(usb_plug_in("ttyFAKE0", &ours, ""));
	open_station("usb:0403:6001");
	CU_ASSERT_PTR_NOT_NULL_FATAL(station);
	until(&connected, 1);
	usb_unplug("ttyFAKE0", &ours);
	until(&lost, 1);
	CU_ASSERT_TRUE_FATAL(usb_plug_in("ttyFAKE4", &ours, ""));
	until(&connected, 2);
	CU_ASSERT_EQUAL(connected, 2);
	CU_ASSERT_STRING_EQUAL(station_instrument(station, 0)->identity,
	                       "/dev/ttyFAKE4, USB 0403:6001, FT232R USB UART, ftdi_sio, latency timer 1 ms");
}

static CU_TestInfo tests[] = {
	TEST(a_device_is_found_by_its_serial_number_and_its_chip_is_quickened),
	TEST(two_of_a_kind_need_a_serial_number),
	TEST(another_number_on_its_name_is_refused_and_the_same_one_elsewhere_is_taken),
	TEST(one_without_a_number_that_was_named_by_its_kind_comes_back_in_any_socket),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo usb_sockets_suite = {
	.pName = "usb sockets", .pSetUpFunc = begin, .pTearDownFunc = end, .pTests = tests,
};
