/* report_quality.c - how good the data are, what was answered and noted, and who says so */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/count.h"
#include "base/memory.h"
#include "export/report_inside.h"
#include "record/reading.h"

#define CLOCK_TIME 11       /* where the time of day begins in a local time */

static bool is_good(const struct report *report, const struct measured *measured, const struct channel *channel)
{
	return measured_ok(report->export, measured, channel->interval_s) == 1;
}

/* "38 of 45": the phases and channels whose samples are good enough. */
static void draw_verdict(struct report *report)
{
	const struct session *session = report->session;
	size_t good = 0, all = session->phase_count * session->channel_count;
	for (size_t i = 0; i < all; i++)
		good += is_good(report, &report->measured[i], &session->channels[i / session->phase_count].channel);
	char *text = xasprintf("%zu of %s of phase and channel %s at least %g %% valid samples, no gap over %g s and a phase that was not cut off%s",
		good, count_text((int64_t)all, "combination", "combinations", (char[COUNT_TEXT_SIZE]){0}), good == 1 ? "has" : "have",
		report->export->parameters.values[PARAMETER_OK_PCT_VALID],
		report->export->parameters.values[PARAMETER_OK_GAP_S],
		good == all ? "." : ". The others, which are measured all the same:");
	page_paragraph(&report->page, PAGE_MARGIN, PAGE_INNER, (struct style){ 8.5, false, ink, ALIGN_LEFT }, text);
	report->page.y += 3;
	free(text);
}

/* "Values that moved faster than the body can: toe 3, spo2 1." */
static void draw_jumps(struct report *report)
{
	const struct session *session = report->session;
	struct texts channels = {0};
	for (size_t c = 0; c < session->channel_count; c++) {
		double jumps = 0;
		for (size_t p = 0; p < session->phase_count; p++)
			jumps += fmax(0, report->measured[c * session->phase_count + p].jumps);
		if (jumps > 0)
			texts_take(&channels, xasprintf("%s %.0f", session->channels[c].channel.name, jumps));
	}
	char *all = texts_join(&channels, ", ", SIZE_MAX);
	char *text = all[0] ? xasprintf("Values that moved faster than the body can, and count all the same: %s.", all) : NULL;
	if (text)
		page_paragraph(&report->page, PAGE_MARGIN, PAGE_INNER, (struct style){ 8.5, false, ink, ALIGN_LEFT }, text);
	free(text);
	free(all);
	texts_free(&channels);
}

static void draw_bad_one(struct report *report, const struct page_column *columns, size_t p, size_t c)
{
	const struct session *session = report->session;
	const struct phase_row *phase = &session->phases[p];
	const struct measured *measured = &report->measured[c * session->phase_count + p];
	char trial[16], share[NUMBER_TEXT_SIZE], gap[NUMBER_TEXT_SIZE], causes[CAUSES_TEXT_SIZE];
	snprintf(trial, sizeof trial, "%d", phase->trial);
	const char *why = causes_text(&measured->causes, causes);
	if (measured->cut_off)
		why = "the phase was cut off";
	else if (!why[0])
		why = "no samples came";
	const char *cells[] = {
		trial, phase->name, session->channels[c].channel.name, report_number(100 * measured->phase.coverage, 1, share),
		report_number(measured->phase.longest_gap_s, 1, gap),
		phase->ended_ns == TIME_NONE ? "the phase has no end in the record" : why,
	};
	page_table_row(&report->page, columns, sizeof cells / sizeof cells[0], cells);
}

bool report_quality(struct report *report, struct error *error)
{
	(void)error;
	static const struct page_column columns[] = {
		{ "Trial", 34, ALIGN_RIGHT }, { "Phase", 86, ALIGN_LEFT }, { "Channel", 76, ALIGN_LEFT }, { "Valid, %", 52, ALIGN_RIGHT },
		{ "Longest gap, s", 76, ALIGN_RIGHT }, { "What was the matter (samples)", 187, ALIGN_LEFT },
	};
	const struct session *session = report->session;
	page_title(&report->page, "Quality", 60);
	draw_verdict(report);
	bool any = false;
	for (size_t i = 0; i < session->phase_count * session->channel_count; i++) {
		size_t p = i / session->channel_count, c = i % session->channel_count;
		if (is_good(report, &report->measured[c * session->phase_count + p], &session->channels[c].channel))
			continue;
		if (!any)
			page_table_head(&report->page, columns, sizeof columns / sizeof columns[0]);
		any = true;
		draw_bad_one(report, columns, p, c);
	}
	report->page.y += any ? 4 : 0;
	draw_jumps(report);
	return true;
}

/* How late phases and cues were: the greatest of the session. */
static bool draw_timing(struct report *report, struct error *error)
{
	double phase_ms = 0, cue_ms = 0;
	size_t cues = 0;
	for (size_t i = 0; i < report->session->phase_count; i++) {
		const struct phase_row *phase = &report->session->phases[i];
		if (phase->planned_began_ns != TIME_NONE)
			phase_ms = fmax(phase_ms, (double)(phase->began_ns - phase->planned_began_ns) / (double)NS_PER_MS);
	}
	struct rows *rows = record_events(report->export->record, report->session->row.session);
	for (struct event_row event; rows_next_event(rows, &event);) {
		if (strcmp(event.kind, "cue") != 0 || event.planned_ns == TIME_NONE)
			continue;
		cues++;
		cue_ms = fmax(cue_ms, (double)(event.time_ns - event.planned_ns) / (double)NS_PER_MS);
	}
	char *text = xasprintf("Timing: the latest phase began %.1f ms late; the latest of %s came %.1f ms late.", phase_ms,
	                       count_text((int64_t)cues, "cue", "cues", (char[COUNT_TEXT_SIZE]){0}), cue_ms);
	page_paragraph(&report->page, PAGE_MARGIN, PAGE_INNER, (struct style){ 8.5, false, ink, ALIGN_LEFT }, text);
	free(text);
	return rows_close(rows, error);
}

/* "4.00 s", "2"; "\u2013" where a number means nothing. */
static const char *amount(double number, const char *unit, char text[static 2 * NUMBER_TEXT_SIZE])
{
	if (isnan(number))
		return "\u2013";
	snprintf(text, 2 * NUMBER_TEXT_SIZE, "%.4g%s%s", number, unit[0] ? " " : "", unit);
	return text;
}

static void draw_deviation(struct report *report, const struct page_column *columns, const struct deviation_row *row)
{
	char when[LOCAL_TIME_SIZE], trial[16], kind[64], planned[2 * NUMBER_TEXT_SIZE], actual[2 * NUMBER_TEXT_SIZE];
	const struct phase_row *phase = session_phase(report->session, row->trial, row->attempt, row->phase);
	snprintf(trial, sizeof trial, "%d", row->trial);
	snprintf(kind, sizeof kind, "%s", row->kind);
	for (char *at = kind; *at; at++)
		*at = *at == '_' ? ' ' : *at;
	const char *const cells[] = {
		report_local_time(report->session, row->time_ns, when) + CLOCK_TIME, row->trial ? trial : "\u2013", phase ? phase->name : "\u2013",
		kind, row->name[0] ? row->name : "\u2013", row->severity, amount(row->planned, row->unit, planned),
		amount(row->actual, row->unit, actual), row->reason,
	};
	page_table_row(&report->page, columns, sizeof cells / sizeof cells[0], cells);
}

static bool draw_deviations(struct report *report, struct error *error)
{
	static const struct page_column columns[] = {
		{ "Time", 44, ALIGN_LEFT }, { "Trial", 30, ALIGN_RIGHT }, { "Phase", 62, ALIGN_LEFT }, { "What", 70, ALIGN_LEFT },
		{ "Of", 62, ALIGN_LEFT }, { "Severity", 46, ALIGN_LEFT }, { "Planned", 48, ALIGN_RIGHT }, { "Actual", 48, ALIGN_RIGHT },
		{ "Reason", 101, ALIGN_LEFT },
	};
	size_t count = 0;
	page_title(&report->page, "Deviations from the protocol", 30);
	struct rows *rows = record_deviations(report->export->record, report->session->row.session);
	for (struct deviation_row row; rows_next_deviation(rows, &row); count++) {
		if (count == 0)
			page_table_head(&report->page, columns, sizeof columns / sizeof columns[0]);
		draw_deviation(report, columns, &row);
	}
	if (count == 0)
		page_paragraph(&report->page, PAGE_MARGIN, PAGE_INNER, (struct style){ 8.5, false, ink, ALIGN_LEFT }, "None.");
	return rows_close(rows, error);
}

/* "36.55 cm (36.5, 37.5, 36.6)": of what was measured by hand the number that counts, then the readings that it was made of. */
static char *answer_words(const struct question_asked *asked, const struct answer_row *answer)
{
	char number[NUMBER_TEXT_SIZE];
	snprintf(number, sizeof number, "%.10g", answer->value);
	if (!asked || !asked->unit[0] || isnan(answer->value))
		return xstrdup(answer->text);
	if (!answer->text[0] || strchr(answer->text, ',') == NULL)
		return xasprintf("%s %s", number, asked->unit);
	return xasprintf("%s %s (%s)", number, asked->unit, answer->text);
}

static char *answer_text(const struct session *session, const struct answer_row *answer)
{
	const struct trial_row *trial = session_trial(session, answer->trial, answer->attempt);
	char *words = answer_words(question_named(&session->questions, answer->question), answer);
	bool answered = strcmp(answer->outcome, "answered") == 0;
	char *text = xasprintf("%s%s%s%s%s", answered ? "" : answer->outcome, answered || !words[0] ? "" : ": ", words,
	                       answer->amended ? " (corrected)" : "", trial && !trial->counted ? "; does not count" : "");
	free(words);
	return text;
}

static bool draw_answers(struct report *report, struct error *error)
{
	static const struct page_column columns[] = {
		{ "Trial", 30, ALIGN_RIGHT }, { "Attempt", 42, ALIGN_RIGHT }, { "Question", 82, ALIGN_LEFT }, { "Wording", 192, ALIGN_LEFT },
		{ "Answer", 165, ALIGN_LEFT },
	};
	bool any = false;
	struct rows *rows = record_answers(report->export->record, report->session->row.session);
	for (struct answer_row answer; session_next_answer(report->session, rows, &answer);) {
		char trial[16], attempt[16], *text = answer_text(report->session, &answer);
		snprintf(trial, sizeof trial, "%d", answer.trial);
		snprintf(attempt, sizeof attempt, "%d", answer.attempt);
		if (!any) {
			page_title(&report->page, "Answers", 40);
			page_table_head(&report->page, columns, 5);
		}
		any = true;
		page_table_row(&report->page, columns, 5, (const char *const[]){
			answer.trial ? trial : "\u2013", answer.trial ? attempt : "\u2013", answer.question, answer.wording, text });
		free(text);
	}
	return rows_close(rows, error);
}

static bool is_one_of(const char *const *kinds, const char *kind)
{
	while (*kinds && strcmp(*kinds, kind) != 0)
		kinds++;
	return *kinds != NULL;
}

/* A row for each event of these kinds, below the title; `none` when there is no event, and with NULL no title either. */
static bool draw_events(struct report *report, const char *title, const char *const *kinds, const char *none, struct error *error)
{
	static const struct page_column columns[] = { { "Time", 44, ALIGN_LEFT }, { "What", 90, ALIGN_LEFT }, { "Text", 377, ALIGN_LEFT } };
	bool any = false;
	struct rows *rows = record_events(report->export->record, report->session->row.session);
	for (struct event_row event; rows_next_event(rows, &event);) {
		if (!is_one_of(kinds, event.kind))
			continue;
		if (!any) {
			page_title(&report->page, title, 40);
			page_table_head(&report->page, columns, 3);
		}
		any = true;
		char when[LOCAL_TIME_SIZE], *what = xasprintf("%s%s%s", event.kind, event.name[0] ? " " : "", event.name);
		for (char *at = what; *at; at++)
			*at = *at == '_' ? ' ' : *at;
		page_table_row(&report->page, columns, 3, (const char *const[]){
			report_local_time(report->session, event.time_ns, when) + CLOCK_TIME, what, event.text });
		free(what);
	}
	if (!any && none) {
		page_title(&report->page, title, 30);
		page_paragraph(&report->page, PAGE_MARGIN, PAGE_INNER, (struct style){ 8.5, false, ink, ALIGN_LEFT }, none);
	}
	return rows_close(rows, error);
}

/* Whoever signs must find here what was done to the participant beside the plan, and that nothing was. */
static bool draw_adverse(struct report *report, struct error *error)
{
	static const char *const kinds[] = { "adverse", "limit", "emergency", NULL };
	return draw_events(report, "Adverse events and limits", kinds, "None.", error);
}

static bool draw_notes(struct report *report, struct error *error)
{
	static const char *const kinds[] = {
		"note", "mark", "trouble", "lost", "import", "pause", "go_on", "redo", "skip", "exercise_end", "decision", "finish",
		"leave", "resume", NULL,
	};
	return draw_events(report, "Notes and marks", kinds, NULL, error);
}

bool report_notes(struct report *report, struct error *error)
{
	report->page.y += 4;
	return draw_timing(report, error) && draw_adverse(report, error) && draw_deviations(report, error)
		&& draw_answers(report, error) && draw_notes(report, error);
}

void report_signatures(struct report *report)
{
	static const char *const roles[] = { "Conducted by", "Reviewed by" };
	static const struct { const char *name; double x, width; } fields[] = {
		{ "Name", 96, 150 }, { "Date", 260, 80 }, { "Signature", 354, 157 },
	};
	struct page *page = &report->page;
	page_title(page, "Signatures", 110);
	page_paragraph(page, PAGE_MARGIN, PAGE_INNER, (struct style){ 8, false, grey, ALIGN_LEFT },
		"I have read this report and know of nothing that it should say and does not, but what is written beside my name.");
	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
		page->y += 34;
		draw_text(page->cairo, PAGE_MARGIN, page->y, 90, (struct style){ 8.5, true, ink, ALIGN_LEFT }, roles[i]);
		for (size_t k = 0; k < sizeof fields / sizeof fields[0]; k++) {
			double x = PAGE_MARGIN + fields[k].x;
			draw_line(page->cairo, x, page->y + 2, x + fields[k].width, page->y + 2, 0.6, ink);
			draw_text(page->cairo, x, page->y + 10, 0, (struct style){ 6.5, false, grey, ALIGN_LEFT }, fields[k].name);
		}
	}
}
