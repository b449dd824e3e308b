/*
 * cue_draw.h - what the participant sees: one large word, and a bar that rises and falls with the cadence
 */
#ifndef SOLEUS_CONSOLE_SCREEN_CUE_DRAW_H
#define SOLEUS_CONSOLE_SCREEN_CUE_DRAW_H

#include "console/cue_board.h"
#include "console/screen/canvas.h"

/* `notice` NULL: no visit is under way. Times as in the notice. */
void cue_draw(struct canvas *canvas, const struct cue_notice *notice, int64_t now_ns);

#endif
