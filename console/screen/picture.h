/*
 * picture.h - a canvas as a picture file: SVG, which every browser shows and prints, or PNG, which goes into any document
 *
 * Letters are letters; blocks, lines and braille are drawn as shapes, so that no font has to know them.
 */
#ifndef SOLEUS_CONSOLE_SCREEN_PICTURE_H
#define SOLEUS_CONSOLE_SCREEN_PICTURE_H

#include "base/error.h"
#include "console/screen/canvas.h"

/* As text. Freed with free(). */
char *picture_svg(const struct canvas *canvas);

bool picture_png(const struct canvas *canvas, const char *path, struct error *error);

#endif
