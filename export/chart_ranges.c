/* chart_ranges.c - notes where in samples_1hz each channel and phase stands */

#include "export/chart_ranges.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

static struct stretch *begin_stretch(struct stretches *stretches, const struct phase_row *phase, size_t row,
                                     double minutes)
{
	array_reserve((void **)&stretches->items, &stretches->capacity, stretches->count, sizeof *stretches->items);
	struct stretch *stretch = &stretches->items[stretches->count++];
	*stretch = (struct stretch){
		.phase = phase, .first_row = row, .first_min = minutes,
		.low = xcalloc(stretches->channel_count, sizeof *stretch->low),
		.high = xcalloc(stretches->channel_count, sizeof *stretch->high),
	};
	for (size_t i = 0; i < stretches->channel_count; i++)
		stretch->low[i] = stretch->high[i] = NAN;
	return stretch;
}

void stretches_add(struct stretches *stretches, const struct phase_row *phase, size_t row, double minutes,
                   const double *values)
{
	struct stretch *stretch = stretches->count ? &stretches->items[stretches->count - 1] : NULL;
	if (!stretch || stretch->phase != phase)
		stretch = begin_stretch(stretches, phase, row, minutes);
	stretch->last_row = row;
	stretch->last_min = minutes;
	for (size_t i = 0; i < stretches->channel_count; i++) {
		/* fmin and fmax pass over a NAN. */
		stretch->low[i] = fmin(stretch->low[i], values[i]);
		stretch->high[i] = fmax(stretch->high[i], values[i]);
	}
}

static const char *label_of(struct export *export, const struct session *session, const struct phase_row *phase)
{
	const struct trial_row *trial = session_trial(session, phase->trial, phase->attempt);
	return texts_take(&export->range_texts, trial ? xasprintf("%s: %s", trial->info.condition, phase->name)
	                                              : xstrdup(phase->name));
}

void stretches_give(const struct stretches *stretches, struct export *export, const struct session *session,
                    size_t index, const struct channel *channel, size_t column, size_t time_column)
{
	struct texts *texts = &export->range_texts;
	struct chart_range common = {
		.session = session->row.session,
		.session_label = texts_take(texts, xasprintf("%s visit %d", session->row.participant, session->row.visit)),
		.protocol = texts_copy(texts, session->row.protocol_id),
		.sequence = texts_copy(texts, session->sequence),
		.channel = texts_copy(texts, channel->name),
		.unit = texts_copy(texts, channel->unit),
		.least = channel->low, .most = channel->high,
		.column = column, .time_column = time_column,
	};
	for (size_t i = 0; i < stretches->count; i++) {
		const struct stretch *stretch = &stretches->items[i];
		if (isnan(stretch->low[index]))
			continue;
		struct chart_range range = common;
		range.phase = stretch->phase ? texts_copy(texts, stretch->phase->name) : "";
		range.phase_label = stretch->phase ? label_of(export, session, stretch->phase) : "";
		range.first_row = stretch->first_row;
		range.last_row = stretch->last_row;
		range.first_min = stretch->first_min;
		range.last_min = stretch->last_min;
		range.low = stretch->low[index];
		range.high = stretch->high[index];
		array_reserve((void **)&export->ranges, &export->range_capacity, export->range_count, sizeof range);
		export->ranges[export->range_count++] = range;
	}
}

void stretches_free(struct stretches *stretches)
{
	for (size_t i = 0; i < stretches->count; i++) {
		free(stretches->items[i].low);
		free(stretches->items[i].high);
	}
	free(stretches->items);
}
