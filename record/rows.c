/* rows.c - an open query, and its columns in the words of reading.h */

#include "record/rows.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"

struct rows *rows_open(struct record *record, const char *sql, int64_t first, int64_t second, int64_t third)
{
	struct rows *rows = xcalloc(1, sizeof *rows);
	rows->record = record;
	rows->statement = database_prepare(record, sql, &rows->error);
	if (rows->statement) {
		const int64_t parameters[] = { first, second, third };
		int count = sqlite3_bind_parameter_count(rows->statement);
		assert(count <= 3);
		for (int i = 0; i < count; i++)
			bind_integer(rows->statement, i + 1, parameters[i]);
	}
	return rows;
}

struct rows *rows_with_parts(struct rows *rows, const char *sql)
{
	if (rows->error.kind == ERROR_NONE)
		rows->parts = database_prepare(rows->record, sql, &rows->error);
	return rows;
}

bool rows_step(struct rows *rows)
{
	if (rows->error.kind != ERROR_NONE)
		return false;
	int code = sqlite3_step(rows->statement);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		database_failed(rows->record, "read", &rows->error);
	return code == SQLITE_ROW;
}

size_t rows_parts(struct rows *rows, struct named_value *values, size_t most)
{
	size_t count = 0;
	int code = SQLITE_ROW;
	bind_integer(rows->parts, 1, rows_integer(rows, 0));
	while (count < most && (code = sqlite3_step(rows->parts)) == SQLITE_ROW) {
		struct named_value *value = &values[count++];
		const char *name = (const char *)sqlite3_column_text(rows->parts, 0), *text = (const char *)sqlite3_column_text(rows->parts, 1);
		name_copy(value->name, name ? name : "");
		snprintf(value->value, sizeof value->value, "%s", text ? text : "");
	}
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		database_failed(rows->record, "read", &rows->error);
	sqlite3_reset(rows->parts);
	return count;
}

bool rows_close(struct rows *rows, struct error *error)
{
	bool well = rows->error.kind == ERROR_NONE;
	if (!well)
		*error = rows->error;
	sqlite3_finalize(rows->statement);
	sqlite3_finalize(rows->parts);
	free(rows);
	return well;
}

bool rows_done(struct rows *rows, bool well, struct error *error)
{
	struct error later;
	return rows_close(rows, well ? error : &later) && well;
}

const char *rows_text(struct rows *rows, int column)
{
	const char *text = (const char *)sqlite3_column_text(rows->statement, column);
	return text ? text : "";
}

static bool is_null(struct rows *rows, int column)
{
	return sqlite3_column_type(rows->statement, column) == SQLITE_NULL;
}

double rows_number(struct rows *rows, int column)
{
	return is_null(rows, column) ? (double)NAN : sqlite3_column_double(rows->statement, column);
}

/* What the program never writes stands in a file that was damaged or forged. Said once, for the first of them. */
static void refuse(struct rows *rows, int column)
{
	if (rows->error.kind == ERROR_NONE)
		error_set(&rows->error, ERROR_MALFORMED, "%s holds something in the column %s that cannot be there; "
		          "'soleus verify' tells what was damaged or changed.",
		          rows->record->path, sqlite3_column_name(rows->statement, column));
}

static int64_t within(struct rows *rows, int column, int64_t most)
{
	int64_t value = sqlite3_column_int64(rows->statement, column);
	if (value >= -most && value <= most)
		return value;
	refuse(rows, column);
	return 0;
}

double rows_interval(struct rows *rows, int column)
{
	double seconds = rows_number(rows, column);
	if (seconds < 1e-5 || seconds > 86400)
		refuse(rows, column);
	return seconds;
}

int64_t rows_time(struct rows *rows, int column)
{
	return is_null(rows, column) ? TIME_NONE : within(rows, column, RECORD_LATEST_NS);
}

int64_t rows_moment(struct rows *rows, int column)
{
	if (is_null(rows, column))
		refuse(rows, column);
	return within(rows, column, RECORD_LATEST_NS);
}

int64_t rows_utc(struct rows *rows, int column)
{
	return within(rows, column, RECORD_LATEST_UTC_NS);
}

int64_t rows_integer(struct rows *rows, int column)
{
	return sqlite3_column_int64(rows->statement, column);
}

int rows_int(struct rows *rows, int column)
{
	return (int)within(rows, column, INT_MAX);
}

bool rows_bool(struct rows *rows, int column)
{
	return sqlite3_column_int(rows->statement, column) != 0;
}
