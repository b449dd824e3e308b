/* claim.c - one recording program to a study */

#include "record/claim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "record/database.h"

static void say_who(const char *path, int fd, struct error *error)
{
	char text[16] = "";
	char process[40] = "";
	ssize_t got = pread(fd, text, sizeof text - 1, 0);
	long number = got > 0 ? strtol(text, NULL, 10) : 0;
	if (number > 0)
		snprintf(process, sizeof process, " (process %ld)", number);
	error_set(error, ERROR_BUSY, "%s is being recorded into by another program%s; "
	          "end that visit first, or record into a study of its own.", path, process);
}

/* Of the open file, as flock's, but whether it is held can be asked without holding it. `command` is F_OFD_SETLK or
 * F_OFD_GETLK, which leaves F_UNLCK in *type when nobody has the lock. */
static bool lock_command(int fd, int command, short *type)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	bool well = fcntl(fd, command, &lock) == 0;
	*type = lock.l_type;
	return well;
}

/* The one who held it before may have removed the file between our opening and our locking. */
static bool is_still_the_file(const char *name, int fd)
{
	struct stat named, opened;
	return stat(name, &named) == 0 && fstat(fd, &opened) == 0
		&& named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

/* The locked file, or -1. */
static int lock(const char *path, const char *name, struct error *error)
{
	for (;;) {
		int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0) {
			error_set(error, ERROR_SYSTEM, "%s cannot be made: %s.", name, strerror(errno));
			return -1;
		}
		short type;
		bool locked = lock_command(fd, F_OFD_SETLK, &type);
		if (locked && is_still_the_file(name, fd))
			return fd;
		if (!locked && (errno == EAGAIN || errno == EACCES))
			say_who(path, fd, error);
		else if (!locked)
			error_set(error, ERROR_SYSTEM, "%s cannot be locked: %s.", name, strerror(errno));
		close(fd);
		if (!locked)
			return -1;
	}
}

bool claim_take(struct record *record, struct error *error)
{
	if (record->claim >= 0)
		return true;
	char *name = xasprintf("%s.lock", record->path);
	record->claim = lock(record->path, name, error);
	/* Without the number the claim holds as well: it only serves the other's sentence. */
	if (record->claim >= 0 && ftruncate(record->claim, 0) == 0)
		dprintf(record->claim, "%ld\n", (long)getpid());
	free(name);
	return record->claim >= 0;
}

void claim_release(struct record *record)
{
	if (record->claim < 0)
		return;
	char *name = xasprintf("%s.lock", record->path);
	unlink(name);
	close(record->claim);
	record->claim = -1;
	free(name);
}

bool claim_is_held(const struct record *record)
{
	if (record->claim >= 0)
		return true;
	char *name = xasprintf("%s.lock", record->path);
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	short type;
	bool held = fd >= 0 && lock_command(fd, F_OFD_GETLK, &type) && type != F_UNLCK;
	if (fd >= 0)
		close(fd);
	free(name);
	return held;
}
