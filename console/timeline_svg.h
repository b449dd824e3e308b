/*
 * timeline_svg.h - a plan as a picture
 *
 * A lane for each plan, all on one scale of time: phases as bars, waits for stability as hatched ones,
 * trials as brackets above them, and a mark wherever a person is told or asked something. Times are
 * those expected. The picture is plain SVG 1.1, and what is too narrow for its words tells them
 * when pointed at.
 */
#ifndef SOLEUS_CONSOLE_TIMELINE_SVG_H
#define SOLEUS_CONSOLE_TIMELINE_SVG_H

#include <stddef.h>
#include <stdint.h>

#include "protocols/plan.h"

struct lane {
	const struct plan *plan;
	const char        *label;       /* "P01" */
};

/* start_s: seconds since midnight of the beginning, for clock times; below 0: none. Freed with free(). */
char *timeline_svg(const struct lane *lanes, size_t count, const char *title, int start_s);

#endif
