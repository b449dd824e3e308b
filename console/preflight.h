/*
 * preflight.h - proves, before the participant starts, that the channels give data
 *
 * Every channel that the plan needs must have delivered valid samples in a row at its
 * declared rate (see channel_proof.h); of a channel that comes with finished
 * recordings its instrument must have said something. A person may begin all the same by
 * giving a reason, which is recorded.
 */
#ifndef SOLEUS_CONSOLE_PREFLIGHT_H
#define SOLEUS_CONSOLE_PREFLIGHT_H

#include <stdbool.h>

#include "acquisition/station.h"
#include "console/session.h"

struct preflight_request {
	struct station             *station;
	struct clock               *clock;
	struct bus                 *bus;            /* the preflight listens on it while it lasts */
	const struct plan          *plan;
	const char                 *start_anyway;   /* the reason, or NULL */
	const struct operator_link *operator_link;
};

/* Waits ten seconds at most, or as long as the slowest channel takes. True, with EVENT_PREFLIGHT on the bus, when all is well or
 * when there is a reason to begin all the same. */
bool preflight_prove(const struct preflight_request *request, struct error *error);

#endif
