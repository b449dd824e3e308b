/* plot.c - a trace drawn into cells: dots of braille, or the characters of ASCII */

#include "console/screen/plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/scale.h"

#define BRAILLE_DOTS_HIGH 4
#define ASCII_STEPS_HIGH 3

int plot_columns_per_cell(bool ascii)
{
	return ascii ? 1 : 2;
}

bool plot_scale(const struct plot *plot, double *low, double *high)
{
	bool any = false;
	for (int i = 0; i < plot->count; i++) {
		const struct trace_column *column = &plot->columns[i];
		if (!column->valid)
			continue;
		*low = any ? fmin(*low, (double)column->low) : (double)column->low;
		*high = any ? fmax(*high, (double)column->high) : (double)column->high;
		any = true;
	}
	if (any)
		scale_widen(low, high, fmax(0, plot->least_span - (*high - *low)) / 2, plot->least, plot->most);
	return any;
}

/* What a column of dots shows: a run of heights from `from` to `to` (0 is the lowest), or nothing, or a gap. */
struct stroke {
	enum { STROKE_NONE, STROKE_RUN, STROKE_GAP } kind;
	int from, to;
};

struct scale { double low, high; int steps; };

static int height_of(const struct scale *scale, double value)
{
	int height = (int)floor((value - scale->low) / (scale->high - scale->low) * scale->steps);
	return height < 0 ? 0 : height >= scale->steps ? scale->steps - 1 : height;
}

/* The silent columns between `before` and `after` (-1 and count: the ends of the plot). */
static void fill_silence(const struct plot *plot, const struct scale *scale, struct stroke *strokes, int before, int after)
{
	int end = after < plot->count ? after : plot->now, silent = end - before - 1;
	bool invalid = false, left = before >= 0 || plot->began_before, right = after < plot->count;
	for (int i = before + 1; i < after; i++)
		invalid |= plot->columns[i].invalid > 0;
	if (invalid || (left && silent > plot->join)) {
		for (int i = before + 1; i < after; i++)
			strokes[i].kind = i < plot->now ? STROKE_GAP : STROKE_NONE;
	} else if (before >= 0 && right) {
		double from = ((double)plot->columns[before].low + (double)plot->columns[before].high) / 2;
		double to = ((double)plot->columns[after].low + (double)plot->columns[after].high) / 2;
		for (int i = before + 1; i < after; i++) {
			int height = height_of(scale, from + (to - from) * (i - before) / (silent + 1));
			strokes[i] = (struct stroke){ STROKE_RUN, height, height };
		}
	}
}

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

/* Neighbours that do not touch are joined half-way, so that a steep line stays one line. */
static void close_steps(struct stroke *strokes, int count)
{
	for (int i = 1; i < count; i++) {
		struct stroke *one = &strokes[i - 1], *two = &strokes[i];
		if (one->kind != STROKE_RUN || two->kind != STROKE_RUN)
			continue;
		if (two->from > one->to + 1) {
			int middle = (one->to + two->from) / 2;
			one->to = most(one->to, middle);
			two->from = least(two->from, middle + 1);
		} else if (one->from > two->to + 1) {
			int middle = (one->from + two->to) / 2;
			two->to = most(two->to, middle);
			one->from = least(one->from, middle + 1);
		}
	}
}

static struct stroke *strokes_of(const struct plot *plot, const struct scale *scale)
{
	struct stroke *strokes = xcalloc((size_t)plot->count + 1, sizeof *strokes);
	int before = -1;
	for (int i = 0; i <= plot->count; i++) {
		if (i < plot->count && !plot->columns[i].valid)
			continue;
		fill_silence(plot, scale, strokes, before, i);
		if (i < plot->count)
			strokes[i] = (struct stroke){ STROKE_RUN, height_of(scale, (double)plot->columns[i].low),
			                              height_of(scale, (double)plot->columns[i].high) };
		before = i;
	}
	close_steps(strokes, plot->count);
	return strokes;
}

/* Braille patterns U+2800 ...: which bit is the dot of that column, counted from the lowest. */
static unsigned braille_dot(int column, int height)
{
	static const unsigned char bits[2][BRAILLE_DOTS_HIGH] = { { 0x40, 0x04, 0x02, 0x01 }, { 0x80, 0x20, 0x10, 0x08 } };
	return bits[column][height];
}

static void draw_braille_cell(struct canvas *canvas, int row, int col, const struct stroke *strokes, int count, int floor)
{
	unsigned dots = 0;
	bool gap = false;
	for (int column = 0; column < count; column++) {
		gap |= strokes[column].kind == STROKE_GAP;
		for (int y = 0; y < BRAILLE_DOTS_HIGH; y++)
			if (strokes[column].kind == STROKE_RUN && floor + y >= strokes[column].from && floor + y <= strokes[column].to)
				dots |= braille_dot(column, y);
	}
	char text[] = { (char)0xe2, (char)(0xa0 + (dots >> 6)), (char)(0x80 + (dots & 0x3f)), '\0' };
	if (dots)
		canvas_put(canvas, row, col, 1, INK_TRACE, text);
	else if (gap)
		canvas_put(canvas, row, col, 1, INK_BAD, "░");
}

static void draw_ascii_cell(struct canvas *canvas, int row, int col, const struct stroke *stroke, int floor)
{
	static const char *const marks[] = { "_", "-", "'" };
	int from = most(stroke->from - floor, 0), to = least(stroke->to - floor, ASCII_STEPS_HIGH - 1);
	if (stroke->kind == STROKE_GAP)
		canvas_put(canvas, row, col, 1, INK_BAD, ":");
	else if (stroke->kind == STROKE_RUN && from <= to)
		canvas_put(canvas, row, col, 1, INK_TRACE, from < to ? "|" : marks[from]);
}

void plot_draw(struct canvas *canvas, int row, int col, int height, int width, const struct plot *plot)
{
	int steps = canvas->ascii ? ASCII_STEPS_HIGH : BRAILLE_DOTS_HIGH, per_cell = plot_columns_per_cell(canvas->ascii);
	struct scale scale = { .low = 0, .high = 1, .steps = height * steps };
	plot_scale(plot, &scale.low, &scale.high);
	struct stroke *strokes = strokes_of(plot, &scale);
	for (int y = 0; y < height; y++) {
		int floor = (height - 1 - y) * steps;
		for (int x = 0; x < width && x * per_cell < plot->count; x++) {
			if (canvas->ascii)
				draw_ascii_cell(canvas, row + y, col + x, &strokes[x], floor);
			else
				draw_braille_cell(canvas, row + y, col + x, &strokes[x * 2], least(2, plot->count - x * 2), floor);
		}
	}
	free(strokes);
}
