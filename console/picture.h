/*
 * picture.h - a canvas as a picture file: SVG, which every browser shows and prints
 */
#ifndef SOLEUS_CONSOLE_PICTURE_H
#define SOLEUS_CONSOLE_PICTURE_H

#include "console/canvas.h"

/* The picture as text; letters are text, blocks and braille are drawn as shapes, so that no font has to know
 * them. Freed with free(). */
char *picture_svg(const struct canvas *canvas);

#endif
