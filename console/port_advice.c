/* port_advice.c - what stands between a person and a serial port, and the way out */

#include "console/port_advice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"

/* Arduino's own two numbers, and that of the converter on most copies (QinHeng CH340). */
static const int resetting_vendors[] = { 0x2341, 0x2a03, 0x1a86 };
#define RESETTING (sizeof resetting_vendors / sizeof resetting_vendors[0])

/* The boot loader waits for a new program for one to two seconds. */
#define BOOTING_NS (2500 * NS_PER_MS)

static bool resets(const struct serial_device *device)
{
	for (size_t i = 0; device->usb && i < RESETTING; i++)
		if (device->vendor == resetting_vendors[i])
			return true;
	return false;
}

int64_t port_settling_ns(const struct serial_device *device)
{
	return device && resets(device) ? BOOTING_NS : 0;
}

char *port_advice(const struct serial_device *device, bool modem_manager)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		memory_exhausted();
	if (!device->readable)
		fputs("You may not open it: become a member of the group that owns it (Debian, Ubuntu, Fedora: "
		      "sudo usermod -aG dialout $USER; Arch, Gentoo: uucp instead of dialout), then log out and in again. ", out);
	if (device->holder[0])
		fprintf(out, "%s has it; close that program first. ", device->holder);
	if (modem_manager && strstr(device->path, "ttyACM"))
		fputs("ModemManager runs on this computer and talks to such a port for some ten seconds after it is plugged in: "
		      "wait that long, or switch it off (sudo systemctl disable --now ModemManager). ", out);
	if (resets(device))
		fputs("Boards of this kind begin anew whenever they are opened; 2.5 s are waited each time. ", out);
	fclose(out);
	text[size - (size > 0)] = '\0';
	return text;
}

static char *usb_address(const struct serial_device *device, bool with_serial)
{
	return xasprintf("usb:%04x:%04x%s%s", (unsigned)device->vendor, (unsigned)device->product,
	                 with_serial ? ":" : "", with_serial ? device->serial_number : "");
}

/* Whether the typed address is one of the names that the device has. */
static bool is_called(const struct serial_device *device, const char *address)
{
	char *path = realpath(address, NULL), *kind = usb_address(device, false), *one = usb_address(device, true);
	bool called = strcmp(device->path, path ? path : address) == 0
		|| (device->usb && (strcasecmp(address, kind) == 0 || (device->serial_number[0] && strcasecmp(address, one) == 0)));
	free(path);
	free(kind);
	free(one);
	return called;
}

const struct serial_device *port_device_of(const char *address, const struct serial_device *devices, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_called(&devices[i], address))
			return &devices[i];
	return NULL;
}

char *port_lasting_address(const struct serial_device *device)
{
	if (device->usb && device->serial_number[0])
		return usb_address(device, true);
	return xstrdup(device->by_id[0] ? device->by_id : device->path);
}
