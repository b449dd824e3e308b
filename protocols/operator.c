/* operator.c - what an operator may do while a visit runs, as data */

#include "protocols/operator.h"

#include <assert.h>

static const struct operator_verb_info verbs[OPERATOR_VERB_COUNT] = {
	[OPERATOR_PAUSE] = { "pause", NULL, false, false, "pause when the step that is under way ends" },
	[OPERATOR_PAUSE_NOW] = { "pause now", NULL, false, false, "pause at once; the phase's time stands still" },
	[OPERATOR_GO] = { "go", NULL, false, false, "go on after a pause" },
	[OPERATOR_MARK] = { "mark", "TEXT", false, false, "mark this moment: it is that of the line's first key" },
	[OPERATOR_NOTE] = { "note", "TEXT", true, false, "write a note" },
	[OPERATOR_REDO] = { "redo", "REASON", true, true, "do this trial again from its beginning" },
	[OPERATOR_SKIP] = { "skip", "REASON", true, true, "leave this step out" },
	[OPERATOR_END] = { "end", "REASON", true, true, "end this exercise and go on with the next step" },
	[OPERATOR_ADVERSE] = { "adverse", "TEXT", true, false, "write down an adverse event" },
	[OPERATOR_FINISH] = { "finish", "REASON", true, true, "end the visit and keep everything" },
	[OPERATOR_STOP] = { "stop", "REASON", false, true, "emergency: everything pauses at once, and the visit ends" },
	[OPERATOR_LEAVE] = { "leave", "REASON", false, true, "end the program; 'soleus resume' goes on with the visit" },
};

const struct operator_verb_info *operator_verb_info(enum operator_verb verb)
{
	assert(verb < OPERATOR_VERB_COUNT);
	return &verbs[verb];
}
