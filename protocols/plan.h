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

#include "base/sample.h"
#include "base/visit.h"

enum step_kind {
	STEP_TELL,          /* an instruction that the operator confirms */
	STEP_ASK,           /* a question to the participant */
	STEP_MEASURE,       /* a number that the operator reads from an instrument of his own and types */
	STEP_SENSOR_CHECK,  /* the sensor is warmed and let go: does its channel rise, and fall again? */
	STEP_SETTLE,        /* waits until channels are quiet, or until its time is over */
	STEP_REST,          /* a still phase of a given length */
	STEP_EXERCISE,      /* a phase of movement, paced or not */
	STEP_CHECKPOINT,    /* a place from which an interrupted visit may go on; takes no time */
	STEP_MARK,          /* an event; takes no time */
	STEP_KIND_COUNT,
};

/* --- conditions on channels --- */

enum condition_kind {
	CONDITION_BELOW,            /* a valid value under the threshold */
	CONDITION_ABOVE,            /* a valid value over the threshold */
	CONDITION_MISSING,          /* no valid value */
	CONDITION_STABLE,           /* over a sliding window: range and slope are small, and 90 % of it is covered */
	CONDITION_COVERAGE_BELOW,   /* of a trial: the share of its phases' time with valid values is under the threshold */
	CONDITION_KIND_COUNT,
};

struct condition {
	enum condition_kind kind;
	char    channel[NAME_SIZE];     /* one of the plan's needs, and a required one */
	double  threshold;              /* below, above: in the channel's unit; coverage_below: 0 to 1; else NAN */
	double  hysteresis;             /* below, above: once it held, it is over only when a value is this far back
	                                 * beyond the threshold; 0: as soon as it is back */
	int64_t lasting_ns;             /* below, above, missing: it holds when it has been so for this long; 0: at once */
	double  within;                 /* stable: highest less lowest value of the window, at most */
	double  slope_per_min;          /* stable: slope of the window's straight line, at most, up or down; NAN: any */
	int64_t over_ns;                /* stable: length of the window */
};

/* --- steps --- */

enum question_kind { QUESTION_SCALE, QUESTION_CHOICES, QUESTION_TEXT };

struct question {
	enum question_kind kind;
	double             low, high;       /* QUESTION_SCALE: numbers between them with at most one decimal are answers */
	char             **choices;         /* QUESTION_CHOICES: ended by NULL */
	char              *anchors[2];      /* of a scale; NULL: none */
	bool               optional;        /* an empty answer is a refusal without asking again */
};

struct measurement {
	char   unit[UNIT_SIZE];
	double low, high;                   /* of what can be true; NAN: no bound */
	double twice_within;                /* it is typed twice, and the two differ by this at most; NAN: typed once */
	bool   optional;                    /* an empty answer is a refusal without asking again */
};

/* What happens when a settle or a sensor check has not come out well in its time. */
enum otherwise {
	OTHERWISE_ASK,          /* a person decides: go on, try again, or end the visit */
	OTHERWISE_CONTINUE,     /* goes on; the record knows */
	OTHERWISE_ABORT,        /* ends the visit */
};

struct settling {
	struct condition *until;            /* all of them hold at the same moment: stable, below or above */
	size_t            until_count;
	int64_t           at_least_ns, at_most_ns;
	enum otherwise    otherwise;
};

/* First the channel is to rise by `rise` within `at_most_ns`, then from its highest value to fall by `fall`
 * within `at_most_ns` again. */
struct sensor_check {
	char           channel[NAME_SIZE];
	double         rise, fall;          /* in the channel's unit, above 0 */
	int64_t        at_most_ns;
	enum otherwise otherwise;
};

enum ending {
	ENDS_BY_TIME,
	ENDS_BY_COUNT,          /* of repetitions at their pace: lasts_ns is their time */
	ENDS_BY_OPERATOR,       /* with a reason (cannot go on, lost the pace ...), by lasts_ns at the latest */
};

struct step {
	enum step_kind  kind;
	int             line;               /* of the script */
	int             trial;              /* index into the plan's trials; -1: outside */
	int             phase;              /* of a phase: its number in its trial from 1 (outside a trial: in the plan); else 0 */
	char            name[NAME_SIZE];    /* of a phase, a question or a measurement; the first channel of a settle or
	                                     * of a sensor check; else "" */
	char           *text;               /* tell, ask, measure, sensor_check, mark: the words; a settle or a phase: what
	                                     * to say as it begins, or NULL; checkpoint: NULL */
	int64_t         lasts_ns;           /* of a phase (see `ending`); else 0 */
	enum ending     ending;             /* of an exercise */
	int             count;              /* of an exercise: repetitions wanted; 0: not counted */
	double          reps_per_min;       /* of an exercise; NAN: not paced */
	char          (*cues)[NAME_SIZE];   /* of a paced exercise: the cues of one repetition; never none */
	int64_t        *cue_at_ns;          /* when each cue comes after its repetition's beginning, rising from 0;
	                                     * NULL: evenly spaced */
	size_t          cue_count;
	struct question     question;       /* STEP_ASK */
	struct measurement  measurement;    /* STEP_MEASURE */
	struct settling     settling;       /* STEP_SETTLE */
	struct sensor_check sensor_check;   /* STEP_SENSOR_CHECK */
	int64_t         max_gap_ns;         /* STEP_CHECKPOINT: after a longer interruption the visit begins anew;
	                                     * TIME_NEVER: however long */
};

struct planned_trial {
	struct trial_info info;
	size_t            first_step, step_count;
	int               line;
	struct condition *redo_if;          /* one of them held in the trial, or holds at its end: it is done again ... */
	size_t            redo_count;
	int               attempts;         /* ... until there have been so many; from 1 */
};

struct need {
	char channel[NAME_SIZE];
	char quantity[NAME_SIZE];
	bool required;                      /* needs; false: wants */
};

struct plan {
	char   *file;                       /* the script's path as given */
	int     line;                       /* of `protocol` in it */
	char    id[NAME_SIZE];
	char   *title;
	char   *version;
	struct need          *needs;
	size_t                need_count;
	int                   orders;       /* after so many participants of a group the orders asked for repeat; 1: none was */
	char                (*presets)[NAME_SIZE];  /* that the script offers, by name */
	size_t                preset_count;
	int                   visits;       /* so many visits are told apart; 1: it was not asked which visit it is */
	struct condition     *stop_if;      /* one of them holds: what is under way stops, and a person decides */
	size_t                stop_count;
	struct step          *steps;
	size_t                step_count;
	struct planned_trial *trials;
	size_t                trial_count;
};

void plan_free(struct plan *plan);      /* accepts NULL */

/* The names as scripts and listings write them. */
const char *step_kind_name(enum step_kind kind);
const char *question_kind_name(enum question_kind kind);
const char *condition_kind_name(enum condition_kind kind);
const char *otherwise_name(enum otherwise otherwise);
const char *ending_name(enum ending ending);

bool step_is_phase(const struct step *step);

/*
 * How long a step takes. least is what it takes in any case, expected an estimate, most the
 * longest that the plan allows. Where a person is waited for there is no longest: such waits are
 * counted in `waits`, and enter both expected and most with their estimate (an instruction
 * 15 s, a question 10 s, a number typed 20 s). The plan's most has every attempt of every trial.
 */
struct span {
	int64_t least_ns, expected_ns, most_ns;
	int     waits;
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
