/*
 * conductor.h - takes a participant through a plan, step by step
 *
 * The conductor has no clock and no thread: somebody tells it what time it is, and
 * it tells when it wants to be told again. It hears the samples on the bus, and
 * what happens it says there, as events. Every deadline is absolute: a phase that
 * follows a timed phase begins at that one's planned end, and a cue at its place in the
 * phase, however late the last wake-up was. After a step that waits for a person the
 * clock starts anew from the moment of the answer, and a pause moves all deadlines.
 *
 *     while (!conductor_finished(c)) {
 *         wait until conductor_deadline(c), or until samples come, or the operator says something
 *         conductor_advance(c, now)
 *     }
 */
#ifndef SOLEUS_PROTOCOLS_CONDUCTOR_H
#define SOLEUS_PROTOCOLS_CONDUCTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bus.h"
#include "base/error.h"
#include "protocols/history.h"
#include "protocols/operator.h"
#include "protocols/plan.h"

struct conductor;

/* The text of an EVENT_PAUSE that nobody asked for: before it goes on, a person decides how. */
#define PAUSED_BY_LIMIT "a limit was reached"

/* Plan and bus outlive the conductor; the channels are the station's, in its order. Freed
 * with conductor_free, which accepts NULL. */
struct conductor *conductor_new(const struct plan *plan, struct bus *bus,
                                const struct channel *channels, size_t count);
void conductor_free(struct conductor *conductor);

/* To be added to the bus: takes interest in samples only. */
void conductor_hear(void *conductor, const struct message *message);

/* Begins: EVENT_SESSION_BEGIN and the first step. Once. */
void conductor_begin(struct conductor *conductor, int64_t now_ns);

/*
 * Instead: goes on with a visit that was interrupted. conductor_return says so on the bus as soon as
 * the program is back (what was open is closed as interrupted), and settles the way; conductor_resume
 * goes it, when the instruments are proved.
 */
struct way conductor_return(struct conductor *conductor, const struct history *history, int64_t now_ns);
void conductor_resume(struct conductor *conductor, const struct history *history, const struct way *way,
                      int64_t now_ns);

/* When it wants to be told the time again; TIME_NEVER while it waits for a person
 * and when it has finished. */
int64_t conductor_deadline(const struct conductor *conductor);

/* Does everything that is due at `now_ns`, in order, each event stamped with now_ns
 * and planned at its own deadline. */
void conductor_advance(struct conductor *conductor, int64_t now_ns);

enum prompt_kind {
	PROMPT_CONFIRM,     /* an instruction: any reply confirms */
	PROMPT_QUESTION,
	PROMPT_NUMBER,      /* a reading of a measurement */
	PROMPT_DECISION,    /* a person decides how it goes on: `question` has the choices, the first is the mildest */
};

/* The choice of a decision with which a settle or a sensor check counts as done; the record has it as text. */
#define DECISION_GO_ON "go on"

struct prompt {
	enum prompt_kind          kind;
	int                       number;       /* no two prompts of a visit have the same */
	const struct step        *step;
	const struct question    *question;     /* PROMPT_QUESTION, PROMPT_DECISION */
	const struct measurement *measurement;  /* PROMPT_NUMBER */
	int                       reading;      /* PROMPT_NUMBER: from 1, where several may be asked for */
	int64_t                   asked_ns;     /* PROMPT_DECISION: when */
};

/* True, with *prompt filled in, while the operator is waited for. */
bool conductor_prompt(const struct conductor *conductor, struct prompt *prompt);

/*
 * The operator's reply to the prompt: for a tell anything confirms; for a question
 * the answer as typed, "-" being a refusal. False when the answer cannot be
 * accepted: *error then says what is expected, EVENT_REJECTED keeps what was
 * given, and the prompt stays.
 */
bool conductor_reply(struct conductor *conductor, int64_t now_ns, const char *answer, struct error *error);

/* What the operator wants beside replying. False, with the reason in *error, when that is not
 * possible now; then nothing has happened. */
bool conductor_do(struct conductor *conductor, int64_t now_ns, const struct operator_command *command,
                  struct error *error);

/* A remark of the operator: EVENT_NOTE. */
void conductor_note(struct conductor *conductor, int64_t now_ns, const char *text);

/* Ends the visit before its plan does: the open phase and trial end as interrupted. */
void conductor_stop(struct conductor *conductor, int64_t now_ns, const char *why);

bool conductor_finished(const struct conductor *conductor);

/* Finished, and by the plan's own end. */
bool conductor_completed(const struct conductor *conductor);

/* Where the visit stands, for whoever shows it. `step` is NULL before the beginning, after the
 * end, and in a pause between two steps; times are TIME_NONE where they mean nothing. */
struct progress {
	const struct step *step;
	size_t             step_index;              /* of the step; in a pause between two of that which comes next */
	int                attempt;                 /* of the open trial; 0: none is open */
	int64_t            began_ns, ends_ns;       /* of the step; ends TIME_NONE while a person is awaited */
	int64_t            expected_end_ns;         /* of the visit */
	int64_t            repetitions;             /* given so far in this phase */
	bool               paused;                  /* since paused_ns */
	int64_t            paused_ns;
};
struct progress conductor_progress(const struct conductor *conductor, int64_t now_ns);

/* What a settle or a sensor check that is under way has reached and needs, for people: "toe within 0.14, needs
 * 0.30; 38 of 300 s". "" at other times. */
void conductor_waiting(const struct conductor *conductor, int64_t now_ns, char *text, size_t size);

#endif
