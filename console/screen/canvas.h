/*
 * canvas.h - a grid of cells on which a screen is drawn, before any terminal sees it
 *
 * A cell holds one character of UTF-8 (with the marks that combine with it) and an ink. An
 * ink says what a thing is, not which colour it has: the terminal and the picture file
 * give each ink the best look they have, and without colours bold, reverse and the words
 * themselves must do. On a canvas that is `ascii` only ASCII is ever put.
 */
#ifndef SOLEUS_CONSOLE_SCREEN_CANVAS_H
#define SOLEUS_CONSOLE_SCREEN_CANVAS_H

#include <stdbool.h>

enum ink {
	INK_PLAIN,
	INK_STRONG,     /* the large word, values */
	INK_FAINT,      /* headings, rules */
	INK_BAR,        /* the bars at head and foot */
	INK_GOOD,
	INK_DOUBT,      /* a value with a remark, a frozen screen */
	INK_BAD,        /* stale, lost, troubled */
	INK_ALARM,      /* the same over a whole bar, to be seen from across the room */
	INK_TRACE,
	INK_REST,       /* phases: standing still, moving */
	INK_EXERCISE,
	INK_CUE,
	INK_PROMPT,     /* what a person is asked */
	INK_FIELD,      /* where one types, and the choice that is chosen */
	INK_COUNT,
};

#define CELL_TEXT_SIZE 16

struct cell {
	char          text[CELL_TEXT_SIZE];    /* "": the right half of a wide character to its left */
	unsigned char ink;
};

struct canvas {
	int          rows, cols;
	bool         ascii;
	struct cell *cells;     /* row by row */
};

/* Blank. Freed with canvas_free, which accepts NULL. */
struct canvas *canvas_new(int rows, int cols, bool ascii);
void canvas_free(struct canvas *canvas);

void canvas_clear(struct canvas *canvas);

const struct cell *canvas_cell(const struct canvas *canvas, int row, int col);

/*
 * Puts a text from `col` on, over at most `width` columns; what does not fit there or on the
 * canvas is left out. A control character is put as '?'. Returns how many columns it took.
 */
int canvas_put(struct canvas *canvas, int row, int col, int width, enum ink ink, const char *text);
/* The same, and what does not fit is seen to be missing: its last column is an ellipsis. */
int canvas_put_cut(struct canvas *canvas, int row, int col, int width, enum ink ink, const char *text);
int canvas_print(struct canvas *canvas, int row, int col, int width, enum ink ink, const char *format, ...)
	__attribute__((format(printf, 6, 7)));

/* The same character over `width` cells, as UTF-8 or, on a canvas of ASCII, as that other one. */
void canvas_fill(struct canvas *canvas, int row, int col, int width, enum ink ink, const char *utf8, char ascii);

/* How many columns of a terminal a text takes. */
int text_columns(const char *text);

/* How many bytes of `text` to put in at most `width` columns: breaks at the last blank that makes it fit,
 * in the middle of a word only when there is none. */
int text_break(const char *text, int width);

/* A line for each row without the blanks at its end. Freed with free(). */
char *canvas_text(const struct canvas *canvas);

#endif
