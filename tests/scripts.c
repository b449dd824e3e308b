/* scripts.c - protocol scripts for tests */

#include "tests/scripts.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64];

int scripts_make_folder(void)
{
	snprintf(folder, sizeof folder, "/tmp/soleus-scripts-XXXXXX");
	return mkdtemp(folder) ? 0 : 1;
}

const char *scripts_path(const char *name)
{
	static char path[512];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

int scripts_remove_folder(void)
{
	DIR *files = opendir(folder);
	for (struct dirent *file; files && (file = readdir(files));)
		if (file->d_name[0] != '.')
			unlink(scripts_path(file->d_name));
	if (files)
		closedir(files);
	return rmdir(folder);
}

void scripts_write(const char *name, const char *text, size_t size)
{
	FILE *file = fopen(scripts_path(name), "wb");
	if (!file || fwrite(text, 1, size, file) != size || fclose(file) != 0)
		abort();
}
