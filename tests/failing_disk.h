/*
 * failing_disk.h - a layer over SQLite's way to the disk that fails, fills up or is the program's end
 *
 * While one is made, every record that is opened goes through it. A call is a write, a sync or
 * a truncation, of any file.
 */
#ifndef SOLEUS_TESTS_FAILING_DISK_H
#define SOLEUS_TESTS_FAILING_DISK_H

#include <sqlite3.h>
#include <stdbool.h>

struct failing_disk {
	sqlite3_vfs  vfs;
	sqlite3_vfs *below;
	long         calls;         /* so many were made */
	long         fails_at;      /* from this call on all fail; 0: none does */
	int          code;          /* with that */
	long         kills_at;      /* at this call the process is killed; 0: at none */
	bool         unsynced;      /* does not wait for the disk: who is killed loses nothing by that */
	long         room;          /* bytes that all open files together may have; 0: any number */
	long         used;
};

/* Only one at a time; SQLITE_FULL from no call on. Freed with failing_disk_free. */
struct failing_disk *failing_disk_new(void);
void failing_disk_free(struct failing_disk *disk);

#endif
