/*
 * cues.h - the cues of a session, and the marks of its operator
 */
#ifndef SOLEUS_EXPORT_CUES_H
#define SOLEUS_EXPORT_CUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "record/reading.h"

struct cue {
	bool    mark;           /* not a cue, but a mark that no plan wanted: the operator's keypress */
	int     trial, attempt, phase;
	int64_t time_ns, planned_ns;
};

struct cues {
	struct cue *items;      /* in the order of time */
	size_t      count, capacity;
};

/* Freed with cues_free. */
bool cues_load(struct cues *cues, struct record *record, int64_t session, struct error *error);
void cues_free(struct cues *cues);

/* The times of a phase's cues, or of its marks, in seconds since zero_ns; freed with free(). */
double *cues_of(const struct cues *cues, const struct phase_row *phase, bool marks, int64_t zero_ns, size_t *count);

/* TIME_NONE when the phase has none. */
int64_t cues_last(const struct cues *cues, const struct phase_row *phase);

#endif
