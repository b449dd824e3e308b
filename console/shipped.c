/* shipped.c - the files that a new study's folder begins with; the Makefile lists them */

#include "console/shipped.h"

#include <stddef.h>

#include "base/embedded.h"

#define SHIPPED(path, text) EMBEDDED(text);
#include "shipped.list"
#undef SHIPPED

const struct shipped_file *shipped_files(void)
{
	static const struct shipped_file files[] = {
#define SHIPPED(path, text) { path, EMBEDDED_TEXT(text) },
#include "shipped.list"
#undef SHIPPED
		{ NULL, NULL },
	};
	return files;
}
