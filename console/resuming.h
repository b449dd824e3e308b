/*
 * resuming.h - visits that were interrupted, as the record knows them
 *
 * A session that is not closed and into which nobody records was interrupted: its
 * program ended before the visit did.
 */
#ifndef SOLEUS_CONSOLE_RESUMING_H
#define SOLEUS_CONSOLE_RESUMING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "protocols/history.h"
#include "record/record.h"

struct interrupted {
	int64_t  session;
	char    *participant, *script_file, *script_text, *plan_text;
	bool     script_is_sound;   /* it has the hash that was stored with it */
	int      visit;
	uint64_t seed;
	int64_t  zero_utc_ns;       /* UTC at the session's zero, as the clock last told it */
};

/* The session of that number, or the only one that waits when it is 0. Freed with interrupted_free
 * in either case; *visit starts as {0}. */
bool interrupted_find(struct record *record, int64_t session, struct interrupted *visit, struct error *error);
void interrupted_free(struct interrupted *visit);

/* What the session's clock shows now: it goes on by the difference of UTC, but never back. */
int64_t interrupted_now(const struct interrupted *visit, const struct history *history);

/* Closes it, its open phase and its open trial, when something was last heard of it, and seals it. */
bool interrupted_end(struct record *record, const struct interrupted *visit, const char *why, struct error *error);

/* Freed with history_close, when it is true. */
bool history_read(struct record *record, int64_t session, const struct plan *plan, struct history *history,
                  struct error *error);

#endif
