/*
 * strokes.h - the pace at which somebody really moved, and how well it kept to the cues
 *
 * Strokes of the pump are times: from a DC-coupled plethysmogram, in which each stroke is a jump, or
 * the operator's marks.
 *
 * In a plethysmogram, R (see refill.h) without its moving mean over two prescribed intervals (4 s where
 * none is prescribed) goes up and down. A stroke is a maximum that stands at least half the spread of
 * that signal (from its 10th to its 90th percentile) above the minima on both sides. Where the spread is
 * not at least twice that of the rest before, strokes cannot be told from the pulse and are refused.
 *
 *     cadence     60 / the median time between strokes, per minute
 *     adherence   share of the repetitions' first cues with a stroke within half an interval of them around them, %
 *     lag         median time from those cues to their strokes, s
 *
 * A proposal of the study design: no published rule was found.
 */
#ifndef SOLEUS_EXPORT_MEASURES_STROKES_H
#define SOLEUS_EXPORT_MEASURES_STROKES_H

#include "export/measures/series.h"

/* The times of strokes, freed with free(); NULL and *why when they cannot be told. `sign` is that of R;
 * interval_s is prescribed, NAN when not. */
double *strokes_find(const struct series *exercise, const struct series *rest, double sign, double interval_s,
                     size_t *count, const char **why);

struct pace {
	double per_min;         /* NAN below 3 strokes */
	double followed_pct;    /* NAN without cues */
	double lag_s;
};
struct pace pace_of(const double *strokes, size_t count, const double *cues, size_t cue_count);

#endif
