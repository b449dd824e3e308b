/* screen_channels.c - one row or plot for each channel, over a time axis with the phases and cues */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/count.h"
#include "base/quantity.h"
#include "console/screen/plot.h"
#include "console/screen/screen_parts.h"

/* Columns of the table; the trace has the rest. */
enum { MARK_COL = 0, NAME_COL = 2, VALUE_COL = 12, QUALITY_COL = 25, AGE_COL = 38, RATE_COL = 45, TRACE_COL = 52 };
#define TRACE_MARGIN 1
#define JOIN_INTERVALS 2.5
#define TICK_CELLS_LEAST 9

static int trace_width(int cols)
{
	int width = cols - TRACE_COL - TRACE_MARGIN, most = SNAPSHOT_COLUMNS / 2;
	return width < most ? width : most;
}

int screen_trace_columns(int cols, bool ascii)
{
	int width = trace_width(cols);
	return (width > 1 ? width : 1) * plot_columns_per_cell(ascii);
}

static bool is_hidden(const struct look *look, size_t channel)
{
	return channel < CHANNELS_HIDEABLE && look->hidden >> channel & 1;
}

/* While channels are chosen all are listed. */
int screen_channels_visible(const struct snapshot *snapshot, const struct look *look)
{
	int visible = 0;
	for (size_t i = 0; i < snapshot->channel_count; i++)
		visible += look->choosing || !is_hidden(look, i);
	return visible;
}

/* --- a channel --- */

static int decimals_of(const struct channel *channel)
{
	const struct quantity *quantity = quantity_find(channel->quantity);
	return quantity ? quantity->decimals : 2;
}

static void duration_text(double seconds, char *text, size_t size)
{
	if (!isfinite(seconds))
		snprintf(text, size, "-");
	else if (seconds < 9.95)
		snprintf(text, size, "%.1f s", seconds < 0 ? 0 : seconds);
	else if (seconds < 600)
		snprintf(text, size, "%.0f s", seconds);
	else
		snprintf(text, size, "%.0f min", seconds / 60);
}

/* A stale value is told by its age, a missing one by its reason, and neither as a number. */
static void draw_numbers(struct canvas *canvas, int row, const struct snapshot_channel *shown)
{
	char quality[QUALITY_TEXT_SIZE], age[16];
	bool missing = snapshot_is_missing(shown);
	enum ink ink = missing ? INK_ALARM : shown->quality ? INK_DOUBT : INK_GOOD, beside = missing ? ink : INK_FAINT;
	if (missing)
		canvas_fill(canvas, row, MARK_COL, TRACE_COL - 1, ink, " ", ' ');
	duration_text(shown->age_s, age, sizeof age);
	canvas_put(canvas, row, MARK_COL, 1, ink, missing ? "!" : shown->quality ? "?" : " ");
	canvas_put(canvas, row, NAME_COL, VALUE_COL - NAME_COL - 1, missing ? ink : INK_PLAIN, shown->channel->name);
	if (!shown->any)
		canvas_put(canvas, row, VALUE_COL, QUALITY_COL - VALUE_COL - 1, ink, "nothing yet");
	else if (shown->stale)
		canvas_print(canvas, row, VALUE_COL, QUALITY_COL - VALUE_COL - 1, ink, "%s ago", age);
	else if (missing)
		canvas_put(canvas, row, VALUE_COL, QUALITY_COL - VALUE_COL - 1, ink, "no value");
	else
		canvas_print(canvas, row, VALUE_COL, QUALITY_COL - VALUE_COL - 1, INK_STRONG, "%.*f %s",
		             decimals_of(shown->channel), shown->value, shown->channel->unit);
	if (shown->any)
		canvas_put(canvas, row, QUALITY_COL, AGE_COL - QUALITY_COL - 1, ink,
		           shown->stale ? "stale" : quality_text(shown->quality, quality));
	canvas_put(canvas, row, AGE_COL, RATE_COL - AGE_COL - 1, beside, age);
	if (isfinite(shown->rate))
		canvas_print(canvas, row, RATE_COL, TRACE_COL - RATE_COL - 1, beside, shown->rate < 10 ? "%.1f/s" : "%.0f/s", shown->rate);
}

static struct plot plot_of(const struct snapshot *snapshot, const struct snapshot_channel *shown)
{
	int64_t column_ns = (shown->until_ns - shown->from_ns) / snapshot->columns;
	double interval_s = shown->channel->interval_s;
	double join_s = isnan(interval_s) ? 5 : fmax(1, JOIN_INTERVALS * interval_s);
	return (struct plot){
		.columns = shown->columns, .count = snapshot->columns, .began_before = shown->began_before,
		.join = (int)ceil(join_s * 1e9 / (double)column_ns),
		.now = (int)((snapshot->now_ns - shown->from_ns) / column_ns),
		.least_span = 10 * pow(10, -decimals_of(shown->channel)),
		.least = shown->channel->low, .most = shown->channel->high,
	};
}

static void draw_channel(struct canvas *canvas, struct rows_of_screen rows, const struct snapshot *snapshot,
                         const struct snapshot_channel *shown)
{
	struct plot plot = plot_of(snapshot, shown);
	double low, high;
	int decimals = decimals_of(shown->channel);
	draw_numbers(canvas, rows.row, shown);
	if (rows.height > 1 && plot_scale(&plot, &low, &high))
		canvas_print(canvas, rows.row + 1, VALUE_COL, TRACE_COL - VALUE_COL - 1, INK_FAINT, "%.*f to %.*f%s", decimals, low,
		             decimals, high, shown->channel->waveform ? " over the last seconds" : "");
	if (rows.height > 2)
		canvas_put(canvas, rows.row + 2, VALUE_COL, TRACE_COL - VALUE_COL - 1, INK_FAINT, shown->channel->site);
	plot_draw(canvas, rows.row, TRACE_COL, rows.height, trace_width(canvas->cols), &plot);
}

/* --- the axis --- */

struct axis { int64_t from_ns, until_ns; int width; };

static int cell_of(const struct axis *axis, int64_t time_ns)
{
	double share = (double)(time_ns - axis->from_ns) / (double)(axis->until_ns - axis->from_ns);
	return share < 0 ? -1 : share >= 1 ? axis->width : (int)(share * axis->width);
}

static void draw_phases(struct canvas *canvas, int row, const struct snapshot *snapshot, const struct axis *axis)
{
	for (size_t i = 0; i < snapshot->phase_count; i++) {
		const struct snapshot_phase *phase = &snapshot->phases[i];
		int64_t ended_ns = phase->ended_ns < snapshot->now_ns ? phase->ended_ns : snapshot->now_ns;
		int from = cell_of(axis, phase->began_ns), until = cell_of(axis, ended_ns);
		bool begins = from >= 0;
		from = begins ? from : 0;
		enum ink ink = phase->exercise ? INK_EXERCISE : INK_REST;
		canvas_fill(canvas, row, TRACE_COL + from, until - from + 1 > axis->width - from ? axis->width - from : until - from + 1,
		            ink, phase->exercise ? "═" : "─", phase->exercise ? '=' : '-');
		if (begins)
			canvas_fill(canvas, row, TRACE_COL + from, 1, ink, phase->exercise ? "╞" : "├", '|');
		if (until - from > 4)
			canvas_put(canvas, row, TRACE_COL + from + 1, until - from - 1, ink, phase->name);
	}
	for (size_t i = 0; i < snapshot->cue_count; i++) {
		int cell = cell_of(axis, snapshot->cues_ns[i]);
		const struct cell *under = cell >= 0 && cell < axis->width ? canvas_cell(canvas, row, TRACE_COL + cell) : NULL;
		if (under && (strcmp(under->text, "═") == 0 || strcmp(under->text, "=") == 0))
			canvas_fill(canvas, row, TRACE_COL + cell, 1, INK_CUE, "╧", '+');
	}
}

static int64_t tick_ns(const struct axis *axis)
{
	static const int steps_s[] = { 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600 };
	int64_t span_ns = axis->until_ns - axis->from_ns;
	for (size_t i = 0; i < sizeof steps_s / sizeof steps_s[0]; i++)
		if ((double)steps_s[i] * 1e9 / (double)span_ns * axis->width >= TICK_CELLS_LEAST)
			return steps_s[i] * NS_PER_S;
	return 7200 * NS_PER_S;
}

static void draw_axis(struct canvas *canvas, int row, const struct axis *axis)
{
	int64_t step_ns = tick_ns(axis);
	char text[TIME_TEXT_SIZE];
	for (int64_t tick = axis->from_ns > 0 ? (axis->from_ns / step_ns + 1) * step_ns : 0; tick < axis->until_ns; tick += step_ns) {
		int cell = cell_of(axis, tick);
		time_text(tick, false, text);
		if (cell + (int)strlen(text) + 1 > axis->width)
			break;
		canvas_fill(canvas, row, TRACE_COL + cell, 1, INK_FAINT, "╵", '\'');
		canvas_put(canvas, row, TRACE_COL + cell + 1, axis->width - cell - 1, INK_FAINT, text);
	}
}

static void draw_heading(struct canvas *canvas, int row, const struct look *look)
{
	static const struct { int col; const char *name; } headings[] = {
		{ NAME_COL, "channel" }, { VALUE_COL, "value" }, { QUALITY_COL, "quality" }, { AGE_COL, "age" }, { RATE_COL, "rate" },
	};
	char text[80], until[TIME_TEXT_SIZE];
	long long span_s = look_span_ns(look) / NS_PER_S, fast_s = look_fast_span_ns(look) / NS_PER_S;
	canvas_fill(canvas, row, 0, canvas->cols, INK_FAINT, "─", '-');
	for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
		canvas_print(canvas, row, headings[i].col - 1, 16, INK_FAINT, " %s ", headings[i].name);
	int length = snprintf(text, sizeof text, span_s < 120 ? " %lld s" : " %lld min", span_s < 120 ? span_s : span_s / 60);
	if (fast_s < span_s)
		snprintf(text + length, sizeof text - (size_t)length, ", waves %lld s", fast_s);
	canvas_print(canvas, row, TRACE_COL - 1, canvas->cols - TRACE_COL, INK_FAINT, "%s ", text);
	if (look->frozen)
		canvas_print(canvas, row, TRACE_COL - 1, canvas->cols - TRACE_COL, INK_DOUBT, " FROZEN at %s: End ",
		             time_text(look->until_ns, false, until));
}

/* ">[x] pulse": shown, and under the mark. */
static void draw_choice(struct canvas *canvas, int row, const char *name, bool shown, bool marked)
{
	enum ink ink = marked ? INK_FIELD : INK_PLAIN;
	canvas_fill(canvas, row, MARK_COL, VALUE_COL - 1, ink, " ", ' ');
	int used = canvas_print(canvas, row, MARK_COL, 5, ink, "%s[%s] ", marked ? ">" : " ", shown ? "x" : " ");
	canvas_put_cut(canvas, row, MARK_COL + used, VALUE_COL - 1 - used, ink, name);
}

void screen_channels(struct canvas *canvas, struct rows_of_screen rows, const struct snapshot *snapshot,
                     const struct look *look)
{
	int visible = screen_channels_visible(snapshot, look), room = rows.height - SCREEN_CHANNELS_AROUND;
	int each = visible ? room / visible : 0, row = rows.row + 1, drawn = 0;
	each = each < 1 ? 1 : each;
	draw_heading(canvas, rows.row, look);
	for (size_t i = 0; i < snapshot->channel_count; i++) {
		if (!look->choosing && is_hidden(look, i))
			continue;
		if (row + each > rows.row + 1 + room)
			break;
		draw_channel(canvas, (struct rows_of_screen){ row, each }, snapshot, &snapshot->channels[i]);
		if (look->choosing)
			draw_choice(canvas, row, snapshot->channels[i].channel->name, !is_hidden(look, i), (int)i == look->chosen);
		row += each;
		drawn++;
	}
	row = rows.row + rows.height - 2;
	if (drawn < visible)
		canvas_print(canvas, row, NAME_COL, TRACE_COL - NAME_COL - 1, INK_DOUBT, "%s no room: c chooses",
		             count_text(visible - drawn, "more finds", "more find", (char[COUNT_TEXT_SIZE]){0}));
	else if (visible < (int)snapshot->channel_count)
		canvas_print(canvas, row, NAME_COL, TRACE_COL - NAME_COL - 1, INK_FAINT, "%d hidden: c chooses", (int)snapshot->channel_count - visible);
	struct axis axis = { snapshot->until_ns - snapshot->span_ns, snapshot->until_ns, trace_width(canvas->cols) };
	draw_phases(canvas, row, snapshot, &axis);
	draw_axis(canvas, row + 1, &axis);
}
