/*
 * clockwork.h - the clocks of a session: pairs with UTC, what happens to them, how urgent the thread is
 *
 * On the virtual clock only the pairs are kept: nothing happens to it.
 */
#ifndef SOLEUS_CONSOLE_CLOCKWORK_H
#define SOLEUS_CONSOLE_CLOCKWORK_H

#include "acquisition/clock_watch.h"
#include "acquisition/station.h"
#include "acquisition/urgency.h"
#include "base/bus.h"
#include "base/clock.h"
#include "record/recorder.h"

struct clockwork {
	struct clock      *clock;
	struct bus        *bus;
	struct station    *station;
	struct recorder   *recorder;
	struct clock_watch watch;
	struct urgency     urgency;
	int64_t            pair_due_ns, look_due_ns;
};

/* Makes the calling thread urgent, and tells how far, and how the wall clock is kept. All is borrowed. */
void clockwork_begin(struct clockwork *clockwork, struct clock *clock, struct bus *bus, struct station *station,
                     struct recorder *recorder);

/* What a self-test found before the session; accepts NULL. */
void clockwork_tell_selftest(const struct clockwork *clockwork, const char *found);

/* When it wants to be called again. */
int64_t clockwork_due(const struct clockwork *clockwork);
void clockwork_look(struct clockwork *clockwork, int64_t now_ns);

/* The last pair; the thread is an ordinary one again. */
void clockwork_end(struct clockwork *clockwork);

#endif
