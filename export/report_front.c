/* report_front.c - who, what and when, and all channels over the session */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/quantity.h"
#include "export/report_inside.h"
#include "record/reading.h"

#define FACT_HEIGHT 13.0
#define STRIP_LEAST 40.0
#define STRIP_MOST  74.0
#define STRIP_GAP   5.0
#define WAVE_SHARE  0.55        /* of the height of other strips */
#define NAMES       11.0        /* the band of phase names */
#define AXIS        16.0
#define BINS_PER_POINT 1

const char *report_local_time(const struct session *session, int64_t time_ns, char text[static LOCAL_TIME_SIZE])
{
	if (time_ns == TIME_NONE)
		return "\u2013";
	utc_format(session_utc(session, time_ns) + session->row.utc_offset_min * 60 * NS_PER_S, text);
	text[10] = ' ';
	text[19] = '\0';
	return text;
}

const char *report_lasting(double seconds, char text[static LOCAL_TIME_SIZE])
{
	if (isnan(seconds))
		return "\u2013";
	long whole = lround(seconds);
	snprintf(text, LOCAL_TIME_SIZE, "%ld:%02ld min", whole / 60, whole % 60);
	return text;
}

const char *report_number(double number, int decimals, char text[static NUMBER_TEXT_SIZE])
{
	if (isnan(number))
		return "\u2013";
	/* What rounds to nothing is not -0.00. */
	double rounded = fabs(number) < 0.5 * pow(10, -decimals) ? 0 : number;
	snprintf(text, NUMBER_TEXT_SIZE, "%.*f", decimals, rounded);
	return text;
}

int report_decimals(const struct channel *channel)
{
	const struct quantity *quantity = quantity_find(channel->quantity);
	return quantity ? quantity->decimals + (quantity->decimals == 0 ? 1 : 0) : 2;
}

struct fact { const char *label; char *value; };

static void draw_facts(struct page *page, const struct fact *facts, size_t count)
{
	double column = PAGE_INNER / 2, first = page->y;
	size_t rows = (count + 1) / 2;
	for (size_t i = 0; i < count; i++) {
		double x = PAGE_MARGIN + (i >= rows ? column : 0), y = first + FACT_HEIGHT * (double)(i % rows + 1);
		draw_text(page->cairo, x, y, 74, (struct style){ 7.5, false, grey, ALIGN_LEFT }, facts[i].label);
		draw_text(page->cairo, x + 76, y, column - 84, (struct style){ 8.5, false, ink, ALIGN_LEFT }, facts[i].value);
	}
	page->y = first + FACT_HEIGHT * (double)rows + 4;
}

static void draw_head(struct report *report)
{
	struct page *page = &report->page;
	const struct session_row *row = &report->session->row;
	char *title = xasprintf("%s \u00B7 visit %d", row->participant, row->visit);
	draw_text(page->cairo, PAGE_MARGIN, page->y + 8, 0, (struct style){ 8, true, accent, ALIGN_LEFT }, "SOLEUS   SESSION REPORT");
	draw_text(page->cairo, PAGE_WIDTH - PAGE_MARGIN, page->y + 8, PAGE_INNER - 150, (struct style){ 8, false, grey, ALIGN_RIGHT },
	          export_study_value(report->export, "title"));
	draw_text(page->cairo, PAGE_MARGIN, page->y + 33, PAGE_INNER * 0.66, (struct style){ 21, true, ink, ALIGN_LEFT }, title);
	struct style style = { 9.5, false, grey, ALIGN_LEFT };
	while (style.size > 7 && text_width(page->cairo, style, row->protocol_title) > PAGE_INNER)
		style.size -= 0.5;
	draw_text(page->cairo, PAGE_MARGIN, page->y + 49, PAGE_INNER, style, row->protocol_title);
	free(title);
	if (row->simulated) {
		double x = PAGE_WIDTH - PAGE_MARGIN;
		draw_box(page->cairo, x - 92, page->y + 16, 92, 20, warning);
		draw_text(page->cairo, x - 46, page->y + 29.5, 0, (struct style){ 9, true, { 1, 1, 1 }, ALIGN_CENTRE }, "SIMULATED");
	}
	draw_line(page->cairo, PAGE_MARGIN, page->y + 57, PAGE_WIDTH - PAGE_MARGIN, page->y + 57, 1.2, ink);
	page->y += 60;
}

static bool instruments_of(struct report *report, char **text, struct error *error)
{
	struct texts names = {0};
	struct rows *rows = record_instruments(report->export->record, report->session->row.session);
	for (struct instrument_row row; rows_next_instrument(rows, &row);)
		texts_take(&names, xasprintf("%s (%s%s)", row.name, row.driver, row.simulated ? ", simulated" : ""));
	*text = texts_join(&names, ", ", SIZE_MAX);
	texts_free(&names);
	return rows_close(rows, error);
}

static bool draw_who_what_when(struct report *report, struct error *error)
{
	const struct session *session = report->session;
	const struct session_row *row = &session->row;
	char began[LOCAL_TIME_SIZE], lasted[LOCAL_TIME_SIZE], *instruments = NULL;
	bool well = instruments_of(report, &instruments, error);
	double lasts_s = row->ended_ns == TIME_NONE ? NAN : (double)row->ended_ns / (double)NS_PER_S;
	struct fact facts[] = {
		{ "Study", xasprintf("%s", export_study_value(report->export, "id")) },
		{ "Participant", xasprintf("%s%s%s", row->participant, row->group[0] ? ", group " : "", row->group) },
		{ "Session", xasprintf("%lld, visit %d \u2013 %s", (long long)row->session, row->visit, row->status) },
		{ "Began", xasprintf("%s (UTC%+03d:%02d)", report_local_time(session, 0, began), row->utc_offset_min / 60,
		                     abs(row->utc_offset_min) % 60) },
		{ "Lasted", xasprintf("%s", report_lasting(lasts_s, lasted)) },
		{ "Operator, station", xasprintf("%s, %s", row->operator_id[0] ? row->operator_id : "\u2013", row->station) },
		{ "Protocol", xasprintf("%s, version %s", row->protocol_id, row->protocol_version) },
		{ "Order", xasprintf("%s", session->sequence[0] ? session->sequence : "\u2013") },
		{ "Script SHA-256", xasprintf("%.24s\u2026", row->script_sha256) },
		{ "Seed", xasprintf("%s", row->seed) },
		{ "Software", xasprintf("%s", row->software_version) },
	};
	size_t count = sizeof facts / sizeof facts[0];
	draw_facts(&report->page, facts, count);
	for (size_t i = 0; i < count; i++)
		free(facts[i].value);
	report->page.y -= 4;
	draw_text(report->page.cairo, PAGE_MARGIN, report->page.y + FACT_HEIGHT, 74, (struct style){ 7.5, false, grey, ALIGN_LEFT },
	          "Instruments");
	report->page.y += 4;
	page_paragraph(&report->page, PAGE_MARGIN + 76, PAGE_INNER - 76, (struct style){ 8.5, false, ink, ALIGN_LEFT },
	               instruments ? instruments : "");
	free(instruments);
	return well;
}

/* The baseline of a trial's channel: any of its phases knows it. */
static double baseline_of(const struct report *report, const struct trial_row *trial, size_t channel)
{
	for (size_t p = 0; trial && p < report->session->phase_count; p++) {
		const struct phase_row *phase = &report->session->phases[p];
		double baseline = report->measured[channel * report->session->phase_count + p].baseline;
		if (phase->trial == trial->info.number && phase->attempt == trial->attempt && !isnan(baseline))
			return baseline;
	}
	return NAN;
}

/* An oximeter's pulse wave: its height is the device's choice, and shows little but where it is. */
static bool is_wave(const struct channel *channel)
{
	return strcmp(channel->quantity, "plethysmogram") == 0;
}

static double height_share(const struct channel *channel)
{
	return is_wave(channel) ? WAVE_SHARE : 1;
}

/* Of the phases, and above them of the trials where it is not one of them that is shown. */
static void draw_names(struct report *report, const struct stretch_of_time *time, const struct trial_row *trial)
{
	struct page *page = &report->page;
	if (!trial && report->session->trial_count > 0) {
		draw_trial_names(page->cairo, time, (struct box){ PAGE_MARGIN, page->y, PAGE_INNER, NAMES });
		page->y += NAMES;
	}
	draw_phase_names(page->cairo, time, (struct box){ PAGE_MARGIN, page->y, PAGE_INNER, NAMES });
	page->y += NAMES + 2;
}

bool report_strips(struct report *report, int64_t from_ns, int64_t until_ns, int64_t zero_ns, double height,
                   const struct trial_row *trial, struct error *error)
{
	struct page *page = &report->page;
	const struct stretch_of_time time = { report->session, from_ns, until_ns, zero_ns };
	if (until_ns <= from_ns)
		return true;
	bool new_page = true;
	size_t count = report->session->channel_count;
	for (size_t c = 0; c < count; c++) {
		struct strip strip;
		const struct channel_row *channel = &report->session->channels[c];
		double own = height * height_share(&channel->channel), next = c + 1 < count ? height * height_share(&channel[1].channel) : 0;
		if (page_need(page, own + STRIP_GAP + AXIS + (new_page ? 2 * NAMES : 0)) || new_page)
			draw_names(report, &time, trial);
		if (!strip_load(&strip, report->export->record, report->session, channel, from_ns, until_ns,
		                (size_t)(PAGE_INNER * BINS_PER_POINT), error))
			return false;
		draw_strip(page->cairo, &time, &strip, (struct box){ PAGE_MARGIN, page->y, PAGE_INNER, own },
		           is_wave(&channel->channel) ? NAN : baseline_of(report, trial, c));
		strip_free(&strip);
		page->y += own + STRIP_GAP;
		new_page = c + 1 < count && page->y + next + STRIP_GAP + AXIS > PAGE_BOTTOM;
		if (new_page || c + 1 == count) {
			draw_time_axis(page->cairo, &time, (struct box){ PAGE_MARGIN, page->y - STRIP_GAP, PAGE_INNER, 0 });
			page->y += AXIS - STRIP_GAP;
		}
	}
	return true;
}

bool report_front(struct report *report, struct error *error)
{
	struct page *page = &report->page;
	draw_head(report);
	if (!draw_who_what_when(report, error))
		return false;
	page_title(page, "The whole session", 120);
	page->y += 2;
	size_t channels = report->session->channel_count;
	double shares = 0;
	for (size_t i = 0; i < channels; i++)
		shares += height_share(&report->session->channels[i].channel);
	double room = (PAGE_BOTTOM - page->y - 2 * NAMES - AXIS - 36 - STRIP_GAP * (double)channels) / fmax(shares, 1);
	if (!report_strips(report, 0, report->until_ns, 0, fmin(fmax(room, STRIP_LEAST), STRIP_MOST), NULL, error))
		return false;
	page_need(page, 20);
	page->y += 6;
	page_paragraph(page, PAGE_MARGIN, PAGE_INNER, (struct style){ 7, false, grey, ALIGN_LEFT },
		"Lines are means of what lies within one line's width, the band about them goes from the lowest to the highest. "
		"Red marks below: samples that were not valid and enter no figure. Hatched red: the channel gave nothing valid; hatched grey: "
		"the visit was paused. A trial in brackets does not count. Time from the session's beginning.");
	return true;
}
