/*
 * reopening.h - a port that is not there is tried again until it is
 *
 * Opening can take long: a device server that does not answer, a name that is looked
 * up, another program that is searched for. So a thread of its own tries, and the
 * station, which never waits for it, takes the port when it is there.
 */
#ifndef SOLEUS_ACQUISITION_REOPENING_H
#define SOLEUS_ACQUISITION_REOPENING_H

#include "acquisition/port.h"

#define REOPEN_EVERY_NS INT64_C(500000000)

struct reopening;

/* Tries at once and then every `every_ns`. `was` as in port_open_again. NULL when there can be no
 * thread. Freed with reopening_end, which accepts NULL and may take as long as an attempt does. */
struct reopening *reopening_begin(const char *address, const struct line_settings *line,
                                  const struct usb_identity *was, int64_t every_ns);
void reopening_end(struct reopening *reopening);

/* Readable when there is something to take. */
int reopening_fd(const struct reopening *reopening);

/* The open port, once, which is the caller's; or NULL. *troubled: something is there and cannot be taken, since it is another
 * device, or another program has it, or this user may not open it; told once in *error, the latter two when they last. */
struct port *reopening_take(struct reopening *reopening, bool *troubled, struct error *error);

#endif
