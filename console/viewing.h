/*
 * viewing.h - a view that a session keeps up to date: what both fronts of a visit look at
 *
 * It joins a session beside whoever operates it: the view hears the bus, is told how the recorder is, and learns the
 * stage whenever the operator may have changed it.
 */
#ifndef SOLEUS_CONSOLE_VIEWING_H
#define SOLEUS_CONSOLE_VIEWING_H

#include "console/front.h"
#include "console/screen/view.h"

struct viewing {
	struct view          *view;
	struct operator_link  typed;
	struct listener       also;     /* hears after the view; .hear NULL: nobody */
};

/* The view belongs to the viewing: view_free(viewing.view). */
struct viewing viewing_new(const struct front_request *request);

/* Of a visit that is gone on with, the view is told what was before; of a new one, nothing. False when it cannot be read. */
bool viewing_look_back(const struct viewing *viewing, const struct front_request *request, struct error *error);

/* Tells the session whom to talk to; the viewing stays where it is until the session has ended. */
void viewing_join(struct viewing *viewing, struct session_request *session);

/* What does not change during a visit, for its snapshots. */
struct snapshot_session viewing_session(const struct session_request *request);

#endif
