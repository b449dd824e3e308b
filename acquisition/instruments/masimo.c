/*
 * masimo.c - Masimo Rad-5, Rad-8 and Radical-7: lines of KEY=VALUE
 *
 * "ASCII1", once a second, mostly with an empty line behind:
 *
 *     02/22/16 22:47:45 SN=0000000001 SPO2=098% BPM=097 PI=03.60% SPCO=--.-% SPMET=--.-% DESAT=--
 *     PIDELTA=+-- ALARM=0000 EXC=000800                               (one line)
 *
 * Which fields there are, and how wide ALARM and EXC are, varies with model and firmware, so they
 * are found by their keys, never by position; keys that are not in the table below are passed
 * over. Dashes are a missing value, and so is a 0 where the table says it. EXC, in hex: 001 no sensor, 002
 * defective sensor, 004 low perfusion, 008 pulse search, 010 interference, 020 sensor off the
 * patient, 040 ambient light, 080 unknown sensor, 400 low signal quality, 800 running (the usual).
 * It is the flags. ALARM holds limits of the monitor's own and says nothing of the signal.
 *
 * "ASCII2" is what the monitor sends from the factory: nothing until its trend memory is asked for at
 * its front panel. Its lines are read too (PR for BPM, and EXC=820:OffPat,SET), but as what they
 * are: not measured now, and so stale. For live data set "Serial out" to ASCII1.
 *
 * No checksum: a line is believed when saturation and pulse are there, once, with three digits
 * each. The averaging time is a setting of the monitor (mostly 8 s), to be noted by people.
 * Its date and time drift; samples are stamped as they come.
 *
 * 9600 8N1, null-modem cable. Confidence: high for ASCII1 (captured lines in yahnatan/pulseox, the Rad-8
 * manual in remkolems/masimo-datacapture, nmenon/masimo-datacapture), medium for ASCII2.
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

enum { SPO2, PULSE, PI, PVI, SPHB, SPCO, SPMET, SPOC, OUTPUTS };

static const struct instrument_output outputs[OUTPUTS] = {
	[SPO2] = { "spo2", "spo2", "SpO2", 1 },
	[PULSE] = { "pulse", "pulse_rate", "Pulse rate", 1 },
	[PI] = { "pi", "perfusion_index", "Perfusion index", 1 },
	[PVI] = { "pvi", NULL, "Pleth variability index, %", 1 },
	[SPHB] = { "sphb", NULL, "Haemoglobin, g/dL", 1 },
	[SPCO] = { "spco", NULL, "Carboxyhaemoglobin, %", 1 },
	[SPMET] = { "spmet", NULL, "Methaemoglobin, %", 1 },
	[SPOC] = { "spoc", NULL, "Oxygen content, mL/dL", 1 },
};

/* A key's output and the form of its value, where one is documented. The trend's keys are
 * written in upper and lower case. */
static const struct field {
	const char *key;
	int         output;
	const char *form;               /* NULL: any number */
	bool        zero_is_missing, of_trend;
} fields[] = {
	{ "SPO2", SPO2, "ddd", true, false },
	{ "BPM", PULSE, "ddd", true, false },
	{ "PR", PULSE, "ddd", true, true },
	{ "PI", PI, "dd.dd", true, false },
	{ "PVI", PVI, NULL, false, false },
	{ "SPHB", SPHB, NULL, false, false },
	{ "SPCO", SPCO, NULL, false, false },
	{ "SPMET", SPMET, NULL, false, false },
	{ "SPOC", SPOC, NULL, false, false },
};
#define FIELDS (sizeof fields / sizeof fields[0])

static const struct {
	uint32_t bit, quality;
} exceptions[] = {
	{ 0x001, QUALITY_NO_PROBE },
	{ 0x002, QUALITY_NO_PROBE },
	{ 0x004, QUALITY_LOW_PERFUSION },
	{ 0x008, QUALITY_SEARCHING },
	{ 0x010, QUALITY_ARTEFACT },
	{ 0x020, QUALITY_NO_FINGER },
	{ 0x040, QUALITY_ARTEFACT },
	{ 0x080, QUALITY_NO_PROBE },
	{ 0x400, QUALITY_ARTEFACT },
};

struct masimo {
	struct line   line;
	unsigned long dropped;
};

static const struct instrument_output *masimo_outputs(const void *state, size_t *count)
{
	(void)state;
	*count = OUTPUTS;
	return outputs;
}

static unsigned long masimo_dropped(const void *state)
{
	return ((const struct masimo *)state)->dropped;
}

/* A line while it is read. */
struct found {
	double   values[OUTPUTS];       /* NAN: missing */
	bool     there[OUTPUTS];
	bool     trend, exception_there;
	uint32_t exception;
};

/* "098%", "03.60", "--.-%", "+--". */
static bool read_value(const struct field *field, const char *text, double *value)
{
	const char *end = field->form ? form_behind(field->form, text) : text + strspn(text, "0123456789.");
	char *behind;
	*value = NAN;
	if (strchr(text, '-'))
		return strspn(text, "+-.%") == strlen(text);
	if (!end || end == text)
		return false;
	*value = strtod(text, &behind);
	if (*value == 0 && field->zero_is_missing)
		*value = NAN;
	return behind == end && (!*end || strcmp(end, "%") == 0);
}

static bool read_exception(struct found *found, const char *text)
{
	size_t digits = strspn(text, "0123456789ABCDEFabcdef");
	bool first = !found->exception_there;
	found->exception_there = true;
	found->exception = (uint32_t)strtoul(text, NULL, 16);
	return first && digits > 0 && digits <= 8 && (!text[digits] || text[digits] == ':');
}

/* False when a word is damaged. A word without '=' and an unknown key are none of ours. */
static bool read_word(struct found *found, char *word)
{
	char *equals = strchr(word, '=');
	if (!equals)
		return true;
	*equals = '\0';
	if (strcmp(word, "EXC") == 0)
		return read_exception(found, equals + 1);
	for (size_t i = 0; i < FIELDS; i++) {
		const struct field *field = &fields[i];
		if (strcasecmp(word, field->key) != 0)
			continue;
		if (found->there[field->output] || !read_value(field, equals + 1, &found->values[field->output]))
			return false;
		found->there[field->output] = true;
		found->trend = found->trend || field->of_trend;
	}
	return true;
}

static bool read_line(struct found *found, char *text)
{
	*found = (struct found){ .trend = false };
	for (char *word; (word = strsep(&text, " \t")); )
		if (!read_word(found, word))
			return false;
	return found->there[SPO2] && found->there[PULSE];
}

static size_t give(const struct found *found, struct reading *readings)
{
	uint32_t quality = 0;
	size_t count = 0;
	for (size_t i = 0; i < sizeof exceptions / sizeof exceptions[0]; i++)
		quality |= found->exception & exceptions[i].bit ? exceptions[i].quality : 0u;
	for (int output = 0; output < OUTPUTS; output++) {
		if (!found->there[output])
			continue;
		readings[count] = reading_of(output, found->values[output], quality, found->exception);
		readings[count++].quality |= found->trend ? QUALITY_STALE : 0u;
	}
	return count;
}

static size_t masimo_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct masimo *masimo = state;
	struct line *line = &masimo->line;
	struct found found;
	size_t count = 0;
	if (!line_push(line, byte, '\0'))
		return 0;
	bool too_long = line_is_too_long(line), empty = line_is_empty(line);
	if (!too_long) {
		line->text[line->length] = '\0';
		count = read_line(&found, line->text) ? give(&found, readings) : 0;
	}
	masimo->dropped += !empty && count == 0;
	line->length = 0;
	return count;
}

/* The twin: a Rad-8 that streams. */

#define TWIN_PI 2.4     /* of a warm hand; a person here has no such index */

static int64_t masimo_due_ns(const void *state, uint64_t n)
{
	(void)state;
	return (int64_t)n * NS_PER_S;
}

static size_t masimo_simulate(void *state, uint64_t n, const struct simulated_world *world,
                              uint8_t *bytes, size_t size)
{
	(void)state;
	unsigned second = (unsigned)(n % 86400);
	char values[64] = "SPO2=---% BPM=--- PI=--.--%";
	if (!simulated_is_off(world))
		snprintf(values, sizeof values, "SPO2=%03d%% BPM=%03d PI=%05.2f%%", person_spo2(world->person),
		         person_pulse(world->person), TWIN_PI);
	int length = snprintf((char *)bytes, size, "01/01/26 %02u:%02u:%02u SN=0000000001 %s "
		"SPCO=--.-%% SPMET=--.-%% DESAT=-- PIDELTA=+-- ALARM=0000 EXC=000%03X\r\n\r\n",
		second / 3600, second / 60 % 60, second % 60, values,
		0x800u | (world->no_probe ? 0x001u : 0u) | (world->no_finger ? 0x020u : 0u));
	return (size_t)length;
}

const struct instrument_driver masimo_driver = {
	.name = "masimo",
	.title = "Masimo Rad-5, Rad-8, Radical-7 (serial out: ASCII1)",
	.line = { 9600, 8, 'N', 1 },
	.lines = true,
	.state_size = sizeof(struct masimo),
	.outputs = masimo_outputs,
	.push = masimo_push,
	.dropped = masimo_dropped,
	.simulated_due_ns = masimo_due_ns,
	.simulate = masimo_simulate,
};
