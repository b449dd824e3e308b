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

#define TIPTOES_MANY 10         /* cues of an exercise after which what is left is the residual volume */

struct curve {
	const struct phase_row   *exercise;
	const struct phase_row   *rest;         /* before it; NULL: none */
	const struct channel_row *channel;
	struct refill_times       times;
	size_t                    cues;
	struct refill             refill;
	double                    empty;        /* of a volume: while the leg was raised; NAN */
};

struct curves {
	struct curve *items;
	size_t        count, capacity;
};

/* Those of every exercise that ended. Borrows from the session; freed with curves_free. */
bool curves_load(struct curves *curves, struct export *export, const struct session *session, struct error *error);
void curves_free(struct curves *curves);

/* All samples of a channel within [from_ns, until_ns), freed with free(); NULL when reading failed. */
struct sample *samples_load(struct record *record, int64_t channel_id, int64_t from_ns, int64_t until_ns,
                            size_t *count, struct error *error);

/* The rest directly before an exercise in its trial and attempt; NULL when there is none. */
const struct phase_row *rest_before(const struct session *session, const struct phase_row *exercise);

#endif
