/*
 * stage.h - where a visit stands, in plain values, for whoever shows it
 *
 * The screen does not ask the conductor, who belongs to another thread, and it shows recorded visits,
 * which have none. A stage is filled in by whoever knows (stage_of_conductor in the session's
 * thread; a replay from the record) and can be copied. Its texts are borrowed and live
 * as long as the plan, or the replay.
 */
#ifndef SOLEUS_CONSOLE_SCREEN_STAGE_H
#define SOLEUS_CONSOLE_SCREEN_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/visit.h"
#include "protocols/conductor.h"

enum stage_prompt_kind { ASKED_NOTHING, ASKED_TO_CONFIRM, ASKED_NUMBER, ASKED_CHOICE, ASKED_TEXT };

#define STAGE_TEXT_SIZE 256
#define STAGE_CHOICES 12
#define STAGE_CHOICE_SIZE 64

/* Decisions come and go with the conductor, so all of it is copied. */
struct stage_prompt {
	enum stage_prompt_kind kind;
	int         number;                 /* no two prompts of a visit have the same */
	char        text[STAGE_TEXT_SIZE];
	double      low, high;              /* ASKED_NUMBER; NAN: no bound */
	bool        scale;                  /* the numbers between are steps that may be chosen */
	char        unit[UNIT_SIZE];        /* of a number; "" when none */
	const char *anchors[2];             /* of a scale; NULL: none */
	char        choices[STAGE_CHOICES][STAGE_CHOICE_SIZE];
	int         choice_count;           /* ASKED_CHOICE; those that find no room can still be typed */
	bool        optional;
	bool        decision;               /* the operator decides; refusing is no choice */
};

struct stage {
	const char *word;               /* for the large type: "exercise"; "" before the beginning and after the end */
	const char *kind;               /* rest, exercise, tell ... */
	const char *text;               /* the instruction that stands; "" when none */
	char        next[STAGE_TEXT_SIZE];
	char        waiting[STAGE_TEXT_SIZE];       /* what a settle or a sensor check has reached; "" otherwise */
	int64_t     began_ns, ends_ns;  /* of the step; TIME_NONE: not known, or a person is awaited */
	int64_t     trial_began_ns, trial_ends_ns;  /* expected; TIME_NONE outside a trial */
	int64_t     expected_end_ns;    /* of the visit; TIME_NONE: not known */
	int         trial, trials, attempt;         /* trial 0: outside any */
	const struct trial_info *trial_info;        /* NULL outside any */
	int64_t     repetitions, repetitions_wanted;
	double      reps_per_min;       /* NAN: not paced */
	bool        paused;
	int64_t     paused_ns;          /* since when */
	bool        ended;
	struct stage_prompt prompt;
};

/* Nothing happens yet. */
struct stage stage_none(void);

/* `previous` is the stage as it was told last: it knows when the trial began. `decision`: what
 * EVENT_DECIDE said last. */
struct stage stage_of_conductor(const struct conductor *conductor, const struct plan *plan, int64_t now_ns,
                                const struct stage *previous, const char *decision);

#endif
