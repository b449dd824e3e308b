/*
 * moments.h - real visits on the virtual clock, looked at in moments that are the same in every run
 *
 * The visit is conducted as always: a station of simulated instruments, the record, an operator who answers by
 * himself. At one moment somebody looks, and may have pressed keys before.
 */
#ifndef SOLEUS_TESTS_MOMENTS_H
#define SOLEUS_TESTS_MOMENTS_H

#include <stdbool.h>

#include "base/error.h"
#include "console/screen/canvas.h"
#include "console/screen/stage.h"

struct moment {
	const char *name;               /* of its golden file too: tests/golden/NAME.txt */
	int         rows, cols;
	bool        ascii;
	const char *at_step;            /* this step is under way, or: */
	enum stage_prompt_kind at_prompt;       /* this is asked */
	int         after_s;            /* for so long */
	int         keys[16];
};

/* All of them; the last has no name. */
const struct moment *moments(void);
const struct moment *moment_find(const char *name);

/* What was seen, freed with canvas_free; NULL: the visit failed, or the moment never came. `told` (may be NULL): the same
 * as --plain tells it, freed with free(). */
struct canvas *moment_canvas(const struct moment *moment, char **told, struct error *error);

#endif
