/* tables_trials.c - a row per trial */

#include "export/columns.h"
#include "export/export.h"
#include "export/row.h"
#include "export/session.h"

static const struct column own_columns[] = {
	{ .name = "protocol_id", .label = "Exercise protocol", .type = CELL_TEXT, .source = "planned" },
	{ .name = "protocol_version", .label = "Version of the protocol", .type = CELL_TEXT, .source = "planned",
	  .formula = "The script's own SHA-256 stands in the table about." },
	{ .name = "simulated", .label = "Any instrument of the session was simulated", .type = CELL_INTEGER,
	  .source = "recorded", .levels = "1=yes, 0=no" },
	{ .name = "trial_start_utc", .label = "Beginning of the trial", .type = CELL_TIME, .unit = "UTC",
	  .source = "recorded" },
	{ .name = "trial_start_s", .label = "Beginning of the trial, from the session's start", .type = CELL_NUMBER,
	  .unit = "s", .decimals = 3, .source = "recorded" },
	{ .name = "duration_s", .label = "Duration of the trial", .type = CELL_NUMBER, .unit = "s", .decimals = 3,
	  .source = "derived", .formula = "End minus beginning, on the session's monotonic clock. Missing when outcome is "
	                                  "running: no end is in the record." },
	{ .name = "outcome", .label = "How the trial ended", .type = CELL_TEXT, .source = "recorded",
	  .levels = "completed, interrupted, running" },
};

static void add_columns(struct columns *columns, struct export *export)
{
	columns_add_session(columns, export);
	columns_add_trial(columns, export);
	columns_add_place(columns);
	columns_add_factors(columns, export);
	COLUMNS_ADD(columns, own_columns);
}

static bool one_trial(struct export *export, const struct session *session, const struct trial_row *trial,
                      struct row *row, struct error *error)
{
	row_set_session(row, export, session);
	row_set_trial(row, trial);
	row_set_place(row, export, session, trial);
	row_set_factors(row, export, trial);
	row_set(row, "protocol_id", cell_text(session->row.protocol_id));
	row_set(row, "protocol_version", cell_text(session->row.protocol_version));
	row_set(row, "simulated", cell_integer(session->row.simulated));
	row_set_utc(row, "trial_start_utc", session_utc(session, trial->began_ns));
	row_set(row, "trial_start_s", cell_seconds(trial->began_ns));
	row_set(row, "duration_s", cell_lasting(trial->began_ns, trial->ended_ns));
	row_set(row, "outcome", cell_text(trial->outcome));
	return row_send(row, error);
}

static bool one_session(struct export *export, const struct session *session, struct row *row, struct error *error)
{
	bool well = true;
	for (size_t i = 0; well && i < session->trial_count; i++)
		well = one_trial(export, session, &session->trials[i], row, error);
	return well;
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	return export_each_session(export, table, sink, one_session, error);
}

const struct table_kind trials_table = {
	.name = "trials",
	.title = "One row per trial and attempt",
	.columns = add_columns,
	.rows = rows,
};
