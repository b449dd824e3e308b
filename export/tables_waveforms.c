/* tables_waveforms.c - a row per sample of the quick channels */

#include "export/columns.h"
#include "export/export.h"
#include "export/row.h"
#include "export/session.h"
#include "record/reading.h"

static const struct column own_columns[] = {
	{ .name = "session_id", .label = "Session", .type = CELL_INTEGER, .source = "recorded" },
	{ .name = "channel", .label = "Channel", .type = CELL_TEXT, .source = "recorded" },
	{ .name = "time_s", .label = "When it was measured, from the session's start", .type = CELL_NUMBER, .unit = "s",
	  .decimals = 6, .source = "recorded" },
	{ .name = "uncertainty_s", .label = "The true time lies within time_s +- this", .type = CELL_NUMBER, .unit = "s",
	  .decimals = 6, .source = "recorded" },
	{ .name = "value", .label = "Value", .type = CELL_NUMBER, .unit = "unit of the channel: see the sheet about",
	  .decimals = 3, .source = "recorded", .formula = "Missing where there is none: see quality." },
	{ .name = "quality", .label = "Why the value is missing or doubtful", .type = CELL_TEXT, .source = "recorded",
	  .formula = "+ joins flags of one sample.", .levels = "good, no_probe, no_finger, searching, low_perfusion, artefact, "
	  "out_of_range, stale, bad_checksum, saturated, missing" },
};

static void add_columns(struct columns *columns, struct export *export)
{
	(void)export;
	COLUMNS_ADD(columns, own_columns);
}

static bool one_channel(struct export *export, const struct session *session, const struct channel_row *channel,
                        struct row *row, struct error *error)
{
	bool well = true;
	char quality[QUALITY_TEXT_SIZE];
	struct rows *samples = record_samples(export->record, channel->channel_id, INT64_MIN, TIME_NEVER);
	for (struct sample sample; well && rows_next_sample(samples, &sample);) {
		row_set(row, "session_id", cell_integer(session->row.session));
		row_set(row, "channel", cell_text(channel->channel.name));
		row_set(row, "time_s", cell_seconds(sample.time_ns));
		row_set(row, "uncertainty_s", cell_seconds(sample.uncertainty_ns));
		row_set(row, "value", cell_number(sample.value));
		row_set(row, "quality", cell_text(quality_text(sample.quality, quality)));
		well = row_send(row, error);
	}
	return rows_done(samples, well, error);
}

static bool one_session(struct export *export, const struct session *session, struct row *row, struct error *error)
{
	bool well = true;
	for (size_t c = 0; well && c < session->channel_count; c++)
		if (session->channels[c].channel.waveform)
			well = one_channel(export, session, &session->channels[c], row, error);
	return well;
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	return export_each_session(export, table, sink, one_session, error);
}

const struct table_kind waveforms_table = {
	.name = "waveforms",
	.title = "One row per sample of each waveform channel",
	.bulk = true,
	.columns = add_columns,
	.rows = rows,
};
