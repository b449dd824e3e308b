/*
 * arrange.h - a list in an order drawn by chance, within limits
 *
 * Things are told apart by their kind only: kinds 0, 0, 1, 1 can stand in six ways. The limits:
 *
 *     max_run        at most so many of a kind stand side by side; 0: any number
 *     min_distance   two of a kind are at least so many places apart (2: never side by side); 0: any
 *
 * While it is likely enough that a plain shuffle (Fisher-Yates; R. Durstenfeld, "Algorithm 235:
 * Random permutation", Comm. ACM 7 (1964) 420) keeps the limits, shuffles are tried until one does, so
 * that every order within the limits is equally likely. Where thousands of them fail, an order is
 * built from the front, place by place, and taken back where that leads nowhere; it keeps the limits,
 * but not all such orders are equally likely. The work is bounded, and the same seed
 * gives the same order on every machine.
 */
#ifndef SOLEUS_PROTOCOLS_ARRANGE_H
#define SOLEUS_PROTOCOLS_ARRANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/random.h"

#define ARRANGE_MAX 1000

struct arrange_limits {
	size_t max_run;
	size_t min_distance;
};

/* True when the kinds in this order keep the limits. */
bool arrange_keeps(const size_t *kinds, const size_t *order, size_t count, const struct arrange_limits *limits);

/*
 * Writes into order[0..count-1] the places (from 0) of the things, whose kinds are numbers below
 * count. False when no order was found that keeps the limits: there is none, or one so
 * rare that the search gave up. *work (may be NULL) grows by the steps that were needed.
 */
bool arrange(const size_t *kinds, size_t count, const struct arrange_limits *limits,
             struct random_source *chance, size_t *order, size_t *work);

#endif
