/*
 * contec7.c - Contec's protocol V7.0: packages of nine bytes, sixty a second
 *
 * A package is its type (b7 clear), a byte of high bits, and payload. All but the type have b7
 * set; bit i of the second byte is bit 7 of payload byte i. The type fixes the length, so that
 * a lost byte costs one package, and no checksum is needed to see it.
 *
 * Type 01, payload:
 *     0  b7 probe error or no finger, b6 pulse beep, b5 SpO2 low, b4 searching too long, b3..0 signal strength
 *     1  b7 searching for the pulse, b6..0 height of the pulse wave
 *     2  b4 perfusion index invalid, b3..0 bar graph
 *     3  pulse rate; 255 missing        4  SpO2; 127 missing
 *     5, 6  perfusion index in 0.01 %, low byte first; FFFF missing
 * A real CMS50D+ sends 0 for both values where the specification promises 255 and 127. The order of
 * the index's bytes is that of the specification's table; its note says the reverse, and every
 * known capture carries FFFF (medium confidence). Flags: payload 0, b7 of payload 1 in the
 * next byte up, and payload 2 in the one above.
 *
 * Commands: 7D 81 COMMAND, filled up with 80 to nine bytes. A2 stop (answered by 0C 80), A1 start,
 * AF keep-alive. Soleus sends stop, waits for the answer (a second at most, since an oximeter
 * that shows its menu gives none), starts, and keeps alive every two seconds; without that the
 * data end after half a minute. Where two seconds brought no data it starts again instead.
 * What was in the device's memory is left there.
 *
 * 115200 8N1 through a CP210x cable. Confidence: high: the vendor's document (albertcbraun/CMS50FW,
 * InfantLab/Contec-Pulse-Oximeter-in-Matlab) and captures by MarkMLl/Contec_cms50dplus,
 * headrotor/contec_data and titinho11/CMS50E-raw-ppg-data.
 */

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/simulated_world.h"
#include "base/clock.h"
#include "base/sample.h"

#define PACKAGE_MOST    9
#define RATE           60
#define TOP          0x80
#define PULSE_MISSING 255
#define SPO2_MISSING  127
#define PI_MISSING 0xFFFF

#define ANSWER_NS     NS_PER_S
#define KEEP_ALIVE_NS (2 * NS_PER_S)
#define FORGOTTEN_NS  (30 * NS_PER_S)

enum { TYPE_LIVE = 0x01, TYPE_REPLY = 0x06, TYPE_FREE = 0x0C, TYPE_PI_SUPPORT = 0x0E };
enum { COMMAND = 0x7D, COMMAND_ASK = 0xA0, COMMAND_START, COMMAND_STOP, COMMAND_STOP_STORAGE = 0xA7,
       COMMAND_PI_SUPPORT = 0xAC, COMMAND_KEEP_ALIVE = 0xAF };

/* How long a package of each type is, from the device; 0: no such type. */
static const uint8_t sizes[] = {
	[0x01] = 9, [0x02] = 9, [0x03] = 9, [0x04] = 9, [0x05] = 9, [0x06] = 4, [0x07] = 8, [0x08] = 8, [0x09] = 6,
	[0x0A] = 4, [0x0B] = 4, [0x0C] = 2, [0x0D] = 3, [0x0E] = 3, [0x0F] = 8, [0x10] = 3, [0x11] = 9,
	[0x12] = 8, [0x13] = 9, [0x14] = 9, [0x15] = 9,
};
#define TYPES (sizeof sizes / sizeof sizes[0])

enum { SPO2, PULSE, PLETH, PI, OUTPUTS };

static const struct instrument_output outputs[OUTPUTS] = {
	[SPO2] = { "spo2", "spo2", "SpO2", 1.0 / RATE },
	[PULSE] = { "pulse", "pulse_rate", "Pulse rate", 1.0 / RATE },
	[PLETH] = { "pleth", "plethysmogram", "Pulse wave", 1.0 / RATE },
	[PI] = { "pi", "perfusion_index", "Perfusion index", 1.0 / RATE },
};

enum stage { UNASKED, STOPPING, LIVE };

struct contec7 {
	uint8_t       bytes[PACKAGE_MOST];
	size_t        length, size;         /* of the package: bytes there, and in all */
	unsigned long dropped;
	unsigned long live, live_before;    /* live packages, now and when the driver spoke last */
	bool          free;                 /* it has said that it does nothing */

	enum stage stage;
	int64_t    next_ns;                 /* when the driver speaks next */

	/* The twin. */
	uint8_t  reply[4];
	size_t   reply_size;
	int64_t  heard_ns, started_ns;
	bool     started;
	uint64_t sent;                      /* live packages since it was started */
};

static const struct instrument_output *contec7_outputs(const void *state, size_t *count)
{
	(void)state;
	*count = OUTPUTS;
	return outputs;
}

static unsigned long contec7_dropped(const void *state)
{
	return ((const struct contec7 *)state)->dropped;
}

/* From packages to readings. */

static size_t take_live(const struct contec7 *contec7, struct reading *readings)
{
	uint8_t p[7];
	for (size_t i = 0; i < sizeof p; i++)
		p[i] = (uint8_t)((contec7->bytes[2 + i] & 0x7F) | (contec7->bytes[1] >> i & 1) << 7);
	uint32_t flags = p[0] | (p[1] & 0x80u) << 8 | (uint32_t)p[2] << 16;
	uint32_t quality = (p[0] & 0x80 ? QUALITY_NO_FINGER : 0u)
		| (p[0] & 0x10 || p[1] & 0x80 ? QUALITY_SEARCHING : 0u);
	int index = p[5] | p[6] << 8;
	readings[SPO2] = reading_of(SPO2, oximeter_value(p[4], SPO2_MISSING), quality, flags);
	readings[PULSE] = reading_of(PULSE, oximeter_value(p[3], PULSE_MISSING), quality, flags);
	readings[PLETH] = reading_of(PLETH, p[1] & 0x7F, quality, flags);
	readings[PI] = reading_of(PI, index == PI_MISSING || p[2] & 0x10 ? (double)NAN : index / 100.0, quality, flags);
	return OUTPUTS;
}

/* Replies are understood as far as the exchange needs it, and otherwise skipped. */
static size_t take_package(struct contec7 *contec7, struct reading *readings)
{
	if (contec7->bytes[0] == TYPE_FREE)
		contec7->free = true;
	if (contec7->bytes[0] != TYPE_LIVE)
		return 0;
	contec7->live++;
	return take_live(contec7, readings);
}

static size_t contec7_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct contec7 *contec7 = state;
	if (!(byte & TOP)) {            /* a package begins here, whatever was there before */
		contec7->dropped += contec7->length;
		contec7->length = 0;
		contec7->size = byte < TYPES ? sizes[byte] : 0;
	}
	if (contec7->size == 0) {
		contec7->dropped++;
		return 0;
	}
	contec7->bytes[contec7->length++] = byte;
	if (contec7->length < contec7->size)
		return 0;
	contec7->length = contec7->size = 0;
	return take_package(contec7, readings);
}

/* What is sent. */

static size_t command(uint8_t *bytes, uint8_t which)
{
	memset(bytes, TOP, PACKAGE_MOST);
	bytes[0] = COMMAND;
	bytes[1] = TOP | 1;             /* bit 7 of the command */
	bytes[2] = which;
	return PACKAGE_MOST;
}

static uint8_t next_command(struct contec7 *contec7)
{
	if (contec7->stage == UNASKED) {
		contec7->stage = STOPPING;
		contec7->free = false;
		return COMMAND_STOP;
	}
	bool silent = contec7->stage == STOPPING || contec7->live == contec7->live_before;
	contec7->stage = LIVE;
	contec7->live_before = contec7->live;
	return silent ? COMMAND_START : COMMAND_KEEP_ALIVE;
}

static size_t contec7_talk(void *state, int64_t now_ns, uint8_t *bytes, size_t size, int64_t *again_ns)
{
	(void)size;
	struct contec7 *contec7 = state;
	bool stopped = contec7->stage == STOPPING && contec7->free;
	*again_ns = contec7->next_ns;
	if (contec7->stage != UNASKED && !stopped && now_ns < contec7->next_ns)
		return 0;
	uint8_t which = next_command(contec7);
	contec7->next_ns = *again_ns = now_ns + (which == COMMAND_STOP ? ANSWER_NS : KEEP_ALIVE_NS);
	return command(bytes, which);
}

/* The twin. */

static void reply(struct contec7 *contec7, const uint8_t *bytes, size_t size)
{
	memcpy(contec7->reply, bytes, size);
	contec7->reply_size = size;
}

static void contec7_hear(void *state, int64_t now_ns, const uint8_t *bytes, size_t size)
{
	struct contec7 *contec7 = state;
	if (size < 3 || bytes[0] != COMMAND || bytes[1] != (TOP | 1))
		return;
	contec7->heard_ns = now_ns;
	switch (bytes[2]) {
	case COMMAND_ASK:
		reply(contec7, (const uint8_t[]){ TYPE_REPLY, 0x80, 0x80, 0x87 }, 4);
		break;
	case COMMAND_START:
		if (!contec7->started) {
			contec7->sent = 0;
			contec7->started_ns = now_ns;
		}
		contec7->started = true;
		break;
	case COMMAND_STOP:
	case COMMAND_STOP_STORAGE:
		contec7->started = false;
		reply(contec7, (const uint8_t[]){ TYPE_FREE, 0x80 }, 2);
		break;
	case COMMAND_PI_SUPPORT:
		reply(contec7, (const uint8_t[]){ TYPE_PI_SUPPORT, 0x80, 0x81 }, 3);
		break;
	default:
		break;
	}
}

static int64_t contec7_due_ns(const void *state, uint64_t n)
{
	(void)n;
	const struct contec7 *contec7 = state;
	if (contec7->reply_size > 0)
		return contec7->heard_ns;
	if (!contec7->started)
		return TIME_NEVER;
	int64_t due_ns = contec7->started_ns + (int64_t)(contec7->sent / RATE) * NS_PER_S
		+ (int64_t)(contec7->sent % RATE) * NS_PER_S / RATE;
	return due_ns < contec7->heard_ns + FORGOTTEN_NS ? due_ns : TIME_NEVER;
}

#define TWIN_PI 240     /* 2.40 %, of a warm hand; a person here has no such index */

static size_t contec7_simulate(void *state, uint64_t n, const struct simulated_world *world,
                               uint8_t *bytes, size_t size)
{
	(void)n, (void)size;
	struct contec7 *contec7 = state;
	if (contec7->reply_size > 0) {
		size_t length = contec7->reply_size;
		memcpy(bytes, contec7->reply, length);
		contec7->reply_size = 0;
		return length;
	}
	contec7->sent++;
	bool off = simulated_is_off(world);
	double height = off ? 0 : person_pleth(world->person);
	int pulse = off ? PULSE_MISSING : person_pulse(world->person), spo2 = off ? SPO2_MISSING : person_spo2(world->person);
	int index = off ? PI_MISSING : TWIN_PI;
	const uint8_t p[] = {
		(uint8_t)(off ? 0x80 : 5 | (height > 0.9 ? 0x40 : 0)), (uint8_t)lround(height * 127),
		(uint8_t)lround(height * 15), (uint8_t)pulse, (uint8_t)spo2, (uint8_t)(index & 0xFF), (uint8_t)(index >> 8),
	};
	bytes[0] = TYPE_LIVE;
	bytes[1] = TOP;
	for (size_t i = 0; i < sizeof p; i++) {
		bytes[1] |= (uint8_t)(p[i] >> 7 << i);
		bytes[2 + i] = p[i] | TOP;
	}
	return PACKAGE_MOST;
}

const struct instrument_driver contec7_driver = {
	.name = "contec7",
	.title = "Contec protocol V7.0 (CMS50D+ from firmware 4.6, CMS50F, CMS50EW, CMS60C, CMS50I)",
	.line = { 115200, 8, 'N', 1 },
	.harmless_to_ask = true,
	.state_size = sizeof(struct contec7),
	.outputs = contec7_outputs,
	.push = contec7_push,
	.dropped = contec7_dropped,
	.talk = contec7_talk,
	.simulated_hear = contec7_hear,
	.simulated_due_ns = contec7_due_ns,
	.simulate = contec7_simulate,
};
