/* usb_sockets.c - USB devices that a test plugs in, as libserialport and the kernel's sysfs show them */

#include "tests/usb_sockets.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/memory.h"
#include "tests/scratch.h"

#define CLASS  "/sys/class/tty"
#define DEVICE "/dev/" USB_SOCKET

static char *root;      /* NULL: there are no sockets */

void usb_sockets_begin(void)
{
	struct error error;
	root = scratch_folder();
	char *class = xasprintf("%s/class/tty", root), *dev = xasprintf("%s/dev", root);
	folder_make(class, &error);
	folder_make(dev, &error);
	free(dev);
	free(class);
}

void usb_sockets_end(void)
{
	scratch_remove(root);
	root = NULL;
}

static void put(const char *folder, const char *name, const char *text)
{
	free(scratch_file(folder, name, text));
}

static bool put_link(const char *target, const char *format, const char *socket)
{
	char *part = xasprintf(format, socket, socket), *path = xasprintf("%s/%s", root, part);
	unlink(path);
	bool well = symlink(target, path) == 0;
	free(path);
	free(part);
	return well;
}

/* As sysfs has it: devices/usb1/DEVICE/INTERFACE/ttyUSB0/tty/ttyUSB0, with links from class/tty and to the driver. */
bool usb_plug_in(const char *socket, struct pty *pty, const char *serial)
{
	struct error error;
	char *device = xasprintf("%s/devices/usb1/at_%s", root, socket);
	char *leaf = xasprintf("%s/if0/%s/tty/%s", device, socket, socket);
	char *port = xasprintf("%s/if0/%s", device, socket);
	char *target = xasprintf("../../devices/usb1/at_%s/if0/%s/tty/%s", socket, socket, socket);
	bool well = pty_plug_in(pty) && folder_make(leaf, &error);
	put(device, "busnum", "1\n");
	put(device, "devnum", "2\n");
	put(device, "idVendor", "0403\n");
	put(device, "idProduct", "6001\n");
	put(device, "product", "FT232R USB UART\n");
	char *line = xasprintf("%s\n", serial);
	if (serial[0])
		put(device, "serial", line);
	put(port, "latency_timer", "16\n");
	well = well && put_link("../..", "devices/usb1/at_%1$s/if0/%1$s/tty/%1$s/device", socket)
		&& put_link("../../../../../bus/usb-serial/drivers/ftdi_sio", "devices/usb1/at_%1$s/if0/%1$s/driver", socket)
		&& put_link(target, "class/tty/%1$s", socket) && put_link(pty->path, "dev/%1$s", socket);
	free(line);
	free(target);
	free(port);
	free(leaf);
	free(device);
	return well;
}

void usb_unplug(const char *socket, struct pty *pty)
{
	char *class = xasprintf("%s/class/tty/%s", root, socket), *dev = xasprintf("%s/dev/%s", root, socket);
	unlink(dev);
	unlink(class);
	pty_unplug(pty);
	free(dev);
	free(class);
}

const char *usb_sockets_path(const char *path, char real[static USB_PATH_SIZE])
{
	if (!root)
		return path;
	if (strncmp(path, CLASS, strlen(CLASS)) == 0)
		snprintf(real, USB_PATH_SIZE, "%s%s", root, path + strlen("/sys"));
	else if (strncmp(path, DEVICE, strlen(DEVICE)) == 0)
		snprintf(real, USB_PATH_SIZE, "%s%s", root, path);
	else
		return path;
	return real;
}

/* What stands in front of the C library. */

int open(const char *path, int flags, ...)
{
	char real[USB_PATH_SIZE];
	mode_t mode = 0;
	if (flags & (O_CREAT | O_TMPFILE)) {
		va_list arguments;
		va_start(arguments, flags);
		mode = va_arg(arguments, mode_t);
		va_end(arguments);
	}
	return openat(AT_FDCWD, usb_sockets_path(path, real), flags, mode);
}

/* What open is called where the flags are not known to the compiler. */
int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags)
{
	return open(path, flags);
}

FILE *fopen(const char *restrict path, const char *restrict mode)
{
	char real[USB_PATH_SIZE];
	FILE *(*system)(const char *, const char *);
	*(void **)&system = dlsym(RTLD_NEXT, "fopen");
	return system(usb_sockets_path(path, real), mode);
}

DIR *opendir(const char *path)
{
	char real[USB_PATH_SIZE];
	DIR *(*system)(const char *);
	*(void **)&system = dlsym(RTLD_NEXT, "opendir");
	return system(usb_sockets_path(path, real));
}

/* A socket's name is no link. */
char *realpath(const char *restrict path, char *restrict resolved)
{
	char real[USB_PATH_SIZE];
	char *(*system)(const char *, char *);
	*(void **)&system = dlsym(RTLD_NEXT, "realpath");
	if (usb_sockets_path(path, real) == path)
		return system(path, resolved);
	if (access(real, F_OK) != 0)
		return NULL;
	return resolved ? strcpy(resolved, path) : xstrdup(path);
}
