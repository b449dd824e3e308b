/* selftest.c - how punctual this computer is: its timer, its serial lines, its disk */

#include "acquisition/selftest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "acquisition/port.h"
#include "base/memory.h"

#define ANSWER_WITHIN_NS (NS_PER_S / 2)
#define PAUSE_NS (5 * NS_PER_MS)

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

struct spread spread_of(int64_t *values_ns, size_t count)
{
	qsort(values_ns, count, sizeof *values_ns, by_size);
	return (struct spread){ count, values_ns[count / 2], values_ns[(count * 99 - 1) / 100], values_ns[count - 1] };
}

static void wait_until(struct clock *clock, int64_t deadline_ns)
{
	while (clock_now(clock) < deadline_ns)
		clock_wait(clock, NULL, 0, deadline_ns);
}

struct spread selftest_timer(struct clock *clock, size_t count, int64_t every_ns)
{
	int64_t *late_ns = xcalloc(count, sizeof *late_ns), deadline_ns = clock_now(clock);
	for (size_t i = 0; i < count; i++) {
		deadline_ns += every_ns;
		wait_until(clock, deadline_ns);
		late_ns[i] = clock_now(clock) - deadline_ns;
	}
	struct spread spread = spread_of(late_ns, count);
	free(late_ns);
	return spread;
}

/* Sends a byte, waits for it at the other end; TIME_NEVER when it does not come. */
static int64_t one_way(struct clock *clock, int from, int to)
{
	int64_t sent_ns = clock_now(clock);
	char byte = 'U';
	struct pollfd wait = { .fd = to, .events = POLLIN };
	if (write(from, &byte, 1) != 1 || !clock_wait(clock, &wait, 1, sent_ns + ANSWER_WITHIN_NS)
	    || read(to, &byte, 1) != 1)
		return TIME_NEVER;
	return clock_now(clock) - sent_ns;
}

static bool measure_terminal(struct clock *clock, int ours, int theirs, int64_t *took_ns, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		wait_until(clock, clock_now(clock) + PAUSE_NS);
		int64_t there_ns = one_way(clock, ours, theirs), back_ns = one_way(clock, theirs, ours);
		if (there_ns == TIME_NEVER || back_ns == TIME_NEVER)
			return false;
		took_ns[i] = there_ns + back_ns;
	}
	return true;
}

bool selftest_terminal(struct clock *clock, size_t count, struct spread *spread, struct error *error)
{
	char path[64];
	struct termios line;
	int64_t *took_ns = xcalloc(count, sizeof *took_ns);
	int ours = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), theirs = -1;
	bool well = ours >= 0 && grantpt(ours) == 0 && unlockpt(ours) == 0 && ptsname_r(ours, path, sizeof path) == 0
		&& (theirs = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)) >= 0 && tcgetattr(theirs, &line) == 0;
	if (well) {
		cfmakeraw(&line);
		well = tcsetattr(theirs, TCSANOW, &line) == 0 && measure_terminal(clock, ours, theirs, took_ns, count);
	}
	if (well)
		*spread = spread_of(took_ns, count);
	else
		error_set(error, ERROR_SYSTEM, "A pseudo-terminal cannot be used: %s.", strerror(errno));
	if (theirs >= 0)
		close(theirs);
	if (ours >= 0)
		close(ours);
	free(took_ns);
	return well;
}

/* The byte has come back in `bytes`; what else comes is no error, but none of it. */
static bool comes_back(struct clock *clock, struct port *port, uint8_t sent, int64_t deadline_ns, struct error *error)
{
	while (clock_now(clock) < deadline_ns) {
		uint8_t bytes[64];
		struct pollfd wait = { .fd = port_fd(port), .events = POLLIN };
		clock_wait(clock, &wait, 1, deadline_ns);
		int got = port_read(port, clock_now(clock), bytes, sizeof bytes, error);
		if (got < 0)
			return false;
		if (got > 0 && memchr(bytes, sent, (size_t)got))
			return true;
	}
	return error_set(error, ERROR_TIMED_OUT, "%s: what is sent does not come back; connect its output with its input "
	                 "(pins 2 and 3 of a nine-pin plug).", port->identity);
}

bool selftest_loop(struct clock *clock, const char *address, size_t count, struct spread *spread, struct error *error)
{
	struct port *port = port_open(address, &(struct line_settings){ 9600, 8, 'N', 1 }, error);
	if (!port)
		return false;
	int64_t *took_ns = xcalloc(count, sizeof *took_ns);
	bool well = true;
	for (size_t i = 0; well && i < count; i++) {
		uint8_t byte = (uint8_t)(i + 1);
		int64_t sent_ns = clock_now(clock);
		well = port_write(port, sent_ns, &byte, 1, error)
			&& comes_back(clock, port, byte, sent_ns + ANSWER_WITHIN_NS, error);
		took_ns[i] = clock_now(clock) - sent_ns;
	}
	if (well)
		*spread = spread_of(took_ns, count);
	free(took_ns);
	port_close(port);
	return well;
}

bool selftest_disk(struct clock *clock, const char *folder, size_t count, struct spread *spread, struct error *error)
{
	static const char page[4096];
	char *path = xasprintf("%s/.selftest-XXXXXX", folder);
	int64_t *took_ns = xcalloc(count, sizeof *took_ns);
	int fd = mkstemp(path);
	bool well = fd >= 0;
	for (size_t i = 0; well && i < count; i++) {
		int64_t begun_ns = clock_now(clock);
		well = write(fd, page, sizeof page) == (ssize_t)sizeof page && fsync(fd) == 0;
		took_ns[i] = clock_now(clock) - begun_ns;
	}
	if (well)
		*spread = spread_of(took_ns, count);
	else
		error_set(error, ERROR_SYSTEM, "%s: a file cannot be written there: %s.", folder, strerror(errno));
	if (fd >= 0) {
		unlink(path);
		close(fd);
	}
	free(took_ns);
	free(path);
	return well;
}

void selftest_clock_source(char text[static CLOCK_SOURCE_SIZE])
{
	snprintf(text, CLOCK_SOURCE_SIZE, "unknown");
	FILE *file = fopen("/sys/devices/system/clocksource/clocksource0/current_clocksource", "re");
	if (!file)
		return;
	if (fscanf(file, "%31s", text) != 1)
		snprintf(text, CLOCK_SOURCE_SIZE, "unknown");
	fclose(file);
}
