/* transcript.c - everything that passes between a driver and its twin, as a text */

#include "tests/transcript.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/person.h"
#include "acquisition/station_settings.h"
#include "base/clock.h"
#include "base/memory.h"
#include "tests/settings_of.h"

void transcript_escape(const uint8_t *bytes, size_t size, char *text)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] == '\r' || bytes[i] == '\n')
			text += sprintf(text, "\\%c", bytes[i] == '\r' ? 'r' : 'n');
		else
			text += sprintf(text, bytes[i] >= ' ' && bytes[i] <= '~' ? "%c" : "\\x%02X", bytes[i]);
	*text = '\0';
}

static void write_down(struct transcript *transcript, char who, const uint8_t *bytes, size_t size)
{
	char text[4 * 1024 + 1];
	size_t length = strlen(transcript->text);
	transcript_escape(bytes, size, text);
	snprintf(transcript->text + length, TRANSCRIPT_SIZE - length, "%.3f %c %s\n",
	         (double)transcript->now_ns / (double)NS_PER_S, who, text);
}

void transcript_begin(struct transcript *transcript, struct decoding *decoding,
                      const struct simulated_channel *channels, size_t count)
{
	struct error error;
	char *text = xasprintf("[instrument one]\n%s", decoding->keys);
	struct settings *settings = settings_of(text);
	*transcript = (struct transcript){ .decoding = decoding, .person = person_new(3), .noise = random_new(1, 1) };
	transcript->world = (struct simulated_world){ .person = transcript->person, .channels = channels, .count = count, .noise = &transcript->noise };
	transcript->twin = instrument_state_new(decoding->driver, &settings->sections[0], &error);
	settings_free(settings);
	free(text);
}

void transcript_end(struct transcript *transcript)
{
	free(transcript->twin);
	person_free(transcript->person);
	*transcript = (struct transcript){0};
}

/* As the station does it behind each chunk and at the time named. */
static void talk(struct transcript *transcript)
{
	struct decoding *decoding = transcript->decoding;
	uint8_t bytes[256];
	transcript->talk_ns = TIME_NEVER;
	size_t size = decoding->driver->talk(decoding->state, transcript->now_ns, bytes, sizeof bytes, &transcript->talk_ns);
	if (decoding->driver->unanswered)
		decoding->count += decoding->driver->unanswered(decoding->state, decoding->readings + decoding->count);
	if (size == 0)
		return;
	write_down(transcript, '>', bytes, size);
	if (!transcript->unplugged)
		decoding->driver->simulated_hear(transcript->twin, transcript->now_ns, bytes, size);
}

static void listen(struct transcript *transcript)
{
	uint8_t bytes[1024];
	person_advance(transcript->person, transcript->now_ns);
	size_t size = transcript->decoding->driver->simulate(transcript->twin, transcript->transmissions++,
	                                                     &transcript->world, bytes, sizeof bytes);
	if (size == 0)
		return;
	write_down(transcript, '<', bytes, size);
	decoding_push(transcript->decoding, bytes, size);
	talk(transcript);
}

void transcript_run(struct transcript *transcript, int64_t end_ns)
{
	const struct instrument_driver *driver = transcript->decoding->driver;
	for (;;) {
		int64_t due_ns = driver->simulated_due_ns(transcript->twin, transcript->transmissions);
		bool twin_first = due_ns <= transcript->talk_ns;
		int64_t next_ns = twin_first ? due_ns : transcript->talk_ns;
		if (next_ns > end_ns)
			break;
		if (next_ns > transcript->now_ns)
			transcript->now_ns = next_ns;
		if (twin_first)
			listen(transcript);
		else
			talk(transcript);
	}
	transcript->now_ns = end_ns;
}
