/*
 * operator_simulated.h - an operator and a participant who answer by themselves
 *
 * For rehearsals: instructions are confirmed after some seconds, questions get a
 * drawn answer. The same seed gives the same answers at the same times.
 */
#ifndef SOLEUS_CONSOLE_OPERATOR_SIMULATED_H
#define SOLEUS_CONSOLE_OPERATOR_SIMULATED_H

#include <stdint.h>

#include "base/random.h"
#include "console/session.h"

struct simulated_operator {
	struct random_source chance;
	const struct step   *prompt;    /* that he is about to answer */
	int64_t              due_ns;
};

/* A value; the link points to it. */
struct simulated_operator simulated_operator_new(uint64_t seed);
struct operator_link simulated_operator_link(struct simulated_operator *operator);

#endif
