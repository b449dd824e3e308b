/*
 * tables_waveforms.c - a row per sample, waveforms and all, as they stand in the record
 *
 * Very many rows: written to compressed files, never into a spreadsheet.
 */

#include "base/clock.h"
#include "export/columns.h"
#include "export/export.h"
#include "export/row.h"
#include "export/session.h"
#include "record/reading.h"

static const struct column own_columns[] = {
	{ .name = "participant_id", .label = "Participant's code", .type = CELL_TEXT, .source = "entered" },
	{ .name = "session_id", .label = "Session: one run of one protocol for one visit", .type = CELL_INTEGER,
	  .source = "recorded" },
	{ .name = "channel", .label = "Channel: one quantity at one site", .type = CELL_TEXT, .source = "recorded",
	  .formula = "Its quantity, unit and site stand in the tables measures and about." },
	{ .name = "time_s", .label = "When it was measured, from the session's start", .type = CELL_NUMBER, .unit = "s",
	  .decimals = 6, .source = "recorded", .formula = "On the session's monotonic clock, in whole nanoseconds." },
	{ .name = "uncertainty_ms", .label = "How far the true time may be off, either way", .type = CELL_NUMBER,
	  .unit = "ms", .decimals = 3, .source = "derived",
	  .formula = "From the delays of wire, chip and instrument, as they are modelled." },
	{ .name = "value", .label = "Value", .type = CELL_NUMBER, .unit = "unit of the channel", .decimals = 3,
	  .source = "recorded", .formula = "Missing when the instrument gave none: see quality." },
	{ .name = "quality", .label = "Quality flags of the sample, joined by +", .type = CELL_TEXT, .source = "recorded",
	  .formula = "Samples that are good or of low_perfusion alone enter the measures.",
	  .levels = "good, no_probe, no_finger, searching, low_perfusion, artefact, out_of_range, stale, bad_checksum, "
	            "saturated, missing" },
};

static void add_columns(struct columns *columns, struct export *export)
{
	(void)export;
	COLUMNS_ADD(columns, own_columns);
}

static bool one_sample(const struct session *session, const struct channel *channel, const struct sample *sample,
                       struct row *row, struct error *error)
{
	char quality[QUALITY_TEXT_SIZE];
	row_set(row, "participant_id", cell_text(session->row.participant));
	row_set(row, "session_id", cell_integer(session->row.session));
	row_set(row, "channel", cell_text(channel->name));
	row_set(row, "time_s", cell_seconds(sample->time_ns));
	row_set(row, "uncertainty_ms", cell_number((double)sample->uncertainty_ns / (double)NS_PER_MS));
	row_set(row, "value", cell_number(sample->value));
	row_set(row, "quality", cell_text(sample->quality ? quality_text(sample->quality, quality) : "good"));
	return row_send(row, error);
}

static bool one_session(struct export *export, const struct session *session, struct row *row, struct error *error)
{
	bool well = true;
	for (size_t i = 0; well && i < session->channel_count; i++) {
		const struct channel_row *channel = &session->channels[i];
		struct rows *samples = record_samples(export->record, channel->channel_id, INT64_MIN, TIME_NEVER);
		for (struct sample sample; well && rows_next_sample(samples, &sample);)
			well = one_sample(session, &channel->channel, &sample, row, error);
		well = rows_done(samples, well, error);
	}
	return well;
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	return export_each_session(export, table, sink, one_session, error);
}

const struct table_kind samples_table = {
	.name = "samples",
	.title = "One row per sample of any channel, waveforms included, as recorded",
	.bulk = true,
	.effort = 30,
	.columns = add_columns,
	.rows = rows,
};
