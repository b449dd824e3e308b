/* picture.c - a canvas as a picture: which cells become which shapes and letters */

#include "console/screen/picture.h"

#include <stdint.h>
#include <string.h>

#include "console/screen/picture_pen.h"

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
static uint32_t character_of(const char *text)
{
	const unsigned char *b = (const unsigned char *)text;
	if (b[0] >= 0xe0 && b[0] < 0xf0 && b[1] && b[2])
		return (b[0] & 0x0fu) << 12 | (b[1] & 0x3fu) << 6 | (b[2] & 0x3fu);
	return b[0];
}

static void put_braille(const struct pen *pen, double x, double y, uint32_t dots, const char *colour)
{
	static const struct { double column, row; } places[] = {
		{ 0, 0 }, { 0, 1 }, { 0, 2 }, { 1, 0 }, { 1, 1 }, { 1, 2 }, { 0, 3 }, { 1, 3 },
	};
	for (int i = 0; i < 8; i++)
		if (dots >> i & 1)
			pen->dot(pen->self, x + 2 + places[i].column * 4, y + CELL_HIGH * (places[i].row + 0.5) / 4, 1.5, colour);
}

/* Blocks and lines over a `run` of like cells, and braille. False when the character is a letter. */
static bool put_shape(const struct pen *pen, double x, double y, int run, uint32_t character, const char *colour)
{
	double half = CELL_HIGH / 2.0, middle = x + CELL_WIDE / 2.0, width = run * CELL_WIDE;
	if (character >= 0x2800 && character <= 0x28ff) {
		put_braille(pen, x, y, character - 0x2800, colour);
		return true;
	}
	switch (character) {
	case 0x2580:    /* upper half */
		pen->rectangle(pen->self, x, y, width, half, colour, 1);
		return true;
	case 0x2584:    /* lower half */
		pen->rectangle(pen->self, x, y + half, width, half, colour, 1);
		return true;
	case 0x2588:    /* full block */
		pen->rectangle(pen->self, x, y, width, CELL_HIGH, colour, 1);
		return true;
	case 0x2591:    /* light shade */
		pen->rectangle(pen->self, x, y, width, CELL_HIGH, colour, 0.2);
		return true;
	case 0x2500:    /* ─ */
	case 0x251c:    /* ├ */
		pen->rectangle(pen->self, x, y + half - 0.5, width, 1, colour, 1);
		break;
	case 0x2550:    /* ═ */
	case 0x255e:    /* ╞ */
	case 0x2567:    /* ╧ */
		pen->rectangle(pen->self, x, y + half - 2, width, 1, colour, 1);
		pen->rectangle(pen->self, x, y + half + 1, width, 1, colour, 1);
		break;
	case 0x2575:    /* ╵ */
		break;
	default:
		return false;
	}
	if (character == 0x251c || character == 0x255e)
		pen->rectangle(pen->self, middle - 0.5, y, 1, CELL_HIGH, colour, 1);
	if (character == 0x2567 || character == 0x2575)
		pen->rectangle(pen->self, middle - 0.5, y, 1, half, colour, 1);
	return true;
}

/* Letters of one ink that stand together: where they end. */
static int end_of_letters(const struct canvas *canvas, int row, int col)
{
	const struct cell *first = canvas_cell(canvas, row, col), *cell = first;
	while (cell && cell->ink == first->ink && strcmp(cell->text, " ") != 0 && character_of(cell->text) < 0x2500)
		cell = canvas_cell(canvas, row, ++col);
	return col;
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

static void put_row(const struct pen *pen, const struct canvas *canvas, int row)
{
	double y = PICTURE_MARGIN + row * CELL_HIGH;
	for (int col = 0, run; col < canvas->cols; col += run) {
		enum ink ink = canvas_cell(canvas, row, col)->ink;
		run = run_of(canvas, row, col, true);
		if (inks[ink].reverse)
			pen->rectangle(pen->self, PICTURE_MARGIN + col * CELL_WIDE, y, run * CELL_WIDE, CELL_HIGH, inks[ink].colour, 1);
	}
	for (int col = 0; col < canvas->cols;) {
		const struct cell *cell = canvas_cell(canvas, row, col);
		const char *colour = inks[cell->ink].reverse ? PAPER : inks[cell->ink].colour;
		uint32_t character = character_of(cell->text);
		int run = joins(character) ? run_of(canvas, row, col, false) : 1;
		if (strcmp(cell->text, " ") == 0 || !cell->text[0]
		    || put_shape(pen, PICTURE_MARGIN + col * CELL_WIDE, y, run, character, colour)) {
			col += run;
			continue;
		}
		int end = end_of_letters(canvas, row, col);
		pen->letters(pen->self, canvas, row, col, end, colour, inks[cell->ink].bold);
		col = end;
	}
}

int picture_width(const struct canvas *canvas)
{
	return canvas->cols * CELL_WIDE + 2 * PICTURE_MARGIN;
}

int picture_height(const struct canvas *canvas)
{
	return canvas->rows * CELL_HIGH + 2 * PICTURE_MARGIN;
}

void picture_draw(const struct canvas *canvas, const struct pen *pen)
{
	for (int row = 0; row < canvas->rows; row++)
		put_row(pen, canvas, row);
}
