/* golden.c - a whole output held against a file that a person has looked at */

#include "tests/golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/folder.h"
#include "base/memory.h"

bool golden_holds(const char *path, const char *text)
{
	struct error error;
	char *wanted = file_read(path, (size_t)1 << 20, NULL, &error);
	bool holds = wanted && strcmp(wanted, text) == 0;
	free(wanted);
	if (holds)
		return true;
	const char *slash = strrchr(path, '/');
	char *found = xasprintf("build/golden/%s", slash ? slash + 1 : path);
	if (folder_make("build/golden", &error) && file_write(found, text, strlen(text), &error))
		printf("\nnot as it was: diff %s %s; copy it over when it is right\n", path, found);
	free(found);
	return false;
}
