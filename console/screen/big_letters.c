/* big_letters.c - words in large type, readable from across the room */

#include "console/screen/big_letters.h"

#include <ctype.h>
#include <string.h>

#define DOTS_HIGH 5

struct big_letter {
	char        letter;
	const char *dots[DOTS_HIGH];
};

static const struct big_letter letters[] = {
	{ ' ', { "  ", "  ", "  ", "  ", "  " } },
	{ '0', { "###", "# #", "# #", "# #", "###" } },
	{ '1', { " # ", "## ", " # ", " # ", "###" } },
	{ '2', { "###", "  #", "###", "#  ", "###" } },
	{ '3', { "###", "  #", " ##", "  #", "###" } },
	{ '4', { "# #", "# #", "###", "  #", "  #" } },
	{ '5', { "###", "#  ", "###", "  #", "###" } },
	{ '6', { "###", "#  ", "###", "# #", "###" } },
	{ '7', { "###", "  #", "  #", " # ", " # " } },
	{ '8', { "###", "# #", "###", "# #", "###" } },
	{ '9', { "###", "# #", "###", "  #", "###" } },
	{ 'A', { " # ", "# #", "###", "# #", "# #" } },
	{ 'B', { "## ", "# #", "## ", "# #", "## " } },
	{ 'C', { " ##", "#  ", "#  ", "#  ", " ##" } },
	{ 'D', { "## ", "# #", "# #", "# #", "## " } },
	{ 'E', { "###", "#  ", "## ", "#  ", "###" } },
	{ 'F', { "###", "#  ", "## ", "#  ", "#  " } },
	{ 'G', { " ##", "#  ", "# #", "# #", " ##" } },
	{ 'H', { "# #", "# #", "###", "# #", "# #" } },
	{ 'I', { "#", "#", "#", "#", "#" } },
	{ 'J', { "  #", "  #", "  #", "# #", " # " } },
	{ 'K', { "# #", "# #", "## ", "# #", "# #" } },
	{ 'L', { "#  ", "#  ", "#  ", "#  ", "###" } },
	{ 'M', { "#   #", "## ##", "# # #", "#   #", "#   #" } },
	{ 'N', { "#  #", "## #", "# ##", "#  #", "#  #" } },
	{ 'O', { " # ", "# #", "# #", "# #", " # " } },
	{ 'P', { "## ", "# #", "## ", "#  ", "#  " } },
	{ 'Q', { " # ", "# #", "# #", " # ", "  #" } },
	{ 'R', { "## ", "# #", "## ", "# #", "# #" } },
	{ 'S', { " ##", "#  ", " # ", "  #", "## " } },
	{ 'T', { "###", " # ", " # ", " # ", " # " } },
	{ 'U', { "# #", "# #", "# #", "# #", "###" } },
	{ 'V', { "# #", "# #", "# #", "# #", " # " } },
	{ 'W', { "#   #", "#   #", "# # #", "## ##", "#   #" } },
	{ 'X', { "# #", "# #", " # ", "# #", "# #" } },
	{ 'Y', { "# #", "# #", " # ", " # ", " # " } },
	{ 'Z', { "###", "  #", " # ", "#  ", "###" } },
	{ ':', { " ", "#", " ", "#", " " } },
	{ '-', { "   ", "   ", "###", "   ", "   " } },
	{ '+', { "   ", " # ", "###", " # ", "   " } },
	{ '?', { "###", "  #", " # ", "   ", " # " } },
	{ '!', { "#", "#", "#", " ", "#" } },
};

static const struct big_letter *find(char letter)
{
	int capital = toupper((unsigned char)letter);
	for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
		if (letters[i].letter == capital)
			return &letters[i];
	return &letters[0];
}

int big_rows(const struct canvas *canvas)
{
	return canvas->ascii ? DOTS_HIGH : (DOTS_HIGH + 1) / 2;
}

int big_columns(const char *text)
{
	int columns = 0;
	for (; *text; text++)
		columns += (int)strlen(find(*text)->dots[0]) + 1;
	return columns > 0 ? columns - 1 : 0;
}

static void put_halves(struct canvas *canvas, int row, int col, enum ink ink, const struct big_letter *letter)
{
	static const char *const halves[] = { " ", "▀", "▄", "█" };
	for (int y = 0; y < DOTS_HIGH; y += 2) {
		for (int x = 0; letter->dots[0][x]; x++) {
			int upper = letter->dots[y][x] == '#', lower = y + 1 < DOTS_HIGH && letter->dots[y + 1][x] == '#';
			canvas_put(canvas, row + y / 2, col + x, 1, ink, halves[upper + 2 * lower]);
		}
	}
}

static void put_wholes(struct canvas *canvas, int row, int col, enum ink ink, const struct big_letter *letter)
{
	for (int y = 0; y < DOTS_HIGH; y++)
		canvas_put(canvas, row + y, col, DOTS_HIGH, ink, letter->dots[y]);
}

int big_put(struct canvas *canvas, int row, int col, int width, enum ink ink, const char *text)
{
	int used = 0;
	for (; *text; text++) {
		const struct big_letter *letter = find(*text);
		int columns = (int)strlen(letter->dots[0]);
		if (used + columns > width)
			break;
		if (canvas->ascii)
			put_wholes(canvas, row, col + used, ink, letter);
		else
			put_halves(canvas, row, col + used, ink, letter);
		used += columns + 1;
	}
	return used;
}

int huge_columns(const char *text, int scale)
{
	return big_columns(text) * 2 * scale;
}

void huge_put(struct canvas *canvas, int row, int col, int scale, enum ink ink, const char *text)
{
	for (; *text; text++) {
		const struct big_letter *letter = find(*text);
		int columns = (int)strlen(letter->dots[0]);
		for (int y = 0; y < DOTS_HIGH * scale; y++)
			for (int x = 0; x < columns; x++)
				if (letter->dots[y / scale][x] == '#')
					canvas_fill(canvas, row + y, col + x * 2 * scale, 2 * scale, ink, "█", '#');
		col += (columns + 1) * 2 * scale;
	}
}
