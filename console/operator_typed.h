/*
 * operator_typed.h - what a person types, on its way to the thread that conducts
 *
 * The console's thread puts lines and commands in; the session's thread takes them out
 * between two waits. Typing never delays acquisition, and a slow session never blocks
 * typing.
 */
#ifndef SOLEUS_CONSOLE_OPERATOR_TYPED_H
#define SOLEUS_CONSOLE_OPERATOR_TYPED_H

#include <stdbool.h>

#include "console/session.h"

struct typed_operator;

/* Freed with typed_operator_free, when the session's thread has ended; accepts NULL. */
struct typed_operator *typed_operator_new(void);
void typed_operator_free(struct typed_operator *operator);

struct operator_link typed_operator_link(struct typed_operator *operator);

/* An answer to the prompt that stands, or, when none stands, a remark. */
void typed_operator_say(struct typed_operator *operator, const char *line);

/* A command, confirmed where that is wanted. Those that end the visit or the program also end
 * one that has not begun. */
void typed_operator_do(struct typed_operator *operator, const struct operator_command *command);

/* Nobody will type any more: the visit goes on until somebody is waited for, and is left then. */
void typed_operator_hang_up(struct typed_operator *operator);

/* Why the last answer or command was not accepted, once: true with the sentence in *error. So also, once a visit, the
 * warning that what was typed looks like a person's name. */
bool typed_operator_rejected(struct typed_operator *operator, struct error *error);

#endif
