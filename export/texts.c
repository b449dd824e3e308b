/* texts.c - texts that live as long as the thing that shows them */

#include "export/texts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

const char *texts_take(struct texts *texts, char *text)
{
	array_reserve((void **)&texts->items, &texts->capacity, texts->count, sizeof *texts->items);
	return texts->items[texts->count++] = text;
}

const char *texts_copy(struct texts *texts, const char *text)
{
	return texts_take(texts, xstrdup(text));
}

const char *texts_add_new(struct texts *texts, const char *text)
{
	for (size_t i = 0; i < texts->count; i++)
		if (strcmp(texts->items[i], text) == 0)
			return texts->items[i];
	return texts_copy(texts, text);
}

bool texts_has(const struct texts *texts, const char *text)
{
	for (size_t i = 0; i < texts->count; i++)
		if (strcmp(texts->items[i], text) == 0)
			return true;
	return false;
}

char *texts_join(const struct texts *texts, const char *between, size_t most)
{
	size_t size = 1;
	for (size_t i = 0; i < texts->count; i++)
		size += strlen(texts->items[i]) + strlen(between);
	char *joined = xcalloc(size, 1), *end = joined;
	for (size_t i = 0; i < texts->count && texts->count <= most; i++)
		end = stpcpy(stpcpy(end, i ? between : ""), texts->items[i]);
	return joined;
}

void texts_free(struct texts *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		free(texts->items[i]);
	free(texts->items);
	*texts = (struct texts){0};
}
