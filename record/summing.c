/* summing.c - SQLite's way to the disk, putting a sum on each page that is written */

#include "record/summing.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "record/page_sum.h"

struct summing {
	sqlite3_vfs  vfs;
	sqlite3_vfs *below;
	char         name[32];
	struct page_sums sums;
};

/* Stands behind the lower layer's own file, in the memory that SQLite gives to both. */
struct summed_file {
	sqlite3_io_methods        methods;  /* the lower layer's, but for xWrite */
	const sqlite3_io_methods *below;
	const struct page_sums   *sums;     /* NULL: its pages have no room for one */
};

static size_t place_behind(const sqlite3_vfs *below)
{
	size_t step = _Alignof(struct summed_file);
	return ((size_t)below->szOsFile + step - 1) / step * step;
}

static const struct summed_file *summed_of(const sqlite3_file *file)
{
	return (const void *)((const char *)file->pMethods - offsetof(struct summed_file, methods));
}

static int write_summed(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
	const struct summed_file *summed = summed_of(file);
	if (!summed->sums || size != PAGE_BYTES || offset % PAGE_BYTES != 0)
		return summed->below->xWrite(file, bytes, size, offset);
	uint8_t page[PAGE_BYTES];
	memcpy(page, bytes, sizeof page);
	page_sum_put(summed->sums, page);
	return summed->below->xWrite(file, page, size, offset);
}

/* The file's header tells the size of its pages and what is left free on each; an empty
 * file will be a record, see summing_prepare. */
static bool has_room(sqlite3_file *file)
{
	uint8_t header[24];
	int code = file->pMethods->xRead(file, header, sizeof header, 0);
	return code == SQLITE_IOERR_SHORT_READ
		|| (code == SQLITE_OK && (header[16] << 8 | header[17]) == PAGE_BYTES && header[20] == PAGE_SUM_BYTES);
}

static int open_summed(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out)
{
	struct summing *summing = (struct summing *)vfs;
	int code = summing->below->xOpen(summing->below, name, file, flags, flags_out);
	if (code != SQLITE_OK || !(flags & SQLITE_OPEN_MAIN_DB))
		return code;
	struct summed_file *summed = (void *)((char *)file + place_behind(summing->below));
	summed->sums = has_room(file) ? &summing->sums : NULL;
	summed->below = file->pMethods;
	summed->methods = *file->pMethods;
	summed->methods.xWrite = write_summed;
	file->pMethods = &summed->methods;
	return code;
}

struct summing *summing_new(void)
{
	struct summing *summing = xcalloc(1, sizeof *summing);
	summing->below = sqlite3_vfs_find(NULL);
	assert(summing->below && offsetof(struct summing, vfs) == 0);
	snprintf(summing->name, sizeof summing->name, "soleus-%p", (void *)summing);
	page_sums_make(&summing->sums);
	summing->vfs = *summing->below;
	summing->vfs.zName = summing->name;
	summing->vfs.pNext = NULL;
	summing->vfs.xOpen = open_summed;
	summing->vfs.szOsFile = (int)(place_behind(summing->below) + sizeof(struct summed_file));
	sqlite3_vfs_register(&summing->vfs, 0);
	return summing;
}

void summing_free(struct summing *summing)
{
	if (!summing)
		return;
	sqlite3_vfs_unregister(&summing->vfs);
	free(summing);
}

const char *summing_name(const struct summing *summing)
{
	return summing->name;
}

bool summing_prepare(sqlite3 *db)
{
	int room = PAGE_SUM_BYTES;
	return sqlite3_exec(db, "PRAGMA page_size = 4096", NULL, NULL, NULL) == SQLITE_OK
		&& sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &room) == SQLITE_OK;
}
