/* tables_events.c - a row per event */

#include "base/event.h"
#include "export/columns.h"
#include "export/export.h"
#include "export/row.h"
#include "export/session.h"
#include "export/shift.h"
#include "record/reading.h"

static const struct column time_columns[] = {
	{ .name = "time_utc", .label = "When it happened", .type = CELL_TIME, .unit = "UTC", .source = "recorded" },
	{ .name = "time_s", .label = "When it happened, from the session's start", .type = CELL_NUMBER, .unit = "s",
	  .decimals = 3, .source = "recorded" },
	{ .name = "planned_s", .label = "When the plan wanted it, from the session's start", .type = CELL_NUMBER,
	  .unit = "s", .decimals = 3, .source = "planned", .formula = "Missing for what was not planned for a time." },
	{ .name = "late_ms", .label = "How late it came", .type = CELL_NUMBER, .unit = "ms", .decimals = 3,
	  .source = "derived", .formula = "1000 x (time_s - planned_s). Missing where planned_s is." },
	{ .name = "kind", .label = "Kind of event", .type = CELL_TEXT, .source = "recorded" },
};

static const struct column own_columns[] = {
	{ .name = "phase_no", .label = "Phase of the trial", .type = CELL_INTEGER, .source = "recorded",
	  .formula = "From 1. Missing outside any phase." },
	{ .name = "phase", .label = "Name of the phase", .type = CELL_TEXT, .source = "planned",
	  .formula = "Missing outside any phase." },
	{ .name = "name", .label = "What the event is about", .type = CELL_TEXT, .source = "recorded",
	  .formula = "The condition, phase, cue, question or instrument, by kind. Missing for kinds that name none." },
	{ .name = "value", .label = "Number that came with it", .type = CELL_NUMBER, .unit = "as the kind has it", .decimals = 3, .source = "recorded",
	  .formula = "Of a cue the repetition from 1, of a phase_begin the prescribed repetitions a minute, of an answer its "
	             "number, of a go_on the seconds of the pause. Missing for kinds without one." },
	{ .name = "text", .label = "Words that came with it", .type = CELL_TEXT, .source = "recorded",
	  .formula = "Missing where there were none." },
};

/* The kinds by their own names, so that a new one cannot be forgotten here. */
static const char *kinds_of_events(struct export *export)
{
	struct texts kinds = {0};
	for (int kind = 0; kind < EVENT_KIND_COUNT; kind++)
		texts_copy(&kinds, event_kind_name((enum event_kind)kind));
	const char *levels = texts_take(&export->texts, texts_join(&kinds, ", ", EVENT_KIND_COUNT));
	texts_free(&kinds);
	return levels;
}

static void add_columns(struct columns *columns, struct export *export)
{
	columns_add_session(columns, export);
	COLUMNS_ADD(columns, time_columns);
	columns->items[columns->count - 1].levels = kinds_of_events(export);
	columns_add_trial(columns, export);
	COLUMNS_ADD(columns, own_columns);
}

static bool one_event(struct export *export, const struct session *session, const struct event_row *event,
                      struct row *row, struct error *error)
{
	const struct phase_row *phase = session_phase(session, event->trial, event->attempt, event->phase);
	row_set_session(row, export, session);
	row_set_utc(row, "time_utc", session_utc(session, event->time_ns));
	row_set(row, "time_s", cell_seconds(event->time_ns));
	row_set(row, "planned_s", cell_seconds(event->planned_ns));
	row_set(row, "late_ms", cell_late_ms(event->planned_ns, event->time_ns));
	row_set(row, "kind", cell_text(event->kind));
	row_set_trial(row, session_trial(session, event->trial, event->attempt));
	row_set(row, "phase_no", event->phase ? cell_integer(event->phase) : cell_missing());
	row_set(row, "phase", phase ? cell_text(phase->name) : cell_missing());
	row_set(row, "name", cell_text(event->name));
	row_set(row, "value", cell_number(event->value));
	row_set(row, "text", cell_text(event->text));
	return row_send(row, error);
}

static bool one_session(struct export *export, const struct session *session, struct row *row, struct error *error)
{
	bool well = true;
	struct rows *events = record_events(export->record, session->row.session);
	for (struct event_row event; well && rows_next_event(events, &event);) {
		shift_event(export, &event);
		well = !blinding_event(export->blinding, session, &event) || one_event(export, session, &event, row, error);
	}
	return rows_done(events, well, error);
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	return export_each_session(export, table, sink, one_session, error);
}

const struct table_kind events_table = {
	.name = "events",
	.title = "One row per event: beginnings and ends, cues, instructions, notes, troubles",
	.columns = add_columns,
	.rows = rows,
};
