/* serial_chip.c - what stands between a serial wire and the kernel, and how long it holds bytes */

#include "acquisition/serial_chip.h"

#include <fcntl.h>
#include <linux/serial.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"

#define USB_FRAME_NS NS_PER_MS      /* a full-speed device is asked once a millisecond */

/* A UART's buffer is handed over when it is full enough, or after four characters' silence (16550 data sheet). */
#define UART_CHARACTERS 4

static const struct {
	const char *driver;
	int64_t     hold_ns;
	int         characters;
} known[] = {
	{ "ftdi_sio", USB_FRAME_NS, 0 },            /* and its latency timer */
	{ "cp210x", USB_FRAME_NS, 0 },
	{ "ch341", USB_FRAME_NS, 0 },
	{ "ch341-uart", USB_FRAME_NS, 0 },
	{ "pl2303", USB_FRAME_NS, 0 },
	{ "cdc_acm", USB_FRAME_NS, 0 },
	{ "serial8250", 0, UART_CHARACTERS },
	{ "port", 0, UART_CHARACTERS },             /* the same, since Linux 6.7 */
};

static int read_timer(const char *path)
{
	char text[16] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	ssize_t length = read(fd, text, sizeof text - 1);
	close(fd);
	return length > 0 ? atoi(text) : -1;
}

static void quicken_line(int fd)
{
	struct serial_struct line;
	if (fd < 0 || ioctl(fd, TIOCGSERIAL, &line) != 0)
		return;
	line.flags |= (int)ASYNC_LOW_LATENCY;
	ioctl(fd, TIOCSSERIAL, &line);
}

static int quicken(const char *path, int fd)
{
	int timer_ms = read_timer(path);
	if (timer_ms <= 1)
		return timer_ms;
	quicken_line(fd);
	timer_ms = read_timer(path);
	int file = timer_ms > 1 ? open(path, O_WRONLY | O_CLOEXEC) : -1;
	if (file < 0)
		return timer_ms;
	ssize_t written = write(file, "1\n", 2);
	(void)written;          /* what came of it is read below */
	close(file);
	return read_timer(path);
}

struct serial_chip serial_chip_find(const char *sysfs, const char *name, int fd, const struct line_settings *line)
{
	struct serial_chip chip = { .latency_ms = -1 };
	char path[256], target[256];
	snprintf(path, sizeof path, "%s/class/tty/%s/device/driver", sysfs, name);
	ssize_t length = readlink(path, target, sizeof target - 1);
	if (length <= 0)
		return chip;
	target[length] = '\0';
	const char *slash = strrchr(target, '/');
	snprintf(chip.driver, sizeof chip.driver, "%.31s", slash ? slash + 1 : target);
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(known[i].driver, chip.driver) == 0)
			chip.hold_ns = known[i].hold_ns + known[i].characters * line_character_ns(line);
	snprintf(path, sizeof path, "%s/class/tty/%s/device/latency_timer", sysfs, name);
	chip.latency_ms = quicken(path, fd);
	if (chip.latency_ms > 0)
		chip.hold_ns = chip.latency_ms * NS_PER_MS;
	return chip;
}
