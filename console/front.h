/*
 * front.h - how a visit is shown and operated: one interface, behind it plain lines or the screen
 *
 * The session's thread talks to a front through its watcher and its operator_link; the console's thread
 * tends it. What the operator says goes through a struct typed_operator in either case, so
 * that both fronts mean the same by the same verbs.
 */
#ifndef SOLEUS_CONSOLE_FRONT_H
#define SOLEUS_CONSOLE_FRONT_H

#include "console/operator_typed.h"
#include "console/session.h"

struct front_request {
	const struct session_request *session;      /* its clock, plan and participant */
	const struct channel         *channels;
	size_t                        count;
	struct typed_operator        *operator;
	const char                   *folder, *pictures;    /* the study's, and where pictures go */
	bool                          ascii;
};

struct front {
	void *self;
	/* Tells the session whom to talk to. */
	void (*join)(void *self, struct session_request *session);
	/* Two descriptors that want attention when they are readable; -1: none. */
	void (*descriptors)(void *self, int fds[static 2]);
	/* Called when one of them is, and at least ten times a second. */
	void (*tend)(void *self);
	/* The session's thread has ended: shows what is left and gives the terminal back. Frees. */
	void (*close)(void *self);
};

struct front front_plain(const struct front_request *request);

/* False when the terminal cannot be a screen. */
bool front_screen(const struct front_request *request, struct front *front, struct error *error);

#endif
