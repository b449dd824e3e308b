/* signing.c - what a signature under a session is over, and PINs */

#include "record/signing.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "record/verifying.h"

void signing_hash(const struct signing *signing, uint8_t hash[static HASH_SIZE])
{
	const char *const texts[] = { "soleus signature", signing->uuid, signing->operator_id, signing->utc, signing->meaning };
	struct hashing hashing;
	hash_begin(&hashing);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		hash_add(&hashing, texts[i], strlen(texts[i]) + 1);
	hash_add(&hashing, signing->seal_hash, HASH_SIZE);
	hash_end(&hashing, hash);
}

bool pin_hash(const char *pin, char hash[static PIN_HASH_SIZE], struct error *error)
{
	return crypto_pwhash_str(hash, pin, strlen(pin), crypto_pwhash_OPSLIMIT_INTERACTIVE,
	                         crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0
		|| error_set(error, ERROR_SYSTEM, "There is not the memory (64 MiB) to hash a PIN.");
}

bool pin_fits(const char *pin, const char *hash)
{
	return crypto_pwhash_str_verify(hash, pin, strlen(pin)) == 0;
}

static void verify_one(struct verifying *verifying, sqlite3_stmt *row)
{
	struct signing signing = {
		.operator_id = (const char *)sqlite3_column_text(row, 1), .meaning = (const char *)sqlite3_column_text(row, 3),
	};
	uint8_t hash[HASH_SIZE];
	snprintf(signing.uuid, sizeof signing.uuid, "%s", (const char *)sqlite3_column_text(row, 0));
	snprintf(signing.utc, sizeof signing.utc, "%s", (const char *)sqlite3_column_text(row, 2));
	if (sqlite3_column_bytes(row, 4) == HASH_SIZE)
		memcpy(signing.seal_hash, sqlite3_column_blob(row, 4), HASH_SIZE);
	signing_hash(&signing, hash);
	if (sqlite3_column_bytes(row, 5) != PUBLIC_KEY_SIZE || sqlite3_column_bytes(row, 6) != SIGNATURE_SIZE
	    || !signature_fits(sqlite3_column_blob(row, 5), hash, sizeof hash, sqlite3_column_blob(row, 6)))
		verifying_find(verifying, CAUSE_CHANGED, xasprintf("session %lld: signature", (long long)sqlite3_column_int64(row, 7)),
		               "The signature of %s of %s does not fit what was signed.", signing.operator_id, signing.utc);
	else if (!sqlite3_column_int(row, 8))
		verifying_notice(verifying, "Session %lld was sealed anew after %s signed it on %s.",
		                 (long long)sqlite3_column_int64(row, 7), signing.operator_id, signing.utc);
}

bool verify_signatures(struct verifying *verifying, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(verifying->record,
		"SELECT uuid, signature.operator, signature.utc, meaning, seal_hash, public_key, signature, session_id, seal_hash ="
		" (SELECT hash FROM seal WHERE seal.session_id = signature.session_id ORDER BY number DESC LIMIT 1)"
		" FROM signature JOIN session USING (session_id) ORDER BY session_id, signature.utc", error);
	if (!statement)
		return false;
	int code;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		verify_one(verifying, statement);
	bool well = code == SQLITE_DONE || database_failed(verifying->record, "read", error);
	sqlite3_finalize(statement);
	return well;
}
