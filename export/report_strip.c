/* report_strip.c - a channel over a stretch of time, drawn as a strip */

#include "export/report_strip.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/quantity.h"
#include "base/scale.h"
#include "base/site.h"
#include "export/measures/refill.h"
#include "record/reading.h"

#define LEFT   58.0     /* room for a strip's name and ticks */
#define BEAT_S 1.5      /* longer than nearly every beat */
#define HATCH  3.5      /* between slanted lines */

static bool load_gaps(struct strip *strip, struct record *record, int64_t session, int64_t channel_id, struct error *error)
{
	size_t capacity = 0;
	struct rows *rows = record_gaps(record, session);
	for (struct gap_row gap; rows_next_gap(rows, &gap);) {
		if (gap.channel_id != channel_id || gap.to_ns <= strip->from_ns || gap.from_ns >= strip->until_ns)
			continue;
		array_reserve((void **)&strip->gaps, &capacity, strip->gap_count, sizeof *strip->gaps);
		strip->gaps[strip->gap_count++] = (struct pause){ gap.from_ns, gap.to_ns };
	}
	return rows_close(rows, error);
}

bool strip_load(struct strip *strip, struct record *record, const struct session *session, const struct channel_row *channel,
                int64_t from_ns, int64_t until_ns, size_t bins, struct error *error)
{
	*strip = (struct strip){
		.channel = &channel->channel, .from_ns = from_ns, .until_ns = until_ns,
		.bins = xcalloc(bins, sizeof *strip->bins), .count = bins,
	};
	double per_ns = (double)bins / (double)(until_ns - from_ns);
	struct rows *samples = record_samples(record, channel->channel_id, from_ns, until_ns);
	for (struct sample sample; rows_next_sample(samples, &sample);) {
		size_t at = (size_t)((double)(sample.time_ns - from_ns) * per_ns);
		struct bin *bin = &strip->bins[at < bins ? at : bins - 1];
		if (!sample_is_valid(&sample)) {
			bin->invalid++;
			continue;
		}
		bin->low = bin->valid ? fmin(bin->low, sample.value) : sample.value;
		bin->high = bin->valid ? fmax(bin->high, sample.value) : sample.value;
		bin->valid++;
		bin->mean += (sample.value - bin->mean) / (double)bin->valid;
	}
	if (rows_close(samples, error) && load_gaps(strip, record, session->row.session, channel->channel_id, error))
		return true;
	strip_free(strip);
	return false;
}

void strip_free(struct strip *strip)
{
	free(strip->bins);
	free(strip->gaps);
	strip->bins = NULL;
	strip->gaps = NULL;
}

struct colour channel_colour(const struct channel *channel)
{
	static const struct { const char *quantity; struct colour colour; } known[] = {
		{ "temperature", { 0.72, 0.22, 0.15 } }, { "spo2", { 0.11, 0.35, 0.62 } },
		{ "pulse_rate", { 0.47, 0.22, 0.60 } }, { "plethysmogram", { 0.35, 0.42, 0.48 } },
		{ "light_reflection", { 0.05, 0.47, 0.40 } }, { "volume_change", { 0.05, 0.47, 0.40 } },
		{ "limb_volume", { 0.05, 0.47, 0.40 } }, { "limb_strain", { 0.05, 0.47, 0.40 } },
		{ "perfusion_index", { 0.62, 0.40, 0.05 } },
	};
	if (site_of(channel->name) == SITE_ROOM)
		return (struct colour){ 0.45, 0.45, 0.45 };
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(channel->quantity, known[i].quantity) == 0)
			return known[i].colour;
	return ink;
}

/* Without its number: still_1 and still_12 are of one kind. */
static size_t stem_of(const char *name)
{
	size_t length = strlen(name), stem = length;
	while (stem > 0 && strchr("0123456789", name[stem - 1]))
		stem--;
	return stem > 1 && stem < length && name[stem - 1] == '_' ? stem - 1 : length;
}

static bool same_stem(const char *one, const char *other)
{
	size_t stem = stem_of(one);
	return stem == stem_of(other) && strncmp(one, other, stem) == 0;
}

static bool is_first_of_its_kind(const struct session *session, size_t phase)
{
	for (size_t i = 0; i < phase; i++)
		if (same_stem(session->phases[i].name, session->phases[phase].name))
			return false;
	return strcmp(session->phases[phase].kind, "exercise") != 0;
}

/* A phase's name, but for its number, has the same colour everywhere, and all exercises have one. */
static struct colour phase_colour(const struct session *session, const struct phase_row *phase)
{
	static const struct { const char *name; struct colour colour; } known[] = {
		{ "baseline", { 0.90, 0.935, 0.97 } }, { "recovery", { 0.89, 0.95, 0.885 } },
	};
	static const struct colour work = { 0.995, 0.905, 0.80 };
	static const struct colour others[] = {
		{ 0.94, 0.91, 0.97 }, { 0.87, 0.95, 0.95 }, { 0.975, 0.955, 0.84 }, { 0.97, 0.90, 0.92 },
	};
	if (strcmp(phase->kind, "exercise") == 0 || strcmp(phase->name, "exercise") == 0)
		return work;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(phase->name, known[i].name) == 0)
			return known[i].colour;
	size_t met = 0;
	for (size_t i = 0; i < session->phase_count && !same_stem(session->phases[i].name, phase->name); i++)
		met += is_first_of_its_kind(session, i);
	return others[met % (sizeof others / sizeof others[0])];
}

double nice_step(double range, double wanted, int *decimals)
{
	double raw = range > 0 ? range / wanted : 1, power = pow(10, floor(log10(raw))), part = raw / power;
	double step = (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10) * power;
	int needed = (int)-floor(log10(step) + 1e-9);
	*decimals = needed > 0 ? needed : 0;
	return step;
}

static double place(const struct stretch_of_time *time, struct box box, int64_t time_ns)
{
	double share = (double)(time_ns - time->from_ns) / (double)(time->until_ns - time->from_ns);
	return box.x + box.width * fmin(fmax(share, 0), 1);
}

static int64_t end_of(const struct stretch_of_time *time, const struct phase_row *phase)
{
	return phase->ended_ns == TIME_NONE ? time->until_ns : phase->ended_ns;
}

void draw_phases(cairo_t *cairo, const struct stretch_of_time *time, struct box box)
{
	for (size_t i = 0; i < time->session->phase_count; i++) {
		const struct phase_row *phase = &time->session->phases[i];
		if (phase->began_ns >= time->until_ns || end_of(time, phase) <= time->from_ns)
			continue;
		double x = place(time, box, phase->began_ns), end = place(time, box, end_of(time, phase));
		draw_box(cairo, x, box.y, end - x, box.height, phase_colour(time->session, phase));
	}
}

/* Slanted lines: a time of which nothing is known or meant. */
static void draw_hatch(cairo_t *cairo, struct box box, struct colour colour)
{
	cairo_save(cairo);
	cairo_rectangle(cairo, box.x, box.y, box.width, box.height);
	cairo_clip(cairo);
	set_colour(cairo, colour, 0.55);
	cairo_set_line_width(cairo, 0.4);
	for (double x = box.x - box.height; x < box.x + box.width; x += HATCH) {
		cairo_move_to(cairo, x, box.y + box.height);
		cairo_line_to(cairo, x + box.height, box.y);
	}
	cairo_stroke(cairo);
	cairo_restore(cairo);
}

static void draw_stretches(cairo_t *cairo, const struct stretch_of_time *time, struct box box, const struct pause *stretches,
                           size_t count, struct colour colour)
{
	for (size_t i = 0; i < count; i++) {
		if (stretches[i].to_ns <= time->from_ns || stretches[i].from_ns >= time->until_ns)
			continue;
		double x = place(time, box, stretches[i].from_ns), end = place(time, box, stretches[i].to_ns);
		draw_hatch(cairo, (struct box){ x, box.y, fmax(end - x, 0.6), box.height }, colour);
	}
}

void draw_trial_names(cairo_t *cairo, const struct stretch_of_time *time, struct box whole)
{
	struct box box = { whole.x + LEFT, whole.y, whole.width - LEFT, whole.height };
	for (size_t i = 0; i < time->session->trial_count; i++) {
		const struct trial_row *trial = &time->session->trials[i];
		int64_t end_ns = trial->ended_ns == TIME_NONE ? time->until_ns : trial->ended_ns;
		if (trial->began_ns == TIME_NONE || trial->began_ns >= time->until_ns || end_ns <= time->from_ns)
			continue;
		double x = place(time, box, trial->began_ns), end = place(time, box, end_ns);
		char *name = xasprintf(trial->counted ? "%d %s" : "(%d %s)", trial->info.number, trial->info.condition);
		draw_line(cairo, x + 0.5, box.y + box.height - 2, end - 0.5, box.y + box.height - 2, 1, trial->counted ? ink : rule);
		if (end - x > 10)
			draw_text(cairo, x + 1, box.y + box.height - 4.5, end - x - 2,
			          (struct style){ 6.5, true, trial->counted ? ink : grey, ALIGN_LEFT }, name);
		free(name);
	}
}

/* How many letters tell the stem of a phase's name from all others of the session; 0: no other phase has a number. */
static size_t letters_needed(const struct session *session, const char *name)
{
	size_t stem = stem_of(name), needed = 0;
	for (size_t i = 0; i < session->phase_count; i++) {
		const char *other = session->phases[i].name;
		size_t same = 0;
		if (same_stem(name, other) || !other[stem_of(other)])
			continue;
		while (same < stem && name[same] == other[same])
			same++;
		needed = same + 1 > needed ? same + 1 : needed;
	}
	return needed < stem ? needed : stem;
}

/* Smaller where that helps; where it does not, a name that is one of many keeps its number and of its stem what fits: still_10 is
 * sti10, or 10 where no other phases have numbers. */
static void draw_phase_name(cairo_t *cairo, struct box box, const struct session *session, const char *name)
{
	struct style style = { 6.5, false, ink, ALIGN_CENTRE };
	char shorter[NAME_SIZE];
	size_t stem = stem_of(name);
	name_copy(shorter, name);
	while (style.size > 5 && text_width(cairo, style, name) > box.width - 2)
		style.size -= 0.5;
	if (name[stem]) {
		size_t letters = stem, needed = letters_needed(session, name);
		while (letters > needed && text_width(cairo, style, shorter) > box.width - 2)
			snprintf(shorter, sizeof shorter, "%.*s%s", (int)--letters, name, name + stem + 1);
		if (letters > 0 && letters == needed && text_width(cairo, style, shorter) > box.width)
			return;
	}
	if (box.width > 8)
		draw_text(cairo, box.x + box.width / 2, box.y + box.height - 3.5, box.width - 1, style, shorter);
}

void draw_phase_names(cairo_t *cairo, const struct stretch_of_time *time, struct box whole)
{
	struct box box = { whole.x + LEFT, whole.y, whole.width - LEFT, whole.height };
	draw_phases(cairo, time, box);
	for (size_t i = 0; i < time->session->phase_count; i++) {
		const struct phase_row *phase = &time->session->phases[i];
		if (phase->began_ns >= time->until_ns || end_of(time, phase) <= time->from_ns)
			continue;
		double x = place(time, box, phase->began_ns), end = place(time, box, end_of(time, phase));
		draw_phase_name(cairo, (struct box){ x, box.y, end - x, box.height }, time->session, phase->name);
	}
}

/* The values between which a strip lies; a flat one gets some room. */
static void range_of(const struct strip *strip, double baseline, double *low, double *high)
{
	*low = *high = baseline;
	for (size_t i = 0; i < strip->count; i++) {
		if (strip->bins[i].valid == 0)
			continue;
		*low = fmin(*low, strip->bins[i].low);
		*high = fmax(*high, strip->bins[i].high);
	}
	const struct quantity *quantity = quantity_find(strip->channel->quantity);
	double least = quantity && strcmp(quantity->name, "temperature") == 0 ? 0.4 : 4;
	if (refill_is_volume(strip->channel->quantity) || strcmp(strip->channel->quantity, "perfusion_index") == 0)
		least = 0.2;
	double lacking = fmax(0, least - (*high - *low)) / 2, room = (*high - *low) * 0.06 + lacking;
	scale_widen(low, high, room, strip->channel->low, strip->channel->high);
}

/* A strip's values on the page. A line at the end of the scale keeps off the frame, with which it would else be one. */
#define EDGE 1.5
struct scale { struct box box; double low, high; };

static double height_at(const struct scale *scale, double value)
{
	return scale->box.y + EDGE + (scale->box.height - 2 * EDGE) * (1 - (value - scale->low) / (scale->high - scale->low));
}

static void draw_ticks(cairo_t *cairo, const struct scale *scale)
{
	int decimals;
	double step = nice_step(scale->high - scale->low, fmax(2, scale->box.height / 18), &decimals);
	for (double value = ceil(scale->low / step) * step; value <= scale->high; value += step) {
		char text[32];
		double y = height_at(scale, value);
		draw_line(cairo, scale->box.x, y, scale->box.x + scale->box.width, y, 0.25, (struct colour){ 0.72, 0.75, 0.78 });
		snprintf(text, sizeof text, "%.*f", decimals, fabs(value) < step / 1e6 ? 0 : value);
		draw_text(cairo, scale->box.x - 3, y + 2.2, 0, (struct style){ 6, false, grey, ALIGN_RIGHT }, text);
	}
}

static double bin_place(const struct strip *strip, const struct scale *scale, size_t i)
{
	return scale->box.x + scale->box.width * ((double)i + 0.5) / (double)strip->count;
}

/* Over how many bins on each side the band of a pulse wave is drawn: a beat is then in each. */
static size_t beat_bins(const struct strip *strip)
{
	double bin_s = (double)(strip->until_ns - strip->from_ns) / (double)NS_PER_S / (double)strip->count;
	return strcmp(strip->channel->quantity, "plethysmogram") == 0 ? (size_t)ceil(BEAT_S / 2 / bin_s) : 0;
}

static bool band_at(const struct strip *strip, size_t i, size_t reach, double *low, double *high)
{
	size_t end = i + reach < strip->count ? i + reach : strip->count - 1;
	*low = INFINITY;
	*high = -INFINITY;
	for (size_t k = i > reach ? i - reach : 0; k <= end; k++) {
		if (strip->bins[k].valid == 0)
			continue;
		*low = fmin(*low, strip->bins[k].low);
		*high = fmax(*high, strip->bins[k].high);
	}
	return strip->bins[i].valid > 0 && *high > *low;
}

static void draw_band(cairo_t *cairo, const struct strip *strip, const struct scale *scale)
{
	size_t reach = beat_bins(strip);
	double width = scale->box.width / (double)strip->count, low, high;
	set_colour(cairo, channel_colour(strip->channel), strip->channel->waveform ? 0.32 : 0.22);
	for (size_t i = 0; i < strip->count; i++)
		if (band_at(strip, i, reach, &low, &high))
			cairo_rectangle(cairo, bin_place(strip, scale, i) - width / 2, height_at(scale, high), width,
			                height_at(scale, low) - height_at(scale, high));
	cairo_fill(cairo);
}

/* Broken where more than 2.5 expected intervals, and three bins, have no valid sample. */
static void draw_curve(cairo_t *cairo, const struct strip *strip, const struct scale *scale)
{
	double bin_s = (double)(strip->until_ns - strip->from_ns) / (double)NS_PER_S / (double)strip->count;
	double interval_s = strip->channel->interval_s > 0 ? strip->channel->interval_s : 1;
	double most = fmax(3, 2.5 * interval_s / bin_s + 1);
	size_t last = SIZE_MAX;
	set_colour(cairo, channel_colour(strip->channel), 1);
	cairo_set_line_width(cairo, 0.9);
	cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
	for (size_t i = 0; i < strip->count; i++) {
		if (strip->bins[i].valid == 0)
			continue;
		double x = bin_place(strip, scale, i), y = height_at(scale, strip->bins[i].mean);
		if (last == SIZE_MAX || (double)(i - last) > most)
			cairo_move_to(cairo, x, y);
		else
			cairo_line_to(cairo, x, y);
		last = i;
	}
	cairo_stroke(cairo);
}

static void draw_invalid(cairo_t *cairo, const struct strip *strip, const struct scale *scale)
{
	for (size_t i = 0; i < strip->count; i++)
		if (strip->bins[i].invalid > 0)
			draw_box(cairo, bin_place(strip, scale, i) - 0.4, scale->box.y + scale->box.height - 3, 0.8, 3, accent);
}

void draw_strip(cairo_t *cairo, const struct stretch_of_time *time, const struct strip *strip, struct box box,
                double baseline)
{
	const struct channel *channel = strip->channel;
	struct scale scale = { .box = { box.x + LEFT, box.y, box.width - LEFT, box.height } };
	range_of(strip, baseline, &scale.low, &scale.high);
	draw_phases(cairo, time, scale.box);
	draw_stretches(cairo, time, scale.box, time->session->pauses, time->session->pause_count, grey);
	draw_stretches(cairo, time, scale.box, time->session->breaks, time->session->break_count, grey);
	draw_stretches(cairo, time, scale.box, strip->gaps, strip->gap_count, accent);
	if (isnan(scale.low)) {
		draw_text(cairo, scale.box.x + scale.box.width / 2, box.y + box.height / 2 + 3, 0,
		          (struct style){ 7, false, grey, ALIGN_CENTRE }, "no valid samples");
	} else {
		draw_ticks(cairo, &scale);
		if (!isnan(baseline)) {
			cairo_set_dash(cairo, (const double[]){ 2, 2 }, 2, 0);
			draw_line(cairo, scale.box.x, height_at(&scale, baseline), scale.box.x + scale.box.width,
			          height_at(&scale, baseline), 0.6, grey);
			cairo_set_dash(cairo, NULL, 0, 0);
		}
		bool quick = channel->waveform && strcmp(channel->quantity, "plethysmogram") == 0;
		draw_band(cairo, strip, &scale);
		if (!quick)
			draw_curve(cairo, strip, &scale);
		draw_invalid(cairo, strip, &scale);
	}
	set_colour(cairo, rule, 1);
	cairo_set_line_width(cairo, 0.5);
	cairo_rectangle(cairo, scale.box.x, scale.box.y, scale.box.width, scale.box.height);
	cairo_stroke(cairo);
	draw_text(cairo, box.x, box.y + 9, LEFT - 22, (struct style){ 7.5, true, channel_colour(channel), ALIGN_LEFT }, channel->name);
	draw_text(cairo, box.x, box.y + 18, LEFT - 22, (struct style){ 6.5, false, grey, ALIGN_LEFT }, channel->unit);
}

void draw_time_axis(cairo_t *cairo, const struct stretch_of_time *time, struct box box)
{
	struct box inner = { box.x + LEFT, box.y, box.width - LEFT, 0 };
	double lasts_s = (double)(time->until_ns - time->from_ns) / (double)NS_PER_S;
	double unit = lasts_s > 300 ? 60 : 1, range = lasts_s / unit;
	double from = (double)(time->from_ns - time->zero_ns) / (double)NS_PER_S / unit;
	int decimals;
	double step = nice_step(range, 10, &decimals);
	for (double value = ceil(from / step - 1e-9) * step; value <= from + range + 1e-9; value += step) {
		char text[32];
		double x = inner.x + inner.width * (value - from) / range;
		draw_line(cairo, x, inner.y, x, inner.y + 2.5, 0.5, grey);
		snprintf(text, sizeof text, "%.*f", decimals, fabs(value) < step / 1e6 ? 0 : value);
		draw_text(cairo, x, inner.y + 9.5, 0, (struct style){ 6.5, false, grey, ALIGN_CENTRE }, text);
	}
	draw_text(cairo, box.x + LEFT - 12, inner.y + 9.5, 0, (struct style){ 6.5, false, grey, ALIGN_RIGHT }, unit > 1 ? "min" : "s");
}
