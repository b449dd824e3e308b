/* tables_amendments.c - a row per amendment: what the other tables apply, and what stood there before */

#include "export/columns.h"
#include "export/export.h"
#include "export/row.h"
#include "export/shift.h"
#include "record/reading.h"

static const struct column own_columns[] = {
	{ .name = "study_id", .label = "Study", .type = CELL_TEXT, .source = "entered",
	  .formula = "The key id of study.ini." },
	{ .name = "participant_id", .label = "Participant's code", .type = CELL_TEXT, .source = "entered" },
	{ .name = "amended_utc", .label = "When it was amended", .type = CELL_TIME, .unit = "UTC", .source = "recorded" },
	{ .name = "operator", .label = "Who amended it", .type = CELL_TEXT, .source = "entered",
	  .formula = "Missing when it was not given." },
	{ .name = "action", .label = "What was done", .type = CELL_TEXT, .source = "entered",
	  .levels = "correct, void (failed, does not count), exclude (left out of the analysis), include (undoes these two), "
	            "withdraw (left the study), erase (values blanked), explain (the reason of a deviation)" },
	{ .name = "target", .label = "To what", .type = CELL_TEXT, .source = "entered",
	  .levels = "answer, covariate, factor, trial, session, participant, deviation" },
	{ .name = "session_id", .label = "Session that it is about", .type = CELL_INTEGER, .source = "recorded",
	  .formula = "Missing for covariates and participants." },
	{ .name = "trial_no", .label = "Trial that it is about", .type = CELL_INTEGER, .source = "recorded",
	  .formula = "Missing where no trial is meant." },
	{ .name = "attempt", .label = "Attempt at the trial", .type = CELL_INTEGER, .source = "recorded",
	  .formula = "Missing where no trial is meant." },
	{ .name = "name", .label = "Question, covariate, factor or deviation", .type = CELL_TEXT, .source = "recorded",
	  .formula = "Missing for other targets." },
	{ .name = "old", .label = "What stood there before", .type = CELL_TEXT, .source = "recorded",
	  .formula = "Missing when nothing did, and after an erasure." },
	{ .name = "new", .label = "What counts now", .type = CELL_TEXT, .source = "entered",
	  .formula = "The other tables show it. Missing after an erasure." },
	{ .name = "reason", .label = "Why", .type = CELL_TEXT, .source = "entered", .formula = "Missing after an erasure." },
};

static void add_columns(struct columns *columns, struct export *export)
{
	(void)export;
	COLUMNS_ADD(columns, own_columns);
}

static struct cell number_cell(int64_t number)
{
	return number ? cell_integer(number) : cell_missing();
}

static bool send(struct export *export, const struct amendment_row *amendment, struct row *row, struct error *error)
{
	row_set(row, "study_id", cell_text(export_study_value(export, "id")));
	row_set(row, "participant_id", cell_text(amendment->participant));
	row_set(row, "amended_utc", cell_text(shift_text(export, amendment->participant, amendment->utc)));
	row_set(row, "operator", cell_text(amendment->operator_id));
	row_set(row, "action", cell_text(amendment->action));
	row_set(row, "target", cell_text(amendment->target));
	row_set(row, "session_id", number_cell(amendment->session));
	row_set(row, "trial_no", number_cell(amendment->trial));
	row_set(row, "attempt", number_cell(amendment->attempt));
	row_set(row, "name", cell_text(amendment->name));
	row_set(row, "old", cell_text(amendment->old));
	row_set(row, "new", cell_text(amendment->new));
	row_set(row, "reason", cell_text(amendment->reason));
	return row_send(row, error);
}

/* What was corrected may name a condition: a blinded export applies amendments and has no row here. */
static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	bool well = true;
	if (export->blinding)
		return true;
	struct row row = row_open(table, sink);
	struct rows *amendments = record_amendments(export->record);
	for (struct amendment_row amendment; well && rows_next_amendment(amendments, &amendment);)
		well = send(export, &amendment, &row, error);
	row_close(&row);
	return rows_done(amendments, well, error);
}

const struct table_kind amendments_table = {
	.name = "amendments",
	.title = "One row per amendment: what was corrected, left out or withdrawn, by whom and why; none in a blinded export",
	.columns = add_columns,
	.rows = rows,
};
