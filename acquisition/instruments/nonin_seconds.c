/*
 * nonin_seconds.c - Nonin serial data formats 1 and 8: three or four bytes, once a second
 *
 * Format 1: STATUS (b7 set; b1..0 the pulse's bits 8 and 7), the pulse's lower 7 bits, SpO2.
 * STATUS: b6 sensor disconnected, b5 out of track, b4 low perfusion, b3 marginal perfusion,
 * b2 artefact. Both values are 4-beat averages.
 *
 * Format 8: the same, but both values are those of the display, and a fourth byte follows: b5 SmartPoint,
 * b3 sensor alarm (no finger), b0 low battery. While the alarm stands the display holds
 * its last value, which is stale. On the WristOx2 3150 b3 is called sensor fault, b2 spot check
 * and b1 critical battery (medium confidence); b6 of STATUS is reserved on other devices.
 *
 * Missing: 511 for a pulse, 127 for SpO2, and 0. No checksum: only b7 of the first byte
 * tells where a frame begins, so a lost byte is noticed, one changed on the line is not.
 *
 * 9600 8N1. Confidence: high (specification pages, several projects: pez-globo/pufferfish-software,
 * mdpnp/mdpnp, drphrozen/javautilityclasses). Marginal perfusion is left to the flags, as is
 * yellow perfusion in formats 2 and 7. Flags: STATUS, and the fourth byte in the next byte up.
 */

#include <stdbool.h>

#include "acquisition/instrument.h"
#include "acquisition/instruments/frame_sync.h"
#include "acquisition/instruments/nonin.h"
#include "acquisition/simulated_world.h"
#include "base/sample.h"

enum { STATUS_ARTEFACT = 0x04, STATUS_LOW_PERFUSION = 0x10, STATUS_OUT_OF_TRACK = 0x20,
       STATUS_NO_SENSOR = 0x40, STATUS_ALWAYS = 0x80, STATUS_PULSE = 0x03 };
enum { SECOND_NO_FINGER = 0x08 };

enum { SPO2, PULSE, OUTPUTS };

static const struct instrument_output averaged[OUTPUTS] = {
	[SPO2] = { "spo2", "spo2", "SpO2, 4-beat average", 1 },
	[PULSE] = { "pulse", "pulse_rate", "Pulse rate, 4-beat average", 1 },
};

static const struct instrument_output displayed[OUTPUTS] = {
	[SPO2] = { "spo2_display", "spo2", "SpO2 as displayed", 1 },
	[PULSE] = { "pulse_display", "pulse_rate", "Pulse rate as displayed", 1 },
};

struct seconds {
	struct nonin         nonin;
	struct frame_sync    sync;
	size_t               size;      /* of a frame */
	struct nonin_display display;   /* the twin's */
};

static bool df1_setup(void *state, const struct section *section, struct error *error)
{
	struct seconds *seconds = state;
	seconds->size = 3;
	return nonin_setup(&seconds->nonin, 1, section, error);
}

static bool df8_setup(void *state, const struct section *section, struct error *error)
{
	struct seconds *seconds = state;
	seconds->size = 4;
	return nonin_setup(&seconds->nonin, 8, section, error);
}

static bool is_displayed(const struct seconds *seconds)
{
	return seconds->size == 4;
}

static const struct instrument_output *seconds_outputs(const void *state, size_t *count)
{
	*count = OUTPUTS;
	return is_displayed(state) ? displayed : averaged;
}

static unsigned long seconds_dropped(const void *state)
{
	return ((const struct seconds *)state)->sync.dropped;
}

static uint32_t quality_of(uint8_t status, bool alarm)
{
	return (status & STATUS_NO_SENSOR ? QUALITY_NO_PROBE : 0u)
		| (alarm ? QUALITY_NO_FINGER : 0u)
		| (status & STATUS_ARTEFACT ? QUALITY_ARTEFACT : 0u)
		| (status & STATUS_LOW_PERFUSION ? QUALITY_LOW_PERFUSION : 0u);
}

static size_t take_frame(const struct seconds *seconds, struct reading *readings)
{
	const uint8_t *bytes = seconds->sync.bytes;
	uint8_t status = bytes[0], second = is_displayed(seconds) ? bytes[3] : 0;
	bool alarm = second & SECOND_NO_FINGER, out_of_track = status & STATUS_OUT_OF_TRACK;
	bool held = is_displayed(seconds) && (alarm || status & STATUS_NO_SENSOR);
	uint32_t quality = quality_of(status, alarm), flags = status | (uint32_t)second << 8;
	readings[0] = nonin_held(nonin_reading(SPO2, bytes[2], NONIN_SPO2_MISSING,
	                                       quality, out_of_track, flags), held);
	readings[1] = nonin_held(nonin_reading(PULSE, nonin_pulse(status, bytes[1]), NONIN_PULSE_MISSING,
	                                       quality, out_of_track, flags), held);
	return OUTPUTS;
}

static size_t seconds_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct seconds *seconds = state;
	if (seconds->sync.length == 0 && nonin_is_answer(&seconds->nonin, byte))
		return 0;
	return frame_sync_push(&seconds->sync, byte, seconds->size) ? take_frame(seconds, readings) : 0;
}

/* The twin. */

static size_t seconds_simulate(void *state, uint64_t n, const struct simulated_world *world, uint8_t *bytes, size_t size)
{
	(void)size;
	struct seconds *seconds = state;
	bool off = simulated_is_off(world), shown = is_displayed(state);
	nonin_display_update(&seconds->display, world, n);
	int pulse = shown ? seconds->display.pulse : off ? NONIN_PULSE_MISSING : person_pulse(world->person);
	int spo2 = shown ? seconds->display.spo2 : off ? NONIN_SPO2_MISSING : person_spo2(world->person);
	size_t answer = nonin_answer(&seconds->nonin, bytes);
	bytes += answer;
	bytes[0] = (uint8_t)(STATUS_ALWAYS | (pulse >> 7 & STATUS_PULSE) | (world->no_probe ? STATUS_NO_SENSOR : 0)
		| (off ? STATUS_OUT_OF_TRACK : 0));
	bytes[1] = (uint8_t)(pulse & 0x7F);
	bytes[2] = (uint8_t)spo2;
	bytes[3] = world->no_finger ? SECOND_NO_FINGER : 0;
	return answer + seconds->size;
}

/* What both have in common. */
#define SECONDS \
	.line = { 9600, 8, 'N', 1 }, \
	.keys = nonin_keys, \
	.state_size = sizeof(struct seconds), \
	.outputs = seconds_outputs, \
	.push = seconds_push, \
	.dropped = seconds_dropped, \
	.talk = nonin_talk, \
	.simulated_hear = nonin_hear, \
	.simulated_due_ns = nonin_each_second, \
	.simulate = seconds_simulate

const struct instrument_driver nonin_df1_driver = {
	.name = "nonin_df1",
	.title = "Nonin serial data format 1, once a second",
	.setup = df1_setup,
	SECONDS,
};

const struct instrument_driver nonin_df8_driver = {
	.name = "nonin_df8",
	.title = "Nonin serial data format 8, the displayed values once a second",
	.setup = df8_setup,
	SECONDS,
};
