/* utf8.c - the characters of a text that may not be one */

#include "base/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define REPLACEMENT 0xFFFD

size_t utf8_length(const unsigned char *at)
{
	size_t length = at[0] < 0x80 ? 1 : at[0] >= 0xc2 && at[0] < 0xe0 ? 2 : (at[0] & 0xf0) == 0xe0 ? 3
		: at[0] >= 0xf0 && at[0] < 0xf5 ? 4 : 0;
	for (size_t i = 1; i < length; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	bool overlong = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
	bool beyond = (at[0] == 0xed && at[1] > 0x9f) || (at[0] == 0xf4 && at[1] > 0x8f);
	return overlong || beyond ? 0 : length;
}

uint32_t utf8_decode(const unsigned char **at)
{
	size_t length = utf8_length(*at);
	const unsigned char *first = *at;
	*at += length > 0 ? length : 1;
	if (length <= 1)
		return length ? *first : REPLACEMENT;
	uint32_t character = *first & (0x7Fu >> length);
	for (size_t i = 1; i < length; i++)
		character = character << 6 | (first[i] & 0x3Fu);
	return character;
}

uint32_t utf8_next(const unsigned char **at)
{
	if (**at == '\0')
		return 0;
	uint32_t character = utf8_decode(at);
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

void utf8_make_line(char *text)
{
	for (unsigned char *at = (unsigned char *)text; *at;) {
		size_t length = utf8_length(at);
		bool control = *at < 0x20 || *at == 0x7f || (*at == 0xc2 && length == 2 && at[1] < 0xa0);
		if (*at == '\n' || *at == '\r' || *at == '\t')
			*at = ' ';
		else if (length == 0 || control)
			memset(at, '?', length > 0 ? length : 1);
		at += length > 0 ? length : 1;
	}
}
