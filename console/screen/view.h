/*
 * view.h - gathers what a screen may show, while it happens
 *
 * The session's thread lets the view hear the bus and tells it the stage; the console's thread takes a
 * snapshot when it wants to draw. Both hold the lock for microseconds: what is kept is bounded, and a
 * snapshot copies only what is visible. How much a view keeps is allocated at its beginning.
 */
#ifndef SOLEUS_CONSOLE_SCREEN_VIEW_H
#define SOLEUS_CONSOLE_SCREEN_VIEW_H

#include "base/bus.h"
#include "console/screen/snapshot.h"
#include "record/recorder.h"

struct view;

/* The plan (NULL: there is none) outlives the view, the channels are copied. Freed with view_free. */
struct view *view_new(const struct plan *plan, const struct channel *channels, size_t count);
void view_free(struct view *view);

/* To be added to the bus. */
void view_hear(void *view, const struct message *message);

/* What the record holds of the time before an interruption: it stands in the traces, events, phases and cues, and tells
 * nothing of now: no value, no rate and no pace. */
void view_remember(struct view *view, const struct message *message);

/* Where the visit stands. view_conductor asks the conductor; view_stage is told. */
void view_conductor(struct view *view, const struct conductor *conductor, int64_t now_ns);
void view_stage(struct view *view, const struct stage *stage);

/* How the recorder is: for struct session_request. */
void view_recorder(void *view, const struct recorder_health *health, const char *trouble);

/* Forgets everything that was heard: a replay that goes back begins anew. */
void view_forget(struct view *view);

/* What is visible: `span_ns` before until_ns, cut into columns; at the beginning the traces grow from the left. */
struct view_request {
	int64_t now_ns;
	int64_t until_ns;
	int64_t span_ns;
	int64_t fast_span_ns;       /* the same for waveforms */
	int     columns;            /* at most SNAPSHOT_COLUMNS */
};

/* Fills in all of *snapshot but `session`. */
void view_snapshot(struct view *view, const struct view_request *request, struct snapshot *snapshot);

#endif
