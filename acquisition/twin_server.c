/* twin_server.c - simulated instruments for other programs, over TCP */

#include "acquisition/twin_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "acquisition/attached.h"
#include "base/memory.h"
#include "base/random.h"

#define CHUNK_SIZE 4096
#define PORT_MOST  65535

struct served {
	struct attached attached;
	int             listener, client;   /* descriptors, or -1 */
	int             port;
	struct pollfd  *polled;             /* two, during a poll */
};

struct twin_server {
	struct clock            *clock;
	struct station_settings *settings;
	struct person           *person;
	struct served           *served;
	size_t                   count;
	struct pollfd           *fds;
};

/* A listening socket on loopback; -1 when the port is taken. */
static int listen_on(int port, int *bound)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), yes = 1;
	struct sockaddr_in where = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port),
	};
	socklen_t size = sizeof where;
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(fd, (struct sockaddr *)&where, size) != 0 || listen(fd, 1) != 0
	    || getsockname(fd, (struct sockaddr *)&where, &size) != 0) {
		int reason = errno;
		close(fd);
		errno = reason;
		return -1;
	}
	*bound = ntohs(where.sin_port);
	return fd;
}

static bool serve(struct twin_server *server, size_t index, int port, uint64_t seed, struct error *error)
{
	if (port > PORT_MOST)
		return error_set(error, ERROR_MALFORMED, "port %d of this computer cannot be served: there is none behind %d.", port, PORT_MOST);
	struct served *served = &server->served[server->count++];
	served->listener = served->client = -1;
	attached_begin(&served->attached, server->settings, index, true);
	if (!attached_open(&served->attached, server->person, seed, clock_now(server->clock), false, error))
		return false;
	served->listener = listen_on(port, &served->port);
	return served->listener >= 0 || error_set(error, errno == EADDRINUSE ? ERROR_BUSY : ERROR_SYSTEM,
		"port %d of this computer cannot be served: %s.", port, strerror(errno));
}

struct twin_server *twin_server_open(const struct settings *settings, const char *name, int first_port,
                                     uint64_t seed, struct clock *clock, struct error *error)
{
	struct twin_server *server = xcalloc(1, sizeof *server);
	server->clock = clock;
	server->settings = station_settings_new(settings, error);
	if (!server->settings)
		goto fail;
	server->person = person_new(random_seed_of(seed, "person"));
	server->served = xcalloc(server->settings->instrument_count, sizeof *server->served);
	server->fds = xcalloc(2 * server->settings->instrument_count + 1, sizeof *server->fds);
	for (size_t i = 0; i < server->settings->instrument_count; i++) {
		bool wanted = !name || strcmp(server->settings->instruments[i].section->name, name) == 0;
		if (wanted && !serve(server, i, first_port ? first_port + (int)server->count : 0, seed, error))
			goto fail;
	}
	if (server->count > 0)
		return server;
	error_set(error, ERROR_MALFORMED, name ? "%s has no [instrument %s]." : "%s has no instrument.", settings->file, name);
fail:
	twin_server_close(server);
	return NULL;
}

static void hang_up(struct served *served)
{
	if (served->client >= 0)
		close(served->client);
	served->client = -1;
}

void twin_server_close(struct twin_server *server)
{
	if (!server)
		return;
	for (size_t i = 0; i < server->count; i++) {
		hang_up(&server->served[i]);
		if (server->served[i].listener >= 0)
			close(server->served[i].listener);
		attached_close(&server->served[i].attached);
	}
	person_free(server->person);
	station_settings_free(server->settings);
	free(server->served);
	free(server->fds);
	free(server);
}

size_t twin_server_count(const struct twin_server *server)
{
	return server->count;
}

const char *twin_server_name(const struct twin_server *server, size_t index)
{
	return server->served[index].attached.info.name;
}

int twin_server_port(const struct twin_server *server, size_t index)
{
	return server->served[index].port;
}

const struct person *twin_server_person(const struct twin_server *server)
{
	return server->person;
}

static void answer_the_door(struct served *served)
{
	int yes = 1, fd = accept4(served->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return;
	hang_up(served);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	served->client = fd;
	if (!served->attached.port)
		hang_up(served);
}

static void hear(struct served *served, int64_t now_ns)
{
	uint8_t bytes[CHUNK_SIZE];
	struct error error;
	ssize_t size = recv(served->client, bytes, sizeof bytes, 0);
	if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR))
		hang_up(served);
	else if (size > 0 && served->attached.port)
		port_write(served->attached.port, now_ns, bytes, (size_t)size, &error);
}

/* Who does not read in time loses bytes, as on a serial line without flow control. */
static void speak(struct served *served, int64_t now_ns)
{
	uint8_t bytes[CHUNK_SIZE];
	struct error error;
	int size = port_read(served->attached.port, now_ns, bytes, sizeof bytes, &error);
	if (size < 0) {
		attached_await(&served->attached, 0);
		hang_up(served);
	} else if (size > 0 && served->client >= 0 && send(served->client, bytes, (size_t)size, MSG_NOSIGNAL) < 0
	           && errno != EAGAIN && errno != EINTR) {
		hang_up(served);
	}
}

static void look_after(struct served *served, int64_t now_ns)
{
	struct error error;
	bool troubled;
	if (served->attached.return_ns <= now_ns)
		attached_take_up(&served->attached, now_ns, &troubled, &error);
	if (served->polled[1].revents && served->client >= 0)
		hear(served, now_ns);
	if (served->polled[0].revents)
		answer_the_door(served);
	if (served->attached.port && port_due(served->attached.port) <= now_ns)
		speak(served, now_ns);
}

void twin_server_poll(struct twin_server *server, int64_t deadline_ns, int wake_fd)
{
	nfds_t count = 0;
	for (size_t i = 0; i < server->count; i++) {
		struct served *served = &server->served[i];
		int64_t due_ns = served->attached.port ? port_due(served->attached.port) : served->attached.return_ns;
		deadline_ns = due_ns < deadline_ns ? due_ns : deadline_ns;
		served->polled = &server->fds[count];
		server->fds[count++] = (struct pollfd){ .fd = served->listener, .events = POLLIN };
		server->fds[count++] = (struct pollfd){ .fd = served->client, .events = POLLIN };    /* -1: passed over */
	}
	server->fds[count++] = (struct pollfd){ .fd = wake_fd, .events = POLLIN };
	clock_wait(server->clock, server->fds, count, deadline_ns);
	int64_t now_ns = clock_now(server->clock);
	for (size_t i = 0; i < server->count; i++)
		look_after(&server->served[i], now_ns);
}
