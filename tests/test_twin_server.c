/* test_twin_server.c - both ends of the wire: a server of twins, and a station that takes them for instruments */

#include "acquisition/twin_server.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/person.h"
#include "acquisition/station.h"
#include "acquisition/station_settings.h"
#include "base/bus.h"
#include "base/memory.h"
#include "tests/decoder_trial.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

#define CHANNELS "[channel spo2]\ninstrument = oximeter\n[channel pulse]\ninstrument = oximeter\n" \
	"[channel toe]\ninstrument = bus\noutput = u1_ch1\nquantity = temperature\n"
#define LAB "[station]\nid = lab\n[instrument oximeter]\ndriver = contec7\nport = %s\n" \
	"[instrument bus]\ndriver = modbus_rtu\nmap = r4dcb08\ninterval = 0.05\nport = %s\n" CHANNELS

static struct error error;
static struct clock *clock;
static struct twin_server *server;
static struct station *station;
static struct sample newest[3];
static size_t counts[3], lost, connected;

static void hear(void *self, const struct message *message)
{
	(void)self;
	if (message->kind == MESSAGE_SAMPLE) {
		newest[message->sample.channel] = message->sample;
		counts[message->sample.channel] += isnan(message->sample.value) ? 0u : 1u;
	}
	lost += message->kind == MESSAGE_EVENT && message->event.kind == EVENT_LOST;
	connected += message->kind == MESSAGE_EVENT && message->event.kind == EVENT_CONNECTED;
}

static struct settings *lab(const char *first, const char *second)
{
	char *text = xasprintf(LAB, first, second);
	struct settings *settings = settings_of(text);
	free(text);
	return settings;
}

static void begin(void)
{
	clock = clock_new_real();
	memset(counts, 0, sizeof counts);
	lost = connected = 0;
}

static void end(void)
{
	station_close(station);
	twin_server_close(server);
	clock_free(clock);
	station = NULL;
	server = NULL;
}

/* A server of the lab's twins and a station that is connected with them. */
static bool connect_both(struct bus *bus, const char *first)
{
	char ports[2][64];
	struct settings *settings = lab(first, "/dev/ttyNOTHERE");
	server = twin_server_open(settings, NULL, 0, 4, clock, &error);
	settings_free(settings);
	for (size_t i = 0; i < 2 && server; i++)
		snprintf(ports[i], sizeof ports[i], "tcp:127.0.0.1:%d", twin_server_port(server, i));
	if (!server)
		return false;
	settings = lab(ports[0], ports[1]);
	bus_add(bus, counts, hear);
	station = station_open(settings, &(struct station_options){ .clock = clock, .bus = bus, .retry_ns = 20 * NS_PER_MS }, &error);
	settings_free(settings);
	return station != NULL;
}

/* Both ends in turn, a millisecond each at most. */
static void run_once(void)
{
	twin_server_poll(server, clock_now(clock) + NS_PER_MS, -1);
	station_poll(station, clock_now(clock) + NS_PER_MS, -1);
}

static void what_arrives_at_the_other_end_is_the_persons_truth(void)
{
	struct bus bus = {0};
	CU_ASSERT_TRUE_FATAL(connect_both(&bus, "sim:"));
	while ((counts[0] < 5 || counts[2] < 2) && clock_now(clock) < 10 * NS_PER_S)
		run_once();
	const struct person *person = twin_server_person(server);
	CU_ASSERT_EQUAL(newest[0].value, person_spo2(person));
	CU_ASSERT_EQUAL(newest[1].value, person_pulse(person));
	CU_ASSERT_DOUBLE_EQUAL(newest[2].value, person_temperature(person, "toe"), 0.06);
	CU_ASSERT_EQUAL(newest[0].quality | newest[1].quality | newest[2].quality, 0);
}

static void an_unplugged_twin_hangs_up_and_answers_again(void)
{
	struct bus bus = {0};
	CU_ASSERT_TRUE_FATAL(connect_both(&bus, "sim:unplug@0.2+0.1"));
	while (lost == 0 && clock_now(clock) < 10 * NS_PER_S)
		run_once();
	size_t before = counts[0];
	while (counts[0] < before + 5 && clock_now(clock) < 20 * NS_PER_S)
		run_once();
	CU_ASSERT_TRUE(lost >= 1);
	CU_ASSERT_TRUE(connected >= 3);
	CU_ASSERT_TRUE(counts[0] >= before + 5);
}

static void one_instrument_can_be_served_alone(void)
{
	struct settings *settings = lab("sim:", "sim:");
	server = twin_server_open(settings, "bus", 0, 4, clock, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(server);
	CU_ASSERT_EQUAL(twin_server_count(server), 1);
	CU_ASSERT_STRING_EQUAL(twin_server_name(server, 0), "bus");
	CU_ASSERT_PTR_NULL(twin_server_open(settings, "oximeter", twin_server_port(server, 0), 4, clock, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_BUSY);
	CU_ASSERT_PTR_NULL(twin_server_open(settings, "nobody", 0, 4, clock, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "no [instrument nobody]"));
	CU_ASSERT_PTR_NULL(twin_server_open(settings, "bus", 65536, 4, clock, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "port 65536 of this computer cannot be served: there is none behind 65535."));
	settings_free(settings);
}

/* Every driver in the table at the other end of a socket, as any program would be. */

#define DRIVERS_MOST 64
static struct client {
	const struct instrument_driver *driver;
	void                           *state;
	struct port                    *port;
	int64_t                         talk_ns;
	size_t                          bytes, readings;
} clients[DRIVERS_MOST];

/* One [instrument ...] of each driver, with the keys of its first trial. */
static struct settings *everything(void)
{
	const struct instrument_driver *driver, *before = NULL;
	const char *keys;
	char *text = xstrdup("[station]\nid = lab\n");
	for (size_t i = 0; decoder_trial_keys(i, &driver, &keys); i++, before = driver) {
		if (driver == before)
			continue;
		char *more = xasprintf("%s[instrument %s]\ndriver = %s\nport = sim:\n%s%s", text, driver->name, driver->name, keys,
		                       strcmp(driver->name, "nellcor_n200") == 0 ? "interval = 1\n" : "");
		free(text);
		text = more;
	}
	struct settings *settings = settings_of(text);
	free(text);
	return settings;
}

static void connect_client(struct client *client, const struct section *section, int port)
{
	char address[64];
	struct line_settings any = { 9600, 8, 'N', 1 };
	snprintf(address, sizeof address, "tcp:127.0.0.1:%d", port);
	*client = (struct client){ .driver = instrument_driver_find(section_text(section, "driver"), &error) };
	client->state = instrument_state_new(client->driver, section, &error);
	client->port = port_open(address, &any, &error);
}

/* As a station does it, in a few lines. */
static void let_client_work(struct client *client)
{
	uint8_t bytes[4096];
	struct reading readings[READINGS_MAX];
	int64_t now_ns = clock_now(clock);
	int size = port_read(client->port, now_ns, bytes, sizeof bytes, &error);
	for (int i = 0; i < size; i++)
		client->readings += client->driver->push(client->state, bytes[i], readings);
	client->bytes += size > 0 ? (size_t)size : 0;
	if (!client->driver->talk || (size <= 0 && now_ns < client->talk_ns))
		return;
	size_t said = client->driver->talk(client->state, now_ns, bytes, sizeof bytes, &client->talk_ns);
	if (client->driver->unanswered)
		client->driver->unanswered(client->state, readings);
	if (said > 0)
		port_write(client->port, now_ns, bytes, said, &error);
}

static void every_instrument_speaks_to_other_programs(void)
{
	struct settings *settings = everything();
	server = twin_server_open(settings, NULL, 0, 4, clock, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(server);
	size_t count = twin_server_count(server), understood = 0, drivers = 0;
	while (instrument_drivers[drivers])
		drivers++;
	CU_ASSERT_TRUE_FATAL(count == drivers && count <= DRIVERS_MOST);
	for (size_t i = 0; i < count; i++)
		connect_client(&clients[i], &settings->sections[i + 1], twin_server_port(server, i));
	while (understood < count && clock_now(clock) < 30 * NS_PER_S) {
		twin_server_poll(server, clock_now(clock) + NS_PER_MS, -1);
		understood = 0;
		for (size_t i = 0; i < count; i++) {
			let_client_work(&clients[i]);
			understood += clients[i].readings > 0 || (clients[i].driver->afterwards && clients[i].bytes > 0);
		}
	}
	CU_ASSERT_EQUAL(understood, count);
	for (size_t i = 0; i < count; i++) {
		if (clients[i].readings == 0 && !clients[i].driver->afterwards)
			fprintf(stderr, "%s was not understood\n", clients[i].driver->name);
		port_close(clients[i].port);
		free(clients[i].state);
	}
	settings_free(settings);
}

static CU_TestInfo tests[] = {
	TEST(what_arrives_at_the_other_end_is_the_persons_truth),
	TEST(an_unplugged_twin_hangs_up_and_answers_again),
	TEST(one_instrument_can_be_served_alone),
	TEST(every_instrument_speaks_to_other_programs),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo twin_server_suite = {
	.pName = "twin server", .pSetUpFunc = begin, .pTearDownFunc = end, .pTests = tests,
};
