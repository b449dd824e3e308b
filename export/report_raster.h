/*
 * report_raster.h - a picture of rectangles, dots and letters as a PNG file, through cairo
 *
 * For who draws cells of a terminal: lengths are the cells' own units, made `scale` times as large in pixels.
 * Colours are "#rrggbb".
 */
#ifndef SOLEUS_EXPORT_REPORT_RASTER_H
#define SOLEUS_EXPORT_REPORT_RASTER_H

#include <stdbool.h>

#include "base/error.h"

struct raster;

/* Freed with raster_free. What goes wrong while drawing is told by raster_write. */
struct raster *raster_new(int width, int height, int scale);
void raster_free(struct raster *raster);

void raster_rectangle(struct raster *raster, double x, double y, double width, double height, const char *colour, double opacity);
void raster_dot(struct raster *raster, double x, double y, double radius, const char *colour);
/* One letter of a font of fixed width, on its baseline; UTF-8. */
void raster_letter(struct raster *raster, double x, double baseline, double size, bool bold, const char *colour, const char *text);

bool raster_write(struct raster *raster, const char *path, struct error *error);

#endif
