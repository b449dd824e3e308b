/*
 * ppg_lines.c - photoplethysmography boards whose sketches print lines of text
 *
 * All at 115200 8N1. What a sketch prints is a row of patterns as they would stand in
 * station.ini (text/shape_pattern.c); a line is of the first that it fits:
 *
 *   SparkFun MAX3010x library, Example8_SPO2, 25 lines a second:
 *       red=98765, ir=123456                    while it fills its buffer, later also
 *       ..., HR=72, HRvalid=1, SPO2=98, SPO2Valid=1
 *     HR and SPO2 are computed once a second and repeated; -999 and a flag of 0: no value.
 *   Example5_HeartRate: IR=52110, BPM=71.43, Avg BPM=70, and " No finger?" behind it below 50000 counts
 *   Example1_Basic_Readings, Example6_FIFO_Readings: R[98765] IR[123456] G[801], and Hz[25.00]
 *   oxullo MAX30100 library, MAX30100_Minimal, once a second:
 *       Heart rate:48.40bpm / SpO2:0% / temp:33.13C         0: no value; the chip's temperature
 *   MAX30100_RawData, and many sketches of one's own, 100 a second: infrared, a tab, red (or with a
 *     comma between them)
 *   Pulse Sensor (PulseSensorPlayground): S512 a sample, 50 a second; at a beat B72 its rate and Q833 the
 *     milliseconds since the one before; or for a plotter 72,833,512. Before the first beat the rate is 0,
 *     and the interval is none that was measured.
 *
 * Counts of light are kept whole, with their DC level: venous refill is in it. Which count is
 * red and which infrared differs between sketches and even between makers of the chip's board: the key
 * `order` (red_ir or ir_red) says it where two counts have no names, and corrects the
 * names where they are wrong.
 *
 * A line that fits no pattern is counted and dropped, and the first one after opening never used,
 * since it may be the end of one. There is no checksum: a lost digit is not seen.
 *
 * Sources: the examples of sparkfun/SparkFun_MAX3010x_Sensor_Library and oxullo/Arduino-MAX30100;
 * WorldFamousElectronics/PulseSensorPlayground, PulseSensorSerialOutput.cpp. High confidence.
 */

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/simulated_world.h"
#include "acquisition/text/line.h"
#include "acquisition/text/shape.h"
#include "base/clock.h"
#include "base/sample.h"

#define PATTERNS_MAX 4
#define OUTPUTS 4

struct sketch {
	struct {
		const char *pattern;
		uint32_t    quality;        /* of all that stands in such a line */
	}                        lines[PATTERNS_MAX];
	struct instrument_output outputs[OUTPUTS];      /* up to one without a name */
	bool                     ir_first;  /* of two counts without names */
	bool                     of_beats;  /* an interval is measured when a rate was */
	double                   interval_s;
	int                      nothing;   /* the twin: what is printed for a rate or saturation that there is not */
	unsigned                 beat_every; /* the twin: lines 1 and 2 once in so many; 0: never */
};

struct ppg_lines {
	const struct sketch *sketch;
	struct shape         shapes[PATTERNS_MAX];
	size_t               shape_count;
	bool                 swapped;       /* red and infrared */

	struct line          line;
	bool                 begun;         /* the end of the first line was seen */
	unsigned long        dropped;
};

#define RED(interval) { "red", "light_reflection", "Red light", interval }
#define IR(interval) { "ir", "light_reflection", "Infrared light", interval }

static const struct sketch spo2_sketch = {
	.lines = {
		{ "red={red}, ir={ir}, HR={pulse}, HRvalid={pulse_valid}, SPO2={spo2}, SPO2Valid={spo2_valid}", 0 },
		{ "red={red}, ir={ir}", 0 },
	},
	.outputs = { RED(0.04), IR(0.04), { "pulse", "pulse_rate", "Pulse rate", 0.04 }, { "spo2", "spo2", "SpO2", 0.04 } },
	.interval_s = 0.04,
	.nothing = -999,
};
static const struct sketch heart_rate_sketch = {
	.lines = {
		{ "IR={ir}, BPM={pulse}, Avg BPM={pulse_avg}", 0 },
		{ "IR={ir}, BPM={pulse}, Avg BPM={pulse_avg} No finger?", QUALITY_NO_FINGER },
	},
	.outputs = {
		IR(0.01), { "pulse", "pulse_rate", "Pulse rate, of the last beat", 0.01 },
		{ "pulse_avg", "pulse_rate", "Pulse rate, average of four beats", 0.01 },
	},
	.interval_s = 0.01,
};
static const struct sketch raw_sketch = {
	.lines = { { "R[{red}] IR[{ir}] G[{green}]", 0 }, { "R[{red}] IR[{ir}] G[{green}] Hz[{}]", 0 } },
	.outputs = { RED(NAN), IR(NAN), { "green", "light_reflection", "Green light", NAN } },
	.interval_s = 0.02,
};
static const struct sketch max30100_sketch = {
	.lines = { { "Heart rate:{pulse}bpm / SpO2:{spo2}% / temp:{temperature}C", 0 } },
	.outputs = {
		{ "pulse", "pulse_rate", "Pulse rate", 1 }, { "spo2", "spo2", "SpO2", 1 },
		{ "temperature", "temperature", "Temperature of the sensor's chip", 1 },
	},
	.interval_s = 1,
};
static const struct sketch counts_sketch = {
	.lines = { { "{ir} {red}", 0 }, { "{ir},{red}", 0 }, { "{ir}, {red}", 0 } },
	.outputs = { RED(0.01), IR(0.01) },
	.ir_first = true,
	.interval_s = 0.01,
};
static const struct sketch pulse_sensor_sketch = {
	.lines = { { "S{signal}", 0 }, { "B{pulse}", 0 }, { "Q{ibi}", 0 }, { "{pulse},{ibi},{signal}", 0 } },
	.outputs = {
		{ "signal", "plethysmogram", "Pulse wave", 0.02 }, { "pulse", "pulse_rate", "Pulse rate", NAN },
		{ "ibi", NULL, "Interval between two beats, ms", NAN },
	},
	.of_beats = true,
	.interval_s = 0.02,
	.beat_every = 40,
};

/* Setting up. */

static bool read_order(struct ppg_lines *lines, const struct section *section, struct error *error)
{
	const char *order = section_text(section, "order");
	if (!order)
		return true;
	bool ir_first = strcmp(order, "ir_red") == 0;
	if (!ir_first && strcmp(order, "red_ir") != 0)
		return section_error(section, "order", error, "order is '%s', but red_ir or ir_red was expected", order);
	lines->swapped = ir_first != lines->sketch->ir_first;
	return true;
}

/* Each pattern is read as if it stood in the instrument's section. */
static bool set_up(void *state, const struct sketch *sketch, const struct section *section, struct error *error)
{
	struct ppg_lines *lines = state;
	lines->sketch = sketch;
	while (lines->shape_count < PATTERNS_MAX && sketch->lines[lines->shape_count].pattern) {
		struct setting pattern = { "pattern", (char *)sketch->lines[lines->shape_count].pattern, section->line };
		struct section one = *section;
		one.settings = &pattern;
		one.count = one.capacity = 1;
		if (!shape_from(&lines->shapes[lines->shape_count++], &one, error))
			return false;
	}
	return read_order(lines, section, error);
}

static const struct instrument_output *ppg_lines_outputs(const void *state, size_t *count)
{
	const struct sketch *sketch = ((const struct ppg_lines *)state)->sketch;
	*count = 0;
	while (*count < OUTPUTS && sketch->outputs[*count].name[0])
		++*count;
	return sketch->outputs;
}

static unsigned long ppg_lines_dropped(const void *state)
{
	return ((const struct ppg_lines *)state)->dropped;
}

/* A line. */

static int output_named(const struct sketch *sketch, const char *name)
{
	for (int i = 0; i < OUTPUTS; i++)
		if (sketch->outputs[i].name[0] && strcmp(sketch->outputs[i].name, name) == 0)
			return i;
	return -1;
}

static const char *light_named(const struct ppg_lines *lines, const char *name)
{
	if (!lines->swapped)
		return name;
	return strcmp(name, "red") == 0 ? "ir" : strcmp(name, "ir") == 0 ? "red" : name;
}

static void set_missing(struct reading *reading)
{
	reading->value = NAN;
	reading->quality |= reading->quality ? 0u : QUALITY_MISSING;
}

/* Where a rate or saturation of 0 was sent there was none. */
static bool is_nothing(const struct sketch *sketch, const struct reading *reading)
{
	const char *quantity = sketch->outputs[reading->output].quantity;
	return quantity && reading->value == 0 && (strcmp(quantity, "pulse_rate") == 0 || strcmp(quantity, "spo2") == 0);
}

/* Without a finger the sketch goes on printing the rate of the last beats. */
static bool is_held(const struct sketch *sketch, size_t which, const struct reading *reading)
{
	const char *quantity = sketch->outputs[reading->output].quantity;
	return sketch->lines[which].quality & QUALITY_NO_FINGER && quantity && strcmp(quantity, "pulse_rate") == 0;
}

/* The name "pulse_valid" is no output but the flag of the reading before it. */
static size_t sort_out(const struct ppg_lines *lines, size_t which, struct reading *readings, size_t count)
{
	const struct sketch *sketch = lines->sketch;
	bool no_pulse = false;
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		const char *name = lines->shapes[which].outputs[readings[i].output].name;
		int output = output_named(sketch, light_named(lines, name));
		if (output < 0 && kept > 0) {
			readings[kept - 1].flags = readings[i].value > 0;
			if (!(readings[i].value > 0))
				set_missing(&readings[kept - 1]);
			continue;
		}
		struct reading reading = readings[i];
		reading.output = output;
		reading.quality |= sketch->lines[which].quality;
		if (is_nothing(sketch, &reading))
			set_missing(&reading);
		else if (is_held(sketch, which, &reading))
			reading.quality |= QUALITY_STALE;
		no_pulse |= strcmp(name, "pulse") == 0 && isnan(reading.value);
		if (sketch->of_beats && no_pulse && strcmp(name, "ibi") == 0)
			set_missing(&reading);
		readings[kept++] = reading;
	}
	return kept;
}

static size_t read_line(struct ppg_lines *lines, struct reading *readings)
{
	for (size_t i = 0; i < lines->shape_count && !line_is_too_long(&lines->line); i++) {
		size_t count = shape_parse(&lines->shapes[i], lines->line.text, lines->line.length, readings);
		if (count > 0)
			return sort_out(lines, i, readings, count);
	}
	return 0;
}

static size_t ppg_lines_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct ppg_lines *lines = state;
	if (!line_push(&lines->line, byte, '\0'))
		return 0;
	size_t count = read_line(lines, readings);
	if (count == 0 && !line_is_empty(&lines->line))
		lines->dropped++;
	bool trusted = lines->begun;
	lines->begun = true;
	lines->line.length = 0;
	return trusted ? count : 0;
}

/* The twin. */

#define DARK 1500               /* counts that come back from nowhere */
#define COUNTS_A_LIGHT 40       /* the counts have 18 bits, those of simulated_light 12 */

static double truth(const struct sketch *sketch, const struct simulated_world *world, const char *name)
{
	const struct person *person = world->person;
	bool off = simulated_is_off(world), held = sketch->lines[1].quality & QUALITY_NO_FINGER;
	double light = off ? DARK : round(COUNTS_A_LIGHT * simulated_light(person));
	if (strcmp(name, "red") == 0)
		return light;
	if (strcmp(name, "ir") == 0)
		return off ? light : light + 20000;
	if (strcmp(name, "green") == 0)
		return round(light / 2);
	if (strncmp(name, "pulse", 5) == 0)
		return strstr(name, "valid") ? !off : off && !held ? sketch->nothing : person_pulse(person);
	if (strncmp(name, "spo2", 4) == 0)
		return strstr(name, "valid") ? !off : off ? sketch->nothing : person_spo2(person);
	if (strcmp(name, "ibi") == 0)
		return round(60000.0 / person_pulse(person));
	if (strcmp(name, "signal") == 0)
		return off ? 512 : round(400 + 250 * person_pleth(person));
	return 34.5;    /* a chip that its own light warms */
}

static int64_t ppg_lines_due_ns(const void *state, uint64_t n)
{
	const struct ppg_lines *lines = state;
	return (int64_t)n * llround(lines->sketch->interval_s * (double)NS_PER_S);
}

static size_t print_line(const struct ppg_lines *lines, size_t which, const struct simulated_world *world, char *text,
                         size_t size)
{
	const struct shape *shape = &lines->shapes[which];
	double values[READINGS_MAX];
	for (size_t i = 0; i < shape->output_count; i++)
		values[i] = truth(lines->sketch, world, light_named(lines, shape->outputs[i].name));
	size_t length = shape_print(shape, values, text, size - 2);
	memcpy(text + length, "\r\n", 2);
	return length + 2;
}

static size_t ppg_lines_simulate(void *state, uint64_t n, const struct simulated_world *world, uint8_t *bytes, size_t size)
{
	const struct ppg_lines *lines = state;
	char *text = (char *)bytes;
	bool off = simulated_is_off(world), told = off && lines->sketch->lines[1].quality & QUALITY_NO_FINGER;
	size_t length = print_line(lines, told ? 1 : 0, world, text, size);
	if (lines->sketch->beat_every && !off && n % lines->sketch->beat_every == 0)
		for (size_t which = 1; which <= 2; which++)
			length += print_line(lines, which, world, text + length, size - length);
	return length;
}

/* The sketches. */

static bool spo2_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &spo2_sketch, section, error);
}

static bool heart_rate_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &heart_rate_sketch, section, error);
}

static bool raw_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &raw_sketch, section, error);
}

static bool max30100_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &max30100_sketch, section, error);
}

static bool counts_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &counts_sketch, section, error);
}

static bool pulse_sensor_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &pulse_sensor_sketch, section, error);
}

static const char *const light_keys[] = { "order", NULL };

/* What all have in common. */
#define LINES \
	.lines = true, \
	.line = { 115200, 8, 'N', 1 }, \
	.state_size = sizeof(struct ppg_lines), \
	.outputs = ppg_lines_outputs, \
	.push = ppg_lines_push, \
	.dropped = ppg_lines_dropped, \
	.simulated_due_ns = ppg_lines_due_ns, \
	.simulate = ppg_lines_simulate

const struct instrument_driver sparkfun_spo2_driver = {
	.name = "sparkfun_spo2", .title = "SparkFun MAX3010x board, Example8_SPO2",
	.keys = light_keys, .setup = spo2_setup, LINES,
};
const struct instrument_driver sparkfun_heart_rate_driver = {
	.name = "sparkfun_heart_rate", .title = "SparkFun MAX3010x board, Example5_HeartRate",
	.setup = heart_rate_setup, LINES,
};
const struct instrument_driver sparkfun_raw_driver = {
	.name = "sparkfun_raw", .title = "SparkFun MAX3010x board, Example1_Basic_Readings and Example6_FIFO_Readings",
	.keys = light_keys, .setup = raw_setup, LINES,
};
const struct instrument_driver max30100_driver = {
	.name = "max30100", .title = "MAX30100 board, MAX30100_Minimal by oxullo",
	.setup = max30100_setup, LINES,
};
const struct instrument_driver light_counts_driver = {
	.name = "light_counts", .title = "A board that prints two counts of light a line (MAX30100_RawData by oxullo)",
	.keys = light_keys, .setup = counts_setup, .loose = true, LINES,
};
const struct instrument_driver pulse_sensor_driver = {
	.name = "pulse_sensor", .title = "Pulse Sensor (PulseSensorPlayground)",
	.setup = pulse_sensor_setup, .loose = true, LINES,
};
