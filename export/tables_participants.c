/* tables_participants.c - a row per person */

#include <string.h>

#include "export/columns.h"
#include "export/export.h"
#include "export/row.h"
#include "export/shift.h"
#include "record/reading.h"

static const struct column own_columns[] = {
	{ .name = "number", .label = "Place in the group", .type = CELL_INTEGER, .source = "recorded",
	  .formula = "From 1, in the order of enrolment." },
	{ .name = "order_number", .label = "Number by which orders of conditions are chosen", .type = CELL_INTEGER, .source = "recorded",
	  .formula = "Orders of conditions are balanced over it. Column number; of a replacement that of the one who was replaced." },
	{ .name = "replaces", .label = "Whose place the participant has taken over", .type = CELL_TEXT, .source = "recorded",
	  .formula = "Group and order_number are those of that participant, but in records of before schema version 2, where only the "
	             "group was taken over. Missing when nobody's." },
	{ .name = "simulated", .label = "Simulated, not a person", .type = CELL_INTEGER, .source = "recorded",
	  .levels = "1=yes, 0=no" },
	{ .name = "enrolled_utc", .label = "Time of enrolment", .type = CELL_TIME, .unit = "UTC", .source = "recorded" },
	{ .name = "withdrawn_utc", .label = "When the participant left the study", .type = CELL_TIME, .unit = "UTC",
	  .source = "entered", .formula = "Or was erased: see amendments. Missing for whoever is in the study." },
	{ .name = "sessions", .label = "Sessions of this participant in the record", .type = CELL_INTEGER,
	  .source = "derived", .formula = "Counts interrupted ones too; see trials for what was completed." },
};

static void add_columns(struct columns *columns, struct export *export)
{
	columns_add_person(columns, export);
	COLUMNS_ADD(columns, own_columns);
	columns_add_covariates(columns, export);
}

static int64_t sessions_of(const struct export *export, const char *participant)
{
	int64_t sessions = 0;
	for (size_t i = 0; i < export->session_count; i++)
		sessions += strcmp(export->sessions[i].participant, participant) == 0;
	return sessions;
}

static bool send_participant(struct export *export, const struct participant_row *participant,
                             struct row *row, struct error *error)
{
	const struct participant *person = &participant->participant;
	row_set_person(row, export, person->id, person->group);
	row_set(row, "number", cell_integer(participant->own_number));
	row_set(row, "order_number", cell_integer(person->number));
	row_set(row, "replaces", cell_text(participant->replaces));
	row_set(row, "simulated", cell_integer(person->simulated));
	row_set(row, "enrolled_utc", cell_text(shift_text(export, person->id, participant->enrolled_utc)));
	row_set(row, "withdrawn_utc", cell_text(shift_text(export, person->id, participant->withdrawn_utc)));
	row_set(row, "sessions", cell_integer(sessions_of(export, person->id)));
	row_set_covariates(row, export, person);
	return row_send(row, error);
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	bool well = true;
	struct row row = row_open(table, sink);
	struct rows *participants = record_participants(export->record);
	for (struct participant_row participant; well && rows_next_participant(participants, &participant);) {
		blinding_participant(export->blinding, &participant.participant);
		well = send_participant(export, &participant, &row, error);
	}
	row_close(&row);
	return rows_done(participants, well, error);
}

const struct table_kind participants_table = {
	.name = "participants",
	.title = "One row per participant",
	.columns = add_columns,
	.rows = rows,
};
