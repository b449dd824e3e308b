/*
 * reading.h - what exports and listings read from the record
 *
 * Each kind of row has a struct, a function that opens the rows in their order,
 * and one that gives the next. Texts in a row are borrowed until the next row or
 * rows_close. A missing number is NAN, a missing time TIME_NONE, a missing text "".
 *
 *     struct rows *rows = record_trials(record, session);
 *     for (struct trial_row trial; rows_next_trial(rows, &trial);)
 *             ...
 *     if (!rows_close(rows, error))
 *             return false;
 */
#ifndef SOLEUS_RECORD_READING_H
#define SOLEUS_RECORD_READING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/event.h"
#include "base/sample.h"
#include "base/visit.h"
#include "record/record.h"

struct rows;

/* Frees the rows. False when reading failed at any point (also at opening); the
 * error says why. */
bool rows_close(struct rows *rows, struct error *error);

/* The same after what may have failed for another reason before (not `well`): the first reason stays. */
bool rows_done(struct rows *rows, bool well, struct error *error);

struct study_row { const char *name, *value; };
struct rows *record_study(struct record *record);
bool rows_next_study(struct rows *rows, struct study_row *row);

/* In the order of enrolment, with their covariates in the order of their names. */
struct participant_row {
	struct participant participant;
	int                own_number;          /* in the order of enrolment: other than participant.number of a replacement */
	const char        *replaces;            /* "": nobody */
	const char        *enrolled_utc;
	const char        *withdrawn_utc;       /* or erased; "": is in the study */
	bool               erased;
};
struct rows *record_participants(struct record *record);
bool rows_next_participant(struct rows *rows, struct participant_row *row);

struct session_row {
	int64_t     session;            /* number from 1 */
	const char *participant, *group;
	int         visit;
	const char *operator_id;
	const char *protocol_id, *protocol_version, *protocol_title;
	const char *script_file, *script_text, *script_sha256, *plan_text;
	const char *seed, *station, *software_version;
	bool        simulated, virtual_clock;
	const char *start_utc;
	int64_t     start_utc_ns;       /* UTC at the session's zero, by the clock at the start */
	int64_t     zero_utc_ns;        /* the same by the newest of the session's clock pairs: the clock may have been set since */
	int         utc_offset_min;
	int64_t     ended_ns;
	const char *status;             /* "running" while it is not closed */
};
/* session 0: all of them. */
struct rows *record_sessions(struct record *record, int64_t session);
bool rows_next_session(struct rows *rows, struct session_row *row);
/* ERROR_ABSENT when there is no such session. */
bool record_has_session(struct record *record, int64_t session, struct error *error);

struct instrument_row {
	int64_t     instrument_id;
	const char *name, *driver, *port, *identity, *settings;
	bool        simulated;
};
struct rows *record_instruments(struct record *record, int64_t session);
bool rows_next_instrument(struct rows *rows, struct instrument_row *row);

/* channel.instrument is not filled in. */
struct channel_row {
	int64_t        channel_id;
	struct channel channel;
	const char    *instrument;
};
struct rows *record_channels(struct record *record, int64_t session);
bool rows_next_channel(struct rows *rows, struct channel_row *row);

struct trial_row {
	int64_t           trial_id;
	struct trial_info info;
	int               attempt;
	int64_t           began_ns, ended_ns;
	const char       *outcome;      /* "running" while it is not closed */
	bool              counted;
};
struct rows *record_trials(struct record *record, int64_t session);
bool rows_next_trial(struct rows *rows, struct trial_row *row);

/* All phases of a session in the order in which they began. */
struct phase_row {
	int64_t     phase_id;
	int         trial, attempt;     /* 0: outside any trial */
	int         number;
	const char *name, *kind;
	double      reps_per_min;
	int64_t     planned_began_ns, began_ns, planned_ended_ns, ended_ns;
	int64_t     paused_ns;          /* of the time between, how long it stood still; 0 while it is not closed */
	const char *outcome;            /* "running" while it is not closed */
};
struct rows *record_phases(struct record *record, int64_t session);
bool rows_next_phase(struct rows *rows, struct phase_row *row);

struct event_row {
	int64_t     time_ns, planned_ns;
	const char *kind;
	int         step;                       /* index into the plan; -1: none */
	int         trial, attempt, phase;      /* 0: outside any */
	const char *name, *text;
	double      value;
};
struct rows *record_events(struct record *record, int64_t session);
bool rows_next_event(struct rows *rows, struct event_row *row);
/* The event as it was told; its text is the row's. EVENT_KIND_COUNT is the kind of one that this version does not know. */
struct event event_of_row(const struct event_row *row);

struct answer_row {
	int         trial, attempt;
	const char *question, *wording;
	int64_t     asked_ns, time_ns;
	const char *outcome;            /* answered, refused, rejected */
	double      value;
	const char *text;
	bool        amended;            /* what was first recorded stands in the amendment */
};
struct rows *record_answers(struct record *record, int64_t session);
bool rows_next_answer(struct rows *rows, struct answer_row *row);

/* What was amended, in the order of time. The rows above give the values as they count: corrected, with
 * trials that do not count when they, or their session, are voided or excluded. */
struct amendment_row {
	const char *utc, *operator_id, *action, *target, *participant;
	int64_t     session;            /* 0: none; so trial and attempt */
	int         trial, attempt;
	const char *name;
	int64_t     time_ns;            /* of the answer */
	const char *old, *new, *reason;
};
struct rows *record_amendments(struct record *record);
bool rows_next_amendment(struct rows *rows, struct amendment_row *row);

/* The record's own entries, then those that came with a merge. */
struct audit_row {
	bool        own;
	int64_t     seq;
	const char *utc, *operator_id, *account, *station, *software, *action, *object, *detail;
};
struct rows *record_audit(struct record *record);
bool rows_next_audit(struct rows *rows, struct audit_row *row);

struct deviation_row {
	int64_t     time_ns;
	const char *kind, *severity;
	int         trial, attempt, phase;      /* 0: outside any */
	const char *name;
	double      planned, actual;
	const char *unit, *reason;
};
struct rows *record_deviations(struct record *record, int64_t session);
bool rows_next_deviation(struct rows *rows, struct deviation_row *row);

/* Samples of one channel in the order of time; from_ns <= time < until_ns. sample.channel
 * is not filled in. */
struct rows *record_samples(struct record *record, int64_t channel_id, int64_t from_ns, int64_t until_ns);
bool rows_next_sample(struct rows *rows, struct sample *sample);

/* Gaps of a session in the order of channels and time. */
struct gap_row {
	int64_t     channel_id;
	int64_t     from_ns, to_ns;
	const char *cause;              /* see gap_cause_name */
};
struct rows *record_gaps(struct record *record, int64_t session);
bool rows_next_gap(struct rows *rows, struct gap_row *row);

/* When a sample or bytes last came from any instrument, before that time; 0 when none did. */
bool record_last_arrival(struct record *record, int64_t session, int64_t before_ns, int64_t *arrival_ns,
                         struct error *error);

#endif
