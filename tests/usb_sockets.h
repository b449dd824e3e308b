/*
 * usb_sockets.h - USB devices that a test plugs in, as libserialport and the kernel's sysfs show them
 *
 * Behind /dev/NAME lies a pseudo-terminal, and a folder that looks like sysfs tells whose it is. The test program
 * stands in front of open, fopen, opendir and realpath (and pty_lines.c of lstat and readlink), which look there once
 * there is a socket; all other paths go through to the system.
 */
#ifndef SOLEUS_TESTS_USB_SOCKETS_H
#define SOLEUS_TESTS_USB_SOCKETS_H

#include <stdbool.h>

#include "tests/pty_lines.h"

/* Names of sockets begin so: ttyFAKE0. */
#define USB_SOCKET "ttyFAKE"

/* Until usb_sockets_end, only these are this computer's serial devices. */
void usb_sockets_begin(void);
void usb_sockets_end(void);

/* An FTDI FT232 (0403:6001) with that serial number ("": it has none) and a latency timer of 16 ms, whose wire is the pseudo-terminal. */
bool usb_plug_in(const char *socket, struct pty *pty, const char *serial);

/* Its name and its line go at once. */
void usb_unplug(const char *socket, struct pty *pty);

#define USB_PATH_SIZE 256
/* Where a path really leads: `path`, or `real` when it is one of a socket. */
const char *usb_sockets_path(const char *path, char real[static USB_PATH_SIZE]);

#endif
