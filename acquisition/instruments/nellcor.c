/*
 * nellcor.c - Nellcor N-595, NPB-290 and NPB-295: the rows of their print-out
 *
 *     12-NOV-98 14:00:05   100    120    50   [codes ...]
 *
 * Date, time, SpO2, pulse rate, pulse amplitude, status codes. A `*` behind a value is an alarm; dashes
 * are a missing value, and so is 0. The lines of the header, which comes again every 25 rows
 * and after each change of a setting, are passed over.
 *
 * The codes and their bits in the flags, from b0 on: AO alarm off, AS alarm silenced, LB low
 * battery, LM loss of pulse with interference, LP loss of pulse, MO interference, PH and PL
 * pulse high and low, PS pulse search, SH and SL saturation high and low, SD sensor
 * disconnected, SO sensor off. b16, b17, b18: the alarm star of SpO2, pulse rate, amplitude. A code
 * that is not among these is passed over.
 *
 * How often a row comes was not found: `interval` in station.ini tells it in seconds, and what
 * is expected is unknown where it is absent. No checksum: a row is believed when all of it has the
 * right form. The width of the columns is not known, so a lost digit cannot be seen.
 *
 * 9600 8N1. Confidence: medium to high (mdpnp/mdpnp, manuals); the N-200 sends something else: nellcor_n200.c.
 */

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/simulated_world.h"
#include "acquisition/text/form.h"
#include "acquisition/text/line.h"
#include "base/clock.h"
#include "base/sample.h"

enum { SPO2, PULSE, AMPLITUDE, OUTPUTS };

static const struct instrument_output outputs[OUTPUTS] = {
	[SPO2] = { "spo2", "spo2", "SpO2", NAN },
	[PULSE] = { "pulse", "pulse_rate", "Pulse rate", NAN },
	[AMPLITUDE] = { "amplitude", NULL, "Pulse amplitude, without a unit", NAN },
};

/* In the order of their bits in the flags. */
static const struct {
	const char *code;
	uint32_t    quality;
} codes[] = {
	{ "AO", 0 },
	{ "AS", 0 },
	{ "LB", 0 },
	{ "LM", QUALITY_SEARCHING | QUALITY_ARTEFACT },
	{ "LP", QUALITY_SEARCHING },
	{ "MO", QUALITY_ARTEFACT },
	{ "PH", 0 },
	{ "PL", 0 },
	{ "PS", QUALITY_SEARCHING },
	{ "SH", 0 },
	{ "SL", 0 },
	{ "SD", QUALITY_NO_PROBE },
	{ "SO", QUALITY_NO_FINGER },
};
#define CODES (sizeof codes / sizeof codes[0])
#define STAR_BIT 16

struct nellcor {
	struct instrument_output outputs[OUTPUTS];
	double                   interval_s;        /* 0: unknown */
	struct line              line;
	unsigned long            dropped;
};

static bool nellcor_setup(void *state, const struct section *section, struct error *error)
{
	struct nellcor *nellcor = state;
	memcpy(nellcor->outputs, outputs, sizeof outputs);
	if (!section_number(section, "interval", &nellcor->interval_s, error))
		return false;
	if (!section_text(section, "interval"))
		return true;
	if (nellcor->interval_s < 0.1 || nellcor->interval_s > 3600)
		return section_error(section, "interval", error,
			"interval is %g, but the seconds between two rows lie between 0.1 and 3600", nellcor->interval_s);
	for (size_t i = 0; i < OUTPUTS; i++)
		nellcor->outputs[i].interval_s = nellcor->interval_s;
	return true;
}

static const struct instrument_output *nellcor_outputs(const void *state, size_t *count)
{
	*count = OUTPUTS;
	return ((const struct nellcor *)state)->outputs;
}

static unsigned long nellcor_dropped(const void *state)
{
	return ((const struct nellcor *)state)->dropped;
}

static bool is_header(const char *text)
{
	return strstr(text, "VERSION") || strstr(text, "Limit") || strstr(text, "MODE:") || strstr(text, "TIME");
}

/* "100", "84*", "---". */
static bool read_value(const char *word, double *value, bool *star)
{
	size_t length = strlen(word);
	*star = length > 0 && word[length - 1] == '*';
	length -= *star;
	*value = NAN;
	if (length > 0 && strspn(word, "-") == length)
		return true;
	if (length == 0 || length > 3 || strspn(word, "0123456789") != length)
		return false;
	*value = strtod(word, NULL);
	return true;
}

/* False when the word cannot be a code. */
static bool read_code(const char *word, uint32_t *quality, uint32_t *flags)
{
	for (size_t i = 0; i < CODES; i++)
		if (strcmp(word, codes[i].code) == 0) {
			*quality |= codes[i].quality;
			*flags |= UINT32_C(1) << i;
		}
	return form_is("AA", word);
}

/* The next word, or "" at the end. */
static const char *next_word(char **rest)
{
	char *word = NULL;
	while (*rest && !(word && *word))
		word = strsep(rest, " \t");
	return word ? word : "";
}

/* The readings of a row; 0 for what is none. */
static size_t read_row(char *text, struct reading *readings)
{
	uint32_t quality = 0, flags = 0;
	double values[OUTPUTS];
	if (!form_is("dd-AAA-dd", next_word(&text)) || !form_is("dd:dd:dd", next_word(&text)))
		return 0;
	for (int i = 0; i < OUTPUTS; i++) {
		bool star;
		if (!read_value(next_word(&text), &values[i], &star))
			return 0;
		flags |= star ? UINT32_C(1) << (STAR_BIT + i) : 0;
	}
	for (const char *word; *(word = next_word(&text)); )
		if (!read_code(word, &quality, &flags))
			return 0;
	for (int i = 0; i < OUTPUTS; i++)
		readings[i] = reading_of(i, values[i] == 0 ? (double)NAN : values[i], quality, flags);
	return OUTPUTS;
}

static size_t nellcor_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct nellcor *nellcor = state;
	struct line *line = &nellcor->line;
	if (!line_push(line, byte, '\0'))
		return 0;
	size_t count = 0;
	bool ours = !line_is_empty(line);
	if (!line_is_too_long(line)) {
		line->text[line->length] = '\0';
		ours = ours && !is_header(line->text);
		count = ours ? read_row(line->text, readings) : 0;
	}
	nellcor->dropped += ours && count == 0;
	line->length = 0;
	return count;
}

/* The twin: a header, 25 rows, and so on; a row every two seconds unless station.ini knows better. */

#define ROWS 25
#define TWIN_INTERVAL_S 2

static double twin_interval_s(const struct nellcor *nellcor)
{
	return nellcor->interval_s > 0 ? nellcor->interval_s : TWIN_INTERVAL_S;
}

static int64_t nellcor_due_ns(const void *state, uint64_t n)
{
	return (int64_t)n * llround(twin_interval_s(state) * (double)NS_PER_S);
}

static size_t nellcor_simulate(void *state, uint64_t n, const struct simulated_world *world,
                               uint8_t *bytes, size_t size)
{
	const char *header = n % ROWS ? "" : "NPB-295 VERSION 2.0.0.0 CRC: XXXX SpO2 Limit: 70-100% PR Limit: 60-160BPM\r\n"
		"TIME                %SpO2   BPM    PA   Status\r\n";
	unsigned second = (unsigned)(nellcor_due_ns(state, n) / NS_PER_S % 86400);
	int amplitude = (int)lround(20 + 60 * person_pleth(world->person));
	char values[64];
	if (simulated_is_off(world))
		snprintf(values, sizeof values, "---    ---   ---    %s", world->no_probe ? "SD" : "SO");
	else
		snprintf(values, sizeof values, "%3d    %3d   %3d", person_spo2(world->person), person_pulse(world->person), amplitude);
	int length = snprintf((char *)bytes, size, "%s01-JAN-26 %02u:%02u:%02u   %s\r\n", header,
		second / 3600, second / 60 % 60, second % 60, values);
	return (size_t)length;
}

static const char *const keys[] = { "interval", NULL };

const struct instrument_driver nellcor_driver = {
	.name = "nellcor",
	.title = "Nellcor N-595, NPB-290, NPB-295 (print-out)",
	.line = { 9600, 8, 'N', 1 },
	.lines = true,
	.keys = keys,
	.state_size = sizeof(struct nellcor),
	.setup = nellcor_setup,
	.outputs = nellcor_outputs,
	.push = nellcor_push,
	.dropped = nellcor_dropped,
	.simulated_due_ns = nellcor_due_ns,
	.simulate = nellcor_simulate,
};
