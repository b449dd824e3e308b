/* pty_lines.c - a pseudo-terminal that libserialport takes for a serial device */

#include "tests/pty_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/serial.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/usb_sockets.h"

bool pty_plug_in(struct pty *pty)
{
	pty->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	return pty->master >= 0 && grantpt(pty->master) == 0 && unlockpt(pty->master) == 0
		&& ptsname_r(pty->master, pty->path, sizeof pty->path) == 0;
}

void pty_unplug(struct pty *pty)
{
	if (pty->master >= 0)
		close(pty->master);
	pty->master = -1;
}

static struct serial_icounter_struct counted;
static bool counts;

void pty_count_overruns(int chip, int kernel)
{
	counted = (struct serial_icounter_struct){ .overrun = chip, .buf_overrun = kernel };
	counts = true;
}

bool readable(int fd)
{
	return poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 2000) == 1;
}

/* What stands in front of the C library. */

#define PTY_CLASS "/sys/class/tty/pts/"
#define PTY_PLACE "../../devices/pts"

static bool is_pty(const char *path)
{
	return strncmp(path, PTY_CLASS, strlen(PTY_CLASS)) == 0;
}

int lstat(const char *path, struct stat *status)
{
	char real[USB_PATH_SIZE];
	if (!is_pty(path))
		return fstatat(AT_FDCWD, usb_sockets_path(path, real), status, AT_SYMLINK_NOFOLLOW);
	memset(status, 0, sizeof *status);
	status->st_mode = S_IFLNK;
	return 0;
}

/* What lstat was called by programs built before glibc 2.33; Debian's libserialport is one. */
int __lxstat(int version, const char *path, struct stat *status);
int __lxstat(int version, const char *path, struct stat *status)
{
	(void)version;
	return lstat(path, status);
}

ssize_t readlink(const char *path, char *target, size_t size)
{
	char real[USB_PATH_SIZE];
	if (!is_pty(path))
		return readlinkat(AT_FDCWD, usb_sockets_path(path, real), target, size);
	size_t length = strlen(PTY_PLACE) < size ? strlen(PTY_PLACE) : size;
	memcpy(target, PTY_PLACE, length);
	return (ssize_t)length;
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list arguments;
	va_start(arguments, request);
	void *argument = va_arg(arguments, void *);
	va_end(arguments);
	int answer = (int)syscall(SYS_ioctl, fd, request, argument);
	if (answer == 0 || (errno != ENOTTY && errno != EINVAL))
		return answer;
	switch (request) {
	case TIOCMGET:
		*(int *)argument = TIOCM_CTS | TIOCM_DSR | TIOCM_CAR;
		return 0;
	case TIOCGICOUNT:
		if (counts)
			*(struct serial_icounter_struct *)argument = counted;
		return counts ? 0 : answer;
	case TIOCMSET:
	case TIOCMBIS:
	case TIOCMBIC:
		return 0;
	default:
		return answer;
	}
}
