/*
 * stroke_pace.h - the pace at which somebody moves, seen while he does
 *
 * Where a channel shows the strokes of the pump (a DC-coupled plethysmogram), the newest half minute of an exercise is
 * held against the rest before it, by the same rules by which the export finds strokes (export/measures/strokes.h).
 */
#ifndef SOLEUS_CONSOLE_SCREEN_STROKE_PACE_H
#define SOLEUS_CONSOLE_SCREEN_STROKE_PACE_H

#include "base/bus.h"
#include "export/measures/series.h"

struct stroke_pace;

/* NULL when no channel shows strokes; all functions accept that. Freed with stroke_pace_free. */
struct stroke_pace *stroke_pace_new(const struct channel *channels, size_t count);
void stroke_pace_free(struct stroke_pace *pace);

void stroke_pace_hear(struct stroke_pace *pace, const struct message *message);

/* What has been heard, to be looked at elsewhere: taking a copy is quick, finding strokes is not. */
struct strokes_heard {
	struct series exercise, rest;
	double        sign;
	const char   *channel;      /* borrowed from the channels */
};
struct strokes_heard stroke_pace_copy(const struct stroke_pace *pace);

/* Strokes a minute; NAN when there are too few, or when they cannot be told from the pulse. Frees what was heard. */
double strokes_per_min(struct strokes_heard *heard, double wanted_per_min);

#endif
