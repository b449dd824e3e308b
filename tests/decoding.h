/*
 * decoding.h - a decoder under test: bytes pushed, readings gathered, a wire to its twin
 *
 * No assertion hides here: a test asks and asserts in its own body.
 */
#ifndef SOLEUS_TESTS_DECODING_H
#define SOLEUS_TESTS_DECODING_H

#include "acquisition/instrument.h"
#include "acquisition/simulated_world.h"

#define DECODING_MOST 8192

struct decoding {
	const struct instrument_driver *driver;
	void                           *state;
	char                           *keys;           /* of its section: "select = yes\n" */
	struct reading                  readings[DECODING_MOST];
	size_t                          count;
};

/* A fresh decoder, set up from those lines of its section ("" for none); what was there before is
 * freed, so that a zeroed struct may be begun again and again. False when setup refuses the
 * keys, with the sentence in *error. */
bool decoding_begin(struct decoding *decoding, const char *driver, const char *keys, struct error *error);
void decoding_end(struct decoding *decoding);

/* Pushes byte by byte; returns how many readings were completed. */
size_t decoding_push(struct decoding *decoding, const void *bytes, size_t size);
#define PUSH(decoding, ...) decoding_push(decoding, (const uint8_t[]){__VA_ARGS__}, \
                                          sizeof (const uint8_t[]){__VA_ARGS__})
#define PUSH_TEXT(decoding, text) decoding_push(decoding, text, strlen(text))

/* By an output's name: how many there were, and the newest; one whose output is -1 when there was none. */
size_t decoding_count(const struct decoding *decoding, const char *output);
struct reading decoding_last(const struct decoding *decoding, const char *output);

unsigned long decoding_dropped(const struct decoding *decoding);

/* What it does to a decoder that any one byte of a stream is lost, but for those within `margin` of
 * its ends, which a format may need whole before it believes what stands beside them. */
struct loss {
	size_t lost;    /* the most readings of that output that one byte cost */
	size_t wrong;   /* readings, in all trials, that the whole stream does not give in that order */
};
struct loss decoding_lose_each_byte(const char *driver, const char *keys, const char *output,
                                    const uint8_t *bytes, size_t size, size_t margin);

/* The decoder and its twin at the two ends of a wire, on a time of their own, with a person to look at. */
#define WIRE_MOST 65536
struct wire {
	struct decoding       *decoding;
	void                  *twin;
	struct person         *person;
	struct random_source   noise;
	struct simulated_world world;
	uint64_t               transmissions;
	int64_t                now_ns, talk_ns;
	uint8_t                sent[WIRE_MOST], received[WIRE_MOST];        /* by the decoder's end */
	int64_t                sent_ns[WIRE_MOST];                          /* when each byte was */
	size_t                 sent_size, received_size;
	size_t                 hole;    /* the byte of those received, counted from 0, that is lost on the way */
};

/* `decoding` has begun; freed with wire_end. */
void wire_begin(struct wire *wire, struct decoding *decoding);
void wire_end(struct wire *wire);

/* Lets time pass; what the twin sends is decoded. */
void wire_run(struct wire *wire, int64_t end_ns);

/* Whether these are the bytes that were sent, all of them. */
bool wire_sent(const struct wire *wire, const void *bytes, size_t size);
#define SENT(wire, ...) wire_sent(wire, (const uint8_t[]){__VA_ARGS__}, sizeof (const uint8_t[]){__VA_ARGS__})

#endif
