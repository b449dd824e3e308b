/*
 * attending.h - a visit at a terminal, told in plain lines: what `run` and `resume` share
 *
 * The session has a thread of its own; the caller's prints what the watcher kept, reads
 * keys and heeds signals. A signal that asks the program to end leaves the visit as
 * it stands: it can be gone on with.
 */
#ifndef SOLEUS_CONSOLE_ATTENDING_H
#define SOLEUS_CONSOLE_ATTENDING_H

#include "console/session.h"

/* Conducts the session on a real clock; fills in watcher and operator_link. Tells how it ended; the
 * exit status. */
int attend_visit(struct session_request *request, const struct channel *channels, size_t count);

#endif
