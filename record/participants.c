/* participants.c - who takes part: codes, groups, covariates */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "record/audit.h"
#include "record/database.h"
#include "record/ledger.h"
#include "record/reading.h"
#include "record/record.h"

static bool is_enrolled(struct record *record, const char *id, bool *enrolled, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record, "SELECT 1 FROM participant WHERE id = ?", error);
	if (!statement)
		return false;
	bind_text(statement, 1, id);
	int code = sqlite3_step(statement);
	*enrolled = code == SQLITE_ROW;
	bool well = code == SQLITE_ROW || code == SQLITE_DONE || database_failed(record, "read", error);
	sqlite3_finalize(statement);
	return well;
}

static bool next_number(struct record *record, const char *group, int *number, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"SELECT coalesce(max(number), 0) + 1 FROM participant WHERE group_name = ?", error);
	if (!statement)
		return false;
	bind_text(statement, 1, group);
	bool well = sqlite3_step(statement) == SQLITE_ROW || database_failed(record, "read", error);
	if (well)
		*number = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return well;
}

/* Group and number of the one who is replaced, when nobody has taken that place already. */
static bool take_place(struct record *record, const char *replaces, struct participant *participant, struct error *error)
{
	struct participant held = {0};
	if (!record_participant(record, replaces, &held, error))
		return false;
	sqlite3_stmt *statement = database_prepare(record, "SELECT 1 FROM participant WHERE replaces = ?", error);
	if (!statement)
		return false;
	bind_text(statement, 1, replaces);
	int code = sqlite3_step(statement);
	bool well = code == SQLITE_DONE || (code == SQLITE_ROW
		? error_set(error, ERROR_REFUSED, "%s has been replaced already.", replaces) : database_failed(record, "read", error));
	sqlite3_finalize(statement);
	name_copy(participant->group, held.group);
	participant->number = held.number;
	return well;
}

static bool add_participant(struct record *record, const struct participant *participant, int number, const char *replaces,
                            int64_t utc_ns, struct error *error)
{
	char enrolled[UTC_TEXT_SIZE];
	utc_format(utc_ns, enrolled);
	sqlite3_stmt *statement = database_prepare(record,
		"INSERT INTO participant (id, number, group_name, simulated, enrolled_utc, salt, order_number, replaces)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, iif(?8 IS NULL, NULL, ?7), ?8)", error);
	if (!statement)
		return false;
	bind_text(statement, 1, participant->id);
	bind_integer(statement, 2, number);
	bind_text(statement, 3, participant->group);
	bind_integer(statement, 4, participant->simulated);
	bind_text(statement, 5, enrolled);
	uint8_t salt[SALT_SIZE];
	hash_salt(salt);
	sqlite3_bind_blob(statement, 6, salt, sizeof salt, SQLITE_STATIC);
	bind_integer(statement, 7, participant->number);
	if (replaces)
		bind_text(statement, 8, replaces);
	bool well = database_step(record, statement, error);
	sqlite3_finalize(statement);
	return well;
}

static bool add_covariates(struct record *record, const struct participant *participant, struct error *error)
{
	int64_t participant_id = sqlite3_last_insert_rowid(record->db);
	sqlite3_stmt *statement = database_prepare(record,
		"INSERT INTO covariate (participant_id, name, value) VALUES (?, ?, ?)", error);
	bool well = statement != NULL;
	for (size_t i = 0; well && i < participant->covariate_count; i++) {
		bind_integer(statement, 1, participant_id);
		bind_text(statement, 2, participant->covariates[i].name);
		bind_text(statement, 3, participant->covariates[i].value);
		well = database_step(record, statement, error);
	}
	sqlite3_finalize(statement);
	return well;
}

static bool audit_enrolment(struct record *record, const struct participant *participant, bool drawn, int64_t utc_ns,
                            struct error *error)
{
	char object[sizeof "participant " + PARTICIPANT_ID_SIZE];
	snprintf(object, sizeof object, "participant %s", participant->id);
	return audit_append(record, utc_ns, "enrolled", object, drawn ? "group drawn" : "", true, error);
}

/* `drawing` NULL: the group is given; `replaces` NULL: nobody is replaced. */
static bool enrol(struct record *record, struct participant *participant, const struct drawing *drawing, const char *replaces,
                  int64_t utc_ns, struct error *error)
{
	struct ledger_entry entry;
	int number = 0;
	if (!database_run(record, "BEGIN IMMEDIATE", error))
		return false;
	bool enrolled = false;
	bool well = is_enrolled(record, participant->id, &enrolled, error);
	if (enrolled)
		well = error_set(error, ERROR_REFUSED, "%s is enrolled already; each person has a code of their own.",
		                 participant->id);
	if (well && drawing && (well = ledger_next(record, drawing, &entry, error)))
		name_copy(participant->group, entry.allocated.group);
	well = well && (!replaces || take_place(record, replaces, participant, error))
		&& next_number(record, participant->group, &number, error);
	if (!replaces)
		participant->number = number;
	well = well && add_participant(record, participant, number, replaces, utc_ns, error)
		&& add_covariates(record, participant, error)
		&& (!drawing || ledger_add(record, drawing, &entry, participant->id, utc_ns, error))
		&& audit_enrolment(record, participant, drawing != NULL, utc_ns, error);
	return database_end(record, well, error);
}

bool record_enrol(struct record *record, struct participant *participant, int64_t utc_ns,
                  struct error *error)
{
	return enrol(record, participant, NULL, NULL, utc_ns, error);
}

bool record_enrol_in_place(struct record *record, struct participant *participant, const char *replaces, int64_t utc_ns,
                           struct error *error)
{
	return enrol(record, participant, NULL, replaces, utc_ns, error);
}

bool record_enrol_drawn(struct record *record, struct participant *participant, const struct drawing *drawing,
                        int64_t utc_ns, struct error *error)
{
	return enrol(record, participant, drawing, drawing->replaces, utc_ns, error);
}

static bool say_absent(const struct record *record, const char *id, const char *const *ids, struct error *error)
{
	char suggestion[2 * PARTICIPANT_ID_SIZE];
	if (!ids[0])
		return error_set(error, ERROR_ABSENT, "%s: no such participant, nobody is enrolled in %s yet; "
		                 "'soleus enrol %s' adds one.", id, record->path, id);
	name_suggestion(id, ids, suggestion, sizeof suggestion);
	return error_set(error, ERROR_ABSENT, "%s: no such participant in %s%s",
	                 id, record->path, name_nearest(id, ids) ? suggestion : "; 'soleus enrol' adds one.");
}

bool record_participant(struct record *record, const char *id, struct participant *participant,
                        struct error *error)
{
	char **ids = NULL;
	size_t count = 0, capacity = 0;
	bool found = false;
	struct rows *rows = record_participants(record);
	for (struct participant_row row; !found && rows_next_participant(rows, &row);) {
		found = strcmp(row.participant.id, id) == 0;
		if (found)
			*participant = row.participant;
		array_reserve((void **)&ids, &capacity, count, sizeof *ids);
		ids[count++] = xstrdup(row.participant.id);
	}
	bool well = rows_close(rows, error);
	array_reserve((void **)&ids, &capacity, count, sizeof *ids);
	ids[count] = NULL;
	if (well && !found)
		well = say_absent(record, id, (const char *const *)ids, error);
	for (size_t i = 0; i < count; i++)
		free(ids[i]);
	free(ids);
	return well;
}
