/* wall_clock.c - a wall clock that a test may set */

#include "tests/wall_clock.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

static int64_t wall_ahead_ns, boot_ahead_ns, stood_still_ns, standstill_ns;

void wall_clock_set(int64_t wall_ns, int64_t boot_ns)
{
	wall_ahead_ns = wall_ns;
	boot_ahead_ns = boot_ns;
	stood_still_ns = standstill_ns = 0;
}

void wall_clock_stand_still(int64_t ns)
{
	standstill_ns = ns;
}

int clock_gettime(clockid_t id, struct timespec *now)
{
	int answer = (int)syscall(SYS_clock_gettime, id, now);
	if (id == CLOCK_BOOTTIME && standstill_ns > 0) {
		stood_still_ns = standstill_ns;
		standstill_ns = 0;
	}
	int64_t ahead_ns = stood_still_ns + (id == CLOCK_REALTIME ? wall_ahead_ns : id == CLOCK_BOOTTIME ? boot_ahead_ns : 0);
	int64_t ns = now->tv_nsec + ahead_ns;
	now->tv_sec += ns / NS_PER_S;
	now->tv_nsec = ns % NS_PER_S;
	return answer;
}
