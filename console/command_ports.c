/* command_ports.c - soleus ports: the serial ports of this computer */

#include <stdio.h>
#include <stdlib.h>

#include "acquisition/port.h"
#include "console/command.h"
#include "console/listing.h"

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

static int run(const struct invocation *invocation)
{
	bool json = option_given(invocation, "json"), closed = false;
	size_t count;
	struct serial_device *devices = serial_devices(&count);
	struct listing *listing = listing_new();
	for (size_t i = 0; i < count; i++) {
		list_device(listing, &devices[i]);
		closed |= !devices[i].readable;
	}
	listing_print(listing, json, "This computer shows no serial port. Plug the instrument in; if it still does "
	              "not appear, try another cable\n(some only charge) and look at the newest lines of 'dmesg'.");
	if (closed && !json)
		fputs("\nYou may not open the ports without access: add yourself to the group that owns them "
		      "(Debian, Ubuntu: sudo usermod -aG dialout $USER;\nArch, Gentoo: uucp), then log out and in.\n",
		      stdout);
	listing_free(listing);
	free(devices);
	return STATUS_WELL;
}

static const struct option_spec options[] = {
	{ .name = "json", .help = "for programs" },
	{ .name = NULL },
};

const struct command ports_command = {
	.name = "ports",
	.synopsis = "[--json]",
	.summary = "serial ports with their USB identity, who holds them, permission trouble explained",
	.help = "Lists the serial ports of this computer. What stands under 'identity' can be given as\n"
	        "'port = ...' in station.ini; it finds the instrument in whatever socket it is plugged.\n",
	.options = options,
	.run = run,
};
