/*
 * dracal.c - Dracal instruments with a virtual COM port (VCP-...)
 *
 * They send a line every so often by themselves, 9600 8N1 (a number without meaning on USB):
 *
 *     D,VCP-PTH450,E18890,,101182,Pa,24.8344,C,59.8779,%,*3FB5
 *     I,Product ID,Serial Number,Message,MS5611 Pressure,Pa,SHT31 Temperature,C,...,*bbdd
 *
 * D: product, serial number, message, then a value and its unit for each column. I: the columns' names,
 * or, in the place of the message, the answer to a command. Behind the `*` stands in four
 * hexadecimal digits of either case the CRC-16/XMODEM of everything before the `*`. A line whose check is
 * wrong is dropped whole.
 *
 * A value belongs to the output of its unit, the second of one unit to the second output: temperature,
 * temperature_2 ... A column of another unit is passed over. An empty or unreadable value is missing. A
 * message beside the values is a flag, 1; its words are in the raw bytes.
 *
 * Commands end with a line feed: INFO (the columns' names), POLL n (milliseconds), FRAC n (decimals). They
 * are sent when the port has opened, each when the one before was answered by an I line or, the third
 * time, was not within a second. The key `interval` (seconds, 1 when absent) is what POLL says.
 *
 * The instrument may be delivered in another USB mode; Dracal's own dracal-usb-set changes it.
 *
 * Sources: Dracal's VCP guide and its sample programs (Dracaltech/sample-python-vcp). HIGH.
 */

#include "acquisition/instruments/dracal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/simulated_world.h"
#include "acquisition/text/line.h"
#include "acquisition/text/number.h"
#include "acquisition/text/preset.h"
#include "base/clock.h"
#include "base/sample.h"

#define FIELDS_MAX  64
#define FIRST_VALUE 4           /* behind D, product, serial number and message */
#define DECIMALS    4
#define ANSWER_NS   NS_PER_S    /* how long a command waits for its I line */
#define TRIES       3
#define LATENCY_NS  (20 * NS_PER_MS)    /* the twin's */

enum { MESSAGE = 1 };

enum { TEMPERATURE, TEMPERATURE_2, TEMPERATURE_3, TEMPERATURE_4, HUMIDITY, PRESSURE, CO2, VOLTAGE, OUTPUTS };

static const struct {
	const char *unit, *name, *quantity, *label;
} known[OUTPUTS] = {
	[TEMPERATURE] = { "C", "temperature", "temperature", "Temperature" },
	[TEMPERATURE_2] = { "C", "temperature_2", "temperature", "Temperature, second column" },
	[TEMPERATURE_3] = { "C", "temperature_3", "temperature", "Temperature, third column" },
	[TEMPERATURE_4] = { "C", "temperature_4", "temperature", "Temperature, fourth column" },
	[HUMIDITY] = { "%", "humidity", "humidity", "Relative humidity" },
	[PRESSURE] = { "Pa", "pressure", NULL, "Barometric pressure" },
	[CO2] = { "ppm", "co2", NULL, "Carbon dioxide" },
	[VOLTAGE] = { "V", "voltage", NULL, "Voltage" },
};

enum command { INFO, POLL, FRAC, COMMANDS };

struct dracal {
	struct instrument_output outputs[OUTPUTS];
	double                   interval_s;
	struct line              line;
	unsigned long            dropped;

	enum command command;       /* the one that is awaited, or to be sent next; COMMANDS: all is said */
	int          tries;         /* how often it was sent */
	int64_t      sent_ns;
	bool         answered;

	/* Of the twin. */
	struct line heard;
	int         answering;      /* an enum command, or -1; COMMANDS for one that is not known */
	int64_t     answer_ns, data_ns, poll_ns;
};

uint16_t dracal_crc(const char *text, size_t length)
{
	unsigned crc = 0;
	for (size_t i = 0; i < length; i++) {
		crc ^= (unsigned)(unsigned char)text[i] << 8;
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1;
	}
	return (uint16_t)crc;
}

static bool dracal_setup(void *state, const struct section *section, struct error *error)
{
	struct dracal *dracal = state;
	if (!interval_from(&dracal->interval_s, section, error))
		return false;
	for (size_t i = 0; i < OUTPUTS; i++) {
		name_copy(dracal->outputs[i].name, known[i].name);
		dracal->outputs[i].quantity = known[i].quantity;
		dracal->outputs[i].label = known[i].label;
		dracal->outputs[i].interval_s = dracal->interval_s;
	}
	dracal->answering = -1;
	dracal->poll_ns = NS_PER_S;
	return true;
}

static const struct instrument_output *dracal_outputs(const void *state, size_t *count)
{
	*count = OUTPUTS;
	return ((const struct dracal *)state)->outputs;
}

static unsigned long dracal_dropped(const void *state)
{
	return ((const struct dracal *)state)->dropped;
}

/* A line. */

/* The length of what stands before the `*`, 0 when the check behind it is wrong. */
static size_t checked(const struct line *line)
{
	size_t length = line->length < 5 ? 0 : line->length - 5;
	char digits[5] = "";
	if (length == 0 || line_is_too_long(line) || line->text[length] != '*')
		return 0;
	memcpy(digits, line->text + length + 1, 4);
	if (strspn(digits, "0123456789ABCDEFabcdef") != 4)
		return 0;
	return strtoul(digits, NULL, 16) == dracal_crc(line->text, length) ? length : 0;
}

struct field {
	const char *begin, *end;
};

static size_t split(const char *p, const char *end, struct field fields[static FIELDS_MAX])
{
	size_t count = 0;
	while (count < FIELDS_MAX) {
		const char *comma = memchr(p, ',', (size_t)(end - p));
		fields[count++] = (struct field){ p, comma ? comma : end };
		if (!comma)
			break;
		p = comma + 1;
	}
	return count;
}

/* The output of the next column with that unit; -1 when there is none. */
static int output_of(struct field unit, const bool taken[static OUTPUTS])
{
	size_t length = (size_t)(unit.end - unit.begin);
	for (int i = 0; i < OUTPUTS; i++)
		if (!taken[i] && strlen(known[i].unit) == length && memcmp(known[i].unit, unit.begin, length) == 0)
			return i;
	return -1;
}

static struct reading value_of(struct field field, int output, uint32_t flags)
{
	static const struct number_rules rules = { .only = true };
	struct reading reading = { .output = output, .flags = flags };
	if (!number_is_all(&rules, field.begin, field.end, &reading)) {
		reading.value = NAN;
		reading.quality = QUALITY_MISSING;
	}
	return reading;
}

static size_t take_data(const struct field *fields, size_t field_count, struct reading readings[static READINGS_MAX])
{
	bool taken[OUTPUTS] = { false };
	size_t count = 0;
	uint32_t flags = fields[FIRST_VALUE - 1].begin < fields[FIRST_VALUE - 1].end ? MESSAGE : 0;
	for (size_t i = FIRST_VALUE; i + 1 < field_count; i += 2) {
		int output = output_of(fields[i + 1], taken);
		if (output < 0)
			continue;
		taken[output] = true;
		readings[count++] = value_of(fields[i], output, flags);
	}
	return count;
}

static size_t take_line(struct dracal *dracal, struct reading readings[static READINGS_MAX])
{
	struct field fields[FIELDS_MAX];
	const char *text = dracal->line.text;
	if (line_is_empty(&dracal->line))
		return 0;
	size_t length = checked(&dracal->line);
	size_t field_count = length ? split(text, text + length, fields) : 0;
	if (field_count < FIRST_VALUE || text[1] != ',' || (text[0] != 'D' && text[0] != 'I')) {
		dracal->dropped++;
		return 0;
	}
	if (text[0] == 'D')
		return take_data(fields, field_count, readings);
	dracal->answered = true;
	return 0;
}

static size_t dracal_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct dracal *dracal = state;
	if (!line_push(&dracal->line, byte, '\0'))
		return 0;
	size_t count = take_line(dracal, readings);
	dracal->line.length = 0;
	return count;
}

/* What is said. */

static size_t dracal_talk(void *state, int64_t now_ns, uint8_t *bytes, size_t size, int64_t *again_ns)
{
	struct dracal *dracal = state;
	bool due = dracal->tries > 0 && now_ns - dracal->sent_ns >= ANSWER_NS;
	if (dracal->command < COMMANDS && dracal->tries > 0 && (dracal->answered || (due && dracal->tries == TRIES))) {
		dracal->command++;
		dracal->tries = 0;
	}
	*again_ns = TIME_NEVER;
	if (dracal->command == COMMANDS)
		return 0;
	*again_ns = dracal->sent_ns + ANSWER_NS;
	if (dracal->tries > 0 && !due)
		return 0;
	dracal->answered = false;
	dracal->tries++;
	dracal->sent_ns = now_ns;
	*again_ns = now_ns + ANSWER_NS;
	char *text = (char *)bytes;
	if (dracal->command == INFO)
		return (size_t)snprintf(text, size, "INFO\n");
	if (dracal->command == POLL)
		return (size_t)snprintf(text, size, "POLL %ld\n", lround(dracal->interval_s * 1000));
	return (size_t)snprintf(text, size, "FRAC %d\n", DECIMALS);
}

/* The twin: a VCP-PTH450. */

static void obey(struct dracal *dracal, int64_t now_ns)
{
	dracal->heard.text[dracal->heard.length < LINE_SIZE ? dracal->heard.length : LINE_SIZE - 1] = '\0';
	int ms;
	if (strcmp(dracal->heard.text, "INFO") == 0) {
		dracal->answering = INFO;
	} else if (sscanf(dracal->heard.text, "POLL %d", &ms) == 1 && ms > 0) {
		dracal->answering = POLL;
		dracal->poll_ns = ms * NS_PER_MS;
	} else {
		dracal->answering = strncmp(dracal->heard.text, "FRAC ", 5) == 0 ? FRAC : COMMANDS;
	}
	dracal->answer_ns = now_ns + LATENCY_NS;
}

static void dracal_hear(void *state, int64_t now_ns, const uint8_t *bytes, size_t size)
{
	struct dracal *dracal = state;
	for (size_t i = 0; i < size; i++)
		if (line_push(&dracal->heard, bytes[i], '\0')) {
			obey(dracal, now_ns);
			dracal->heard.length = 0;
		}
}

static int64_t dracal_due_ns(const void *state, uint64_t n)
{
	(void)n;
	const struct dracal *dracal = state;
	return dracal->answering >= 0 && dracal->answer_ns < dracal->data_ns ? dracal->answer_ns : dracal->data_ns;
}

static double or_else(double value, double otherwise)
{
	return isnan(value) ? otherwise : value;
}

static size_t dracal_simulate(void *state, uint64_t n, const struct simulated_world *world, uint8_t *bytes, size_t size)
{
	struct dracal *dracal = state;
	char *text = (char *)bytes;
	size_t length;
	if (dracal_due_ns(dracal, n) == dracal->data_ns) {
		if (world->no_probe)
			length = (size_t)snprintf(text, size, "D,VCP-PTH450,E18890,Probe error,,Pa,,C,,%%,");
		else
			length = (size_t)snprintf(text, size, "D,VCP-PTH450,E18890,,%.0f,Pa,%.4f,C,%.4f,%%,",
				or_else(simulated_reading(world, PRESSURE), 101325), or_else(simulated_reading(world, TEMPERATURE), 23),
				or_else(simulated_reading(world, HUMIDITY), 45));
		dracal->data_ns += dracal->poll_ns;
	} else {
		if (dracal->answering == INFO)
			length = (size_t)snprintf(text, size, "I,Product ID,Serial Number,Message,MS5611 Pressure,Pa,"
				"SHT31 Temperature,C,SHT31 Relative Humidity,%%,");
		else if (dracal->answering == POLL)
			length = (size_t)snprintf(text, size, "I,VCP-PTH450,E18890,Poll interval set to %ld ms,",
				(long)(dracal->poll_ns / NS_PER_MS));
		else
			length = (size_t)snprintf(text, size, "I,VCP-PTH450,E18890,%s,",
				dracal->answering == FRAC ? "Printing 4 fractional digits" : "Unknown command");
		dracal->answering = -1;
	}
	return length + (size_t)snprintf(text + length, size - length, "*%04X\r\n", dracal_crc(text, length));
}

static const char *const keys[] = { "interval", NULL };

const struct instrument_driver dracal_driver = {
	.name = "dracal",
	.title = "Dracal VCP instruments (temperature, humidity, pressure)",
	.line = { 9600, 8, 'N', 1 },
	.lines = true,
	.keys = keys,
	.state_size = sizeof(struct dracal),
	.setup = dracal_setup,
	.outputs = dracal_outputs,
	.push = dracal_push,
	.dropped = dracal_dropped,
	.talk = dracal_talk,
	.simulated_hear = dracal_hear,
	.simulated_due_ns = dracal_due_ns,
	.simulate = dracal_simulate,
};
