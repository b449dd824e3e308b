/*
 * plot.h - a trace drawn into cells: dots of braille, or the characters of ASCII
 *
 * A cell of braille has two columns of four dots, a cell of ASCII one column of three heights. Where
 * samples lie further apart than columns, but no further than expected, they are joined by a line; a
 * longer silence, and any invalid sample, is a gap and is hatched over its whole height.
 */
#ifndef SOLEUS_CONSOLE_SCREEN_PLOT_H
#define SOLEUS_CONSOLE_SCREEN_PLOT_H

#include <stdbool.h>

#include "console/screen/canvas.h"
#include "console/screen/trace.h"

/* How many columns of a trace fit into one cell of that canvas: 2 or 1. */
int plot_columns_per_cell(bool ascii);

struct plot {
	const struct trace_column *columns;
	int    count;
	int    join;            /* a silence of so many columns is still no gap */
	bool   began_before;    /* there were samples before the first column */
	int    now;             /* columns from this one on lie in the future */
	double least_span;      /* the scale is never finer than this */
	double least, most;     /* nor does it go beyond these, which its values cannot; NAN: no bound */
};

/* The scale of a plot: what its lowest and highest dots mean. False when there is nothing to draw. */
bool plot_scale(const struct plot *plot, double *low, double *high);

void plot_draw(struct canvas *canvas, int row, int col, int height, int width, const struct plot *plot);

#endif
