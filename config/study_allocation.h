/* study_allocation.h - the section [allocation] of study.ini; for study.c alone */
#ifndef SOLEUS_CONFIG_STUDY_ALLOCATION_H
#define SOLEUS_CONFIG_STUDY_ALLOCATION_H

#include "config/study.h"

/* Only that it is there: it speaks of groups and covariates that may stand below it. */
bool allocation_note(struct study *study, const struct section *section, struct error *error);

/* Reads it when it is there; called when all other sections are known. */
bool allocation_read(struct study *study, struct error *error);

#endif
