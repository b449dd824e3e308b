/*
 * acting.h - who acts on a record: for its audit, and to sign
 */
#ifndef SOLEUS_CONSOLE_ACTING_H
#define SOLEUS_CONSOLE_ACTING_H

#include <stdbool.h>

#include "base/error.h"
#include "record/record.h"

/* The computer's account and name and its key, made when there is none, in
 * $XDG_CONFIG_HOME/soleus (or ~/.config/soleus); operator_id may be "". */
bool acting_as(struct record *record, const char *operator_id, struct error *error);

/* Notes an action in the audit where the record can be written to; where it cannot (a copy on a
 * read-only disk), nothing is noted and that is well. */
void acting_note(const char *database, const char *action, const char *object, const char *detail);

#endif
