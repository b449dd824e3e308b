/* record_forgery.c - a record changed by somebody who knows SQLite */

#include "tests/record_forgery.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

#define STEPS_MOST 200
#define STEPS_A_LOOK 1000
#define LONGEST (1 << 20)

const char record_forgery_loosen[] =
	"DELETE FROM sqlite_schema WHERE type = 'trigger';"
	"UPDATE sqlite_schema SET sql = replace(replace(replace(replace(sql, ') STRICT, ', ') '), ') STRICT', ')'),"
	" ' NOT NULL', ''), 'CHECK (', 'CHECK (1 OR ') WHERE type = 'table' AND sql NOT NULL";

/* Counts down the looks that SQLite takes at it. */
static int give_up(void *self)
{
	int *left = self;
	return --*left <= 0;
}

static int allow(void *self, int action, const char *a, const char *b, const char *c, const char *d)
{
	(void)self, (void)a, (void)b, (void)c, (void)d;
	return action == SQLITE_ATTACH ? SQLITE_DENY : SQLITE_OK;
}

void record_forgery_run(const char *path, const char *sql)
{
	sqlite3 *db;
	int left = STEPS_MOST;
	if (sqlite3_open(path, &db) == SQLITE_OK) {
		sqlite3_limit(db, SQLITE_LIMIT_LENGTH, LONGEST);
		sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
		sqlite3_set_authorizer(db, allow, NULL);
		sqlite3_exec(db, "PRAGMA journal_mode = OFF; PRAGMA writable_schema = ON; PRAGMA foreign_keys = OFF", NULL, NULL, NULL);
		sqlite3_progress_handler(db, STEPS_A_LOOK, give_up, &left);
		sqlite3_exec(db, sql, NULL, NULL, NULL);
		sqlite3_progress_handler(db, 0, NULL, NULL);
		sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
	}
	sqlite3_close(db);
}

/* All rows of the first column, one behind the other; what SQLite allocates. NULL when it fails. */
static char *joined(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *statement = NULL;
	char *all = xstrdup("");
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK
	    && sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK)
		while (sqlite3_step(statement) == SQLITE_ROW) {
			char *longer = xasprintf("%s%s", all, sqlite3_column_text(statement, 0));
			free(all);
			all = longer;
		}
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return all;
}

char *record_forgery_schema(const char *path)
{
	return joined(path,
		"SELECT 'DELETE FROM sqlite_schema WHERE type = ''trigger'';' UNION ALL "
		"SELECT CASE type WHEN 'table' THEN format('UPDATE sqlite_schema SET sql = %Q WHERE name = %Q;', sql, name)"
		" ELSE format('INSERT INTO sqlite_schema VALUES (%Q, %Q, %Q, 0, %Q);', type, name, tbl_name, sql) END"
		" FROM sqlite_schema WHERE type IN ('table', 'trigger') AND sql NOT NULL");
}

char *record_forgery_nasty(const char *path, struct random_source *chance)
{
	static const char *const values[] = {
		"NULL", "''", "0", "-1", "1", "2147483648", "9223372036854775807", "-9223372036854775807 - 1", "4611686018427387904",
		"1e308", "-1e308", "9e999", "'text'", "'1'", "'-1'", "x'00ff'", "x''", "zeroblob(5000)", "hex(zeroblob(40000))",
		"char(27) || '[2J'", "char(10)", "'a' || char(0) || 'b'", "'2026-13-45T99:99:99Z'", "'running'", "'completed'",
		"'%s%n'", "x'ff'", "'../../etc'", "1000000000000000", "315360000000000000",
	};
	char *sql = xasprintf(
		"WITH place AS MATERIALIZED (SELECT m.name AS t, p.name AS c, row_number() OVER () AS n FROM sqlite_schema AS m, pragma_table_info(m.name) AS p"
		" WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%%')"
		" SELECT format('UPDATE \"%%w\" SET \"%%w\" = %s WHERE %%d OR \"%%w\" IS (SELECT \"%%w\" FROM \"%%w\" LIMIT 1 OFFSET %u)',"
		" t, c, %u, c, c, t) FROM place WHERE n = 1 + %u %% (SELECT count(*) FROM place)",
		values[random_below(chance, sizeof values / sizeof values[0])], random_below(chance, 4), random_below(chance, 2),
		random_below(chance, 10000));
	char *update = joined(path, sql);
	free(sql);
	return update;
}
