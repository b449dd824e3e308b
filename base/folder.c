/* folder.c - folders that are made, and folders of files that belong together */

#include "base/folder.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

/* A list has no more bytes than that. */
#define LIST_MOST ((size_t)1 << 24)

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

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Calls `visit` with each thing below `path` in the order of names, folders before and after what is in them, as fts says
 * in fts_info. */
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

struct bringing {
	const char   *from, *to;
	struct error *error;
};

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

struct listed {
	const char *folder;
	FILE       *lines;
};

static bool list_one(void *self, const FTSENT *entry)
{
	const struct listed *listed = self;
	if (entry->fts_info != FTS_D && entry->fts_info != FTS_DP)
		fprintf(listed->lines, "%s\n", entry->fts_path + strlen(listed->folder) + 1);
	return true;
}

/* What stands below the folder, a path a line; freed with free(). */
static char *list_files(const char *folder)
{
	char *lines;
	size_t size;
	struct listed listed = { folder, open_memstream(&lines, &size) };
	if (!listed.lines)
		memory_exhausted();
	walk(folder, list_one, &listed);
	if (fclose(listed.lines) != 0)
		memory_exhausted();
	return lines;
}

/* "" when nothing was brought yet; NULL when that cannot be read. Freed with free(). */
static char *read_list(const char *list, struct error *error)
{
	char *lines = file_read(list, LIST_MOST, NULL, error);
	return lines || error->kind != ERROR_ABSENT ? lines : xstrdup("");
}

/* Those of the lines that are no file in the folder; freed with free(). */
static char *absent_from(const char *folder, const char *lines)
{
	char *absent = xcalloc(strlen(lines) + 1, 1), *end = absent;
	for (size_t length; *lines; lines += length) {
		length = strcspn(lines, "\n");
		char *path = xasprintf("%s/%.*s", folder, (int)length, lines);
		length += lines[length] == '\n';
		if (access(path, F_OK) != 0)
			end = mempcpy(end, lines, length);
		free(path);
	}
	return absent;
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

static bool drop_all(const char *folder, const char *lines, struct error *error)
{
	bool well = true;
	for (size_t length; well && *lines; lines += length) {
		length = strcspn(lines, "\n");
		char *path = xstrndup(lines, length);
		length += lines[length] == '\n';
		well = drop(folder, path, error);
		free(path);
	}
	return well;
}

/* The list names both the old files and the new ones while they are exchanged: whenever that is broken off, no file
 * is there that it does not name. */
bool folder_replace(const char *beside, const char *path, struct error *error)
{
	struct bringing bringing = { .from = beside, .to = path, .error = error };
	char *list = xasprintf("%s/" FOLDER_LIST, path), *old = read_list(list, error);
	char *brought = list_files(beside), *gone = absent_from(beside, old ? old : "");
	char *both = xasprintf("%s%s", gone, brought);
	bool well = old && folder_make(path, error) && file_write(list, both, strlen(both), error)
		&& walk(beside, bring_one, &bringing) && drop_all(path, gone, error)
		&& file_write(list, brought, strlen(brought), error);
	free(both);
	free(gone);
	free(brought);
	free(old);
	free(list);
	return well;
}
