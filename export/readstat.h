/*
 * readstat.h - the tables for SPSS (.sav) and Stata (.dta), by libreadstat
 *
 * One file a table, but for those of very many rows. Variables carry label, format and value labels. A missing
 * number whose reason is known is a user-missing code with a label: in SPSS -99 .. -91 declared as missing, in
 * Stata .a .. .f; any other missing number is system-missing. A variable that has a real value between -99 and
 * -91 has system-missing values only. Texts are as wide as the longest; in SPSS the longest has 32,758 bytes
 * and longer ones end with a visible mark, which the table about tells; in Stata a variable with texts of more than 2,045 bytes is a strL.
 * Times are texts, ISO 8601 in UTC, as everywhere.
 *
 * Beside the .sav files stands load.sps (scripts.h).
 */
#ifndef SOLEUS_EXPORT_READSTAT_H
#define SOLEUS_EXPORT_READSTAT_H

#include "export/formats.h"

extern const struct export_format sav_format, dta_format;

#endif
