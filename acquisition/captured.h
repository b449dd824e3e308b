/*
 * captured.h - bytes from a file, decoded as if their instrument sent them
 *
 * A file tells what was sent, not when. The times here are counted from the end of the
 * recording, so that they are 0 or before it. What comes in finished recordings has its
 * place in its own; a live instrument's values are laid out by the interval that its
 * output names, the last at the end. A value with neither cannot be placed.
 */
#ifndef SOLEUS_ACQUISITION_CAPTURED_H
#define SOLEUS_ACQUISITION_CAPTURED_H

#include <stddef.h>
#include <stdint.h>

#include "base/sample.h"
#include "base/settings.h"

struct captured {
	struct instrument_info instrument;      /* its settings are owned */
	struct channel        *channels;        /* of that instrument alone */
	size_t                 channel_count;
	struct sample         *samples;         /* of the wanted recording; their channel is a place in `channels` */
	size_t                 sample_count, sample_capacity;
	int64_t                lasted_ns;       /* from the earliest sample to the end */
	int                    recordings;      /* how many there are of one output, at the most */
	unsigned long          dropped;         /* see struct instrument_driver */
};

/*
 * Decodes the file's bytes by the driver and settings of [instrument NAME] and keeps the
 * `recording`-th (from 1) of each output. NULL when there is no such instrument, when it has
 * no channels, or when the bytes hold no such recording. Freed with captured_free, which
 * accepts NULL.
 */
struct captured *captured_decode(const struct settings *station, const char *instrument,
                                 const uint8_t *bytes, size_t size, int recording, struct error *error);
void captured_free(struct captured *captured);

#endif
