/*
 * operator_simulated.h - an operator and a participant who answer by themselves
 *
 * For rehearsals: instructions are confirmed after some seconds, questions get a
 * drawn answer, readings agree most of the time, an exercise to failure is ended before its
 * time, and of a decision the first choice is taken. The same seed gives the same
 * answers at the same times.
 */
#ifndef SOLEUS_CONSOLE_OPERATOR_SIMULATED_H
#define SOLEUS_CONSOLE_OPERATOR_SIMULATED_H

#include <stdint.h>

#include "base/random.h"
#include "console/session.h"

struct simulated_operator {
	struct random_source chance;
	int                  prompt;    /* number of the one that he is about to answer; 0: none */
	size_t               step;      /* index of the step that he is about to end, from 1; 0: none */
	int64_t              due_ns;
	double               reading;   /* what he read last, for the second reading; NAN: nothing yet */
	const struct step   *read;      /* of which measurement */
};

/* A value; the link points to it. */
struct simulated_operator simulated_operator_new(uint64_t seed);
struct operator_link simulated_operator_link(struct simulated_operator *operator);

#endif
