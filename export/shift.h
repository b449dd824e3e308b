/*
 * shift.h - dates that do not tell when a person came
 *
 * With a seed (export_options.shift_seed, not 0) every time of a person is moved back by the same number
 * of whole days, from 1 to 365, drawn for that person: intervals, weekdays apart, and times of day stay. Who knows
 * the seed can compute them; it is kept with the study's papers and not exported.
 */
#ifndef SOLEUS_EXPORT_SHIFT_H
#define SOLEUS_EXPORT_SHIFT_H

#include <stdint.h>

#include "export/export.h"
#include "record/reading.h"

/* Nanoseconds to be added to a person's times: 0 without a seed, otherwise less than 0. */
int64_t shift_of(const struct export *export, const char *participant);

/* The same for a time as text (2026-11-22T08:00:00.123Z); `text` itself when it is none. Lives as long as the export. */
const char *shift_text(struct export *export, const char *participant, const char *text);

/* Takes away the words in which an event tells a date: those of an import, which name its file too. */
void shift_event(const struct export *export, struct event_row *event);

#endif
