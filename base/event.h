/*
 * event.h - anything that happens in a visit and is not a sample
 *
 * The conductor, the station and the operator make events; the bus hands them
 * to the record, the screen and the simulated person. Every event is stamped,
 * and one that the plan wanted carries the time at which the plan wanted it.
 */
#ifndef SOLEUS_BASE_EVENT_H
#define SOLEUS_BASE_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/name.h"

enum event_kind {
	EVENT_SESSION_BEGIN,
	EVENT_SESSION_END,      /* text: completed, interrupted or failed */
	EVENT_TRIAL_BEGIN,      /* name: the condition */
	EVENT_TRIAL_END,        /* text: completed or interrupted; value: 0 when another attempt takes its place, else NAN */
	EVENT_PHASE_BEGIN,      /* name: the phase; text: rest or exercise; value: prescribed repetitions/min or NAN */
	EVENT_PHASE_END,        /* name and text as at its beginning, or text: interrupted */
	EVENT_CUE,              /* name: the cue; value: the repetition's number, from 1 */
	EVENT_SAY,              /* text: what the participant is told as a phase begins */
	EVENT_TELL,             /* text: an instruction is shown, to be confirmed */
	EVENT_CONFIRMED,        /* the operator confirmed the instruction */
	EVENT_ASK,              /* name: the question or measurement; text: its wording; value: which reading, from 1, or NAN */
	EVENT_READING,          /* name: the measurement; value: what was read; text: as given */
	EVENT_ANSWER,           /* name: the question; value: a number or a choice's place from 1, else NAN;
	                         * text: as given, but a choice in the plan's own words */
	EVENT_REFUSAL,          /* name: the question; the participant declined */
	EVENT_REJECTED,         /* name: the question; text: an answer that could not be accepted */
	EVENT_SETTLE,           /* name: the first channel; value: seconds that it may take; waits until it is quiet */
	EVENT_SETTLED,          /* name: as before; value: seconds that it took; text: stable or timed out, and what was reached */
	EVENT_CHECK,            /* name: the channel; text: how to warm its sensor */
	EVENT_CHECKED,          /* name: the channel; value: how far it rose, in its unit; text: passed or failed, and why */
	EVENT_CHECKPOINT,       /* an interrupted visit may go on from here; value: seconds of the longest interruption after
	                         * which it goes on where it was, or NAN */
	EVENT_LIMIT,            /* name: the channel; text: which limit of the script was reached; value: the channel's, or NAN */
	EVENT_DECIDE,           /* text: what a person must decide, with the choices */
	EVENT_DECISION,         /* text: what was decided */
	EVENT_PAUSE,            /* text: now, or at the step's end */
	EVENT_GO_ON,            /* value: seconds that were paused */
	EVENT_REDO,             /* name: the condition; text: why the trial is done again; value: which attempt it will be */
	EVENT_SKIP,             /* name: of the step; text: why it is left */
	EVENT_EXERCISE_END,     /* name: the phase; text: why the operator ended it; value: repetitions prompted so far, or NAN */
	EVENT_ADVERSE,          /* text: an adverse event, in the operator's words */
	EVENT_FINISH,           /* text: why the visit ends before its plan does */
	EVENT_EMERGENCY,        /* text: why the visit was stopped at once */
	EVENT_LEAVE,            /* text: why the program ended; the visit can be gone on with */
	EVENT_RESUME,           /* name: next_step or checkpoint; text: what was interrupted; value: seconds of the interruption */
	EVENT_MARK,             /* text: from the script, or from the operator at his first keypress (then not planned) */
	EVENT_NOTE,             /* text: from the operator */
	EVENT_PREFLIGHT,        /* text: what was proved, or why it was passed over */
	EVENT_CONNECTED,        /* name: the instrument; text: where */
	EVENT_LOST,             /* name: the instrument; text: why */
	EVENT_TROUBLE,          /* text: something the operator must know, such as a failing disk */
	EVENT_IMPORT,           /* name: the instrument; text: which file, when and by whom; the time is the recording's end */
	EVENT_CLOCK,            /* name: ntp, step, time_zone, suspended, stood_still; value: seconds (ntp: off by at most; NAN: not synchronised); text: what happened to the computer's clocks */
	EVENT_SYSTEM,           /* name: priority, memory, timer, selftest; text: what the computer allows and does */
	EVENT_KIND_COUNT,
};

struct event {
	enum event_kind kind;
	int64_t         time_ns;        /* when it happened */
	int64_t         planned_ns;     /* when the plan wanted it; TIME_NONE: it did not */
	int             step;           /* index into the plan's steps; -1: none */
	int             trial;          /* the trial's number from 1; 0: outside any trial */
	int             attempt;        /* from 1; 0 outside any trial */
	int             phase;          /* number of the phase in its trial from 1; 0: outside any */
	char            name[NAME_SIZE];
	double          value;          /* NAN: none */
	const char     *text;           /* borrowed for the call; "" when none */
};

/* An event of that kind that says nothing yet: nothing planned, no trial, no value. */
struct event event_at(enum event_kind kind, int64_t time_ns);

/* phase_begin, answer ...: as it stands in the record and in the spreadsheet. */
const char *event_kind_name(enum event_kind kind);

/* The kind of that name; EVENT_KIND_COUNT when there is none. */
enum event_kind event_kind_named(const char *name);

#endif
