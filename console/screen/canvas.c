/* canvas.c - a grid of cells on which a screen is drawn, before any terminal sees it */

#include "console/screen/canvas.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

struct canvas *canvas_new(int rows, int cols, bool ascii)
{
	struct canvas *canvas = xcalloc(1, sizeof *canvas);
	canvas->rows = rows;
	canvas->cols = cols;
	canvas->ascii = ascii;
	canvas->cells = xcalloc((size_t)rows * (size_t)cols, sizeof *canvas->cells);
	canvas_clear(canvas);
	return canvas;
}

void canvas_free(struct canvas *canvas)
{
	if (!canvas)
		return;
	free(canvas->cells);
	free(canvas);
}

void canvas_clear(struct canvas *canvas)
{
	for (int i = 0; i < canvas->rows * canvas->cols; i++)
		canvas->cells[i] = (struct cell){ .text = " " };
}

static struct cell *cell_at(const struct canvas *canvas, int row, int col)
{
	bool inside = row >= 0 && row < canvas->rows && col >= 0 && col < canvas->cols;
	return inside ? &canvas->cells[row * canvas->cols + col] : NULL;
}

const struct cell *canvas_cell(const struct canvas *canvas, int row, int col)
{
	return cell_at(canvas, row, col);
}

/* --- characters --- */

struct range { uint32_t first, last; };

/*
 * Which characters take two columns, and which none: the blocks of UAX #11 (East Asian Width, W and F) and
 * the combining blocks of the Unicode charts. The C library's wcwidth knows more, but only in a
 * locale of its own, and what is drawn should not depend on one.
 */
static const struct range wide[] = {
	{ 0x1100, 0x115f }, { 0x2e80, 0x303e }, { 0x3041, 0xa4cf }, { 0xac00, 0xd7a3 }, { 0xf900, 0xfaff },
	{ 0xfe30, 0xfe6f }, { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff },
	{ 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
};
static const struct range combining[] = {
	{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x064b, 0x065f }, { 0x1ab0, 0x1aff },
	{ 0x1dc0, 0x1dff }, { 0x200b, 0x200f }, { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
};

static bool within(const struct range *ranges, size_t count, uint32_t character)
{
	for (size_t i = 0; i < count; i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return true;
	return false;
}

static uint32_t next_character(const char **text)
{
	const unsigned char *at = (const unsigned char *)*text;
	uint32_t character = utf8_decode(&at);
	*text = (const char *)at;
	return character;
}

static int width_of(uint32_t character)
{
	if (within(combining, sizeof combining / sizeof combining[0], character))
		return 0;
	return within(wide, sizeof wide / sizeof wide[0], character) ? 2 : 1;
}

int text_columns(const char *text)
{
	int columns = 0;
	while (*text)
		columns += width_of(next_character(&text));
	return columns;
}

int text_break(const char *text, int width)
{
	int columns = 0;
	const char *blank = NULL, *at = text;
	while (*at) {
		const char *begin = at;
		columns += width_of(next_character(&at));
		if (*begin == ' ')
			blank = begin;
		if (columns > width)
			return (int)((blank && blank > text ? blank : begin > text ? begin : at) - text);
	}
	return (int)(at - text);
}

/* --- putting --- */

/* Control characters, halves of surrogate pairs, and what Unicode sets aside as no character: no terminal and no font
 * should meet them. */
static bool is_unfit(uint32_t character)
{
	return character < 0x20 || (character >= 0x7f && character < 0xa0) || (character >= 0xd800 && character < 0xe000)
		|| (character >= 0xfdd0 && character < 0xfdf0) || (character & 0xfffe) == 0xfffe || character == 0xfffd;
}

/* A character that combines joins the cell to its left. */
static void combine(const struct canvas *canvas, int row, int col, const char *bytes, size_t size)
{
	struct cell *cell = cell_at(canvas, row, col - 1);
	if (!cell || canvas->ascii || strlen(cell->text) + size >= sizeof cell->text)
		return;
	memcpy(cell->text + strlen(cell->text), bytes, size);
}

static void put_cell(struct cell *cell, enum ink ink, const char *bytes, size_t size)
{
	*cell = (struct cell){ .ink = (unsigned char)ink };
	memcpy(cell->text, bytes, size);
}

int canvas_put(struct canvas *canvas, int row, int col, int width, enum ink ink, const char *text)
{
	int used = 0;
	while (*text) {
		const char *begin = text;
		uint32_t character = next_character(&text);
		int columns = width_of(character);
		if (columns == 0) {
			combine(canvas, row, col + used, begin, (size_t)(text - begin));
			continue;
		}
		if (used + columns > width || !cell_at(canvas, row, col + used + columns - 1))
			break;
		bool unfit = is_unfit(character) || (canvas->ascii && character > 0x7e);
		for (int i = 0; i < columns; i++) {
			struct cell *cell = cell_at(canvas, row, col + used + i);
			if (unfit)
				put_cell(cell, ink, "?", 1);
			else
				put_cell(cell, ink, begin, i ? 0 : (size_t)(text - begin));
		}
		used += columns;
	}
	return used;
}

int canvas_put_cut(struct canvas *canvas, int row, int col, int width, enum ink ink, const char *text)
{
	if (text_columns(text) <= width)
		return canvas_put(canvas, row, col, width, ink, text);
	int used = canvas_put(canvas, row, col, width - 1, ink, text);
	return used + canvas_put(canvas, row, col + used, width - used, ink, canvas->ascii ? ">" : "\u2026");
}

int canvas_print(struct canvas *canvas, int row, int col, int width, enum ink ink, const char *format, ...)
{
	char text[1024];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	return canvas_put(canvas, row, col, width, ink, text);
}

void canvas_fill(struct canvas *canvas, int row, int col, int width, enum ink ink, const char *utf8, char ascii)
{
	for (int i = 0; i < width; i++) {
		struct cell *cell = cell_at(canvas, row, col + i);
		if (cell && canvas->ascii)
			put_cell(cell, ink, &ascii, 1);
		else if (cell)
			put_cell(cell, ink, utf8, strlen(utf8));
	}
}

char *canvas_text(const struct canvas *canvas)
{
	size_t size = (size_t)canvas->rows * ((size_t)canvas->cols * CELL_TEXT_SIZE + 1) + 1, length = 0;
	char *text = xcalloc(size, 1);
	for (int row = 0; row < canvas->rows; row++) {
		size_t end = length;
		for (int col = 0; col < canvas->cols; col++) {
			const char *cell = canvas_cell(canvas, row, col)->text;
			memcpy(text + length, cell, strlen(cell));
			length += strlen(cell);
			if (strcmp(cell, " ") != 0)
				end = length;
		}
		length = end;
		text[length++] = '\n';
	}
	text[length] = '\0';
	return text;
}
