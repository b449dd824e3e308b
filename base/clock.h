/*
 * clock.h - the one clock that stamps everything
 *
 * Times are nanoseconds since the clock's zero, which is the moment it was
 * made: the session's start. They never jump. UTC is asked for separately and
 * only ever recorded beside them.
 *
 * Two clocks stand behind one interface. The real one is CLOCK_MONOTONIC. The
 * virtual one stands still until somebody waits on it, and then moves to the
 * deadline at once; it serves only when every instrument is simulated, and makes
 * an hour's visit take a second.
 *
 * A clock is used by one thread at a time, but for clock_now of the real one,
 * which any thread may call.
 */
#ifndef SOLEUS_BASE_CLOCK_H
#define SOLEUS_BASE_CLOCK_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#define NS_PER_S  INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)
#define NS_PER_US INT64_C(1000)

/* A deadline that never comes, and a time that is not known. */
#define TIME_NEVER INT64_MAX
#define TIME_NONE  INT64_MIN

struct clock;

/* Freed with clock_free. */
struct clock *clock_new_real(void);
/* A real one on which it is `now_ns` already: for a session that goes on. */
struct clock *clock_new_real_at(int64_t now_ns);
struct clock *clock_new_virtual(int64_t utc_at_zero_ns);
void clock_free(struct clock *clock);

bool clock_is_virtual(const struct clock *clock);

int64_t clock_now(const struct clock *clock);

/* Nanoseconds since 1970-01-01T00:00:00Z, as the system (or the virtual clock) says now. */
int64_t clock_utc(const struct clock *clock);

/*
 * Waits until `deadline_ns` or until one of the descriptors has something to
 * say, whichever is first; sets their revents. Returns true when a descriptor
 * ended the wait. A deadline in the past still looks at the descriptors once.
 * A signal may end it early. The virtual clock takes no descriptors.
 */
bool clock_wait(struct clock *clock, struct pollfd *fds, nfds_t count, int64_t deadline_ns);

#define UTC_TEXT_SIZE 32
/* Writes 2026-11-22T08:00:00.123Z into text. */
void utc_format(int64_t utc_ns, char text[static UTC_TEXT_SIZE]);

#endif
