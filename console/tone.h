/*
 * tone.h - a short tone through ALSA, where there is a sound device
 *
 * The library is looked for when the program runs (libasound.so.2): nothing needs it to be built or
 * installed, and this is its one home.
 */
#ifndef SOLEUS_CONSOLE_TONE_H
#define SOLEUS_CONSOLE_TONE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct tone;

/* NULL where no tone can be had; *error says why. Freed with tone_close, which accepts NULL. */
struct tone *tone_open(struct error *error);
void tone_close(struct tone *tone);

/* Begins a tone; *delay_ns is how long the device will take until it is heard. False when the device refused it. */
bool tone_play(struct tone *tone, int64_t *delay_ns);

#endif
