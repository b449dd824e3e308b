/*
 * causes.h - why the samples that could not be used could not be used
 *
 * Counts the qualities of invalid samples, so that a missing number can say
 * what was most often the matter. `struct causes causes = {0};` is a valid start.
 */
#ifndef SOLEUS_EXPORT_MEASURES_CAUSES_H
#define SOLEUS_EXPORT_MEASURES_CAUSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sample.h"

#define CAUSES_MAX 8

struct causes {
	struct { uint32_t quality; size_t count; } kinds[CAUSES_MAX];
	size_t kind_count;
	size_t others;          /* samples of further combinations of qualities */
};

/* A valid sample is passed over. */
void causes_add(struct causes *causes, const struct sample *sample);

#define CAUSES_TEXT_SIZE (CAUSES_MAX * (QUALITY_TEXT_SIZE + 24))

/* "no_finger=37; artefact=2", the commonest first (the first met where two are equal); "" for none. */
const char *causes_text(const struct causes *causes, char text[static CAUSES_TEXT_SIZE]);

/* "no_finger"; "" for none. */
const char *causes_commonest(const struct causes *causes, char text[static QUALITY_TEXT_SIZE]);

/* Whether the commonest is a sensor's (no probe, nothing in it, no value) rather than a doubt about values. */
bool causes_are_of_sensor(const struct causes *causes);

#endif
