/* hash.c - SHA-256, the fingerprint by which a text is known again */

#include "record/hash.h"

#include <sodium.h>

void hash_sha256(const void *bytes, size_t size, char text[static SHA256_TEXT_SIZE])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(hash, bytes, size);
	sodium_bin2hex(text, SHA256_TEXT_SIZE, hash, sizeof hash);
}
