/* error.c - why something could not be done */

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
{
	/* Formatted apart first: an argument may be the old error->text itself. */
	char text[ERROR_TEXT_SIZE];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	error->kind = kind;
	snprintf(error->text, sizeof error->text, "%s", text);
	return false;
}
