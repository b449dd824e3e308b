/* cue_draw.c - what the participant sees: one large word, and a bar that rises and falls with the cadence */

#include "console/screen/cue_draw.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "console/screen/big_letters.h"

/* For so long after a cue its own word stands. */
#define CUE_STANDS_NS (350 * NS_PER_MS)
#define BAR_SHARE 6     /* of the width */

/* The word in the largest letters that `width` has room for. */
static void draw_word(struct canvas *canvas, int middle_row, int width, enum ink ink, const char *word)
{
	int scale = 1;
	while (huge_columns(word, scale + 1) <= width && HUGE_ROWS(scale + 1) <= canvas->rows / 2)
		scale++;
	if (huge_columns(word, scale) <= width)
		huge_put(canvas, middle_row - HUGE_ROWS(scale) / 2, (width - huge_columns(word, scale)) / 2 + 1, scale, ink, word);
	else
		big_put(canvas, middle_row - 1, 1, width, ink, word);
}

/* From the floor at a repetition's beginning to the top at its half, and down again. */
static void draw_bar(struct canvas *canvas, const struct cue_notice *notice, int64_t now_ns)
{
	double period_ns = 60e9 / notice->reps_per_min;
	double turn = fmod((double)(now_ns - notice->began_ns), period_ns) / period_ns;
	double height = (1 - cos(2 * 3.14159265358979 * turn)) / 2;
	int rows = canvas->rows - 2, width = canvas->cols / BAR_SHARE, col = canvas->cols - width - 2;
	int full = (int)lround(height * rows);
	for (int y = 0; y < rows; y++) {
		bool filled = rows - y <= full;
		canvas_fill(canvas, 1 + y, col, width, filled ? INK_EXERCISE : INK_FAINT, filled ? "█" : "░", filled ? '#' : '.');
	}
}

static void draw_text(struct canvas *canvas, int row, int width, const char *text)
{
	while (*text && row < canvas->rows - 1) {
		int bytes = text_break(text, width);
		canvas_print(canvas, row++, 2, width, INK_STRONG, "%.*s", bytes, text);
		text += bytes;
		text += strspn(text, " ");
	}
}

/* The cue that was given a moment ago, or the step's own word. */
static const char *word_of(const struct cue_notice *notice, int64_t now_ns)
{
	const char *name = "";
	if (notice->paused)
		return "pause";
	if (notice->ended || !notice->word[0])
		return notice->ended ? "the end" : "wait";
	return cue_next_ns(notice, now_ns - CUE_STANDS_NS, &name) <= now_ns ? name : notice->word;
}

void cue_draw(struct canvas *canvas, const struct cue_notice *notice, int64_t now_ns)
{
	char left[32];
	canvas_clear(canvas);
	if (!notice) {
		canvas_put(canvas, canvas->rows / 2, 2, canvas->cols - 4, INK_FAINT, "No visit is under way here yet; this screen waits for one.");
		return;
	}
	bool barred = isfinite(notice->reps_per_min) && notice->began_ns != TIME_NONE && !notice->paused;
	int width = canvas->cols - 4 - (barred ? canvas->cols / BAR_SHARE + 2 : 0);
	const char *word = word_of(notice, now_ns);
	if (barred)
		draw_bar(canvas, notice, now_ns);
	draw_word(canvas, canvas->rows * 2 / 5, width, word == notice->word ? INK_STRONG : INK_CUE, word);
	draw_text(canvas, canvas->rows * 7 / 10, width, notice->text);
	if (notice->ends_ns == TIME_NONE || notice->paused)
		return;
	long long seconds = (notice->ends_ns - now_ns + NS_PER_S - 1) / NS_PER_S;
	snprintf(left, sizeof left, "%lld:%02lld", seconds > 0 ? seconds / 60 : 0, seconds > 0 ? seconds % 60 : 0);
	big_put(canvas, canvas->rows - 1 - big_rows(canvas), 2, width, INK_FAINT, left);
}
