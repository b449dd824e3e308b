/*
 * hash.h - SHA-256, the fingerprint by which a text is known again
 */
#ifndef SOLEUS_RECORD_HASH_H
#define SOLEUS_RECORD_HASH_H

#include <stddef.h>

#define SHA256_TEXT_SIZE 65     /* 64 hexadecimal digits and the NUL */

/* The same digits that sha256sum prints for a file of these bytes. */
void hash_sha256(const void *bytes, size_t size, char text[static SHA256_TEXT_SIZE]);

#endif
