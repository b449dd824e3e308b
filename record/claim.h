/*
 * claim.h - one recording program to a study
 *
 * Whoever records holds a lock on the file <path>.lock, with its process number
 * in it as text. The lock is the kernel's: it falls away with the process, however
 * that ended, so a lock file that was left behind is no obstacle.
 */
#ifndef SOLEUS_RECORD_CLAIM_H
#define SOLEUS_RECORD_CLAIM_H

#include <stdbool.h>

#include "record/record.h"

/* Claims the record, unless this record has the claim already. False when another has it
 * (ERROR_BUSY, naming its process) or the lock file cannot be made. */
bool claim_take(struct record *record, struct error *error);

/* True while a program has the claim, also this one. Takes none. */
bool claim_is_held(const struct record *record);

/* Removes the lock file and lets go; nothing when there is no claim. */
void claim_release(struct record *record);

#endif
