/* tables_gaps.c - a row per time in which a channel gave nothing valid, and why */

#include "export/columns.h"
#include "export/export.h"
#include "export/row.h"
#include "export/session.h"
#include "record/reading.h"

static const struct column own_columns[] = {
	{ .name = "phase_no", .label = "Phase in which the gap began", .type = CELL_INTEGER, .source = "derived",
	  .formula = "From 1. Missing outside any phase." },
	{ .name = "channel", .label = "Channel", .type = CELL_TEXT, .source = "recorded" },
	{ .name = "gap_start_utc", .label = "When a valid value was due", .type = CELL_TIME, .unit = "UTC", .source = "recorded" },
	{ .name = "gap_start_s", .label = "When a valid value was due, from the session's start", .type = CELL_NUMBER, .unit = "s",
	  .decimals = 3, .source = "recorded" },
	{ .name = "gap_s", .label = "How long the gap lasted", .type = CELL_NUMBER, .unit = "s", .decimals = 3, .source = "derived",
	  .formula = "Until a valid value came, the cause changed, or the session ended. Shorter ones than 2.5 expected intervals have no "
	             "row." },
	{ .name = "cause", .label = "Why there was nothing valid", .type = CELL_TEXT, .source = "recorded",
	  .levels = "unplugged, no_finger, silent, noise, suspended, overrun, away" },
};

static void add_columns(struct columns *columns, struct export *export)
{
	columns_add_session(columns, export);
	columns_add_trial(columns, export);
	COLUMNS_ADD(columns, own_columns);
}

static const char *channel_name(const struct session *session, int64_t channel_id)
{
	for (size_t i = 0; i < session->channel_count; i++)
		if (session->channels[i].channel_id == channel_id)
			return session->channels[i].channel.name;
	return "";
}

static bool one_gap(struct export *export, const struct session *session, const struct gap_row *gap, struct row *row,
                    struct error *error)
{
	const struct phase_row *phase = session_phase_at(session, gap->from_ns);
	row_set_session(row, export, session);
	row_set_trial(row, session_trial_at(session, gap->from_ns));
	row_set(row, "phase_no", phase ? cell_integer(phase->number) : cell_missing());
	row_set(row, "channel", cell_text(channel_name(session, gap->channel_id)));
	row_set_utc(row, "gap_start_utc", session_utc(session, gap->from_ns));
	row_set(row, "gap_start_s", cell_seconds(gap->from_ns));
	row_set(row, "gap_s", cell_lasting(gap->from_ns, gap->to_ns));
	row_set(row, "cause", cell_text(gap->cause));
	return row_send(row, error);
}

static bool one_session(struct export *export, const struct session *session, struct row *row, struct error *error)
{
	bool well = true;
	struct rows *gaps = record_gaps(export->record, session->row.session);
	for (struct gap_row gap; well && rows_next_gap(gaps, &gap);)
		well = one_gap(export, session, &gap, row, error);
	return rows_done(gaps, well, error);
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	return export_each_session(export, table, sink, one_session, error);
}

const struct table_kind gaps_table = {
	.name = "gaps",
	.title = "One row per time in which a channel gave nothing valid",
	.columns = add_columns,
	.rows = rows,
};
