/*
 * workbook_charts.h - the sheet of charts: a channel of a session in each
 *
 * Charts are the spreadsheet's own, drawn from the sheet samples_1hz; a colour is
 * a phase's name, the same in all charts, and stands in the legend once.
 */
#ifndef SOLEUS_EXPORT_WORKBOOK_CHARTS_H
#define SOLEUS_EXPORT_WORKBOOK_CHARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <xlsxwriter.h>

#include "export/tables.h"

/* Adds the sheet; false when the library said no. With `most` charts or more it ends behind the session that it is at. */
bool workbook_charts(lxw_workbook *workbook, const struct chart_range *ranges, size_t count, size_t rows_per_sheet,
                     size_t most);

#endif
