/*
 * changed_script.h - a script that does something else than before, and still says that it is the same
 */
#ifndef SOLEUS_CONSOLE_CHANGED_SCRIPT_H
#define SOLEUS_CONSOLE_CHANGED_SCRIPT_H

#include "protocols/plan.h"
#include "record/record.h"

/* The last session of the plan's protocol and version, when its script had another text than this one: a warning, freed
 * with free(). NULL when it had the same, and when there is none. */
char *changed_script_warning(struct record *record, const struct plan *plan, const char *script_text);

#endif
