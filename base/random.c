/* random.c - the only source of chance, the same on every machine */

#include "base/random.h"

#include <assert.h>
#include <string.h>

#include "base/digest.h"

uint32_t random_u32(struct random_source *source)
{
	uint64_t old = source->state;
	source->state = old * UINT64_C(6364136223846793005) + source->increment;
	uint32_t word = (uint32_t)(((old >> 18) ^ old) >> 27);
	uint32_t turn = (uint32_t)(old >> 59);
	return (word >> turn) | (word << ((32 - turn) & 31));
}

struct random_source random_new(uint64_t seed, uint64_t stream)
{
	struct random_source source = { .state = 0, .increment = (stream << 1) | 1 };
	random_u32(&source);
	source.state += seed;
	random_u32(&source);
	return source;
}

uint32_t random_below(struct random_source *source, uint32_t bound)
{
	assert(bound > 0);
	uint32_t least = (uint32_t)(-bound) % bound;
	uint32_t word;
	do
		word = random_u32(source);
	while (word < least);
	return word % bound;
}

double random_uniform(struct random_source *source)
{
	return random_u32(source) * 0x1p-32;
}

double random_normal(struct random_source *source)
{
	double sum = 0;
	for (int i = 0; i < 12; i++)
		sum += random_uniform(source);
	return sum - 6;
}

uint64_t random_seed_of(uint64_t seed, const char *text)
{
	return digest_of(text, strlen(text), seed);
}
