/* operators.c - who conducts visits, and who signs them */

#include "record/operators.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/name.h"
#include "record/audit.h"
#include "record/seal.h"
#include "record/signing.h"

/* `hash` has PIN_HASH_SIZE bytes. */
static bool find(struct record *record, const char *id, bool *found, char *hash, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record, "SELECT pin_hash FROM operator WHERE id = ?", error);
	if (!statement)
		return false;
	bind_text(statement, 1, id);
	int code = sqlite3_step(statement);
	*found = code == SQLITE_ROW;
	snprintf(hash, PIN_HASH_SIZE, "%s", *found ? (const char *)sqlite3_column_text(statement, 0) : "");
	bool well = code == SQLITE_ROW || code == SQLITE_DONE || database_failed(record, "read", error);
	sqlite3_finalize(statement);
	return well;
}

static bool insert(struct record *record, const char *id, const char *hash, int64_t utc_ns, struct error *error)
{
	char utc[UTC_TEXT_SIZE];
	utc_format(utc_ns, utc);
	sqlite3_stmt *statement = database_prepare(record, "INSERT INTO operator (id, pin_hash, added_utc) VALUES (?, ?, ?)", error);
	if (!statement)
		return false;
	bind_text(statement, 1, id);
	bind_text(statement, 2, hash);
	bind_text(statement, 3, utc);
	bool well = database_step(record, statement, error);
	sqlite3_finalize(statement);
	return well;
}

bool record_add_operator(struct record *record, const char *id, const char *pin, int64_t utc_ns, struct error *error)
{
	char hash[PIN_HASH_SIZE] = "";
	bool found;
	if (strlen(id) >= PARTICIPANT_ID_SIZE || !id[0])
		return error_set(error, ERROR_MALFORMED, "'%s' is not an operator's code: it has 1 to %d characters.", id,
		                 PARTICIPANT_ID_SIZE - 1);
	if (pin && strlen(pin) < PIN_LEAST)
		return error_set(error, ERROR_REFUSED, "The PIN is too short: at least %d characters.", PIN_LEAST);
	if (!find(record, id, &found, hash, error))
		return false;
	if (found)
		return error_set(error, ERROR_REFUSED, "The operator %s is there already; each has a code of their own.", id);
	if (pin && !pin_hash(pin, hash, error))
		return false;
	char *object = xasprintf("operator %s", id);
	bool well = database_run(record, "BEGIN IMMEDIATE", error);
	if (well)
		well = database_end(record, insert(record, id, hash, utc_ns, error)
		                    && audit_append(record, utc_ns, "added", object, pin ? "with a PIN" : "", true, error), error);
	free(object);
	return well;
}

bool record_operator(struct record *record, const char *id, bool *has_pin, struct error *error)
{
	char hash[PIN_HASH_SIZE];
	bool found;
	if (!find(record, id, &found, hash, error))
		return false;
	*has_pin = hash[0] != '\0';
	return found || error_set(error, ERROR_ABSENT, "There is no operator %s; 'soleus operator add %s' adds one.", id, id);
}

static void free_codes(char **codes)
{
	for (char **code = codes; *code; code++)
		free(*code);
	free(codes);
}

/* The operators' codes, ended by NULL; freed with free_codes. NULL when they could not be read. */
static char **read_codes(struct record *record, size_t *count, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record, "SELECT id FROM operator ORDER BY id", error);
	if (!statement)
		return NULL;
	char **codes = NULL;
	size_t capacity = 0;
	int code;
	for (*count = 0; (code = sqlite3_step(statement)) == SQLITE_ROW; ++*count) {
		array_reserve((void **)&codes, &capacity, *count, sizeof *codes);
		codes[*count] = xstrdup((const char *)sqlite3_column_text(statement, 0));
	}
	array_reserve((void **)&codes, &capacity, *count, sizeof *codes);
	codes[*count] = NULL;
	bool well = code == SQLITE_DONE || database_failed(record, "read", error);
	sqlite3_finalize(statement);
	if (well)
		return codes;
	free_codes(codes);
	return NULL;
}

bool record_accepts_operator(struct record *record, const char *id, struct error *error)
{
	char suggestion[64];
	size_t count;
	char **codes = read_codes(record, &count, error);
	bool well = codes != NULL, known = well && count == 0;
	for (size_t i = 0; well && id && i < count; i++)
		known |= strcmp(codes[i], id) == 0;
	if (well && !known && (!id || !id[0]))
		well = error_set(error, ERROR_REFUSED, "The study has operators, such as %s: say with --operator who you are.", codes[0]);
	else if (well && !known)
		well = error_set(error, ERROR_ABSENT, "There is no operator %s%s; 'soleus operator add %s' adds one.", id,
		                 name_suggestion(id, (const char *const *)codes, suggestion, sizeof suggestion), id);
	if (codes)
		free_codes(codes);
	return well;
}

static bool prove_pin(struct record *record, const char *id, const char *pin, int64_t utc_ns, struct error *error)
{
	char hash[PIN_HASH_SIZE];
	bool found;
	if (!find(record, id, &found, hash, error))
		return false;
	if (!hash[0] || (pin && pin_fits(pin, hash)))
		return true;
	char *object = xasprintf("operator %s", id);
	record_note(record, utc_ns, "refused", object, "a wrong PIN", error);
	free(object);
	return error_set(error, ERROR_REFUSED, "This is not the PIN of %s.", id);
}

static bool insert_signature(struct record *record, const struct signing *signing, int64_t session, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"INSERT INTO signature (session_id, operator, utc, meaning, seal_hash, public_key, signature)"
		" VALUES (?, ?, ?, ?, ?, ?, ?)", error);
	if (!statement)
		return false;
	uint8_t hash[HASH_SIZE], signature[SIGNATURE_SIZE];
	signing_hash(signing, hash);
	station_key_sign(&record->key, hash, sizeof hash, signature);
	bind_integer(statement, 1, session);
	bind_text(statement, 2, signing->operator_id);
	bind_text(statement, 3, signing->utc);
	bind_text(statement, 4, signing->meaning);
	sqlite3_bind_blob(statement, 5, signing->seal_hash, HASH_SIZE, SQLITE_STATIC);
	sqlite3_bind_blob(statement, 6, record->key.public_key, PUBLIC_KEY_SIZE, SQLITE_STATIC);
	sqlite3_bind_blob(statement, 7, signature, sizeof signature, SQLITE_STATIC);
	bool well = database_step(record, statement, error);
	sqlite3_finalize(statement);
	return well;
}

static bool find_seal(struct record *record, int64_t session, struct signing *signing, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"SELECT uuid, hash FROM seal JOIN session USING (session_id) WHERE session_id = ? ORDER BY number DESC LIMIT 1", error);
	if (!statement)
		return false;
	bind_integer(statement, 1, session);
	bool well = sqlite3_step(statement) == SQLITE_ROW || database_failed(record, "read", error);
	if (well) {
		snprintf(signing->uuid, sizeof signing->uuid, "%s", (const char *)sqlite3_column_text(statement, 0));
		memcpy(signing->seal_hash, sqlite3_column_blob(statement, 1), HASH_SIZE);
	}
	sqlite3_finalize(statement);
	return well;
}

static bool add_signature(struct record *record, const struct signing *signing, int64_t session, int64_t utc_ns,
                          struct error *error)
{
	if (!database_run(record, "BEGIN IMMEDIATE", error))
		return false;
	char *object = xasprintf("signature %s:%s:%s", signing->uuid, signing->operator_id, signing->utc);
	bool well = insert_signature(record, signing, session, error)
		&& audit_append(record, utc_ns, "signed", object, signing->meaning, true, error);
	free(object);
	return database_end(record, well, error);
}

bool record_sign(struct record *record, int64_t session, const char *operator_id, const char *pin,
                 const char *meaning, int64_t utc_ns, struct error *error)
{
	struct signing signing = { .operator_id = operator_id, .meaning = meaning };
	bool has_pin;
	utc_format(utc_ns, signing.utc);
	if (!record->has_key)
		return error_set(error, ERROR_REFUSED, "Without the station's key nothing can be signed.");
	if (!meaning[strspn(meaning, " \t")])
		return error_set(error, ERROR_REFUSED, "Say what the signature means, such as 'I conducted this visit'.");
	record_name_operator(record, operator_id);
	return record_operator(record, operator_id, &has_pin, error)
		&& prove_pin(record, operator_id, pin, utc_ns, error)
		&& record_seal(record, session, utc_ns, error)
		&& find_seal(record, session, &signing, error)
		&& add_signature(record, &signing, session, utc_ns, error);
}
