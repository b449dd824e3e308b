/*
 * pm6750.c - Berry PM6750: a module with a finger clip and a temperature probe on one line
 *
 *     55 AA N TYPE data CHECK
 *
 * N counts the bytes from itself to the checksum, which is the complement of the sum of all from N to the one before it.
 *
 *     04  status, SpO2, pulse rate                once a second
 *     05  status, degrees, tenths                 once a second
 *     FE  the pulse wave, once it has been asked for: wave = yes in station.ini sends 55 AA 04 FE 01 FC
 *
 * SpO2 above 100 and a pulse of 255 are missing, and so is 0; a temperature of 0.0 too. What the status bytes mean was not
 * found: they are kept as flags. Other types (ECG, blood pressure, respiration) are passed over. How often the wave comes was
 * not found either.
 *
 * 115200 8N1. Confidence: medium (Abrunacci/berry_med; its two commands are a document's, the frames of values are worked
 * out from its parser).
 */

#include <math.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/simulated_world.h"
#include "base/clock.h"
#include "base/sample.h"

enum { TYPE_OXIMETER = 0x04, TYPE_TEMPERATURE = 0x05, TYPE_WAVE = 0xFE };
enum { SPO2, PULSE, TEMPERATURE, PLETH, OUTPUTS };

#define FIRST        0x55
#define SECOND       0xAA
#define COUNT_LEAST  3          /* N, type, checksum */
#define COUNT_MOST   40
#define PULSE_NONE   255
#define WAVES_A_SECOND 50       /* the twin's */

static const struct instrument_output outputs[OUTPUTS] = {
	[SPO2] = { "spo2", "spo2", "SpO2", 1 },
	[PULSE] = { "pulse", "pulse_rate", "Pulse rate", 1 },
	[TEMPERATURE] = { "temperature", "temperature", "Temperature", 1 },
	[PLETH] = { "pleth", "plethysmogram", "Pulse wave", NAN },
};

static const uint8_t ask_for_wave[] = { FIRST, SECOND, 0x04, TYPE_WAVE, 0x01, 0xFC };

struct pm6750 {
	bool          wave, said;       /* `said`: the twin's has been told */
	uint8_t       bytes[2 + COUNT_MOST];
	size_t        length;
	unsigned long dropped;
};

static bool pm6750_setup(void *state, const struct section *section, struct error *error)
{
	return section_flag(section, "wave", &((struct pm6750 *)state)->wave, error);
}

static const struct instrument_output *pm6750_outputs(const void *state, size_t *count)
{
	*count = ((const struct pm6750 *)state)->wave ? OUTPUTS : OUTPUTS - 1;
	return outputs;
}

static unsigned long pm6750_dropped(const void *state)
{
	return ((const struct pm6750 *)state)->dropped;
}

static uint8_t check_of(const uint8_t *bytes, size_t size)
{
	unsigned sum = 0;
	for (size_t i = 0; i < size; i++)
		sum += bytes[i];
	return (uint8_t)~sum;
}

/* Whether a frame may stand here, as far as it has come. */
static bool may_be_frame(const struct pm6750 *pm6750)
{
	const uint8_t *bytes = pm6750->bytes;
	size_t length = pm6750->length, count = length > 2 ? bytes[2] : COUNT_LEAST;
	return (length < 1 || bytes[0] == FIRST) && (length < 2 || bytes[1] == SECOND) && count >= COUNT_LEAST && count <= COUNT_MOST
		&& (length < 3 || length < 2 + count || check_of(bytes + 2, count - 1) == bytes[1 + count]);
}

static void give_up(struct pm6750 *pm6750, size_t count)
{
	pm6750->length -= count;
	memmove(pm6750->bytes, pm6750->bytes + count, pm6750->length);
}

/* What the frame at the beginning gives. */
static size_t take_frame(const struct pm6750 *pm6750, struct reading *readings)
{
	const uint8_t *data = pm6750->bytes + 4;
	size_t size = pm6750->bytes[2] - COUNT_LEAST;
	switch (pm6750->bytes[3]) {
	case TYPE_OXIMETER:
		if (size < 3)
			return 0;
		readings[0] = reading_of(SPO2, data[1] == 0 || data[1] > 100 ? (double)NAN : data[1], 0, data[0]);
		readings[1] = reading_of(PULSE, oximeter_value(data[2], PULSE_NONE), 0, data[0]);
		return 2;
	case TYPE_TEMPERATURE:
		if (size < 3 || data[2] > 9)
			return 0;
		readings[0] = reading_of(TEMPERATURE, data[1] == 0 && data[2] == 0 ? (double)NAN : data[1] + data[2] / 10.0, 0, data[0]);
		return 1;
	case TYPE_WAVE:
		if (size < 1 || !pm6750->wave)
			return 0;
		readings[0] = reading_of(PLETH, data[0], 0, 0);
		return 1;
	default:
		return 0;
	}
}

static size_t pm6750_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct pm6750 *pm6750 = state;
	size_t count = 0;
	pm6750->bytes[pm6750->length++] = byte;
	for (;;) {
		while (!may_be_frame(pm6750)) {
			give_up(pm6750, 1);
			pm6750->dropped++;
		}
		size_t size = pm6750->length > 2 ? 2u + pm6750->bytes[2] : SIZE_MAX;
		if (pm6750->length < size)
			return count;
		/* Bytes that were taken for the end of another frame may hold a whole one. */
		size_t here = take_frame(pm6750, readings + count);
		give_up(pm6750, size);
		for (size_t i = 0; i < here; i++)
			readings[count + i].behind = (unsigned)pm6750->length;
		count += here;
	}
}

static size_t pm6750_talk(void *state, int64_t now_ns, uint8_t *bytes, size_t size, int64_t *again_ns)
{
	struct pm6750 *pm6750 = state;
	(void)now_ns, (void)size;
	*again_ns = TIME_NEVER;
	if (!pm6750->wave || pm6750->said)
		return 0;
	pm6750->said = true;
	memcpy(bytes, ask_for_wave, sizeof ask_for_wave);
	return sizeof ask_for_wave;
}

/* The twin. */

static void pm6750_hear(void *state, int64_t now_ns, const uint8_t *bytes, size_t size)
{
	(void)now_ns;
	((struct pm6750 *)state)->said |= size == sizeof ask_for_wave && memcmp(bytes, ask_for_wave, size) == 0;
}

static unsigned transmissions_a_second(const struct pm6750 *pm6750)
{
	return pm6750->wave ? WAVES_A_SECOND : 1;
}

static int64_t pm6750_due_ns(const void *state, uint64_t n)
{
	return (int64_t)n * NS_PER_S / transmissions_a_second(state);
}

static size_t put_frame(uint8_t *bytes, uint8_t type, const uint8_t *data, size_t size)
{
	bytes[0] = FIRST;
	bytes[1] = SECOND;
	bytes[2] = (uint8_t)(size + COUNT_LEAST);
	bytes[3] = type;
	memcpy(bytes + 4, data, size);
	bytes[4 + size] = check_of(bytes + 2, size + 2);
	return size + 5;
}

static size_t pm6750_simulate(void *state, uint64_t n, const struct simulated_world *world, uint8_t *bytes, size_t size)
{
	const struct pm6750 *twin = state;
	bool off = simulated_is_off(world);
	double celsius = simulated_reading(world, TEMPERATURE);
	long tenths = isnan(celsius) ? 0 : lround(fmax(0, fmin(celsius, 255)) * 10);
	size_t length = 0;
	(void)size;
	if (n % transmissions_a_second(twin) == 0) {
		length += put_frame(bytes, TYPE_OXIMETER, (const uint8_t[]){
			off, (uint8_t)(off ? 127 : person_spo2(world->person)), (uint8_t)(off ? PULSE_NONE : person_pulse(world->person)) }, 3);
		length += put_frame(bytes + length, TYPE_TEMPERATURE, (const uint8_t[]){ tenths == 0, (uint8_t)(tenths / 10), (uint8_t)(tenths % 10) }, 3);
	}
	if (twin->said)
		length += put_frame(bytes + length, TYPE_WAVE, (const uint8_t[]){ (uint8_t)lround(off ? 0 : 20 + 80 * person_pleth(world->person)) }, 1);
	return length;
}

static const char *const keys[] = { "wave", NULL };

const struct instrument_driver pm6750_driver = {
	.name = "pm6750",
	.title = "Berry PM6750, oximeter and thermometer on one line",
	.line = { 115200, 8, 'N', 1 },
	.keys = keys,
	.state_size = sizeof(struct pm6750),
	.setup = pm6750_setup,
	.outputs = pm6750_outputs,
	.push = pm6750_push,
	.dropped = pm6750_dropped,
	.talk = pm6750_talk,
	.simulated_hear = pm6750_hear,
	.simulated_due_ns = pm6750_due_ns,
	.simulate = pm6750_simulate,
};
