/*
 * nonin_packets.c - Nonin serial data formats 2 and 7: 75 frames a second with the pulse wave
 *
 * Format 2: 01, STATUS (b7 set), PLETH, a float byte, and the sum of these four modulo 256.
 * Format 7: STATUS (b7 set), PLETH in 16 bits, high byte first, a float byte, and the sum.
 * 25 frames make a packet; the first carries SYNC. What the float byte means follows
 * from the frame's place in its packet, so a value is given only by a packet whose 25
 * frames all came in.
 *
 * STATUS: b6 sensor disconnected, b5 artefact, b4 out of track, b3 sensor alarm
 * (no finger), b2 red and b1 green perfusion (both: yellow; neither: outside a
 * pulse), b0 SYNC. The pulse wave is kept whatever STATUS says, with its quality beside it.
 *
 * The averages come in the table `averages` below. Those of 4 beats (spo2, pulse) and of 8
 * (spo2_ext, pulse_ext), the fast one and the one from beat to beat go missing as soon as the finger
 * goes; missing is 511 for a pulse and 127 for SpO2. The displayed ones stay for ten seconds
 * more, which says nothing of now: they are marked stale while the sensor's alarm stands or
 * while the average that they display is missing (that last by our own inference).
 * Devices without some of these (the OEM III, the iPod) send zeros there, which are missing.
 *
 * Flags of an average: STATUS of its packet's frames, ored, and STAT2 (b5 SmartPoint,
 * b0 low battery; reserved on the OEM III) in the next byte up.
 *
 * 9600 8N1. Confidence: high; the layout is that of Nonin's OEM III and 9560 specifications, as
 * described by pez-globo/pufferfish-software, mattjlewis/NoninPulseOx and, for format 7,
 * dariosalvi78/cordova-plugin-nonin-bluetooth. No capture of format 7 was found.
 */

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/instruments/nonin.h"
#include "acquisition/simulated_world.h"
#include "base/clock.h"

#define FRAME_SIZE        5
#define FRAMES_A_PACKET   25
#define FRAMES_A_SECOND   75
#define BEGIN             0x01

enum { STATUS_SYNC = 0x01, STATUS_GREEN = 0x02, STATUS_RED = 0x04, STATUS_NO_FINGER = 0x08,
       STATUS_OUT_OF_TRACK = 0x10, STATUS_ARTEFACT = 0x20, STATUS_NO_SENSOR = 0x40, STATUS_ALWAYS = 0x80 };

enum { SPO2, PULSE, PLETH, SPO2_FAST, SPO2_BB, SPO2_DISPLAY, PULSE_DISPLAY, SPO2_EXT, PULSE_EXT,
       SPO2_EXT_DISPLAY, PULSE_EXT_DISPLAY, OUTPUTS };

static const struct instrument_output outputs[OUTPUTS] = {
	[SPO2] = { "spo2", "spo2", "SpO2, 4-beat average", 1.0 / 3 },
	[PULSE] = { "pulse", "pulse_rate", "Pulse rate, 4-beat average", 1.0 / 3 },
	[PLETH] = { "pleth", "plethysmogram", "Pulse wave, compressed infrared", 1.0 / FRAMES_A_SECOND },
	[SPO2_FAST] = { "spo2_fast", "spo2", "SpO2, fast 4-beat average", 1.0 / 3 },
	[SPO2_BB] = { "spo2_bb", "spo2", "SpO2, beat to beat", 1.0 / 3 },
	[SPO2_DISPLAY] = { "spo2_display", "spo2", "SpO2 as displayed, 4-beat average", 1.0 / 3 },
	[PULSE_DISPLAY] = { "pulse_display", "pulse_rate", "Pulse rate as displayed, 4-beat average", 1.0 / 3 },
	[SPO2_EXT] = { "spo2_ext", "spo2", "SpO2, 8-beat average", 1.0 / 3 },
	[PULSE_EXT] = { "pulse_ext", "pulse_rate", "Pulse rate, 8-beat average", 1.0 / 3 },
	[SPO2_EXT_DISPLAY] = { "spo2_ext_display", "spo2", "SpO2 as displayed, 8-beat average", 1.0 / 3 },
	[PULSE_EXT_DISPLAY] = { "pulse_ext_display", "pulse_rate", "Pulse rate as displayed, 8-beat average", 1.0 / 3 },
};

/* In which frames of a packet, counted from 1, an average stands: a pulse rate in its two.
 * `displays`: the average that a displayed value repeats; -1 for a live one. */
static const struct average {
	int output, frame, second, displays;
} averages[] = {
	{ SPO2, 3, 0, -1 },
	{ PULSE, 1, 2, -1 },
	{ SPO2_FAST, 10, 0, -1 },
	{ SPO2_BB, 11, 0, -1 },
	{ SPO2_DISPLAY, 9, 0, SPO2 },
	{ PULSE_DISPLAY, 20, 21, PULSE },
	{ SPO2_EXT, 16, 0, -1 },
	{ PULSE_EXT, 14, 15, -1 },
	{ SPO2_EXT_DISPLAY, 17, 0, SPO2_EXT },
	{ PULSE_EXT_DISPLAY, 22, 23, PULSE_EXT },
};
#define AVERAGES (sizeof averages / sizeof averages[0])
#define STAT2_FRAME 8

/* Where the two formats differ. */
static const struct layout {
	uint8_t format;
	size_t  status;         /* where STATUS stands in a frame */
	double  pleth_most;
} df2 = { 2, 1, 255 }, df7 = { 7, 0, 65535 };

struct packets {
	struct nonin  nonin;
	uint8_t       bytes[2 * FRAME_SIZE];    /* a frame, and what is there of the next */
	size_t        length;
	bool          in_step;                  /* the frame before ended where this one begins */
	unsigned long dropped;

	int      place;                         /* frames of this packet so far; 0: outside any */
	uint8_t  floats[FRAMES_A_PACKET];
	struct nonin_display display;           /* the twin's */
	uint32_t flags;                         /* STATUS of the packet's frames, ored */
	uint32_t quality;
};

static bool df2_setup(void *state, const struct section *section, struct error *error)
{
	return nonin_setup(&((struct packets *)state)->nonin, df2.format, section, error);
}

static bool df7_setup(void *state, const struct section *section, struct error *error)
{
	return nonin_setup(&((struct packets *)state)->nonin, df7.format, section, error);
}

static const struct instrument_output *packets_outputs(const void *state, size_t *count)
{
	(void)state;
	*count = OUTPUTS;
	return outputs;
}

static unsigned long packets_dropped(const void *state)
{
	return ((const struct packets *)state)->dropped;
}

/* From bytes to frames. */

/* Whether these `length` bytes can be a frame, as far as they go. */
static bool may_be_frame(const struct layout *layout, const uint8_t *bytes, size_t length)
{
	return (length < 1 || layout->status == 0 || bytes[0] == BEGIN)
		&& (length <= layout->status || bytes[layout->status] & STATUS_ALWAYS)
		&& (length < FRAME_SIZE || (uint8_t)(bytes[0] + bytes[1] + bytes[2] + bytes[3]) == bytes[4]);
}

/* Whether a frame could as well begin somewhere else, as in format 7 when nothing moves:
 * 80 00 00 00 80 80 00 00 00 80. Asked with two whole frames there. */
static bool is_ambiguous(const struct layout *layout, const struct packets *packets)
{
	for (size_t shift = 1; shift < FRAME_SIZE; shift++)
		if (may_be_frame(layout, packets->bytes + shift, FRAME_SIZE)
		    && may_be_frame(layout, packets->bytes + shift + FRAME_SIZE, FRAME_SIZE - shift))
			return true;
	return false;
}

enum verdict { NEED_MORE, NO_FRAME, TWO_IN_DOUBT, FRAME };

/*
 * In step a frame is believed at once, unless its checksum looks like the next frame's first byte:
 * then a byte of it may have been lost, and that one stand in the checksum's place. It has if a good
 * frame begins there and none behind it; or else, once in 256 times, it is the frame behind it that
 * lost one. In format 2 the second of the two is right either way, in format 7 neither can be trusted.
 */
static enum verdict judge_in_step(const struct layout *layout, const struct packets *packets, size_t behind)
{
	const uint8_t *checksum = packets->bytes + FRAME_SIZE - 1;
	if (!may_be_frame(layout, checksum, behind + 1))
		return FRAME;
	if (behind < FRAME_SIZE - 1)
		return NEED_MORE;
	if (!may_be_frame(layout, checksum + 1, behind))
		return layout->status == 0 ? TWO_IN_DOUBT : NO_FRAME;
	return behind < FRAME_SIZE ? NEED_MORE : FRAME;
}

/* What stands at the front. Out of step the whole next frame must be seen, because any byte
 * can look like a beginning. */
static enum verdict judge(const struct layout *layout, const struct packets *packets)
{
	if (!may_be_frame(layout, packets->bytes, packets->length))
		return NO_FRAME;
	if (packets->length < FRAME_SIZE)
		return NEED_MORE;
	size_t behind = packets->length - FRAME_SIZE;
	if (packets->in_step)
		return judge_in_step(layout, packets, behind);
	if (!may_be_frame(layout, packets->bytes + FRAME_SIZE, behind))
		return NO_FRAME;
	if (behind < FRAME_SIZE)
		return NEED_MORE;
	return is_ambiguous(layout, packets) ? NO_FRAME : FRAME;
}

static void lose_step(struct packets *packets, size_t count)
{
	packets->length -= count;
	memmove(packets->bytes, packets->bytes + count, packets->length);
	packets->dropped += count;
	packets->in_step = false;
	packets->place = 0;
}

/* From frames to readings. */

static uint32_t quality_of(uint8_t status)
{
	return (status & STATUS_NO_SENSOR ? QUALITY_NO_PROBE : 0u)
		| (status & STATUS_NO_FINGER ? QUALITY_NO_FINGER : 0u)
		| (status & STATUS_ARTEFACT ? QUALITY_ARTEFACT : 0u)
		| ((status & (STATUS_RED | STATUS_GREEN)) == STATUS_RED ? QUALITY_LOW_PERFUSION : 0u);
}

/* Puts a frame in its place; true when it was the last of a whole packet. */
static bool packet_add(struct packets *packets, uint8_t status, uint8_t value)
{
	if (status & STATUS_SYNC) {
		packets->place = 0;     /* an early SYNC: frames are missing, the packet before is worth nothing */
		packets->flags = packets->quality = 0;
	} else if (packets->place == 0) {
		return false;
	}
	packets->floats[packets->place++] = value;
	packets->flags |= status;
	packets->quality |= quality_of(status);
	if (packets->place < FRAMES_A_PACKET)
		return false;
	packets->place = 0;
	packets->flags |= (uint32_t)packets->floats[STAT2_FRAME - 1] << 8;
	return true;
}

/* In the order of the table, where each displayed average stands behind the live one. */
static size_t take_averages(const struct packets *packets, struct reading *readings)
{
	bool out_of_track = packets->flags & STATUS_OUT_OF_TRACK, missing[OUTPUTS] = { false };
	bool alarm = packets->quality & (QUALITY_NO_FINGER | QUALITY_NO_PROBE);
	for (size_t i = 0; i < AVERAGES; i++) {
		const struct average *average = &averages[i];
		uint8_t first = packets->floats[average->frame - 1];
		bool pulse = average->second > 0;
		int value = pulse ? nonin_pulse(first, packets->floats[average->second - 1]) : first & 0x7F;
		readings[i] = nonin_reading(average->output, value, pulse ? NONIN_PULSE_MISSING : NONIN_SPO2_MISSING,
		                            packets->quality, out_of_track, packets->flags);
		missing[average->output] = isnan(readings[i].value);
		if (average->displays >= 0)
			readings[i] = nonin_held(readings[i], alarm || missing[average->displays]);
	}
	return AVERAGES;
}

/* Takes the frame at the front; returns how many readings it gave. */
static size_t take_frame(const struct layout *layout, struct packets *packets, struct reading *readings)
{
	const uint8_t *bytes = packets->bytes;
	uint8_t status = bytes[layout->status];
	unsigned behind = (unsigned)(packets->length - FRAME_SIZE);
	size_t count = 0;
	bool sync = status & STATUS_SYNC;       /* alone tells a frame's place: the others are only counted */
	uint32_t off_track = status & STATUS_OUT_OF_TRACK ? QUALITY_ARTEFACT : 0u;
	readings[count++] = (struct reading){
		.output = PLETH, .value = layout->status == 0 ? bytes[1] << 8 | bytes[2] : bytes[2],
		.quality = quality_of(status) | off_track, .flags = status,
	};
	if (packet_add(packets, status, bytes[3]))
		count += take_averages(packets, readings + count);
	for (size_t i = 0; i < count; i++) {
		readings[i].behind = behind;
		readings[i].size = FRAME_SIZE;
		readings[i].place = sync ? 1 : 0;
		readings[i].places = sync ? FRAMES_A_PACKET : 0;
	}
	packets->length -= FRAME_SIZE;
	memmove(packets->bytes, packets->bytes + FRAME_SIZE, packets->length);
	packets->in_step = true;
	return count;
}

/* Two frames at most become whole by one byte, and one of them at most ends a packet. */
static_assert(2 + AVERAGES <= READINGS_MAX, "a byte's readings fit");

static size_t packets_push(const struct layout *layout, struct packets *packets, uint8_t byte, struct reading *readings)
{
	if (packets->length % FRAME_SIZE == 0 && nonin_is_answer(&packets->nonin, byte))
		return 0;
	packets->bytes[packets->length++] = byte;
	size_t count = 0;
	enum verdict verdict;
	while (packets->length > 0 && (verdict = judge(layout, packets)) != NEED_MORE) {
		if (verdict == FRAME)
			count += take_frame(layout, packets, readings + count);
		else
			lose_step(packets, verdict == TWO_IN_DOUBT ? 2 * FRAME_SIZE - 1 : 1);
	}
	return count;
}

static size_t df2_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	return packets_push(&df2, state, byte, readings);
}

static size_t df7_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	return packets_push(&df7, state, byte, readings);
}

/* The twin. */

static int64_t packets_due_ns(const void *state, uint64_t n)
{
	(void)state;
	return (int64_t)(n / FRAMES_A_SECOND) * NS_PER_S + (int64_t)(n % FRAMES_A_SECOND) * NS_PER_S / FRAMES_A_SECOND;
}

/* The float bytes of a packet whose live averages all say the same; firmware revision 48. */
static void fill_floats(uint8_t floats[static FRAMES_A_PACKET], const struct simulated_world *world,
                        const struct nonin_display *display, uint64_t packet)
{
	bool off = simulated_is_off(world);
	int live_pulse = off ? NONIN_PULSE_MISSING : person_pulse(world->person);
	int live_spo2 = off ? NONIN_SPO2_MISSING : person_spo2(world->person);
	memset(floats, 0, FRAMES_A_PACKET);
	for (size_t i = 0; i < AVERAGES; i++) {
		bool is_pulse = averages[i].second > 0, shown = averages[i].displays >= 0;
		int pulse = shown ? display->pulse : live_pulse, spo2 = shown ? display->spo2 : live_spo2;
		floats[averages[i].frame - 1] = (uint8_t)(is_pulse ? pulse >> 7 & 3 : spo2);
		if (is_pulse)
			floats[averages[i].second - 1] = (uint8_t)(pulse & 0x7F);
	}
	floats[3] = 48;
	floats[5] = (uint8_t)(packet >> 7 & 0x7F);      /* a timer in thirds of a second */
	floats[6] = (uint8_t)(packet & 0x7F);
}

/* The oximeter sends all it has, whether a channel uses it or not. */
static size_t packets_simulate(const struct layout *layout, struct packets *packets, uint64_t n,
                               const struct simulated_world *world, uint8_t *bytes)
{
	size_t place = n % FRAMES_A_PACKET;
	nonin_display_update(&packets->display, world, n / FRAMES_A_SECOND);
	if (place == 0)
		fill_floats(packets->floats, world, &packets->display, n / FRAMES_A_PACKET);
	double height = simulated_is_off(world) ? 0 : person_pleth(world->person);
	unsigned pleth = (unsigned)lround(height * layout->pleth_most);
	uint8_t status = (uint8_t)(STATUS_ALWAYS | (place == 0 ? STATUS_SYNC : 0) | (height > 0.5 ? STATUS_GREEN : 0)
		| (world->no_finger ? STATUS_NO_FINGER : 0) | (world->no_probe ? STATUS_NO_SENSOR : 0)
		| (simulated_is_off(world) ? STATUS_OUT_OF_TRACK : 0));
	size_t answer = nonin_answer(&packets->nonin, bytes);
	bytes += answer;
	bytes[layout->status] = status;
	bytes[1 - layout->status] = layout->status == 0 ? (uint8_t)(pleth >> 8) : BEGIN;
	bytes[2] = (uint8_t)pleth;
	bytes[3] = packets->floats[place];
	bytes[4] = (uint8_t)(bytes[0] + bytes[1] + bytes[2] + bytes[3]);
	return answer + FRAME_SIZE;
}

static size_t df2_simulate(void *state, uint64_t n, const struct simulated_world *world, uint8_t *bytes, size_t size)
{
	(void)size;
	return packets_simulate(&df2, state, n, world, bytes);
}

static size_t df7_simulate(void *state, uint64_t n, const struct simulated_world *world, uint8_t *bytes, size_t size)
{
	(void)size;
	return packets_simulate(&df7, state, n, world, bytes);
}

/* What both have in common. */
#define PACKETS \
	.line = { 9600, 8, 'N', 1 }, \
	.steady_s = 1.0 / FRAMES_A_SECOND, \
	.keys = nonin_keys, \
	.state_size = sizeof(struct packets), \
	.outputs = packets_outputs, \
	.dropped = packets_dropped, \
	.talk = nonin_talk, \
	.simulated_hear = nonin_hear, \
	.simulated_due_ns = packets_due_ns

const struct instrument_driver nonin_df2_driver = {
	.name = "nonin_df2",
	.title = "Nonin serial data format 2 (OEM III, Xpod, WristOx2 3150, Onyx II 9560)",
	.setup = df2_setup,
	.push = df2_push,
	.simulate = df2_simulate,
	PACKETS,
};

const struct instrument_driver nonin_df7_driver = {
	.name = "nonin_df7",
	.title = "Nonin serial data format 7, with the pulse wave in 16 bits",
	.setup = df7_setup,
	.push = df7_push,
	.simulate = df7_simulate,
	PACKETS,
};
