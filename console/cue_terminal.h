/*
 * cue_terminal.h - the participant's screen on another terminal, for as long as a visit lasts
 *
 * A program of its own (`soleus cue`) draws and sounds there: whatever becomes of that terminal is none of the
 * visit's business.
 */
#ifndef SOLEUS_CONSOLE_CUE_TERMINAL_H
#define SOLEUS_CONSOLE_CUE_TERMINAL_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

/* `terminal` is its device: "/dev/tty2", "/dev/pts/3". False when it cannot be used. Ended with cue_terminal_close. */
bool cue_terminal_open(pid_t *pid, const char *terminal, const char *folder, struct error *error);

/* Ends the program, which gives that terminal back. `pid` 0: there is none. */
void cue_terminal_close(pid_t pid);

#endif
