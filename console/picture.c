/* picture.c - a canvas as a picture file: SVG */

#include "console/picture.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Of one cell, in the picture's units. */
#define WIDE 8
#define HIGH 17
#define BASELINE 13
#define MARGIN 8

/* Dark on a paper that is not quite white; a bar and a field are the other way round. */
static const struct { const char *colour; bool bold, reverse; } inks[INK_COUNT] = {
	[INK_PLAIN] = { "#1c2024", false, false },
	[INK_STRONG] = { "#000000", true, false },
	[INK_FAINT] = { "#6a737d", false, false },
	[INK_BAR] = { "#24404f", false, true },
	[INK_GOOD] = { "#1e7d34", false, false },
	[INK_DOUBT] = { "#a85400", true, false },
	[INK_BAD] = { "#c01c1c", true, false },
	[INK_ALARM] = { "#c01c1c", true, true },
	[INK_TRACE] = { "#00659c", false, false },
	[INK_REST] = { "#2c6fbb", false, false },
	[INK_EXERCISE] = { "#8e3a9d", true, false },
	[INK_CUE] = { "#a85400", true, false },
	[INK_PROMPT] = { "#000000", true, false },
	[INK_FIELD] = { "#24404f", true, true },
};
#define PAPER "#fbfbf8"

static uint32_t character_of(const char *text)
{
	const unsigned char *b = (const unsigned char *)text;
	if (b[0] >= 0xe0 && b[0] < 0xf0 && b[1] && b[2])
		return (b[0] & 0x0fu) << 12 | (b[1] & 0x3fu) << 6 | (b[2] & 0x3fu);
	return b[0];
}

static void rectangle(FILE *out, double x, double y, double width, double height, const char *colour, const char *more)
{
	fprintf(out, "<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" fill=\"%s\"%s/>\n", x, y, width, height, colour, more);
}

static void put_braille(FILE *out, double x, double y, uint32_t dots, const char *colour)
{
	static const struct { double column, row; } places[] = {
		{ 0, 0 }, { 0, 1 }, { 0, 2 }, { 1, 0 }, { 1, 1 }, { 1, 2 }, { 0, 3 }, { 1, 3 },
	};
	for (int i = 0; i < 8; i++)
		if (dots >> i & 1)
			fprintf(out, "<circle cx=\"%g\" cy=\"%g\" r=\"1.5\" fill=\"%s\"/>\n", x + 2 + places[i].column * 4,
			        y + HIGH * (places[i].row + 0.5) / 4, colour);
}

/* Blocks and lines over a `run` of like cells, and braille. False when the character is a letter. */
static bool put_shape(FILE *out, double x, double y, int run, uint32_t character, const char *colour)
{
	double half = HIGH / 2.0, middle = x + WIDE / 2.0, width = run * WIDE;
	if (character >= 0x2800 && character <= 0x28ff) {
		put_braille(out, x, y, character - 0x2800, colour);
		return true;
	}
	switch (character) {
	case 0x2580:    /* upper half */
		rectangle(out, x, y, width, half, colour, "");
		return true;
	case 0x2584:    /* lower half */
		rectangle(out, x, y + half, width, half, colour, "");
		return true;
	case 0x2588:    /* full block */
		rectangle(out, x, y, width, HIGH, colour, "");
		return true;
	case 0x2591:    /* light shade */
		rectangle(out, x, y, width, HIGH, colour, " fill-opacity=\"0.2\"");
		return true;
	case 0x2500:    /* ─ */
	case 0x251c:    /* ├ */
		rectangle(out, x, y + half - 0.5, width, 1, colour, "");
		break;
	case 0x2550:    /* ═ */
	case 0x255e:    /* ╞ */
	case 0x2567:    /* ╧ */
		rectangle(out, x, y + half - 2, width, 1, colour, "");
		rectangle(out, x, y + half + 1, width, 1, colour, "");
		break;
	case 0x2575:    /* ╵ */
		break;
	default:
		return false;
	}
	if (character == 0x251c || character == 0x255e)
		rectangle(out, middle - 0.5, y, 1, HIGH, colour, "");
	if (character == 0x2567 || character == 0x2575)
		rectangle(out, middle - 0.5, y, 1, half, colour, "");
	return true;
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

/* Letters of one ink that stand together are one text, each letter in its column. */
static int put_letters(FILE *out, const struct canvas *canvas, int row, int col, const char *colour)
{
	const struct cell *first = canvas_cell(canvas, row, col), *cell = first;
	int end = col;
	fprintf(out, "<text y=\"%d\" fill=\"%s\"%s x=\"", MARGIN + row * HIGH + BASELINE, colour,
	        inks[first->ink].bold ? " font-weight=\"bold\"" : "");
	while (cell && cell->ink == first->ink && strcmp(cell->text, " ") != 0 && character_of(cell->text) < 0x2500) {
		if (cell->text[0])
			fprintf(out, "%s%d", end > col ? " " : "", MARGIN + end * WIDE);
		cell = canvas_cell(canvas, row, ++end);
	}
	fputs("\">", out);
	for (int i = col; i < end; i++)
		put_escaped(out, canvas_cell(canvas, row, i)->text);
	fputs("</text>\n", out);
	return end;
}

/* How many cells from `col` on are alike: of one ink and, unless only that matters, with one text. */
static int run_of(const struct canvas *canvas, int row, int col, bool ink_only)
{
	const struct cell *first = canvas_cell(canvas, row, col), *cell;
	int run = 1;
	while ((cell = canvas_cell(canvas, row, col + run)) && cell->ink == first->ink
	       && (ink_only || strcmp(cell->text, first->text) == 0))
		run++;
	return run;
}

/* A tick stands in one cell only, and so does braille. */
static bool joins(uint32_t character)
{
	return (character >= 0x2580 && character <= 0x2591) || character == 0x2500 || character == 0x2550;
}

static void put_row(FILE *out, const struct canvas *canvas, int row)
{
	double y = MARGIN + row * HIGH;
	for (int col = 0, run; col < canvas->cols; col += run) {
		enum ink ink = canvas_cell(canvas, row, col)->ink;
		run = run_of(canvas, row, col, true);
		if (inks[ink].reverse)
			rectangle(out, MARGIN + col * WIDE, y, run * WIDE, HIGH, inks[ink].colour, "");
	}
	for (int col = 0; col < canvas->cols;) {
		const struct cell *cell = canvas_cell(canvas, row, col);
		const char *colour = inks[cell->ink].reverse ? PAPER : inks[cell->ink].colour;
		uint32_t character = character_of(cell->text);
		int run = joins(character) ? run_of(canvas, row, col, false) : 1;
		if (strcmp(cell->text, " ") == 0 || !cell->text[0]
		    || put_shape(out, MARGIN + col * WIDE, y, run, character, colour))
			col += run;
		else
			col = put_letters(out, canvas, row, col, colour);
	}
}

char *picture_svg(const struct canvas *canvas)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		memory_exhausted();
	int width = canvas->cols * WIDE + 2 * MARGIN, height = canvas->rows * HIGH + 2 * MARGIN;
	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
	        "font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"13\">\n", width, height, width, height);
	fputs("<style>rect { shape-rendering: crispEdges }</style>\n", out);
	rectangle(out, 0, 0, width, height, PAPER, " rx=\"6\"");
	for (int row = 0; row < canvas->rows; row++)
		put_row(out, canvas, row);
	fputs("</svg>\n", out);
	if (fclose(out) != 0)
		memory_exhausted();
	return text;
}
