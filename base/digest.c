/* digest.c - a number by which bytes are told apart */

#include "base/digest.h"

uint64_t digest_of(const void *bytes, size_t size, uint64_t seed)
{
	const uint8_t *byte = bytes;
	uint64_t digest = UINT64_C(14695981039346656037) ^ seed;
	for (size_t i = 0; i < size; i++)
		digest = (digest ^ byte[i]) * UINT64_C(1099511628211);
	return digest;
}
