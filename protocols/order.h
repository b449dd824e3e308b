/*
 * order.h - which condition comes first: Williams squares
 *
 * A Williams design balances first-order carry-over: over its sequences every
 * condition stands equally often in each place and follows every other equally
 * often. k conditions need k sequences when k is even and 2k when odd.
 * Source: E. J. Williams, "Experimental designs balanced for the estimation of
 * residual effects of treatments", Aust. J. Sci. Res. A 2 (1949) 149-168.
 */
#ifndef SOLEUS_PROTOCOLS_ORDER_H
#define SOLEUS_PROTOCOLS_ORDER_H

#include <stddef.h>

#define ORDER_MAX 26

/* How many sequences the design for k conditions has. */
size_t williams_sequences(size_t k);

/* Writes into order[0..k-1] the places (from 0) of the conditions for the
 * participant of that number (from 1); numbers beyond the design start over. */
void williams_order(size_t k, int number, size_t order[static ORDER_MAX]);

#endif
