/*
 * replay.h - a recorded session, told to a view again as if it happened now
 *
 * What the record holds is fed to the view in the order of time, up to any moment that is asked for. Going
 * back begins anew: an hour takes a moment.
 */
#ifndef SOLEUS_CONSOLE_REPLAY_H
#define SOLEUS_CONSOLE_REPLAY_H

#include "console/screen/view.h"
#include "record/record.h"

struct replay;

/* The record outlives the replay. NULL when the session cannot be read. Freed with replay_free. */
struct replay *replay_new(struct record *record, int64_t session, struct error *error);
void replay_free(struct replay *replay);

/* The view that it tells, which belongs to it, and what does not change. */
struct view *replay_view(const struct replay *replay);
size_t replay_channel_count(const struct replay *replay);
struct snapshot_session replay_session(const struct replay *replay);

int64_t replay_end_ns(const struct replay *replay);

/* Tells everything up to `now_ns`. False when the record could not be read. */
bool replay_go_to(struct replay *replay, int64_t now_ns, struct error *error);

#endif
