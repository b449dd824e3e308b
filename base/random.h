/*
 * random.h - the only source of chance, the same on every machine
 *
 * PCG32 (XSH RR 64/32), from M. E. O'Neill, "PCG: A Family of Simple Fast
 * Space-Efficient Statistically Good Algorithms for Random Number Generation",
 * HMC-CS-2014-0905. Tests hold it to the numbers of the author's own
 * demonstration program.
 */
#ifndef SOLEUS_BASE_RANDOM_H
#define SOLEUS_BASE_RANDOM_H

#include <stdint.h>

struct random_source {
	uint64_t state;
	uint64_t increment;
};

/* Sources of the same seed and different `stream` are independent: one a purpose,
 * so that drawing more for one purpose changes nothing in another. */
struct random_source random_new(uint64_t seed, uint64_t stream);

uint32_t random_u32(struct random_source *source);

/* 0 .. bound-1, each equally often; bound > 0. */
uint32_t random_below(struct random_source *source, uint32_t bound);

/* 0 <= x < 1. */
double random_uniform(struct random_source *source);

/* Normal, mean 0, sd 1 (sum of twelve uniforms: within +-6, no libm, the same everywhere). */
double random_normal(struct random_source *source);

/* A seed of its own for each text: its digest (base/digest.h), mixed with `seed`. */
uint64_t random_seed_of(uint64_t seed, const char *text);

#endif
