/*
 * claim.h - one recording program to a study
 *
 * Whoever records holds a lock on the file <path>.lock, with its process number
 * in it as text. The lock is the kernel's: it falls away with the process, however
 * that ended, so a lock file that was left behind is no obstacle.
 */
#ifndef SOLEUS_RECORD_CLAIM_H
#define SOLEUS_RECORD_CLAIM_H

#include "base/error.h"

/* A descriptor to be given to claim_release; -1 when another has the claim
 * (ERROR_BUSY, naming its process) or the lock file cannot be made. */
int claim_take(const char *path, struct error *error);

/* Removes the lock file and lets go. Accepts -1. */
void claim_release(const char *path, int claim);

#endif
