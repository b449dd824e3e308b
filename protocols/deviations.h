/*
 * deviations.h - how far is too far from the plan
 *
 * Pure rules: planned and actual in, a deviation out, or none. The tolerances are
 * proposals of the project; they stand here and nowhere else.
 *
 *     a phase's length    1 s or 2 %, whichever is more; major beyond 10 %
 *     cadence             10 %; major beyond 20 %
 *     a sensor lost       10 s of a phase, or 2.5 expected intervals where these are longer; major beyond three
 *                         times that; never one whose values come afterwards, with a finished recording
 */
#ifndef SOLEUS_PROTOCOLS_DEVIATIONS_H
#define SOLEUS_PROTOCOLS_DEVIATIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/deviation.h"
#include "protocols/plan.h"

/* Each is true, with kind, severity, name, figures and unit in *deviation, when it is beyond its
 * tolerance. An exercise that the operator ends is never too short. */
bool deviation_of_length(const struct step *phase, int64_t lasted_ns, struct deviation *deviation);
bool deviation_of_cadence(const struct step *phase, double measured_per_min, struct deviation *deviation);
bool deviation_of_gap(const struct channel *channel, int64_t gap_ns, struct deviation *deviation);

/* Of steps: a phase that is left out is major, anything else minor. */
struct deviation deviation_of_skip(const struct step *step);

/* A limit at which the script stops, with the value that reached it (NAN: none) in the channel's unit; and a visit that
 * did not come to its end. Both are major. */
struct deviation deviation_of_limit(const struct condition *limit, double value, const char *unit);
struct deviation deviation_of_early_end(void);

#endif
