/*
 * columns_ahead.h - the columns that the export of planned visits will have
 *
 * They are not guessed: the visits' bare frame (participant, sessions, trials, phases) is written into a record of its own
 * in a folder for temporary files, and the export is asked.
 */
#ifndef SOLEUS_CONSOLE_COLUMNS_AHEAD_H
#define SOLEUS_CONSOLE_COLUMNS_AHEAD_H

#include "base/sample.h"
#include "config/study.h"
#include "console/listing.h"
#include "protocols/plan.h"

/* The plans are those of the participant's visits, one after another. A row a column: table, column, type, unit, label. NULL with
 * *error. */
struct listing *columns_ahead(const struct study *study, const struct participant *participant, const struct plan *const *plans,
                              size_t plan_count, const struct channel *channels, size_t channel_count, struct error *error);

#endif
