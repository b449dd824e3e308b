/*
 * memory.h - small allocations that do not fail
 *
 * When memory is exhausted there is nothing sensible left to do: the record is
 * already on disk. These functions then run the function given to
 * memory_on_exhaustion (console/ gives the terminal back there), say so on
 * stderr and end the program with status 1. None of them returns NULL.
 * What they return is freed with free().
 */
#ifndef SOLEUS_BASE_MEMORY_H
#define SOLEUS_BASE_MEMORY_H

#include <stddef.h>

void memory_on_exhaustion(void (*give_terminal_back)(void));

/* The end itself, for allocations that a library made (open_memstream, lua_newstate). */
_Noreturn void memory_exhausted(void);

void *xcalloc(size_t count, size_t size);
void *xreallocarray(void *old, size_t count, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t size);
void *xmemdup(const void *bytes, size_t size);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Makes room in *items (each of `size` bytes) for one more than `count`;
 * grows by doubling. *capacity starts at 0 with *items NULL. */
void array_reserve(void **items, size_t *capacity, size_t count, size_t size);

#endif
