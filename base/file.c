/* file.c - files that are read whole, and files that are never half-written */

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

char *file_read(const char *path, size_t most, size_t *size, struct error *error)
{
	FILE *file = fopen(path, "rb");
	if (!file) {
		error_set(error, errno == ENOENT ? ERROR_ABSENT : ERROR_SYSTEM,
		          "%s cannot be read: %s.", path, strerror(errno));
		return NULL;
	}
	char *bytes = xcalloc(most + 2, 1);
	size_t got = fread(bytes, 1, most + 1, file);
	bool failed = ferror(file);
	int reason = errno;
	fclose(file);
	if (failed)
		error_set(error, ERROR_SYSTEM, "%s cannot be read: %s.", path, strerror(reason));
	else if (got > most)
		error_set(error, ERROR_SYSTEM, "%s is larger than the %zu bytes that a file of its kind may have.", path, most);
	if (failed || got > most) {
		free(bytes);
		return NULL;
	}
	bytes[got] = '\0';
	if (size)
		*size = got;
	return xreallocarray(bytes, got + 1, 1);
}

bool folder_make(const char *path, struct error *error)
{
	if (!*path)
		return error_set(error, ERROR_SYSTEM, "A folder without a name cannot be made.");
	char *part = xstrdup(path);
	bool well = true;
	for (char *slash = part + 1; well; slash++) {
		char old = *slash;
		if (old != '/' && old != '\0')
			continue;
		*slash = '\0';
		if (mkdir(part, 0700) != 0 && errno != EEXIST)
			well = error_set(error, ERROR_SYSTEM, "%s cannot be made: %s.", part, strerror(errno));
		*slash = old;
		if (old == '\0')
			break;
	}
	struct stat status;
	if (well && (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)))
		well = error_set(error, ERROR_SYSTEM, "%s is in the way: it is not a folder.", path);
	free(part);
	return well;
}

char *file_beside(const char *path)
{
	return xasprintf("%s.new", path);
}

static bool sync_path(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool well = fsync(fd) == 0;
	int reason = errno;
	close(fd);
	errno = reason;
	return well;
}

static bool sync_folder_of(const char *path)
{
	char *folder = xstrdup(path);
	char *slash = strrchr(folder, '/');
	if (slash == folder)
		slash[1] = '\0';
	else if (slash)
		*slash = '\0';
	bool well = sync_path(slash ? folder : ".", O_RDONLY | O_DIRECTORY);
	free(folder);
	return well;
}

bool file_replace(const char *beside, const char *path, struct error *error)
{
	if (sync_path(beside, O_RDONLY) && rename(beside, path) == 0 && sync_folder_of(path))
		return true;
	error_set(error, ERROR_SYSTEM, "%s cannot be written: %s.", path, strerror(errno));
	unlink(beside);
	return false;
}

bool file_write(const char *path, const void *bytes, size_t size, struct error *error)
{
	char *beside = file_beside(path);
	int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool well = fd >= 0;
	for (const char *at = bytes; well && size > 0;) {
		ssize_t written = write(fd, at, size);
		if (written < 0 && errno != EINTR)
			well = false;
		if (written > 0) {
			at += written;
			size -= (size_t)written;
		}
	}
	if (fd >= 0 && close(fd) != 0)
		well = false;
	if (!well) {
		error_set(error, ERROR_SYSTEM, "%s cannot be written: %s.", path, strerror(errno));
		if (fd >= 0)
			unlink(beside);
	} else {
		well = file_replace(beside, path, error);
	}
	free(beside);
	return well;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* In the order of names. Calls `visit` with each thing below `path`, folders before and after what is in them, as fts says in fts_info. */
static bool walk(const char *path, bool (*visit)(void *self, const FTSENT *entry), void *self)
{
	char *root = xstrdup(path);
	FTS *tree = fts_open((char *const[]){ root, NULL }, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	bool well = tree != NULL;
	for (const FTSENT *entry; well && (entry = fts_read(tree));)
		well = visit(self, entry);
	if (tree)
		fts_close(tree);
	free(root);
	return well;
}

static bool remove_one(void *self, const FTSENT *entry)
{
	(void)self;
	if (entry->fts_info != FTS_D)
		remove(entry->fts_accpath);
	return true;
}

void folder_remove(const char *path)
{
	walk(path, remove_one, NULL);
}

char *folder_beside(const char *path)
{
	char *beside = file_beside(path);
	folder_remove(beside);
	return beside;
}

/* A list has no more bytes than that. */
#define LIST_MOST ((size_t)1 << 24)

struct bringing {
	const char   *from, *to;
	FILE         *list;         /* of what is brought */
	struct error *error;
};

static bool list_one(void *self, const FTSENT *entry)
{
	const struct bringing *bringing = self;
	if (entry->fts_info != FTS_D && entry->fts_info != FTS_DP)
		fprintf(bringing->list, "%s\n", entry->fts_path + strlen(bringing->from) + 1);
	return true;
}

static bool bring_one(void *self, const FTSENT *entry)
{
	const struct bringing *bringing = self;
	char *to = xasprintf("%s%s", bringing->to, entry->fts_path + strlen(bringing->from));
	bool well = true;
	if (entry->fts_info == FTS_D)
		well = folder_make(to, bringing->error);
	else if (entry->fts_info == FTS_DP)
		rmdir(entry->fts_accpath);
	else
		well = file_replace(entry->fts_accpath, to, bringing->error);
	free(to);
	return well;
}

/* What stands below the folder, a path a line; freed with free(). */
static char *list_files(const char *folder)
{
	char *lines = NULL;
	size_t size;
	struct bringing bringing = { .from = folder, .list = open_memstream(&lines, &size) };
	if (!bringing.list)
		return xstrdup("");
	walk(folder, list_one, &bringing);
	fclose(bringing.list);
	return lines;
}

/* "" when nothing was brought yet; NULL when that cannot be read. Freed with free(). */
static char *read_list(const char *list, struct error *error)
{
	char *lines = file_read(list, LIST_MOST, NULL, error);
	return lines || error->kind != ERROR_ABSENT ? lines : xstrdup("");
}

static bool has_line(const char *lines, const char *line, size_t length)
{
	for (; *lines; lines += strcspn(lines, "\n"), lines += *lines == '\n')
		if (strcspn(lines, "\n") == length && memcmp(lines, line, length) == 0)
			return true;
	return false;
}

/* Whatever somebody wrote into the list, nothing outside the folder is touched. */
static bool is_below(const char *path)
{
	return path[0] && path[0] != '/' && !strstr(path, "..");
}

/* A file, and the folders that are empty without it. */
static bool drop(const char *folder, const char *path, struct error *error)
{
	if (!is_below(path))
		return true;
	char *whole = xasprintf("%s/%s", folder, path);
	bool well = unlink(whole) == 0 || errno == ENOENT || errno == ENOTDIR || errno == EISDIR
		|| error_set(error, ERROR_SYSTEM, "%s is of an earlier time and cannot be removed: %s.", whole, strerror(errno));
	for (char *slash; well && (slash = strrchr(whole, '/')) > whole + strlen(folder);) {
		*slash = '\0';
		if (rmdir(whole) != 0)
			break;
	}
	free(whole);
	return well;
}

static bool drop_others(const char *folder, const char *old, const char *kept, struct error *error)
{
	bool well = true;
	for (size_t length; well && *old; old += length, old += *old == '\n') {
		length = strcspn(old, "\n");
		char *path = xstrndup(old, length);
		well = has_line(kept, path, length) || drop(folder, path, error);
		free(path);
	}
	return well;
}

/* The list names both the old files and the new ones while they are exchanged: whenever that is broken off, no file
 * is there that it does not name. */
bool folder_replace(const char *beside, const char *path, struct error *error)
{
	struct bringing bringing = { .from = beside, .to = path, .error = error };
	char *list = xasprintf("%s/" FOLDER_LIST, path), *old = read_list(list, error), *brought = list_files(beside);
	char *both = xasprintf("%s%s", old ? old : "", brought);
	bool well = old && folder_make(path, error) && file_write(list, both, strlen(both), error)
		&& walk(beside, bring_one, &bringing) && drop_others(path, old, brought, error)
		&& file_write(list, brought, strlen(brought), error);
	free(both);
	free(brought);
	free(old);
	free(list);
	return well;
}
