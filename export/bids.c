/* bids.c - the record as a dataset of the Brain Imaging Data Structure */

#include "export/bids.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/folder.h"
#include "base/memory.h"
#include "export/bids_grid.h"
#include "export/bids_labels.h"
#include "export/export.h"
#include "export/fields.h"
#include "export/json.h"
#include "export/levels.h"
#include "export/out.h"
#include "export/row.h"
#include "export/shift.h"

#define BIDS_VERSION "1.9.0"
#define AGE_MOST 89

static struct out *open_in(const char *folder, const char *name, struct error *error)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct out *out = out_open(path, false, error);
	free(path);
	return out;
}

static bool write_description(const struct export_target *target, const char *folder, struct error *error)
{
	struct out *out = open_in(folder, "dataset_description.json", error);
	if (!out)
		return false;
	const char *title = export_study_value(target->export, "title");
	struct json json = json_begin(out);
	json_open(&json, NULL, '{');
	json_text(&json, "Name", title[0] ? title : target->name);
	json_text(&json, "BIDSVersion", BIDS_VERSION);
	json_text(&json, "DatasetType", "raw");
	json_open(&json, "GeneratedBy", '[');
	json_open(&json, NULL, '{');
	json_text(&json, "Name", "Soleus");
	json_text(&json, "Version", target->export->options.software);
	json_close(&json);
	json_close(&json);
	json_close(&json);
	return out_close(out, true, error);
}

static bool write_readme(const char *folder, struct error *error)
{
	static const char text[] =
		"Behaviour and physiology of a study of the calf muscle pump, written by Soleus from its record.\n"
		"Research use only. Not for diagnosis or treatment.\n\n"
		"Continuous recordings were put on even grids: at each time stands the nearest valid sample no more than one\n"
		"interval away, else n/a. Times in events and StartTime count from the session's start. The samples as they\n"
		"were recorded, with the uncertainty of their times, stand in the study's record and in its CSV export.\n";
	char *path = xasprintf("%s/README", folder);
	bool well = file_write(path, text, strlen(text), error);
	free(path);
	return well;
}

/* One column's entry of a sidecar. */
static void tell_column(struct json *json, const struct column *column)
{
	const char *at = column->levels;
	json_open(json, column->name, '{');
	json_text(json, "Description", column->label);
	if (column->unit[0])
		json_text(json, "Units", column->unit);
	if (column_is_coded(column)) {
		json_open(json, "Levels", '{');
		for (struct level level; level_next(&at, &level);)
			json_text(json, level.value, level.label);
		json_close(json);
	}
	json_close(json);
}

/* --- people: the table participants, its second column (the code) kept under another name */

struct people_file {
	struct fields             fields;
	const struct table       *table;
	const struct bids_people *people;
	size_t                    code;     /* column of participant_id */
};

static bool is_age(const struct column *column)
{
	return strcmp(column->name, "age") == 0 && (column->type == CELL_INTEGER || column->type == CELL_NUMBER);
}

static bool take_person(void *self, const struct cell *cells, struct error *error)
{
	struct people_file *file = self;
	fields_text(&file->fields, bids_label(file->people, cells[file->code].text));
	for (size_t i = 0; i < file->table->column_count; i++) {
		struct cell cell = cells[i];
		if (is_age(&file->table->columns[i]) && !cell.missing) {
			cell.integer = cell.integer > AGE_MOST ? AGE_MOST : cell.integer;
			cell.number = cell.number > AGE_MOST ? AGE_MOST : cell.number;
		}
		fields_cell(&file->fields, file->table->columns[i].type, &cell);
	}
	fields_end(&file->fields);
	return out_well(file->fields.out, error);
}

static const char *name_in_bids(const struct column *column)
{
	return strcmp(column->name, "participant_id") == 0 ? "participant_code" : column->name;
}

static bool write_people_rows(struct export *export, const struct table *table, const struct bids_people *people,
                              const char *folder, struct error *error)
{
	struct out *out = open_in(folder, "participants.tsv", error);
	if (!out)
		return false;
	struct people_file file = {
		.fields = fields_begin(out, &dialect_tsv), .table = table, .people = people,
		.code = table_column(table, "participant_id"),
	};
	fields_text(&file.fields, "participant_id");
	for (size_t i = 0; i < table->column_count; i++)
		fields_text(&file.fields, name_in_bids(&table->columns[i]));
	fields_end(&file.fields);
	const struct row_sink sink = { .self = &file, .row = take_person };
	return out_close(out, table->rows(export, table, &sink, error), error);
}

static bool write_people(struct export *export, const struct bids_people *people, const char *folder, struct error *error)
{
	const struct table *table = export_table(export, "participants");
	if (!write_people_rows(export, table, people, folder, error))
		return false;
	struct out *out = open_in(folder, "participants.json", error);
	if (!out)
		return false;
	struct json json = json_begin(out);
	json_open(&json, NULL, '{');
	for (size_t i = 0; i < table->column_count; i++) {
		struct column column = table->columns[i];
		name_copy(column.name, name_in_bids(&table->columns[i]));
		tell_column(&json, &column);
	}
	json_close(&json);
	return out_close(out, true, error);
}

/* --- the events of a session */

static const struct column event_columns[] = {
	{ .name = "onset", .label = "When it happened, from the session's start", .unit = "s" },
	{ .name = "duration", .label = "Of a trial or phase that ended; 0 for what has no duration", .unit = "s" },
	{ .name = "trial_type", .label = "Kind of event", .unit = "" },
	{ .name = "trial_no", .label = "Trial of the session, from 1", .unit = "" },
	{ .name = "attempt", .label = "Attempt at the trial, from 1", .unit = "" },
	{ .name = "condition", .label = "Condition of the trial", .unit = "" },
	{ .name = "phase", .label = "Phase of the trial", .unit = "" },
	{ .name = "name", .label = "What the event is about", .unit = "" },
	{ .name = "value", .label = "Number that came with it", .unit = "" },
	{ .name = "text", .label = "Words that came with it", .unit = "" },
};
#define EVENT_COLUMNS (sizeof event_columns / sizeof event_columns[0])

static struct cell duration_of(const struct event_row *event, const struct trial_row *trial, const struct phase_row *phase)
{
	if (strcmp(event->kind, "trial_begin") == 0 && trial)
		return cell_lasting(trial->began_ns, trial->ended_ns);
	if (strcmp(event->kind, "phase_begin") == 0 && phase)
		return cell_lasting(phase->began_ns, phase->ended_ns);
	return cell_number(0);
}

static void tell_event(struct fields *fields, const struct session *session, const struct event_row *event)
{
	const struct trial_row *trial = session_trial(session, event->trial, event->attempt);
	const struct phase_row *phase = session_phase(session, event->trial, event->attempt, event->phase);
	const struct cell onset = cell_seconds(event->time_ns), duration = duration_of(event, trial, phase);
	const struct cell numbers[] = {
		event->trial ? cell_integer(event->trial) : cell_missing(),
		event->trial ? cell_integer(event->attempt) : cell_missing(),
	};
	const struct cell texts[] = {
		trial ? cell_text(trial->info.condition) : cell_missing(), phase ? cell_text(phase->name) : cell_missing(),
		cell_text(event->name),
	};
	const struct cell value = cell_number(event->value), text = cell_text(event->text);
	fields_cell(fields, CELL_NUMBER, &onset);
	fields_cell(fields, CELL_NUMBER, &duration);
	fields_text(fields, event->kind);
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		fields_cell(fields, CELL_INTEGER, &numbers[i]);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		fields_cell(fields, CELL_TEXT, &texts[i]);
	fields_cell(fields, CELL_NUMBER, &value);
	fields_cell(fields, CELL_TEXT, &text);
	fields_end(fields);
}

static bool write_events(struct export *export, const struct session *session, const char *stem, struct error *error)
{
	char *path = xasprintf("%s_events.tsv", stem);
	struct out *out = out_open(path, false, error);
	free(path);
	if (!out)
		return false;
	struct fields fields = fields_begin(out, &dialect_tsv);
	for (size_t i = 0; i < EVENT_COLUMNS; i++)
		fields_text(&fields, event_columns[i].name);
	fields_end(&fields);
	struct rows *rows = record_events(export->record, session->row.session);
	for (struct event_row event; rows_next_event(rows, &event);) {
		shift_event(export, &event);
		if (blinding_event(export->blinding, session, &event))
			tell_event(&fields, session, &event);
	}
	return out_close(out, rows_close(rows, error), error);
}

static bool write_events_sidecar(const char *stem, struct error *error)
{
	char *path = xasprintf("%s_events.json", stem);
	struct out *out = out_open(path, false, error);
	free(path);
	if (!out)
		return false;
	struct json json = json_begin(out);
	json_open(&json, NULL, '{');
	for (size_t i = 0; i < EVENT_COLUMNS; i++) {
		struct column column = event_columns[i];
		column.levels = "";
		tell_column(&json, &column);
	}
	json_close(&json);
	return out_close(out, true, error);
}

/* --- sessions */

/* All sessions of a visit share one list of files: written when the last of them is. */
static bool write_scans(struct export *export, const struct bids_people *people, const struct session *last,
                        const char *folder, struct error *error)
{
	char *path = xasprintf("%s/%s_ses-%02d_scans.tsv", folder, bids_label(people, last->row.participant), last->row.visit);
	struct out *out = out_open(path, false, error);
	free(path);
	if (!out)
		return false;
	struct fields fields = fields_begin(out, &dialect_tsv);
	fields_text(&fields, "filename");
	fields_text(&fields, "acq_time");
	fields_end(&fields);
	for (size_t i = 0; i < export->session_count; i++) {
		const struct session_key *key = &export->sessions[i];
		if (key->visit != last->row.visit || strcmp(key->participant, last->row.participant) != 0)
			continue;
		char *name = bids_name(export, people, key);
		char *path_of = xasprintf("beh/%s_events.tsv", name);
		fields_text(&fields, path_of);
		fields_text(&fields, key->start_utc);
		fields_end(&fields);
		free(path_of);
		free(name);
	}
	return out_close(out, true, error);
}

static bool write_session(struct export *export, const struct bids_people *people, const struct session_key *key,
                          const struct session *session, const char *folder, struct error *error)
{
	const char *person = bids_label(people, session->row.participant);
	char *name = bids_name(export, people, key);
	char *visit = xasprintf("%s/%s/ses-%02d", folder, person, session->row.visit), *beh = xasprintf("%s/beh", visit);
	char *stem = xasprintf("%s/%s", beh, name);
	bool well = folder_make(beh, error) && write_events(export, session, stem, error) &&
	            write_events_sidecar(stem, error) && bids_write_grids(export, session, stem, error) &&
	            write_scans(export, people, session, visit, error);
	free(stem);
	free(beh);
	free(visit);
	free(name);
	return well;
}

static bool write_dataset(const struct export_target *target, const char *folder, struct error *error)
{
	struct export *export = target->export;
	struct bids_people people;
	bool well = bids_people_load(&people, export, error) && folder_make(folder, error) &&
	            write_description(target, folder, error) && write_readme(folder, error) &&
	            write_people(export, &people, folder, error);
	for (size_t i = 0; well && i < export->session_count; i++) {
		struct session *session = export_session(export, export->sessions[i].number, error);
		well = session && write_session(export, &people, &export->sessions[i], session, folder, error);
		session_free(session);
		export_tell(export, (double)(i + 1) / (double)export->session_count);
	}
	bids_people_free(&people);
	return well;
}

const struct export_format bids_format = {
	.name = "bids",
	.label = "a BIDS dataset: participants, events, physiology on even grids",
	.place = "bids",
	.write = write_dataset,
};
