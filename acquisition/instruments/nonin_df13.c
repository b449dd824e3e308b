/*
 * nonin_df13.c - Nonin data format 13: a spot check, sent once when it is done
 *
 *     00 02 | 00 0D | length, 2 bytes | data | sum of the data modulo 256 | 03
 *
 * Data, by its place: 0..7 date and time in BCD, century first; 8 b1 SmartPoint, b0 no measurement;
 * 9 b4 sent from memory, b0 low battery; 10, 11 pulse rate, high byte first; 12 reserved; 13 SpO2.
 * The length is 14 in the devices described, and respected here, since later ones may append.
 *
 * Missing: 511 for the pulse, 127 for SpO2, 0, and both when there was no measurement. A spot
 * check from memory was not measured now and is stale: the device's own date and time say when
 * it was, but its clock is nobody's, so they stay in the raw bytes. Flags: data 8 in the
 * second byte, data 9 in the first.
 *
 * 9600 8N1, over Bluetooth. Confidence: high (Nonin's 9560 Bluetooth specification, in mattjlewis/NoninPulseOx).
 */

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/instruments/nonin.h"
#include "acquisition/simulated_world.h"
#include "base/clock.h"
#include "base/sample.h"

enum { HEAD_SIZE = 6, DATA_LEAST = 14, DATA_MOST = 58, TAIL_SIZE = 2, END = 0x03 };
enum { NO_MEASUREMENT = 0x01, SMARTPOINT = 0x02, FROM_MEMORY = 0x10 };

enum { SPO2, PULSE, OUTPUTS };

static const struct instrument_output outputs[OUTPUTS] = {
	[SPO2] = { "spo2_spot", "spo2", "SpO2, spot check", NAN },
	[PULSE] = { "pulse_spot", "pulse_rate", "Pulse rate, spot check", NAN },
};

struct spot {
	struct nonin  nonin;
	uint8_t       bytes[HEAD_SIZE + DATA_MOST + TAIL_SIZE];
	size_t        length;
	unsigned long dropped;
};

static bool spot_setup(void *state, const struct section *section, struct error *error)
{
	return nonin_setup(&((struct spot *)state)->nonin, 13, section, error);
}

static const struct instrument_output *spot_outputs(const void *state, size_t *count)
{
	(void)state;
	*count = OUTPUTS;
	return outputs;
}

static unsigned long spot_dropped(const void *state)
{
	return ((const struct spot *)state)->dropped;
}

static uint8_t sum_of(const uint8_t *data, size_t size)
{
	uint8_t sum = 0;
	for (size_t i = 0; i < size; i++)
		sum = (uint8_t)(sum + data[i]);
	return sum;
}

/* The size of the frame at the front; 0: that is none; more than `length`: more is needed. */
static size_t frame_size(const uint8_t *bytes, size_t length)
{
	static const uint8_t begin[] = { 0x00, 0x02, 0x00, 0x0D };
	size_t known = length < sizeof begin ? length : sizeof begin;
	if (memcmp(bytes, begin, known) != 0)
		return 0;
	if (length < HEAD_SIZE)
		return HEAD_SIZE;
	size_t data = (size_t)(bytes[4] << 8 | bytes[5]), size = HEAD_SIZE + data + TAIL_SIZE;
	if (data < DATA_LEAST || data > DATA_MOST)
		return 0;
	bool whole = length < size || (sum_of(bytes + HEAD_SIZE, data) == bytes[size - 2] && bytes[size - 1] == END);
	return whole ? size : 0;
}

static void drop(struct spot *spot, size_t count)
{
	spot->length -= count;
	memmove(spot->bytes, spot->bytes + count, spot->length);
}

/* The frame at the front, of that size. */
static size_t take(const struct spot *spot, size_t size, struct reading *readings)
{
	const uint8_t *data = spot->bytes + HEAD_SIZE;
	unsigned behind = (unsigned)(spot->length - size);
	uint32_t flags = (uint32_t)data[8] << 8 | data[9];
	bool none = data[8] & NO_MEASUREMENT, from_memory = data[9] & FROM_MEMORY;
	int pulse = none ? 0 : data[10] << 8 | data[11], spo2 = none ? 0 : data[13];
	readings[0] = nonin_held(nonin_reading(SPO2, spo2, NONIN_SPO2_MISSING, 0, false, flags), from_memory);
	readings[1] = nonin_held(nonin_reading(PULSE, pulse, NONIN_PULSE_MISSING, 0, false, flags), from_memory);
	readings[0].behind = readings[1].behind = behind;
	return OUTPUTS;
}

static size_t spot_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct spot *spot = state;
	if (spot->length == 0 && nonin_is_answer(&spot->nonin, byte))
		return 0;
	spot->bytes[spot->length++] = byte;
	size_t count = 0;
	while (spot->length > 0) {
		size_t size = frame_size(spot->bytes, spot->length);
		if (size > spot->length)
			break;
		if (size > 0) {
			count += take(spot, size, readings + count);
			drop(spot, size);
		} else {
			drop(spot, 1);
			spot->dropped++;
		}
	}
	return count;
}

/* The twin: a spot check every 20 seconds. */

#define INTERVAL_S 20

static int64_t spot_due_ns(const void *state, uint64_t n)
{
	(void)state;
	return (int64_t)n * INTERVAL_S * NS_PER_S;
}

static uint8_t bcd(uint64_t number)
{
	return (uint8_t)(number / 10 % 10 << 4 | number % 10);
}

/* Its clock began at 2026-01-01 00:00:00 and knows only that day. */
static size_t spot_simulate(void *state, uint64_t n, const struct simulated_world *world, uint8_t *bytes, size_t size)
{
	(void)size;
	struct spot *spot = state;
	bool off = simulated_is_off(world);
	int pulse = off ? NONIN_PULSE_MISSING : person_pulse(world->person);
	int spo2 = off ? NONIN_SPO2_MISSING : person_spo2(world->person);
	uint64_t second = n * INTERVAL_S % 86400;
	const uint8_t frame[HEAD_SIZE + DATA_LEAST] = {
		0x00, 0x02, 0x00, 0x0D, 0x00, DATA_LEAST,
		0x20, 0x26, 0x01, 0x01, bcd(second / 3600), bcd(second / 60 % 60), bcd(second % 60), 0x00,
		off ? NO_MEASUREMENT : SMARTPOINT, 0x00, (uint8_t)(pulse >> 8), (uint8_t)pulse, 0x00, (uint8_t)spo2,
	};
	size_t answer = nonin_answer(&spot->nonin, bytes);
	bytes += answer;
	memcpy(bytes, frame, sizeof frame);
	bytes[sizeof frame] = sum_of(frame + HEAD_SIZE, DATA_LEAST);
	bytes[sizeof frame + 1] = END;
	return answer + sizeof frame + TAIL_SIZE;
}

const struct instrument_driver nonin_df13_driver = {
	.name = "nonin_df13",
	.title = "Nonin data format 13, spot checks (Onyx II 9560)",
	.line = { 9600, 8, 'N', 1 },
	.keys = nonin_keys,
	.state_size = sizeof(struct spot),
	.setup = spot_setup,
	.outputs = spot_outputs,
	.push = spot_push,
	.dropped = spot_dropped,
	.talk = nonin_talk,
	.simulated_hear = nonin_hear,
	.simulated_due_ns = spot_due_ns,
	.simulate = spot_simulate,
};
