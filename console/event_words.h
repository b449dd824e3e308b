/*
 * event_words.h - what is said of an event, in a line: in the log of a visit that is told in lines, and on its screen
 */
#ifndef SOLEUS_CONSOLE_EVENT_WORDS_H
#define SOLEUS_CONSOLE_EVENT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/event.h"
#include "protocols/plan.h"

#define EVENT_WORDS_SIZE 512

/* False when it is not worth a line (cues, and what another line says already). */
bool event_words(const struct event *event, const struct plan *plan, char *words, size_t size);

/* Behind what is measured: that it is asked once more, and why a third time; "" for the first reading. */
#define READING_WORDS_SIZE 96
const char *reading_words(const struct measurement *measurement, int reading, char words[static READING_WORDS_SIZE]);

#endif
