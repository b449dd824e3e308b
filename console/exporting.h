/*
 * exporting.h - from a record to files, with a progress bar: what `export` and `rehearse` share
 */
#ifndef SOLEUS_CONSOLE_EXPORTING_H
#define SOLEUS_CONSOLE_EXPORTING_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

#include "base/error.h"
#include "export/formats.h"
#include "record/record.h"

/* Writes FOLDER/NAME.xlsx, making the folder when needed. Returns its path, freed with free();
 * NULL when it could not be written. */
char *export_workbook(struct record *record, const char *folder, const char *name, struct error *error);

/* What is to be written, and where. */
struct export_order {
	const struct export_format *const *formats;
	size_t                             format_count;
	const struct dialect              *dialect;     /* of csv; NULL: RFC 4180 */
	uint64_t                           shift_seed;  /* see export/shift.h; 0: dates as they are */
	bool                               blind;       /* below FOLDER/blinded, the key beside that */
	const char                        *folder, *name;
};

/* Writes all of it and prints the path of each. */
bool export_files(struct record *record, const struct export_order *order, struct error *error);

/* Prints a small table of the results: the mean change from baseline of each channel, in each phase, by
 * condition, over all trials that count. */
bool export_summary(struct record *record, bool json, struct error *error);

#endif
