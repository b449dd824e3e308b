/* timeline_svg.c - a plan as a picture */

#include "console/timeline_svg.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"

#define WIDTH      1200.0
#define MARGIN     16.0
#define LEFT_LEAST 104.0        /* of the bars; further where a lane's name is longer */
#define RIGHT      24.0
#define TOP        104.0
#define LANE       84.0
#define BAR_TOP    30.0         /* within a lane */
#define BAR        30.0
#define LETTER     6.4          /* width of a letter of the bars' labels, about */
#define LANE_LETTER   7.4       /* of a lane's name */
#define LEGEND_LETTER 5.8

static const struct {
	const char *colour, *legend;
} looks[STEP_KIND_COUNT] = {
	[STEP_TELL] = { "#5b6770", "instruction" },
	[STEP_ASK] = { "#7b4fa3", "question" },
	[STEP_MEASURE] = { "#2e7d5b", "measurement by hand" },
	[STEP_SENSOR_CHECK] = { "#b0566b", "sensor check" },
	[STEP_SETTLE] = { "url(#settle)", "wait until stable" },
	[STEP_REST] = { "#a9c3dc", "still" },
	[STEP_EXERCISE] = { "#e58a4b", "exercise" },
	[STEP_CHECKPOINT] = { "#c0392b", "checkpoint" },
	[STEP_MARK] = { "#222222", "mark" },
};

struct picture {
	FILE   *out;
	double  left;           /* where the bars begin */
	double  seconds;        /* of the longest lane */
	int     start_s;
};

static double x_of(const struct picture *picture, double seconds)
{
	return picture->left + (WIDTH - picture->left - RIGHT) * seconds / picture->seconds;
}

static void put_words(FILE *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '<': fputs("&lt;", out); break;
		case '>': fputs("&gt;", out); break;
		case '&': fputs("&amp;", out); break;
		case '"': fputs("&quot;", out); break;
		case '\n': fputc(' ', out); break;
		default: fputc(*text, out);
		}
}

static void put_text(FILE *out, double x, double y, const char *class, const char *text)
{
	fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">", x, y, class);
	put_words(out, text);
	fputs("</text>\n", out);
}

static bool is_bar(const struct step *step)
{
	return step_is_phase(step) || step->kind == STEP_SETTLE || step->kind == STEP_SENSOR_CHECK;
}

static void put_bar(const struct picture *picture, const struct step *step, double y, double from_s, double to_s)
{
	double x = x_of(picture, from_s), width = x_of(picture, to_s) - x;
	const char *name = step->name[0] ? step->name : step_kind_name(step->kind);
	char paced[NAME_SIZE + 24];
	snprintf(paced, sizeof paced, "%s  %.3g/min", name, step->reps_per_min);
	if (isfinite(step->reps_per_min) && width > LETTER * (double)strlen(paced) + 6)
		name = paced;
	fprintf(picture->out, "<g><title>%s %s, %.10g s", step_kind_name(step->kind), step->name, to_s - from_s);
	if (step->text) {
		fputs(": ", picture->out);
		put_words(picture->out, step->text);
	}
	fprintf(picture->out, "</title><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.0f\" fill=\"%s\" class=\"bar\"/>", x, y,
	        width, BAR, looks[step->kind].colour);
	if (width > LETTER * (double)strlen(name) + 6)
		put_text(picture->out, x + width / 2, y + BAR / 2 + 4, "in", name);
	fputs("</g>\n", picture->out);
}

/* What happens at a moment: below the bars. */
static void put_mark(const struct picture *picture, const struct step *step, double y, double at_s)
{
	double x = x_of(picture, at_s);
	const char *colour = looks[step->kind].colour;
	fprintf(picture->out, "<g><title>%s %s: ", step_kind_name(step->kind), step->name);
	put_words(picture->out, step->text ? step->text : "");
	fputs("</title>", picture->out);
	if (step->kind == STEP_CHECKPOINT)
		fprintf(picture->out, "<path d=\"M%.1f %.1f v%.0f l8 4 l-8 4\" fill=\"%s\" stroke=\"%s\"/>", x, y + BAR, -BAR - 12, colour, colour);
	else
		fprintf(picture->out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>", x, y + BAR + 9, colour);
	fputs("</g>\n", picture->out);
}

/* "spu, both legs, sitting"; the condition alone where there is no room. */
static void name_trial(const struct trial_info *info, double room, char label[static 256])
{
	size_t length = (size_t)snprintf(label, 256, "%s", info->condition);
	for (size_t i = 0; i < info->factor_count && length < 256; i++) {
		const char *value = info->factors[i].value;
		const char *leg = strcmp(info->factors[i].name, "leg") != 0 ? "" : strcmp(value, "both") == 0 ? " legs" : " leg";
		if (strcmp(value, "none") != 0)
			length += (size_t)snprintf(label + length, 256 - length, ", %s%s", value, leg);
	}
	if (LETTER * (double)strlen(label) > room)
		label[strlen(info->condition)] = '\0';
}

static void put_trial(const struct picture *picture, const struct planned_trial *trial, double y, double from_s, double to_s)
{
	char label[256];
	double from = x_of(picture, from_s), to = x_of(picture, to_s);
	name_trial(&trial->info, to - from, label);
	fprintf(picture->out, "<path d=\"M%.1f %.1f v-6 H%.1f v6\" class=\"bracket\"/>\n", from + 1, y - 3, to - 1);
	put_text(picture->out, (from + to) / 2, y - 13, "trial", label);
}

static void put_lane(const struct picture *picture, const struct lane *lane, double top)
{
	const struct plan *plan = lane->plan;
	double y = top + BAR_TOP, now_s = 0, trial_s = 0;
	put_text(picture->out, MARGIN, y + BAR / 2 + 5, "lane", lane->label);
	for (size_t i = 0; i < plan->step_count; i++) {
		const struct step *step = &plan->steps[i];
		double end_s = now_s + (double)step_span(step).expected_ns / 1e9;
		bool first = step->trial >= 0 && (i == 0 || plan->steps[i - 1].trial != step->trial);
		bool last = step->trial >= 0 && (i + 1 == plan->step_count || plan->steps[i + 1].trial != step->trial);
		trial_s = first ? now_s : trial_s;
		if (is_bar(step))
			put_bar(picture, step, y, now_s, end_s);
		else
			put_mark(picture, step, y, (now_s + end_s) / 2);
		if (last)
			put_trial(picture, &plan->trials[step->trial], y, trial_s, end_s);
		now_s = end_s;
	}
}

/* Lines every so many minutes that there are at most a dozen. */
static void put_axis(const struct picture *picture, double bottom)
{
	static const int steps[] = { 1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440 };
	size_t i = 0;
	while (i + 1 < sizeof steps / sizeof steps[0] && picture->seconds / 60 / steps[i] > 12)
		i++;
	for (int minute = 0; minute * 60 <= picture->seconds; minute += steps[i]) {
		char label[24];
		double x = x_of(picture, minute * 60);
		int clock = picture->start_s / 60 + minute;
		if (picture->start_s >= 0)
			snprintf(label, sizeof label, "%02d:%02d", clock / 60 % 24, clock % 60);
		else
			snprintf(label, sizeof label, "%d min", minute);
		fprintf(picture->out, "<path d=\"M%.1f %.0f V%.1f\" class=\"grid\"/>\n", x, TOP - 14, bottom);
		put_text(picture->out, x, TOP - 20, "tick", label);
	}
}

/* Only what the plans have. */
static void put_legend(const struct picture *picture, const struct lane *lanes, size_t count, double y)
{
	double x = picture->left;
	for (int kind = 0; kind < STEP_KIND_COUNT; kind++) {
		bool used = false;
		for (size_t i = 0; i < count; i++)
			for (size_t k = 0; k < lanes[i].plan->step_count; k++)
				used = used || (int)lanes[i].plan->steps[k].kind == kind;
		if (!used)
			continue;
		fprintf(picture->out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"12\" height=\"12\" rx=\"%d\" fill=\"%s\"/>\n", x, y - 10,
		        kind == STEP_TELL || kind == STEP_ASK || kind == STEP_MEASURE || kind == STEP_MARK ? 6 : 2, looks[kind].colour);
		put_text(picture->out, x + 18, y, "legend", looks[kind].legend);
		x += 42 + LEGEND_LETTER * (double)strlen(looks[kind].legend);
	}
}

static const char style[] =
	"<style>text{font-family:'Helvetica Neue',Arial,sans-serif;fill:#2b333a}"
	".title{font-size:18px;font-weight:600}.tick{font-size:11px;text-anchor:middle;fill:#6b7680}"
	".lane{font-size:13px;font-weight:600}.trial{font-size:12px;text-anchor:middle}.in{font-size:11px;text-anchor:middle}"
	".legend{font-size:11px}.subtitle{font-size:12px;fill:#6b7680}.grid{stroke:#dfe4e8}.bar{stroke:#fff;stroke-width:1}.bracket{fill:none;stroke:#8a949c}</style>\n"
	"<defs><pattern id=\"settle\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
	"<rect width=\"7\" height=\"7\" fill=\"#f3e6b8\"/><rect width=\"3\" height=\"7\" fill=\"#e3cf85\"/></pattern></defs>\n";

/* "52 min", "1 h 2 min" */
static void write_length(int64_t ns, char text[static 32])
{
	long long minutes = (ns + 30 * NS_PER_S) / (60 * NS_PER_S);
	if (minutes < 60)
		snprintf(text, 32, "%lld min", minutes);
	else
		snprintf(text, 32, "%lld h %lld min", minutes / 60, minutes % 60);
}

/* How long it takes, over all lanes. */
static void put_subtitle(const struct picture *picture, const struct lane *lanes, size_t count)
{
	struct span all = plan_span(lanes[0].plan);
	char text[320], least[32], expected[32], most[32];
	for (size_t i = 1; i < count; i++) {
		struct span span = plan_span(lanes[i].plan);
		all.least_ns = span.least_ns < all.least_ns ? span.least_ns : all.least_ns;
		all.expected_ns = span.expected_ns > all.expected_ns ? span.expected_ns : all.expected_ns;
		all.most_ns = span.most_ns > all.most_ns ? span.most_ns : all.most_ns;
	}
	write_length(all.least_ns, least);
	write_length(all.expected_ns, expected);
	write_length(all.most_ns, most);
	snprintf(text, sizeof text, "%s, version %.60s. Expected %s; at least %s, at most %s. Drawn as expected.", lanes[0].plan->id,
	         lanes[0].plan->version, expected, least, most);
	put_text(picture->out, MARGIN, 54, "subtitle", text);
}

char *timeline_svg(const struct lane *lanes, size_t count, const char *title, int start_s)
{
	char *text = NULL;
	size_t size = 0;
	struct picture picture = { .out = open_memstream(&text, &size), .left = LEFT_LEAST, .seconds = 1, .start_s = start_s };
	if (!picture.out)
		memory_exhausted();
	for (size_t i = 0; i < count; i++) {
		double seconds = (double)plan_span(lanes[i].plan).expected_ns / 1e9;
		double left = 2 * MARGIN + LANE_LETTER * (double)strlen(lanes[i].label);
		picture.seconds = seconds > picture.seconds ? seconds : picture.seconds;
		picture.left = left > picture.left ? left : picture.left;
	}
	double bottom = TOP + (double)count * LANE;
	fprintf(picture.out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\">\n%s"
	        "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n", WIDTH, bottom + 44, WIDTH, bottom + 44, style);
	put_text(picture.out, MARGIN, 32, "title", title);
	put_subtitle(&picture, lanes, count);
	put_axis(&picture, bottom);
	for (size_t i = 0; i < count; i++)
		put_lane(&picture, &lanes[i], TOP + (double)i * LANE);
	put_legend(&picture, lanes, count, bottom + 24);
	fputs("</svg>\n", picture.out);
	if (fclose(picture.out) != 0)
		memory_exhausted();
	return text;
}
