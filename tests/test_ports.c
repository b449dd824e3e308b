/* test_ports.c - what is said about ports, and what is written into station.ini */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "config/ini.h"
#include "console/port_advice.h"
#include "console/station_draft.h"
#include "tests/scratch.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

static const struct serial_device usual = {
	.path = "/dev/ttyACM0", .usb = true, .vendor = 0x0403, .product = 0x6001, .serial_number = "A5",
	.by_id = "/dev/serial/by-id/usb-FTDI", .readable = true,
};

/* Whether the advice on that device has the words. */
static bool advises(struct serial_device device, bool modem_manager, const char *words)
{
	char *text = port_advice(&device, modem_manager);
	bool found = *words ? strstr(text, words) != NULL : *text == '\0';
	free(text);
	return found;
}

static void trouble_with_a_port_is_explained_with_the_way_out(void)
{
	struct serial_device device = usual;
	CU_ASSERT_TRUE(advises(device, false, ""));
	CU_ASSERT_TRUE(advises(device, true, "ModemManager"));
	snprintf(device.path, sizeof device.path, "/dev/ttyUSB0");
	CU_ASSERT_TRUE(advises(device, true, ""));
	device.readable = false;
	CU_ASSERT_TRUE(advises(device, false, "usermod -aG dialout"));
	snprintf(device.holder, sizeof device.holder, "gpsd (pid 812)");
	CU_ASSERT_TRUE(advises(device, false, "gpsd (pid 812) has it"));
	device.vendor = 0x1a86;
	CU_ASSERT_TRUE(advises(device, false, "2.5 s are waited"));
	CU_ASSERT_TRUE(port_settling_ns(&device) > port_settling_ns(&usual));
	CU_ASSERT_EQUAL(port_settling_ns(NULL), 0);
}

static void a_device_is_known_by_each_of_its_names(void)
{
	CU_ASSERT_PTR_EQUAL(port_device_of("/dev/ttyACM0", &usual, 1), &usual);
	CU_ASSERT_PTR_EQUAL(port_device_of("usb:0403:6001", &usual, 1), &usual);
	CU_ASSERT_PTR_EQUAL(port_device_of("usb:0403:6001:A5", &usual, 1), &usual);
	CU_ASSERT_PTR_NULL(port_device_of("usb:0403:6001:A6", &usual, 1));
	CU_ASSERT_PTR_NULL(port_device_of("tcp:127.0.0.1:4001", &usual, 1));
}

static bool lasts_as(struct serial_device device, const char *address)
{
	char *lasting = port_lasting_address(&device);
	bool same = strcmp(lasting, address) == 0;
	free(lasting);
	return same;
}

static void the_name_that_is_written_is_the_one_that_lasts(void)
{
	struct serial_device device = usual;
	CU_ASSERT_TRUE(lasts_as(device, "usb:0403:6001:A5"));
	device.serial_number[0] = '\0';
	CU_ASSERT_TRUE(lasts_as(device, "/dev/serial/by-id/usb-FTDI"));
	device.by_id[0] = '\0';
	CU_ASSERT_TRUE(lasts_as(device, "/dev/ttyACM0"));
}

/* Sections. */

static const struct instrument_output outputs[] = { { "spo2", "spo2", "SpO2", 1 }, { "amplitude", NULL, "Amplitude", 1 } };
static const struct instrument_output *const both[] = { &outputs[0], &outputs[1] };
static const struct line_settings fast = { 115200, 8, 'N', 1 };

static struct draft draft_of(const char *driver, const char *keys)
{
	struct error error;
	return (struct draft){ "tcp:127.0.0.1:4001", &fast, instrument_driver_find(driver, &error), keys,
	                       (const struct instrument_output **)both, 2 };
}

static void sections_have_free_names_and_only_what_is_needed(void)
{
	struct settings *settings = settings_of("[instrument nellcor]\nport = sim:\n[channel spo2]\n[channel spo2_2]\n");
	struct draft draft = draft_of("nellcor", "interval = 0.2\n");
	char *text = station_draft_text(&draft, settings);
	CU_ASSERT_STRING_EQUAL(text, "[instrument nellcor_2]\ndriver = nellcor\nport = tcp:127.0.0.1:4001\nline = 115200 8N1\n"
		"\n[channel spo2_3]\ninstrument = nellcor_2\noutput = spo2\n"
		"\n[channel amplitude]\ninstrument = nellcor_2\n"
		"; what is it? For a temperature: quantity = temperature, and no unit.\nquantity = amplitude\nunit = unknown\n");
	free(text);
	settings_free(settings);
}

static void an_address_is_found_where_it_stands_already(void)
{
	struct settings *settings = settings_of("[instrument a]\nport = tcp:LAB:1\n[instrument b]\nport = /dev/../dev/null\n");
	CU_ASSERT_STRING_EQUAL(station_draft_taken(settings, "tcp:lab:1")->name, "a");
	CU_ASSERT_STRING_EQUAL(station_draft_taken(settings, "/dev/null")->name, "b");
	CU_ASSERT_PTR_NULL(station_draft_taken(settings, "/dev/zero"));
	settings_free(settings);
}

static void station_ini_is_added_to_only_when_all_of_it_is_right(void)
{
	struct error error;
	char *folder_name = scratch_folder();
	struct folder *folder = folder_new(folder_name);
	static const char before[] = "; mine\n[station]\nid = lab1";
	CU_ASSERT_TRUE(file_write(folder->station_ini, before, strlen(before), &error));
	struct draft draft = draft_of("nellcor", "");
	char *text = station_draft_text(&draft, NULL);
	CU_ASSERT_TRUE(station_draft_append(folder, text, &error));
	CU_ASSERT_FALSE(station_draft_append(folder, text, &error));    /* the same sections twice */
	char *now = file_read(folder->station_ini, 10000, NULL, &error), *wanted = xasprintf("%s\n\n%s", before, text);
	CU_ASSERT_STRING_EQUAL(now, wanted);
	char *beside = file_beside(folder->station_ini);
	CU_ASSERT_EQUAL(access(beside, F_OK), -1);
	free(beside);
	free(now);
	free(wanted);
	free(text);
	folder_free(folder);
	scratch_remove(folder_name);
}

static CU_TestInfo tests[] = {
	TEST(trouble_with_a_port_is_explained_with_the_way_out),
	TEST(a_device_is_known_by_each_of_its_names),
	TEST(the_name_that_is_written_is_the_one_that_lasts),
	TEST(sections_have_free_names_and_only_what_is_needed),
	TEST(an_address_is_found_where_it_stands_already),
	TEST(station_ini_is_added_to_only_when_all_of_it_is_right),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo ports_suite = { .pName = "ports", .pTests = tests };
