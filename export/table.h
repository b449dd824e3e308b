/*
 * table.h - the tables of an export: defined once, written in many formats
 *
 * A table has a name, a title and columns, each with all that a codebook says
 * about it, and a function that produces its rows. A format (workbook.h) is a
 * thin writer that knows nothing of what the tables mean. The codebook is itself a
 * table made from the others' columns.
 */
#ifndef SOLEUS_EXPORT_TABLE_H
#define SOLEUS_EXPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/name.h"

enum cell_type {
	CELL_TEXT,
	CELL_INTEGER,
	CELL_NUMBER,
	CELL_TIME,          /* ISO 8601 UTC, as text */
};

struct column {
	char           name[NAME_SIZE];
	const char    *label;       /* "Duration of the phase" */
	enum cell_type type;
	const char    *unit;        /* "" when it has none */
	int            decimals;    /* CELL_NUMBER: as shown; the cell holds all of them */
	const char    *levels;      /* "1=yes, 0=no"; "" when open */
	const char    *formula;     /* how it is computed; "" for what was recorded or entered */
	const char    *source;      /* recorded, entered, derived, planned */
};

/* Why a value is missing, as far as statistics programs have codes for it; in words it stands in the column's
 * companion, where it has one. */
enum missing_why {
	MISSING_PLAIN,              /* there is nothing that could be there, or nothing more to say */
	MISSING_SENSOR,             /* no probe, no finger, no answer from the instrument */
	MISSING_ARTEFACT,           /* there was something, but not to be trusted */
	MISSING_NOT_DONE,
	MISSING_REFUSED,
	MISSING_STOPPED,            /* it ended before there was enough */
	MISSING_CENSORED,
	MISSING_UNKNOWN,            /* nobody said */
};

/* One value of a row; its type is its column's. */
struct cell {
	bool             missing;
	enum missing_why why;
	const char *text;           /* CELL_TEXT, CELL_TIME: borrowed for the call */
	int64_t     integer;
	double      number;
};

/* A row can hold only finite numbers and texts that say something: a number that is not
 * finite, NULL and "" become missing here, so that no writer has to think of them. */
struct cell cell_text(const char *text);
struct cell cell_integer(int64_t integer);
struct cell cell_number(double number);
struct cell cell_missing(void);
struct cell cell_missing_for(enum missing_why why);

/* Where rows go; one call a row, `cells` having as many as the table has columns. */
struct row_sink {
	void *self;
	bool (*row)(void *self, const struct cell *cells, struct error *error);
};

struct export;      /* what is being exported: see tables.h */

struct table {
	char           name[NAME_SIZE];
	const char    *title;       /* what a row is: "One row per trial, phase and channel" */
	struct column *columns;
	size_t         column_count;
	bool           prose;       /* made to be read: long texts wrap */
	bool           bulk;        /* very many rows: for compressed files, not for spreadsheets */
	bool         (*rows)(struct export *export, const struct table *table,
	                     const struct row_sink *sink, struct error *error);
};

#endif
