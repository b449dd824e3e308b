/*
 * curves.h - a session's refill curves: which samples of the record belong to one
 *
 * A curve belongs to an exercise, the rest directly before it in its trial, and the rests that follow it until the
 * next exercise or the trial's end. Each plethysmogram of the session has one for each exercise, or the reason why
 * there is none.
 */
#ifndef SOLEUS_EXPORT_CURVES_H
#define SOLEUS_EXPORT_CURVES_H

#include <stdbool.h>
#include <stddef.h>

#include "export/export.h"
#include "export/measures/refill.h"
#include "export/session.h"

struct curve {
	const struct phase_row   *exercise;
	const struct phase_row   *rest;         /* before it; NULL: none */
	const struct phase_row   *raised;       /* before it, so that the veins of a volume ran empty; NULL: none */
	const struct channel_row *channel;
	struct refill_times       times;
	size_t                    cues, repetitions;    /* a repetition may have several cues: up, down */
	struct refill             refill;
	double                    empty;        /* while the leg was raised; NAN */
};

struct curves {
	struct curve *items;
	size_t        count, capacity;
};

/* Those of every exercise that ended. Borrows from the session; freed with curves_free. */
bool curves_load(struct curves *curves, struct export *export, const struct session *session, struct error *error);
void curves_free(struct curves *curves);

/* The same ones before any sample is looked at: refill and empty are not measured yet. */
bool curves_list(struct curves *curves, struct record *record, const struct session *session, struct error *error);

/* Whether an exercise with that many repetitions has an ejection fraction (one tiptoe), a residual volume fraction (ten). A
 * blinded export, which must not tell the cues, has both after any. */
bool curve_tells_ejected(const struct curve *curve, bool blind);
bool curve_tells_residual(const struct curve *curve, bool blind);

/* VV, and of EF and RVF what the exercise tells; what it does not, or what cannot be had, is NAN. */
struct emptying curve_emptying(const struct curve *curve, bool blind);

/* All samples of a channel within [from_ns, until_ns), freed with free(); NULL when reading failed. */
struct sample *samples_load(struct record *record, int64_t channel_id, int64_t from_ns, int64_t until_ns,
                            size_t *count, struct error *error);

/* Whether the leg is raised in a phase of that name, so that its veins run empty. */
bool phase_raises(const char *name);

/* The rest directly before an exercise in its trial and attempt; NULL when there is none. */
const struct phase_row *rest_before(const struct session *session, const struct phase_row *exercise);

#endif
