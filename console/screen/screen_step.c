/* screen_step.c - the head of the screen: who, how the recorder is, the step under way and how far it is */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "console/screen/big_letters.h"
#include "console/screen/screen_parts.h"

/* --- the bar --- */

void screen_head(struct canvas *canvas, int row, const struct snapshot *snapshot, const struct look *look)
{
	const struct snapshot_session *session = &snapshot->session;
	char since[TIME_TEXT_SIZE], clock[TIME_TEXT_SIZE], recorder[TELLING_SIZE], right[TELLING_SIZE + 80];
	int cols = canvas->cols, used = 1;
	telling_recorder(snapshot, recorder);
	snprintf(right, sizeof right, "%s%s%s %s  %s", recorder, recorder[0] ? "  " : "",
	         session->recording ? "REC" : look->kind == LOOK_REPLAY ? "REPLAY" : "not recording",
	         time_text(snapshot->now_ns, false, since), telling_clock(session, snapshot->now_ns, clock));
	int width = (int)strlen(right);
	canvas_fill(canvas, row, 0, cols, INK_BAR, " ", ' ');
	canvas_put(canvas, row, cols - width - 1, width, INK_BAR, right);
	if (session->participant[0])
		used += canvas_print(canvas, row, used, cols - width - 4, INK_BAR, "%s visit %d  ", session->participant, session->visit);
	canvas_put_cut(canvas, row, used, cols - width - 3 - used, INK_BAR, session->title);
}

/* --- the step --- */

/* The word in still larger letters where the screen is large. */
static bool is_large(const struct canvas *canvas)
{
	return canvas->rows >= 36 && canvas->cols >= 110;
}

static int word_rows(const struct canvas *canvas)
{
	return is_large(canvas) ? HUGE_ROWS(1) + 1 : big_rows(canvas);
}

/* For what is to be done and how it goes. */
static int telling_rows(const struct canvas *canvas)
{
	return canvas->rows >= 30 && !is_large(canvas) ? 3 : 2;
}

int screen_step_rows(const struct canvas *canvas)
{
	return 1 + word_rows(canvas) + telling_rows(canvas) + 2;
}

static void draw_trial(struct canvas *canvas, int row, const struct snapshot *snapshot)
{
	static const enum ink inks[] = { [SIGNALS_GOOD] = INK_GOOD, [SIGNALS_DOUBTFUL] = INK_DOUBT, [SIGNALS_MISSING] = INK_ALARM };
	char trial[TELLING_SIZE], signals[TELLING_SIZE];
	enum ink ink = inks[telling_signals(snapshot, signals)];
	int width = text_columns(signals), col = canvas->cols - width - 1;
	canvas_put_cut(canvas, row, 1, col - 3, INK_FAINT, telling_trial(&snapshot->stage, trial));
	canvas_fill(canvas, row, col - 1, width + 2, ink, " ", ' ');
	canvas_put(canvas, row, col, width, ink, signals);
	if (snapshot->trouble[0]) {
		canvas_fill(canvas, row, 0, canvas->cols, INK_ALARM, " ", ' ');
		canvas_print(canvas, row, 1, canvas->cols - 2, INK_ALARM, "! %s", snapshot->trouble);
	}
}

/* The word and the time: what is left of the step, or since when somebody is waited for. */
static void draw_word(struct canvas *canvas, int row, const struct snapshot *snapshot)
{
	const struct stage *stage = &snapshot->stage;
	char time[TIME_TEXT_SIZE];
	enum ink ink = stage->ended ? INK_STRONG : stage->paused ? INK_DOUBT : strcmp(stage->kind, "exercise") == 0 ? INK_EXERCISE
		: strcmp(stage->kind, "rest") == 0 ? INK_REST : INK_STRONG;
	telling_countdown(snapshot, time);
	const char *word = telling_word(stage);
	if (is_large(canvas) && huge_columns(word, 1) + huge_columns(time, 1) + 4 < canvas->cols) {
		huge_put(canvas, row, 1, 1, ink, word);
		huge_put(canvas, row, canvas->cols - 1 - huge_columns(time, 1), 1, ink, time);
		return;
	}
	int width = big_columns(time);
	big_put(canvas, row, 1, canvas->cols - 4 - width, ink, word);
	big_put(canvas, row, canvas->cols - 1 - width, width, ink, time);
}

int screen_paragraph(struct canvas *canvas, struct rows_of_screen rows, int col, int width, enum ink ink, const char *text)
{
	int drawn = 0;
	for (; drawn < rows.height && *text; drawn++) {
		int bytes = drawn + 1 < rows.height ? text_break(text, width) : (int)strlen(text);
		char *line = xasprintf("%.*s", bytes, text);
		canvas_put_cut(canvas, rows.row + drawn, col, width, ink, line);
		free(line);
		text += bytes;
		text += strspn(text, " ");
	}
	return drawn;
}

/* What is to be done, and how it goes below it: that has a row of its own whatever there is to be told. */
static void draw_telling(struct canvas *canvas, struct rows_of_screen rows, const struct snapshot *snapshot)
{
	char detail[TELLING_SIZE];
	telling_detail(snapshot, detail);
	struct rows_of_screen told = { rows.row, rows.height - (detail[0] ? 1 : 0) };
	int used = screen_paragraph(canvas, told, 1, canvas->cols - 2, INK_PLAIN, snapshot->stage.text);
	screen_paragraph(canvas, (struct rows_of_screen){ rows.row + used, rows.height - used }, 1, canvas->cols - 2, INK_STRONG, detail);
}

static int draw_bar(struct canvas *canvas, int row, int col, int width, const char *name, double share)
{
	int used = canvas_print(canvas, row, col, width, INK_PLAIN, "%s ", name), full = (int)lround(share * width);
	canvas_fill(canvas, row, col + used, width, INK_FAINT, "░", '.');
	canvas_fill(canvas, row, col + used, full, INK_GOOD, "█", '#');
	return used + width + canvas_print(canvas, row, col + used + width, 8, INK_PLAIN, " %3.0f %%", share * 100) + 2;
}

static void draw_progress(struct canvas *canvas, int row, const struct snapshot *snapshot)
{
	char clock[TIME_TEXT_SIZE], left[TIME_TEXT_SIZE];
	int col = 1, width = (canvas->cols - 60) / 2;
	int64_t end_ns = snapshot->stage.expected_end_ns;
	double trial = telling_share_of_trial(snapshot), visit = telling_share_of_visit(snapshot);
	if (isfinite(trial))
		col += draw_bar(canvas, row, col, width, "trial", trial);
	if (!isfinite(visit))
		return;
	col += draw_bar(canvas, row, col, width, "visit", visit);
	canvas_print(canvas, row, col, canvas->cols - col - 1, INK_PLAIN, "ends about %.5s, in %s",
	             telling_clock(&snapshot->session, end_ns, clock), time_text(end_ns - snapshot->now_ns, true, left));
}

void screen_step(struct canvas *canvas, struct rows_of_screen rows, const struct snapshot *snapshot)
{
	int word = word_rows(canvas), telling = rows.height - word - 3, row = rows.row + 1 + word;
	draw_trial(canvas, rows.row, snapshot);
	draw_word(canvas, rows.row + 1, snapshot);
	draw_telling(canvas, (struct rows_of_screen){ row, telling }, snapshot);
	row += telling;
	if (snapshot->stage.next[0]) {
		int used = canvas_put(canvas, row, 1, 7, INK_FAINT, "next: ");
		canvas_put_cut(canvas, row, 1 + used, canvas->cols - 2 - used, INK_PLAIN, snapshot->stage.next);
	}
	draw_progress(canvas, row + 1, snapshot);
}
