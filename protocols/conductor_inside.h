/*
 * conductor_inside.h - what the files of the conductor share
 *
 *     conductor.c             the way from step to step
 *     conductor_events.c      what is said on the bus
 *     conductor_phases.c      rest and exercise
 *     conductor_asking.c      tell, ask, measure, and decisions
 *     conductor_settling.c    settle and sensor_check
 *     conductor_watches.c     what is watched in the samples
 *     conductor_limits.c      what that means for the visit: stop_if, redo_if, lost sensors
 *     conductor_operator.c    the operator's verbs, pauses
 *     conductor_resume.c      going on after an interruption
 */
#ifndef SOLEUS_PROTOCOLS_CONDUCTOR_INSIDE_H
#define SOLEUS_PROTOCOLS_CONDUCTOR_INSIDE_H

#include "protocols/conductor.h"
#include "protocols/watch.h"

#define WHY_SIZE 512
#define READINGS_MOST 3

enum meaning { MEANS_GO_ON, MEANS_AGAIN, MEANS_LEAVE, MEANS_REDO, MEANS_END, MEANING_COUNT };

/* A decision that is asked of a person. */
struct decision {
	bool            stands;
	enum meaning    meanings[MEANING_COUNT];
	struct question question;               /* its choices are the meanings' words */
	char            why[WHY_SIZE];
	int64_t         asked_ns;
	void          (*decided)(struct conductor *conductor, enum meaning meaning, int64_t now_ns);
};

enum warming_stage { IS_TO_RISE, IS_TO_FALL, DID_BOTH };

/* A sensor that is being warmed and let go. */
struct warming {
	int     channel;
	enum warming_stage stage;
	int64_t stage_ns;       /* when this stage began */
	double  low, high, last;
	int64_t rose_ns;        /* how long the rise took */
};

/* A needed channel, for its gaps in phases. */
struct needed {
	int     channel;
	int64_t heard_ns;       /* of the last valid sample in this phase, or its beginning */
	int64_t lost_ns;        /* a gap that is over and not told yet; 0: none */
};

/* What a channel of cadence tells in this phase. */
struct kept_pace {
	int    channel;         /* -1: there is none */
	double sum, count;      /* of its valid values */
};

struct conductor {
	const struct plan    *plan;
	struct bus           *bus;
	const struct channel *channels;
	size_t                channel_count;

	bool    begun, finished, completed;
	size_t  at;             /* index of the step that is under way, or `between`: that comes next */
	bool    between;        /* a pause before that step */
	int     trial;          /* index of the open trial; -1: none */
	int    *attempts;       /* begun so far, of each trial */

	int64_t began_ns;       /* of the step, as planned: deadlines count from here */
	bool    in_phase;
	int64_t phase_ns;       /* when the phase began in fact */
	int64_t stood_still_ns; /* pauses of this phase */
	int64_t cues_given;     /* in this phase */

	bool    paused, pause_wanted;
	int64_t paused_ns;      /* since when */

	int             prompts;        /* that were put so far */
	double          readings[READINGS_MOST];
	size_t          reading_count;
	struct decision decision;

	int64_t        look_ns;         /* when a settle looks at its channels next */
	struct warming warming;

	struct watch *settling, *stop, *redo;   /* redo: of the open trial */
	bool         *stop_told;                /* it held when last asked: told once until it is over */
	size_t        settling_count, redo_count;
	char          redo_why[WHY_SIZE];       /* "": nothing speaks against this attempt */
	struct needed *needed;
	size_t         needed_count;
	struct kept_pace kept_pace;
};

/* What a kind of step does; one at the foot of a file for each. */
struct step_conduct {
	bool    instant;        /* done as soon as it is entered */
	void    (*enter)(struct conductor *conductor, int64_t now_ns, int64_t planned_ns);
	int64_t (*due)(const struct conductor *conductor);      /* NULL: it waits for a person */
	void    (*act)(struct conductor *conductor, int64_t now_ns, int64_t due_ns);
	void    (*ask)(struct conductor *conductor, int64_t now_ns, int64_t planned_ns);        /* its prompt once more */
	bool    (*prompt)(const struct conductor *conductor, struct prompt *prompt);    /* NULL: it asks nothing */
	bool    (*reply)(struct conductor *conductor, int64_t now_ns, const char *typed, struct error *error);
};
extern const struct step_conduct tell_conduct, ask_conduct, measure_conduct, sensor_check_conduct,
                                 settle_conduct, phase_conduct, checkpoint_conduct, mark_conduct;

/* The step under way and what its kind does; NULL before the beginning, between two steps, and
 * after the end. */
const struct step *conductor_step(const struct conductor *conductor);

const struct step_conduct *conductor_conduct(const struct conductor *conductor);

/* conductor.c: this step is done, at its planned time; or: goes on with that one, then on. */
void conductor_go_on(struct conductor *conductor, int64_t now_ns, int64_t planned_ns);
void conductor_enter_from(struct conductor *conductor, size_t step, int64_t now_ns, int64_t planned_ns);

/* conductor_events.c: an event that knows where in the plan it happens; and its handing on. */
struct event conductor_event(const struct conductor *conductor, enum event_kind kind,
                             int64_t now_ns, int64_t planned_ns);
void conductor_say(const struct conductor *conductor, struct event event, const char *text);
/* Both at once, not planned. */
void conductor_tell(const struct conductor *conductor, enum event_kind kind, int64_t now_ns, const char *text);
void conductor_deviate(const struct conductor *conductor, struct deviation deviation, int64_t now_ns,
                       const char *reason);
void conductor_begin_trial(struct conductor *conductor, int trial, int64_t now_ns, int64_t planned_ns);
/* Nothing when no trial is open. `counts`: no other attempt takes its place. */
void conductor_end_trial(struct conductor *conductor, int64_t now_ns, int64_t planned_ns,
                         const char *outcome, bool counts);
void conductor_end_session(struct conductor *conductor, int64_t now_ns, int64_t planned_ns, const char *outcome);
/* Does the open trial again: says so and closes this attempt. */
void conductor_replace_attempt(struct conductor *conductor, int64_t now_ns, int64_t planned_ns,
                               const char *outcome, const char *why);

/* conductor_phases.c: ends the open phase, if there is one, before its time; `text` is that of its
 * end. `reason` becomes that of a deviation when it was too short; NULL: that is told already. */
void conductor_cut_phase(struct conductor *conductor, int64_t now_ns, const char *text, const char *reason);

/* When a phase that began then (later by its pauses) is to end; TIME_NONE: when the operator says so. */
int64_t phase_planned_end(const struct step *step, int64_t began_ns);
void conductor_hear_pace(struct conductor *conductor, const struct sample *sample);

/* conductor_asking.c */
void conductor_decide(struct conductor *conductor, int64_t now_ns, const char *why,
                      const enum meaning *meanings, size_t count,
                      void (*decided)(struct conductor *conductor, enum meaning meaning, int64_t now_ns));
void conductor_undecide(struct conductor *conductor);
/* The prompt that stands is put once more. */
void conductor_ask_again(struct conductor *conductor, int64_t now_ns);

/* conductor_settling.c */
void conductor_hear_warming(struct conductor *conductor, const struct sample *sample);

/* conductor_watches.c */
void conductor_open_watches(struct conductor *conductor);
void conductor_close_watches(struct conductor *conductor);
void conductor_begin_watches(struct conductor *conductor, int64_t now_ns);
void conductor_watch_trial(struct conductor *conductor, int trial, int64_t now_ns);     /* -1: none any more */
void conductor_watch_phase(struct conductor *conductor, bool runs, int64_t now_ns);

/* conductor_limits.c */
int64_t conductor_limits_due(const struct conductor *conductor);
void conductor_heed_limits(struct conductor *conductor, int64_t now_ns);
/* Gaps of needed channels, told as deviations; at the phase's end also the one that is still open. */
void conductor_tell_losses(struct conductor *conductor, int64_t now_ns, bool at_end);
/* Whether the open trial is to be done again by its own redo_if; the reason is in redo_why. */
bool conductor_wants_redo(struct conductor *conductor, int64_t now_ns);

/* conductor_operator.c */
void conductor_pause(struct conductor *conductor, int64_t now_ns, const char *text);
void conductor_unpause(struct conductor *conductor, int64_t now_ns);
void conductor_leave_step(struct conductor *conductor, int64_t now_ns, const char *why);
void conductor_redo(struct conductor *conductor, int64_t now_ns, const char *why);
bool conductor_may_redo(const struct conductor *conductor);
void conductor_finish(struct conductor *conductor, int64_t now_ns, enum event_kind kind, const char *why);

#endif
