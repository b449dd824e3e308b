/*
 * fields.h - rows of fields with something between them: CSV and its relatives
 *
 * Texts are cleaned (utf8.h). A text that reads like the dialect's missing value gets a ' in front, and
 * where a dialect defuses also one that begins with one of = + - @ ' or a tab, which a spreadsheet takes
 * for a formula. Taking one ' off the front of a text that begins with it gives the text back.
 */
#ifndef SOLEUS_EXPORT_FIELDS_H
#define SOLEUS_EXPORT_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include "export/out.h"
#include "export/table.h"

struct dialect {
	const char *name, *label;
	char        separator, decimal;
	bool        marked;         /* a byte order mark at the beginning, for Excel */
	bool        quoted;         /* as in RFC 4180; else tabs and newlines within a text become spaces */
	bool        defused;
	const char *missing, *line_end;
};

/* RFC 4180, and the tab-separated texts of BIDS (specification 1.9, "Tabular files"). */
extern const struct dialect dialect_csv, dialect_tsv;

/* The file begins with fields_begin; each row ends with fields_end. */
struct fields {
	struct out           *out;
	const struct dialect *dialect;
	bool                  within;       /* a row */
};

struct fields fields_begin(struct out *out, const struct dialect *dialect);
void fields_text(struct fields *fields, const char *text);
void fields_number(struct fields *fields, double number);
void fields_integer(struct fields *fields, int64_t integer);
void fields_missing(struct fields *fields);
void fields_cell(struct fields *fields, enum cell_type type, const struct cell *cell);
void fields_end(struct fields *fields);

#endif
