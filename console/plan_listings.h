/* plan_listings.h - what is shown of a plan, as listings */
#ifndef SOLEUS_CONSOLE_PLAN_LISTINGS_H
#define SOLEUS_CONSOLE_PLAN_LISTINGS_H

#include "base/visit.h"
#include "console/listing.h"
#include "protocols/plan.h"

/* start_s: seconds since midnight at which the visit begins; -1: times count from 0:00:00. Each is freed with
 * listing_free. */
struct listing *plan_overview(const struct plan *plan, const struct participant *participant, int visit, int start_s);
struct listing *plan_timeline(const struct plan *plan, int start_s, bool json);
struct listing *plan_channels(const struct plan *plan);

/* What people will be told, asked and made to measure. */
struct listing *plan_questions(const struct plan *plan);

/* A row for one of many orders. */
void plan_add_order(struct listing *listing, const struct plan *plan, const struct participant *participant, int visit, int start_s);

/* The first lines, for people. */
void plan_print_head(const struct plan *plan, const struct participant *participant, int visit, int start_s);

#endif
