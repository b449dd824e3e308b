/* tables_sessions.c - a row per session */

#include <string.h>

#include "export/columns.h"
#include "export/export.h"
#include "export/row.h"
#include "export/session.h"

static const struct column own_columns[] = {
	{ .name = "protocol_id", .label = "Exercise protocol", .type = CELL_TEXT, .source = "planned" },
	{ .name = "protocol_version", .label = "Version of the protocol", .type = CELL_TEXT, .source = "planned" },
	{ .name = "sequence", .label = "Order of the conditions in the session", .type = CELL_TEXT, .source = "derived",
	  .formula = "The conditions of the session's trials in the order in which they were first begun, joined by '-'. "
	             "Missing without trials." },
	{ .name = "operator", .label = "Who conducted the session", .type = CELL_TEXT, .source = "entered",
	  .formula = "A code. Missing when not given." },
	{ .name = "station", .label = "Where it was conducted", .type = CELL_TEXT, .source = "entered" },
	{ .name = "simulated", .label = "Any instrument of the session was simulated", .type = CELL_INTEGER,
	  .source = "recorded", .levels = "1=yes, 0=no" },
	{ .name = "session_start_utc", .label = "Beginning of the session", .type = CELL_TIME, .unit = "UTC",
	  .source = "recorded" },
	{ .name = "utc_offset_min", .label = "Local time's offset from UTC at the beginning", .type = CELL_INTEGER,
	  .unit = "min", .source = "recorded", .formula = "East positive." },
	{ .name = "duration_s", .label = "Duration of the session", .type = CELL_NUMBER, .unit = "s", .decimals = 3,
	  .source = "derived", .formula = "End minus beginning, on the session's monotonic clock. Missing when status is "
	                                  "running." },
	{ .name = "status", .label = "How the session ended", .type = CELL_TEXT, .source = "recorded",
	  .levels = "completed, interrupted, failed, running (no end is in the record)" },
	{ .name = "trials", .label = "Trials that count", .type = CELL_INTEGER, .source = "derived",
	  .formula = "Rows of the table trials with counted = 1." },
	{ .name = "trials_completed", .label = "Of these, completed", .type = CELL_INTEGER, .source = "derived",
	  .formula = "With outcome completed." },
	{ .name = "channels", .label = "Channels that were recorded", .type = CELL_INTEGER, .source = "derived",
	  .formula = "Of all instruments, waveforms included." },
	{ .name = "recorded_by", .label = "Software that recorded the session", .type = CELL_TEXT, .source = "recorded" },
};

static void add_columns(struct columns *columns, struct export *export)
{
	columns_add_session(columns, export);
	COLUMNS_ADD(columns, own_columns);
}

static bool one_session(struct export *export, const struct session *session, struct row *row, struct error *error)
{
	const struct session_row *own = &session->row;
	int64_t counted = 0, completed = 0;
	for (size_t i = 0; i < session->trial_count; i++) {
		counted += session->trials[i].counted;
		completed += session->trials[i].counted && strcmp(session->trials[i].outcome, "completed") == 0;
	}
	row_set_session(row, export, session);
	row_set(row, "protocol_id", cell_text(own->protocol_id));
	row_set(row, "protocol_version", cell_text(own->protocol_version));
	row_set(row, "sequence", cell_text(session->sequence));
	row_set(row, "operator", cell_text(own->operator_id));
	row_set(row, "station", cell_text(own->station));
	row_set(row, "simulated", cell_integer(own->simulated));
	row_set_utc(row, "session_start_utc", own->start_utc_ns);
	row_set(row, "utc_offset_min", cell_integer(own->utc_offset_min));
	row_set(row, "duration_s", cell_seconds(own->ended_ns));
	row_set(row, "status", cell_text(own->status));
	row_set(row, "trials", cell_integer(counted));
	row_set(row, "trials_completed", cell_integer(completed));
	row_set(row, "channels", cell_integer((int64_t)session->channel_count));
	row_set(row, "recorded_by", cell_text(own->software_version));
	return row_send(row, error);
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	return export_each_session(export, table, sink, one_session, error);
}

const struct table_kind sessions_table = {
	.name = "sessions",
	.title = "One row per session",
	.columns = add_columns,
	.rows = rows,
};
