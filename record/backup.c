/* backup.c - a copy of a record that is as good as the record */

#include "record/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "record/audit.h"
#include "record/database.h"
#include "record/verify.h"

/* So that nobody else can read it from its first byte on. */
static bool make_empty(const char *path, struct error *error)
{
	unlink(path);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_set(error, ERROR_SYSTEM, "%s cannot be made: %s.", path, strerror(errno));
	close(fd);
	return true;
}

static bool is_itself(const struct record *record, const char *to)
{
	struct stat here, there;
	return stat(record->path, &here) == 0 && stat(to, &there) == 0
		&& here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

/* Whether its audit is the beginning of the record's own: all that was done with it was done with the record too. */
static bool is_earlier(struct record *earlier, struct record *record, bool *holds_more, struct error *error)
{
	struct audit_place old, own;
	if (!audit_place(earlier, &old, error) || !audit_place(record, &own, error) || strcmp(old.chain, own.chain) != 0)
		return false;
	sqlite3_stmt *statement = database_prepare(record, "SELECT 1 FROM audit WHERE chain = ?1 AND seq = ?2 AND hash = ?3", error);
	if (!statement)
		return false;
	bind_text(statement, 1, old.chain);
	bind_integer(statement, 2, old.seq);
	sqlite3_bind_blob(statement, 3, old.hash, HASH_SIZE, SQLITE_STATIC);
	bool begins = sqlite3_step(statement) == SQLITE_ROW;
	sqlite3_finalize(statement);
	*holds_more = !begins;
	return begins;
}

/* Whether what stands at `to` may be replaced: nothing, or an earlier backup. Anything else is somebody's, and only here: also
 * the backup from which somebody went on, or that of later work where the record is an older one. */
static bool may_replace(struct record *record, const char *to, struct error *error)
{
	struct stat there;
	if (stat(to, &there) != 0)
		return true;
	if (S_ISDIR(there.st_mode))
		return error_set(error, ERROR_REFUSED, "%s is a folder; name the file in it that the backup is to be.", to);
	struct record *earlier = record_open(to, false, error);
	bool holds_more = false;
	bool well = earlier && is_earlier(earlier, record, &holds_more, error);
	record_close(earlier);
	if (holds_more)
		return error_set(error, ERROR_REFUSED, "%s holds what this record does not: it went on otherwise; it stays as it is: name "
		                 "another file, and look at both with 'soleus audit'.", to);
	return well || error_set(error, ERROR_REFUSED, "%s is there already and is no backup of this record; it stays as it is: name "
	                         "another file.", to);
}

/* Opens the copy as a plain connection: it is not a record yet. */
static bool copy_pages(struct record *record, const char *beside, struct error *error)
{
	struct record copy = { .path = (char *)beside, .claim = -1, .summing = summing_new() };
	int code = sqlite3_open_v2(beside, &copy.db, SQLITE_OPEN_READWRITE, summing_name(copy.summing));
	bool well = code == SQLITE_OK && summing_prepare(copy.db);
	sqlite3_backup *backup = well ? sqlite3_backup_init(copy.db, "main", record->db, "main") : NULL;
	if (backup) {
		/* A writer may hold the record for a moment. */
		do {
			code = sqlite3_backup_step(backup, -1);
		} while ((code == SQLITE_BUSY || code == SQLITE_LOCKED) && sqlite3_sleep(10) > 0);
		well = sqlite3_backup_finish(backup) == SQLITE_OK && code == SQLITE_DONE;
	}
	if (!backup || !well)
		well = database_failed(&copy, "written", error);
	sqlite3_close(copy.db);
	summing_free(copy.summing);
	return well;
}

static bool is_good(const char *path, const char *to, struct error *error)
{
	struct verdict verdict;
	if (!record_verify(path, &verdict, error))
		return false;
	bool well = verdict.kind == VERDICT_WHOLE;
	if (!well)
		error_set(error, ERROR_SYSTEM, "The backup was not put at %s: the copy is %s (%s: %.300s); look at the record "
		          "itself with 'soleus verify'.", to, verdict_name(verdict.kind),
		          verdict.finding_count ? verdict.findings[0].place : "", verdict.finding_count ? verdict.findings[0].text : "");
	verdict_free(&verdict);
	return well;
}

/* What belonged to the earlier file of that name would be taken for the new one's. */
static void remove_beside(const char *path)
{
	static const char *const endings[] = { "-wal", "-shm", "-journal" };
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		char *name = xasprintf("%s%s", path, endings[i]);
		unlink(name);
		free(name);
	}
}

bool record_backup(struct record *record, const char *to, struct error *error)
{
	if (is_itself(record, to))
		return error_set(error, ERROR_REFUSED, "%s is the record itself; name another place for the backup.", to);
	if (!may_replace(record, to, error))
		return false;
	char *beside = file_beside(to);
	remove_beside(beside);
	bool well = make_empty(beside, error) && copy_pages(record, beside, error) && is_good(beside, to, error);
	if (well) {
		remove_beside(to);
		well = file_replace(beside, to, error);
	} else {
		unlink(beside);
	}
	remove_beside(beside);
	free(beside);
	return well;
}
