/*
 * places.h - where a trial stands in its participant's visits, as they were planned
 *
 * A place is a trial of a visit's plan: visits come in the order of their numbers, protocols of one visit in the order in
 * which they were first begun, trials in the order of the plan. All attempts at a trial are one place, and so are the trials of a
 * visit that was begun anew. What came of it changes no place: a trial that was left out, voided or excluded keeps its own.
 */
#ifndef SOLEUS_EXPORT_PLACES_H
#define SOLEUS_EXPORT_PLACES_H

#include <stddef.h>
#include <stdint.h>

#include "base/visit.h"
#include "export/session.h"
#include "export/texts.h"

struct place {
	char        participant[PARTICIPANT_ID_SIZE];
	int         visit, trial;
	const char *protocol;               /* its own id, in a blinded export too */
	int64_t     session;                /* the first of that visit and protocol */
	char        condition[NAME_SIZE];
	int         period;                 /* among all of the participant, from 1 */
	int         occurrence;             /* among those of the condition, from 1 */
	const char *sequence;               /* the conditions of all of the participant: heel_int-still */
};

struct places {
	struct place *items;
	size_t        count, capacity;
	struct texts  texts;
};

/* All sessions are added, then they are settled; before that nothing is found. */
void places_add_session(struct places *places, const struct session *session);
void places_settle(struct places *places);
void places_free(struct places *places);

/* NULL when that session was not added, or for trial 0. */
const struct place *places_find(const struct places *places, const struct session *session, int trial, const char *condition);

#endif
