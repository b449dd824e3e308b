/* report_raster.c - a picture of rectangles, dots and letters as a PNG file, through cairo */

#include "export/report_raster.h"

#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/memory.h"

#define FONT "DejaVu Sans Mono"

struct raster {
	cairo_surface_t *surface;
	cairo_t         *cairo;
};

struct raster *raster_new(int width, int height, int scale)
{
	struct raster *raster = xcalloc(1, sizeof *raster);
	raster->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width * scale, height * scale);
	raster->cairo = cairo_create(raster->surface);
	cairo_scale(raster->cairo, scale, scale);
	return raster;
}

void raster_free(struct raster *raster)
{
	if (!raster)
		return;
	cairo_destroy(raster->cairo);
	cairo_surface_destroy(raster->surface);
	free(raster);
}

static void choose_colour(struct raster *raster, const char *colour, double opacity)
{
	unsigned long rgb = strtoul(colour + 1, NULL, 16);
	cairo_set_source_rgba(raster->cairo, (double)(rgb >> 16) / 255, (double)(rgb >> 8 & 0xff) / 255, (double)(rgb & 0xff) / 255, opacity);
}

void raster_rectangle(struct raster *raster, double x, double y, double width, double height, const char *colour, double opacity)
{
	choose_colour(raster, colour, opacity);
	cairo_set_antialias(raster->cairo, CAIRO_ANTIALIAS_NONE);
	cairo_rectangle(raster->cairo, x, y, width, height);
	cairo_fill(raster->cairo);
	cairo_set_antialias(raster->cairo, CAIRO_ANTIALIAS_DEFAULT);
}

void raster_dot(struct raster *raster, double x, double y, double radius, const char *colour)
{
	choose_colour(raster, colour, 1);
	cairo_arc(raster->cairo, x, y, radius, 0, 2 * 3.14159265358979);
	cairo_fill(raster->cairo);
}

void raster_letter(struct raster *raster, double x, double baseline, double size, bool bold, const char *colour, const char *text)
{
	choose_colour(raster, colour, 1);
	cairo_select_font_face(raster->cairo, FONT, CAIRO_FONT_SLANT_NORMAL, bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(raster->cairo, size);
	cairo_move_to(raster->cairo, x, baseline);
	cairo_show_text(raster->cairo, text);
}

static cairo_status_t keep(void *stream, const unsigned char *bytes, unsigned size)
{
	return fwrite(bytes, 1, size, stream) == size ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

/* Through memory: cairo itself would let everybody read the file. */
bool raster_write(struct raster *raster, const char *path, struct error *error)
{
	char *bytes = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&bytes, &size);
	if (!stream)
		memory_exhausted();
	cairo_status_t status = cairo_status(raster->cairo);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_write_to_png_stream(raster->surface, keep, stream);
	if (fclose(stream) != 0)
		memory_exhausted();
	bool well = status == CAIRO_STATUS_SUCCESS
		? file_write(path, bytes, size, error)
		: error_set(error, ERROR_SYSTEM, "The picture %s could not be drawn: %s.", path, cairo_status_to_string(status));
	free(bytes);
	return well;
}
