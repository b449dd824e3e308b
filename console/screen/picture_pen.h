/*
 * picture_pen.h - what a picture of cells is drawn with: one walk over the canvas, several kinds of file
 */
#ifndef SOLEUS_CONSOLE_SCREEN_PICTURE_PEN_H
#define SOLEUS_CONSOLE_SCREEN_PICTURE_PEN_H

#include "console/screen/canvas.h"

/* Of one cell, in the picture's units. */
#define CELL_WIDE 8
#define CELL_HIGH 17
#define CELL_BASELINE 13
#define PICTURE_MARGIN 8
#define LETTER_SIZE 13
#define PAPER "#fbfbf8"

struct pen {
	void *self;
	void (*rectangle)(void *self, double x, double y, double width, double height, const char *colour, double opacity);
	void (*dot)(void *self, double x, double y, double radius, const char *colour);
	/* The letters of the cells from `col` up to `end`, each in its own column. */
	void (*letters)(void *self, const struct canvas *canvas, int row, int col, int end, const char *colour, bool bold);
};

int picture_width(const struct canvas *canvas);
int picture_height(const struct canvas *canvas);

/* Everything but the paper. */
void picture_draw(const struct canvas *canvas, const struct pen *pen);

#endif
