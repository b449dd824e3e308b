/*
 * cues.h - the cues of a session, the marks of its operator, and why he ended exercises
 */
#ifndef SOLEUS_EXPORT_CUES_H
#define SOLEUS_EXPORT_CUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/name.h"
#include "record/reading.h"

struct cue {
	bool    mark;           /* not a cue, but a mark that no plan wanted: the operator's keypress */
	bool    first;          /* of its repetition: that which a stroke follows */
	double  repetition;
	int     trial, attempt, phase;
	int64_t time_ns, planned_ns;
};

struct exercise_end {
	int  trial, attempt, phase;
	char code[NAME_SIZE];   /* see base/end_code.h */
};

struct cues {
	struct cue *items;      /* in the order of time */
	size_t      count, capacity;
	struct exercise_end *ends;
	size_t               end_count, end_capacity;
};

/* Freed with cues_free. */
bool cues_load(struct cues *cues, struct record *record, int64_t session, struct error *error);
void cues_free(struct cues *cues);

enum cue_kind { CUES_ALL, CUES_FIRST, CUES_MARKS };    /* FIRST: the first of each repetition */

/* The times of a phase's cues, or of its marks, in seconds since zero_ns; freed with free(). */
double *cues_of(const struct cues *cues, const struct phase_row *phase, enum cue_kind kind, int64_t zero_ns, size_t *count);

/* Why the operator ended the phase; "": he did not. */
const char *cues_end_code(const struct cues *cues, const struct phase_row *phase);

/* TIME_NONE when the phase has none. */
int64_t cues_last(const struct cues *cues, const struct phase_row *phase);

#endif
