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

/* The open port, once, which is the caller's; or NULL. *refused: another device has taken the name, told once in *error. */
struct port *reopening_take(struct reopening *reopening, bool *refused, struct error *error);

#endif
