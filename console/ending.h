/*
 * ending.h - being asked to end: SIGINT, SIGTERM and SIGHUP as something to wait for
 *
 * A command that leaves something behind (a terminal, a visit) must not be ended in the middle of it: it watches from
 * before it begins, and looks now and then.
 */
#ifndef SOLEUS_CONSOLE_ENDING_H
#define SOLEUS_CONSOLE_ENDING_H

/* From now on these signals wait to be looked for, in this thread and those it starts. A descriptor that is readable
 * when one has come; closed with close(). What whoever began the program lets it ignore (nohup: SIGHUP) stays ignored. */
int ending_watch(void);

/* The signal that has come, which is then over; 0: none. */
int ending_signal(int fd);

#endif
