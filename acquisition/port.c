/* port.c - where bytes come from: a serial device, a serial device server, or a simulated instrument */

#include "acquisition/port.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/faults.h"
#include "acquisition/port_kinds.h"
#include "base/clock.h"
#include "base/count.h"
#include "base/memory.h"

#define SIMULATED "sim:"
#define BAUD_MOST 4000000

static const struct {
	const char   *prefix;
	bool        (*check)(const char *address, struct error *error);     /* unset: any is well */
	struct port *(*open)(const char *address, const struct line_settings *line, struct error *error);
} kinds[] = {
	{ "/", .open = port_path_open },
	{ "usb:", port_usb_check, port_usb_open },
	{ "tcp:", port_tcp_check, port_tcp_open },
};
#define KINDS (sizeof kinds / sizeof kinds[0])

bool line_settings_parse(const char *text, struct line_settings *settings)
{
	struct line_settings read = {0};
	const char *p = text;
	for (; isdigit((unsigned char)*p); p++) {
		read.baud = read.baud * 10 + (*p - '0');
		if (read.baud > BAUD_MOST)
			return false;
	}
	if (read.baud == 0 || *p != ' ')
		return false;
	p += strspn(p, " ");
	if (strlen(p) != 3 || !strchr("78", p[0]) || !strchr("NEO", p[1]) || !strchr("12", p[2]))
		return false;
	read.bits = p[0] - '0';
	read.parity = p[1];
	read.stop_bits = p[2] - '0';
	*settings = read;
	return true;
}

bool line_settings_equal(const struct line_settings *a, const struct line_settings *b)
{
	return a->baud == b->baud && a->bits == b->bits && a->parity == b->parity && a->stop_bits == b->stop_bits;
}

int64_t line_character_ns(const struct line_settings *settings)
{
	int bits = 1 + settings->bits + (settings->parity != 'N') + settings->stop_bits;
	return bits * NS_PER_S / settings->baud;
}

/* Which kind an address is of, or KINDS. */
static size_t kind_of(const char *address)
{
	size_t i = 0;
	while (i < KINDS && strncmp(address, kinds[i].prefix, strlen(kinds[i].prefix)) != 0)
		i++;
	return i;
}

bool port_is_simulated(const char *address)
{
	return strncmp(address, SIMULATED, strlen(SIMULATED)) == 0;
}

static bool refuse(const char *address, struct error *error)
{
	return error_set(error, ERROR_MALFORMED,
		"'%s' is not a port; write /dev/ttyUSB0, usb:VID:PID[:SERIAL], tcp:HOST:PORT or sim:.", address);
}

bool port_address_check(const char *address, struct error *error)
{
	size_t kind = kind_of(address);
	if (kind == KINDS)
		return port_is_simulated(address) ? faults_parse(&(struct faults){ .count = 0 }, address + strlen(SIMULATED), error)
		                                  : refuse(address, error);
	return !kinds[kind].check || kinds[kind].check(address, error);
}

struct port *port_open(const char *address, const struct line_settings *line, struct error *error)
{
	size_t kind = kind_of(address);
	if (kind == KINDS) {
		refuse(address, error);
		return NULL;
	}
	if (kinds[kind].check && !kinds[kind].check(address, error))
		return NULL;
	return kinds[kind].open(address, line, error);
}

struct port *port_open_again(const char *address, const struct line_settings *line, const struct usb_identity *was,
                             struct error *error)
{
	return was->known ? port_usb_again(address, line, was, error) : port_open(address, line, error);
}

struct port *port_new(const struct port_class *class, void *self, const char *identity)
{
	struct port *port = xcalloc(1, sizeof *port);
	port->class = class;
	port->self = self;
	snprintf(port->identity, sizeof port->identity, "%s", identity);
	return port;
}

void port_close(struct port *port)
{
	if (!port)
		return;
	port->class->close(port->self);
	free(port);
}

int port_fd(const struct port *port)
{
	return port->class->fd ? port->class->fd(port->self) : -1;
}

int64_t port_due(const struct port *port)
{
	return port->class->due_ns ? port->class->due_ns(port->self) : TIME_NEVER;
}

int port_read(struct port *port, int64_t now_ns, uint8_t *bytes, size_t size, struct error *error)
{
	assert(port->class->read);
	return port->class->read(port->self, now_ns, bytes, size, error);
}

unsigned long port_overruns(const struct port *port)
{
	return port->class->overruns ? port->class->overruns(port->self) : 0;
}

bool port_write(struct port *port, int64_t now_ns, const uint8_t *bytes, size_t size, struct error *error)
{
	if (!port->class->write)
		return error_set(error, ERROR_REFUSED, "%s: nothing can be sent there.", port->identity);
	int written = port->class->write(port->self, now_ns, bytes, size, error);
	if (written < 0)
		return false;
	if ((size_t)written < size)
		return error_set(error, ERROR_TIMED_OUT, "%s: only %d of %s could be sent; is the other side listening?",
		                 port->identity, written, count_text((int64_t)size, "byte", "bytes", (char[COUNT_TEXT_SIZE]){0}));
	return true;
}
