/*
 * visit_plan.h - the plan of one participant's visit, fitted to a study and a station
 *
 * What `check`, `plan`, `rehearse` and `run` do alike: give the script what it may
 * depend on, and hold the plan's needs against the station's channels.
 */
#ifndef SOLEUS_CONSOLE_VISIT_PLAN_H
#define SOLEUS_CONSOLE_VISIT_PLAN_H

#include <stdint.h>
#include <stdio.h>

#include "base/sample.h"
#include "config/study.h"
#include "protocols/script.h"

/* The highest number that a visit may be given on the command line. */
#define VISIT_MOST 999

/* The seed of a visit that was not given one: the same whenever it is asked for. */
uint64_t visit_seed(const struct study *study, const char *participant, int visit);

/* For whom, and with what, plans are made. */
struct surroundings {
	const struct study   *study;
	const struct channel *channels;     /* the station's */
	size_t                channel_count;
};

/* NULL when *problems holds an error. `text` is the script, whatever the file holds by now; NULL: read it. */
struct plan *visit_plan(const char *script, const char *text, const struct surroundings *around,
                        const struct participant *participant, int visit, uint64_t seed, struct problems *problems);

/* Adds a problem for every needed channel that the station lacks or that measures something else. */
void visit_plan_fit(const struct plan *plan, const struct channel *channels, size_t count,
                    const char *station_file, struct problems *problems);

/* As many as study.ini says, or else as the script tells apart; 1 for a script to which they are all the same. */
int visits_to_try(const struct study *study, const struct plan *plan);

/* False when study.ini says that there are fewer. */
bool visit_is_among(const struct study *study, int64_t visit, struct error *error);

/* "file:line: message", a line each; warnings are marked. */
void problems_print(const struct problems *problems, FILE *out);

/* A participant for trying a script: the `index`-th (from 0) of many who are spread over the groups
 * in turn, with covariates drawn by chance within what the study allows. */
struct participant participant_simulated(const struct study *study, int index, uint64_t seed);

#endif
