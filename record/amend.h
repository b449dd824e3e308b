/*
 * amend.h - corrections, voids, exclusions, withdrawals, and the erasure of a person
 *
 * The original stays; an amendment is a further row that says who, when, old, new and why, and
 * reading.h gives the value that counts. An erasure is the one exception: when a person
 * demands it, the values are blanked, while the rows, their times and the audit stay.
 */
#ifndef SOLEUS_RECORD_AMEND_H
#define SOLEUS_RECORD_AMEND_H

#include "record/record.h"

enum amend_action { AMEND_CORRECT, AMEND_VOID, AMEND_EXCLUDE, AMEND_INCLUDE, AMEND_WITHDRAW, AMEND_ERASE, AMEND_EXPLAIN };
enum amend_target {
	AMEND_ANSWER,       /* session, trial (0: outside any), name, which */
	AMEND_COVARIATE,    /* participant, name */
	AMEND_FACTOR,       /* session, trial, attempt, name */
	AMEND_TRIAL,        /* session, trial, attempt */
	AMEND_SESSION,      /* session */
	AMEND_PARTICIPANT,  /* participant */
	AMEND_DEVIATION,    /* session, trial (0: any), attempt, name (sensor_lost, or sensor_lost:toe), which */
};

/* The value of a corrected answer that should have been none: it counts as refused. */
#define AMEND_NO_ANSWER "-"

/* What belongs together: correct an answer, covariate or factor; void, exclude or include (undo these
 * two) a trial or session; withdraw or erase a participant; explain a deviation: the reason is the operator's. Fields that do not matter are 0 or NULL. */
struct amendment {
	enum amend_action action;
	enum amend_target target;
	const char       *participant;
	int64_t           session;
	int               trial, attempt;   /* attempt 0: the only one, or the one that counts */
	const char       *name;             /* of the question, covariate or factor */
	int               which;            /* of several answers or deviations there, from 1; 0: the only one */
	const char       *value;            /* the new one */
	const char       *operator_id, *reason;
	int64_t           utc_ns;
};

/* ERROR_REFUSED without a reason; ERROR_ABSENT when there is no such thing; ERROR_MALFORMED when it is
 * not clear which is meant. After an erasure the file is written anew, so that nothing is left in it; ERROR_BUSY when
 * another program that reads the record is in the way of that. */
bool record_amend(struct record *record, const struct amendment *amendment, struct error *error);

#endif
