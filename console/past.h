/*
 * past.h - of a visit that is gone on with, what was before
 */
#ifndef SOLEUS_CONSOLE_PAST_H
#define SOLEUS_CONSOLE_PAST_H

#include "console/screen/view.h"
#include "record/record.h"

/* Tells the view, before it hears anything else, what the record holds of the visit: see view_remember. Channels that the
 * station no longer has are passed over. */
bool past_remember(struct record *record, int64_t session, struct view *view, const struct channel *channels, size_t count,
                   struct error *error);

#endif
