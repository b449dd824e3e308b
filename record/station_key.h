/*
 * station_key.h - the key with which a station signs what it has recorded (Ed25519)
 *
 * It is the computer's, not the study's: a study's folder is copied, backed up and given to
 * statisticians, and whoever had the key with it could seal a forged record. The console
 * keeps it at $XDG_CONFIG_HOME/soleus/station.key (or ~/.config), mode 0600. The
 * public half stands in the record beside each signature.
 *
 * A signature proves that this station made the record, to whoever knows the station's
 * public key from elsewhere: verify shows its fingerprint, to be written into the
 * study's papers.
 */
#ifndef SOLEUS_RECORD_STATION_KEY_H
#define SOLEUS_RECORD_STATION_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define PUBLIC_KEY_SIZE 32
#define SIGNATURE_SIZE  64

struct station_key {
	uint8_t public_key[PUBLIC_KEY_SIZE];
	uint8_t secret_key[64];
};

/* Reads the key, or makes it with the folder it lies in when it is not there. Refuses one
 * that others can read. */
bool station_key_load(const char *path, struct station_key *key, struct error *error);

/* A key made from a text: for rehearsals, whose record shall be the same each time. It proves
 * nothing, since everybody can make it. */
struct station_key station_key_of(const char *text);

void station_key_sign(const struct station_key *key, const void *bytes, size_t size,
                      uint8_t signature[static SIGNATURE_SIZE]);
bool signature_fits(const uint8_t public_key[static PUBLIC_KEY_SIZE], const void *bytes, size_t size,
                    const uint8_t signature[static SIGNATURE_SIZE]);

/* 16 digits by which people know a key again: the beginning of its SHA-256. */
#define FINGERPRINT_SIZE 17
const char *key_fingerprint(const uint8_t public_key[static PUBLIC_KEY_SIZE], char text[static FINGERPRINT_SIZE]);

#endif
