/* utf8.c - the characters of a text that may not be one */

#include "export/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define REPLACEMENT 0xFFFD

static uint32_t decode(const unsigned char **at)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	unsigned char first = *(*at)++;
	if (first < 0x80)
		return first;
	int more = first >= 0xC2 && first <= 0xDF ? 1 : first >= 0xE0 && first <= 0xEF ? 2 : first >= 0xF0 && first <= 0xF4 ? 3 : 0;
	if (more == 0)
		return REPLACEMENT;
	uint32_t character = first & (0x3Fu >> more);
	for (int i = 0; i < more; i++) {
		if (((*at)[i] & 0xC0) != 0x80)
			return REPLACEMENT;
		character = character << 6 | ((*at)[i] & 0x3Fu);
	}
	if (character < least[more] || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
		return REPLACEMENT;
	*at += more;
	return character;
}

uint32_t utf8_next(const unsigned char **at)
{
	if (**at == '\0')
		return 0;
	uint32_t character = decode(at);
	if (character == '\r') {
		*at += **at == '\n';
		return '\n';
	}
	bool allowed = character == '\t' || character == '\n' || (character >= 0x20 && character != 0xFFFE && character != 0xFFFF);
	return allowed ? character : REPLACEMENT;
}

size_t utf8_put(uint32_t character, char to[static 4])
{
	static const unsigned char lead[] = { 0, 0x00, 0xC0, 0xE0, 0xF0 };
	size_t size = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
	for (size_t i = size; i-- > 1; character >>= 6)
		to[i] = (char)(0x80 | (character & 0x3F));
	to[0] = (char)(lead[size] | character);
	return size;
}

size_t utf8_plain(const char *text)
{
	size_t size = 0;
	while (text[size] >= 0x20 && text[size] < 0x7F)
		size++;
	return size;
}

char *utf8_clean(const char *text, size_t most, const char *mark)
{
	size_t room = most - strlen(mark), fits = 0;
	/* A byte becomes at most three. */
	char *clean = xcalloc(3 * strlen(text) + strlen(mark) + 1, 1), *end = clean;
	const unsigned char *at = (const unsigned char *)text;
	for (uint32_t character; (character = utf8_next(&at)) != 0;) {
		end += utf8_put(character, end);
		if ((size_t)(end - clean) <= room)
			fits = (size_t)(end - clean);
	}
	if ((size_t)(end - clean) > most)
		strcpy(clean + fits, mark);
	return clean;
}
