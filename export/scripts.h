/*
 * scripts.h - load.R, load.py and load.sps: what reads the files with types and labels
 *
 * Each reads all tables, gives the columns their types, levels and labels, and ends with a starter
 * mixed model for trials that were taken under several conditions by the same people: the change from
 * baseline of one channel in one phase, condition as the fixed effect (and the period, where there
 * is more than one), the participant as the random one. It is a beginning, not an analysis plan, and says so.
 */
#ifndef SOLEUS_EXPORT_SCRIPTS_H
#define SOLEUS_EXPORT_SCRIPTS_H

#include <stdbool.h>

#include "base/error.h"
#include "export/formats.h"

bool scripts_write_r(const struct export_target *target, const char *folder, struct error *error);
bool scripts_write_python(const struct export_target *target, const char *folder, struct error *error);
bool scripts_write_spss(const struct export_target *target, const char *folder, struct error *error);

#endif
