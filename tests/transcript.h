/*
 * transcript.h - everything that passes between a driver and its twin, as a text
 *
 * A line for each time at which something was said: when, by whom (`>` the driver, `<` the twin),
 * and the bytes, those that are not letters escaped. The whole is compared, so that no byte can be too
 * many or too few. Readings and what was not answered are gathered in the decoding.
 */
#ifndef SOLEUS_TESTS_TRANSCRIPT_H
#define SOLEUS_TESTS_TRANSCRIPT_H

#include "tests/decoding.h"

#define TRANSCRIPT_SIZE 16384

struct transcript {
	struct decoding       *decoding;
	void                  *twin;
	struct person         *person;
	struct random_source   noise;
	struct simulated_world world;
	uint64_t               transmissions;
	int64_t                now_ns, talk_ns;
	bool                   unplugged;       /* the twin hears nothing any more */
	char                   text[TRANSCRIPT_SIZE];
};

/* `decoding` has begun; the channels may be NULL. Freed with transcript_end. */
void transcript_begin(struct transcript *transcript, struct decoding *decoding,
                      const struct simulated_channel *channels, size_t count);
void transcript_end(struct transcript *transcript);

/* Lets time pass. */
void transcript_run(struct transcript *transcript, int64_t end_ns);

/* Bytes as they stand in a transcript: "#01\r" becomes #01\r with its backslash. `text` has four times
 * their size and one more. */
void transcript_escape(const uint8_t *bytes, size_t size, char *text);

#endif
