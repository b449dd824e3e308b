/* past.c - of a visit that is gone on with, what was before */

#include "console/past.h"

#include <string.h>

#include "base/clock.h"
#include "record/reading.h"

/* -1: there is none of that name. */
static int channel_named(const struct channel *channels, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(channels[i].name, name) == 0)
			return (int)i;
	return -1;
}

static bool remember_samples(struct record *record, int64_t channel_id, int channel, struct view *view, struct error *error)
{
	struct message message = { .kind = MESSAGE_SAMPLE };
	struct rows *rows = record_samples(record, channel_id, TIME_NONE + 1, TIME_NEVER);
	while (rows_next_sample(rows, &message.sample)) {
		message.sample.channel = channel;
		view_remember(view, &message);
	}
	return rows_close(rows, error);
}

static bool remember_channels(struct record *record, int64_t session, struct view *view, const struct channel *channels,
                              size_t count, struct error *error)
{
	struct rows *rows = record_channels(record, session);
	bool well = true;
	for (struct channel_row row; well && rows_next_channel(rows, &row);) {
		int channel = channel_named(channels, count, row.channel.name);
		well = channel < 0 || remember_samples(record, row.channel_id, channel, view, error);
	}
	return rows_done(rows, well, error);
}

bool past_remember(struct record *record, int64_t session, struct view *view, const struct channel *channels, size_t count,
                   struct error *error)
{
	if (!remember_channels(record, session, view, channels, count, error))
		return false;
	struct message message = { .kind = MESSAGE_EVENT };
	struct rows *rows = record_events(record, session);
	for (struct event_row row; rows_next_event(rows, &row);) {
		message.event = event_of_row(&row);
		if (message.event.kind != EVENT_KIND_COUNT)
			view_remember(view, &message);
	}
	return rows_close(rows, error);
}
