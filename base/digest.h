/* digest.h - a number by which bytes are told apart: FNV-1a, 64 bits; no protection against somebody who means harm */
#ifndef SOLEUS_BASE_DIGEST_H
#define SOLEUS_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/* Another one for another `seed`. */
uint64_t digest_of(const void *bytes, size_t size, uint64_t seed);

#endif
