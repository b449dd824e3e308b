/*
 * decoder_trial.h - any bytes at all through any decoder, and what must be true of what it gives
 *
 * A reading is of one of the driver's outputs; its value is a number, or NAN with a reason; its
 * quality has no unknown bits; it does not claim more bytes behind it than came. A driver that
 * talks writes no more than it may and never asks to be asked again at once. A twin that hears
 * the same bytes sends no more than it may.
 */
#ifndef SOLEUS_TESTS_DECODER_TRIAL_H
#define SOLEUS_TESTS_DECODER_TRIAL_H

#include "acquisition/instrument.h"
#include "base/random.h"

/* Trial number `number`, or false when there are no more: every driver, with the keys that it needs. A driver that
 * needs keys has a row in decoder_trial.c, or several. */
bool decoder_trial_keys(size_t number, const struct instrument_driver **driver, const char **keys);

struct decoder_trial;

/* Freed with decoder_trial_free; NULL when the keys are wrong. */
struct decoder_trial *decoder_trial_new(const struct instrument_driver *driver, const char *keys, struct error *error);
void decoder_trial_free(struct decoder_trial *trial);

/* Lets `wait_ns` pass, lets the decoder talk and gives it the bytes. "": all is well; else what is not. */
const char *decoder_trial_push(struct decoder_trial *trial, int64_t wait_ns, const uint8_t *bytes, size_t size);

/* What the twin says next, as it says it; 0: nothing yet. It is pushed by the caller. */
#define DECODER_TRIAL_MOST 1024
size_t decoder_trial_hear(struct decoder_trial *trial, uint8_t bytes[static DECODER_TRIAL_MOST]);

/* The same with what the twin says next, spoilt by chance: bytes lost, doubled, changed. */
const char *decoder_trial_spoil(struct decoder_trial *trial, struct random_source *chance);

/* The readings so far that had a value. */
unsigned long decoder_trial_values(const struct decoder_trial *trial);

#endif
