/*
 * chart_ranges.h - notes where in samples_1hz each channel and phase stands
 *
 * Told of every row of a session as it is sent; at the session's end the ranges
 * found are added to the export, channel after channel.
 */
#ifndef SOLEUS_EXPORT_CHART_RANGES_H
#define SOLEUS_EXPORT_CHART_RANGES_H

#include <stddef.h>
#include <stdint.h>

#include "export/export.h"
#include "export/session.h"

/* A stretch of rows within one phase, or between phases; `low` and `high` a number per
 * channel, NAN where it has no value. */
struct stretch {
	const struct phase_row *phase;
	size_t                  first_row, last_row;
	double                  first_min, last_min;
	double                 *low, *high;
};

struct stretches {
	size_t          channel_count;
	struct stretch *items;
	size_t          count, capacity;
};

/* `phase` is NULL between phases; `values` has a number per channel, NAN when missing. */
void stretches_add(struct stretches *stretches, const struct phase_row *phase, size_t row, double minutes,
                   const double *values);

/* One channel of those whose values were given: its place among them and its column. */
void stretches_give(const struct stretches *stretches, struct export *export, const struct session *session,
                    size_t index, const struct channel *channel, size_t column, size_t time_column);

void stretches_free(struct stretches *stretches);

#endif
