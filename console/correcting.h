/*
 * correcting.h - whether a correction is one that could have been given in the first place
 */
#ifndef SOLEUS_CONSOLE_CORRECTING_H
#define SOLEUS_CONSOLE_CORRECTING_H

#include <stdbool.h>

#include "base/error.h"
#include "console/folder.h"
#include "record/amend.h"

/*
 * An answer is held against its question, as the session's plan has it; a covariate and a factor against study.ini.
 * What neither knows is not refused where the record has it. An empty covariate is one that is not known, and "-" no
 * answer. *value is the new value as the record is to have it (of a choice its own words), freed with free(); NULL where
 * nothing is corrected.
 */
bool correction_fits(const struct folder *folder, struct record *record, const struct amendment *amendment,
                     char **value, struct error *error);

#endif
