/* file.c - files that are read whole, and files that are never half-written */

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
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
