/* golden.c - a whole output held against a file that a person has looked at */

#include "tests/golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"

bool golden_holds(const char *name, const char *text)
{
	struct error error;
	char *path = xasprintf("tests/golden/%s", name);
	char *wanted = file_read(path, (size_t)1 << 20, NULL, &error);
	bool holds = wanted && strcmp(wanted, text) == 0;
	free(wanted);
	free(path);
	if (holds)
		return true;
	path = xasprintf("build/golden/%s", name);
	if (folder_make("build/golden", &error) && file_write(path, text, strlen(text), &error))
		printf("\nnot as it was: diff -y tests/golden/%s %s; copy it over when it is right\n", name, path);
	free(path);
	return false;
}
