/*
 * plan.h - what a protocol script says will happen, as data
 *
 * Running a script builds a plan; nothing else of the script survives. The plan is
 * checked whole, shown, stored with the session and then conducted. Steps stand
 * in the order in which they will happen; a trial is a run of neighbouring steps.
 *
 * A plan never changes after it is made and owns all that it points to.
 */
#ifndef SOLEUS_PROTOCOLS_PLAN_H
#define SOLEUS_PROTOCOLS_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/visit.h"

enum step_kind {
	STEP_TELL,      /* an instruction that the operator confirms */
	STEP_ASK,       /* a question to the participant */
	STEP_REST,      /* a still phase of a given length */
	STEP_EXERCISE,  /* a paced phase of a given length */
	STEP_MARK,      /* an event */
	STEP_KIND_COUNT,
};

enum question_kind { QUESTION_SCALE, QUESTION_CHOICES, QUESTION_TEXT };

struct question {
	enum question_kind kind;
	double             low, high;       /* QUESTION_SCALE: numbers between them with at most one decimal are answers */
	char             **choices;         /* QUESTION_CHOICES: ended by NULL */
	char              *anchors[2];      /* of a scale; NULL: none */
	bool               optional;        /* an empty answer is a refusal without asking again */
};

struct step {
	enum step_kind  kind;
	int             line;               /* of the script */
	int             trial;              /* index into the plan's trials; -1: outside */
	int             phase;              /* of a phase: its number in its trial from 1 (outside a trial: in the plan); else 0 */
	char            name[NAME_SIZE];    /* of a phase or a question; else "" */
	char           *text;               /* tell, ask, mark: the words; a phase: what to say as it begins, or NULL */
	int64_t         lasts_ns;           /* of a phase; else 0 */
	double          reps_per_min;       /* of an exercise; NAN: not paced */
	char          (*cues)[NAME_SIZE];   /* of a paced exercise: the cues of one repetition, evenly spaced; never none */
	size_t          cue_count;
	struct question question;           /* STEP_ASK */
};

struct planned_trial {
	struct trial_info info;
	size_t            first_step, step_count;
	int               line;
};

struct need {
	char channel[NAME_SIZE];
	char quantity[NAME_SIZE];
	bool required;                      /* needs; false: wants */
};

struct plan {
	char   *file;                       /* the script's path as given */
	char    id[NAME_SIZE];
	char   *title;
	char   *version;
	struct need          *needs;
	size_t                need_count;
	struct step          *steps;
	size_t                step_count;
	struct planned_trial *trials;
	size_t                trial_count;
};

void plan_free(struct plan *plan);      /* accepts NULL */

/* The names of step and question kinds as scripts and listings write them. */
const char *step_kind_name(enum step_kind kind);
const char *question_kind_name(enum question_kind kind);

bool step_is_phase(const struct step *step);

/*
 * How long a step takes: least and most are what can be guaranteed, expected is
 * an estimate (an instruction 15 s, a question 10 s). most is TIME_NEVER for a
 * step that waits for a person.
 */
struct span {
	int64_t least_ns, expected_ns, most_ns;
};
struct span step_span(const struct step *step);
struct span plan_span(const struct plan *plan);

/* How many cues an exercise gives: those strictly before its end. */
int64_t step_cue_total(const struct step *step);

/* When the n-th cue (from 0) comes, after the phase's beginning. Computed from n,
 * so that a cue at minute 30 is as punctual as the first. */
int64_t step_cue_ns(const struct step *step, int64_t n);

/*
 * The whole plan as text, one item a line, in a form that is the same on every
 * machine: what is stored with the session and hashed. Freed with free().
 */
char *plan_text(const struct plan *plan);

#endif
