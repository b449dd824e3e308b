/*
 * proposal.h - the pattern that a stranger's lines seem to follow
 *
 * Numbers become {value1}, {value2} ... and everything else stands for itself. A number that
 * hangs on a letter, as the 1 of "T1=30.5", and never changes is part of a name.
 */
#ifndef SOLEUS_ACQUISITION_TEXT_PROPOSAL_H
#define SOLEUS_ACQUISITION_TEXT_PROPOSAL_H

#include "acquisition/text/shape.h"

/* The pattern that fits most of the lines, and how many; false when none fits two. */
bool proposal_pattern(const char *const *lines, size_t count, char pattern[static PATTERN_SIZE], size_t *fit);

#endif
