/* definitions.c - what the study's covariates, groups and factors are, kept where their values are */

#include "record/definitions.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "record/audit.h"
#include "record/database.h"

/* How often it was defined so far; *same when the last time like this. */
static bool look_for(struct record *record, const char *key, const char *text, int *times, bool *same, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"SELECT value FROM study WHERE name = ?1 OR name GLOB ?1 || ' [0-9]*' ORDER BY rowid", error);
	if (!statement)
		return false;
	bind_text(statement, 1, key);
	*same = false;
	int code;
	for (*times = 0; (code = sqlite3_step(statement)) == SQLITE_ROW; ++*times)
		*same = strcmp((const char *)sqlite3_column_text(statement, 0), text) == 0;
	bool well = code == SQLITE_DONE || database_failed(record, "read", error);
	sqlite3_finalize(statement);
	return well;
}

static bool add(struct record *record, const char *key, int times, const char *text, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record, "INSERT INTO study (name, value) VALUES (?, ?)", error);
	if (!statement)
		return false;
	char *name = times == 0 ? xstrdup(key) : xasprintf("%s %d", key, times + 1);
	bind_text(statement, 1, name);
	bind_text(statement, 2, text);
	bool well = database_step(record, statement, error);
	sqlite3_finalize(statement);
	free(name);
	return well;
}

bool record_define(struct record *record, const struct definition *definitions, size_t count, int64_t utc_ns,
                   struct error *error)
{
	bool well = database_run(record, "BEGIN IMMEDIATE", error), any = false;
	if (!well)
		return false;
	for (size_t i = 0; well && i < count; i++) {
		char *key = xasprintf("%s %s", definitions[i].kind, definitions[i].name);
		int times;
		bool same;
		well = look_for(record, key, definitions[i].text, &times, &same, error);
		if (well && !same)
			well = any = add(record, key, times, definitions[i].text, error);
		free(key);
	}
	if (well && any)
		well = audit_append(record, utc_ns, "defined", "study", "", true, error);
	return database_end(record, well, error);
}
