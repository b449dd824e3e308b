/* picture_png.c - a canvas as PNG */

#include "console/screen/picture.h"

#include "console/screen/picture_pen.h"
#include "export/report_raster.h"

#define SCALE 2     /* sharp in print */

static void rectangle(void *self, double x, double y, double width, double height, const char *colour, double opacity)
{
	raster_rectangle(self, x, y, width, height, colour, opacity);
}

static void dot(void *self, double x, double y, double radius, const char *colour)
{
	raster_dot(self, x, y, radius, colour);
}

static void letters(void *self, const struct canvas *canvas, int row, int col, int end, const char *colour, bool bold)
{
	for (; col < end; col++)
		raster_letter(self, PICTURE_MARGIN + col * CELL_WIDE, PICTURE_MARGIN + row * CELL_HIGH + CELL_BASELINE, LETTER_SIZE, bold,
		              colour, canvas_cell(canvas, row, col)->text);
}

bool picture_png(const struct canvas *canvas, const char *path, struct error *error)
{
	struct raster *raster = raster_new(picture_width(canvas), picture_height(canvas), SCALE);
	raster_rectangle(raster, 0, 0, picture_width(canvas), picture_height(canvas), PAPER, 1);
	picture_draw(canvas, &(struct pen){ .self = raster, .rectangle = rectangle, .dot = dot, .letters = letters });
	bool well = raster_write(raster, path, error);
	raster_free(raster);
	return well;
}
