/* tables_answers.c - a row per answer, also of the refused and the rejected ones */

#include <string.h>

#include "export/columns.h"
#include "export/export.h"
#include "export/row.h"
#include "export/session.h"
#include "record/reading.h"

static const struct column own_columns[] = {
	{ .name = "question", .label = "Question", .type = CELL_TEXT, .source = "planned" },
	{ .name = "wording", .label = "The question as it was put", .type = CELL_TEXT, .source = "planned",
	  .formula = "Missing in a blinded export where it is not put so under every condition." },
	{ .name = "accepted", .label = "What could be answered", .type = CELL_TEXT, .source = "planned",
	  .formula = "As the plan has it: a scale with its ends, choices in the order of their numbers, words, or the bounds of a "
	             "measured number. Missing when the record's plan does not say." },
	{ .name = "outcome", .label = "What came of the question", .type = CELL_TEXT, .source = "recorded",
	  .levels = "answered, refused (the participant declined), rejected (could not be accepted; asked again)" },
	{ .name = "value", .label = "Answer as a number", .type = CELL_NUMBER, .unit = "as in column unit", .decimals = 1, .source = "entered",
	  .formula = "Of a scale its number, of a choice its place from 1. Missing for answers in words and where outcome "
	             "is refused or rejected." },
	{ .name = "unit", .label = "Unit of a measured number", .type = CELL_TEXT, .source = "planned",
	  .formula = "Missing for scales, choices and words." },
	{ .name = "text", .label = "Answer as it was given", .type = CELL_TEXT, .source = "entered",
	  .formula = "Missing where nothing was said: see outcome." },
	{ .name = "asked_utc", .label = "When it was asked", .type = CELL_TIME, .unit = "UTC", .source = "recorded" },
	{ .name = "asked_s", .label = "When it was asked, from the session's start", .type = CELL_NUMBER, .unit = "s",
	  .decimals = 3, .source = "recorded" },
	{ .name = "time_s", .label = "When it was answered, from the session's start", .type = CELL_NUMBER, .unit = "s",
	  .decimals = 3, .source = "recorded" },
};

static void add_columns(struct columns *columns, struct export *export)
{
	columns_add_session(columns, export);
	columns_add_trial(columns, export);
	COLUMNS_ADD(columns, own_columns);
}

static enum missing_why why_missing(const struct answer_row *answer)
{
	return strcmp(answer->outcome, "refused") == 0 ? MISSING_REFUSED :
	       strcmp(answer->outcome, "rejected") == 0 ? MISSING_UNKNOWN : MISSING_PLAIN;
}

static bool one_answer(struct export *export, const struct session *session, const struct answer_row *answer,
                       struct row *row, struct error *error)
{
	row_set_session(row, export, session);
	row_set_trial(row, session_trial(session, answer->trial, answer->attempt));
	row_set(row, "question", cell_text(answer->question));
	row_set(row, "wording", cell_text(blinding_wording(export->blinding, answer->wording)));
	const struct question_asked *asked = question_named(&session->questions, answer->question);
	row_set(row, "accepted", cell_text(asked ? asked->accepted : ""));
	row_set(row, "unit", cell_text(asked ? asked->unit : ""));
	row_set(row, "outcome", cell_text(answer->outcome));
	row_set(row, "value", cell_number(question_value(asked, answer)));
	row_set(row, "text", cell_text(answer->text));
	row_set_utc(row, "asked_utc", session_utc(session, answer->asked_ns));
	row_set(row, "asked_s", cell_seconds(answer->asked_ns));
	row_set(row, "time_s", cell_seconds(answer->time_ns));
	row_explain(row, "value", "value", why_missing(answer));
	return row_send(row, error);
}

static bool one_session(struct export *export, const struct session *session, struct row *row, struct error *error)
{
	bool well = true;
	struct rows *answers = record_answers(export->record, session->row.session);
	for (struct answer_row answer; well && rows_next_answer(answers, &answer);)
		well = !blinding_answer(export->blinding, &answer) || one_answer(export, session, &answer, row, error);
	return rows_done(answers, well, error);
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	return export_each_session(export, table, sink, one_session, error);
}

const struct table_kind answers_table = {
	.name = "answers",
	.title = "One row per answer, also refused and rejected ones",
	.columns = add_columns,
	.rows = rows,
};
