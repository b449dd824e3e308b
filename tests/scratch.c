/* scratch.c - a file or folder for one test, gone afterwards */

#include "tests/scratch.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/memory.h"

/* Without a place for its files no test can be trusted: the program that runs them ends. */
static void must(bool well, const char *path)
{
	if (well)
		return;
	perror(path);
	exit(EXIT_FAILURE);
}

char *scratch_folder(void)
{
	char *folder = xstrdup("/tmp/soleus-test-XXXXXX");
	must(mkdtemp(folder) != NULL, folder);
	return folder;
}

static int take_away(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status, (void)type, (void)walk;
	return remove(path);
}

void scratch_remove(char *folder)
{
	nftw(folder, take_away, 8, FTW_DEPTH | FTW_PHYS);
	free(folder);
}

char *scratch_file(const char *folder, const char *name, const char *text)
{
	struct error error;
	char *path = xasprintf("%s/%s", folder, name);
	char *above = xstrndup(path, (size_t)(strrchr(path, '/') - path));
	must(folder_make(above, &error), above);
	free(above);
	FILE *file = fopen(path, "w");
	must(file != NULL, path);
	fputs(text, file);
	fclose(file);
	return path;
}
