/*
 * hash.h - fingerprints: of texts, and of rows
 *
 * SHA-256 is the fingerprint that people compare (sha256sum prints the same). Rows are
 * hashed with BLAKE2b, 32 bytes, over a serialization that no two different rows share:
 * of each value a letter (i, r, t, b, n: integer, real, text, blob, NULL), then 8 bytes
 * of an integer or of a real's bits, or the size in 8 bytes and the bytes of a text or
 * blob; numbers with their lowest byte first.
 */
#ifndef SOLEUS_RECORD_HASH_H
#define SOLEUS_RECORD_HASH_H

#include <sodium.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Before anything else of this header, once or more often. */
void hash_ready(void);

#define SHA256_TEXT_SIZE 65     /* 64 hexadecimal digits and the NUL */

/* The same digits that sha256sum prints for a file of these bytes. */
void hash_sha256(const void *bytes, size_t size, char text[static SHA256_TEXT_SIZE]);

#define HASH_SIZE 32

/* Hashes as they come: `struct hashing hashing; hash_begin(&hashing);` then adds, then the end. */
struct hashing { crypto_generichash_state state; };
void hash_begin(struct hashing *hashing);
void hash_add(struct hashing *hashing, const void *bytes, size_t size);
void hash_end(struct hashing *hashing, uint8_t hash[static HASH_SIZE]);

/* The serialization of a row's first columns; `struct row_bytes bytes = {0};` is a valid empty one, its memory is freed
 * with free(bytes.bytes) and used again from row to row. */
struct row_bytes {
	uint8_t *bytes;
	size_t   size, capacity;
};
void row_serialize(sqlite3_stmt *statement, int columns, struct row_bytes *bytes);

/* The hash of the statement's present row. */
void hash_row(sqlite3_stmt *statement, struct row_bytes *bytes, uint8_t hash[static HASH_SIZE]);

/* 32 digits of chance, that no other record or session has. */
#define UUID_SIZE 33
void hash_uuid(char text[static UUID_SIZE]);

/* The same made from a text, so that one text always gives one. */
void hash_uuid_of(const char *of, char text[static UUID_SIZE]);

#define SALT_SIZE 16
void hash_salt(uint8_t salt[static SALT_SIZE]);

#define HASH_TEXT_SIZE (2 * HASH_SIZE + 1)
const char *hash_text(const uint8_t hash[static HASH_SIZE], char text[static HASH_TEXT_SIZE]);

#endif
