/*
 * script.h - from a protocol script (Lua 5.4) to a plan
 *
 * The script runs in a sandbox: no files, no clock, no chance but ours, `require`
 * only of files beside it, and a bound on instructions and memory. The language
 * is described in protocols/README.md. The same script, participant and seed give
 * the same plan on every machine.
 *
 * The verbs check what they are given and note every problem with its line; a
 * problem does not stop the script, so that one run tells them all.
 */
#ifndef SOLEUS_PROTOCOLS_SCRIPT_H
#define SOLEUS_PROTOCOLS_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/visit.h"
#include "protocols/plan.h"

/* A factor that trials may carry: `trial{ condition = "spu", leg = "right" }`. leg and
 * posture are always known; the study's own come beside them. */
struct factor {
	char   name[NAME_SIZE];
	char **levels;          /* ended by NULL; NULL: any name */
};

/* What a script may depend on. All of it is borrowed for the call. */
struct script_context {
	const char               *text;         /* the script, for a path whose file is not to be read; NULL: read it */
	const struct participant *participant;
	int                       visit;        /* from 1 */
	uint64_t                  seed;
	const struct named_value *study;        /* study.<key> */
	size_t                    study_count;
	const struct factor      *factors;      /* the study's, beside leg and posture */
	size_t                    factor_count;
	const char *const        *quantities;   /* of the station's channels, beside those that the program knows, ended by
	                                         * NULL; NULL: none */
	const char *const        *covariates;   /* all that the study knows, ended by NULL: one that this participant
	                                         * lacks is nil, any other name is a problem; NULL: the participant's only */
};

struct problem {
	char *file;
	int   line;             /* 0: of the whole file */
	bool  warning;
	char *text;             /* without file and line; a sentence without a full stop */
};

struct problems {
	struct problem *list;
	size_t          count, capacity;
	size_t          errors;         /* those that are not warnings */
};
void problems_free(struct problems *problems);
void problems_sort(struct problems *problems);      /* by file and line */

/*
 * Builds the plan of a script. NULL when *problems holds an error; it may hold
 * warnings beside a plan. `problems` starts as {0} and is freed by the caller in
 * either case. A script file that cannot be read is a problem of line 0.
 */
struct plan *script_plan(const char *path, const struct script_context *context,
                         struct problems *problems);

/* The words of the language, for whoever describes it: the verbs' names, and their fields' (those that the study
 * adds to a trial are not among them). NULL behind the last. */
const char *script_verb(size_t verb);
const char *script_verb_field(size_t verb, size_t field);

#endif
