/* tables.c - which tables an export has, and what is in them */

#include "export/tables.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "export/columns.h"
#include "export/export.h"
#include "export/row.h"
#include "export/session.h"
#include "export/shift.h"
#include "record/reading.h"

/* In the order in which they are written. */
static const struct table_kind *const kinds[] = {
	&participants_table, &sessions_table, &trials_table, &phases_table, &measures_table, &gradients_table,
	&refills_table, &wide_table, &answers_table, &events_table, &deviations_table, &gaps_table,
	&amendments_table, &samples_1hz_table, &samples_table, &codebook_table, &about_table,
};
#define KIND_COUNT (sizeof kinds / sizeof kinds[0])

static bool look_at_study(struct export *export, struct error *error)
{
	struct rows *rows = record_study(export->record);
	for (struct study_row row; rows_next_study(rows, &row);) {
		array_reserve((void **)&export->study, &export->study_capacity, export->study_count, sizeof row);
		export->study[export->study_count++] = (struct study_row){
			.name = texts_copy(&export->texts, row.name), .value = texts_copy(&export->texts, row.value),
		};
	}
	return rows_close(rows, error);
}

static void look_at_parameters(struct export *export)
{
	export->parameters = parameters_initial();
	for (int i = 0; i < PARAMETER_COUNT; i++) {
		char name[64];
		snprintf(name, sizeof name, PARAMETER_PREFIX "%s", parameter_kind((enum parameter)i)->name);
		const char *text = export_study_value(export, name);
		char *end;
		double value = strtod(text, &end);
		if (text[0] && !*end && isfinite(value))
			export->parameters.values[i] = value;
	}
}

static bool look_at_participants(struct export *export, struct error *error)
{
	struct rows *rows = record_participants(export->record);
	for (struct participant_row row; rows_next_participant(rows, &row);) {
		blinding_participant(export->blinding, &row.participant);
		vocabulary_add_participant(&export->vocabulary, &row.participant);
	}
	return rows_close(rows, error);
}

/* Once all places are known. */
static bool look_for_wide(struct export *export, struct error *error)
{
	for (size_t i = 0; i < export->session_count; i++) {
		struct session *session = export_session(export, export->sessions[i].number, error);
		bool well = session && wide_add_session(&export->wide, export->record, export->blinding, &export->places, session, error);
		session_free(session);
		if (!well)
			return false;
	}
	wide_settle(&export->wide);
	return true;
}

static bool look_at_sessions(struct export *export, struct error *error)
{
	struct rows *rows = record_sessions(export->record, 0);
	for (struct session_row row; rows_next_session(rows, &row);) {
		array_reserve((void **)&export->sessions, &export->session_capacity, export->session_count, sizeof *export->sessions);
		export->sessions[export->session_count++] = (struct session_key){
			.number = row.session, .participant = texts_copy(&export->texts, row.participant),
			.protocol = texts_copy(&export->texts, row.protocol_id),
			.start_utc = texts_copy(&export->texts, shift_text(export, row.participant, row.start_utc)), .visit = row.visit,
		};
		export->utc_ns = row.start_utc_ns + shift_of(export, row.participant);
	}
	if (!rows_close(rows, error))
		return false;
	for (size_t i = 0; i < export->session_count; i++) {
		struct session *session = export_session(export, export->sessions[i].number, error);
		if (!session)
			return false;
		vocabulary_add_session(&export->vocabulary, session);
		places_add_session(&export->places, session);
		session_free(session);
	}
	places_settle(&export->places);
	return look_for_wide(export, error);
}

static struct table table_of(const struct table_kind *kind, struct columns *columns)
{
	struct table table = {
		.title = kind->title, .columns = columns->items, .column_count = columns->count,
		.prose = kind->prose, .bulk = kind->bulk, .rows = kind->rows,
	};
	name_copy(table.name, kind->name);
	free(columns->prefixes);
	return table;
}

static void settle_tables(struct export *export)
{
	struct columns columns[KIND_COUNT] = {0};
	struct texts taken = {0};
	for (size_t i = 0; i < KIND_COUNT; i++) {
		kinds[i]->columns(&columns[i], export);
		if (!kinds[i]->prose)
			columns_fixed(&columns[i], &taken);
	}
	export->tables = xcalloc(KIND_COUNT, sizeof *export->tables);
	export->table_count = KIND_COUNT;
	for (size_t i = 0; i < KIND_COUNT; i++) {
		columns_settle(&columns[i], &taken);
		export->tables[i] = table_of(kinds[i], &columns[i]);
	}
	texts_free(&taken);
}

struct export *export_new(struct record *record, const struct export_options *options, struct error *error)
{
	struct export *export = xcalloc(1, sizeof *export);
	export->record = record;
	export->options = *options;
	export->passes = 1;
	export->options.software = texts_copy(&export->texts, options->software);
	if ((options->blind && !(export->blinding = blinding_new(record, error))) || !look_at_study(export, error) ||
	    !look_at_participants(export, error) || !look_at_sessions(export, error)) {
		export_free(export);
		return NULL;
	}
	look_at_parameters(export);
	settle_tables(export);
	return export;
}

void export_free(struct export *export)
{
	if (!export)
		return;
	for (size_t i = 0; i < export->table_count; i++)
		free(export->tables[i].columns);
	free(export->tables);
	free(export->study);
	free(export->sessions);
	free(export->ranges);
	free(export->cuts);
	blinding_free(export->blinding);
	vocabulary_free(&export->vocabulary);
	wide_free(&export->wide);
	places_free(&export->places);
	texts_free(&export->texts);
	texts_free(&export->range_texts);
	free(export);
}

const struct table *export_tables(const struct export *export, size_t *count)
{
	*count = export->table_count;
	return export->tables;
}

const struct table *export_table(const struct export *export, const char *name)
{
	for (size_t i = 0; i < export->table_count; i++)
		if (strcmp(export->tables[i].name, name) == 0)
			return &export->tables[i];
	return NULL;
}

struct session *export_session(struct export *export, int64_t number, struct error *error)
{
	struct session *session = session_load(export->record, number, error);
	if (session) {
		blinding_session(export->blinding, session);
		session->row.start_utc_ns += shift_of(export, session->row.participant);
		session->row.start_utc = shift_text(export, session->row.participant, session->row.start_utc);
	}
	return session;
}

bool export_write_key(const struct export *export, const char *path, struct error *error)
{
	return blinding_write_key(export->blinding, path, error);
}

const struct chart_range *export_chart_ranges(const struct export *export, size_t *count)
{
	*count = export->range_count;
	return export->ranges;
}

int64_t export_utc_ns(const struct export *export)
{
	return export->utc_ns;
}

const char *export_study_value(const struct export *export, const char *name)
{
	for (size_t i = 0; i < export->study_count; i++)
		if (strcmp(export->study[i].name, name) == 0)
			return export->study[i].value;
	return "";
}

static size_t effort_of(const struct export *export, const struct table *table)
{
	const struct table_kind *kind = kinds[table - export->tables];
	return kind->bulk && !export->bulk ? 0 : kind->effort ? kind->effort : 1;
}

#define PASS 1000       /* what is told of each format in all */

/* A table has the same share of the whole for each session. One that is produced twice (a writer may look at it
 * first) does not go backwards; an earlier one begins a new round. */
static void tell_progress(struct export *export, const struct table *table, size_t sessions_done)
{
	size_t before = 0, all = 0;
	for (size_t i = 0; i < export->table_count; i++) {
		before += export->tables + i < table ? effort_of(export, &export->tables[i]) : 0;
		all += effort_of(export, &export->tables[i]);
	}
	size_t whole = all * export->session_count, after = before + effort_of(export, table);
	assert(whole > 0);
	if (export->told > PASS * after * export->session_count / whole)
		export->told = 0;
	size_t done = before * export->session_count + effort_of(export, table) * sessions_done;
	export_tell(export, (double)done / (double)whole);
}

void export_tell(struct export *export, double share)
{
	size_t told = (size_t)(PASS * share);
	if (told <= export->told)
		return;
	export->told = told;
	if (export->options.progress)
		export->options.progress(export->options.progress_self, export->pass * PASS + told, export->passes * PASS);
}

void export_begin_pass(struct export *export, size_t pass, size_t passes, bool bulk)
{
	export->pass = pass;
	export->passes = passes;
	export->bulk = bulk;
	export->told = 0;
	export->cut_count = 0;
}

void export_note_cut(struct export *export, const struct table *table, size_t column)
{
	/* The table that tells of them may be asked twice, and must say the same. */
	if (!export || kinds[table - export->tables] == &about_table)
		return;
	for (size_t i = 0; i < export->cut_count; i++)
		if (export->cuts[i].table == table && export->cuts[i].column == column) {
			export->cuts[i].cells++;
			return;
		}
	array_reserve((void **)&export->cuts, &export->cut_capacity, export->cut_count, sizeof *export->cuts);
	export->cuts[export->cut_count++] = (struct cut){ table, column, 1 };
}

bool export_each_session(struct export *export, const struct table *table, const struct row_sink *sink,
                         bool (*one)(struct export *export, const struct session *session,
                                     struct row *row, struct error *error),
                         struct error *error)
{
	struct row row = row_open(table, sink);
	bool well = true;
	for (size_t i = 0; well && i < export->session_count; i++) {
		struct session *session = export_session(export, export->sessions[i].number, error);
		well = session && one(export, session, &row, error);
		session_free(session);
		tell_progress(export, table, i + 1);
	}
	row_close(&row);
	return well;
}
