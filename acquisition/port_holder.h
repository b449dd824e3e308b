/*
 * port_holder.h - which other program has a device open
 *
 * Looked up in /proc: a program of another user is seen only by root, so an empty
 * answer does not prove that the device is free.
 */
#ifndef SOLEUS_ACQUISITION_PORT_HOLDER_H
#define SOLEUS_ACQUISITION_PORT_HOLDER_H

#include <stdbool.h>

#define PORT_HOLDER_SIZE 128

/* Writes "gpsd (pid 812)" for the first other program that has the device `path` open, by
 * whatever name, or "". True when there is one. */
bool port_holder(const char *path, char text[static PORT_HOLDER_SIZE]);

/* Whether a program of that name (its first 15 letters) runs. */
bool program_runs(const char *name);

#endif
