/*
 * tables_samples.c - a row per second of a session, a column per channel
 *
 * The channels of a session are read side by side, a second at a time, so that no
 * more than one sample of each is in memory.
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "export/chart_ranges.h"
#include "export/columns.h"
#include "export/export.h"
#include "export/measures/causes.h"
#include "export/row.h"
#include "export/session.h"
#include "record/reading.h"

static const struct column time_columns[] = {
	{ .name = "time_utc", .label = "Beginning of the second", .type = CELL_TIME, .unit = "UTC", .source = "derived",
	  .formula = "UTC at the session's start plus time_s." },
	{ .name = "time_s", .label = "Beginning of the second, from the session's start", .type = CELL_INTEGER,
	  .unit = "s", .source = "derived", .formula = "Whole seconds on the session's monotonic clock." },
	{ .name = "time_min", .label = "The same in minutes", .type = CELL_NUMBER, .unit = "min", .decimals = 3,
	  .source = "derived", .formula = "time_s / 60; for charts." },
};

static const struct column phase_column[] = {
	{ .name = "phase", .label = "Phase at the middle of the second", .type = CELL_TEXT, .source = "derived",
	  .formula = "The phase, as the trial, is that of time_s + 0.5 s. Missing between phases." },
};

static const struct column missing_column[] = {
	{ .name = "missing", .label = "Channels without a value in this second, and why", .type = CELL_TEXT,
	  .source = "derived",
	  .formula = "The commonest quality flag of the second's samples; no sample: none came; between samples: the channel's "
	             "interval is longer than a second; not measured: the session has no such channel. Missing when all "
	             "channels have a value." },
};

static void add_channel_column(struct columns *columns, struct export *export, const struct word *channel)
{
	struct column column = {
		.type = CELL_NUMBER, .decimals = 3, .source = "derived",
		.unit = texts_take(&export->texts, texts_join(&channel->values, " or ", SIZE_MAX)),
		.formula = "Mean of the valid samples with time_s <= time < time_s + 1 s. Missing when there are none: see column "
		           "missing. Waveform channels have no column.",
	};
	char *sites = texts_join(&channel->sites, " or ", SIZE_MAX);
	column.label = texts_take(&export->texts, xasprintf("Channel %s: %s%s%s", channel->name, channel->quantity,
	                                                    sites[0] ? ", " : "", sites));
	free(sites);
	name_copy(column.name, channel->name);
	columns_add_named(columns, "channel", column);
}

static void add_columns(struct columns *columns, struct export *export)
{
	columns_add_session(columns, export);
	COLUMNS_ADD(columns, time_columns);
	columns_add_trial(columns, export);
	COLUMNS_ADD(columns, phase_column);
	columns->items[columns->count - 1].levels = levels_of(export, &export->vocabulary.phases);
	for (size_t i = 0; i < export->vocabulary.channels.count; i++)
		add_channel_column(columns, export, &export->vocabulary.channels.items[i]);
	COLUMNS_ADD(columns, missing_column);
}

/* One column's channel in one session. */
struct stream {
	const char           *name;
	const struct channel *channel;      /* NULL: the session has no such channel */
	struct rows          *rows;
	struct sample         next;         /* read, but of a later second */
	bool                  more;
	double                mean;         /* of this second */
	size_t                n_valid, n;
	struct causes         causes;
};

static void stream_open(struct stream *stream, struct record *record, const struct session *session, const char *name)
{
	stream->name = name;
	stream->mean = NAN;
	for (size_t i = 0; i < session->channel_count; i++) {
		const struct channel_row *channel = &session->channels[i];
		if (strcmp(channel->channel.name, name) != 0 || channel->channel.waveform)
			continue;
		stream->channel = &channel->channel;
		stream->rows = record_samples(record, channel->channel_id, INT64_MIN, TIME_NEVER);
		stream->more = rows_next_sample(stream->rows, &stream->next);
		return;
	}
}

/* Takes the samples before `until_ns`; what came before the second is passed over. */
static void stream_second(struct stream *stream, int64_t from_ns, int64_t until_ns)
{
	stream->n = stream->n_valid = 0;
	stream->mean = NAN;
	stream->causes = (struct causes){0};
	double mean = 0;
	for (; stream->more && stream->next.time_ns < until_ns; stream->more = rows_next_sample(stream->rows, &stream->next)) {
		if (stream->next.time_ns < from_ns)
			continue;
		stream->n++;
		causes_add(&stream->causes, &stream->next);
		if (sample_is_valid(&stream->next)) {
			stream->n_valid++;
			mean += (stream->next.value - mean) / (double)stream->n_valid;
		}
	}
	if (stream->n_valid > 0)
		stream->mean = mean;
}

static enum missing_why code_of(const struct stream *stream)
{
	if (!stream->channel)
		return MISSING_NOT_DONE;
	if (stream->n > 0)
		return causes_are_of_sensor(&stream->causes) ? MISSING_SENSOR : MISSING_ARTEFACT;
	return stream->channel->interval_s > 1 ? MISSING_PLAIN : MISSING_SENSOR;
}

static const char *why_missing(const struct stream *stream, char text[static QUALITY_TEXT_SIZE])
{
	if (!stream->channel)
		return "not measured";
	if (stream->n > 0)
		return causes_commonest(&stream->causes, text);
	return stream->channel->interval_s > 1 ? "between samples" : "no sample";
}

/* All that is needed while one session's rows are made. */
struct seconds {
	struct stream   *streams;           /* one a column */
	size_t           stream_count;
	double          *values;            /* of this second, NAN when missing */
	char            *missing;
	size_t           missing_size;
	struct stretches stretches;
};

static struct seconds seconds_open(struct export *export, const struct session *session)
{
	const struct words *channels = &export->vocabulary.channels;
	struct seconds seconds = {
		.stream_count = channels->count,
		.streams = xcalloc(channels->count, sizeof *seconds.streams),
		.values = xcalloc(channels->count, sizeof *seconds.values),
		.missing_size = 1 + channels->count * (NAME_SIZE + QUALITY_TEXT_SIZE + sizeof ": ; "),
		.stretches = { .channel_count = channels->count },
	};
	seconds.missing = xcalloc(seconds.missing_size, 1);
	for (size_t i = 0; i < channels->count; i++)
		stream_open(&seconds.streams[i], export->record, session, channels->items[i].name);
	return seconds;
}

static bool seconds_close(struct seconds *seconds, bool well, struct error *error)
{
	for (size_t i = 0; i < seconds->stream_count; i++)
		if (seconds->streams[i].rows)
			well = rows_done(seconds->streams[i].rows, well, error);
	stretches_free(&seconds->stretches);
	free(seconds->streams);
	free(seconds->values);
	free(seconds->missing);
	return well;
}

static const char *missing_text(struct seconds *seconds)
{
	char quality[QUALITY_TEXT_SIZE];
	size_t length = 0;
	seconds->missing[0] = '\0';
	for (size_t i = 0; i < seconds->stream_count; i++) {
		const struct stream *stream = &seconds->streams[i];
		if (!isnan(stream->mean))
			continue;
		length += (size_t)snprintf(seconds->missing + length, seconds->missing_size - length, "%s%s: %s",
		                           length ? "; " : "", stream->name, why_missing(stream, quality));
	}
	return seconds->missing;
}

static bool one_second(struct export *export, const struct session *session, struct seconds *seconds,
                       int64_t second, struct row *row, struct error *error)
{
	int64_t from_ns = second * NS_PER_S, middle_ns = from_ns + NS_PER_S / 2;
	const struct phase_row *phase = session_phase_at(session, middle_ns);
	row_set_session(row, export, session);
	row_set_utc(row, "time_utc", session_utc(session, from_ns));
	row_set(row, "time_s", cell_integer(second));
	row_set(row, "time_min", cell_number((double)second / 60));
	row_set_trial(row, session_trial_at(session, middle_ns));
	row_set(row, "phase", phase ? cell_text(phase->name) : cell_missing());
	for (size_t i = 0; i < seconds->stream_count; i++) {
		if (seconds->streams[i].rows)
			stream_second(&seconds->streams[i], from_ns, from_ns + NS_PER_S);
		seconds->values[i] = seconds->streams[i].mean;
		row_set_next(row, isnan(seconds->values[i]) ? cell_missing_for(code_of(&seconds->streams[i]))
		                                            : cell_number(seconds->values[i]));
	}
	row_set(row, "missing", cell_text(missing_text(seconds)));
	stretches_add(&seconds->stretches, phase, row->sent, (double)second / 60, seconds->values);
	return row_send(row, error);
}

static int64_t second_of(int64_t time_ns)
{
	return time_ns / NS_PER_S - (time_ns % NS_PER_S < 0);
}

static bool is_over(const struct session *session, const struct seconds *seconds, int64_t time_ns)
{
	if (session->row.ended_ns != TIME_NONE)
		return time_ns >= session->row.ended_ns;
	for (size_t i = 0; i < seconds->stream_count; i++)
		if (seconds->streams[i].more)
			return false;
	for (size_t i = 0; i < session->phase_count; i++)
		if (session->phases[i].ended_ns != TIME_NONE && time_ns < session->phases[i].ended_ns)
			return false;
	return true;
}

/* The second of the first sample or phase; false when there is none. */
static bool first_second(const struct session *session, const struct seconds *seconds, int64_t *second)
{
	int64_t first_ns = session->phase_count ? session->phases[0].began_ns : TIME_NEVER;
	for (size_t i = 0; i < seconds->stream_count; i++)
		if (seconds->streams[i].more && seconds->streams[i].next.time_ns < first_ns)
			first_ns = seconds->streams[i].next.time_ns;
	*second = second_of(first_ns);
	return first_ns != TIME_NEVER;
}

static bool one_session(struct export *export, const struct session *session, struct row *row, struct error *error)
{
	struct seconds seconds = seconds_open(export, session);
	bool well = true;
	int64_t second;
	if (first_second(session, &seconds, &second))
		for (; well && !is_over(session, &seconds, second * NS_PER_S); second++)
			well = one_second(export, session, &seconds, second, row, error);

	size_t time_column = table_column(row->table, "time_min");
	size_t first_column = table_column(row->table, "phase") + 1;
	for (size_t i = 0; well && i < seconds.stream_count; i++)
		if (seconds.streams[i].channel)
			stretches_give(&seconds.stretches, export, session, i, seconds.streams[i].channel,
			               first_column + i, time_column);
	return seconds_close(&seconds, well, error);
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	export->range_count = 0;
	texts_free(&export->range_texts);
	return export_each_session(export, table, sink, one_session, error);
}

const struct table_kind samples_1hz_table = {
	.name = "samples_1hz",
	.title = "One row per second of each session, one column per channel",
	.effort = 3,
	.columns = add_columns,
	.rows = rows,
};
