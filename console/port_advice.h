/*
 * port_advice.h - what stands between a person and a serial port, and the way out
 */
#ifndef SOLEUS_CONSOLE_PORT_ADVICE_H
#define SOLEUS_CONSOLE_PORT_ADVICE_H

#include "acquisition/port.h"

/* Sentences on a device, "" where nothing is to be said; freed with free(). `modem_manager`: it runs here. */
char *port_advice(const struct serial_device *device, bool modem_manager);

/* How long after opening the device is still busy with itself: an Arduino is reset by it. */
int64_t port_settling_ns(const struct serial_device *device);

/* The device behind an address that a person typed: a path, a link or usb:...; NULL: none of these. */
const struct serial_device *port_device_of(const char *address, const struct serial_device *devices, size_t count);

/* The name to write into station.ini: the USB identity where it has a serial number, else what does not
 * change by itself; freed with free(). */
char *port_lasting_address(const struct serial_device *device);

#endif
