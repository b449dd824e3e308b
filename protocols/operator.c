/* operator.c - what an operator may do while a visit runs, as data */

#include "protocols/operator.h"

#include <assert.h>

#include "base/end_code.h"

static const struct operator_verb_info verbs[OPERATOR_VERB_COUNT] = {
	[OPERATOR_PAUSE] = { "pause", NULL, false, false, "pause when the step that is under way ends", NULL },
	[OPERATOR_PAUSE_NOW] = { "pause now", NULL, false, false, "pause at once; the phase's time stands still", NULL },
	[OPERATOR_GO] = { "go", NULL, false, false, "go on after a pause", NULL },
	[OPERATOR_MARK] = { "mark", "TEXT", false, false, "mark this moment: it is that of the line's first key", NULL },
	[OPERATOR_NOTE] = { "note", "TEXT", true, false, "write a note", NULL },
	[OPERATOR_REDO] = { "redo", "REASON", true, true, "do this trial again from its beginning", NULL },
	[OPERATOR_SKIP] = { "skip", "REASON", true, true, "leave this step out", NULL },
	[OPERATOR_END] = { "end", "CODE", true, true, "end this exercise, and go on with the next step", END_CODES },
	[OPERATOR_ADVERSE] = { "adverse", "TEXT", true, false, "write down an adverse event", NULL },
	[OPERATOR_FINISH] = { "finish", "REASON", true, true, "end the visit and keep everything", NULL },
	[OPERATOR_STOP] = { "stop", "REASON", false, true, "emergency: everything pauses at once, and the visit ends", NULL },
	[OPERATOR_LEAVE] = { "leave", "REASON", false, true, "end the program for now; 'soleus resume' goes on with the visit", NULL },
};

const struct operator_verb_info *operator_verb_info(enum operator_verb verb)
{
	assert(verb < OPERATOR_VERB_COUNT);
	return &verbs[verb];
}
