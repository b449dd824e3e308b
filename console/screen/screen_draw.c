/* screen_draw.c - the picture of a visit: which part of the screen gets which rows */

#include "console/screen/screen_draw.h"

#include "console/screen/plot.h"
#include "console/screen/screen_parts.h"

#define CHANNEL_ROWS_MOST 8
#define EVENTS_SHARE 6      /* what is kept for events; they also have what is over */

static bool is_too_small(const struct canvas *canvas)
{
	return canvas->rows < SCREEN_ROWS_LEAST || canvas->cols < SCREEN_COLS_LEAST;
}

bool screen_heeds(const struct canvas *canvas, const struct look *look, int key)
{
	return !is_too_small(canvas) || look->kind != LOOK_VISIT || look->commanding || key == 's' || key == PRESS_CONTROL_C;
}

static void too_small(struct canvas *canvas, const struct stage *stage, const struct look *look)
{
	canvas_print(canvas, 0, 0, canvas->cols, INK_BAD, "%d x %d is too small; it takes %d x %d.",
	             canvas->cols, canvas->rows, SCREEN_COLS_LEAST, SCREEN_ROWS_LEAST);
	canvas_put(canvas, 1, 0, canvas->cols, INK_PLAIN, "Recording goes on.");
	if (look->kind != LOOK_VISIT)
		return;
	canvas_put(canvas, 2, 0, canvas->cols, INK_PLAIN, "Until then s stops, Ctrl-C leaves.");
	canvas_put(canvas, 4, 0, canvas->cols, INK_PLAIN, stage->word);
	canvas_put(canvas, 5, 0, canvas->cols, INK_PLAIN, stage->prompt.kind == ASKED_NOTHING ? stage->text : stage->prompt.text);
	if (look->commanding)
		canvas_print(canvas, 6, 0, canvas->cols, INK_BAD, "%s: Enter confirms, Esc takes it back.", operator_verb_info(look->verb)->word);
}

/* A visit's step, its channels, its events and its form; without a visit the channels have it all. */
void screen_draw(struct canvas *canvas, const struct snapshot *snapshot, const struct look *look)
{
	canvas_clear(canvas);
	if (is_too_small(canvas)) {
		too_small(canvas, &snapshot->stage, look);
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
