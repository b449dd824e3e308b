/*
 * vasoquant.c - Elcat Vasoquant 1000 (D-PPG): finished recordings, as if for a printer
 *
 * 9600 8N2 (4800 by choice), no flow control. About once a second the device sends DLE (10)
 * to ask whether its printer is there, and the printer answers ACK (06). Then comes a block
 * for each recorded curve, which is to be answered by ACK too. Anything else that is sent to
 * the device, or an answer to nothing, makes it say "printer offline".
 *
 *     1B 4C LABEL 04 01 1D 00 n(2) | n samples of 2 bytes | 19 bytes, all little-endian:
 *      0    1D                         11-12  amplitude, peak - baseline
 *      1-2  baseline                   13-14  F0 in 0.01 %.s
 *      3-5  00 00 00                   15     index of the peak - 7
 *      6    1D                         16     Ti in seconds
 *      7-8  number of the examination  17     00, or 80: the refill's end was not found
 *      9    T0 in samples              18     04
 *     10    Th in samples
 *
 * LABEL: E2 right leg with tourniquet, E1 right, E0 left with tourniquet, DF left, DE a fifth
 * channel. Samples are 12-bit counts of reflected light, 4 a second. V0 = 100 amplitude / baseline.
 *
 * A block ends where its count says: 1B, 10 and all other bytes occur inside it. There is no
 * checksum; the fixed bytes at both ends must be right. A block that a byte is missing from
 * is given up after a silence, and is not acknowledged, so that the operator is told and can
 * print it once more. The same block twice is taken for a second print and gives nothing new.
 *
 * In one published trace the device is answered after the first three bytes of a block
 * already. So ACK is sent when a block stops exactly there; nobody has shown that it must be.
 *
 * When was it measured? The block does not tell. It is taken to be printed as the recording
 * ends: the last sample is as old as the block was long on the wire, each one before it a
 * quarter of a second older. What the operator waits before printing shifts all samples of
 * a recording alike; the key `printed_within` (seconds, 5 when absent) bounds that, and is
 * the samples' uncertainty. The parameters have the time of the last sample. A recording that
 * would begin before the one before it ended is pushed forward, with more uncertainty.
 *
 * Source: alexandreamato/dppg (PROTOCOL.md, src/protocol.py), reverse engineered by one group
 * and not confirmed by the maker: medium to high confidence, in the answers during a block low.
 */

#include "acquisition/instruments/vasoquant.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "base/digest.h"

#define LABEL_AT 2
#define COUNT_AT 7
#define LABELS 5
#define RAIL 4095               /* of 12 bits */
#define PRINTED_WITHIN_S 5

/* So long no byte comes in the midst of a block; at 9600 baud a byte takes 1.1 ms. */
#define SILENCE_NS (400 * NS_PER_MS)

static const struct {
	uint8_t  label;
	enum leg leg;
} labels[LABELS] = {
	{ 0xE2, LEG_RIGHT }, { 0xE1, LEG_RIGHT }, { 0xE0, LEG_LEFT }, { 0xDF, LEG_LEFT }, { 0xDE, LEG_OTHER },
};

#define OUTPUTS_OF(leg, name, Name) \
	[leg * A_LEG + PPG] = { name "_ppg", "light_reflection", Name ", reflected light", 1.0 / A_SECOND }, \
	[leg * A_LEG + BASELINE] = { name "_baseline", "light_level", Name ", baseline", NAN }, \
	[leg * A_LEG + TO] = { name "_to_s", "refill_time", Name ", venous refill time T0", NAN }, \
	[leg * A_LEG + TH] = { name "_th_s", "refill_time", Name ", venous half refill time Th", NAN }, \
	[leg * A_LEG + TI] = { name "_ti_s", "refill_time", Name ", initial inflow time Ti", NAN }, \
	[leg * A_LEG + V0] = { name "_v0_pct", "pump_power", Name ", venous pump power V0", NAN }, \
	[leg * A_LEG + F0] = { name "_f0_pct_s", "venous_capacity", Name ", venous capacity F0", NAN }, \
	[leg * A_LEG + AMPLITUDE] = { name "_amplitude", "light_level", Name ", peak above baseline", NAN }, \
	[leg * A_LEG + EXAM] = { name "_exam", "exam_number", Name ", number of the examination", NAN }, \
	[leg * A_LEG + PEAK] = { name "_peak_s", "refill_time", Name ", from the first sample to the peak", NAN }

static const struct instrument_output outputs[LEGS * A_LEG] = {
	OUTPUTS_OF(LEG_RIGHT, "right", "Right leg"),
	OUTPUTS_OF(LEG_LEFT, "left", "Left leg"),
	OUTPUTS_OF(LEG_OTHER, "other", "Fifth channel"),
};
static_assert(LEGS * A_LEG <= OUTPUTS_MAX, "too many outputs");

struct vasoquant {
	int64_t       printed_within_ns;
	uint8_t       bytes[BLOCK_MAX];
	size_t        length;
	unsigned long dropped;
	bool          noise;            /* since the last block or silence: no poll can be told from it */
	bool          giving;           /* a block stands in front; of its readings so many were given */
	size_t        given;
	uint64_t      last[LABELS];     /* digests of the blocks given last */

	bool          owed;             /* ACK */
	bool          header_answered;
	uint64_t      received, seen;   /* bytes so far, and when `talk` was asked last */
	int64_t       spoke_ns;         /* when the device spoke last, as far as `talk` knows */

	struct vasoquant_twin twin;
};

static bool vasoquant_setup(void *state, const struct section *section, struct error *error)
{
	struct vasoquant *device = state;
	double seconds = PRINTED_WITHIN_S;
	if (!section_number(section, "printed_within", &seconds, error))
		return false;
	if (!(seconds >= 0 && seconds <= 3600))
		return section_error(section, "printed_within", error,
			"printed_within is %g, but the seconds between a recording's end and its print lie between 0 and 3600",
			seconds);
	device->printed_within_ns = llround(seconds * (double)NS_PER_S);
	return true;
}

static const struct instrument_output *vasoquant_outputs(const void *state, size_t *count)
{
	(void)state;
	*count = LEGS * A_LEG;
	return outputs;
}

static unsigned long vasoquant_dropped(const void *state)
{
	return ((const struct vasoquant *)state)->dropped;
}

/* A block. */

static unsigned word_at(const uint8_t *bytes)
{
	return (unsigned)(bytes[0] | bytes[1] << 8);
}

static size_t sample_count(const uint8_t *block)
{
	return word_at(block + COUNT_AT);
}

static size_t block_size(const uint8_t *block)
{
	return HEADER_SIZE + 2 * sample_count(block) + METADATA_SIZE;
}

static size_t label_of(const uint8_t *block)
{
	size_t i = 0;
	while (i < LABELS && labels[i].label != block[LABEL_AT])
		i++;
	return i;
}

static bool metadata_is_whole(const uint8_t *metadata)
{
	static const struct { uint8_t place, byte; } fixed[] = {
		{ 0, 0x1D }, { 3, 0 }, { 4, 0 }, { 5, 0 }, { 6, 0x1D }, { 18, 0x04 },
	};
	for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
		if (metadata[fixed[i].place] != fixed[i].byte)
			return false;
	return true;
}

/* Whether these `length` bytes can be a block, as far as they go. */
static bool may_be_block(const uint8_t *bytes, size_t length)
{
	static const uint8_t header[COUNT_AT] = { ESC, 0x4C, 0, 0x04, 0x01, 0x1D, 0x00 };
	for (size_t i = 0; i < length && i < COUNT_AT; i++)
		if (i == LABEL_AT ? label_of(bytes) == LABELS : bytes[i] != header[i])
			return false;
	if (length < HEADER_SIZE)
		return true;
	if (sample_count(bytes) == 0 || sample_count(bytes) > SAMPLES_MAX)
		return false;
	size_t size = block_size(bytes);
	return length < size || metadata_is_whole(bytes + size - METADATA_SIZE);
}

/* Its readings: the samples, then the parameters. */

static double missing(uint32_t *quality)
{
	*quality = QUALITY_MISSING;
	return NAN;
}

/* A place that lies beyond the samples cannot have been found in them. */
static double parameter(const uint8_t *metadata, size_t count, int which, uint32_t *quality)
{
	size_t peak = metadata[M_PEAK] + (size_t)PEAK_OFFSET;
	unsigned baseline = word_at(metadata + M_BASELINE), amplitude = word_at(metadata + M_AMPLITUDE);
	switch (which) {
	case BASELINE:
		return baseline;
	case TO:
		if (metadata[M_FLAGS] & NO_ENDPOINT)
			return missing(quality);
		*quality = peak + metadata[M_TO] >= count ? QUALITY_ARTEFACT : 0u;
		return metadata[M_TO] / (double)A_SECOND;
	case TH:
		return metadata[M_TH] / (double)A_SECOND;
	case TI:
		return metadata[M_TI];
	case V0:
		return baseline ? 100.0 * amplitude / baseline : missing(quality);
	case F0:
		return word_at(metadata + M_F0) / 100.0;
	case AMPLITUDE:
		return amplitude;
	case EXAM:
		return word_at(metadata + M_EXAM);
	default:
		return peak < count ? (double)peak / A_SECOND : missing(quality);
	}
}

static struct reading place_reading(const struct vasoquant *device, size_t index)
{
	const uint8_t *block = device->bytes;
	size_t count = sample_count(block), size = block_size(block);
	const uint8_t *metadata = block + size - METADATA_SIZE;
	size_t behind = index < count ? count - 1 - index : 0;
	struct reading reading = {
		.output = (int)labels[label_of(block)].leg * A_LEG,
		.flags = (uint32_t)(block[LABEL_AT] << 8 | metadata[M_FLAGS]),
		.age_ns = vasoquant_wire_ns(size) + (int64_t)behind * SAMPLE_NS,
		.age_bound_ns = device->printed_within_ns,
	};
	if (index < count) {
		unsigned counts = word_at(block + HEADER_SIZE + 2 * index);
		reading.value = counts;
		reading.quality = counts == 0 || counts >= RAIL ? QUALITY_SATURATED : 0u;
	} else {
		int which = BASELINE + (int)(index - count);
		reading.output += which;
		reading.value = parameter(metadata, count, which, &reading.quality);
	}
	return reading;
}

/* The stream. */

static void forget(struct vasoquant *device, size_t size)
{
	device->length -= size;
	memmove(device->bytes, device->bytes + size, device->length);
}

/* The next block can begin only at an ESC. */
static void lose_step(struct vasoquant *device)
{
	const uint8_t *next = memchr(device->bytes + 1, ESC, device->length - 1);
	size_t lost = next ? (size_t)(next - device->bytes) : device->length;
	device->dropped += lost;
	device->noise = true;
	forget(device, lost);
}

/* A whole block stands in front: it is owed an answer, and is given unless it was before. */
static void take_block(struct vasoquant *device)
{
	size_t size = block_size(device->bytes), label = label_of(device->bytes);
	uint64_t this = digest_of(device->bytes, size, 0);
	device->owed = true;
	device->noise = false;
	if (this == device->last[label]) {
		device->dropped += size;
		forget(device, size);
		return;
	}
	device->last[label] = this;
	device->giving = true;
	device->given = 0;
}

static size_t give(struct vasoquant *device, struct reading *readings)
{
	size_t all = sample_count(device->bytes) + A_LEG - BASELINE, count = 0;
	while (count < READINGS_MAX && device->given < all)
		readings[count++] = place_reading(device, device->given++);
	return count;
}

static void end_giving(struct vasoquant *device)
{
	if (device->giving)
		forget(device, block_size(device->bytes));
	device->giving = false;
}

static size_t scan(struct vasoquant *device, struct reading *readings)
{
	while (device->length > 0) {
		if (device->bytes[0] == DLE && !device->noise) {
			device->owed = true;
			forget(device, 1);
		} else if (!may_be_block(device->bytes, device->length)) {
			lose_step(device);
		} else if (device->length < HEADER_SIZE || device->length < block_size(device->bytes)) {
			break;
		} else {
			take_block(device);
			if (device->giving)
				return give(device, readings);
		}
	}
	return 0;
}

static size_t vasoquant_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct vasoquant *device = state;
	end_giving(device);
	assert(device->length < BLOCK_MAX);
	device->bytes[device->length++] = byte;
	device->received++;
	return scan(device, readings);
}

static size_t vasoquant_more(void *state, struct reading readings[static READINGS_MAX])
{
	struct vasoquant *device = state;
	size_t count = device->giving ? give(device, readings) : 0;
	if (count > 0)
		return count;
	end_giving(device);
	return scan(device, readings);
}

/* The answers. */

/* Nothing has come for a while. A block that stops behind its label may want to be answered there. */
static bool answer_silence(struct vasoquant *device)
{
	if (device->length == LABEL_AT + 1 && !device->header_answered) {
		device->header_answered = true;
		return true;
	}
	device->dropped += device->length;
	device->length = 0;
	device->noise = device->header_answered = false;
	return false;
}

static size_t vasoquant_talk(void *state, int64_t now_ns, uint8_t *bytes, size_t size, int64_t *again_ns)
{
	(void)size;
	struct vasoquant *device = state;
	end_giving(device);
	bool answer = device->owed;
	if (device->received != device->seen)
		device->spoke_ns = now_ns;
	device->seen = device->received;
	device->owed = false;
	if (device->length <= LABEL_AT)
		device->header_answered = false;
	bool amid = device->length > 0 || device->noise;
	if (amid && now_ns - device->spoke_ns >= SILENCE_NS) {
		answer |= answer_silence(device);
		device->spoke_ns = now_ns;
		amid = device->length > 0;
	}
	*again_ns = amid ? device->spoke_ns + SILENCE_NS : TIME_NEVER;
	bytes[0] = ACK;
	return answer ? 1 : 0;
}

/* The twin. */

static int64_t vasoquant_due_ns(const void *state, uint64_t n)
{
	(void)n;
	return vasoquant_twin_due_ns(&((const struct vasoquant *)state)->twin);
}

static size_t vasoquant_simulate(void *state, uint64_t n, const struct simulated_world *world,
                                 uint8_t *bytes, size_t size)
{
	(void)n;
	(void)size;
	return vasoquant_twin_send(&((struct vasoquant *)state)->twin, world, bytes);
}

static void vasoquant_hear(void *state, int64_t now_ns, const uint8_t *bytes, size_t size)
{
	vasoquant_twin_hear(&((struct vasoquant *)state)->twin, now_ns, bytes, size);
}

static const char *const keys[] = { "printed_within", NULL };

const struct instrument_driver vasoquant_driver = {
	.name = "vasoquant",
	.title = "Elcat Vasoquant 1000 (D-PPG), its recordings as printed",
	.line = { 9600, 8, 'N', 2 },
	.keys = keys,
	.afterwards = true,
	.call = DLE,
	.state_size = sizeof(struct vasoquant),
	.setup = vasoquant_setup,
	.outputs = vasoquant_outputs,
	.push = vasoquant_push,
	.more = vasoquant_more,
	.dropped = vasoquant_dropped,
	.talk = vasoquant_talk,
	.simulated_hear = vasoquant_hear,
	.simulated_due_ns = vasoquant_due_ns,
	.simulate = vasoquant_simulate,
};
