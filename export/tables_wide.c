/*
 * tables_wide.c - a row per person, a column per measure, condition and time it was met
 *
 * What the other tables have row by row, side by side, for programs that want repeated measures so. The sessions of
 * one participant are measured after one another; in memory is one row.
 */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "export/columns.h"
#include "export/curves.h"
#include "export/export.h"
#include "export/levels.h"
#include "export/measured.h"
#include "export/row.h"
#include "export/session.h"
#include "record/reading.h"

#define COMPLETED "Of a trial that counts and was completed; missing when there is none or its value is missing."
#define CUT_OFF "Missing for a phase that was cut off (see phase_ok there). "
#define PLACED " The number behind the condition counts the participant's trials of that condition as they were planned, over all visits; a " \
               "trial that was left out, voided or excluded keeps its number, and its columns are empty."

static const char *label_of(struct export *export, const struct wide_item *item)
{
	const char *when = texts_take(&export->texts, xasprintf("condition %s, time %d", item->condition, item->time));
	char *label = NULL;
	switch (item->kind) {
	case WIDE_ORDER:
		label = xasprintf("Place of the trial among the participant's trials: %s", when);
		break;
	case WIDE_ANSWER:
		label = xasprintf("Answer to %s: %s", item->what, when);
		break;
	case WIDE_PHASE:
		label = strcmp(item->phase, "baseline") == 0 ? xasprintf("Mean of %s in baseline: %s", item->what, when)
			: xasprintf("Change of %s from baseline in %s: %s", item->what, item->phase, when);
		break;
	case WIDE_REFILL:
		label = xasprintf("%s of %s after %s: %s", item->refill->label, item->what, item->phase, when);
		break;
	}
	return texts_take(&export->texts, label);
}

static const char *formula_of(struct export *export, const struct wide_item *item)
{
	switch (item->kind) {
	case WIDE_ORDER:
		return "The column period of the table trials: counts over all visits, as they were planned." PLACED;
	case WIDE_ANSWER:
		return "The last number answered in the trial; of a choice its place, see levels. " COMPLETED PLACED;
	case WIDE_PHASE:
		return strcmp(item->phase, "baseline") == 0 ? "Column mean of the table measures. " CUT_OFF COMPLETED PLACED
			: "Column delta of the table measures. " CUT_OFF COMPLETED PLACED;
	case WIDE_REFILL:
		break;
	}
	return texts_take(&export->texts, xasprintf("Column %s of the table refills%s. " COMPLETED PLACED, item->refill->column,
	                                            item->refill->censored ? "; missing when censored there" : ""));
}

/* "1=left, 2=right"; "" when it is no question of choices. */
static const char *levels_of_answer(struct export *export, const struct wide_item *item)
{
	struct texts levels = {0};
	char **choices = item->kind == WIDE_ANSWER ? question_choices(&(struct question_asked){ .accepted = item->accepted }) : NULL;
	for (int i = 0; choices && choices[i]; i++)
		texts_take(&levels, level_text(i + 1, choices[i]));
	const char *joined = texts_take(&export->texts, texts_join(&levels, ", ", SIZE_MAX));
	question_choices_free(choices);
	texts_free(&levels);
	return joined;
}

static void add_columns(struct columns *columns, struct export *export)
{
	columns_add_person(columns, export);
	columns_add_covariates(columns, export);
	for (size_t i = 0; i < export->wide.count; i++) {
		const struct wide_item *item = &export->wide.items[i];
		struct column column = {
			.label = label_of(export, item), .formula = formula_of(export, item), .source = "derived", .decimals = 3,
			.unit = item->unit, .levels = levels_of_answer(export, item),
		};
		column.type = item->kind == WIDE_ORDER || column.levels[0] ? CELL_INTEGER : CELL_NUMBER;
		name_copy(column.name, item->name);
		columns_add(columns, &column, 1);
	}
}

static void put(const struct wide *wide, struct wide_item item, double value, double *values)
{
	size_t at = wide_find(wide, &item);
	if (at != SIZE_MAX)
		values[at] = value;
}

static void put_phases(const struct wide *wide, const struct session *session, const struct trial_row *trial,
                       const struct measured *measured, struct wide_item item, double *values)
{
	item.kind = WIDE_PHASE;
	for (size_t p = 0; p < session->phase_count; p++) {
		const struct phase_row *phase = &session->phases[p];
		if (phase->trial != trial->info.number || phase->attempt != trial->attempt)
			continue;
		name_copy(item.phase, phase->name);
		for (size_t c = 0; c < session->channel_count; c++) {
			const struct measured *of = &measured[c * session->phase_count + p];
			name_copy(item.what, session->channels[c].channel.name);
			if (!session->channels[c].channel.waveform)
				put(wide, item, of->cut_off ? NAN : strcmp(phase->name, "baseline") == 0 ? of->phase.mean : of->phase.mean - of->baseline,
				    values);
		}
	}
}

static void put_refills(const struct wide *wide, const struct curves *curves, const struct trial_row *trial,
                        bool blind, struct wide_item item, double *values)
{
	item.kind = WIDE_REFILL;
	for (size_t i = 0; i < curves->count; i++) {
		const struct curve *curve = &curves->items[i];
		if (curve->exercise->trial != trial->info.number || curve->exercise->attempt != trial->attempt)
			continue;
		name_copy(item.what, curve->channel->channel.name);
		name_copy(item.phase, curve->exercise->name);
		for (item.refill = wide_refills; item.refill->name; item.refill++)
			put(wide, item, item.refill->value(curve, blind), values);
	}
}

static bool put_answers(struct export *export, const struct session *session, const struct trial_row *trial,
                        struct wide_item item, double *values, struct error *error)
{
	item.kind = WIDE_ANSWER;
	struct rows *rows = record_answers(export->record, session->row.session);
	for (struct answer_row answer; session_next_answer(session, rows, &answer);) {
		if (answer.trial != trial->info.number || answer.attempt != trial->attempt || !isfinite(answer.value))
			continue;
		name_copy(item.what, answer.question);
		put(&export->wide, item, answer.value, values);
	}
	return rows_close(rows, error);
}

static void put_orders(struct export *export, const char *participant, double *values)
{
	for (size_t i = 0; i < export->places.count; i++) {
		const struct place *place = &export->places.items[i];
		struct wide_item item = { .kind = WIDE_ORDER, .time = place->occurrence };
		name_copy(item.condition, place->condition);
		if (strcmp(place->participant, participant) == 0)
			put(&export->wide, item, place->period, values);
	}
}

/* Of a visit that was begun anew the last values count, and none of before stand between them. */
static void forget(const struct wide *wide, const struct wide_item *of, double *values)
{
	for (size_t i = 0; i < wide->count; i++)
		if (wide->items[i].kind != WIDE_ORDER && wide->items[i].time == of->time
		    && strcmp(wide->items[i].condition, of->condition) == 0)
			values[i] = NAN;
}

static bool put_session(struct export *export, const struct session *session, double *values, struct error *error)
{
	struct curves curves = {0};
	struct measured *measured = measure_session(export, session, false, error);
	bool well = measured && curves_load(&curves, export, session, error);
	for (size_t i = 0; well && i < session->trial_count; i++) {
		const struct trial_row *trial = &session->trials[i];
		if (!wide_takes(trial))
			continue;
		struct wide_item item = {
			.time = places_find(&export->places, session, trial->info.number, trial->info.condition)->occurrence,
		};
		name_copy(item.condition, trial->info.condition);
		forget(&export->wide, &item, values);
		put_phases(&export->wide, session, trial, measured, item, values);
		put_refills(&export->wide, &curves, trial, export->blinding, item, values);
		well = put_answers(export, session, trial, item, values, error);
	}
	curves_free(&curves);
	free(measured);
	return well;
}

static bool put_person(struct export *export, const char *participant, double *values, struct error *error)
{
	bool well = true;
	put_orders(export, participant, values);
	for (size_t i = 0; well && i < export->session_count; i++) {
		if (strcmp(export->sessions[i].participant, participant) != 0)
			continue;
		struct session *session = export_session(export, export->sessions[i].number, error);
		well = session && put_session(export, session, values, error);
		session_free(session);
	}
	return well;
}

static bool one_person(struct export *export, const struct participant *person, struct row *row, struct error *error)
{
	double *values = xcalloc(export->wide.count + 1, sizeof *values);
	for (size_t i = 0; i < export->wide.count; i++)
		values[i] = NAN;
	bool well = put_person(export, person->id, values, error);
	row_set_person(row, export, person->id, person->group);
	row_set_covariates(row, export, person);
	for (size_t i = 0; i < export->wide.count; i++) {
		bool whole = row->table->columns[row->next].type == CELL_INTEGER && !isnan(values[i]);
		row_set_next(row, whole ? cell_integer((int64_t)values[i]) : cell_number(values[i]));
	}
	well = well && row_send(row, error);
	free(values);
	return well;
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	bool well = true;
	struct row row = row_open(table, sink);
	struct rows *participants = record_participants(export->record);
	for (struct participant_row participant; well && rows_next_participant(participants, &participant);) {
		blinding_participant(export->blinding, &participant.participant);
		well = one_person(export, &participant.participant, &row, error);
	}
	row_close(&row);
	return rows_done(participants, well, error);
}

const struct table_kind wide_table = {
	.name = "wide",
	.title = "One row per participant, one column per measure, condition and time it was met",
	.effort = 4,
	.columns = add_columns,
	.rows = rows,
};
