/* station_key.c - the key with which a station signs what it has recorded (Ed25519) */

#include "record/station_key.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/folder.h"
#include "base/memory.h"

#define SEED_SIZE crypto_sign_SEEDBYTES

_Static_assert(PUBLIC_KEY_SIZE == crypto_sign_PUBLICKEYBYTES && SIGNATURE_SIZE == crypto_sign_BYTES
               && sizeof(struct station_key) == PUBLIC_KEY_SIZE + crypto_sign_SECRETKEYBYTES, "as libsodium has them");

static bool make_file(const char *path, struct error *error)
{
	uint8_t seed[SEED_SIZE];
	char text[2 * SEED_SIZE + 2];
	char *folder = xstrdup(path);
	char *slash = strrchr(folder, '/');
	if (slash)
		*slash = '\0';
	randombytes_buf(seed, sizeof seed);
	sodium_bin2hex(text, sizeof text, seed, sizeof seed);
	text[2 * SEED_SIZE] = '\n';
	bool well = (!slash || folder_make(folder, error)) && file_write(path, text, 2 * SEED_SIZE + 1, error);
	sodium_memzero(seed, sizeof seed);
	sodium_memzero(text, sizeof text);
	free(folder);
	return well;
}

static bool is_private(const char *path, struct error *error)
{
	struct stat status;
	if (stat(path, &status) != 0)
		return error_set(error, ERROR_SYSTEM, "%s cannot be read: %s.", path, strerror(errno));
	return (status.st_mode & 077) == 0 || error_set(error, ERROR_REFUSED,
		"%s, this station's key, can be read by others: 'chmod 600 %s', or remove it to have a new one made.",
		path, path);
}

bool station_key_load(const char *path, struct station_key *key, struct error *error)
{
	if (sodium_init() < 0)
		return error_set(error, ERROR_SYSTEM, "This computer gives no random numbers; no key can be made.");
	if (access(path, F_OK) != 0 && !make_file(path, error))
		return false;
	size_t size, got = 0;
	char *text = is_private(path, error) ? file_read(path, 2 * SEED_SIZE + 1, &size, error) : NULL;
	if (!text)
		return false;
	uint8_t seed[SEED_SIZE];
	bool well = sodium_hex2bin(seed, sizeof seed, text, size, "\n", &got, NULL) == 0 && got == sizeof seed;
	if (well)
		crypto_sign_seed_keypair(key->public_key, key->secret_key, seed);
	else
		error_set(error, ERROR_MALFORMED, "%s is not a station's key; move it away to have a new one made.", path);
	sodium_memzero(text, size);
	sodium_memzero(seed, sizeof seed);
	free(text);
	return well;
}

struct station_key station_key_of(const char *text)
{
	struct station_key key;
	uint8_t seed[SEED_SIZE];
	crypto_generichash(seed, sizeof seed, (const unsigned char *)text, strlen(text), NULL, 0);
	crypto_sign_seed_keypair(key.public_key, key.secret_key, seed);
	return key;
}

void station_key_sign(const struct station_key *key, const void *bytes, size_t size,
                      uint8_t signature[static SIGNATURE_SIZE])
{
	crypto_sign_detached(signature, NULL, bytes, size, key->secret_key);
}

bool signature_fits(const uint8_t public_key[static PUBLIC_KEY_SIZE], const void *bytes, size_t size,
                    const uint8_t signature[static SIGNATURE_SIZE])
{
	return crypto_sign_verify_detached(signature, bytes, size, public_key) == 0;
}

const char *key_fingerprint(const uint8_t public_key[static PUBLIC_KEY_SIZE], char text[static FINGERPRINT_SIZE])
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(hash, public_key, PUBLIC_KEY_SIZE);
	return sodium_bin2hex(text, FINGERPRINT_SIZE, hash, FINGERPRINT_SIZE / 2);
}
