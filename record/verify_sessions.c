/* verify_sessions.c - each session against its seal, row by row */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/count.h"
#include "record/seal_parts.h"
#include "record/verifying.h"

/* How far a row is looked for before it counts as changed; rows named in one table. */
#define LOOK_AHEAD 64
#define NAMED_MOST 20

/* A session, what its last seal says and what its rows give. */
struct sealed_session {
	int64_t             number, seal;   /* seal 0: none */
	char                uuid[UUID_SIZE];
	bool                running, erased;
	uint8_t             hash[HASH_SIZE];
	uint8_t             public_key[PUBLIC_KEY_SIZE], signature[SIGNATURE_SIZE];
	bool                is_signed;
	struct part_hashes *parts;          /* as they are */
};

/* What the seal kept of one part. */
struct kept_part {
	uint8_t *checks;
	size_t   row_count, capacity;
	uint8_t *hashes;                    /* of the blocks, one after the other */
	size_t   hash_size, hash_capacity;
	bool     in_order;                  /* its blocks are numbered and counted as they must be */
};

/* The checks of a part's rows as they are, in blocks of BLOCK_ROWS. */
struct present_checks {
	uint8_t *bytes;
	size_t   block_capacity;
};

static char *place_of(const struct sealed_session *session, const char *part)
{
	return xasprintf("session %lld: %s", (long long)session->number, part);
}

static void keep(uint8_t **bytes, size_t *capacity, size_t at, sqlite3_stmt *statement, int column)
{
	size_t size = (size_t)sqlite3_column_bytes(statement, column);
	if (*capacity < at + size) {
		*capacity = 2 * (at + size);
		*bytes = xreallocarray(*bytes, *capacity, 1);
	}
	const void *blob = sqlite3_column_blob(statement, column);
	if (blob && *bytes)
		memcpy(*bytes + at, blob, size);
}

static bool read_kept(struct verifying *verifying, const struct sealed_session *session, const struct part *part,
                      struct kept_part *kept, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(verifying->record,
		"SELECT hash, checks, block, row_count FROM seal_block WHERE session_id = ? AND number = ? AND part = ? ORDER BY block", error);
	if (!statement)
		return false;
	int code;
	bind_integer(statement, 1, session->number);
	bind_integer(statement, 2, session->seal);
	bind_text(statement, 3, part->name);
	kept->in_order = true;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		int64_t rows = sqlite3_column_bytes(statement, 1) / CHECK_SIZE;
		kept->in_order &= sqlite3_column_int64(statement, 2) == (int64_t)(kept->hash_size / HASH_SIZE)
			&& (sqlite3_column_int64(statement, 3) == rows || session->erased);
		keep(&kept->hashes, &kept->hash_capacity, kept->hash_size, statement, 0);
		kept->hash_size += (size_t)sqlite3_column_bytes(statement, 0);
		keep(&kept->checks, &kept->capacity, kept->row_count * CHECK_SIZE, statement, 1);
		kept->row_count += (size_t)sqlite3_column_bytes(statement, 1) / CHECK_SIZE;
	}
	bool well = code == SQLITE_DONE || database_failed(verifying->record, "read", error);
	sqlite3_finalize(statement);
	return well;
}

static bool gather(void *self, const struct part_block *block, struct error *error)
{
	(void)error;
	struct present_checks *checks = self;
	const size_t size = BLOCK_ROWS * CHECK_SIZE;
	array_reserve((void **)&checks->bytes, &checks->block_capacity, block->number, size);
	memcpy(checks->bytes + block->number * size, block->checks, block->row_count * CHECK_SIZE);
	return true;
}

/* channel toe, seq 15, time_ns 61500000000. Freed with free(). */
static char *row_name(struct verifying *verifying, const struct part *part, int64_t session, size_t row)
{
	char *name = NULL;
	struct error ignored;
	char *sql = xasprintf("%s LIMIT 1 OFFSET ?2", part->sql);
	sqlite3_stmt *statement = database_prepare(verifying->record, sql, &ignored);
	free(sql);
	if (!statement)
		return xasprintf("row %zu", row + 1);
	bind_integer(statement, 1, session);
	bind_integer(statement, 2, (int64_t)row);
	if (sqlite3_step(statement) == SQLITE_ROW) {
		for (int i = 0; i < part->keys; i++) {
			const char *value = (const char *)sqlite3_column_text(statement, i);
			char *longer = xasprintf("%s%s%s %s", name ? name : "", name ? ", " : "",
			                         sqlite3_column_name(statement, i), value ? value : "-");
			free(name);
			name = longer;
		}
	}
	sqlite3_finalize(statement);
	return name ? name : xasprintf("row %zu", row + 1);
}

static bool same(const uint8_t *a, size_t i, const uint8_t *b, size_t j)
{
	assert(a && b);
	return memcmp(a + i * CHECK_SIZE, b + j * CHECK_SIZE, CHECK_SIZE) == 0;
}

struct comparing {
	struct verifying            *verifying;
	const struct sealed_session *session;
	const struct part           *part;
	const struct kept_part      *kept;
	const struct part_hashes    *now;
	const uint8_t               *checks;        /* of the rows as they are now */
	size_t                       kept_end, now_end;     /* what follows is alike in both */
	size_t                       named;
};

/* Whether row j of the part is one that was sealed at another place. */
static bool is_elsewhere(const struct comparing *comparing, size_t j)
{
	for (size_t i = 0; i < comparing->kept->row_count; i++)
		if (same(comparing->kept->checks, i, comparing->checks, j))
			return true;
	return false;
}

static void tell_row(struct comparing *comparing, size_t row, const char *what)
{
	if (comparing->named++ >= NAMED_MOST)
		return;
	char *name = row_name(comparing->verifying, comparing->part, comparing->session->number, row);
	verifying_find(comparing->verifying, CAUSE_CHANGED, place_of(comparing->session, comparing->part->name),
	               "The row %s %s.", name, what);
	free(name);
}

static void tell_gone(struct comparing *comparing, size_t gone, size_t row)
{
	if (comparing->named++ >= NAMED_MOST)
		return;
	char *name = row ? row_name(comparing->verifying, comparing->part, comparing->session->number, row - 1)
	                 : xstrdup("the beginning");
	verifying_find(comparing->verifying, CAUSE_CHANGED, place_of(comparing->session, comparing->part->name),
	               "%s gone after %s.", count_text((int64_t)gone, "row is", "rows are", (char[COUNT_TEXT_SIZE]){0}), name);
	free(name);
}

/* How many of the kept rows and of the present ones lie between here and the next place where both
 * are alike: as few as possible. */
static void next_alike(const struct comparing *comparing, size_t i, size_t j, size_t *kept_by, size_t *now_by)
{
	size_t kept_left = comparing->kept_end - i, now_left = comparing->now_end - j;
	for (size_t sum = 1; sum <= 2 * LOOK_AHEAD; sum++)
		for (size_t by = 0; kept_left > 0 && now_left > 0 && by <= sum; by++) {
			/* From the middle outwards: a change is likelier than something gone and something added. */
			*kept_by = by % 2 ? sum / 2 + (by + 1) / 2 : sum / 2 - by / 2;
			*now_by = sum - *kept_by;
			if (*kept_by < kept_left && *now_by < now_left
			    && same(comparing->kept->checks, i + *kept_by, comparing->checks, j + *now_by))
				return;
		}
	*kept_by = kept_left < LOOK_AHEAD || now_left == 0 ? kept_left : LOOK_AHEAD;
	*now_by = now_left < LOOK_AHEAD || kept_left == 0 ? now_left : LOOK_AHEAD;
}

/* So that one hole, however large, is told as one. */
static void pass_over_the_end(struct comparing *comparing)
{
	comparing->kept_end = comparing->kept->row_count;
	comparing->now_end = comparing->now->row_count;
	while (comparing->kept_end > 0 && comparing->now_end > 0
	       && same(comparing->kept->checks, comparing->kept_end - 1, comparing->checks, comparing->now_end - 1)) {
		comparing->kept_end--;
		comparing->now_end--;
	}
}

static void compare_rows(struct comparing *comparing)
{
	size_t i = 0, j = 0;
	pass_over_the_end(comparing);
	while (i < comparing->kept_end || j < comparing->now_end) {
		if (i < comparing->kept_end && j < comparing->now_end && same(comparing->kept->checks, i, comparing->checks, j)) {
			i++, j++;
			continue;
		}
		size_t kept_by, now_by;
		next_alike(comparing, i, j, &kept_by, &now_by);
		for (size_t row = j; row < j + now_by; row++)
			tell_row(comparing, row, comparing->named < NAMED_MOST && is_elsewhere(comparing, row) ? "was sealed at another place"
			         : row - j < kept_by ? "is not as it was sealed" : "was added after the sealing");
		if (kept_by > now_by)
			tell_gone(comparing, kept_by - now_by, j + now_by);
		i += kept_by;
		j += now_by;
	}
}

static void compare_part(struct verifying *verifying, const struct sealed_session *session, size_t index,
                         const struct kept_part *kept, const uint8_t *checks)
{
	struct comparing comparing = {
		.verifying = verifying, .session = session, .part = &seal_parts[index], .kept = kept,
		.now = &session->parts[index], .checks = checks,
	};
	const struct part_hashes *now = comparing.now;
	bool hashes_fit = kept->hash_size == now->block_count * HASH_SIZE
		&& (!kept->hashes || !now->blocks || memcmp(kept->hashes, now->blocks, kept->hash_size) == 0);
	bool checks_fit = kept->row_count == now->row_count
		&& (!kept->checks || !checks || memcmp(kept->checks, checks, now->row_count * CHECK_SIZE) == 0);
	bool blank = session->erased && kept->row_count == 0;
	if (!hashes_fit && !checks_fit && !blank)
		compare_rows(&comparing);
	else if ((hashes_fit != checks_fit && !blank) || !kept->in_order)
		verifying_find(verifying, CAUSE_CHANGED, place_of(session, "seal_block"),
		               "What the seal keeps of the table %s is not as it was written.", comparing.part->name);
	if (!hashes_fit && comparing.named > NAMED_MOST)
		verifying_find(verifying, CAUSE_CHANGED, place_of(session, comparing.part->name),
		               "%s.", count_text((int64_t)(comparing.named - NAMED_MOST), "further row differs", "further rows differ",
		                                 (char[COUNT_TEXT_SIZE]){0}));
}

static bool compare_seal(struct verifying *verifying, struct sealed_session *session, struct error *error)
{
	uint8_t hash[HASH_SIZE], bytes[SEAL_BYTES];
	size_t before = verifying->counts[CAUSE_CHANGED];
	bool well = true;
	for (size_t p = 0; well && p < seal_part_count; p++) {
		struct kept_part kept = {0};
		struct present_checks checks = {0};
		well = part_compute(verifying->record, &seal_parts[p], session->number, &(struct block_sink){ &checks, gather },
		                    &session->parts[p], error)
			&& read_kept(verifying, session, &seal_parts[p], &kept, error);
		if (well)
			compare_part(verifying, session, p, &kept, checks.bytes);
		verifying->verdict->sealed_rows += (int64_t)session->parts[p].row_count;
		free(kept.checks);
		free(kept.hashes);
		free(checks.bytes);
	}
	if (!well)
		return false;
	seal_hash(session->uuid, session->parts, hash);
	if (memcmp(hash, session->hash, HASH_SIZE) != 0 && verifying->counts[CAUSE_CHANGED] == before)
		verifying_find(verifying, CAUSE_CHANGED, place_of(session, "seal"), "The session is not as it was sealed.");
	seal_bytes(session->uuid, session->hash, bytes);
	if (!session->is_signed)
		verifying_notice(verifying, "The seal of session %lld is not signed.", (long long)session->number);
	else if (!signature_fits(session->public_key, bytes, sizeof bytes, session->signature))
		verifying_find(verifying, CAUSE_CHANGED, place_of(session, "seal"), "The signature under it is not the station's.");
	return true;
}

static bool look_at_session(struct verifying *verifying, struct sealed_session *session, struct error *error)
{
	verifying->verdict->sessions++;
	if (session->running) {
		verifying_notice(verifying, "Session %lld has not ended: nothing seals it yet.", (long long)session->number);
		return true;
	}
	if (session->seal == 0) {
		verifying_notice(verifying, "Session %lld has ended and was never sealed: nobody vouches for its rows; "
		                 "'soleus seal %lld' does it now.", (long long)session->number, (long long)session->number);
		return true;
	}
	verifying->verdict->sealed_sessions++;
	session->parts = xcalloc(seal_part_count, sizeof *session->parts);
	bool well = compare_seal(verifying, session, error);
	for (size_t p = 0; p < seal_part_count; p++)
		part_hashes_free(&session->parts[p]);
	free(session->parts);
	return well;
}

static void take(uint8_t *to, size_t size, sqlite3_stmt *statement, int column)
{
	if ((size_t)sqlite3_column_bytes(statement, column) == size)
		memcpy(to, sqlite3_column_blob(statement, column), size);
}

bool verify_sessions(struct verifying *verifying, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(verifying->record,
		"SELECT session_id, uuid, status IS NULL, coalesce(seal.number, 0), hash, public_key, signature,"
		" EXISTS (SELECT 1 FROM amendment WHERE action = 'erase' AND amendment.participant_id = session.participant_id)"
		" FROM session LEFT JOIN seal USING (session_id)"
		" WHERE seal.number IS (SELECT max(number) FROM seal WHERE seal.session_id = session.session_id)"
		" ORDER BY session_id", error);
	if (!statement)
		return false;
	bool well = true;
	int code = SQLITE_DONE;
	while (well && (code = sqlite3_step(statement)) == SQLITE_ROW) {
		struct sealed_session session = {
			.number = sqlite3_column_int64(statement, 0), .running = sqlite3_column_int(statement, 2),
			.seal = sqlite3_column_int64(statement, 3), .is_signed = sqlite3_column_type(statement, 6) != SQLITE_NULL,
			.erased = sqlite3_column_int(statement, 7),
		};
		take((uint8_t *)session.uuid, UUID_SIZE - 1, statement, 1);
		take(session.hash, HASH_SIZE, statement, 4);
		take(session.public_key, PUBLIC_KEY_SIZE, statement, 5);
		take(session.signature, SIGNATURE_SIZE, statement, 6);
		well = look_at_session(verifying, &session, error);
	}
	if (well && code != SQLITE_DONE)
		well = database_failed(verifying->record, "read", error);
	sqlite3_finalize(statement);
	return well;
}
