/* allocating.h - enrols a participant whose group is drawn */
#ifndef SOLEUS_CONSOLE_ALLOCATING_H
#define SOLEUS_CONSOLE_ALLOCATING_H

#include "config/study.h"
#include "record/record.h"

/* Fills in group and number. `replaces`, unless NULL, is the participant whose place is taken over. */
bool allocate(const struct study *study, struct record *record, struct participant *participant,
              const char *replaces, int64_t utc_ns, struct error *error);

#endif
