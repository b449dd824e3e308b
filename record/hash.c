/* hash.c - fingerprints: of texts, and of rows */

#include "record/hash.h"

#include <endian.h>
#include <string.h>

#include "base/memory.h"

/* Without this libsodium would not use what the processor offers. */
void hash_ready(void)
{
	if (sodium_init() < 0)
		memory_exhausted();
}

void hash_sha256(const void *bytes, size_t size, char text[static SHA256_TEXT_SIZE])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(hash, bytes, size);
	sodium_bin2hex(text, SHA256_TEXT_SIZE, hash, sizeof hash);
}

void hash_begin(struct hashing *hashing)
{
	crypto_generichash_init(&hashing->state, NULL, 0, HASH_SIZE);
}

void hash_add(struct hashing *hashing, const void *bytes, size_t size)
{
	crypto_generichash_update(&hashing->state, bytes, size);
}

void hash_end(struct hashing *hashing, uint8_t hash[static HASH_SIZE])
{
	crypto_generichash_final(&hashing->state, hash, HASH_SIZE);
}

static void add_bytes(struct row_bytes *bytes, const void *some, size_t size)
{
	if (bytes->capacity - bytes->size < size) {
		bytes->capacity = (bytes->capacity + size) * 2;
		bytes->bytes = xreallocarray(bytes->bytes, bytes->capacity, 1);
	}
	if (size)
		memcpy(bytes->bytes + bytes->size, some, size);
	bytes->size += size;
}

static void add_word(struct row_bytes *bytes, char letter, uint64_t word)
{
	uint8_t some[9] = { (uint8_t)letter };
	word = htole64(word);
	memcpy(some + 1, &word, sizeof word);
	add_bytes(bytes, some, sizeof some);
}

static uint64_t bits_of(double number)
{
	uint64_t bits;
	memcpy(&bits, &number, sizeof bits);
	return bits;
}

void row_serialize(sqlite3_stmt *statement, int columns, struct row_bytes *bytes)
{
	bytes->size = 0;
	for (int i = 0; i < columns; i++) {
		int type = sqlite3_column_type(statement, i);
		if (type == SQLITE_INTEGER) {
			add_word(bytes, 'i', (uint64_t)sqlite3_column_int64(statement, i));
		} else if (type == SQLITE_FLOAT) {
			add_word(bytes, 'r', bits_of(sqlite3_column_double(statement, i)));
		} else if (type == SQLITE_NULL) {
			add_bytes(bytes, "n", 1);
		} else {
			const void *some = sqlite3_column_blob(statement, i);
			size_t size = (size_t)sqlite3_column_bytes(statement, i);
			add_word(bytes, type == SQLITE_TEXT ? 't' : 'b', size);
			add_bytes(bytes, some, size);
		}
	}
}

void hash_row(sqlite3_stmt *statement, struct row_bytes *bytes, uint8_t hash[static HASH_SIZE])
{
	row_serialize(statement, sqlite3_column_count(statement), bytes);
	crypto_generichash(hash, HASH_SIZE, bytes->bytes, bytes->size, NULL, 0);
}

void hash_uuid(char text[static UUID_SIZE])
{
	uint8_t chance[UUID_SIZE / 2];
	randombytes_buf(chance, sizeof chance);
	sodium_bin2hex(text, UUID_SIZE, chance, sizeof chance);
}

void hash_uuid_of(const char *of, char text[static UUID_SIZE])
{
	uint8_t hash[UUID_SIZE / 2];
	crypto_generichash(hash, sizeof hash, (const unsigned char *)of, strlen(of), NULL, 0);
	sodium_bin2hex(text, UUID_SIZE, hash, sizeof hash);
}

void hash_salt(uint8_t salt[static SALT_SIZE])
{
	randombytes_buf(salt, SALT_SIZE);
}

const char *hash_text(const uint8_t hash[static HASH_SIZE], char text[static HASH_TEXT_SIZE])
{
	return sodium_bin2hex(text, HASH_TEXT_SIZE, hash, HASH_SIZE);
}
