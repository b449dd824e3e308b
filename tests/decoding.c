/* decoding.c - a decoder under test: bytes pushed, readings gathered, a wire to its twin */

#include "tests/decoding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/station_settings.h"
#include "base/clock.h"
#include "base/memory.h"
#include "tests/settings_of.h"

static void *new_state(const struct instrument_driver *driver, const char *keys, struct error *error)
{
	char *text = xasprintf("[instrument oximeter]\n%s", keys);
	struct settings *settings = settings_of(text);
	void *state = instrument_state_new(driver, &settings->sections[0], error);
	settings_free(settings);
	free(text);
	return state;
}

bool decoding_begin(struct decoding *decoding, const char *driver, const char *keys, struct error *error)
{
	decoding_end(decoding);
	decoding->driver = instrument_driver_find(driver, error);
	if (!decoding->driver)
		return false;
	decoding->keys = xstrdup(keys);
	decoding->state = new_state(decoding->driver, keys, error);
	return decoding->state != NULL;
}

void decoding_end(struct decoding *decoding)
{
	free(decoding->state);
	free(decoding->keys);
	decoding->state = decoding->keys = NULL;
	decoding->count = 0;
}

size_t decoding_push(struct decoding *decoding, const void *bytes, size_t size)
{
	size_t before = decoding->count;
	const struct instrument_driver *driver = decoding->driver;
	for (size_t i = 0; i < size; i++) {
		struct reading readings[READINGS_MAX];
		size_t count = driver->push(decoding->state, ((const uint8_t *)bytes)[i], readings);
		while (count > 0) {
			for (size_t r = 0; r < count && decoding->count < DECODING_MOST; r++)
				decoding->readings[decoding->count++] = readings[r];
			count = driver->more ? driver->more(decoding->state, readings) : 0;
		}
	}
	return decoding->count - before;
}

static int output_of(const struct decoding *decoding, const char *name)
{
	size_t count;
	const struct instrument_output *outputs = decoding->driver->outputs(decoding->state, &count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(outputs[i].name, name) == 0)
			return (int)i;
	return -1;
}

size_t decoding_count(const struct decoding *decoding, const char *output)
{
	size_t count = 0;
	for (size_t i = 0; i < decoding->count; i++)
		count += decoding->readings[i].output == output_of(decoding, output);
	return count;
}

struct reading decoding_last(const struct decoding *decoding, const char *output)
{
	for (size_t i = decoding->count; i > 0; i--)
		if (decoding->readings[i - 1].output == output_of(decoding, output))
			return decoding->readings[i - 1];
	return (struct reading){ .output = -1, .value = -1 };
}

unsigned long decoding_dropped(const struct decoding *decoding)
{
	return decoding->driver->dropped(decoding->state);
}

static bool is_same(const struct reading *a, const struct reading *b)
{
	return a->output == b->output && a->quality == b->quality && a->flags == b->flags
		&& (a->value == b->value || (isnan(a->value) && isnan(b->value)));
}

/* How many readings of `part` are not found, in their order, in `whole`. */
static size_t strangers(const struct decoding *part, const struct decoding *whole)
{
	size_t wrong = 0, at = 0;
	for (size_t i = 0; i < part->count; i++) {
		size_t found = at;
		while (found < whole->count && !is_same(&part->readings[i], &whole->readings[found]))
			found++;
		if (found == whole->count)
			wrong++;
		else
			at = found + 1;
	}
	return wrong;
}

struct loss decoding_lose_each_byte(const char *driver, const char *keys, const char *output,
                                    const uint8_t *bytes, size_t size, size_t margin)
{
	struct loss loss = {0};
	struct error error;
	struct decoding *whole = xcalloc(2, sizeof *whole), *part = whole + 1;
	decoding_begin(whole, driver, keys, &error);
	decoding_push(whole, bytes, size);
	size_t all = decoding_count(whole, output);
	for (size_t hole = margin; hole + margin < size; hole++) {
		decoding_begin(part, driver, keys, &error);
		decoding_push(part, bytes, hole);
		decoding_push(part, bytes + hole + 1, size - hole - 1);
		size_t lost = all - decoding_count(part, output);
		loss.lost = lost > loss.lost ? lost : loss.lost;
		loss.wrong += strangers(part, whole);
	}
	decoding_end(whole);
	decoding_end(part);
	free(whole);
	return loss;
}

void wire_begin(struct wire *wire, struct decoding *decoding)
{
	struct error error;
	*wire = (struct wire){ .decoding = decoding, .person = person_new(3), .noise = random_new(1, 1), .hole = SIZE_MAX };
	wire->world = (struct simulated_world){ .person = wire->person, .noise = &wire->noise };
	wire->twin = new_state(decoding->driver, decoding->keys, &error);
	wire->talk_ns = decoding->driver->talk ? 0 : TIME_NEVER;
}

void wire_end(struct wire *wire)
{
	free(wire->twin);
	person_free(wire->person);
	wire->twin = NULL;
	wire->person = NULL;
}

static void talk(struct wire *wire)
{
	const struct instrument_driver *driver = wire->decoding->driver;
	uint8_t bytes[256];
	if (!driver->talk)
		return;
	wire->talk_ns = TIME_NEVER;
	size_t size = driver->talk(wire->decoding->state, wire->now_ns, bytes, sizeof bytes, &wire->talk_ns);
	if (size > WIRE_MOST - wire->sent_size)
		size = WIRE_MOST - wire->sent_size;
	for (size_t i = 0; i < size; i++) {
		wire->sent_ns[wire->sent_size] = wire->now_ns;
		wire->sent[wire->sent_size++] = bytes[i];
	}
	if (size > 0 && driver->simulated_hear)
		driver->simulated_hear(wire->twin, wire->now_ns, bytes, size);
}

static void listen(struct wire *wire)
{
	uint8_t bytes[1024];
	person_advance(wire->person, wire->now_ns);
	size_t size = wire->decoding->driver->simulate(wire->twin, wire->transmissions++, &wire->world, bytes, sizeof bytes);
	size_t before = wire->hole - wire->received_size;
	bool lost = wire->hole >= wire->received_size && before < size;
	decoding_push(wire->decoding, bytes, lost ? before : size);
	if (lost)
		decoding_push(wire->decoding, bytes + before + 1, size - before - 1);
	if (size > WIRE_MOST - wire->received_size)
		size = WIRE_MOST - wire->received_size;
	memcpy(wire->received + wire->received_size, bytes, size);
	wire->received_size += size;
	talk(wire);
}

void wire_run(struct wire *wire, int64_t end_ns)
{
	const struct instrument_driver *driver = wire->decoding->driver;
	for (;;) {
		int64_t due_ns = driver->simulated_due_ns(wire->twin, wire->transmissions);
		int64_t next_ns = due_ns < wire->talk_ns ? due_ns : wire->talk_ns;
		if (next_ns > end_ns)
			break;
		if (next_ns > wire->now_ns)
			wire->now_ns = next_ns;
		if (due_ns <= wire->now_ns)
			listen(wire);
		else
			talk(wire);
	}
	wire->now_ns = end_ns;
}

bool wire_sent(const struct wire *wire, const void *bytes, size_t size)
{
	return wire->sent_size == size && memcmp(wire->sent, bytes, size) == 0;
}
