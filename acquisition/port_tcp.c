/* port_tcp.c - a serial device server, reached over TCP */

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "acquisition/port_kinds.h"
#include "base/clock.h"
#include "base/memory.h"

#define CONNECT_S 3
/* How long a device server may gather bytes into a packet: none says; assumed. */
#define PACKING_NS (10 * NS_PER_MS)

struct tcp {
	int  fd;
	char address[PORT_IDENTITY_SIZE];
};

/* "tcp:host:4001" or "tcp:[::1]:4001" into its two parts. */
static bool split(const char *address, char host[static 128], char service[static 8])
{
	const char *begin = address + strlen("tcp:");
	const char *colon = strrchr(begin, ':');
	if (!colon)
		return false;
	size_t length = (size_t)(colon - begin), digits = strlen(colon + 1);
	if (length > 2 && begin[0] == '[' && begin[length - 1] == ']') {
		begin++;
		length -= 2;
	} else if (memchr(begin, ':', length)) {
		return false;
	}
	if (length == 0 || length >= 128 || digits == 0 || digits > 5
	    || strspn(colon + 1, "0123456789") != digits || atoi(colon + 1) < 1 || atoi(colon + 1) > 65535)
		return false;
	snprintf(host, 128, "%.*s", (int)length, begin);
	snprintf(service, 8, "%s", colon + 1);
	return true;
}

bool port_tcp_check(const char *address, struct error *error)
{
	char host[128], service[8];
	return split(address, host, service)
		|| error_set(error, ERROR_MALFORMED,
			"'%s' is not of the form tcp:HOST:PORT, such as tcp:192.168.0.20:4001 or tcp:[::1]:4001.", address);
}

/* Waits until the connection stands or the clock's deadline has passed; returns an errno. */
static int await_connection(int fd, struct clock *clock, int64_t deadline_ns)
{
	struct pollfd wait = { .fd = fd, .events = POLLOUT };
	while (!clock_wait(clock, &wait, 1, deadline_ns))
		if (clock_now(clock) >= deadline_ns)
			return ETIMEDOUT;
	int problem = 0;
	socklen_t size = sizeof problem;
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &size);
	return problem;
}

/* A cable pulled behind a device server sends nothing: keep-alive notices it within about 15 s, and while a question is under
 * way, when there is no keep-alive, the time that it may go unheard. */
static void ask_for_signs_of_life(int fd)
{
	int yes = 1, idle_s = 5, interval_s = 3, count = 3;
	unsigned unheard_ms = 15000;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_s, sizeof interval_s);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unheard_ms, sizeof unheard_ms);
}

/* A connected socket, or -1 with the reason in *problem. */
static int connect_to(const struct addrinfo *where, struct clock *clock, int64_t deadline_ns, int *problem)
{
	int fd = socket(where->ai_family, where->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, where->ai_protocol);
	if (fd < 0) {
		*problem = errno;
		return -1;
	}
	*problem = connect(fd, where->ai_addr, where->ai_addrlen) == 0 ? 0 : errno;
	if (*problem == EINPROGRESS)
		*problem = await_connection(fd, clock, deadline_ns);
	if (*problem) {
		close(fd);
		return -1;
	}
	ask_for_signs_of_life(fd);
	return fd;
}

static int tcp_fd(const void *self)
{
	return ((const struct tcp *)self)->fd;
}

static int tcp_read(void *self, int64_t now_ns, uint8_t *bytes, size_t size, struct error *error)
{
	(void)now_ns;
	struct tcp *tcp = self;
	ssize_t got = recv(tcp->fd, bytes, size, 0);
	if (got > 0)
		return (int)got;
	if (got == 0) {
		error_set(error, ERROR_ABSENT, "%s: the other side closed the connection.", tcp->address);
		return -1;
	}
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return 0;
	error_set(error, ERROR_ABSENT, "%s: the connection was lost: %s.", tcp->address, strerror(errno));
	return -1;
}

static int tcp_write(void *self, int64_t now_ns, const uint8_t *bytes, size_t size, struct error *error)
{
	(void)now_ns;
	struct tcp *tcp = self;
	ssize_t sent = send(tcp->fd, bytes, size, MSG_NOSIGNAL);
	if (sent >= 0)
		return (int)sent;
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return 0;
	error_set(error, ERROR_ABSENT, "%s: nothing can be sent: %s.", tcp->address, strerror(errno));
	return -1;
}

static void tcp_close(void *self)
{
	struct tcp *tcp = self;
	close(tcp->fd);
	free(tcp);
}

static const struct port_class tcp_class = {
	.name = "tcp",
	.fd = tcp_fd,
	.read = tcp_read,
	.write = tcp_write,
	.close = tcp_close,
};

struct port *port_tcp_open(const char *address, const struct line_settings *line, struct error *error)
{
	(void)line;     /* set in the device server itself */
	char host[128], service[8];
	split(address, host, service);
	struct addrinfo *list = NULL, hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
	int problem = getaddrinfo(host, service, &hints, &list);
	if (problem) {
		error_set(error, ERROR_ABSENT, "%s: the host is not known: %s.", address, gai_strerror(problem));
		return NULL;
	}
	struct clock *clock = clock_new_real();
	int fd = -1;
	for (struct addrinfo *where = list; fd < 0 && where; where = where->ai_next)
		fd = connect_to(where, clock, CONNECT_S * NS_PER_S, &problem);
	clock_free(clock);
	freeaddrinfo(list);
	if (fd < 0) {
		error_set(error, ERROR_ABSENT, "%s: no connection: %s; is the device server switched on, and is that its port?",
		          address, strerror(problem));
		return NULL;
	}
	struct tcp *tcp = xcalloc(1, sizeof *tcp);
	tcp->fd = fd;
	snprintf(tcp->address, sizeof tcp->address, "%s", address);
	struct port *port = port_new(&tcp_class, tcp, address);
	port->hold_ns = PACKING_NS;
	return port;
}
