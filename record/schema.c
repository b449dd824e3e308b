/* schema.c - whether a record's tables, views and triggers are those that Soleus made */

#include "record/schema.h"

#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/memory.h"

EMBEDDED(record_schema_sql);

/* Tables by their columns, as a migration may have made them; the rest by its text. */
static const char everything[] =
	"SELECT 'table' AS type, t.name AS name, t.strict || t.wr || (SELECT group_concat("
	"c.name || ' ' || c.type || ' ' || c.\"notnull\" || c.pk || c.hidden, ', ') FROM pragma_table_xinfo(t.name) AS c) AS sql"
	" FROM pragma_table_list AS t WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%'"
	" UNION ALL SELECT type, name, sql FROM sqlite_schema WHERE type <> 'table' AND sql NOT NULL ORDER BY type, name";

const char *schema_text(void)
{
	return EMBEDDED_TEXT(record_schema_sql);
}

/* One thing of a schema, borrowed from its statement; `name` NULL: there is no more. */
struct thing {
	const char *type, *name, *sql;
};

static struct thing next(sqlite3_stmt *statement, int *code)
{
	struct thing thing = {0};
	*code = sqlite3_step(statement);
	if (*code != SQLITE_ROW)
		return thing;
	thing.type = (const char *)sqlite3_column_text(statement, 0);
	thing.name = (const char *)sqlite3_column_text(statement, 1);
	thing.sql = (const char *)sqlite3_column_text(statement, 2);
	thing.type = thing.type ? thing.type : "";
	thing.name = thing.name ? thing.name : "";
	return thing;
}

static int by_place(const struct thing *a, const struct thing *b)
{
	if (!a->name || !b->name)
		return !a->name - !b->name;
	int order = strcmp(a->type, b->type);
	return order ? order : strcmp(a->name, b->name);
}

/* Both in one order: what is in `made` alone has gone, what is in `found` alone was added. */
static char *difference_of(sqlite3_stmt *made, sqlite3_stmt *found, int *code)
{
	int ignored;
	struct thing ours = next(made, &ignored), theirs = next(found, code);
	while (ours.name || theirs.name) {
		int order = by_place(&ours, &theirs);
		if (order < 0)
			return xasprintf("the %s %s is not there", ours.type, ours.name);
		if (order > 0 && strcmp(theirs.type, "trigger") == 0)
			return xasprintf("the trigger %.40s was added", theirs.name);
		if (order == 0 && (!ours.sql || !theirs.sql || strcmp(ours.sql, theirs.sql) != 0))
			return xasprintf("the %s %s is not as it was made", ours.type, ours.name);
		if (order == 0)
			ours = next(made, &ignored);
		theirs = next(found, code);
	}
	return NULL;
}

bool schema_compare(struct record *record, char **difference, struct error *error)
{
	sqlite3 *fresh = NULL;
	int64_t version;
	int code = SQLITE_OK;
	*difference = NULL;
	if (!database_integer(record, "PRAGMA user_version", &version, error))
		return false;
	if (version != RECORD_SCHEMA_VERSION)
		return true;
	sqlite3_stmt *made = NULL, *found = database_prepare(record, everything, error);
	if (!found)
		return false;
	if (sqlite3_open(":memory:", &fresh) != SQLITE_OK || sqlite3_exec(fresh, schema_text(), NULL, NULL, NULL) != SQLITE_OK
	    || sqlite3_prepare_v2(fresh, everything, -1, &made, NULL) != SQLITE_OK)
		memory_exhausted();
	*difference = difference_of(made, found, &code);
	bool well = *difference || code == SQLITE_DONE || database_failed(record, "read", error);
	sqlite3_finalize(made);
	sqlite3_finalize(found);
	sqlite3_close(fresh);
	return well;
}
