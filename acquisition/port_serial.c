/*
 * port_serial.c - serial devices, by libserialport
 *
 * The only file that knows libserialport, and written for 0.1.1, which is in use
 * everywhere. What that version leaves to its caller is done here: it opens no
 * symbolic link, takes no lock, lets the descriptor be inherited, and after an
 * unplug answers a non-blocking read as if the line were idle. Its blocking reads
 * can then spin for ever and are never used.
 */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libserialport.h>
#include <linux/serial.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "acquisition/port_holder.h"
#include "acquisition/port_kinds.h"
#include "acquisition/serial_chip.h"
#include "base/memory.h"

struct serial {
	struct sp_port *port;
	int             fd;
	char            path[128];
};

/* A reason in words; the library's own text must be given back. */
static void system_error(const char *path, const char *what, struct error *error)
{
	char *reason = sp_last_error_message();
	error_set(error, ERROR_SYSTEM, "%s: %s: %s.", path, what, reason ? reason : "no reason was given");
	sp_free_error_message(reason);
}

static void open_error(const char *path, int reason, struct error *error)
{
	switch (reason) {
	case EACCES:
	case EPERM:
		error_set(error, ERROR_SYSTEM, "%s: you may not open it; become a member of the group that owns serial ports "
			"(Debian, Ubuntu, Fedora: sudo usermod -aG dialout $USER; Arch, Gentoo: uucp instead of dialout), "
			"then log out and in again.", path);
		break;
	case EBUSY:
	case EWOULDBLOCK:
		error_set(error, ERROR_BUSY, "%s: another program, or another instrument of this station, has it; close that first.", path);
		break;
	case ENOENT:
	case ENODEV:
	case ENXIO:
		error_set(error, ERROR_ABSENT, "%s: no device answers there; is it plugged in? `soleus ports` lists what is.", path);
		break;
	default:
		error_set(error, ERROR_SYSTEM, "%s: it cannot be opened: %s.", path, strerror(reason));
	}
}

static int serial_fd(const void *self)
{
	return ((const struct serial *)self)->fd;
}

static int serial_read(void *self, int64_t now_ns, uint8_t *bytes, size_t size, struct error *error)
{
	(void)now_ns;
	struct serial *serial = self;
	int got = (int)sp_nonblocking_read(serial->port, bytes, size);
	if (got > 0)
		return got;
	/* Nothing there: an idle line still answers how much is waiting, a device that has gone does not. */
	if (got == 0 && sp_input_waiting(serial->port) >= 0)
		return 0;
	error_set(error, ERROR_ABSENT, "%s: the device has gone; was its cable pulled?", serial->path);
	return -1;
}

static int serial_write(void *self, int64_t now_ns, const uint8_t *bytes, size_t size, struct error *error)
{
	(void)now_ns;
	struct serial *serial = self;
	int written = (int)sp_nonblocking_write(serial->port, bytes, size);
	if (written < 0)
		system_error(serial->path, "nothing can be sent", error);
	return written;
}

/* Of the chip's buffer, and of the kernel's behind it. */
static unsigned long serial_overruns(const void *self)
{
	struct serial_icounter_struct counts;
	if (ioctl(((const struct serial *)self)->fd, TIOCGICOUNT, &counts) != 0)
		return 0;       /* its driver does not count */
	return (unsigned long)counts.overrun + (unsigned long)counts.buf_overrun;
}

static void serial_close(void *self)
{
	struct serial *serial = self;
	if (serial->fd >= 0)
		sp_close(serial->port);
	sp_free_port(serial->port);
	free(serial);
}

static const struct port_class serial_class = {
	.name = "serial",
	.fd = serial_fd,
	.read = serial_read,
	.write = serial_write,
	.overruns = serial_overruns,
	.close = serial_close,
};

static struct usb_identity usb_of(struct sp_port *port)
{
	struct usb_identity usb = { .known = sp_get_port_transport(port) == SP_TRANSPORT_USB
		&& sp_get_port_usb_vid_pid(port, &usb.vendor, &usb.product) == SP_OK };
	const char *serial = usb.known ? sp_get_port_usb_serial(port) : NULL;
	snprintf(usb.serial, sizeof usb.serial, "%s", serial ? serial : "");
	return usb;
}

/* What is known of a device, as one line. */
static void identify(struct sp_port *port, const struct usb_identity *usb, char identity[static PORT_IDENTITY_SIZE])
{
	const char *name = sp_get_port_name(port), *title = usb->known ? sp_get_port_usb_product(port) : NULL;
	if (usb->known)
		snprintf(identity, PORT_IDENTITY_SIZE, "%s, USB %04x:%04x%s%s%s%s", name, (unsigned)usb->vendor,
		         (unsigned)usb->product, title ? ", " : "", title ? title : "",
		         usb->serial[0] ? ", serial " : "", usb->serial);
	else
		snprintf(identity, PORT_IDENTITY_SIZE, "%s", name);
}

/* Taken at once after opening, before anything is set: 0.1.1 takes neither lock. */
static bool lock(int fd, const char *path, struct error *error)
{
	if (flock(fd, LOCK_EX | LOCK_NB) != 0 || ioctl(fd, TIOCEXCL) != 0) {
		open_error(path, errno, error);
		return false;
	}
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	return true;
}

static bool set_line(struct sp_port *port, const struct line_settings *line)
{
	enum sp_parity parity = line->parity == 'E' ? SP_PARITY_EVEN : line->parity == 'O' ? SP_PARITY_ODD : SP_PARITY_NONE;
	return sp_set_baudrate(port, line->baud) == SP_OK
		&& sp_set_bits(port, line->bits) == SP_OK
		&& sp_set_parity(port, parity) == SP_OK
		&& sp_set_stopbits(port, line->stop_bits) == SP_OK
		&& sp_set_flowcontrol(port, SP_FLOWCONTROL_NONE) == SP_OK
		&& sp_flush(port, SP_BUF_INPUT) == SP_OK;
}

/* The port, with the chip that stands before it: "..., ftdi_sio, latency timer 1 ms". */
static struct port *port_at(struct serial *serial, const struct line_settings *line)
{
	char identity[PORT_IDENTITY_SIZE];
	struct usb_identity usb = usb_of(serial->port);
	identify(serial->port, &usb, identity);
	const char *slash = strrchr(serial->path, '/');
	struct serial_chip chip = serial_chip_find("/sys", slash ? slash + 1 : serial->path, serial->fd, line);
	size_t length = strlen(identity);
	if (chip.driver[0])
		length += (size_t)snprintf(identity + length, PORT_IDENTITY_SIZE - length, ", %s", chip.driver);
	if (chip.latency_ms >= 0 && length < PORT_IDENTITY_SIZE)
		snprintf(identity + length, PORT_IDENTITY_SIZE - length, ", latency timer %d ms", chip.latency_ms);
	struct port *port = port_new(&serial_class, serial, identity);
	port->usb = usb;
	port->hold_ns = chip.hold_ns;
	return port;
}

/* `path` has no links in it. */
static struct port *open_device(const char *path, const struct line_settings *line, struct error *error)
{
	struct serial *serial = xcalloc(1, sizeof *serial);
	char holder[PORT_HOLDER_SIZE];
	serial->fd = -1;
	snprintf(serial->path, sizeof serial->path, "%s", path);

	if (sp_get_port_by_name(path, &serial->port) != SP_OK) {
		error_set(error, ERROR_MALFORMED, "%s: it is not a serial device; `soleus ports` lists those.", path);
		goto fail;
	}
	/* Asked before opening, since opening already changes the other program's line. */
	if (port_holder(path, holder)) {
		error_set(error, ERROR_BUSY, "%s: %s has it; close that program first.", path, holder);
		goto fail;
	}
	if (sp_open(serial->port, SP_MODE_READ_WRITE) != SP_OK) {
		open_error(path, sp_last_error_code(), error);
		goto fail;
	}
	sp_get_port_handle(serial->port, &serial->fd);
	if (!lock(serial->fd, path, error))
		goto fail;
	if (!set_line(serial->port, line)) {
		system_error(path, "its line settings cannot be set", error);
		goto fail;
	}
	return port_at(serial, line);
fail:
	serial_close(serial);
	return NULL;
}

struct port *port_path_open(const char *address, const struct line_settings *line, struct error *error)
{
	char *path = realpath(address, NULL);
	if (!path) {
		open_error(address, errno, error);
		return NULL;
	}
	struct port *port = open_device(path, line, error);
	free(path);
	return port;
}

/* Up to four hex digits and what ends them. */
static const char *hex_parse(const char *text, int *value)
{
	size_t digits = strspn(text, "0123456789abcdefABCDEF");
	*value = (int)strtol(text, NULL, 16);
	return digits >= 1 && digits <= 4 ? text + digits : NULL;
}

static bool usb_parse(const char *address, struct usb_identity *identity)
{
	const char *p = hex_parse(address + strlen("usb:"), &identity->vendor);
	if (!p || *p != ':')
		return false;
	p = hex_parse(p + 1, &identity->product);
	identity->serial[0] = '\0';
	if (!p || !*p)
		return p != NULL;
	if (*p != ':' || !p[1] || strlen(p + 1) >= sizeof identity->serial)
		return false;
	snprintf(identity->serial, sizeof identity->serial, "%s", p + 1);
	return true;
}

bool port_usb_check(const char *address, struct error *error)
{
	struct usb_identity identity = {0};
	return usb_parse(address, &identity)
		|| error_set(error, ERROR_MALFORMED, "'%s' is not of the form usb:VID:PID or usb:VID:PID:SERIAL with ids in hex, "
			"such as usb:0403:6001; `soleus ports` shows them.", address);
}

static bool usb_fits(const struct serial_device *device, const struct usb_identity *wanted)
{
	return device->usb && device->vendor == wanted->vendor && device->product == wanted->product
		&& (!wanted->serial[0] || strcmp(device->serial_number, wanted->serial) == 0);
}

/* The link below /dev/serial/by-id that leads to the path; "" when there is none. */
static void find_by_id(const char *path, char *link, size_t size)
{
	static const char folder_name[] = "/dev/serial/by-id";
	link[0] = '\0';
	DIR *folder = opendir(folder_name);
	if (!folder)
		return;
	for (struct dirent *entry; !link[0] && (entry = readdir(folder)); ) {
		char *name = xasprintf("%s/%s", folder_name, entry->d_name);
		char *target = realpath(name, NULL);
		if (target && strcmp(target, path) == 0)
			snprintf(link, size, "%s", name);
		free(target);
		free(name);
	}
	closedir(folder);
}

static void describe(struct sp_port *port, struct serial_device *device)
{
	const char *path = sp_get_port_name(port), *description = sp_get_port_description(port);
	struct usb_identity usb = usb_of(port);
	snprintf(device->path, sizeof device->path, "%s", path);
	snprintf(device->description, sizeof device->description, "%s", description ? description : "");
	snprintf(device->serial_number, sizeof device->serial_number, "%s", usb.serial);
	device->usb = usb.known;
	device->vendor = usb.vendor;
	device->product = usb.product;
}

/* What takes a look into other programs. */
static void describe_use(struct serial_device *device)
{
	const char *path = device->path;
	device->readable = access(path, R_OK | W_OK) == 0;
	find_by_id(path, device->by_id, sizeof device->by_id);
	port_holder(path, device->holder);
}

static int by_path(const void *a, const void *b)
{
	return strverscmp(((const struct serial_device *)a)->path, ((const struct serial_device *)b)->path);
}

/* `use`: also who may use them and who does, which takes longer. */
static struct serial_device *list_devices(bool use, size_t *count)
{
	struct sp_port **ports;
	*count = 0;
	if (sp_list_ports(&ports) != SP_OK)
		return NULL;
	while (ports[*count])
		++*count;
	struct serial_device *devices = *count ? xcalloc(*count, sizeof *devices) : NULL;
	for (size_t i = 0; i < *count; i++) {
		describe(ports[i], &devices[i]);
		if (use)
			describe_use(&devices[i]);
	}
	sp_free_port_list(ports);
	if (devices)
		qsort(devices, *count, sizeof *devices, by_path);
	return devices;
}

struct serial_device *serial_devices(size_t *count)
{
	return list_devices(true, count);
}

struct port *port_usb_open(const char *address, const struct line_settings *line, struct error *error)
{
	struct usb_identity wanted = {0};
	usb_parse(address, &wanted);
	size_t count;
	struct serial_device *devices = list_devices(false, &count);
	const struct serial_device *found = NULL, *second = NULL;
	for (size_t i = 0; i < count; i++)
		if (usb_fits(&devices[i], &wanted)) {
			second = found ? &devices[i] : NULL;
			found = found ? found : &devices[i];
		}
	struct port *port = NULL;
	if (!found)
		error_set(error, ERROR_ABSENT, "%s: no such device is plugged in; `soleus ports` lists those that are.", address);
	else if (second)
		error_set(error, ERROR_MALFORMED, "%s: both %s and %s are of that kind; add the serial number, or give the path.",
		          address, found->path, second->path);
	else
		port = open_device(found->path, line, error);
	free(devices);
	return port;
}

const struct serial_device *serial_device_again(const struct serial_device *devices, size_t count,
                                                const struct usb_identity *was, const char *path, bool *other)
{
	const struct serial_device *of_its_kind = NULL;
	size_t alike = 0;
	*other = false;
	for (size_t i = 0; i < count; i++) {
		bool at_its_path = path && strcmp(devices[i].path, path) == 0;
		bool fits = usb_fits(&devices[i], was) && strcmp(devices[i].serial_number, was->serial) == 0;
		if (fits && (was->serial[0] || at_its_path))
			return &devices[i];
		if (fits) {
			of_its_kind = &devices[i];
			alike++;
		}
		*other |= at_its_path;
	}
	return !path && alike == 1 ? of_its_kind : NULL;
}

struct port *port_usb_again(const char *address, const struct line_settings *line, const struct usb_identity *was,
                            struct error *error)
{
	size_t count;
	bool other;
	bool by_path = address[0] == '/';
	char *path = by_path ? realpath(address, NULL) : NULL;
	struct serial_device *devices = list_devices(false, &count);
	const struct serial_device *found = serial_device_again(devices, count, was, by_path && !path ? address : path, &other);
	struct port *port = NULL;
	if (found)
		port = open_device(found->path, line, error);
	else if (other)
		error_set(error, ERROR_REFUSED, "%s: another device has taken its name; what was there is USB %04x:%04x%s%s.", address,
		          (unsigned)was->vendor, (unsigned)was->product, was->serial[0] ? ", serial " : "", was->serial);
	else
		error_set(error, ERROR_ABSENT, "%s: it is not plugged in.", address);
	free(devices);
	free(path);
	return port;
}
