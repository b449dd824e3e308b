/* columns.c - how a table's columns are put together */

#include "export/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "export/defined.h"

#define LEVELS_MOST 24

static void add_one(struct columns *columns, const struct column *column, const char *prefix)
{
	array_reserve((void **)&columns->items, &columns->capacity, columns->count, sizeof *columns->items);
	array_reserve((void **)&columns->prefixes, &columns->prefix_capacity, columns->count, sizeof *columns->prefixes);
	columns->items[columns->count] = *column;
	columns->prefixes[columns->count++] = prefix;
}

void columns_add(struct columns *columns, const struct column *some, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add_one(columns, &some[i], NULL);
}

void columns_add_named(struct columns *columns, const char *prefix, struct column column)
{
	add_one(columns, &column, prefix);
}

void columns_fixed(const struct columns *columns, struct texts *taken)
{
	for (size_t i = 0; i < columns->count; i++)
		if (!columns->prefixes[i])
			texts_add_new(taken, columns->items[i].name);
}

void columns_settle(struct columns *columns, const struct texts *taken)
{
	for (size_t i = 0; i < columns->count; i++) {
		struct column *column = &columns->items[i];
		if (columns->prefixes[i] && texts_has(taken, column->name)) {
			char longer[2 * NAME_SIZE];
			snprintf(longer, sizeof longer, "%s_%s", columns->prefixes[i], column->name);
			name_copy(column->name, longer);
		}
		column->unit = column->unit ? column->unit : "";
		column->levels = column->levels ? column->levels : "";
		column->formula = column->formula ? column->formula : "";
	}
}

const char *levels_of(struct export *export, const struct texts *values)
{
	return texts_take(&export->texts, texts_join(values, ", ", LEVELS_MOST));
}

static const struct column person_columns[] = {
	{ .name = "study_id", .label = "Study", .type = CELL_TEXT, .source = "entered",
	  .formula = "The key id of study.ini." },
	{ .name = "participant_id", .label = "Participant's code", .type = CELL_TEXT, .source = "entered" },
	{ .name = "group", .label = "Group of the participant", .type = CELL_TEXT, .source = "entered",
	  .formula = "Missing when the study has no groups." },
};

/* The formula, and behind it what study.ini calls each group. */
static const char *groups_explained(struct export *export, const char *formula)
{
	char *text = xstrdup(formula);
	for (size_t i = 0; i < export->vocabulary.groups.count; i++) {
		const char *group = export->vocabulary.groups.items[i], *label = label_said(export, "group", group);
		if (!label[0])
			continue;
		char *longer = xasprintf("%s %s: %s.", text, group, label);
		free(text);
		text = longer;
	}
	return texts_take(&export->texts, text);
}

void columns_add_person(struct columns *columns, struct export *export)
{
	COLUMNS_ADD(columns, person_columns);
	struct column *group = &columns->items[columns->count - 1];
	group->levels = levels_of(export, &export->vocabulary.groups);
	group->formula = groups_explained(export, group->formula);
}

void row_set_person(struct row *row, const struct export *export, const char *participant, const char *group)
{
	row_set(row, "study_id", cell_text(export_study_value(export, "id")));
	row_set(row, "participant_id", cell_text(participant));
	row_set(row, "group", cell_text(group));
}

static const struct column session_columns[] = {
	{ .name = "session_id", .label = "Session: one run of one protocol for one visit", .type = CELL_INTEGER,
	  .source = "recorded", .formula = "Counted over the whole study, from 1." },
	{ .name = "visit", .label = "Visit of the participant", .type = CELL_INTEGER, .source = "entered",
	  .formula = "From 1." },
};

void columns_add_session(struct columns *columns, struct export *export)
{
	columns_add_person(columns, export);
	COLUMNS_ADD(columns, session_columns);
}

void row_set_session(struct row *row, const struct export *export, const struct session *session)
{
	row_set_person(row, export, session->row.participant, session->row.group);
	row_set(row, "session_id", cell_integer(session->row.session));
	row_set(row, "visit", cell_integer(session->row.visit));
}

static const struct column trial_columns[] = {
	{ .name = "trial_no", .label = "Trial of the session", .type = CELL_INTEGER, .source = "recorded",
	  .formula = "From 1, in the order of the plan. Missing outside any trial." },
	{ .name = "attempt", .label = "Attempt at the trial", .type = CELL_INTEGER, .source = "recorded",
	  .formula = "1 unless the trial was done again. Missing outside any trial." },
	{ .name = "counted", .label = "This attempt counts", .type = CELL_INTEGER, .source = "recorded",
	  .levels = "1=yes, 0=no (a later attempt does, or it was voided or excluded)",
	  .formula = "Keep the rows with 1 for the analysis. Missing outside any trial." },
	{ .name = "condition", .label = "Condition of the trial", .type = CELL_TEXT, .source = "planned",
	  .formula = "Missing outside any trial." },
};

void columns_add_trial(struct columns *columns, struct export *export)
{
	COLUMNS_ADD(columns, trial_columns);
	columns->items[columns->count - 1].levels = levels_of(export, &export->vocabulary.conditions);
}

void row_set_trial(struct row *row, const struct trial_row *trial)
{
	row_set(row, "trial_no", trial ? cell_integer(trial->info.number) : cell_missing());
	row_set(row, "attempt", trial ? cell_integer(trial->attempt) : cell_missing());
	row_set(row, "counted", trial ? cell_integer(trial->counted) : cell_missing());
	row_set(row, "condition", trial ? cell_text(trial->info.condition) : cell_missing());
}

static const struct column place_columns[] = {
	{ .name = "period", .label = "Period of the crossover", .type = CELL_INTEGER, .source = "planned",
	  .formula = "The trial's place among all trials of the participant's visits, as they were planned, from 1: visits in the order of "
	             "their numbers, protocols of one visit in the order in which they were first begun, trials in the order of the plan. "
	             "Attempts at a trial are one place, and so is a visit that was begun anew; a trial that was left out, voided or "
	             "excluded keeps its place. Missing outside any trial." },
	{ .name = "sequence", .label = "Order of the participant's conditions", .type = CELL_TEXT, .source = "planned",
	  .formula = "The conditions in the order of period, over all visits that are in the record, joined by '-': a-b of one visit with "
	             "two conditions, and of two visits with one each. It grows with the next visit. Missing outside any trial." },
};

void columns_add_place(struct columns *columns)
{
	COLUMNS_ADD(columns, place_columns);
}

void row_set_place(struct row *row, const struct export *export, const struct session *session, const struct trial_row *trial)
{
	const struct place *place = trial ? places_find(&export->places, session, trial->info.number, trial->info.condition) : NULL;
	row_set(row, "period", place ? cell_integer(place->period) : cell_missing());
	row_set(row, "sequence", place ? cell_text(place->sequence) : cell_missing());
}

void columns_add_factors(struct columns *columns, struct export *export)
{
	for (size_t i = 0; i < export->vocabulary.factors.count; i++) {
		const struct word *factor = &export->vocabulary.factors.items[i];
		const char *label = label_said(export, "factor", factor->name);
		struct column column = {
			.label = label[0] ? label : texts_take(&export->texts, xasprintf("Factor of the trial: %s", factor->name)),
			.type = CELL_TEXT, .source = "planned",
			.levels = levels_of(export, &factor->values),
			.formula = "Given by the protocol. Missing for a trial to which it gives none.",
		};
		name_copy(column.name, factor->name);
		columns_add_named(columns, "factor", column);
	}
}

void row_set_factors(struct row *row, const struct export *export, const struct trial_row *trial)
{
	for (size_t i = 0; i < export->vocabulary.factors.count; i++) {
		const char *name = export->vocabulary.factors.items[i].name;
		row_set_next(row, trial ? cell_text(named_value(trial->info.factors, trial->info.factor_count, name))
		                        : cell_missing());
	}
}

static const struct column phase_columns[] = {
	{ .name = "phase", .label = "Phase of the trial", .type = CELL_TEXT, .source = "planned" },
	{ .name = "phase_no", .label = "Place of the phase in its trial", .type = CELL_INTEGER, .source = "planned",
	  .formula = "From 1." },
	{ .name = "phase_kind", .label = "What the participant does", .type = CELL_TEXT, .source = "planned",
	  .levels = "rest, exercise" },
	{ .name = "reps_per_min", .label = "Prescribed repetitions", .type = CELL_NUMBER, .unit = "/min", .decimals = 1,
	  .source = "planned", .formula = "Missing for rest and for an exercise that is not paced." },
	{ .name = "phase_outcome", .label = "How the phase ended", .type = CELL_TEXT, .source = "recorded",
	  .levels = "completed, interrupted, running (no end is in the record)" },
	{ .name = "phase_start_utc", .label = "Beginning of the phase", .type = CELL_TIME, .unit = "UTC",
	  .source = "recorded" },
	{ .name = "phase_start_s", .label = "Beginning of the phase, from the session's start", .type = CELL_NUMBER,
	  .unit = "s", .decimals = 3, .source = "recorded" },
	{ .name = "begin_late_ms", .label = "How late the phase began", .type = CELL_NUMBER, .unit = "ms", .decimals = 3,
	  .source = "derived", .formula = "Actual minus planned beginning. Missing when none was planned." },
	{ .name = "paused_s", .label = "How long the phase was paused", .type = CELL_NUMBER, .unit = "s", .decimals = 3,
	  .source = "recorded", .formula = "Sum of its pauses. They are part neither of planned_s and duration_s nor of the "
	                                   "measures, for which the time behind a pause moves up to its beginning." },
	{ .name = "planned_s", .label = "Planned duration of the phase", .type = CELL_NUMBER, .unit = "s", .decimals = 3,
	  .source = "planned", .formula = "Also of a phase that was cut off: phase_outcome is interrupted then. Missing for an "
	             "exercise that the operator ends, and while the phase runs." },
	{ .name = "duration_s", .label = "Actual duration of the phase", .type = CELL_NUMBER, .unit = "s", .decimals = 3,
	  .source = "derived", .formula = "End minus beginning minus paused_s, on the session's monotonic clock. Missing when "
	                                  "phase_outcome "
	                                  "is running." },
};

void columns_add_phase(struct columns *columns, struct export *export)
{
	size_t first = columns->count;
	COLUMNS_ADD(columns, phase_columns);
	columns->items[first].levels = levels_of(export, &export->vocabulary.phases);
}

static struct cell without_pauses(const struct phase_row *phase, int64_t from_ns, int64_t until_ns)
{
	return until_ns == TIME_NONE ? cell_missing() : cell_lasting(from_ns, until_ns - phase->paused_ns);
}

void row_set_phase(struct row *row, const struct session *session, const struct phase_row *phase)
{
	row_set(row, "phase", cell_text(phase->name));
	row_set(row, "phase_no", cell_integer(phase->number));
	row_set(row, "phase_kind", cell_text(phase->kind));
	row_set(row, "reps_per_min", cell_number(phase->reps_per_min));
	row_set(row, "phase_outcome", cell_text(phase->outcome));
	row_set_utc(row, "phase_start_utc", session_utc(session, phase->began_ns));
	row_set(row, "phase_start_s", cell_seconds(phase->began_ns));
	row_set(row, "begin_late_ms", cell_late_ms(phase->planned_began_ns, phase->began_ns));
	row_set(row, "paused_s", phase->ended_ns == TIME_NONE ? cell_missing() : cell_seconds(phase->paused_ns));
	row_set(row, "planned_s", without_pauses(phase, phase->planned_began_ns, phase->planned_ended_ns));
	row_set(row, "duration_s", without_pauses(phase, phase->began_ns, phase->ended_ns));
}

/* A covariate is a number when all its values are, unless the study calls it a text or a choice. */
static struct column covariate_column(struct export *export, const struct word *covariate)
{
	struct covariate_said said = covariate_said(export, covariate);
	bool words = strcmp(said.type, "choice") == 0 || strcmp(said.type, "text") == 0;
	int decimals = words ? -1 : words_decimals(&covariate->values);
	bool whole = decimals == 0 && strcmp(said.type, "number") != 0;
	char *range = said.low[0] || said.high[0] ? xasprintf(" Accepted from %s to %s.", said.low[0] ? said.low : "-",
	                                                      said.high[0] ? said.high : "-") : xstrdup("");
	struct column column = {
		.label = said.label[0] ? said.label : texts_take(&export->texts, xasprintf("Covariate: %s", covariate->name)),
		.type = decimals < 0 ? CELL_TEXT : whole ? CELL_INTEGER : CELL_NUMBER,
		.decimals = decimals < 0 ? 0 : decimals,
		.unit = said.unit,
		.levels = decimals >= 0 || strcmp(said.type, "text") == 0 ? "" : said.levels[0] ? said.levels : levels_of(export, &covariate->values),
		.formula = texts_take(&export->texts, xasprintf("As entered at enrolment.%s%s Missing when not entered.", range,
			said.type[0] ? "" : " The record does not say what it is: see study.ini.")),
		.source = "entered",
	};
	free(range);
	name_copy(column.name, covariate->name);
	return column;
}

void columns_add_covariates(struct columns *columns, struct export *export)
{
	for (size_t i = 0; i < export->vocabulary.covariates.count; i++)
		columns_add_named(columns, "covariate", covariate_column(export, &export->vocabulary.covariates.items[i]));
}

static struct cell covariate_cell(const struct column *column, const char *value)
{
	if (value[0] == '\0')
		return cell_missing_for(MISSING_UNKNOWN);
	if (column->type == CELL_TEXT)
		return cell_text(value);
	return column->type == CELL_INTEGER ? cell_integer(strtoll(value, NULL, 10)) : cell_number(strtod(value, NULL));
}

void row_set_covariates(struct row *row, const struct export *export, const struct participant *person)
{
	for (size_t i = 0; i < export->vocabulary.covariates.count; i++) {
		const char *name = export->vocabulary.covariates.items[i].name;
		row_set_next(row, covariate_cell(&row->table->columns[row->next],
		                                 named_value(person->covariates, person->covariate_count, name)));
	}
}
