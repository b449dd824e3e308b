/*
 * formats.h - the formats of an export: a row each
 *
 * A format takes the tables of tables.h (or looks into the export itself, where it needs to know
 * what they mean) and writes a file, or a folder of files.
 */
#ifndef SOLEUS_EXPORT_FORMATS_H
#define SOLEUS_EXPORT_FORMATS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "export/fields.h"
#include "export/tables.h"

/* What is written, and from what. */
struct export_target {
	struct export        *export;
	const char           *name;         /* the study's id: names the workbook */
	const struct dialect *dialect;      /* of csv; NULL: RFC 4180 */
};

struct export_format {
	const char *name;           /* xlsx */
	const char *label;          /* "a workbook, one sheet a table" */
	const char *place;          /* in the folder of exports, after the study's id when it begins with a dot */
	bool      (*write)(const struct export_target *target, const char *path, struct error *error);
};

/* In the order in which they are written; ended by NULL. */
extern const struct export_format *const export_formats[];

/* The formats of a list "xlsx,csv" or "all" into `chosen`, which has room for all of them; how many, or 0 with
 * the error. */
#define FORMATS_MOST 16
size_t formats_choose(const char *list, const struct export_format *chosen[static FORMATS_MOST], struct error *error);

/* Where a format of a target stands below `folder`. Freed with free(). */
char *format_path(const struct export_format *format, const struct export_target *target, const char *folder);

/* Writes it there: all of it, or nothing, and then what stood there before stands there still. */
bool format_write(const struct export_format *format, const struct export_target *target, const char *path, struct error *error);

#endif
