/* workbook_text.c - any text as a workbook can hold it */

#include "export/workbook_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define REPLACEMENT 0xFFFD
#define ESCAPED_UNDERSCORE "_x005F_"
/* Characters of the mark, all within 16 bits. */
#define CUT_LENGTH 7

/* The character at *at, which is moved behind it; REPLACEMENT for a byte that begins none. Knows
 * that overlong forms, surrogates and what lies above U+10FFFF are not UTF-8 (RFC 3629). */
static uint32_t next_character(const unsigned char **at)
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

static uint32_t as_allowed(uint32_t character)
{
	bool allowed = character == '\t' || character == '\n' || (character >= 0x20 && character != 0xFFFE && character != 0xFFFF);
	return allowed ? character : REPLACEMENT;
}

static void put(struct workbook_text *buffer, const void *bytes, size_t size)
{
	while (buffer->size + size + 1 > buffer->capacity)
		array_reserve((void **)&buffer->bytes, &buffer->capacity, buffer->capacity, 1);
	memcpy(buffer->bytes + buffer->size, bytes, size);
	buffer->size += size;
	buffer->bytes[buffer->size] = '\0';
}

static void put_character(struct workbook_text *buffer, uint32_t character)
{
	unsigned char bytes[4];
	size_t more = character < 0x80 ? 0 : character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
	static const unsigned char lead[] = { 0x00, 0xC0, 0xE0, 0xF0 };
	bytes[0] = (unsigned char)(lead[more] | character >> (6 * more));
	for (size_t i = 1; i <= more; i++)
		bytes[i] = (unsigned char)(0x80 | (character >> (6 * (more - i)) & 0x3F));
	put(buffer, bytes, more + 1);
}

/* _xHHHH_ */
static bool looks_escaped(const unsigned char *text)
{
	return text[0] == '_' && text[1] == 'x' && strspn((const char *)text + 2, "0123456789abcdefABCDEF") >= 4 &&
	       text[6] == '_';
}

/* `cut_at` is the last place behind which the mark still has room. An escape counts with all its
 * letters: Excel would not, but libxlsxwriter does. */
const char *workbook_text(struct workbook_text *buffer, const char *text)
{
	size_t length = 0, cut_at = 0;
	buffer->size = 0;
	put(buffer, "", 0);
	for (const unsigned char *at = (const unsigned char *)text; *at;) {
		bool escape = looks_escaped(at);
		uint32_t character = next_character(&at);
		if (character == '\r' && *at == '\n')
			continue;
		character = as_allowed(character == '\r' ? '\n' : character);
		length += escape ? strlen(ESCAPED_UNDERSCORE) : character > 0xFFFF ? 2 : 1;
		if (length > WORKBOOK_TEXT_MOST) {
			buffer->size = cut_at;
			put(buffer, WORKBOOK_TEXT_CUT, strlen(WORKBOOK_TEXT_CUT));
			break;
		}
		if (escape)
			put(buffer, ESCAPED_UNDERSCORE, strlen(ESCAPED_UNDERSCORE));
		else
			put_character(buffer, character);
		if (length <= WORKBOOK_TEXT_MOST - CUT_LENGTH)
			cut_at = buffer->size;
	}
	return buffer->bytes;
}

void workbook_text_free(struct workbook_text *buffer)
{
	free(buffer->bytes);
	*buffer = (struct workbook_text){0};
}

void workbook_sheet_name(const char *table, size_t part, char name[static SHEET_NAME_SIZE])
{
	if (part > 1)
		snprintf(name, SHEET_NAME_SIZE, "%s_%zu", table, part);
	else
		snprintf(name, SHEET_NAME_SIZE, "%s", table);
}
