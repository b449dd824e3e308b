/*
 * nonin_df2.c - Nonin serial data format 2: 75 frames a second with the pulse wave
 *
 * A frame is 01, STATUS (b7 set), PLETH, a float byte, and the sum of these four
 * modulo 256. 25 frames make a packet; the first carries SYNC. What the float
 * byte means follows from the frame's place in its packet, so a value is given
 * only by a packet whose 25 frames all came in.
 *
 * STATUS: b6 sensor disconnected, b5 artefact, b4 out of track, b3 sensor alarm
 * (no finger), b2 red and b1 green perfusion (both: yellow; neither: outside a
 * pulse), b0 SYNC. Pulse rate and SpO2 here are the 4-beat averages, 511 and 127
 * when missing; 0 is taken as missing too, since some devices send it. The pulse wave
 * is kept whatever STATUS says, with its quality beside it.
 *
 * The layout is that of Nonin's OEM III and 9560 specifications, as described by
 * pez-globo/pufferfish-software and mattjlewis/NoninPulseOx.
 */

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/simulated_world.h"
#include "base/clock.h"

#define FRAME_SIZE        5
#define FRAMES_A_PACKET   25
#define FRAMES_A_SECOND   75
#define BEGIN             0x01
#define PULSE_MISSING     511
#define SPO2_MISSING      127

enum { STATUS_SYNC = 0x01, STATUS_GREEN = 0x02, STATUS_RED = 0x04, STATUS_NO_FINGER = 0x08,
       STATUS_OUT_OF_TRACK = 0x10, STATUS_ARTEFACT = 0x20, STATUS_NO_SENSOR = 0x40, STATUS_ALWAYS = 0x80 };

enum { SPO2, PULSE, PLETH, OUTPUTS };

static const struct instrument_output outputs[OUTPUTS] = {
	[SPO2] = { "spo2", "spo2", "SpO2, 4-beat average", 1.0 / 3 },
	[PULSE] = { "pulse", "pulse_rate", "Pulse rate, 4-beat average", 1.0 / 3 },
	[PLETH] = { "pleth", "plethysmogram", "Pulse wave, compressed infrared", 1.0 / FRAMES_A_SECOND },
};

struct nonin {
	uint8_t       bytes[2 * FRAME_SIZE];    /* a frame, and what is there of the next */
	size_t        length;
	bool          in_step;                  /* the frame before ended where this one begins */
	unsigned long dropped;

	int      place;                         /* frames of this packet so far; 0: outside any */
	uint8_t  floats[FRAMES_A_PACKET];
	uint32_t flags;                         /* STATUS of the packet's frames, ored */
	uint32_t quality;
	bool     out_of_track;
};

static const struct instrument_output *nonin_outputs(const void *state, size_t *count)
{
	(void)state;
	*count = OUTPUTS;
	return outputs;
}

static unsigned long nonin_dropped(const void *state)
{
	return ((const struct nonin *)state)->dropped;
}

/* Whether these `length` bytes can be a frame, as far as they go. */
static bool may_be_frame(const uint8_t *bytes, size_t length)
{
	return (length < 1 || bytes[0] == BEGIN)
		&& (length < 2 || bytes[1] & STATUS_ALWAYS)
		&& (length < FRAME_SIZE || (uint8_t)(bytes[0] + bytes[1] + bytes[2] + bytes[3]) == bytes[4]);
}

/*
 * How many bytes behind a frame must be seen before it is believed. In step none,
 * unless its checksum is 01: then a byte of it may have been lost and the next
 * frame's first byte may stand in the checksum's place. Out of step the whole
 * next frame, because float bytes and checksums can look like a beginning.
 */
static size_t proof_needed(const struct nonin *nonin)
{
	if (!nonin->in_step)
		return FRAME_SIZE;
	return nonin->bytes[FRAME_SIZE - 1] == BEGIN ? 1 : 0;
}

static void lose_step(struct nonin *nonin)
{
	nonin->length--;
	memmove(nonin->bytes, nonin->bytes + 1, nonin->length);
	nonin->dropped++;
	nonin->in_step = false;
	nonin->place = 0;
}

static uint32_t quality_of(uint8_t status)
{
	return (status & STATUS_NO_SENSOR ? QUALITY_NO_PROBE : 0u)
		| (status & STATUS_NO_FINGER ? QUALITY_NO_FINGER : 0u)
		| (status & STATUS_ARTEFACT ? QUALITY_ARTEFACT : 0u)
		| ((status & (STATUS_RED | STATUS_GREEN)) == STATUS_RED ? QUALITY_LOW_PERFUSION : 0u);
}

/* A packet's average with its reasons. Out of track a value may still be held, or be none yet. */
static struct reading average(const struct nonin *nonin, int output, int value, int missing)
{
	struct reading reading = { .output = output, .value = value, .quality = nonin->quality, .flags = nonin->flags };
	bool absent = value == missing || value == 0;
	if (nonin->out_of_track)
		reading.quality |= absent ? QUALITY_SEARCHING : QUALITY_ARTEFACT;
	if (absent) {
		reading.value = NAN;
		reading.quality |= reading.quality ? 0u : QUALITY_MISSING;
	}
	return reading;
}

static int pulse_of(const uint8_t *floats)
{
	return (floats[0] & 3) << 7 | (floats[1] & 0x7F);
}

/* Puts a frame in its place; true when it was the last of a whole packet. */
static bool packet_add(struct nonin *nonin, uint8_t status, uint8_t value)
{
	if (status & STATUS_SYNC) {
		nonin->place = 0;       /* an early SYNC: frames are missing, the packet before is worth nothing */
		nonin->flags = nonin->quality = 0;
		nonin->out_of_track = false;
	} else if (nonin->place == 0) {
		return false;
	}
	nonin->floats[nonin->place++] = value;
	nonin->flags |= status;
	nonin->quality |= quality_of(status);
	nonin->out_of_track |= (status & STATUS_OUT_OF_TRACK) != 0;
	if (nonin->place < FRAMES_A_PACKET)
		return false;
	nonin->place = 0;
	return true;
}

/* Takes the frame at the front; returns how many readings it gave. */
static size_t take_frame(struct nonin *nonin, struct reading *readings)
{
	uint8_t status = nonin->bytes[1], pleth = nonin->bytes[2], value = nonin->bytes[3];
	unsigned behind = (unsigned)(nonin->length - FRAME_SIZE);
	size_t count = 0, place = status & STATUS_SYNC ? 1 : nonin->place ? (size_t)nonin->place + 1 : 0;
	uint32_t off_track = status & STATUS_OUT_OF_TRACK ? QUALITY_ARTEFACT : 0u;
	readings[count++] = (struct reading){
		.output = PLETH, .value = pleth, .quality = quality_of(status) | off_track, .flags = status,
	};
	if (packet_add(nonin, status, value)) {
		readings[count++] = average(nonin, SPO2, nonin->floats[2] & 0x7F, SPO2_MISSING);
		readings[count++] = average(nonin, PULSE, pulse_of(nonin->floats), PULSE_MISSING);
	}
	for (size_t i = 0; i < count; i++) {
		readings[i].behind = behind;
		readings[i].size = FRAME_SIZE;
		readings[i].place = (unsigned)place;
		readings[i].places = place ? FRAMES_A_PACKET : 0;
	}
	nonin->length -= FRAME_SIZE;
	memmove(nonin->bytes, nonin->bytes + FRAME_SIZE, nonin->length);
	nonin->in_step = true;
	return count;
}

static size_t nonin_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct nonin *nonin = state;
	nonin->bytes[nonin->length++] = byte;
	size_t count = 0;
	while (nonin->length > 0) {
		if (!may_be_frame(nonin->bytes, nonin->length)) {
			lose_step(nonin);
			continue;
		}
		if (nonin->length < FRAME_SIZE)
			break;
		size_t behind = nonin->length - FRAME_SIZE, needed = proof_needed(nonin);
		if (needed && !may_be_frame(nonin->bytes + FRAME_SIZE, behind)) {
			lose_step(nonin);
			continue;
		}
		if (behind < needed)
			break;
		count += take_frame(nonin, readings + count);
	}
	return count;
}

/* The twin. */

static int64_t nonin_due_ns(const void *state, uint64_t n)
{
	(void)state;
	return (int64_t)(n / FRAMES_A_SECOND) * NS_PER_S + (int64_t)(n % FRAMES_A_SECOND) * NS_PER_S / FRAMES_A_SECOND;
}

/* The float bytes of a packet whose averages all say the same; firmware revision 48. */
static void fill_floats(uint8_t floats[static FRAMES_A_PACKET], int pulse, int spo2, uint64_t packet)
{
	static const uint8_t pulse_msb[] = { 1, 14, 20, 22 }, spo2s[] = { 3, 9, 10, 11, 16, 17 };
	memset(floats, 0, FRAMES_A_PACKET);
	for (size_t i = 0; i < sizeof pulse_msb; i++) {
		floats[pulse_msb[i] - 1] = (uint8_t)(pulse >> 7 & 3);
		floats[pulse_msb[i]] = (uint8_t)(pulse & 0x7F);
	}
	for (size_t i = 0; i < sizeof spo2s; i++)
		floats[spo2s[i] - 1] = (uint8_t)spo2;
	floats[3] = 48;
	floats[5] = (uint8_t)(packet >> 7 & 0x7F);      /* a timer in thirds of a second */
	floats[6] = (uint8_t)(packet & 0x7F);
}

/* The oximeter sends all it has, whether a channel uses it or not. */
static size_t nonin_simulate(void *state, uint64_t n, const struct simulated_world *world,
                             uint8_t *bytes, size_t size)
{
	(void)size;
	struct nonin *nonin = state;
	size_t place = n % FRAMES_A_PACKET;
	if (place == 0)
		fill_floats(nonin->floats, person_pulse(world->person), person_spo2(world->person), n / FRAMES_A_PACKET);
	double pleth = person_pleth(world->person);
	bytes[0] = BEGIN;
	bytes[1] = (uint8_t)(STATUS_ALWAYS | (place == 0 ? STATUS_SYNC : 0) | (pleth > 0.5 ? STATUS_GREEN : 0));
	bytes[2] = (uint8_t)lround(pleth * 255);
	bytes[3] = nonin->floats[place];
	bytes[4] = (uint8_t)(bytes[0] + bytes[1] + bytes[2] + bytes[3]);
	return FRAME_SIZE;
}

const struct instrument_driver nonin_df2_driver = {
	.name = "nonin_df2",
	.title = "Nonin serial data format 2 (OEM III, Xpod, WristOx2 3150)",
	.line = { 9600, 8, 'N', 1 },
	.steady_s = 1.0 / FRAMES_A_SECOND,
	.state_size = sizeof(struct nonin),
	.outputs = nonin_outputs,
	.push = nonin_push,
	.dropped = nonin_dropped,
	.simulated_due_ns = nonin_due_ns,
	.simulate = nonin_simulate,
};
