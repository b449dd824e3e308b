/* allocation.c - the ledger of who was allocated to which group */

#include "record/allocation.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "record/database.h"
#include "record/ledger.h"

/* The ledger's own seed and design, which its first row decided; those of the drawing when it is empty. */
static bool find_design(struct record *record, const struct drawing *drawing, uint64_t *seed, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"SELECT seed, design FROM allocation ORDER BY allocation_id LIMIT 1", error);
	if (!statement)
		return false;
	int code = sqlite3_step(statement);
	bool well = code == SQLITE_ROW || code == SQLITE_DONE || database_failed(record, "read", error);
	*seed = drawing->fresh_seed;
	if (code == SQLITE_ROW) {
		const char *design = (const char *)sqlite3_column_text(statement, 1);
		*seed = strtoull((const char *)sqlite3_column_text(statement, 0), NULL, 10);
		if (strcmp(design, drawing->design) != 0)
			well = error_set(error, ERROR_REFUSED, "The allocation of this study was begun with '%s' and cannot go on "
			                 "with '%s'; please put [allocation] and the groups in study.ini back.", design, drawing->design);
	}
	sqlite3_finalize(statement);
	return well;
}

static bool find_number(struct record *record, const char *stratum, int *number, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"SELECT coalesce(max(number), 0) + 1 FROM allocation WHERE stratum = ?", error);
	if (!statement)
		return false;
	bind_text(statement, 1, stratum);
	bool well = sqlite3_step(statement) == SQLITE_ROW || database_failed(record, "read", error);
	if (well)
		*number = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return well;
}

/* The place of the one who is replaced, when nobody has taken it over already. */
static bool take_over(struct record *record, const struct drawing *drawing, struct ledger_entry *entry, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"SELECT participant_id, stratum, held.number, block, block_size, held.group_name,"
		" EXISTS (SELECT 1 FROM allocation AS later WHERE later.replaces_id = held.participant_id)"
		" FROM allocation AS held JOIN participant USING (participant_id) WHERE participant.id = ?", error);
	if (!statement)
		return false;
	bind_text(statement, 1, drawing->replaces);
	int code = sqlite3_step(statement);
	bool well = code == SQLITE_ROW || code == SQLITE_DONE || database_failed(record, "read", error);
	if (code == SQLITE_DONE)
		well = error_set(error, ERROR_REFUSED, "%s was allocated to no group, so nobody can take that place over.", drawing->replaces);
	if (code == SQLITE_ROW) {
		const char *stratum = (const char *)sqlite3_column_text(statement, 1);
		if (sqlite3_column_int(statement, 6))
			well = error_set(error, ERROR_REFUSED, "%s has been replaced already.", drawing->replaces);
		else if (strcmp(stratum, drawing->stratum) != 0)
			well = error_set(error, ERROR_REFUSED, "%s belongs to the stratum '%s', and the place can be taken over only "
			                 "within it, not from '%s'.", drawing->replaces, stratum, drawing->stratum);
		entry->replaces_id = sqlite3_column_int64(statement, 0);
		entry->number = sqlite3_column_int(statement, 2);
		entry->allocated.block = sqlite3_column_int(statement, 3);
		entry->allocated.block_size = sqlite3_column_int(statement, 4);
		name_copy(entry->allocated.group, (const char *)sqlite3_column_text(statement, 5));
	}
	sqlite3_finalize(statement);
	return well;
}

bool ledger_next(struct record *record, const struct drawing *drawing, struct ledger_entry *entry, struct error *error)
{
	*entry = (struct ledger_entry){0};
	if (!find_design(record, drawing, &entry->seed, error))
		return false;
	if (drawing->replaces)
		return take_over(record, drawing, entry, error);
	if (!find_number(record, drawing->stratum, &entry->number, error))
		return false;
	entry->allocated = drawing->draw(drawing->self, entry->seed, drawing->stratum, entry->number);
	return true;
}

bool ledger_add(struct record *record, const struct drawing *drawing, const struct ledger_entry *entry,
                const char *participant, int64_t utc_ns, struct error *error)
{
	char utc[UTC_TEXT_SIZE], seed[24];
	utc_format(utc_ns, utc);
	snprintf(seed, sizeof seed, "%" PRIu64, entry->seed);
	sqlite3_stmt *statement = database_prepare(record,
		"INSERT INTO allocation (stratum, number, block, block_size, group_name, participant_id, replaces_id,"
		" design, method, seed, allocated_utc)"
		" VALUES (?1, ?2, ?3, ?4, ?5, (SELECT participant_id FROM participant WHERE id = ?6), nullif(?7, 0), ?8, ?9, ?10, ?11)",
		error);
	if (!statement)
		return false;
	bind_text(statement, 1, drawing->stratum);
	bind_integer(statement, 2, entry->number);
	bind_integer(statement, 3, entry->allocated.block);
	bind_integer(statement, 4, entry->allocated.block_size);
	bind_text(statement, 5, entry->allocated.group);
	bind_text(statement, 6, participant);
	bind_integer(statement, 7, entry->replaces_id);
	bind_text(statement, 8, drawing->design);
	bind_text(statement, 9, drawing->method);
	bind_text(statement, 10, seed);
	bind_text(statement, 11, utc);
	bool well = database_step(record, statement, error);
	sqlite3_finalize(statement);
	return well;
}
