/* screen_step.c - the head of the screen: who, how the recorder is, the step under way and how far it is */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "console/big_letters.h"
#include "console/screen_parts.h"

#define GIGABYTE 1e9
#define DISK_LOW_BYTES 1e9
#define UNWRITTEN_MANY 5000

/* --- the bar --- */

static void local_time(const struct snapshot_session *session, int64_t time_ns, char text[static 16])
{
	int64_t s = (session->zero_utc_ns + time_ns) / NS_PER_S + session->utc_offset_min * 60;
	s = (s % 86400 + 86400) % 86400;
	snprintf(text, 16, "%02d:%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
}

void screen_head(struct canvas *canvas, int row, const struct snapshot *snapshot, const struct look *look)
{
	const struct snapshot_session *session = &snapshot->session;
	char since[TIME_TEXT_SIZE], clock[16], right[160] = "";
	int cols = canvas->cols, length = 0, used = 1;
	time_text(snapshot->now_ns, false, since);
	local_time(session, snapshot->now_ns, clock);
	canvas_fill(canvas, row, 0, cols, INK_BAR, " ", ' ');
	if (session->recording && snapshot->unwritten > UNWRITTEN_MANY)
		length += snprintf(right + length, sizeof right - (size_t)length, "! %zu unwritten  ", snapshot->unwritten);
	if (isfinite(session->disk_free_bytes))
		length += snprintf(right + length, sizeof right - (size_t)length, "%sdisk %.*f GB  ",
		                   session->disk_free_bytes < DISK_LOW_BYTES ? "! " : "",
		                   session->disk_free_bytes < 10 * GIGABYTE, session->disk_free_bytes / GIGABYTE);
	snprintf(right + length, sizeof right - (size_t)length, "%s %s  %s", session->recording ? "REC" :
	         look->kind == LOOK_REPLAY ? "REPLAY" : "not recording", since, clock);
	int width = (int)strlen(right);
	canvas_put(canvas, row, cols - width - 1, width, INK_BAR, right);
	if (session->participant[0])
		used += canvas_print(canvas, row, used, cols - width - 4, INK_BAR, "%s visit %d  ", session->participant, session->visit);
	canvas_put_cut(canvas, row, used, cols - width - 3 - used, INK_BAR, session->title);
}

/* --- the step --- */

int screen_step_rows(const struct canvas *canvas, int telling)
{
	return 1 + big_rows(canvas) + telling + 2;
}

/* How the pace is kept, or what is waited for. */
static void detail_text(const struct snapshot *snapshot, char text[static STAGE_TEXT_SIZE])
{
	const struct stage *stage = &snapshot->stage;
	snprintf(text, STAGE_TEXT_SIZE, "%s", stage->waiting);
	if (!isfinite(stage->reps_per_min) || stage->began_ns == TIME_NONE)
		return;
	int length = snprintf(text, STAGE_TEXT_SIZE, "repetition %lld of %lld, %g/min wanted", (long long)stage->repetitions,
	                      (long long)stage->repetitions_wanted, stage->reps_per_min);
	if (isfinite(snapshot->given_per_min))
		snprintf(text + length, STAGE_TEXT_SIZE - (size_t)length, ", %.1f given", snapshot->given_per_min);
}

/* What can be said of all signals together, and whether that is bad. */
static bool signals_text(const struct snapshot *snapshot, char *text, size_t size)
{
	size_t missing = 0, doubtful = 0;
	const char *first = "", *why = "";
	for (size_t i = 0; i < snapshot->channel_count; i++) {
		const struct snapshot_channel *shown = &snapshot->channels[i];
		bool gone = snapshot_is_missing(shown);
		if (gone && missing++ == 0) {
			first = shown->channel->name;
			why = !shown->any ? "nothing yet" : shown->stale ? "stale" : "no value";
		}
		doubtful += !gone && shown->quality;
	}
	if (missing == 1)
		snprintf(text, size, " ! %s: %s ", first, why);
	else if (missing > 1)
		snprintf(text, size, " ! %s: %s, and %zu more ", first, why, missing - 1);
	else if (doubtful > 0)
		snprintf(text, size, "? %zu of %zu signals doubtful ", doubtful, snapshot->channel_count);
	else
		snprintf(text, size, "all %zu signals good ", snapshot->channel_count);
	return missing > 0;
}

static void draw_trial(struct canvas *canvas, int row, const struct snapshot *snapshot)
{
	const struct stage *stage = &snapshot->stage;
	char text[512], signals[80];
	bool bad = signals_text(snapshot, signals, sizeof signals);
	if (stage->trial_info) {
		int length = snprintf(text, sizeof text, "Trial %d of %d: %s", stage->trial, stage->trials, stage->trial_info->condition);
		if (stage->attempt > 1)
			length += snprintf(text + length, sizeof text - (size_t)length, ", attempt %d", stage->attempt);
		for (size_t i = 0; i < stage->trial_info->factor_count; i++)
			length += snprintf(text + length, sizeof text - (size_t)length, ", %s %s",
			                   stage->trial_info->factors[i].name, stage->trial_info->factors[i].value);
	} else {
		snprintf(text, sizeof text, "%s", stage->trials > 0 ? "Outside the trials" : "");
	}
	int width = text_columns(signals);
	canvas_put_cut(canvas, row, 1, canvas->cols - width - 3, INK_FAINT, text);
	canvas_put(canvas, row, canvas->cols - width, width, bad ? INK_ALARM : signals[0] == '?' ? INK_DOUBT : INK_GOOD, signals);
	if (snapshot->trouble[0]) {
		canvas_fill(canvas, row, 0, canvas->cols, INK_ALARM, " ", ' ');
		canvas_print(canvas, row, 1, canvas->cols - 2, INK_ALARM, "! %s", snapshot->trouble);
	}
}

/* The word and the time: what is left of the step, or since when somebody is waited for. */
static void draw_word(struct canvas *canvas, int row, const struct snapshot *snapshot)
{
	const struct stage *stage = &snapshot->stage;
	char time[TIME_TEXT_SIZE + 1] = "";
	const char *word = stage->ended ? "the end" : stage->paused ? "pause"
		: strcmp(stage->kind, "settle") == 0 ? "settling" : stage->word[0] ? stage->word : "preparing";
	enum ink ink = stage->paused ? INK_DOUBT : strcmp(stage->kind, "exercise") == 0 ? INK_EXERCISE
		: strcmp(stage->kind, "rest") == 0 ? INK_REST : INK_STRONG;
	if (stage->paused) {
		time[0] = '+';
		time_text(snapshot->now_ns - stage->paused_ns, false, time + 1);
	} else if (stage->ends_ns != TIME_NONE) {
		int64_t left_ns = stage->ends_ns - snapshot->now_ns;
		time_text(left_ns > 0 ? left_ns : 0, true, time);
	} else if (stage->began_ns != TIME_NONE) {
		time[0] = '+';
		time_text(snapshot->now_ns - stage->began_ns, false, time + 1);
	}
	int width = big_columns(time), room = canvas->cols - 4 - width;
	big_put(canvas, row, 1, room, ink, word);
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
	char detail[STAGE_TEXT_SIZE];
	detail_text(snapshot, detail);
	struct rows_of_screen told = { rows.row, rows.height - (detail[0] ? 1 : 0) };
	int used = screen_paragraph(canvas, told, 1, canvas->cols - 2, INK_PLAIN, snapshot->stage.text);
	screen_paragraph(canvas, (struct rows_of_screen){ rows.row + used, rows.height - used }, 1, canvas->cols - 2, INK_STRONG, detail);
}

static int draw_bar(struct canvas *canvas, int row, int col, int width, const char *name, double share)
{
	share = share < 0 ? 0 : share > 1 ? 1 : share;
	int used = canvas_print(canvas, row, col, width, INK_PLAIN, "%s ", name), full = (int)lround(share * width);
	canvas_fill(canvas, row, col + used, width, INK_FAINT, "░", '.');
	canvas_fill(canvas, row, col + used, full, INK_GOOD, "█", '#');
	return used + width + canvas_print(canvas, row, col + used + width, 8, INK_PLAIN, " %3.0f %%", share * 100) + 2;
}

static double share_of(int64_t from_ns, int64_t until_ns, int64_t now_ns)
{
	return until_ns > from_ns ? (double)(now_ns - from_ns) / (double)(until_ns - from_ns) : 1;
}

static void draw_progress(struct canvas *canvas, int row, const struct snapshot *snapshot)
{
	const struct stage *stage = &snapshot->stage;
	char clock[16], left[TIME_TEXT_SIZE];
	int col = 1, width = (canvas->cols - 60) / 2;
	if (stage->trial_began_ns != TIME_NONE)
		col += draw_bar(canvas, row, col, width, "trial", share_of(stage->trial_began_ns, stage->trial_ends_ns, snapshot->now_ns));
	if (stage->expected_end_ns == TIME_NONE)
		return;
	col += draw_bar(canvas, row, col, width, "visit", share_of(0, stage->expected_end_ns, snapshot->now_ns));
	local_time(&snapshot->session, stage->expected_end_ns, clock);
	canvas_print(canvas, row, col, canvas->cols - col - 1, INK_PLAIN, "ends about %.5s, in %s", clock,
	             time_text(stage->expected_end_ns - snapshot->now_ns, true, left));
}

void screen_step(struct canvas *canvas, struct rows_of_screen rows, const struct snapshot *snapshot)
{
	int big = big_rows(canvas), telling = rows.height - big - 3, row = rows.row + 1 + big;
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
