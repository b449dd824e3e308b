/*
 * report.h - what people read after a visit: a PDF to print, and single plots
 *
 * The report says who, what and when; it shows all channels over the session with its phases, each trial's
 * traces with its measures, refill curves with the points that were read from them, the quality of the
 * data, what was noted, and has a place to sign. It says that it is for research only. Only files
 * named report* know cairo, which draws it. The same record gives the same bytes, where
 * the fonts are the same.
 */
#ifndef SOLEUS_EXPORT_REPORT_H
#define SOLEUS_EXPORT_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "export/tables.h"

bool report_write(struct export *export, int64_t session, const char *path, struct error *error);

/* One channel over its whole session as a picture. */
enum report_picture { REPORT_PNG, REPORT_SVG };
bool report_plot(struct export *export, int64_t session, const char *channel, enum report_picture picture,
                 const char *path, struct error *error);

#endif
