/* reopening.c - a port that is not there is tried again until it is */

#include "acquisition/reopening.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"

struct reopening {
	char                *address;
	struct line_settings line;
	struct usb_identity  was;
	int64_t              every_ns;
	pthread_t            thread;
	int                  fd;
	pthread_mutex_t      mutex;         /* of everything below */
	pthread_cond_t       wake;          /* the thread: it is to end */
	bool                 ending, troubled;
	struct port         *port;
	struct error         error;         /* of the trouble */
	enum error_kind      last, told;    /* why it could not be opened the last time; what was told of that */
	int                  in_a_row;      /* attempts that failed for the same reason */
};

/* For a moment after it was plugged in udev has not given the device its owner yet. */
#define TOLD_AFTER 3

static void signal_station(const struct reopening *reopening)
{
	uint64_t one = 1;
	if (write(reopening->fd, &one, sizeof one) < 0)
		abort();    /* a new eventfd takes a one */
}

/* It could not be opened: whether that is to be told now. One that is absent is merely awaited. */
static bool is_news(struct reopening *reopening, enum error_kind kind)
{
	reopening->in_a_row = kind == reopening->last ? reopening->in_a_row + 1 : 1;
	reopening->last = kind;
	bool lasts = kind == ERROR_REFUSED || reopening->in_a_row >= TOLD_AFTER;
	if (kind == ERROR_ABSENT || kind == reopening->told || !lasts)
		return false;
	reopening->told = kind;
	return true;
}

/* Returns whether there is more to do. */
static bool try_once(struct reopening *reopening)
{
	struct error error;
	struct port *port = port_open_again(reopening->address, &reopening->line, &reopening->was, &error);
	pthread_mutex_lock(&reopening->mutex);
	reopening->port = port;
	if (!port && is_news(reopening, error.kind)) {
		reopening->troubled = true;
		reopening->error = error;
	}
	bool news = port || reopening->troubled;
	pthread_mutex_unlock(&reopening->mutex);
	if (news)
		signal_station(reopening);
	return !port;
}

static void *work(void *self)
{
	struct reopening *reopening = self;
	bool more = true;
	while (more) {
		more = try_once(reopening);
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		int64_t ns = until.tv_nsec + reopening->every_ns;
		until.tv_sec += ns / NS_PER_S;
		until.tv_nsec = ns % NS_PER_S;
		pthread_mutex_lock(&reopening->mutex);
		while (more && !reopening->ending
		       && pthread_cond_timedwait(&reopening->wake, &reopening->mutex, &until) == 0)
			;
		more = more && !reopening->ending;
		pthread_mutex_unlock(&reopening->mutex);
	}
	return NULL;
}

/* The program's signals belong to its main thread, and the time that is urgent to the station's. */
static bool start_thread(struct reopening *reopening)
{
	sigset_t all, before;
	pthread_attr_t attributes;
	struct sched_param ordinary = { .sched_priority = 0 };
	pthread_attr_init(&attributes);
	pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attributes, SCHED_OTHER);
	pthread_attr_setschedparam(&attributes, &ordinary);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int code = pthread_create(&reopening->thread, &attributes, work, reopening);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return code == 0;
}

static void reopening_free(struct reopening *reopening)
{
	port_close(reopening->port);
	pthread_cond_destroy(&reopening->wake);
	pthread_mutex_destroy(&reopening->mutex);
	if (reopening->fd >= 0)
		close(reopening->fd);
	free(reopening->address);
	free(reopening);
}

struct reopening *reopening_begin(const char *address, const struct line_settings *line,
                                  const struct usb_identity *was, int64_t every_ns)
{
	struct reopening *reopening = xcalloc(1, sizeof *reopening);
	reopening->address = xstrdup(address);
	reopening->line = *line;
	reopening->was = *was;
	reopening->every_ns = every_ns;
	pthread_mutex_init(&reopening->mutex, NULL);
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&reopening->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	reopening->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (reopening->fd >= 0 && start_thread(reopening))
		return reopening;
	reopening_free(reopening);
	return NULL;
}

void reopening_end(struct reopening *reopening)
{
	if (!reopening)
		return;
	pthread_mutex_lock(&reopening->mutex);
	reopening->ending = true;
	pthread_mutex_unlock(&reopening->mutex);
	pthread_cond_signal(&reopening->wake);
	pthread_join(reopening->thread, NULL);
	reopening_free(reopening);
}

int reopening_fd(const struct reopening *reopening)
{
	return reopening->fd;
}

struct port *reopening_take(struct reopening *reopening, bool *troubled, struct error *error)
{
	uint64_t news;
	if (read(reopening->fd, &news, sizeof news) < 0)
		news = 0;
	pthread_mutex_lock(&reopening->mutex);
	struct port *port = reopening->port;
	*troubled = reopening->troubled;
	if (*troubled)
		*error = reopening->error;
	reopening->port = NULL;
	reopening->troubled = false;
	pthread_mutex_unlock(&reopening->mutex);
	return port;
}
