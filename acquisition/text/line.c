/* line.c - gathers bytes into lines */

#include "acquisition/text/line.h"

#include <string.h>

bool line_push(struct line *line, uint8_t byte, char also)
{
	if (byte == '\n' || byte == '\r' || (also && byte == (uint8_t)also))
		return true;
	if (line->length < LINE_SIZE)
		line->text[line->length++] = (char)byte;
	return false;
}

bool line_is_too_long(const struct line *line)
{
	return line->length == LINE_SIZE;
}

bool line_is_empty(const struct line *line)
{
	for (size_t i = 0; i < line->length; i++)
		if (line->text[i] != ' ' && line->text[i] != '\t')
			return false;
	return true;
}
