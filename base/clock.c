/* clock.c - the one clock that stamps everything */

#include "base/clock.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"

struct clock {
	bool    is_virtual;
	int64_t zero_ns;        /* real: CLOCK_MONOTONIC at zero */
	int64_t now_ns;         /* virtual */
	int64_t utc_at_zero_ns; /* virtual */
};

static int64_t read_clock(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

struct clock *clock_new_real_at(int64_t now_ns)
{
	struct clock *clock = xcalloc(1, sizeof *clock);
	clock->zero_ns = read_clock(CLOCK_MONOTONIC) - now_ns;
	return clock;
}

struct clock *clock_new_real(void)
{
	return clock_new_real_at(0);
}

struct clock *clock_new_virtual(int64_t utc_at_zero_ns)
{
	struct clock *clock = xcalloc(1, sizeof *clock);
	clock->is_virtual = true;
	clock->utc_at_zero_ns = utc_at_zero_ns;
	return clock;
}

void clock_free(struct clock *clock)
{
	free(clock);
}

bool clock_is_virtual(const struct clock *clock)
{
	return clock->is_virtual;
}

int64_t clock_now(const struct clock *clock)
{
	return clock->is_virtual ? clock->now_ns : read_clock(CLOCK_MONOTONIC) - clock->zero_ns;
}

int64_t clock_utc(const struct clock *clock)
{
	return clock->is_virtual ? clock->utc_at_zero_ns + clock->now_ns : read_clock(CLOCK_REALTIME);
}

bool clock_wait(struct clock *clock, struct pollfd *fds, nfds_t count, int64_t deadline_ns)
{
	if (clock->is_virtual) {
		assert(count == 0 && deadline_ns != TIME_NEVER);
		if (deadline_ns > clock->now_ns)
			clock->now_ns = deadline_ns;
		return false;
	}
	if (deadline_ns == TIME_NEVER)
		return ppoll(fds, count, NULL, NULL) > 0;
	int64_t left = deadline_ns - clock_now(clock);
	if (left < 0)
		left = 0;
	struct timespec timeout = { .tv_sec = left / NS_PER_S, .tv_nsec = left % NS_PER_S };
	return ppoll(fds, count, &timeout, NULL) > 0;
}

void utc_format(int64_t utc_ns, char text[static UTC_TEXT_SIZE])
{
	int64_t seconds = utc_ns / NS_PER_S, rest = utc_ns % NS_PER_S;
	if (rest < 0) {
		rest += NS_PER_S;
		seconds--;
	}
	time_t when = (time_t)seconds;
	struct tm parts;
	gmtime_r(&when, &parts);
	size_t length = strftime(text, UTC_TEXT_SIZE, "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text + length, UTC_TEXT_SIZE - length, ".%03dZ", (int)(rest / NS_PER_MS));
}
