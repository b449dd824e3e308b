/*
 * rows.h - an open query, and its columns in the words of reading.h
 *
 * What went wrong at opening waits in `error` until rows_close: readers have one
 * place to ask. Columns are counted from 0, as SQLite does.
 */
#ifndef SOLEUS_RECORD_ROWS_H
#define SOLEUS_RECORD_ROWS_H

#include "base/clock.h"
#include "record/database.h"
#include "record/reading.h"

/* No visit lasts longer: a month. No visit is later: the year 2200. */
#define RECORD_LATEST_NS (INT64_C(31) * 86400 * NS_PER_S)
#define RECORD_LATEST_UTC_NS (INT64_C(7258118400) * NS_PER_S)

struct rows {
	struct record *record;
	sqlite3_stmt  *statement;       /* NULL where opening failed */
	sqlite3_stmt  *parts;           /* of each row: name and value by the id in its first column; else NULL */
	struct error   error;           /* ERROR_NONE while all is well */
};

/* The queries' parameters are ?1, ?2, ?3, in this order; those not used are ignored. */
struct rows *rows_open(struct record *record, const char *sql, int64_t first, int64_t second, int64_t third);

/* Adds the query of the parts, with the row's id as its parameter. */
struct rows *rows_with_parts(struct rows *rows, const char *sql);

/* False at the end, and when a row could not be read, or the one before held what cannot be: a time or a number out of
 * bounds. The readers that ask for such a column get 0, and rows_close says which it was. */
bool rows_step(struct rows *rows);

/* Reads the parts of the present row into at most `most` values. */
size_t rows_parts(struct rows *rows, struct named_value *values, size_t most);

const char *rows_text(struct rows *rows, int column);
double rows_number(struct rows *rows, int column);
int64_t rows_time(struct rows *rows, int column);       /* TIME_NONE: not known */
int64_t rows_moment(struct rows *rows, int column);     /* a time that is always known */
int64_t rows_utc(struct rows *rows, int column);
double rows_interval(struct rows *rows, int column);    /* seconds from one value to the next; NAN: not known */
int64_t rows_integer(struct rows *rows, int column);
int rows_int(struct rows *rows, int column);    /* what was stored from an int */
bool rows_bool(struct rows *rows, int column);

#endif
