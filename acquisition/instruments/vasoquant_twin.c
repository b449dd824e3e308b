/*
 * vasoquant_twin.c - a simulated Vasoquant on the calf of a simulated person
 *
 * Four times a second it looks at the light. A stroke of the pump begins a recording, with
 * the last moments of rest before it; the refill behind the last stroke ends it. The
 * parameters follow the definitions of dppg (PROTOCOL.md). How the device itself finds the
 * refill's end is not published: here the curve has come back by five sixths, which the
 * simulated veins reach within the 64 s that the format has room for.
 */

#include "acquisition/instruments/vasoquant.h"

#include <math.h>
#include <string.h>

#define BEFORE 8                /* samples of rest before the first stroke */
#define LONGEST_REFILL 255      /* samples: a byte of the metadata */
#define ANSWER_WITHIN_NS (3 * NS_PER_S)

static void put_word(uint8_t *bytes, unsigned word)
{
	bytes[0] = (uint8_t)word;
	bytes[1] = (uint8_t)(word >> 8);
}

static unsigned at_most(double value, unsigned most)
{
	return value > 0 ? value < most ? (unsigned)lround(value) : most : 0;
}

static int excess(const struct vasoquant_twin *twin, size_t index)
{
	return twin->light[index] - twin->baseline;
}

/* Samples from the peak until half of it is gone. */
static size_t half_time(const struct vasoquant_twin *twin)
{
	size_t index = twin->peak;
	while (index + 1 < twin->count && 2 * excess(twin, index) > excess(twin, twin->peak))
		index++;
	return index - twin->peak;
}

/* The straight line through the first 3 s, or 6 s when that is too flat to measure. */
static double inflow_time(const struct vasoquant_twin *twin)
{
	int amplitude = excess(twin, twin->peak);
	for (size_t window = 3;; window = 6) {
		size_t end = twin->peak + window * A_SECOND;
		int drop = amplitude - excess(twin, end < twin->count ? end : twin->count - 1);
		if (drop >= 10 || window == 6)
			return drop > 0 ? fmin((double)window * amplitude / drop, 120) : 120;
	}
}

static double area(const struct vasoquant_twin *twin)
{
	double sum = 0;
	for (size_t i = twin->peak; i < twin->count; i++)
		sum += excess(twin, i);
	sum -= excess(twin, twin->count - 1) * (double)(twin->count - twin->peak) / 2;
	return sum * 100 / (twin->baseline * (double)A_SECOND);
}

static void fill_metadata(const struct vasoquant_twin *twin, bool refilled, uint8_t *metadata)
{
	metadata[0] = metadata[6] = 0x1D;
	metadata[18] = 0x04;
	put_word(metadata + M_BASELINE, twin->baseline);
	put_word(metadata + M_EXAM, twin->exam);
	metadata[M_TO] = (uint8_t)(twin->count - 1 - twin->peak);
	metadata[M_TH] = (uint8_t)half_time(twin);
	put_word(metadata + M_AMPLITUDE, at_most(excess(twin, twin->peak), UINT16_MAX));
	put_word(metadata + M_F0, at_most(100 * area(twin), UINT16_MAX));
	metadata[M_PEAK] = (uint8_t)at_most((double)twin->peak - PEAK_OFFSET, UINT8_MAX);
	metadata[M_TI] = (uint8_t)at_most(inflow_time(twin), UINT8_MAX);
	metadata[M_FLAGS] = refilled ? 0 : NO_ENDPOINT;
}

/* The leg that a channel wants to see; the right one when all are the same to it. */
static uint8_t label_for(const struct simulated_world *world)
{
	static const uint8_t of_leg[LEGS] = { [LEG_RIGHT] = 0xE1, [LEG_LEFT] = 0xDF, [LEG_OTHER] = 0xDE };
	return of_leg[world->count > 0 ? world->channels[0].output / A_LEG : LEG_RIGHT];
}

static void end_recording(struct vasoquant_twin *twin, const struct simulated_world *world, bool refilled)
{
	static const uint8_t header[] = { ESC, 0x4C, 0, 0x04, 0x01, 0x1D, 0x00 };
	twin->exam++;
	memset(twin->block, 0, sizeof twin->block);
	memcpy(twin->block, header, sizeof header);
	twin->block[2] = label_for(world);
	put_word(twin->block + sizeof header, (unsigned)twin->count);
	for (size_t i = 0; i < twin->count; i++)
		put_word(twin->block + HEADER_SIZE + 2 * i, twin->light[i]);
	fill_metadata(twin, refilled, twin->block + HEADER_SIZE + 2 * twin->count);
	twin->block_size = HEADER_SIZE + 2 * twin->count + METADATA_SIZE;
	twin->sent = twin->pumped = false;
	twin->count = 0;
}

/* Keeps the newest `most` samples, and with them the place of the peak. */
static void keep(struct vasoquant_twin *twin, size_t most)
{
	if (twin->count <= most)
		return;
	size_t old = twin->count - most;
	memmove(twin->light, twin->light + old, most * sizeof twin->light[0]);
	twin->count = most;
	twin->peak = twin->peak > old ? twin->peak - old : 0;
}

static void look(struct vasoquant_twin *twin, const struct simulated_world *world)
{
	double before = twin->ticks > 0 ? twin->volume : 1;
	twin->volume = person_venous_volume(world->person);
	keep(twin, twin->pumped ? TWIN_SAMPLES - 1 : BEFORE);
	twin->light[twin->count++] = (uint16_t)lround(simulated_light(world->person));
	if (twin->volume < before - 0.01 && (twin->pumped || twin->count > BEFORE)) {
		if (!twin->pumped)
			twin->baseline = twin->light[0];
		twin->peak = twin->count - 1;
		twin->trough = twin->volume;
		twin->pumped = true;
	}
	size_t since = twin->count - 1 - twin->peak;
	bool refilled = 1 - twin->volume <= (1 - twin->trough) / 6;
	if (twin->pumped && (refilled || since == LONGEST_REFILL))
		end_recording(twin, world, refilled);
}

static int64_t tick_ns(const struct vasoquant_twin *twin)
{
	return (int64_t)twin->ticks * SAMPLE_NS;
}

int64_t vasoquant_twin_due_ns(const struct vasoquant_twin *twin)
{
	int64_t tick = tick_ns(twin);
	bool on_its_way = twin->block_size > 0 && !twin->sent && twin->online;
	return on_its_way && twin->block_due_ns < tick ? twin->block_due_ns : tick;
}

/* The block's last byte has gone out. */
static size_t send_block(struct vasoquant_twin *twin, uint8_t *bytes)
{
	memcpy(bytes, twin->block, twin->block_size);
	twin->sent = true;
	twin->sent_ns = twin->block_due_ns;
	return twin->block_size;
}

static size_t poll_printer(struct vasoquant_twin *twin, uint8_t *bytes)
{
	if (twin->polled)
		twin->online = false;
	twin->polled = true;
	bytes[0] = DLE;
	return 1;
}

/* Once a second, but not while a block is on its way or waits for its answer. */
size_t vasoquant_twin_send(struct vasoquant_twin *twin, const struct simulated_world *world, uint8_t *bytes)
{
	int64_t now_ns = vasoquant_twin_due_ns(twin);
	if (now_ns < tick_ns(twin))
		return send_block(twin, bytes);
	bool had_block = twin->block_size > 0;
	look(twin, world);
	if (!had_block && twin->block_size > 0)
		twin->block_due_ns = now_ns + vasoquant_wire_ns(twin->block_size);
	if (twin->sent && now_ns - twin->sent_ns >= ANSWER_WITHIN_NS)
		twin->sent = twin->online = false;
	bool on_its_way = twin->block_size > 0 && (twin->sent || twin->online);
	return twin->ticks++ % A_SECOND == 0 && !on_its_way ? poll_printer(twin, bytes) : 0;
}

void vasoquant_twin_hear(struct vasoquant_twin *twin, int64_t now_ns, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] == ACK && twin->sent) {
			twin->sent = false;
			twin->block_size = 0;
		} else if (bytes[i] == ACK && twin->polled) {
			twin->polled = false;
			twin->online = true;
			twin->block_due_ns = now_ns + vasoquant_wire_ns(twin->block_size);
		} else {
			twin->online = false;   /* what was that? */
		}
	}
}
