/* tables_deviations.c - a row per deviation: what happened differs from what was planned */

#include "base/deviation.h"
#include "export/columns.h"
#include "export/export.h"
#include "export/row.h"
#include "export/session.h"
#include "record/reading.h"

static const struct column own_columns[] = {
	{ .name = "phase_no", .label = "Phase of the trial", .type = CELL_INTEGER, .source = "recorded",
	  .formula = "From 1. Missing outside any phase." },
	{ .name = "time_utc", .label = "When it was found", .type = CELL_TIME, .unit = "UTC", .source = "recorded" },
	{ .name = "time_s", .label = "When it was found, from the session's start", .type = CELL_NUMBER, .unit = "s",
	  .decimals = 3, .source = "recorded" },
	{ .name = "deviation", .label = "What differs from the plan", .type = CELL_TEXT, .source = "derived",
	  .formula = "Found by the program; see severity for the limits." },
	{ .name = "severity", .label = "How grave it is", .type = CELL_TEXT, .source = "derived", .levels = "minor, major",
	  .formula = "A phase's length: minor beyond 1 s or 2 %, major beyond 10 %. Cadence: 10 %, 20 %. A sensor lost: 10 s of "
	             "a phase, 30 s. Skipped: major for a phase. Repeated: minor. Interrupted: major where the visit went back to a "
	             "checkpoint. The others (a limit of the script that was reached and a visit that ended early among them): major." },
	{ .name = "name", .label = "What deviated", .type = CELL_TEXT, .source = "recorded",
	  .formula = "The phase, condition, channel or question. Missing where it is the visit." },
	{ .name = "planned", .label = "As planned", .type = CELL_NUMBER, .unit = "as in column deviation_unit", .decimals = 3,
	  .source = "planned", .formula = "Missing where a number means nothing." },
	{ .name = "actual", .label = "As it was", .type = CELL_NUMBER, .unit = "as in column deviation_unit", .decimals = 3,
	  .source = "derived", .formula = "Missing where a number means nothing." },
	{ .name = "deviation_unit", .label = "Unit of planned and actual", .type = CELL_TEXT, .source = "derived",
	  .formula = "Missing for counts and where there are no numbers." },
	{ .name = "reason", .label = "The operator's reason", .type = CELL_TEXT, .source = "entered",
	  .formula = "Missing where nobody was asked for one." },
};

/* The kinds by their own names, so that a new one cannot be forgotten here. */
static const char *kinds_of_deviations(struct export *export)
{
	struct texts kinds = {0};
	for (int kind = 0; kind < DEVIATION_KIND_COUNT; kind++)
		texts_copy(&kinds, deviation_kind_name((enum deviation_kind)kind));
	const char *levels = texts_take(&export->texts, texts_join(&kinds, ", ", DEVIATION_KIND_COUNT));
	texts_free(&kinds);
	return levels;
}

static void add_columns(struct columns *columns, struct export *export)
{
	columns_add_session(columns, export);
	columns_add_trial(columns, export);
	size_t first = columns->count;
	COLUMNS_ADD(columns, own_columns);
	columns->items[first + 3].levels = kinds_of_deviations(export);
}

static bool one_deviation(struct export *export, const struct session *session, const struct deviation_row *deviation,
                          struct row *row, struct error *error)
{
	row_set_session(row, export, session);
	row_set_trial(row, session_trial(session, deviation->trial, deviation->attempt));
	row_set(row, "phase_no", deviation->phase ? cell_integer(deviation->phase) : cell_missing());
	row_set_utc(row, "time_utc", session_utc(session, deviation->time_ns));
	row_set(row, "time_s", cell_seconds(deviation->time_ns));
	row_set(row, "deviation", cell_text(deviation->kind));
	row_set(row, "severity", cell_text(deviation->severity));
	row_set(row, "name", cell_text(deviation->name));
	row_set(row, "planned", cell_number(deviation->planned));
	row_set(row, "actual", cell_number(deviation->actual));
	row_set(row, "deviation_unit", cell_text(deviation->unit));
	row_set(row, "reason", cell_text(deviation->reason));
	return row_send(row, error);
}

static bool one_session(struct export *export, const struct session *session, struct row *row, struct error *error)
{
	bool well = true;
	struct rows *deviations = record_deviations(export->record, session->row.session);
	for (struct deviation_row deviation; well && rows_next_deviation(deviations, &deviation);)
		well = one_deviation(export, session, &deviation, row, error);
	return rows_done(deviations, well, error);
}

/* What differed from the plan tells what was planned: a blinded export has no row here. */
static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	return export->blinding || export_each_session(export, table, sink, one_session, error);
}

const struct table_kind deviations_table = {
	.name = "deviations",
	.title = "One row per deviation from the plan; none in a blinded export",
	.columns = add_columns,
	.rows = rows,
};
