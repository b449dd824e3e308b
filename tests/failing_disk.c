/* failing_disk.c - a layer over SQLite's way to the disk that fails, fills up or is the program's end */

#include "tests/failing_disk.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"

#define NAME "failing"

/* Stands behind the file of the layer below. */
struct failing_file {
	sqlite3_io_methods        methods;
	const sqlite3_io_methods *below;
	struct failing_disk      *disk;
	long                      size;
};

static struct failing_file *failing_of(sqlite3_file *file)
{
	const struct failing_disk *disk = (const struct failing_disk *)sqlite3_vfs_find(NAME);
	return (void *)((char *)file + disk->below->szOsFile);
}

static bool fails(struct failing_disk *disk)
{
	disk->calls++;
	if (disk->calls == disk->kills_at)
		kill(getpid(), SIGKILL);
	return disk->fails_at > 0 && disk->calls >= disk->fails_at;
}

/* Whether the disk has room for the file to be so large. */
static bool has_room(struct failing_file *file, long size)
{
	struct failing_disk *disk = file->disk;
	if (size <= file->size)
		return true;
	if (disk->room > 0 && disk->used + size - file->size > disk->room)
		return false;
	disk->used += size - file->size;
	file->size = size;
	return true;
}

static int failing_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
	struct failing_file *self = failing_of(file);
	if (fails(self->disk))
		return self->disk->code;
	return has_room(self, (long)offset + size) ? self->below->xWrite(file, bytes, size, offset) : SQLITE_FULL;
}

static int failing_sync(sqlite3_file *file, int flags)
{
	const struct failing_file *self = failing_of(file);
	if (fails(self->disk))
		return SQLITE_IOERR_FSYNC;
	return self->disk->unsynced ? SQLITE_OK : self->below->xSync(file, flags);
}

static int failing_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct failing_file *self = failing_of(file);
	if (fails(self->disk))
		return SQLITE_IOERR_TRUNCATE;
	self->disk->used -= self->size - (long)size;
	self->size = (long)size;
	return self->below->xTruncate(file, size);
}

static int failing_close(sqlite3_file *file)
{
	const struct failing_file *self = failing_of(file);
	self->disk->used -= self->size;
	return self->below->xClose(file);
}

static int open_failing(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out)
{
	struct failing_disk *disk = (struct failing_disk *)vfs;
	sqlite3_int64 size = 0;
	int code = disk->below->xOpen(disk->below, name, file, flags, flags_out);
	if (code != SQLITE_OK)
		return code;
	file->pMethods->xFileSize(file, &size);
	struct failing_file *self = failing_of(file);
	*self = (struct failing_file){ .methods = *file->pMethods, .below = file->pMethods, .disk = disk, .size = (long)size };
	self->methods.xWrite = failing_write;
	self->methods.xSync = failing_sync;
	self->methods.xTruncate = failing_truncate;
	self->methods.xClose = failing_close;
	file->pMethods = &self->methods;
	disk->used += self->size;
	return code;
}

struct failing_disk *failing_disk_new(void)
{
	struct failing_disk *disk = xcalloc(1, sizeof *disk);
	disk->below = sqlite3_vfs_find(NULL);
	disk->code = SQLITE_FULL;
	disk->vfs = *disk->below;
	disk->vfs.zName = NAME;
	disk->vfs.pNext = NULL;
	disk->vfs.xOpen = open_failing;
	disk->vfs.szOsFile += (int)sizeof(struct failing_file);
	sqlite3_vfs_register(&disk->vfs, 1);
	return disk;
}

void failing_disk_free(struct failing_disk *disk)
{
	sqlite3_vfs_register(disk->below, 1);
	sqlite3_vfs_unregister(&disk->vfs);
	free(disk);
}
