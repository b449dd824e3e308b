/* screen_draw.c - the picture of a visit: which part of the screen gets which rows */

#include "console/screen/screen_draw.h"

#include "console/screen/plot.h"
#include "console/screen/screen_parts.h"

#define CHANNEL_ROWS_MOST 8
#define EVENTS_SHARE 6      /* what is kept for events; they also have what is over */

static void too_small(struct canvas *canvas)
{
	canvas_print(canvas, 0, 0, canvas->cols, INK_BAD, "The screen needs %d x %d; this is %d x %d.",
	             SCREEN_COLS_LEAST, SCREEN_ROWS_LEAST, canvas->cols, canvas->rows);
	canvas_put(canvas, 1, 0, canvas->cols, INK_PLAIN, "Recording goes on.");
}

/* A visit's step, its channels, its events and its form; without a visit the channels have it all. */
void screen_draw(struct canvas *canvas, const struct snapshot *snapshot, const struct look *look)
{
	canvas_clear(canvas);
	if (canvas->rows < SCREEN_ROWS_LEAST || canvas->cols < SCREEN_COLS_LEAST) {
		too_small(canvas);
		return;
	}
	int row = 0, foot = canvas->rows - SCREEN_FOOT_ROWS;
	screen_head(canvas, row++, snapshot, look);
	if (look->kind != LOOK_CHANNELS) {
		int height = screen_step_rows(canvas);
		screen_step(canvas, (struct rows_of_screen){ row, height }, snapshot);
		row += height;
	}
	int left = foot - row, channels = screen_channels_visible(snapshot, look);
	int each = channels ? (left - left / EVENTS_SHARE - SCREEN_CHANNELS_AROUND) / channels : 0;
	each = each < 1 ? 1 : each > CHANNEL_ROWS_MOST ? CHANNEL_ROWS_MOST : each;
	int height = SCREEN_CHANNELS_AROUND + channels * each;
	if (height > left)
		height = left;
	screen_channels(canvas, (struct rows_of_screen){ row, height }, snapshot, look);
	row += height;
	/* Channels stand still when something is asked; it is events that make room for the form. */
	int events_end = screen_foot_asks(snapshot, look) ? foot : canvas->rows - 1;
	if (row < events_end)
		screen_events(canvas, (struct rows_of_screen){ row, events_end - row }, snapshot);
	screen_foot(canvas, foot, snapshot, look);
	if (look->helping)
		screen_help(canvas, look);
}
