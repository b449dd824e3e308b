/*
 * folder.h - folders that are made, and folders of files that belong together
 */
#ifndef SOLEUS_BASE_FOLDER_H
#define SOLEUS_BASE_FOLDER_H

#include <stdbool.h>

#include "base/error.h"

/* Makes the folder and those above it that are missing, mode 0700. */
bool folder_make(const char *path, struct error *error);

void folder_remove(const char *path);

/*
 * What base/file.h does for a file: written as folder_beside says (freed with free(); what an earlier attempt left there
 * is removed), then brought into place by folder_replace, file by file. What an earlier folder_replace brought and this
 * one does not is removed, with folders that are empty then: FOLDER_LIST in the folder names what was brought, a path a
 * line. What else stands there is somebody's own, and stays. After a failure the folder beside is removed by folder_remove.
 */
#define FOLDER_LIST ".written-by-soleus"
char *folder_beside(const char *path);
bool folder_replace(const char *beside, const char *path, struct error *error);

#endif
