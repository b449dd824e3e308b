/* picture_svg.c - a canvas as SVG */

#include "console/screen/picture.h"

#include <stdio.h>

#include "base/memory.h"
#include "console/screen/picture_pen.h"

static void rectangle(void *self, double x, double y, double width, double height, const char *colour, double opacity)
{
	FILE *out = self;
	fprintf(out, "<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" fill=\"%s\"", x, y, width, height, colour);
	if (opacity < 1)
		fprintf(out, " fill-opacity=\"%g\"", opacity);
	fputs("/>\n", out);
}

static void dot(void *self, double x, double y, double radius, const char *colour)
{
	fprintf(self, "<circle cx=\"%g\" cy=\"%g\" r=\"%g\" fill=\"%s\"/>\n", x, y, radius, colour);
}

static void put_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '<')
			fputs("&lt;", out);
		else if (*text == '&')
			fputs("&amp;", out);
		else
			fputc(*text, out);
	}
}

static void letters(void *self, const struct canvas *canvas, int row, int col, int end, const char *colour, bool bold)
{
	FILE *out = self;
	fprintf(out, "<text y=\"%d\" fill=\"%s\"%s x=\"", PICTURE_MARGIN + row * CELL_HIGH + CELL_BASELINE, colour,
	        bold ? " font-weight=\"bold\"" : "");
	for (int i = col; i < end; i++)
		if (canvas_cell(canvas, row, i)->text[0])
			fprintf(out, "%s%d", i > col ? " " : "", PICTURE_MARGIN + i * CELL_WIDE);
	fputs("\">", out);
	for (int i = col; i < end; i++)
		put_escaped(out, canvas_cell(canvas, row, i)->text);
	fputs("</text>\n", out);
}

char *picture_svg(const struct canvas *canvas)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		memory_exhausted();
	int width = picture_width(canvas), height = picture_height(canvas);
	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
	        "font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"%d\">\n", width, height, width, height, LETTER_SIZE);
	fputs("<style>rect { shape-rendering: crispEdges }</style>\n", out);
	fprintf(out, "<rect x=\"0\" y=\"0\" width=\"%d\" height=\"%d\" fill=\"%s\" rx=\"6\"/>\n", width, height, PAPER);
	picture_draw(canvas, &(struct pen){ .self = out, .rectangle = rectangle, .dot = dot, .letters = letters });
	fputs("</svg>\n", out);
	if (fclose(out) != 0)
		memory_exhausted();
	return text;
}
