/*
 * identify.h - listens on a port to find out what hangs on it
 *
 * At one line setting after another, as the drivers' instruments come from the factory. First
 * nothing is sent. Where nothing comes for a while, the drivers of that line whose question harms
 * nobody ask in turn; where anything comes at all, nobody does, since some instruments take offence
 * (the Vasoquant calls about once a second, which is why the silence must be longer than that).
 */
#ifndef SOLEUS_ACQUISITION_IDENTIFY_H
#define SOLEUS_ACQUISITION_IDENTIFY_H

#include "acquisition/hearing.h"
#include "acquisition/port.h"
#include "base/clock.h"

/* The line settings of all drivers and of what `station` (NULL: nothing) describes, each once, those of most
 * instruments first; how many. */
#define IDENTIFY_LINES_MAX 32
size_t identify_lines(const struct settings *station, struct line_settings lines[static IDENTIFY_LINES_MAX]);

struct identify_patience {
	int64_t listen_ns;      /* how long bytes are listened to */
	int64_t silence_ns;     /* when nothing comes, from when on questions are asked */
	int64_t ask_ns;         /* how long an answer is waited for */
	void  (*tell)(void *to, size_t done, size_t of);        /* how far it is; NULL: nobody is told */
	void   *to;
};
extern const struct identify_patience identify_patience;    /* 3 s, 1.5 s, 0.3 s */

/* Reads and throws away what comes until then, as from a board that has just been reset. */
bool identify_wait(struct port *port, struct clock *clock, int64_t until_ns, struct error *error);

/* Listens, and asks, until the hearing is settled or patience is at its end. False when the port was lost. */
bool identify_listen(struct hearing *hearing, struct port *port, struct clock *clock,
                     const struct identify_patience *patience, struct error *error);

#endif
