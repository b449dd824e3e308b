/* signing.h - what a signature under a session is over, and PINs; inside the room only */
#ifndef SOLEUS_RECORD_SIGNING_H
#define SOLEUS_RECORD_SIGNING_H

#include <sodium.h>

#include "base/clock.h"
#include "record/database.h"
#include "record/hash.h"

struct signing {
	char        uuid[UUID_SIZE];
	const char *operator_id, *meaning;
	char        utc[UTC_TEXT_SIZE];
	uint8_t     seal_hash[HASH_SIZE];
};

/* The hash that the station's key signs: over the four texts, each with its NUL, and the seal's hash. */
void signing_hash(const struct signing *signing, uint8_t hash[static HASH_SIZE]);

#define PIN_HASH_SIZE crypto_pwhash_STRBYTES
bool pin_hash(const char *pin, char hash[static PIN_HASH_SIZE], struct error *error);
bool pin_fits(const char *pin, const char *hash);

/* Each signature against what it signed: false when it could not be read. */
struct verifying;
bool verify_signatures(struct verifying *verifying, struct error *error);

#endif
