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

#endif
