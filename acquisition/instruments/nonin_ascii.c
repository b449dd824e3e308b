/*
 * nonin_ascii.c - Nonin's bench units, which send a line of text once a second
 *
 *     [HH:MM:SS ]SPO2=XXX HR=YYY[ F][*][B]
 *
 * F fast averaging, * an event mark, B at the end as the manuals have it (the battery, we take
 * it); flags b0, b1, b2. Three dashes are a missing value, and so is 000. What comes with fast averaging is
 * an output of its own. Lines without a `=`, such as the text at power-up, are passed over.
 * No checksum: a line is believed when the whole of it has this form, with three digits each.
 *
 * 9600; nine bits are sent of which the last is always a mark, so 8N1 reads them (8N2 does too).
 * Avant 9600 and 9700, 8500, 2500, 9847, 8600. Confidence: medium to high (their manuals).
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/instruments/nonin.h"
#include "acquisition/simulated_world.h"
#include "acquisition/text/form.h"
#include "acquisition/text/line.h"

enum { FAST = 0x01 };

enum { SPO2, PULSE, SPO2_FAST, PULSE_FAST, OUTPUTS };

static const struct instrument_output outputs[OUTPUTS] = {
	[SPO2] = { "spo2", "spo2", "SpO2, 4-beat average", 1 },
	[PULSE] = { "pulse", "pulse_rate", "Pulse rate, 4-beat average", 1 },
	[SPO2_FAST] = { "spo2_fast", "spo2", "SpO2, fast average", 1 },
	[PULSE_FAST] = { "pulse_fast", "pulse_rate", "Pulse rate, with fast averaging", 1 },
};

struct ascii {
	struct line   line;
	unsigned long dropped;
};

static const struct instrument_output *ascii_outputs(const void *state, size_t *count)
{
	(void)state;
	*count = OUTPUTS;
	return outputs;
}

static unsigned long ascii_dropped(const void *state)
{
	return ((const struct ascii *)state)->dropped;
}

/* Reads `SPO2=097` by its key; 0 for dashes. Returns what follows, or NULL. */
static const char *read_value(const char *text, const char *key, int *value)
{
	text = form_behind(key, text);
	if (!text)
		return NULL;
	*value = (int)strtol(text, NULL, 10);
	if (form_behind("---", text))
		*value = 0;
	const char *behind = form_behind("ddd", text);
	return behind ? behind : form_behind("---", text);
}

/* What may stand behind the values, in this order, each a bit. NULL when something else does. */
static const char *read_marks(const char *text, uint32_t *flags)
{
	static const char marks[] = "F*B";
	for (size_t i = 0; marks[i]; i++) {
		text += strspn(text, " ");
		if (*text == marks[i]) {
			*flags |= UINT32_C(1) << i;
			text++;
		}
	}
	text += strspn(text, " ");
	return *text ? NULL : text;
}

/* The readings of a line; 0 for one that has not the form. */
static size_t read_line(const char *text, struct reading *readings)
{
	int spo2, pulse;
	uint32_t flags = 0;
	const char *behind_time = form_behind("dd:dd:dd ", text);
	text = read_value(behind_time ? behind_time : text, "SPO2=", &spo2);
	text = text ? read_value(text, " HR=", &pulse) : NULL;
	text = text ? read_marks(text, &flags) : NULL;
	if (!text)
		return 0;
	bool fast = flags & FAST;
	readings[0] = nonin_reading(fast ? SPO2_FAST : SPO2, spo2, NONIN_SPO2_MISSING, 0, false, flags);
	readings[1] = nonin_reading(fast ? PULSE_FAST : PULSE, pulse, NONIN_PULSE_MISSING, 0, false, flags);
	return 2;
}

static size_t ascii_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct ascii *ascii = state;
	struct line *line = &ascii->line;
	if (!line_push(line, byte, '\0'))
		return 0;
	size_t count = 0;
	bool ours = memchr(line->text, '=', line->length) != NULL;
	if (!line_is_too_long(line)) {
		line->text[line->length] = '\0';
		count = ours ? read_line(line->text, readings) : 0;
	}
	ascii->dropped += ours && count == 0;
	line->length = 0;
	return count;
}

static size_t ascii_simulate(void *state, uint64_t n, const struct simulated_world *world, uint8_t *bytes, size_t size)
{
	(void)state;
	unsigned second = (unsigned)(n % 86400);
	char values[32] = "SPO2=--- HR=---";
	if (!simulated_is_off(world))
		snprintf(values, sizeof values, "SPO2=%03d HR=%03d", person_spo2(world->person), person_pulse(world->person));
	int length = snprintf((char *)bytes, size, "%02u:%02u:%02u %s\r\n", second / 3600, second / 60 % 60, second % 60, values);
	return (size_t)length;
}

const struct instrument_driver nonin_ascii_driver = {
	.name = "nonin_ascii",
	.title = "Nonin bench units (Avant 9600 and 9700, 8500, 2500, 9847, 8600), lines of text",
	.line = { 9600, 8, 'N', 1 },
	.lines = true,
	.state_size = sizeof(struct ascii),
	.outputs = ascii_outputs,
	.push = ascii_push,
	.dropped = ascii_dropped,
	.simulated_due_ns = nonin_each_second,
	.simulate = ascii_simulate,
};
