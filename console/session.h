/*
 * session.h - one visit from beginning to end: where all parts come together
 *
 * This is the bus in action. One thread waits on the instruments, hands what comes
 * in to every listener (record, watcher, simulated person), and conducts the plan
 * between two waits. On the real clock that thread is the session's own; on the
 * virtual clock it is the caller's. The operator is a person at a terminal or a
 * simulated one: both stand behind `struct operator_link`.
 */
#ifndef SOLEUS_CONSOLE_SESSION_H
#define SOLEUS_CONSOLE_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bus.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/settings.h"
#include "base/visit.h"
#include "console/cue_board.h"
#include "protocols/conductor.h"
#include "record/record.h"
#include "record/recorder.h"

struct operator_link {
	void *self;
	int   wake_fd;      /* readable when the operator has said something; -1: none */
	/* When a simulated operator will say something; TIME_NEVER: not known. */
	int64_t (*due_ns)(void *self, const struct conductor *conductor, int64_t now_ns);
	/* Lets the operator say what he has to say. */
	void (*act)(void *self, struct conductor *conductor, int64_t now_ns);
	/* True when he wants to leave before the plan begins. */
	bool (*leaves)(void *self);
	/* How often he has said that the program shall end, or was found gone. NULL: never. */
	int (*farewells)(void *self);
};

/* All borrowed until session_conduct returns. */
struct session_request {
	struct clock             *clock;
	struct record            *record;
	const struct settings    *station;
	const struct plan        *plan;
	const char               *script_text;
	const struct participant *participant;
	int                       visit;
	const char               *operator_id;
	uint64_t                  seed;
	uint64_t                  first_seed;       /* of this simulated person's first visit; 0: this is it */
	bool                      simulate_all;
	const struct person_effect *effects;        /* of the conditions on the simulated person */
	size_t                    effect_count;
	const char               *selftest;         /* what `soleus selftest` found before; NULL: nothing */
	const char               *start_anyway;     /* why to begin although a channel gives nothing; NULL: do not */
	struct listener           watcher;          /* hear NULL: nobody watches */
	/* Tells the watcher how the recorder is; `trouble` is "" when it can write. NULL: it does not want to know. */
	void                    (*watch_recorder)(void *watcher, const struct recorder_health *health, const char *trouble);
	struct operator_link      operator_link;
	struct cue_board         *cue_board;        /* for the participant's own screen; NULL: there is none */
	/* A session that was interrupted is gone on with: its number and what is known of it. The clock
	 * goes on from its times. NULL: a new session. */
	const struct history     *history;
	int64_t                   resumed;
};

struct session_result {
	int64_t session;        /* its number; 0: it never began */
	bool    completed;      /* the plan was conducted to its end */
};

/* False when the visit could not begin, or when something could not be recorded. */
bool session_conduct(const struct session_request *request, struct session_result *result,
                     struct error *error);

#endif
