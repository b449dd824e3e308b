/*
 * port.h - where bytes come from: a serial device, a serial device server, or a simulated instrument
 *
 * An address says which:
 *     /dev/ttyUSB0, /dev/serial/by-id/...     a serial device (links are followed)
 *     usb:VID:PID[:SERIAL]                    the serial device of that USB identity, ids in hex
 *     tcp:HOST:PORT                           a serial device server
 *     sim:[FAULTS]                            the instrument's simulated twin (made by the station), and what
 *                                             goes wrong with it: see faults.h
 *
 * A port never blocks: the station polls all descriptors in one thread and reads
 * what is there. A simulated port has no descriptor; it tells when it will next
 * have something to say, which is what lets a virtual clock jump.
 */
#ifndef SOLEUS_ACQUISITION_PORT_H
#define SOLEUS_ACQUISITION_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct line_settings {
	int  baud;
	int  bits;          /* 7 or 8 */
	char parity;        /* 'N', 'E' or 'O' */
	int  stop_bits;     /* 1 or 2 */
};

/* "9600 8N1", "19200 8O1": false when it is not of that form. */
bool line_settings_parse(const char *text, struct line_settings *settings);

bool line_settings_equal(const struct line_settings *a, const struct line_settings *b);

/* Nanoseconds that one character takes on the wire: start, data, parity and stop bits. */
int64_t line_character_ns(const struct line_settings *settings);

/*
 * What a kind of port can do. `self` is what its open function made. An unset
 * member is never called by port_*.
 */
struct port_class {
	const char *name;
	int     (*fd)(const void *self);                    /* unset: no descriptor */
	int64_t (*due_ns)(const void *self);                /* unset: TIME_NEVER; see port_due */
	int     (*read)(void *self, int64_t now_ns, uint8_t *bytes, size_t size, struct error *error);
	int     (*write)(void *self, int64_t now_ns, const uint8_t *bytes, size_t size, struct error *error);
	unsigned long (*overruns)(const void *self);        /* unset: nobody counts them; see port_overruns */
	void    (*close)(void *self);
};

#define PORT_IDENTITY_SIZE 256

struct usb_identity {
	bool known;                 /* it is a USB device */
	int  vendor, product;
	char serial[64];            /* "": it has none (or, of one that is wanted, any) */
};

struct port {
	const struct port_class *class;
	void                    *self;
	char                     identity[PORT_IDENTITY_SIZE];  /* "/dev/ttyUSB0, USB 0403:6001, FT232R, serial A50285BI" */
	struct usb_identity      usb;
	int64_t                  hold_ns;   /* how long a chip or a device server may hold bytes, as far as is known */
};

/* Whether it is an address at all, by its form alone: nothing is opened or looked up.
 * "sim:" is one. ERROR_MALFORMED otherwise. */
bool port_address_check(const char *address, struct error *error);

/* "sim:", with or without a script of faults behind it. */
bool port_is_simulated(const char *address);

/*
 * Opens a serial or tcp address, exclusively. Returns NULL with ERROR_ABSENT (no
 * such device), ERROR_BUSY (another program has it), ERROR_MALFORMED (not an
 * address) or ERROR_SYSTEM (permission and the rest; the sentence says what to do).
 * Freed with port_close. The kinds are tried in the order of one array in port.c.
 */
struct port *port_open(const char *address, const struct line_settings *line, struct error *error);

/*
 * Opens the instrument that was at the address before: a USB device by what it is, in
 * whatever socket it is now, anything else by its address. ERROR_REFUSED when
 * another device has taken its name.
 */
struct port *port_open_again(const char *address, const struct line_settings *line, const struct usb_identity *was,
                             struct error *error);

/* Gives back the device; accepts NULL. */
void port_close(struct port *port);

/* The descriptor to poll, or -1. */
int port_fd(const struct port *port);

/* When a simulated port next has bytes, on the clock's time; TIME_NEVER for the others. */
int64_t port_due(const struct port *port);

/* Reads what is there without waiting: the number of bytes, 0 for nothing yet, or
 * -1 when the device has gone (unplugged, connection closed), with the reason. */
int port_read(struct port *port, int64_t now_ns, uint8_t *bytes, size_t size, struct error *error);

/* How often bytes were lost since nobody took them in time, by the chip's and the kernel's own count since
 * they began; 0 where there is none. */
unsigned long port_overruns(const struct port *port);

/* Sends all bytes or fails: true when the system has taken them all. */
bool port_write(struct port *port, int64_t now_ns, const uint8_t *bytes, size_t size, struct error *error);

/* One serial device of this computer, for `soleus ports`. */
struct serial_device {
	char path[128];             /* /dev/ttyUSB0 */
	char description[128];
	bool usb;
	int  vendor, product;       /* USB ids, when usb */
	char serial_number[64];     /* "" when it has none */
	char by_id[256];            /* its link under /dev/serial/by-id, or "" */
	bool readable;              /* this user may open it */
	char holder[128];           /* "gpsd (pid 812)" when another program is known to hold it, else "" */
};

/* The serial devices of this computer, in the order of their paths; *count of
 * them, freed with free(). NULL with *count 0 when there are none. */
struct serial_device *serial_devices(size_t *count);

/* Which of the devices is the one that was at `path` (NULL: it was named by its kind, not by a path): NULL with *other
 * false when it is not there, with *other true when another has its path. One without a serial number is known by its kind
 * alone, at its path; or where it has none, as the only one of that kind. */
const struct serial_device *serial_device_again(const struct serial_device *devices, size_t count,
                                                const struct usb_identity *was, const char *path, bool *other);

#endif
