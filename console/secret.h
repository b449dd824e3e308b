/*
 * secret.h - asking for a PIN
 */
#ifndef SOLEUS_CONSOLE_SECRET_H
#define SOLEUS_CONSOLE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define SECRET_SIZE 128

/* Asks at the terminal, which does not show what is typed; where standard input is none, reads a line of it. */
bool secret_ask(const char *prompt, char secret[static SECRET_SIZE], struct error *error);

#endif
