/* clock_watch.c - what the computer's clocks did between two looks at them */

#include "acquisition/clock_watch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/timex.h>
#include <time.h>

#include "base/clock.h"

/* Less than this is how far two readings of one moment may lie apart, and what NTP does by and by. */
#define SLEPT_NS (100 * NS_PER_MS)
#define STEP_NS  (50 * NS_PER_MS)

/* Who was held up between two readings takes them anew, but not for ever. */
#define APART_MOST_NS (10 * NS_PER_MS)
#define TRIES_MOST    10

static int64_t read_clock(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

struct clock_readings clock_readings_take(void)
{
	struct clock_readings readings;
	int tries = 0;
	do {
		readings.monotonic_ns = read_clock(CLOCK_MONOTONIC);
		readings.boot_ns = read_clock(CLOCK_BOOTTIME);
		readings.utc_ns = read_clock(CLOCK_REALTIME);
	} while (read_clock(CLOCK_MONOTONIC) - readings.monotonic_ns > APART_MOST_NS && ++tries < TRIES_MOST);
	time_t now = (time_t)(readings.utc_ns / NS_PER_S);
	struct tm local;
	tzset();        /* localtime_r need not look again whether the zone has changed */
	localtime_r(&now, &local);
	readings.utc_offset_min = (int)(local.tm_gmtoff / 60);
	return readings;
}

const char *clock_change_name(enum clock_change change)
{
	static const char *const names[] = {
		[CLOCK_SUSPENDED] = "suspended", [CLOCK_STEP] = "step", [CLOCK_TIME_ZONE] = "time_zone",
	};
	return names[change];
}

size_t clock_watch_look(struct clock_watch *watch, const struct clock_readings *now,
                        struct clock_notice notices[static CLOCK_CHANGES])
{
	struct clock_readings last = watch->last;
	bool begun = watch->begun;
	watch->last = *now;
	watch->begun = true;
	if (!begun)
		return 0;
	size_t count = 0;
	int64_t passed_ns = now->boot_ns - last.boot_ns;
	int64_t slept_ns = passed_ns - (now->monotonic_ns - last.monotonic_ns);
	int64_t step_ns = now->utc_ns - last.utc_ns - passed_ns;
	if (slept_ns > SLEPT_NS) {
		struct clock_notice *notice = &notices[count++];
		*notice = (struct clock_notice){ CLOCK_SUSPENDED, (double)slept_ns / 1e9, "" };
		snprintf(notice->text, sizeof notice->text, "The computer slept for %.3f s.", notice->seconds);
	}
	if (llabs(step_ns) > STEP_NS) {
		struct clock_notice *notice = &notices[count++];
		*notice = (struct clock_notice){ CLOCK_STEP, (double)step_ns / 1e9, "" };
		snprintf(notice->text, sizeof notice->text, "The computer's wall clock was set %s by %.3f s; no duration changes by that.",
		         step_ns > 0 ? "forward" : "back", fabs(notice->seconds));
	}
	if (now->utc_offset_min != last.utc_offset_min) {
		struct clock_notice *notice = &notices[count++];
		*notice = (struct clock_notice){ CLOCK_TIME_ZONE, now->utc_offset_min * 60.0, "" };
		snprintf(notice->text, sizeof notice->text, "Local time is now %+d min from UTC instead of %+d min.",
		         now->utc_offset_min, last.utc_offset_min);
	}
	return count;
}

double clock_discipline(char text[static CLOCK_TEXT_SIZE])
{
	struct timex state = { .modes = 0 };
	int answer = adjtimex(&state);
	if (answer < 0)
		snprintf(text, CLOCK_TEXT_SIZE, "The system does not tell whether its wall clock is synchronised.");
	else if (answer == TIME_ERROR || state.status & STA_UNSYNC)
		snprintf(text, CLOCK_TEXT_SIZE, "The wall clock is not synchronised (NTP); rate corrected by %+.3f ppm.",
		         (double)state.freq / 65536);
	else
		snprintf(text, CLOCK_TEXT_SIZE, "The wall clock is synchronised (NTP), off by at most %.3f ms; rate corrected by %+.3f ppm.",
		         (double)state.maxerror / 1e3, (double)state.freq / 65536);
	return answer < 0 || answer == TIME_ERROR || state.status & STA_UNSYNC ? (double)NAN : (double)state.maxerror / 1e6;
}
