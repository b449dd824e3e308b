/*
 * contec5.c - the five-byte stream of older Contec oximeters and of BCI boards
 *
 *     byte 1: b7 1, b6 pulse beep, b5 and b4 see below, b3..0 signal strength 0..8, 15 unknown
 *     byte 2: height of the pulse wave, 0..127
 *     byte 3: b6 bit 7 of the pulse rate, b5 searching, b4 see below, b3..0 bar graph
 *     byte 4: pulse rate, b6..0
 *     byte 5: SpO2
 *
 *              byte 1 b5          byte 1 b4               byte 3 b4
 *     Contec   SpO2 is dropping   searching for too long  probe error
 *     BCI      probe unplugged    no signal               no finger
 *
 * Only byte 1 has b7, so a lost byte costs one frame; there is no checksum. Missing: 255 for the pulse,
 * 127 for SpO2, and 0, which real devices send; BCI's wave is 0 when there is none. A clip's
 * "probe error" is taken as no finger, since that is when its successor was seen to send it
 * (contec7.c). Flags: byte 1, and byte 3 in the next byte up.
 *
 * The layout is of high confidence (atbrask/CMS50Dplus with its tests, nonspecialist/cms-p,
 * zh2x/BCI_Protocol), but no capture of live data at 19200 was found. The line differs by
 * product, and `line` in station.ini overrides it:
 *
 *     contec5       19200 8O1   60 a second   CMS50D+ up to firmware 4.5, CMS50E
 *     contec5_4800   4800 8O1   60 a second   Contec's document "V5.0A"; bare modules: 4800 8N1
 *     bci          115200 8N1  100 a second   speed not in the document, so do try others
 *
 * The CMS50E begins to stream at any byte it is sent: start = yes sends a 00 when the port
 * opens, and again whenever nothing has come for five seconds. The CMS50D+ streams by itself.
 */

#include <math.h>
#include <stdbool.h>

#include "acquisition/instrument.h"
#include "acquisition/instruments/frame_sync.h"
#include "acquisition/simulated_world.h"
#include "base/clock.h"
#include "base/sample.h"

#define FRAME_SIZE    5
#define BEGIN         0x80
#define PULSE_MISSING 255
#define SPO2_MISSING  127
#define SILENCE_NS    (5 * NS_PER_S)

enum { BEEP = 0x40, FIRST_B5 = 0x20, FIRST_B4 = 0x10 };
enum { PULSE_BIT_7 = 0x40, SEARCHING = 0x20, THIRD_B4 = 0x10 };

enum { SPO2, PULSE, PLETH, OUTPUTS };

/* Where the family differs. */
struct kind {
	struct instrument_output outputs[OUTPUTS];
	int      rate;                  /* frames a second */
	uint32_t first_b5, first_b4;    /* the quality that these bits mean */
	bool     flat_is_missing;       /* 0 in the wave */
	int      wave_most;
};

static const struct kind contec = {
	.outputs = {
		[SPO2] = { "spo2", "spo2", "SpO2", 1.0 / 60 },
		[PULSE] = { "pulse", "pulse_rate", "Pulse rate", 1.0 / 60 },
		[PLETH] = { "pleth", "plethysmogram", "Pulse wave", 1.0 / 60 },
	},
	.rate = 60,
	.first_b4 = QUALITY_SEARCHING,
	.wave_most = 127,
};

static const struct kind bci = {
	.outputs = {
		[SPO2] = { "spo2", "spo2", "SpO2", 1.0 / 100 },
		[PULSE] = { "pulse", "pulse_rate", "Pulse rate", 1.0 / 100 },
		[PLETH] = { "pleth", "plethysmogram", "Pulse wave", 1.0 / 100 },
	},
	.rate = 100,
	.first_b5 = QUALITY_NO_PROBE, .first_b4 = QUALITY_SEARCHING,
	.flat_is_missing = true,
	.wave_most = 100,
};

struct contec5 {
	const struct kind *kind;
	struct frame_sync  sync;

	bool          start, asked;
	unsigned long frames, frames_before;    /* now, and when the driver was asked last what to send */
	int64_t       silent_ns;                /* since when */

	bool    heard;      /* the twin: something was sent to it, */
	int64_t heard_ns;   /* first at that time */
};

static bool contec_setup(void *state, const struct section *section, struct error *error)
{
	struct contec5 *contec5 = state;
	contec5->kind = &contec;
	return section_flag(section, "start", &contec5->start, error);
}

static bool bci_setup(void *state, const struct section *section, struct error *error)
{
	(void)section, (void)error;
	((struct contec5 *)state)->kind = &bci;
	return true;
}

static const struct instrument_output *contec5_outputs(const void *state, size_t *count)
{
	*count = OUTPUTS;
	return ((const struct contec5 *)state)->kind->outputs;
}

static unsigned long contec5_dropped(const void *state)
{
	return ((const struct contec5 *)state)->sync.dropped;
}

static uint32_t quality_of(const struct kind *kind, uint8_t first, uint8_t third)
{
	return (first & FIRST_B5 ? kind->first_b5 : 0u)
		| (first & FIRST_B4 ? kind->first_b4 : 0u)
		| (third & SEARCHING ? QUALITY_SEARCHING : 0u)
		| (third & THIRD_B4 ? QUALITY_NO_FINGER : 0u);
}

static size_t take_frame(struct contec5 *contec5, struct reading *readings)
{
	const uint8_t *bytes = contec5->sync.bytes;
	uint32_t quality = quality_of(contec5->kind, bytes[0], bytes[2]), flags = bytes[0] | (uint32_t)bytes[2] << 8;
	int pulse = (bytes[2] & PULSE_BIT_7) << 1 | bytes[3];
	bool flat = contec5->kind->flat_is_missing && bytes[1] == 0;
	readings[SPO2] = reading_of(SPO2, oximeter_value(bytes[4], SPO2_MISSING), quality, flags);
	readings[PULSE] = reading_of(PULSE, oximeter_value(pulse, PULSE_MISSING), quality, flags);
	readings[PLETH] = reading_of(PLETH, flat ? (double)NAN : bytes[1], quality, flags);
	contec5->frames++;
	return OUTPUTS;
}

static size_t contec5_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct contec5 *contec5 = state;
	return frame_sync_push(&contec5->sync, byte, FRAME_SIZE) ? take_frame(contec5, readings) : 0;
}

static size_t contec5_talk(void *state, int64_t now_ns, uint8_t *bytes, size_t size, int64_t *again_ns)
{
	(void)size;
	struct contec5 *contec5 = state;
	*again_ns = TIME_NEVER;
	if (!contec5->start)
		return 0;
	if (contec5->frames != contec5->frames_before)
		contec5->silent_ns = now_ns;
	contec5->frames_before = contec5->frames;
	bool in_time = contec5->asked && now_ns < contec5->silent_ns + SILENCE_NS;
	if (!in_time)
		contec5->silent_ns = now_ns;
	contec5->asked = true;
	*again_ns = contec5->silent_ns + SILENCE_NS;
	bytes[0] = 0;
	return in_time ? 0 : 1;
}

/* The twin. */

static void contec5_hear(void *state, int64_t now_ns, const uint8_t *bytes, size_t size)
{
	(void)bytes, (void)size;
	struct contec5 *contec5 = state;
	if (contec5->heard)
		return;
	contec5->heard = true;
	contec5->heard_ns = now_ns;
}

static int64_t contec5_due_ns(const void *state, uint64_t n)
{
	const struct contec5 *contec5 = state;
	if (contec5->start && !contec5->heard)
		return TIME_NEVER;
	uint64_t rate = (uint64_t)contec5->kind->rate;
	int64_t begun_ns = contec5->start ? contec5->heard_ns : 0;
	return begun_ns + (int64_t)(n / rate) * NS_PER_S + (int64_t)(n % rate) * NS_PER_S / (int64_t)rate;
}

static size_t contec5_simulate(void *state, uint64_t n, const struct simulated_world *world,
                               uint8_t *bytes, size_t size)
{
	(void)n, (void)size;
	const struct kind *kind = ((struct contec5 *)state)->kind;
	bool off = simulated_is_off(world), unplugged = world->no_probe && kind->first_b5 == QUALITY_NO_PROBE;
	double height = off ? 0 : person_pleth(world->person);
	int pulse = off ? PULSE_MISSING : person_pulse(world->person), least = kind->flat_is_missing && !off ? 1 : 0;
	bytes[0] = (uint8_t)(BEGIN | (height > 0.9 ? BEEP : 0) | (unplugged ? FIRST_B5 : 0) | (off ? 0 : 5));
	bytes[1] = (uint8_t)(least + lround(height * (kind->wave_most - least)));
	bytes[2] = (uint8_t)((pulse & 0x80 ? PULSE_BIT_7 : 0) | (off && !unplugged ? THIRD_B4 : 0) | (int)lround(height * 15));
	bytes[3] = (uint8_t)(pulse & 0x7F);
	bytes[4] = (uint8_t)(off ? SPO2_MISSING : person_spo2(world->person));
	return FRAME_SIZE;
}

static const char *const contec_keys[] = { "start", NULL };
static const char *const contec_asked[] = { "start = yes\n", NULL };

/* What all have in common. */
#define FRAMES \
	.state_size = sizeof(struct contec5), \
	.outputs = contec5_outputs, \
	.push = contec5_push, \
	.dropped = contec5_dropped, \
	.simulated_due_ns = contec5_due_ns, \
	.simulate = contec5_simulate

/* What Contec's have. */
#define STARTED \
	.keys = contec_keys, \
	.harmless_to_ask = true, \
	.asked_with = contec_asked, \
	.setup = contec_setup, \
	.talk = contec5_talk, \
	.simulated_hear = contec5_hear

const struct instrument_driver contec5_driver = {
	.name = "contec5",
	.title = "Contec five-byte stream (CMS50D+ up to firmware 4.5, CMS50E)",
	.line = { 19200, 8, 'O', 1 },
	STARTED,
	FRAMES,
};

const struct instrument_driver contec5_4800_driver = {
	.name = "contec5_4800",
	.title = "Contec five-byte stream at 4800 baud (V5.0A, bare modules)",
	.line = { 4800, 8, 'O', 1 },
	STARTED,
	FRAMES,
};

const struct instrument_driver bci_driver = {
	.name = "bci",
	.title = "BCI five-byte stream, 100 a second (Berry and other boards)",
	.line = { 115200, 8, 'N', 1 },
	.setup = bci_setup,
	FRAMES,
};
