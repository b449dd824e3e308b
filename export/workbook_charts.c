/* workbook_charts.c - the sheet of charts: a channel of a session in each */

#include "export/workbook_charts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/scale.h"
#include "export/texts.h"
#include "export/workbook_text.h"

#define SAMPLES_TABLE "samples_1hz"
#define MORE "Further sessions have no charts here: 'soleus report SESSION' shows each, and samples_1hz has their values."

#define CHARTS_ACROSS 2
#define CHART_WIDTH   640       /* pixels: ten columns of a sheet */
#define CHART_HEIGHT  360       /* pixels: eighteen rows */
#define CHART_COLUMNS 10
#define CHART_ROWS    18

/* Told apart by colour-blind eyes too: Okabe and Ito, "Color Universal Design" (2008), but their yellow
 * and black, with a brown and a grey. */
static const lxw_color_t colours[] = { 0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x8C564B, 0x555555 };
#define COLOUR_COUNT (sizeof colours / sizeof colours[0])
#define BETWEEN_COLOUR 0xC0C0C0
#define BETWEEN_NAME   "between phases"
#define AXIS_COLOUR    0x808080
#define GRID_COLOUR    0xE4E4E4

/* The sheet being filled. */
struct charts {
	lxw_workbook  *workbook;
	lxw_worksheet *worksheet;
	lxw_format    *heading;
	size_t         rows_per_sheet;
	struct texts   phases;          /* their place gives the colour */
	lxw_row_t      row;             /* where the next row of charts goes */
	size_t         drawn;
};

static lxw_color_t colour_of(struct charts *charts, const char *phase)
{
	if (phase[0] == '\0')
		return BETWEEN_COLOUR;
	const char *kept = texts_add_new(&charts->phases, phase);
	size_t place = 0;
	while (charts->phases.items[place] != kept)
		place++;
	return colours[place % COLOUR_COUNT];
}

/* 1, 2 or 5 times a power of ten: some `about` of them make up the span. */
static double nice_step(double span, double about)
{
	double raw = span / about, power = pow(10, floor(log10(raw))), times = raw / power;
	return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

/* What an axis shows, and what its values can be (NAN: no bound). */
struct extent { double low, high, least, most; };

/* An axis that begins and ends with a round number just outside the values, or with their bound. */
static void set_scale(lxw_chart_axis *axis, struct extent extent, double least_span, double about)
{
	scale_widen(&extent.low, &extent.high, fmax(0, least_span - (extent.high - extent.low)) / 2, extent.least, extent.most);
	double step = nice_step(extent.high - extent.low, about);
	double from = floor(extent.low / step) * step, until = ceil(extent.high / step) * step;
	chart_axis_set_min(axis, extent.low >= extent.least ? fmax(from, extent.least) : from);
	chart_axis_set_max(axis, extent.high <= extent.most ? fmin(until, extent.most) : until);
	chart_axis_set_major_unit(axis, step);
}

static void dress_axis(lxw_chart_axis *axis, const char *name)
{
	lxw_chart_font small = { .size = 9, .bold = LXW_EXPLICIT_FALSE, .color = 0x404040 };
	lxw_chart_line line = { .color = AXIS_COLOUR, .width = 0.75f };
	lxw_chart_line grid = { .color = GRID_COLOUR, .width = 0.5f };
	chart_axis_set_name(axis, name);
	chart_axis_set_name_font(axis, &small);
	chart_axis_set_num_font(axis, &small);
	chart_axis_set_line(axis, &line);
	chart_axis_major_gridlines_set_visible(axis, LXW_TRUE);
	chart_axis_major_gridlines_set_line(axis, &grid);
}

/* One series of the rows first..last, which stand in one sheet. */
static void add_series(struct charts *charts, lxw_chart *chart, const struct chart_range *range,
                       size_t first_row, size_t last_row)
{
	char sheet[SHEET_NAME_SIZE];
	size_t above = first_row / charts->rows_per_sheet * charts->rows_per_sheet;
	workbook_sheet_name(SAMPLES_TABLE, first_row / charts->rows_per_sheet + 1, sheet);
	lxw_row_t first = (lxw_row_t)(first_row - above + 1), last = (lxw_row_t)(last_row - above + 1);
	lxw_col_t time = (lxw_col_t)range->time_column, column = (lxw_col_t)range->column;
	lxw_chart_line line = { .color = colour_of(charts, range->phase), .width = 1.5f };

	lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
	chart_series_set_categories(series, sheet, first, time, last, time);
	chart_series_set_values(series, sheet, first, column, last, column);
	chart_series_set_name(series, range->phase[0] ? range->phase : BETWEEN_NAME);
	chart_series_set_line(series, &line);
}

/* The series of a chart, and which of them repeat a name in the legend (ended by -1). */
struct legend {
	const char **names;
	int16_t     *repeated;
	size_t       series, repeats;
};

static void note_in_legend(struct legend *legend, const char *name)
{
	bool known = false;
	for (size_t i = 0; i < legend->series; i++)
		known = known || strcmp(legend->names[i], name) == 0;
	if (known)
		legend->repeated[legend->repeats++] = (int16_t)legend->series;
	legend->names[legend->series++] = name;
}

/* A range that goes on in the next sheet becomes a series in each. */
static size_t sheets_of(const struct charts *charts, const struct chart_range *range)
{
	return range->last_row / charts->rows_per_sheet - range->first_row / charts->rows_per_sheet + 1;
}

static bool add_all_series(struct charts *charts, lxw_chart *chart, const struct chart_range *ranges, size_t count)
{
	size_t most = 0;
	for (size_t i = 0; i < count; i++)
		most += sheets_of(charts, &ranges[i]);
	struct legend legend = {
		.names = xcalloc(most, sizeof *legend.names),
		.repeated = xcalloc(most + 1, sizeof *legend.repeated),
	};
	for (size_t i = 0; i < count; i++) {
		for (size_t first = ranges[i].first_row; first <= ranges[i].last_row;) {
			size_t sheet_end = (first / charts->rows_per_sheet + 1) * charts->rows_per_sheet - 1;
			size_t last = ranges[i].last_row < sheet_end ? ranges[i].last_row : sheet_end;
			add_series(charts, chart, &ranges[i], first, last);
			note_in_legend(&legend, ranges[i].phase);
			first = last + 1;
		}
	}
	legend.repeated[legend.repeats] = -1;
	bool well = legend.repeats == 0 || chart_legend_delete_series(chart, legend.repeated) == LXW_NO_ERROR;
	free(legend.names);
	free(legend.repeated);
	return well;
}

static void dress_chart(lxw_chart *chart, const struct chart_range *first, double first_min, double last_min,
                        struct extent values)
{
	lxw_chart_font title_font = { .size = 12, .bold = LXW_TRUE, .color = 0x202020 };
	lxw_chart_font small = { .size = 9, .color = 0x404040 };
	lxw_chart_line frame = { .color = 0xD0D0D0, .width = 0.75f };
	lxw_chart_axis *x = chart_axis_get(chart, LXW_CHART_AXIS_TYPE_X), *y = chart_axis_get(chart, LXW_CHART_AXIS_TYPE_Y);
	char *title = xasprintf("%s: %s (%s)", first->session_label, first->channel, first->unit);
	char *time = xasprintf("minutes from the session's start%s%s", first->sequence[0] ? "; order: " : "", first->sequence);
	char *value = xasprintf("%s (%s)", first->channel, first->unit);
	chart_title_set_name(chart, title);
	chart_title_set_name_font(chart, &title_font);
	dress_axis(x, time);
	dress_axis(y, value);
	set_scale(x, (struct extent){ first_min, last_min, NAN, NAN }, 1, 10);
	set_scale(y, values, fmax(fabs(values.low + values.high) / 2 * 0.02, 1e-3), 5);
	/* Where the axes cross would else be at 0, which may lie far outside. */
	chart_axis_set_crossing_min(x);
	chart_axis_set_crossing_min(y);
	chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
	chart_legend_set_font(chart, &small);
	chart_chartarea_set_line(chart, &frame);
	free(title);
	free(time);
	free(value);
}

static bool draw(struct charts *charts, const struct chart_range *ranges, size_t count, size_t place)
{
	lxw_chart *chart = workbook_add_chart(charts->workbook, LXW_CHART_SCATTER_STRAIGHT);
	if (!chart || !add_all_series(charts, chart, ranges, count))
		return false;
	struct extent values = { ranges[0].low, ranges[0].high, ranges[0].least, ranges[0].most };
	for (size_t i = 1; i < count; i++) {
		values.low = fmin(values.low, ranges[i].low);
		values.high = fmax(values.high, ranges[i].high);
	}
	dress_chart(chart, &ranges[0], ranges[0].first_min, ranges[count - 1].last_min, values);
	lxw_chart_options options = {
		.x_scale = CHART_WIDTH / 480.0, .y_scale = CHART_HEIGHT / 288.0,     /* the library's own size */
		.x_offset = 4, .y_offset = 4,
	};
	lxw_row_t row = charts->row + (lxw_row_t)(place / CHARTS_ACROSS * (CHART_ROWS + 1));
	lxw_col_t column = (lxw_col_t)(place % CHARTS_ACROSS * (CHART_COLUMNS + 1));
	return worksheet_insert_chart_opt(charts->worksheet, row, column, chart, &options) == LXW_NO_ERROR;
}

static bool write_heading(struct charts *charts, const struct chart_range *range)
{
	struct workbook_text clean = {0};
	char *text = xasprintf("%s, session %lld: %s%s%s", range->session_label, (long long)range->session, range->protocol,
	                       range->sequence[0] ? ", " : "", range->sequence);
	lxw_error reason = worksheet_write_string(charts->worksheet, charts->row, 0, workbook_text(&clean, text), charts->heading);
	charts->row++;
	free(text);
	workbook_text_free(&clean);
	return reason == LXW_NO_ERROR;
}

/* The charts of one session, two in a row; returns how many ranges were drawn, 0 for a failure. */
static size_t draw_session(struct charts *charts, const struct chart_range *ranges, size_t count)
{
	size_t place = 0, first = 0;
	if (!write_heading(charts, &ranges[0]))
		return 0;
	while (first < count && ranges[first].session == ranges[0].session) {
		size_t last = first;
		while (last < count && ranges[last].session == ranges[0].session &&
		       strcmp(ranges[last].channel, ranges[first].channel) == 0)
			last++;
		if (!draw(charts, &ranges[first], last - first, place++))
			return 0;
		first = last;
	}
	charts->drawn += place;
	charts->row += (lxw_row_t)((place + CHARTS_ACROSS - 1) / CHARTS_ACROSS * (CHART_ROWS + 1)) + 1;
	return first;
}

bool workbook_charts(lxw_workbook *workbook, const struct chart_range *ranges, size_t count, size_t rows_per_sheet,
                     size_t most)
{
	struct charts charts = {
		.workbook = workbook, .rows_per_sheet = rows_per_sheet,
		.worksheet = workbook_add_worksheet(workbook, "charts"),
		.heading = workbook_add_format(workbook),
	};
	if (!charts.worksheet || !charts.heading)
		return false;
	format_set_bold(charts.heading);
	format_set_font_size(charts.heading, 14);
	worksheet_gridlines(charts.worksheet, LXW_HIDE_ALL_GRIDLINES);
	worksheet_set_landscape(charts.worksheet);
	worksheet_fit_to_pages(charts.worksheet, 1, 0);

	bool well = true;
	for (size_t i = 0; well && i < count;) {
		size_t drawn = draw_session(&charts, &ranges[i], count - i);
		well = drawn > 0;
		i += drawn;
		if (well && i < count && charts.drawn >= most) {
			well = worksheet_write_string(charts.worksheet, charts.row, 0, MORE, charts.heading) == LXW_NO_ERROR;
			break;
		}
	}
	texts_free(&charts.phases);
	return well;
}
