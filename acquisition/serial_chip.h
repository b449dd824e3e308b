/*
 * serial_chip.h - what stands between a serial wire and the kernel, and how long it holds bytes
 *
 * The kernel's driver tells which chip it is. An FTDI chip waits up to its latency
 * timer (16 ms from the factory) before it hands over a few bytes; the timer stands in
 * sysfs and is lowered to 1 ms where that is permitted: by the low_latency flag of the line,
 * which any user of the device may set, or by writing sysfs. It is set anew at every
 * opening, since it is forgotten when the chip is unplugged.
 */
#ifndef SOLEUS_ACQUISITION_SERIAL_CHIP_H
#define SOLEUS_ACQUISITION_SERIAL_CHIP_H

#include <stdint.h>

#include "acquisition/port.h"

struct serial_chip {
	char    driver[32];     /* of the kernel: ftdi_sio; "" when there is none, as for a pseudo-terminal */
	int     latency_ms;     /* the latency timer; -1: it has none */
	int64_t hold_ns;        /* the longest that it holds bytes; 0 where nothing is known */
};

/* Looks at the device of that name (ttyUSB0) below `sysfs` ("/sys"), and quickens it where it can.
 * `fd`: the open device, or -1. */
struct serial_chip serial_chip_find(const char *sysfs, const char *name, int fd, const struct line_settings *line);

#endif
