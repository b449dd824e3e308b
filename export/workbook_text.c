/* workbook_text.c - any text as a workbook can hold it */

#include "export/workbook_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

#define ESCAPED_UNDERSCORE "_x005F_"
/* Characters of the mark, all within 16 bits. */
#define CUT_LENGTH 7

static void put(struct workbook_text *buffer, const void *bytes, size_t size)
{
	while (buffer->size + size + 1 > buffer->capacity)
		array_reserve((void **)&buffer->bytes, &buffer->capacity, buffer->capacity, 1);
	memcpy(buffer->bytes + buffer->size, bytes, size);
	buffer->size += size;
	buffer->bytes[buffer->size] = '\0';
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
	buffer->cut = false;
	put(buffer, "", 0);
	for (const unsigned char *at = (const unsigned char *)text; *at;) {
		bool escape = looks_escaped(at);
		uint32_t character = utf8_next(&at);
		char bytes[4];
		length += escape ? strlen(ESCAPED_UNDERSCORE) : character > 0xFFFF ? 2 : 1;
		if (length > WORKBOOK_TEXT_MOST) {
			buffer->size = cut_at;
			buffer->cut = true;
			put(buffer, WORKBOOK_TEXT_CUT, strlen(WORKBOOK_TEXT_CUT));
			break;
		}
		if (escape)
			put(buffer, ESCAPED_UNDERSCORE, strlen(ESCAPED_UNDERSCORE));
		else
			put(buffer, bytes, utf8_put(character, bytes));
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
