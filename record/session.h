/*
 * session.h - the rows of a session's instruments and channels, added by whoever begins or completes it
 */
#ifndef SOLEUS_RECORD_SESSION_H
#define SOLEUS_RECORD_SESSION_H

#include "base/sample.h"
#include "record/record.h"

/* Each returns the id of its new row, or 0; within the caller's transaction. */
int64_t session_add_instrument(struct record *record, int64_t session, const struct instrument_info *instrument,
                               struct error *error);
int64_t session_add_channel(struct record *record, int64_t session, int64_t instrument_id,
                            const struct channel *channel, struct error *error);

#endif
