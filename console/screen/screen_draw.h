/*
 * screen_draw.h - the picture of a visit: from a snapshot and a look, onto a canvas
 *
 * From the head down: who and how the recorder is; the step in large type with its countdown, what comes next and
 * how far it is; the channels with their traces over time; what happened last; what is asked, and the
 * keys. It fits itself to any canvas of 80 by 24 and more; on less it tells the step and what is asked, and nobody
 * shall act on what he cannot see: screen_heeds. Nothing is said by an ink alone: what is
 * good, doubtful or bad also has a word or a sign.
 */
#ifndef SOLEUS_CONSOLE_SCREEN_SCREEN_DRAW_H
#define SOLEUS_CONSOLE_SCREEN_SCREEN_DRAW_H

#include "console/screen/canvas.h"
#include "console/screen/look.h"
#include "console/screen/snapshot.h"

#define SCREEN_ROWS_LEAST 24
#define SCREEN_COLS_LEAST 80

/* How many columns a trace should have to fit a screen of that width. */
int screen_trace_columns(int cols, bool ascii);

void screen_draw(struct canvas *canvas, const struct snapshot *snapshot, const struct look *look);

/* Whether a key means something on such a canvas: on one that is too small for a visit only those that stop or leave it,
 * and what then confirms or takes that back. */
bool screen_heeds(const struct canvas *canvas, const struct look *look, int key);

#endif
