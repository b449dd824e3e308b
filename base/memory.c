/* memory.c - small allocations that do not fail */

#include "base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void (*before_the_end)(void);

void memory_on_exhaustion(void (*give_terminal_back)(void))
{
	before_the_end = give_terminal_back;
}

_Noreturn void memory_exhausted(void)
{
	if (before_the_end)
		before_the_end();
	fputs("soleus: out of memory; what was recorded so far is safe on disk.\n", stderr);
	exit(1);
}

static void *must(void *memory)
{
	if (!memory)
		memory_exhausted();
	return memory;
}

void *xcalloc(size_t count, size_t size)
{
	return must(calloc(count ? count : 1, size ? size : 1));
}

void *xreallocarray(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return must(NULL);
	size_t bytes = count * size;
	return must(realloc(old, bytes ? bytes : 1));
}

char *xstrdup(const char *text)
{
	return must(strdup(text));
}

char *xstrndup(const char *text, size_t size)
{
	return must(strndup(text, size));
}

void *xmemdup(const void *bytes, size_t size)
{
	void *copy = xcalloc(size, 1);
	if (size)
		memcpy(copy, bytes, size);
	return copy;
}

char *xasprintf(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		return must(NULL);
	char *text = xcalloc((size_t)length + 1, 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return text;
}

void array_reserve(void **items, size_t *capacity, size_t count, size_t size)
{
	if (count < *capacity)
		return;
	*capacity = *capacity ? *capacity * 2 : 8;
	*items = xreallocarray(*items, *capacity, size);
}
