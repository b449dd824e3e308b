/*
 * answer.h - what an operator typed, judged against the question
 *
 * Scale: a number within the scale, with at most one decimal behind a point or a
 * comma. Choices: the choice's words, its number, or as much of the words'
 * beginning as fits one choice only; capitals do not matter. Text: anything but nothing.
 * "-" refuses any question, and nothing refuses an optional one.
 */
#ifndef SOLEUS_PROTOCOLS_ANSWER_H
#define SOLEUS_PROTOCOLS_ANSWER_H

#include <stdbool.h>

#include "base/error.h"
#include "protocols/plan.h"

struct answer {
	bool        refused;
	double      value;      /* the number, or the choice's place from 1; NAN: none */
	const char *text;       /* belongs to the question or to the caller's `typed` */
};

/* A reading of a measurement: a number with any decimals, within its bounds. */
bool answer_judge_reading(const struct measurement *measurement, const char *typed,
                          struct answer *answer, struct error *error);

/* `typed` has no blanks around it. False when it cannot be accepted; *error says what is expected. */
bool answer_judge(const struct question *question, const char *typed,
                  struct answer *answer, struct error *error);

#endif
