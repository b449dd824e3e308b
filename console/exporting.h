/*
 * exporting.h - from a record to files, with a progress bar: what `export` and `rehearse` share
 */
#ifndef SOLEUS_CONSOLE_EXPORTING_H
#define SOLEUS_CONSOLE_EXPORTING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "record/record.h"

/* Writes FOLDER/NAME.xlsx, making the folder when needed. Returns its path, freed with free();
 * NULL when it could not be written. shift_seed: see export/shift.h; 0: dates as they are. */
char *export_workbook(struct record *record, const char *folder, const char *name, uint64_t shift_seed, struct error *error);

/* Prints a small table of the results: the mean change from baseline of each channel, in each phase, by
 * condition, over all trials that count. */
bool export_summary(struct record *record, bool json, struct error *error);

#endif
