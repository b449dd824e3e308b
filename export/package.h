/*
 * package.h - datapackage.json: what the CSV files hold, for programs
 *
 * Frictionless "Tabular Data Package" (specs.frictionlessdata.io, version 1): every column with its
 * type, label, unit and levels.
 */
#ifndef SOLEUS_EXPORT_PACKAGE_H
#define SOLEUS_EXPORT_PACKAGE_H

#include <stdbool.h>

#include "base/error.h"
#include "export/formats.h"

bool package_write(const struct export_target *target, const char *folder, struct error *error);

#endif
