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
	EVENT_TRIAL_END,        /* text: completed or interrupted */
	EVENT_PHASE_BEGIN,      /* name: the phase; text: rest or exercise; value: prescribed repetitions/min or NAN */
	EVENT_PHASE_END,        /* name and text as at its beginning, or text: interrupted */
	EVENT_CUE,              /* name: the cue; value: the repetition's number, from 1 */
	EVENT_SAY,              /* text: what the participant is told as a phase begins */
	EVENT_TELL,             /* text: an instruction is shown, to be confirmed */
	EVENT_CONFIRMED,        /* the operator confirmed the instruction */
	EVENT_ASK,              /* name: the question; text: its wording */
	EVENT_ANSWER,           /* name: the question; value: a number or a choice's place from 1, else NAN;
	                         * text: as given, but a choice in the plan's own words */
	EVENT_REFUSAL,          /* name: the question; the participant declined */
	EVENT_REJECTED,         /* name: the question; text: an answer that could not be accepted */
	EVENT_MARK,             /* text: from the script */
	EVENT_NOTE,             /* text: from the operator */
	EVENT_PREFLIGHT,        /* text: what was proved, or why it was passed over */
	EVENT_CONNECTED,        /* name: the instrument; text: where */
	EVENT_LOST,             /* name: the instrument; text: why */
	EVENT_TROUBLE,          /* text: something the operator must know, such as a failing disk */
	EVENT_IMPORT,           /* name: the instrument; text: which file, when and by whom; the time is the recording's end */
	EVENT_CLOCK,            /* name: ntp, step, time_zone, suspended; value: seconds; text: what happened to the computer's clocks */
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

#endif
