/* ports.c - soleus ports: the serial ports of this computer, and what hangs on them */

#include <stdio.h>
#include <stdlib.h>

#include "acquisition/port_holder.h"
#include "base/clock.h"
#include "console/command.h"
#include "console/listing.h"
#include "console/port_advice.h"
#include "console/port_search.h"

static void list_device(struct listing *listing, const struct serial_device *device)
{
	char usb[128] = "";
	if (device->usb)
		snprintf(usb, sizeof usb, "usb:%04x:%04x%s%s", (unsigned)device->vendor, (unsigned)device->product,
		         device->serial_number[0] ? ":" : "", device->serial_number);
	listing_row(listing);
	listing_text(listing, "path", device->path);
	listing_text(listing, "identity", usb);
	listing_text(listing, "description", device->description);
	listing_text(listing, "access", device->readable ? "yes" : "no");
	listing_text(listing, "in_use_by", device->holder);
}

static int list_all(const struct serial_device *devices, size_t count, bool json)
{
	bool modem_manager = program_runs("ModemManager");
	struct listing *listing = listing_new();
	for (size_t i = 0; i < count; i++)
		list_device(listing, &devices[i]);
	listing_print(listing, json, PORT_NONE);
	for (size_t i = 0; i < count && !json; i++) {
		char *advice = port_advice(&devices[i], modem_manager);
		if (*advice)
			printf("\n%s: %s\n", devices[i].path, advice);
		free(advice);
	}
	listing_free(listing);
	return STATUS_WELL;
}

static int run(const struct invocation *invocation)
{
	bool identifies = option_given(invocation, "identify");
	if (!identifies && (invocation->word_count > 0 || option_given(invocation, "write")))
		return tell_usage("ports: %s means something only with --identify.", invocation->word_count ? "a port" : "--write");
	if (!identifies && option_given(invocation, "listen"))
		return tell_usage("ports: --listen means something only with --identify.");
	int64_t listen_s = option_integer(invocation, "listen", 0);
	size_t count;
	struct serial_device *devices = serial_devices(&count);
	int status = identifies ? port_search(invocation, devices, count, listen_s * NS_PER_S)
	                        : list_all(devices, count, option_given(invocation, "json"));
	free(devices);
	return status;
}

static const struct option_spec options[] = {
	{ .name = "identify", .help = "listen on each port (or on those that are given): which instrument is it?" },
	{ .name = "write", .help = "with --identify: add what was found to the study's station.ini" },
	{ .name = "listen", .argument = "SECONDS", .help = "with --identify: how long nothing may come before it asks (1.5)",
	  .low = 2, .high = 600 },
	{ .name = "json", .help = "for programs" },
	{ .name = NULL },
};

const struct command ports_command = {
	.name = "ports",
	.synopsis = "[--json] [--identify [--write] [--listen SECONDS] [PORT...]]",
	.summary = "serial ports with their USB identity; which instrument hangs on each; trouble explained",
	.help = "Lists the serial ports of this computer. What stands under 'identity' can be given as\n"
	        "'port = ...' in station.ini; it finds the instrument in whatever socket it is plugged.\n"
	        "\n"
	        "With --identify it listens on each port, about three seconds at each line setting that an instrument\n"
	        "comes with from the factory, until one is known. Where nothing comes by itself it asks, with questions\n"
	        "that harm no instrument. It tells what the instrument reads now, and the sections for station.ini.\n"
	        "\n"
	        "An instrument that station.ini describes already, by its pattern or its question, is known on any port;\n"
	        "its own question is put only where its section says 'ask_to_identify = yes'.\n",
	.options = options,
	.most_words = 64,
	.run = run,
};
