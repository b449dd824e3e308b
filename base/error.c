/* error.c - why something could not be done */

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

#define CUT "..."

bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
{
	/* Formatted apart first: an argument may be the old error->text itself. */
	char *text;
	va_list arguments;
	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		memory_exhausted();
	va_end(arguments);
	error->kind = kind;
	size_t length = strlen(text), room = sizeof error->text - 1, half = (room - strlen(CUT)) / 2;
	if (length <= room)
		memcpy(error->text, text, length + 1);
	else
		snprintf(error->text, sizeof error->text, "%.*s" CUT "%s", (int)half, text, text + length - half);
	free(text);
	utf8_make_line(error->text);    /* last: the cut may be within a character */
	return false;
}
