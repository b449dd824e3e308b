/*
 * port_search.h - soleus ports --identify: which instrument hangs on which port, and its sections of station.ini
 */
#ifndef SOLEUS_CONSOLE_PORT_SEARCH_H
#define SOLEUS_CONSOLE_PORT_SEARCH_H

#include "acquisition/port.h"
#include "console/command.h"

#define PORT_NONE "This computer shows no serial port. Plug the instrument in; if it still does " \
	"not appear, try another cable\n(some only charge) and look at the newest lines of 'dmesg'."

/* Listens on the ports that are given as words, or else on all of these devices; returns the exit status. `silence_ns`:
 * how long nothing may come before questions are asked; 0: as usual. */
int port_search(const struct invocation *invocation, const struct serial_device *devices, size_t count, int64_t silence_ns);

#endif
