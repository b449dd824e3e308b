/* report_trials.c - each trial's traces with its measures */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "export/report_inside.h"

#define STRIP        46.0
#define PHASES_A_ROW 4

static int64_t end_of(const struct report *report, const struct trial_row *trial)
{
	return trial->ended_ns == TIME_NONE ? report->until_ns : trial->ended_ns;
}

static char *factors_of(const struct trial_info *info)
{
	struct texts factors = {0};
	for (size_t i = 0; i < info->factor_count; i++)
		texts_take(&factors, xasprintf("%s %s", info->factors[i].name, info->factors[i].value));
	char *text = texts_join(&factors, ", ", SIZE_MAX);
	texts_free(&factors);
	return text;
}

/* The trial's phases from `skip` on, at most PHASES_A_ROW of them. */
static size_t phases_of(const struct session *session, const struct trial_row *trial, size_t skip, size_t *places)
{
	size_t count = 0;
	for (size_t p = 0; p < session->phase_count && count < PHASES_A_ROW; p++) {
		const struct phase_row *phase = &session->phases[p];
		if (phase->trial != trial->info.number || phase->attempt != trial->attempt)
			continue;
		if (skip > 0)
			skip--;
		else
			places[count++] = p;
	}
	return count;
}

/* "33.12 (+0.51)": the mean, and its change from baseline. */
static char *figure(const struct channel *channel, const struct measured *measured, const char *phase)
{
	int decimals = report_decimals(channel);
	char mean[NUMBER_TEXT_SIZE], change[NUMBER_TEXT_SIZE];
	double delta = measured->phase.mean - measured->baseline;
	report_number(delta, decimals, change);
	if (isnan(delta) || strcmp(phase, "baseline") == 0)
		return xstrdup(report_number(measured->phase.mean, decimals, mean));
	return xasprintf("%s (%s%s)", report_number(measured->phase.mean, decimals, mean), change[0] == '-' ? "" : "+", change);
}

static void draw_table(struct report *report, const size_t *places, size_t count)
{
	const struct session *session = report->session;
	struct page_column columns[2 + PHASES_A_ROW] = {
		{ "Mean (change)", 76, ALIGN_LEFT }, { "Unit", 48, ALIGN_LEFT },
	};
	double width = (PAGE_INNER - columns[0].width - columns[1].width) / PHASES_A_ROW;
	for (size_t i = 0; i < count; i++)
		columns[2 + i] = (struct page_column){ session->phases[places[i]].name, width, ALIGN_RIGHT };
	page_table_head(&report->page, columns, 2 + count);
	for (size_t c = 0; c < session->channel_count; c++) {
		const struct channel *channel = &session->channels[c].channel;
		char *figures[PHASES_A_ROW];
		const char *cells[2 + PHASES_A_ROW] = { channel->name, channel->unit };
		if (channel->waveform && strcmp(channel->quantity, "plethysmogram") == 0)
			continue;
		for (size_t i = 0; i < count; i++) {
			const struct measured *measured = &report->measured[c * session->phase_count + places[i]];
			figures[i] = figure(channel, measured, session->phases[places[i]].name);
			cells[2 + i] = figures[i];
		}
		page_table_row(&report->page, columns, 2 + count, cells);
		for (size_t i = 0; i < count; i++)
			free(figures[i]);
	}
	report->page.y += 5;
}

/* Right of the title where there is room for it; else below. */
static void draw_told(struct page *page, double title_width, const char *told)
{
	const struct style style = { 8, false, grey, ALIGN_RIGHT };
	double room = PAGE_INNER - title_width - 10;
	if (text_width(page->cairo, style, told) <= room) {
		draw_text(page->cairo, PAGE_WIDTH - PAGE_MARGIN, page->y - 12, room, style, told);
	} else {
		page_paragraph(page, PAGE_MARGIN, PAGE_INNER, (struct style){ style.size, false, grey, ALIGN_LEFT }, told);
		page->y += 4;
	}
}

static bool one_trial(struct report *report, const struct trial_row *trial, struct error *error)
{
	struct page *page = &report->page;
	const struct session *session = report->session;
	char lasted[LOCAL_TIME_SIZE], *factors = factors_of(&trial->info);
	double lasts_s = trial->ended_ns == TIME_NONE ? NAN : (double)(trial->ended_ns - trial->began_ns) / (double)NS_PER_S;
	char *title = xasprintf("Trial %d: %s%s", trial->info.number, trial->info.condition,
	                        trial->attempt > 1 ? ", done again" : "");
	char *told = xasprintf("%s%s%s, %s%s", factors, factors[0] ? "; " : "", trial->outcome, report_lasting(lasts_s, lasted),
	                       trial->counted ? "" : session_trial(session, trial->info.number, trial->attempt + 1)
	                           ? "; does not count: a later attempt does" : "; does not count: voided or excluded");
	double wide = page_title(page, title, 11 + ((double)session->channel_count * (STRIP + 5 + 12.5)) + 60);
	draw_told(page, wide, told);
	free(factors);
	free(title);
	free(told);
	bool well = report_strips(report, trial->began_ns, end_of(report, trial), trial->began_ns, STRIP, trial, error);
	size_t places[PHASES_A_ROW], count, skip = 0;
	for (; well && (count = phases_of(session, trial, skip, places)) > 0; skip += count)
		draw_table(report, places, count);
	return well;
}

bool report_trials(struct report *report, struct error *error)
{
	bool well = true;
	for (size_t i = 0; well && i < report->session->trial_count; i++)
		well = one_trial(report, &report->session->trials[i], error);
	return well;
}
