/*
 * file.h - files that are read whole, and files that are never half-written
 */
#ifndef SOLEUS_BASE_FILE_H
#define SOLEUS_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* The file's bytes with a NUL behind them; *size (may be NULL) without it. Freed
 * with free(); NULL when it cannot be read or has more than `most` bytes. */
char *file_read(const char *path, size_t most, size_t *size, struct error *error);

/* Makes the folder and those above it that are missing, mode 0700. */
bool folder_make(const char *path, struct error *error);

/*
 * Writing beside, syncing, renaming. file_beside gives the name to write under
 * (freed with free()); when that file is complete and closed, file_replace syncs
 * it, renames it to `path` and syncs the folder. Until then, and if anything
 * fails, the old file stands. After a failure the file beside is removed.
 */
char *file_beside(const char *path);
bool file_replace(const char *beside, const char *path, struct error *error);

/* All three for bytes in memory; the new file has mode 0600. */
bool file_write(const char *path, const void *bytes, size_t size, struct error *error);

/*
 * The same for a folder of files that belong together: written as folder_beside says (freed with free(); what an
 * earlier attempt left there is removed), then brought into place by folder_replace, file by file. What an earlier
 * folder_replace brought and this one does not is removed, with folders that are empty then: FOLDER_LIST in the folder names
 * what was brought, a path a line. What else stands there is somebody's own, and stays. After a failure the folder beside is
 * removed by folder_remove.
 */
#define FOLDER_LIST ".written-by-soleus"
char *folder_beside(const char *path);
bool folder_replace(const char *beside, const char *path, struct error *error);
void folder_remove(const char *path);

#endif
