/* report_refills.c - refill curves with the points that were read from them */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "export/report_inside.h"

#define PLOT_HEIGHT 162.0
#define BEFORE_S    30          /* of the rest before the exercise that is shown, */
#define EXERCISE_S  60          /* and of the exercise: a longer one has its end */
#define LEFT        40.0
#define RIGHT       118.0       /* room for the figures */

struct plot {
	cairo_t            *cairo;
	const struct curve *curve;
	struct box          box;
	int64_t             from_ns, until_ns;
	double              low, high;
};

static double across(const struct plot *plot, int64_t time_ns)
{
	return plot->box.x + plot->box.width * (double)(time_ns - plot->from_ns) / (double)(plot->until_ns - plot->from_ns);
}

static double down(const struct plot *plot, double value)
{
	return plot->box.y + plot->box.height * (1 - (value - plot->low) / (plot->high - plot->low));
}

/* Never for a time that was not reached. */
static int64_t after_peak(const struct plot *plot, double seconds)
{
	return isnan(seconds) ? TIME_NEVER : plot->curve->refill.peak_ns + llround(seconds * (double)NS_PER_S);
}

static void draw_frame(const struct plot *plot, const struct session *session)
{
	const struct stretch_of_time time = { session, plot->from_ns, plot->until_ns, plot->curve->times.exercise_began_ns };
	int decimals;
	double step = nice_step(plot->high - plot->low, 5, &decimals);
	draw_phases(plot->cairo, &time, plot->box);
	for (double value = ceil(plot->low / step) * step; value <= plot->high; value += step) {
		char text[32];
		snprintf(text, sizeof text, "%.*f", decimals, fabs(value) < step / 1e6 ? 0 : value);
		draw_line(plot->cairo, plot->box.x, down(plot, value), plot->box.x + plot->box.width, down(plot, value), 0.25,
		          (struct colour){ 0.72, 0.75, 0.78 });
		draw_text(plot->cairo, plot->box.x - 3, down(plot, value) + 2.2, 0, (struct style){ 6, false, grey, ALIGN_RIGHT }, text);
	}
	double seconds = (double)(plot->until_ns - plot->from_ns) / (double)NS_PER_S;
	step = nice_step(seconds, 10, &decimals);
	double first = (double)(plot->from_ns - time.zero_ns) / (double)NS_PER_S;
	for (double value = ceil(first / step) * step; value <= first + seconds; value += step) {
		char text[32];
		double x = plot->box.x + plot->box.width * (value - first) / seconds;
		draw_line(plot->cairo, x, plot->box.y + plot->box.height, x, plot->box.y + plot->box.height + 2.5, 0.5, grey);
		snprintf(text, sizeof text, "%.*f", decimals, fabs(value) < step / 1e6 ? 0 : value);
		draw_text(plot->cairo, x, plot->box.y + plot->box.height + 9.5, 0, (struct style){ 6.5, false, grey, ALIGN_CENTRE }, text);
	}
	draw_text(plot->cairo, plot->box.x - 12, plot->box.y + plot->box.height + 9.5, 0, (struct style){ 6.5, false, grey, ALIGN_RIGHT },
	          "s");
}

static void draw_samples(const struct plot *plot, const struct sample *samples, size_t count)
{
	struct colour colour = channel_colour(&plot->curve->channel->channel);
	set_colour(plot->cairo, colour, 0.35);
	cairo_set_line_width(plot->cairo, 0.5);
	for (size_t i = 0; i < count; i++) {
		if (!sample_is_valid(&samples[i]))
			continue;
		bool joined = i > 0 && sample_is_valid(&samples[i - 1]);
		(joined ? cairo_line_to : cairo_move_to)(plot->cairo, across(plot, samples[i].time_ns), down(plot, samples[i].value));
	}
	cairo_stroke(plot->cairo);
}

static void draw_fit(const struct plot *plot)
{
	const struct refill *refill = &plot->curve->refill;
	const double dash[] = { 3, 2 };
	set_colour(plot->cairo, channel_colour(&plot->curve->channel->channel), 1);
	cairo_set_line_width(plot->cairo, 1.3);
	for (size_t i = 0; i < refill->curve.count; i++)
		cairo_line_to(plot->cairo, across(plot, after_peak(plot, refill->curve.times[i])), down(plot, refill->curve.values[i]));
	cairo_stroke(plot->cairo);
	cairo_set_dash(plot->cairo, dash, 2, 0);
	draw_line(plot->cairo, plot->box.x, down(plot, refill->baseline), plot->box.x + plot->box.width,
	          down(plot, refill->baseline), 0.7, ink);
	cairo_set_dash(plot->cairo, NULL, 0, 0);
	draw_text(plot->cairo, plot->box.x + 3, down(plot, refill->baseline) - 2.5, 0, (struct style){ 6.5, false, ink, ALIGN_LEFT },
	          "baseline");
}

#define LABELS 5        /* t0, T50, T90, T95, T100 */
#define LABEL_STEP 8.0

struct labels {
	struct box boxes[LABELS];
	size_t     count;
};

static bool overlaps(const struct labels *labels, const struct box *box)
{
	for (size_t i = 0; i < labels->count; i++) {
		const struct box *other = &labels->boxes[i];
		if (box->x < other->x + other->width && other->x < box->x + box->width && box->y < other->y + other->height
		    && other->y < box->y + box->height)
			return true;
	}
	return false;
}

/* The last point first, so that labels stand in the order of their points. Beside its point, or away from the curve as far as there is room; a line then leads to it. */
static void draw_label(const struct plot *plot, struct labels *labels, double x, double y, const char *name, bool above)
{
	const struct style style = { 7, true, accent, ALIGN_LEFT };
	struct box box = { x + 4, above ? y - 4 - LABEL_STEP : y + 9 - LABEL_STEP, text_width(plot->cairo, style, name) + 2, LABEL_STEP };
	double beside = box.y;
	while (overlaps(labels, &box))
		box.y += above ? -LABEL_STEP : LABEL_STEP;
	if (fabs(box.y - beside) > 1)
		draw_line(plot->cairo, x, y, box.x, above ? box.y + LABEL_STEP : box.y + 2, 0.4, accent);
	draw_text(plot->cairo, box.x, box.y + LABEL_STEP, 0, style, name);
	labels->boxes[labels->count++] = box;
}

static void draw_point(const struct plot *plot, struct labels *labels, double seconds, double value, const char *name, bool above)
{
	double x = across(plot, after_peak(plot, seconds)), y = down(plot, value);
	cairo_set_dash(plot->cairo, (const double[]){ 1.5, 1.5 }, 2, 0);
	draw_line(plot->cairo, x, y, x, plot->box.y + plot->box.height, 0.5, grey);
	cairo_set_dash(plot->cairo, NULL, 0, 0);
	set_colour(plot->cairo, accent, 1);
	cairo_arc(plot->cairo, x, y, 2.4, 0, 6.2832);
	cairo_fill(plot->cairo);
	draw_label(plot, labels, x, y, name, above);
}

static void draw_points(const struct plot *plot)
{
	static const struct { enum refill_level level; double left; const char *name; } points[] = {
		{ REFILL_100, 0, "T100" }, { REFILL_95, 0.05, "T95" }, { REFILL_90, 0.1, "T90" }, { REFILL_50, 0.5, "T50" },
	};
	const struct refill *refill = &plot->curve->refill;
	bool light = refill->peak > refill->baseline;
	struct labels labels = {0};
	for (size_t i = 0; i < sizeof points / sizeof points[0]; i++)
		if (after_peak(plot, refill->times[points[i].level].time_s) < plot->until_ns)
			draw_point(plot, &labels, refill->times[points[i].level].time_s,
			           refill->baseline + points[i].left * (refill->peak - refill->baseline), points[i].name, light);
	draw_point(plot, &labels, 0, refill->peak, "t0", light);
}

static void draw_figure(const struct plot *plot, double *y, const char *name, const char *value)
{
	double x = plot->box.x + plot->box.width + 12;
	draw_text(plot->cairo, x, *y, 0, (struct style){ 7.5, false, grey, ALIGN_LEFT }, name);
	draw_text(plot->cairo, x + RIGHT - 16, *y, 0, (struct style){ 7.5, true, ink, ALIGN_RIGHT }, value);
	*y += 12;
}

static void draw_time(const struct plot *plot, double *y, const char *name, const struct first_time *time)
{
	char value[64], number[NUMBER_TEXT_SIZE];
	snprintf(value, sizeof value, "%s s", report_number(time->time_s, 1, number));
	if (time->censored > 0)
		snprintf(value, sizeof value, "> %s s", report_number(plot->curve->refill.observed_s, 0, number));
	draw_figure(plot, y, name, isnan(time->censored) ? "\u2013" : value);
}

static void draw_number(const struct plot *plot, double *y, const char *name, double number, int decimals, const char *unit)
{
	char value[80], text[NUMBER_TEXT_SIZE];
	snprintf(value, sizeof value, "%s %s", report_number(number, decimals, text), isnan(number) ? "" : unit);
	draw_figure(plot, y, name, value);
}

static void draw_emptying(const struct plot *plot, double *y)
{
	const struct curve *curve = plot->curve;
	struct emptying emptying = curve_emptying(curve, false);
	if (isnan(emptying.venous_volume))
		return;
	draw_number(plot, y, "VV", emptying.venous_volume, 1, curve->channel->channel.unit);
	if (!isnan(emptying.ejected_pct))
		draw_number(plot, y, "EF", emptying.ejected_pct, 0, "%");
	if (!isnan(emptying.residual_pct))
		draw_number(plot, y, "RVF", emptying.residual_pct, 0, "%");
}

static void draw_figures(const struct plot *plot, double endpoint)
{
	const struct refill *refill = &plot->curve->refill;
	char name[32];
	double y = plot->box.y + 8;
	draw_number(plot, &y, "A", refill->amplitude, 2, plot->curve->channel->channel.unit);
	if (!isnan(refill->v0_pct))
		draw_number(plot, &y, "V0", refill->v0_pct, 2, "%");
	draw_time(plot, &y, "T50", &refill->times[REFILL_50]);
	draw_time(plot, &y, "T90", &refill->times[REFILL_90]);
	draw_time(plot, &y, "T95", &refill->times[REFILL_95]);
	draw_time(plot, &y, "T100", &refill->times[REFILL_100]);
	snprintf(name, sizeof name, "T0 (\u03B5 %g)", endpoint);
	draw_time(plot, &y, name, &refill->times[REFILL_ENDPOINT]);
	draw_number(plot, &y, "Ti", refill->ti_s, 1, "s");
	draw_number(plot, &y, "\u03C4", refill->tau_s, 1, "s");
	if (!isnan(refill->f0_pct_s))
		draw_number(plot, &y, "F0", refill->f0_pct_s, 0, "%\u00B7s");
	draw_emptying(plot, &y);
	char flags[REFILL_FLAGS_SIZE];
	refill_flags_text(refill->flags, flags);
	for (char *flag = flags[0] ? flags : NULL, *end; flag; flag = end ? end + 2 : NULL, y += 8.5) {
		end = strstr(flag, "; ");
		if (end)
			*end = '\0';
		draw_text(plot->cairo, plot->box.x + plot->box.width + 12, y + 2, RIGHT - 16, (struct style){ 7, true, warning, ALIGN_LEFT }, flag);
	}
}

static void find_range(struct plot *plot, const struct sample *samples, size_t count)
{
	plot->low = fmin(plot->curve->refill.baseline, plot->curve->refill.peak);
	plot->high = fmax(plot->curve->refill.baseline, plot->curve->refill.peak);
	for (size_t i = 0; i < count; i++) {
		if (!sample_is_valid(&samples[i]))
			continue;
		plot->low = fmin(plot->low, samples[i].value);
		plot->high = fmax(plot->high, samples[i].value);
	}
	double room = (plot->high - plot->low) * 0.09;
	plot->low -= room;
	plot->high += room > 0 ? room : 1;
}

/* The exercise with some of the rest before it, or its end; and of the refill twice as much as it took. */
static void show_most(struct plot *plot)
{
	const struct refill_times *times = &plot->curve->times;
	double refilled_s = plot->curve->refill.times[REFILL_95].time_s;
	plot->from_ns = times->exercise_began_ns - BEFORE_S * NS_PER_S;
	if (plot->from_ns < times->rest_began_ns)
		plot->from_ns = times->rest_began_ns;
	if (plot->from_ns < times->exercise_ended_ns - (BEFORE_S + EXERCISE_S) * NS_PER_S)
		plot->from_ns = times->exercise_ended_ns - EXERCISE_S * NS_PER_S;
	plot->until_ns = times->until_ns;
	if (!isnan(refilled_s) && plot->until_ns > after_peak(plot, 2 * refilled_s))
		plot->until_ns = after_peak(plot, 2 * refilled_s);
}

static bool draw_curve(struct report *report, const struct curve *curve, struct error *error)
{
	struct page *page = &report->page;
	struct plot plot = {
		.cairo = page->cairo, .curve = curve,
		.box = { PAGE_MARGIN + LEFT, page->y, PAGE_INNER - LEFT - RIGHT, PLOT_HEIGHT - 36 },
	};
	show_most(&plot);
	size_t count;
	struct sample *samples = samples_load(report->export->record, curve->channel->channel_id, plot.from_ns, plot.until_ns,
	                                      &count, error);
	if (!samples)
		return false;
	find_range(&plot, samples, count);
	draw_frame(&plot, report->session);
	cairo_save(plot.cairo);
	cairo_rectangle(plot.cairo, plot.box.x, plot.box.y, plot.box.width, plot.box.height);
	cairo_clip(plot.cairo);
	draw_samples(&plot, samples, count);
	draw_fit(&plot);
	cairo_restore(plot.cairo);
	draw_points(&plot);
	draw_figures(&plot, report->export->parameters.values[PARAMETER_REFILL_ENDPOINT]);
	free(samples);
	page->y += PLOT_HEIGHT - 18;
	return true;
}

static bool one_curve(struct report *report, const struct curve *curve, struct error *error)
{
	struct page *page = &report->page;
	const struct trial_row *trial = session_trial(report->session, curve->exercise->trial, curve->exercise->attempt);
	char *title = xasprintf("%s after %s, trial %d (%s)", curve->channel->channel.name, curve->exercise->name,
	                        curve->exercise->trial, trial ? trial->info.condition : "outside any trial");
	page_need(page, curve->refill.missing ? 40 : PLOT_HEIGHT + 14);
	page->y += 12;
	draw_text(page->cairo, PAGE_MARGIN, page->y, PAGE_INNER, (struct style){ 8.5, true, ink, ALIGN_LEFT }, title);
	page->y += 7;
	free(title);
	if (!curve->refill.missing)
		return draw_curve(report, curve, error);
	char *why = xasprintf("No refill curve: %s.", curve->refill.missing);
	page_paragraph(page, PAGE_MARGIN, PAGE_INNER, (struct style){ 8, false, grey, ALIGN_LEFT }, why);
	free(why);
	return true;
}

bool report_refills(struct report *report, struct error *error)
{
	const struct curves *curves = &report->curves;
	bool well = true, any = false;
	for (size_t i = 0; i < curves->count; i++)
		any = any || !refill_refusal(curves->items[i].channel->channel.quantity);
	if (!any)
		return true;
	page_title(&report->page, "Refill of the calf's veins", PLOT_HEIGHT + 40);
	page_paragraph(&report->page, PAGE_MARGIN, PAGE_INNER, (struct style){ 7, false, grey, ALIGN_LEFT },
		"Thin: the samples; thick: the smoothed curve from which the points were read. Seconds from the beginning of the "
		"exercise; T50 to T100 count from t0. After > stands how long was watched for what was not reached. Rules and figures: "
		"codebook and about of the workbook.");
	for (size_t i = 0; well && i < curves->count; i++)
		if (!refill_refusal(curves->items[i].channel->channel.quantity))
			well = one_curve(report, &curves->items[i], error);
	return well;
}
