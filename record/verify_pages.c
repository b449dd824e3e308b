/* verify_pages.c - the sums on the pages of a record's file */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "record/page_sum.h"
#include "record/verifying.h"

/* Where SQLite locks; that page is never written (The SQLite Database File Format, 1.5). */
#define LOCK_BYTE INT64_C(0x40000000)

/* A page that is being written just now is read again. */
static bool read_page(const struct page_sums *sums, int fd, int64_t offset, uint8_t *page, bool *fits)
{
	for (int i = 0; i < 3; i++) {
		if (pread(fd, page, PAGE_BYTES, offset) != PAGE_BYTES)
			return false;
		*fits = page_sum_fits(sums, page);
		if (*fits)
			return true;
	}
	return true;
}

static void tell(struct verifying *verifying, const struct page_sums *sums, int64_t offset, const uint8_t *page)
{
	int64_t number = offset / PAGE_BYTES + 1;
	int bit = page_sum_flipped(sums, page);
	char *place = xasprintf("page %lld", (long long)number);
	if (bit >= 0)
		verifying_find(verifying, CAUSE_FLIPPED, place, "Bit %d of the file's byte %lld is flipped.", bit % 8,
		               (long long)(offset + bit / 8));
	else
		verifying_find(verifying, CAUSE_UNEXPLAINED, place, "It is not as Soleus wrote it: damaged in more than one "
		               "bit, or written by another program.");
}

/*
 * A power cut while the write-ahead log is brought into the file can leave a page half of which is old. That is
 * no damage: the log still has the page, SQLite reads it there, and brought in again it is whole.
 */
static void bring_in_log(const char *path)
{
	struct error error;
	struct record *record = record_open_unlooked(path, false, &error);
	if (record)
		sqlite3_wal_checkpoint_v2(record->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	record_close(record);
}

void verify_pages(struct verifying *verifying, const char *path)
{
	uint8_t page[PAGE_BYTES];
	struct stat status;
	struct page_sums sums;
	page_sums_make(&sums);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) != 0) {
		if (fd >= 0)
			close(fd);
		return;
	}
	bool brought_in = false;
	for (int64_t offset = 0; offset < status.st_size; offset += PAGE_BYTES) {
		bool fits = false;
		if (offset == LOCK_BYTE)
			continue;
		verifying->verdict->pages++;
		bool is_read = read_page(&sums, fd, offset, page, &fits);
		if (!fits && !brought_in) {
			bring_in_log(path);
			brought_in = true;
			is_read = fstat(fd, &status) == 0 && read_page(&sums, fd, offset, page, &fits);
		}
		if (!is_read) {
			verifying_find(verifying, CAUSE_BROKEN, xasprintf("page %lld", (long long)(offset / PAGE_BYTES + 1)),
			               "It cannot be read whole: the file is cut short or the disk fails.");
			break;
		}
		if (!fits)
			tell(verifying, &sums, offset, page);
	}
	close(fd);
}
