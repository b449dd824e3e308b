/*
 * polling.h - one question at a time
 *
 * A round puts a question to each target in turn; rounds begin at even intervals,
 * and one that cannot begin in time is left out. The next question waits until the last
 * one was answered or given up. After giving one up nothing is asked for another
 * time-out, and nothing is expected then: so an answer that comes late is
 * taken for nobody's, not for the next question's. If it does come, a further time-out passes,
 * so that its second half is not taken either (but not for ever: see NOISE_MOST). The same
 * pause stands at the beginning, for answers to somebody who asked before us.
 *
 * Pure: told the time, it says what to do. Set interval, time-out and targets in a
 * zeroed struct.
 */
#ifndef SOLEUS_ACQUISITION_TEXT_POLLING_H
#define SOLEUS_ACQUISITION_TEXT_POLLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/settings.h"

/* Flags of a reading that is missing because its question was given up: nothing came, or nothing
 * that could be understood. */
enum { POLLING_NO_ANSWER = 1 << 30, POLLING_NOT_UNDERSTOOD = 1 << 29 };

/* How often in a row a question is put off because something comes that nobody asked for. */
#define NOISE_MOST 4

struct polling {
	int64_t interval_ns, timeout_ns;
	size_t  targets;

	bool    begun, awaiting;
	bool    noise;          /* something came that nobody asked for */
	int     put_off;        /* how often the question was put off for it */
	size_t  target;         /* the one that was asked, or is to be asked next */
	size_t  given_up;       /* the one that did not answer, when POLLING_GIVEN_UP was said */
	int64_t round_ns;       /* when this round began, or is to begin */
	int64_t until_ns;       /* give up, or ask, then */
};

/* Reads `interval` and `timeout` in seconds; both have a value already. */
bool polling_from(struct polling *polling, double interval_s, double timeout_s,
                  const struct section *section, struct error *error);

enum polling_step { POLLING_WAIT, POLLING_ASK, POLLING_GIVEN_UP };

/* What is to be done now; *again_ns: when to ask this again. POLLING_ASK: the question to
 * `target` is sent now. */
enum polling_step polling_step(struct polling *polling, int64_t now_ns, int64_t *again_ns);

/* Something came while nothing was awaited. */
void polling_noise(struct polling *polling);

/* The target answered: the next one's turn. */
void polling_answered(struct polling *polling);

/* The target answered and is to be asked something else at once. */
void polling_ask_on(struct polling *polling);

/* What was sent just now is not answered by anybody: the question itself `pause_ns` later. */
void polling_ask_later(struct polling *polling, int64_t now_ns, int64_t pause_ns, int64_t *again_ns);

#endif
