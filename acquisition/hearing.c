/* hearing.c - which instrument sends these bytes? */

#include "acquisition/hearing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/station_settings.h"
#include "acquisition/text/line.h"
#include "acquisition/text/proposal.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/quantity.h"

#define LINES_KEPT 12

/* What convinces. By chance a byte keeps to a format's rule once in two at best. */
#define SHARE_LEAST   0.9
#define FRAMED_LEAST  9     /* bytes in two frames or more, */
#define FRAMED_ALONE  20    /* or in one */
#define FRAMED_CLEAR  60
#define FRAMES_CLEAR  4

/* So many bytes at the beginning may be the end of a frame that began before us. */
#define MIDST_MOST    64

/* Beside the share of bytes that became frames, which is 0 to 1, a candidate's score knows: a loose one goes behind all
 * others, whatever its share; frames at quite another rate than the driver's weigh as much as half of the bytes lost; a
 * hint decides where shares are alike, and is more than AS_GOOD. */
#define LOOSE_COSTS   1.0
#define RATE_COSTS    0.5
#define HINT          0.1

/* How far two scores may lie apart and still say nothing. */
#define AS_GOOD       0.05

/* Counts of light are whole, and a photodiode in use gives more than these. */
#define LIGHT_LEAST   256

struct hearing {
	struct candidate *candidates;
	size_t            count, capacity;
	size_t            bytes;
	uint8_t           first;        /* byte, */
	bool              alike;        /* and all others were the same */
	struct line       line;         /* that is coming in */
	bool              line_begun;   /* from its first character on */
	char              lines[LINES_KEPT][LINE_SIZE];
	size_t            line_count;   /* so far; those kept are the newest */
	int64_t           first_line_ns, last_line_ns;
};

struct settings *hearing_section(const char *name, const char *keys)
{
	struct settings *settings = xcalloc(1, sizeof *settings);
	settings->file = xstrdup("");
	array_reserve((void **)&settings->sections, &settings->capacity, 0, sizeof *settings->sections);
	settings->sections[settings->count++] = (struct section){
		.file = settings->file, .kind = xstrdup("instrument"), .name = xstrdup(name), .line = 1,
	};
	struct section *section = &settings->sections[0];
	for (const char *p = keys; *p; p += strcspn(p, "\n") + 1) {
		size_t key = strcspn(p, " ="), value = strcspn(p, "=") + 2;
		array_reserve((void **)&section->settings, &section->capacity, section->count, sizeof *section->settings);
		section->settings[section->count++] = (struct setting){
			xstrndup(p, key), xstrndup(p + value, strcspn(p + value, "\n")), 1,
		};
	}
	return settings;
}

static bool is_same_line(const struct line_settings *a, const struct line_settings *b)
{
	return !a || line_settings_equal(a, b);
}

static void *new_state(const struct instrument_driver *driver, const char *keys, const struct section *section, struct error *error)
{
	if (section)
		return instrument_state_new(driver, section, error);
	struct settings *settings = hearing_section("tried", keys);
	void *state = instrument_state_new(driver, &settings->sections[0], error);
	settings_free(settings);
	return state;
}

static void forget(struct candidate *candidate)
{
	for (int i = 0; i < OUTPUTS_MAX; i++)
		candidate->newest[i].output = -1;
	candidate->frames = candidate->framed = candidate->lost = candidate->pending = 0;
	candidate->plausible = candidate->implausible = 0;
	candidate->begun = false;
}

/* One whose keys only the user knows, such as a pattern, is no candidate without a section. */
static void add_candidate(struct hearing *hearing, struct candidate candidate, bool own_line, bool may_ask)
{
	struct error error;
	candidate.state = new_state(candidate.driver, candidate.keys, candidate.section, &error);
	if (!candidate.state)
		return;
	candidate.other_line = !own_line;
	candidate.asks = may_ask && candidate.driver->talk && own_line;
	forget(&candidate);
	array_reserve((void **)&hearing->candidates, &hearing->capacity, hearing->count, sizeof *hearing->candidates);
	hearing->candidates[hearing->count++] = candidate;
}

const struct instrument_driver *hearing_described(const struct section *section, struct line_settings *line)
{
	struct error error;
	const char *name = strcmp(section->kind, "instrument") == 0 ? section_text(section, "driver") : NULL;
	const char *own_line = section_text(section, "line");
	const struct instrument_driver *driver = name ? instrument_driver_find(name, &error) : NULL;
	void *bare = driver && !driver->asked_with ? new_state(driver, "", NULL, &error) : NULL;
	bool known_anyway = bare != NULL;
	free(bare);
	if (!driver || known_anyway)
		return NULL;
	*line = driver->line;
	return !own_line || line_settings_parse(own_line, line) ? driver : NULL;
}

static bool may_be_asked(const struct section *section)
{
	struct error error;
	bool may = false;
	return section_flag(section, "ask_to_identify", &may, &error) && may;
}

struct hearing *hearing_new(const struct line_settings *line, const struct settings *station)
{
	struct hearing *hearing = xcalloc(1, sizeof *hearing);
	for (size_t i = 0; station && i < station->count; i++) {
		struct line_settings its;
		const struct section *section = &station->sections[i];
		const struct instrument_driver *driver = hearing_described(section, &its);
		if (driver)
			add_candidate(hearing, (struct candidate){ .driver = driver, .keys = "", .section = section },
			              is_same_line(line, &its), driver->harmless_to_ask || may_be_asked(section));
	}
	for (size_t i = 0; instrument_drivers[i]; i++) {
		const struct instrument_driver *driver = instrument_drivers[i];
		bool own_line = is_same_line(line, &driver->line);
		if (!driver->asked_with)
			add_candidate(hearing, (struct candidate){ .driver = driver, .keys = "" }, own_line, driver->harmless_to_ask);
		for (const char *const *keys = driver->asked_with; keys && *keys; keys++)
			add_candidate(hearing, (struct candidate){ .driver = driver, .keys = *keys }, own_line, driver->harmless_to_ask);
	}
	return hearing;
}

void hearing_free(struct hearing *hearing)
{
	if (!hearing)
		return;
	for (size_t i = 0; i < hearing->count; i++)
		free(hearing->candidates[i].state);
	free(hearing->candidates);
	free(hearing);
}

void candidate_begin_asking(struct candidate *candidate)
{
	struct error error;
	free(candidate->state);
	candidate->state = new_state(candidate->driver, candidate->keys, candidate->section, &error);
	candidate->asked = true;
	forget(candidate);
}

/* One candidate. */

static const struct instrument_output *output_of(const struct candidate *candidate, int output)
{
	size_t count;
	const struct instrument_output *outputs = candidate->driver->outputs(candidate->state, &count);
	return &outputs[output];
}

/* A bath may be of any temperature, but a body's saturation and pulse are what they can be. */
static bool is_plausible(const struct candidate *candidate, const struct reading *reading)
{
	const char *name = output_of(candidate, reading->output)->quantity;
	const struct quantity *quantity = name ? quantity_find(name) : NULL;
	bool loose = candidate->driver->loose;
	if (loose && name && strcmp(name, "light_reflection") == 0)
		return reading->value >= LIGHT_LEAST && reading->value == floor(reading->value);
	if (!quantity || (!loose && strcmp(name, "temperature") == 0))
		return true;
	return !(reading->value < quantity->low || reading->value > quantity->high);
}

static void take(struct candidate *candidate, const struct reading *readings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		candidate->newest[readings[i].output] = readings[i];
		if (isnan(readings[i].value))
			continue;
		if (is_plausible(candidate, &readings[i]))
			candidate->plausible++;
		else
			candidate->implausible++;
	}
}

static void end_frame(struct candidate *candidate, int64_t now_ns, size_t behind)
{
	candidate->framed += candidate->pending > behind ? candidate->pending - behind : 0;
	candidate->pending = behind;
	candidate->first_ns = candidate->frames == 0 ? now_ns : candidate->first_ns;
	candidate->last_ns = now_ns;
	candidate->frames++;
	candidate->begun = true;
}

/* A line counts as a whole, whether its driver says that it dropped one line or so many bytes. */
static void judge_line(struct candidate *candidate, uint8_t byte, int64_t now_ns, bool frame, bool dropped)
{
	bool end = byte == '\r' || byte == '\n';
	if (frame) {
		end_frame(candidate, now_ns, 0);
	} else if (dropped) {
		candidate->lost += candidate->begun ? candidate->pending : 0;
		candidate->pending = 0;
	} else if (end) {
		candidate->pending = 0;     /* passed over: a heading, an empty line */
	}
	candidate->begun |= end;
}

static void judge_byte(struct candidate *candidate, int64_t now_ns, bool frame, size_t behind, size_t dropped)
{
	dropped = dropped < candidate->pending ? dropped : candidate->pending;
	candidate->pending -= dropped;
	candidate->lost += dropped;
	if (!candidate->begun && frame && candidate->lost <= MIDST_MOST)
		candidate->lost = 0;
	if (frame)
		end_frame(candidate, now_ns, behind);
}

static void push(struct candidate *candidate, uint8_t byte, int64_t now_ns)
{
	const struct instrument_driver *driver = candidate->driver;
	struct reading readings[READINGS_MAX];
	unsigned long before = driver->dropped(candidate->state);
	size_t count = driver->push(candidate->state, byte, readings);
	bool frame = count > 0;
	size_t behind = frame ? readings[0].behind : 0;
	while (count > 0) {
		take(candidate, readings, count);
		count = driver->more ? driver->more(candidate->state, readings) : 0;
	}
	size_t dropped = driver->dropped(candidate->state) - before;
	candidate->pending++;
	if (driver->lines)
		judge_line(candidate, byte, now_ns, frame, dropped > 0);
	else
		judge_byte(candidate, now_ns, frame, behind, dropped);
}

double candidate_share(const struct candidate *candidate)
{
	size_t judged = candidate->framed + candidate->lost;
	return judged == 0 ? 0 : (double)candidate->framed / (double)judged;
}

/* Enough came, and nearly all of it is this driver's. */
static bool convinces(const struct candidate *candidate)
{
	bool enough = candidate->framed >= FRAMED_ALONE || (candidate->framed >= FRAMED_LEAST && candidate->frames >= 2);
	if (candidate->driver->loose && candidate->frames < 2)
		return false;
	return enough && candidate_share(candidate) >= SHARE_LEAST && candidate->implausible <= candidate->plausible;
}

/* How far the frames come from as often as they should: 0 as they should, 1 not at all. */
static double off_beat(const struct candidate *candidate)
{
	size_t count;
	const struct instrument_output *outputs = candidate->driver->outputs(candidate->state, &count);
	double expected_s = INFINITY, seconds = (double)(candidate->last_ns - candidate->first_ns) / (double)NS_PER_S;
	for (size_t i = 0; i < count; i++)
		expected_s = fmin(expected_s, outputs[i].interval_s);
	if (candidate->asked || candidate->frames < 2 || seconds <= 0 || !isfinite(expected_s))
		return 0;
	return fmin(1, fabs(log(seconds / (double)(candidate->frames - 1) / expected_s)));
}

static double score(const struct candidate *candidate)
{
	return candidate_share(candidate)
		+ (candidate->plausible > 0 ? HINT : 0)
		- (candidate->driver->loose ? LOOSE_COSTS : 0)
		- (candidate->other_line ? HINT : 0)
		- RATE_COSTS * off_beat(candidate);
}

/* All of them. */

static void keep_line(struct hearing *hearing, uint8_t byte, int64_t now_ns)
{
	struct line *line = &hearing->line;
	if (!line_push(line, byte, '\0'))
		return;
	bool text = hearing->line_begun && !line_is_empty(line) && !line_is_too_long(line);
	for (size_t i = 0; i < line->length; i++)
		text &= (unsigned char)line->text[i] >= ' ' || line->text[i] == '\t';
	if (text) {
		hearing->first_line_ns = hearing->line_count == 0 ? now_ns : hearing->first_line_ns;
		hearing->last_line_ns = now_ns;
		char *kept = hearing->lines[hearing->line_count++ % LINES_KEPT];
		memcpy(kept, line->text, line->length);
		kept[line->length] = '\0';
	}
	hearing->line_begun = true;
	line->length = 0;
}

void hearing_push(struct hearing *hearing, int64_t now_ns, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (hearing->bytes++ == 0)
			hearing->first = bytes[i];
		hearing->alike = (hearing->alike || hearing->bytes == 1) && bytes[i] == hearing->first;
		keep_line(hearing, bytes[i], now_ns);
		for (size_t c = 0; c < hearing->count; c++)
			push(&hearing->candidates[c], bytes[i], now_ns);
	}
}

size_t hearing_bytes(const struct hearing *hearing)
{
	return hearing->bytes;
}

size_t hearing_count(const struct hearing *hearing)
{
	return hearing->count;
}

struct candidate *hearing_candidate(struct hearing *hearing, size_t index)
{
	return &hearing->candidates[index];
}

/* The best of those that convince and whose driver is not among those before; NULL: none. */
static const struct candidate *next_found(const struct hearing *hearing, const struct candidate *const *before, size_t count)
{
	const struct candidate *best = NULL;
	for (size_t i = 0; i < hearing->count; i++) {
		const struct candidate *candidate = &hearing->candidates[i];
		bool known = !convinces(candidate);
		for (size_t k = 0; k < count && !known; k++)
			known = before[k]->driver == candidate->driver;
		if (!known && (!best || score(candidate) > score(best)))
			best = candidate;
	}
	return best;
}

size_t hearing_found(const struct hearing *hearing, const struct candidate **found, size_t most)
{
	size_t count = 0;
	while (count < most) {
		const struct candidate *next = next_found(hearing, found, count);
		if (!next || (count > 0 && score(next) < score(found[0]) - AS_GOOD))
			break;
		found[count++] = next;
	}
	return count;
}

/* Each output that comes often has come, so that it can be told what it reads. */
static bool has_told_all(const struct candidate *candidate)
{
	size_t count;
	const struct instrument_output *outputs = candidate->driver->outputs(candidate->state, &count);
	for (size_t i = 0; i < count; i++)
		if (outputs[i].interval_s <= 1 && candidate->newest[i].output < 0)
			return false;
	return true;
}

bool hearing_is_settled(const struct hearing *hearing)
{
	const struct candidate *found[2];
	if (hearing_found(hearing, found, 2) != 1 || found[0]->driver->loose || found[0]->plausible == 0)
		return false;
	bool clear = found[0]->framed >= FRAMED_CLEAR && found[0]->frames >= FRAMES_CLEAR;
	return (clear || (found[0]->asked && found[0]->frames >= 2)) && has_told_all(found[0]);
}

const struct instrument_driver *hearing_caller(const struct hearing *hearing)
{
	for (size_t i = 0; instrument_drivers[i] && hearing->alike && hearing->bytes >= 2; i++)
		if (instrument_drivers[i]->call && instrument_drivers[i]->call == hearing->first)
			return instrument_drivers[i];
	return NULL;
}

bool hearing_pattern(const struct hearing *hearing, char pattern[static PATTERN_SIZE], size_t *fit, size_t *of)
{
	const char *lines[LINES_KEPT];
	*of = hearing->line_count < LINES_KEPT ? hearing->line_count : LINES_KEPT;
	for (size_t i = 0; i < *of; i++)
		lines[i] = hearing->lines[i];
	return proposal_pattern(lines, *of, pattern, fit);
}

const char *hearing_line(const struct hearing *hearing, double *interval_s)
{
	size_t count = hearing->line_count;
	double seconds = (double)(hearing->last_line_ns - hearing->first_line_ns) / (double)NS_PER_S;
	*interval_s = count > 1 && seconds > 0 ? seconds / (double)(count - 1) : NAN;
	return count ? hearing->lines[(count - 1) % LINES_KEPT] : "";
}
