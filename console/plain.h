/*
 * plain.h - a visit told in lines of text, for logs, pipes and screen readers
 *
 * The watcher hears the bus in the session's thread, turns what a person should
 * know into lines and keeps them; the console's thread prints them when it can. A
 * terminal that stops reading costs lines, which are counted, and never time.
 */
#ifndef SOLEUS_CONSOLE_PLAIN_H
#define SOLEUS_CONSOLE_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/bus.h"
#include "protocols/plan.h"

#define PLAIN_LINE_SIZE 512

/* What is said of an event (see event_words) behind the time in the visit: " 00:05:00  ...". */
bool plain_line(const struct event *event, const struct plan *plan, char line[static PLAIN_LINE_SIZE]);

struct plain;

/* What a line begins with: " 00:05:00  ". Returns its length. */
int plain_time(int64_t time_ns, char *text, size_t size);

/* `values_every_ns`: how often a line with all channels' last values is made; TIME_NEVER: not at all.
 * The plan and the channels (copied) are the session's. Freed with plain_free, which accepts NULL. */
struct plain *plain_new(const struct plan *plan, const struct channel *channels, size_t count,
                        int64_t values_every_ns);
void plain_free(struct plain *plain);

/* To be added to the bus. */
void plain_hear(void *plain, const struct message *message);

/* Readable when there are lines to print. */
int plain_fd(const struct plain *plain);

/* Prints what has gathered. */
void plain_print(struct plain *plain, FILE *out);

#endif
