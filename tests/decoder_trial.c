/* decoder_trial.c - any bytes at all through any decoder, and what must be true of what it gives */

#include "tests/decoder_trial.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/simulated_world.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/sample.h"
#include "tests/settings_of.h"

#define TALK_SIZE 256
#define KNOWN_QUALITY (2u * QUALITY_MISSING - 1)

/* What the drivers that need keys are tried with. */
static const struct {
	const char *driver, *keys;
} rows[] = {
	{ "text_lines", "pattern = T1={toe}, T2={calf}, {} mV\n" },
	{ "text_lines", "pattern = {{\"toe\": {toe}, \"calf\":{calf}}}\n" },
	{ "text_lines", "columns = toe, -, calf\n" },
	{ "text_lines", "shape = pairs\nfields = toe, calf\n" },
	{ "text_lines", "shape = json\nfields = toe, calf\n" },
	{ "text_lines", "columns = #, toe, calf?\ndelimiter = blank\ndecimal = comma\nmissing = Err* toe:0=no_probe\n" },
	{ "text_lines", "shape = json\nfields = a.1.toe as toe, a.1.b.calf as calf\n" },
	{ "polled_text", "ask = T\\r\npattern = {toe},{calf}\n" },
	{ "polled_text", "ask = *{address}\\r\naddresses = 01 1A\nend = <\nshape = pairs\nfields = toe, calf\n" },
	{ "dcon", "addresses = 01 02\n" },
	{ "dcon", "addresses = 01 02\nchannels = 1\nsynchronised = yes\nchecksum = yes\nformat = hexadecimal\n" },
	{ "dataq_di1100", "inputs = 0\nrate = 1000\n" },
	{ "dataq_di1100", "inputs = 3 1 2\ndigital = 1 0\nrate = 1000\n" },
	{ "pm6750", "" },
	{ "pm6750", "wave = yes\n" },
	{ "modbus_rtu", "map = r4dcb08\nunits = 1 2\n" },
	{ "modbus_rtu", "map = custom\nregister toe = address 0 scale 0.1 missing 0x8000\n"
	                "register flow = address 7 function 4 type float32 order low_first\n" },
};
#define ROWS (sizeof rows / sizeof rows[0])

struct decoder_trial {
	const struct instrument_driver *driver;
	struct settings                *settings;
	void                           *state, *twin;
	size_t                          outputs;
	int64_t                         now_ns, again_ns;
	uint64_t                        transmission;
	struct person                  *person;
	struct random_source            noise;
	struct simulated_channel        channels[READINGS_MAX];
	struct simulated_world          world;
	size_t                          pushed;
	unsigned long                   values;
};

static bool has_row(const char *driver)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strcmp(rows[i].driver, driver) == 0)
			return true;
	return false;
}

bool decoder_trial_keys(size_t number, const struct instrument_driver **driver, const char **keys)
{
	struct error error;
	if (number < ROWS) {
		*driver = instrument_driver_find(rows[number].driver, &error);
		*keys = rows[number].keys;
		return true;
	}
	number -= ROWS;
	for (size_t i = 0; instrument_drivers[i]; i++)
		if (!has_row(instrument_drivers[i]->name) && number-- == 0) {
			*driver = instrument_drivers[i];
			*keys = "";
			return true;
		}
	return false;
}

/* Every third output is used by no channel, so that the twin has something missing to tell too. */
static void make_world(struct decoder_trial *trial)
{
	const struct instrument_output *outputs = trial->driver->outputs(trial->state, &trial->outputs);
	size_t count = 0;
	for (size_t i = 0; i < trial->outputs && count < READINGS_MAX; i++) {
		struct simulated_channel *channel = &trial->channels[count];
		if (i % 3 == 2)
			continue;
		channel->output = (int)i;
		name_copy(channel->channel.name, "toe");
		name_copy(channel->channel.quantity, outputs[i].quantity ? outputs[i].quantity : "temperature");
		count++;
	}
	trial->person = person_new(1);
	trial->noise = random_new(1, 1);
	trial->world = (struct simulated_world){ .person = trial->person, .channels = trial->channels, .count = count, .noise = &trial->noise };
}

struct decoder_trial *decoder_trial_new(const struct instrument_driver *driver, const char *keys, struct error *error)
{
	struct decoder_trial *trial = xcalloc(1, sizeof *trial);
	char *text = xasprintf("[instrument tried]\n%s", keys);
	trial->driver = driver;
	trial->again_ns = TIME_NEVER;
	trial->settings = settings_of(text);
	trial->state = xcalloc(1, driver->state_size);
	trial->twin = xcalloc(1, driver->state_size);
	free(text);
	const struct section *section = &trial->settings->sections[0];
	if (driver->setup && (!driver->setup(trial->state, section, error) || !driver->setup(trial->twin, section, error))) {
		decoder_trial_free(trial);
		return NULL;
	}
	make_world(trial);
	return trial;
}

void decoder_trial_free(struct decoder_trial *trial)
{
	settings_free(trial->settings);
	person_free(trial->person);
	free(trial->state);
	free(trial->twin);
	free(trial);
}

static const char *judge(struct decoder_trial *trial, const struct reading *readings, size_t count)
{
	if (count > READINGS_MAX)
		return "more readings at once than READINGS_MAX";
	for (size_t i = 0; i < count; i++) {
		const struct reading *reading = &readings[i];
		if (reading->output < 0 || (size_t)reading->output >= trial->outputs)
			return "a reading of an output that is not there";
		if (isinf(reading->value))
			return "an infinite value";
		if (isnan(reading->value) && reading->quality == 0)
			return "a missing value without a reason";
		if (reading->quality & ~KNOWN_QUALITY)
			return "an unknown quality";
		if (reading->age_ns < 0 || reading->age_bound_ns < 0)
			return "a reading of the future";
		if (reading->behind > trial->pushed)
			return "more bytes behind a reading than came";
		trial->values += isnan(reading->value) ? 0u : 1u;
	}
	return "";
}

/* The bytes stand in memory of their own size, so that a sanitizer sees a step too far. */
static const char *let_talk(struct decoder_trial *trial)
{
	const struct instrument_driver *driver = trial->driver;
	struct reading readings[READINGS_MAX];
	if (!driver->talk)
		return "";
	uint8_t *bytes = xcalloc(1, TALK_SIZE);
	trial->again_ns = TIME_NEVER;
	size_t size = driver->talk(trial->state, trial->now_ns, bytes, TALK_SIZE, &trial->again_ns);
	const char *wrong = size > TALK_SIZE ? "more bytes to send than there is room for"
	                  : size == 0 && trial->again_ns <= trial->now_ns ? "nothing to send, and asked to be asked at once" : "";
	if (size > 0 && size <= TALK_SIZE && driver->simulated_hear)
		driver->simulated_hear(trial->twin, trial->now_ns, bytes, size);
	free(bytes);
	if (!*wrong && driver->unanswered)
		wrong = judge(trial, readings, driver->unanswered(trial->state, readings));
	return wrong;
}

const char *decoder_trial_push(struct decoder_trial *trial, int64_t wait_ns, const uint8_t *bytes, size_t size)
{
	struct reading readings[READINGS_MAX];
	trial->now_ns += wait_ns;
	const char *wrong = let_talk(trial);
	for (size_t i = 0; i < size && !*wrong; i++) {
		trial->pushed++;
		size_t count = trial->driver->push(trial->state, bytes[i], readings);
		while (count > 0 && !*wrong) {
			wrong = judge(trial, readings, count);
			count = trial->driver->more ? trial->driver->more(trial->state, readings) : 0;
		}
	}
	if (trial->driver->simulated_hear)
		trial->driver->simulated_hear(trial->twin, trial->now_ns, bytes, size);
	return *wrong ? wrong : let_talk(trial);
}

/* One byte in forty is lost, doubled or changed. */
static size_t spoilt(const uint8_t *bytes, size_t size, uint8_t *to, struct random_source *chance)
{
	size_t length = 0;
	for (size_t i = 0; i < size; i++) {
		uint32_t fate = random_below(chance, 120);
		if (fate == 0)
			continue;
		to[length++] = bytes[i];
		if (fate == 1)
			to[length++] = bytes[i];
		else if (fate == 2)
			to[length - 1] ^= (uint8_t)(1u << random_below(chance, 8));
	}
	return length;
}

/* Lets time pass until the twin has something to say; false when it has not, this time. */
static bool await_twin(struct decoder_trial *trial, const char **wrong)
{
	int64_t due_ns = trial->driver->simulated_due_ns(trial->twin, trial->transmission);
	if (due_ns != TIME_NEVER && due_ns <= trial->now_ns)
		return true;
	int64_t next_ns = due_ns < trial->again_ns ? due_ns : trial->again_ns;
	trial->now_ns = next_ns == TIME_NEVER || next_ns < trial->now_ns ? trial->now_ns + NS_PER_S : next_ns;
	*wrong = let_talk(trial);
	return !**wrong && due_ns <= trial->now_ns;
}

size_t decoder_trial_hear(struct decoder_trial *trial, uint8_t bytes[static DECODER_TRIAL_MOST])
{
	const char *wrong = "";
	if (!await_twin(trial, &wrong))
		return 0;
	person_advance(trial->person, trial->now_ns);
	return trial->driver->simulate(trial->twin, trial->transmission++, &trial->world, bytes, DECODER_TRIAL_MOST);
}

const char *decoder_trial_spoil(struct decoder_trial *trial, struct random_source *chance)
{
	const char *wrong = "";
	if (!await_twin(trial, &wrong))
		return wrong;
	uint8_t *bytes = xcalloc(1, DECODER_TRIAL_MOST), *worse = xcalloc(2, DECODER_TRIAL_MOST);
	person_advance(trial->person, trial->now_ns);
	size_t size = trial->driver->simulate(trial->twin, trial->transmission++, &trial->world, bytes, DECODER_TRIAL_MOST);
	if (size > DECODER_TRIAL_MOST)
		wrong = "a twin that sends more than there is room for";
	if (!*wrong)
		wrong = decoder_trial_push(trial, 0, worse, spoilt(bytes, size, worse, chance));
	free(worse);
	free(bytes);
	return wrong;
}

unsigned long decoder_trial_values(const struct decoder_trial *trial)
{
	return trial->values;
}
