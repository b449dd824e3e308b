/*
 * operator.h - what an operator may do while a visit runs, as data
 *
 * Every way of operating (lines, a screen, a simulated operator) makes the same
 * commands, and the conductor carries them out. Verbs that change the visit's course
 * are confirmed before they become a command; until then they can be taken back.
 */
#ifndef SOLEUS_PROTOCOLS_OPERATOR_H
#define SOLEUS_PROTOCOLS_OPERATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum operator_verb {
	OPERATOR_PAUSE,         /* at the next safe point: when the step that is under way ends */
	OPERATOR_PAUSE_NOW,     /* the step's own time stands still */
	OPERATOR_GO,            /* goes on after a pause, or takes a pause back that was wanted */
	OPERATOR_MARK,
	OPERATOR_NOTE,
	OPERATOR_REDO,          /* the open trial, from its beginning, as a further attempt */
	OPERATOR_SKIP,          /* leaves the step that is under way */
	OPERATOR_END,           /* ends an exercise */
	OPERATOR_ADVERSE,
	OPERATOR_FINISH,        /* ends the visit and keeps everything */
	OPERATOR_STOP,          /* the emergency: ends the visit at once */
	OPERATOR_LEAVE,         /* the program ends, the visit does not: it can be gone on with */
	OPERATOR_VERB_COUNT,
};

struct operator_verb_info {
	const char *word;           /* as typed: "/pause now" */
	const char *argument;       /* what its text tells: "REASON"; NULL: it has none */
	bool        needs_text;
	bool        confirmed;      /* asks before it takes effect */
	const char *help;
	const char *choice;         /* what its text begins with; NULL: anything */
};

const struct operator_verb_info *operator_verb_info(enum operator_verb verb);

struct operator_command {
	enum operator_verb verb;
	const char        *text;            /* borrowed for the call; "" when none */
	int64_t            stamped_ns;      /* of the first keypress: when a mark was meant */
};

#endif
