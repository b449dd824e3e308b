/*
 * attending.h - a visit at a terminal: what `run` and `resume` share
 *
 * The session has a thread of its own; the caller's tends the front (the screen, or plain
 * lines) and heeds signals. A signal that asks the program to end leaves the visit as
 * it stands: it can be gone on with.
 */
#ifndef SOLEUS_CONSOLE_ATTENDING_H
#define SOLEUS_CONSOLE_ATTENDING_H

#include "console/command.h"
#include "console/session.h"
#include "console/visit_kit.h"

/* The options of a command that attends a visit: to be put among its own. */
#define ATTENDING_OPTIONS \
	{ .name = "plain", .help = "tell it in lines of text, for logs, pipes and screen readers" }, \
	{ .name = "ascii", .help = "draw the screen with ASCII's characters only" }, \
	{ .name = "cue", .argument = "TERMINAL", .help = "the participant's screen and tone (soleus cue) there: /dev/tty2" }

/* Whether --start-anyway, when it is given, says why. */
bool attending_has_reason(const struct invocation *invocation);

/* Conducts the session on a real clock; fills in watcher and operator_link. Tells how it ended; the
 * exit status. *session: its number; 0 when it never began. */
int attend_visit(const struct invocation *invocation, struct session_request *request, const struct visit_kit *kit,
                 int64_t *session);

#endif
