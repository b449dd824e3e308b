/*
 * record_damage.h - what may become of a file of pages: flipped bits, lost, swapped and doubled pages, a header that lies
 */
#ifndef SOLEUS_TESTS_RECORD_DAMAGE_H
#define SOLEUS_TESTS_RECORD_DAMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/random.h"

/* Does one damage to the file; *size shrinks when it is cut off. */
void record_damage(uint8_t *file, size_t *size, struct random_source *chance);

/* Puts the right sum on each page, as whoever forges with care would. */
void record_resum(uint8_t *file, size_t size);

#endif
