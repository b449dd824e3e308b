/*
 * big_letters.h - words in large type, readable from across the room
 *
 * Letters of three to five by five dots: two dots stand above one another in a cell of UTF-8's half
 * blocks, one in a cell of ASCII. Small letters are shown as capitals, '_' as a blank.
 */
#ifndef SOLEUS_CONSOLE_SCREEN_BIG_LETTERS_H
#define SOLEUS_CONSOLE_SCREEN_BIG_LETTERS_H

#include "console/screen/canvas.h"

/* How many rows they take on that canvas: 3 or 5. */
int big_rows(const struct canvas *canvas);

/* How many columns a text takes. */
int big_columns(const char *text);

/* Puts as many whole letters as `width` has room for; returns the columns used. */
int big_put(struct canvas *canvas, int row, int col, int width, enum ink ink, const char *text);

/* Letters whose every dot is `scale` rows high and twice as many columns wide: for a screen seen by the participant. */
int huge_columns(const char *text, int scale);
void huge_put(struct canvas *canvas, int row, int col, int scale, enum ink ink, const char *text);
#define HUGE_ROWS(scale) (5 * (scale))

#endif
