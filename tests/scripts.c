/* scripts.c - protocol scripts for tests */

#include "tests/scripts.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/scratch.h"

static char *folder;

int scripts_make_folder(void)
{
	folder = scratch_folder();
	return 0;
}

const char *scripts_path(const char *name)
{
	static char path[512];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

int scripts_remove_folder(void)
{
	scratch_remove(folder);
	return 0;
}

void scripts_write(const char *name, const char *text, size_t size)
{
	FILE *file = fopen(scripts_path(name), "wb");
	if (!file || fwrite(text, 1, size, file) != size || fclose(file) != 0)
		abort();
}
