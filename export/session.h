/*
 * session.h - one session of the record, as the tables look at it
 *
 * All of a session but its samples, events and answers, which are many and are
 * read row by row.
 */
#ifndef SOLEUS_EXPORT_SESSION_H
#define SOLEUS_EXPORT_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "export/planned.h"
#include "export/questions.h"
#include "export/texts.h"
#include "record/reading.h"

/* A part of a phase in which it stood still. */
struct pause { int64_t from_ns, to_ns; };

/* The operator ended an exercise, which has its reason then. */
struct exercise_ended { int trial, attempt, phase; int64_t time_ns; };

struct session {
	struct session_row  row;            /* but script_text and plan_text, which are "" */
	const char         *sequence;       /* still-spu: the conditions of its trials in their order */
	const char         *protocol;       /* its id, which a blinded row may not have */
	struct trial_row   *trials;
	struct phase_row   *phases;
	struct channel_row *channels;
	struct pause       *pauses;         /* in the order of time */
	struct pause       *breaks;         /* pauses between phases, which are part of nothing that is measured */
	struct exercise_ended *exercises_ended;
	struct questions    questions;      /* of the plan */
	struct planned      planned;
	size_t              trial_count, phase_count, channel_count, pause_count, break_count, ended_count;
	size_t              trial_capacity, phase_capacity, channel_capacity, pause_capacity, break_capacity, ended_capacity;
	struct texts        texts;          /* owns the texts above */
};

/* Freed with session_free, which accepts NULL. */
struct session *session_load(struct record *record, int64_t number, struct error *error);
void session_free(struct session *session);

/* Works `sequence` out anew, after trials were changed. */
void session_settle(struct session *session);

/* NULL when there is none, as for trial 0: outside any trial. */
const struct trial_row *session_trial(const struct session *session, int trial, int attempt);
const struct phase_row *session_phase(const struct session *session, int trial, int attempt, int number);

/* The trial and the phase that a time lies in; NULL between them. */
const struct trial_row *session_trial_at(const struct session *session, int64_t time_ns);
const struct phase_row *session_phase_at(const struct session *session, int64_t time_ns);

/* How long it was from one time to another without the pauses; TIME_NONE when `time_ns` lies in one. */
int64_t session_active_ns(const struct session *session, int64_t from_ns, int64_t time_ns);

/* Whether the phase is more than 1 s and 2 % shorter than was planned (as of a deviation phase_short) because something
 * interrupted it. An exercise that the operator ended is not cut off. */
bool session_cut_off(const struct session *session, const struct phase_row *phase);

/* Like rows_next_answer, with the number that the question gives a corrected answer. */
bool session_next_answer(const struct session *session, struct rows *answers, struct answer_row *answer);

/* UTC of a time of the session; TIME_NONE stays so. */
int64_t session_utc(const struct session *session, int64_t time_ns);

#endif
