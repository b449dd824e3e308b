/*
 * redcap.h - a data dictionary and an import file for REDCap
 *
 * dictionary.csv has the 18 columns of REDCap's data dictionary; import.csv the data for it. A form is one of
 * the tables that are told by participant and have not very many rows; participants is filled in once, all others
 * are repeating instruments. A field is called table_column, for names are unique in a project; record_id is the
 * participant's code. Missing values are empty fields. Texts are defused as in CSV.
 */
#ifndef SOLEUS_EXPORT_REDCAP_H
#define SOLEUS_EXPORT_REDCAP_H

#include "export/formats.h"

extern const struct export_format redcap_format;

#endif
