/*
 * history.h - where an interrupted visit stood, from its events
 *
 * The events of a visit are told in their order; any beginning of them will do, for a
 * program may end between any two. What follows from them is where the visit goes on.
 */
#ifndef SOLEUS_PROTOCOLS_HISTORY_H
#define SOLEUS_PROTOCOLS_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/event.h"
#include "protocols/plan.h"

/* Without a checkpoint a longer interruption begins the open trial anew. */
#define MAX_GAP_USUAL_NS (15 * 60 * INT64_C(1000000000))

struct history {
	const struct plan *plan;
	bool    begun, ended;       /* session_begin, session_end were there */
	size_t  at;                 /* the step that was entered last */
	bool    done;               /* and it was done */
	bool    asked;              /* a decision about it stands */
	bool    in_phase;
	int     trial;              /* index of the open trial; -1: none */
	int    *attempts;           /* begun so far, of each trial */
	size_t  safe;               /* no step before this one is done again */
	int64_t max_gap_ns;
	int64_t paused_ns;          /* since when it stands still; TIME_NONE: it does not */
	int64_t phase_ns, stood_still_ns;   /* in_phase: since when, and how long of that it was paused */
	int64_t last_ns;            /* when something was last heard of the visit */
	/* Somebody came back already, and his program ended too before the visit went on: the interruption
	 * is still the first one, and where it was to go on stays so. */
	bool    returning, to_checkpoint;
	int64_t returned_ns;        /* when the first of them came; TIME_NEVER: nobody did */
};

/* Freed with history_close. The plan outlives it. */
void history_open(struct history *history, const struct plan *plan);
void history_close(struct history *history);

void history_hear(struct history *history, const struct event *event);

/* Bytes of the instruments too tell that it was still there: those that came before returned_ns. */
void history_seen(struct history *history, int64_t time_ns);

/* A pause that was under way ended when the program did: true with its EVENT_GO_ON in *event, but for its place. */
bool history_unpause(const struct history *history, struct event *event);

/* How it goes on at `now_ns`. */
struct way {
	int64_t away_ns;
	bool    from_checkpoint;    /* it was away for too long: the open trial is interrupted and done again */
	size_t  step;               /* with this step; step_count: only the end is missing */
};
struct way history_way(const struct history *history, int64_t now_ns);

#define HISTORY_TEXT_SIZE 256
/* "interrupted for 95 s in phase recovery of trial 2 (spu)": for people. */
const char *history_text(const struct history *history, int64_t now_ns, char text[static HISTORY_TEXT_SIZE]);

#endif
