/*
 * text_lines.c - instruments that send lines of text by themselves
 *
 * Any board, described wholly in station.ini by the keys of text/shape.h and the
 * expected seconds between two lines:
 *
 *     pattern  = T1={toe}, T2={calf}, {} mV
 *     interval = 0.25
 *
 * and, as rows, instruments whose lines are known:
 *
 * H-Tronic TS125, one thermometer, 9600 8N1: five characters and CR LF once a second,
 * "121.1", "  1.5", "-11.2"; "Err.1" in place of a number. (DOC)
 *
 * SparkFun OpenScale, a load cell's amplifier, the front end of a strain gauge, 9600 8N1,
 * twice a second: [ms,]value,unit,[raw,][local,][remote,] with a comma at the end; which of
 * the bracketed ones are sent is set in the board's menu (key x), and as it comes
 * from the factory all but raw are. A remote sensor that is not there reads 0. Other settings of
 * the menu: the key `columns`. (MED-HIGH: sparkfun/OpenScale, its hookup guide and firmware)
 *
 * em-tec BioProTT, a clamp-on flowmeter for tubing, 38400 8N1, ten times a second:
 * "ee ss aaa p.pp ffffff mmmmmm ssssss [tttt]": two status bytes in hexadecimal, which are the
 * flags; amplitude; a further number; three flows, the first the one of the
 * moment; temperature. Dashes: blanked; ^ overflow; v underflow. That mmmmmm is the mean flow is our
 * inference from its letter; ssssss and p.pp are not given names. (MED)
 *
 * The first line after opening is never used, since it may be the end of one:
 * "1.05" fits as well as "31.05" does. A line that does not fit is counted and dropped.
 */

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/text/line.h"
#include "acquisition/text/preset.h"
#include "base/clock.h"

struct text_lines {
	struct shape         shape;
	const struct preset *preset;    /* NULL: as station.ini says */
	bool                 as_delivered;  /* the preset's columns are not changed in station.ini */
	double               interval_s;

	struct line   line;
	bool          begun;            /* the end of the first line was seen */
	unsigned long dropped;
};

static bool set_up(struct text_lines *lines, const struct preset *preset,
                   const struct section *section, struct error *error)
{
	struct setting room[PRESET_ROOM];
	struct section merged = preset_section(preset, section, room);
	lines->preset = preset;
	lines->as_delivered = preset && !section_text(section, "columns");
	if (!interval_from(&lines->interval_s, &merged, error) || !shape_from(&lines->shape, &merged, error))
		return false;
	preset_outputs(preset, &lines->shape, lines->interval_s);
	return true;
}

static const struct instrument_output *text_lines_outputs(const void *state, size_t *count)
{
	const struct text_lines *lines = state;
	*count = lines->shape.output_count;
	return lines->shape.outputs;
}

static unsigned long text_lines_dropped(const void *state)
{
	return ((const struct text_lines *)state)->dropped;
}

static size_t text_lines_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct text_lines *lines = state;
	if (!line_push(&lines->line, byte, '\0'))
		return 0;
	size_t length = lines->preset ? lines->preset->length : 0;
	bool empty = line_is_empty(&lines->line), wrong = line_is_too_long(&lines->line) || (length && lines->line.length != length);
	size_t count = empty || wrong ? 0 : shape_parse(&lines->shape, lines->line.text, lines->line.length, readings);
	if (count == 0 && !empty)
		lines->dropped++;
	for (size_t i = 0; i < count && lines->preset && lines->preset->judge; i++)
		lines->preset->judge(&readings[i]);
	bool trusted = lines->begun;
	lines->begun = true;
	lines->line.length = 0;
	return trusted ? count : 0;
}

static int64_t text_lines_due_ns(const void *state, uint64_t n)
{
	const struct text_lines *lines = state;
	return (int64_t)n * llround(lines->interval_s * (double)NS_PER_S);
}

static size_t text_lines_simulate(void *state, uint64_t n, const struct simulated_world *world,
                                  uint8_t *bytes, size_t size)
{
	const struct text_lines *lines = state;
	double values[READINGS_MAX];
	shape_values(&lines->shape, world, 0, values);
	size_t length = lines->as_delivered && lines->preset->print
		? lines->preset->print(n, values, (char *)bytes, size - 2)
		: shape_print(&lines->shape, values, (char *)bytes, size - 2);
	memcpy(bytes + length, "\r\n", 2);
	return length + 2;
}

static const char *const shape_keys[] = { SHAPE_KEYS, "interval", NULL };

static bool text_lines_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, NULL, section, error);
}

/* H-Tronic TS125. */

static size_t ts125_print(uint64_t n, const double values[static READINGS_MAX], char *text, size_t size)
{
	(void)n;
	if (isnan(values[0]))
		return (size_t)snprintf(text, size, "Err.1");
	return (size_t)snprintf(text, size, "%5.1f", values[0]);
}

static const struct preset ts125 = {
	.settings = { { "pattern", "{temperature}", 0 }, { "missing", "only Err.*", 0 } },
	.length = 5,
	.outputs = { { "temperature", "temperature", "Temperature" } },
	.print = ts125_print,
};

static bool ts125_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &ts125, section, error);
}

/* SparkFun OpenScale. */

static double or_zero(double value)
{
	return isnan(value) ? 0 : value;
}

static size_t openscale_print(uint64_t n, const double values[static READINGS_MAX], char *text, size_t size)
{
	enum { CLOCK_MS, FORCE, LOCAL, REMOTE };
	return (size_t)snprintf(text, size, "%llu,%.2f,kg,%.2f,%.2f,", (unsigned long long)(n * 500),
	                        or_zero(values[FORCE]), or_zero(values[LOCAL]), or_zero(values[REMOTE]));
}

static const struct preset openscale = {
	.settings = {
		{ "columns", "clock_ms, force, -, local?, remote?", 0 }, { "interval", "0.5", 0 },
		{ "missing", "only remote:0=no_probe", 0 },
	},
	.outputs = {
		{ "force", NULL, "Load on the cell" }, { "local", "temperature", "Temperature of the board" },
		{ "remote", "temperature", "Temperature of the remote sensor" }, { "clock_ms", NULL, "Milliseconds since the board began" },
	},
	.print = openscale_print,
};

static bool openscale_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &openscale, section, error);
}

static const char *const openscale_keys[] = { "columns", "interval", "missing", NULL };

/* em-tec BioProTT. */

static size_t flow_print(char *text, size_t size, double value)
{
	if (isnan(value))
		return (size_t)snprintf(text, size, " ------");
	return (size_t)snprintf(text, size, " %6ld", lround(fmax(-99999, fmin(value, 999999))));
}

static size_t bioprott_print(uint64_t n, const double values[static READINGS_MAX], char *text, size_t size)
{
	(void)n;
	enum { AMPLITUDE, FLOW, MEAN_FLOW, TEMPERATURE };
	size_t length = (size_t)snprintf(text, size, "00 00 100 0.99");
	length += flow_print(text + length, size - length, values[FLOW]);
	length += flow_print(text + length, size - length, values[MEAN_FLOW]);
	length += flow_print(text + length, size - length, values[FLOW]);
	if (!isnan(values[TEMPERATURE]))
		length += (size_t)snprintf(text + length, size - length, " %+.0f", values[TEMPERATURE]);
	return length;
}

static const struct preset bioprott = {
	.settings = {
		{ "columns", "#, #, amplitude, -, flow, mean_flow, -, temperature?", 0 }, { "delimiter", "blank", 0 },
		{ "missing", "only ^*=saturated v*=saturated", 0 }, { "interval", "0.1", 0 },
	},
	.outputs = {
		{ "amplitude", NULL, "Amplitude of the received signal" }, { "flow", NULL, "Flow" },
		{ "mean_flow", NULL, "Flow, mean" }, { "temperature", "temperature", "Temperature" },
	},
	.print = bioprott_print,
};

static bool bioprott_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &bioprott, section, error);
}

/* What all have in common. */
#define LINES \
	.lines = true, \
	.state_size = sizeof(struct text_lines), \
	.outputs = text_lines_outputs, \
	.push = text_lines_push, \
	.dropped = text_lines_dropped, \
	.simulated_due_ns = text_lines_due_ns, \
	.simulate = text_lines_simulate

const struct instrument_driver text_lines_driver = {
	.name = "text_lines",
	.title = "A board that sends lines of text, described in station.ini",
	.loose = true,
	.line = { 9600, 8, 'N', 1 },
	.keys = shape_keys,
	.setup = text_lines_setup,
	LINES,
};

const struct instrument_driver ts125_driver = {
	.name = "ts125",
	.title = "H-Tronic TS125 thermometer",
	.loose = true,
	.line = { 9600, 8, 'N', 1 },
	.setup = ts125_setup,
	LINES,
};

const struct instrument_driver openscale_driver = {
	.name = "openscale",
	.title = "SparkFun OpenScale load cell amplifier (strain gauge)",
	.loose = true,
	.line = { 9600, 8, 'N', 1 },
	.keys = openscale_keys,
	.setup = openscale_setup,
	LINES,
};

const struct instrument_driver bioprott_driver = {
	.name = "bioprott",
	.title = "em-tec BioProTT clamp-on flowmeter",
	.loose = true,
	.line = { 38400, 8, 'N', 1 },
	.setup = bioprott_setup,
	LINES,
};
