/* levels.c - the levels of a column, one by one */

#include "export/levels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "export/questions.h"

/* Up to the comma that ends it, or to the end. */
static size_t length_of(const char *text)
{
	int depth = 0;
	const char *equals = strchr(text, '='), *comma = strchr(text, ',');
	if (equals && equals[1] == '"' && (!comma || equals < comma))
		return (size_t)(quoted_text(equals + 1, NULL) - text);
	size_t length = 0;
	for (; text[length] && (depth > 0 || text[length] != ','); length++)
		depth += text[length] == '(' ? 1 : text[length] == ')' ? -1 : 0;
	return length;
}

bool level_next(const char **at, struct level *level)
{
	*at += strspn(*at, " ,");
	size_t length = length_of(*at);
	if (length == 0)
		return false;
	const char *equals = memchr(*at, '=', length);
	size_t value = equals ? (size_t)(equals - *at) : length;
	snprintf(level->value, sizeof level->value, "%.*s", (int)value, *at);
	if (equals && equals[1] == '"') {
		char *label;
		quoted_text(equals + 1, &label);
		snprintf(level->label, sizeof level->label, "%s", label);
		free(label);
	} else {
		snprintf(level->label, sizeof level->label, "%.*s", equals ? (int)(length - value - 1) : 0, equals ? equals + 1 : "");
	}
	*at += length;
	return true;
}

char *level_text(int value, const char *label)
{
	if (label[0] && label[0] != ' ' && !strpbrk(label, ",()\"\\\n"))
		return xasprintf("%d=%s", value, label);
	char *quoted = xcalloc(2 * strlen(label) + 1, 1), *to = quoted;
	for (const char *at = label; *at; at++) {
		if (*at == '"' || *at == '\\')
			*to++ = '\\';
		*to++ = *at == '\n' ? ' ' : *at;
	}
	char *text = xasprintf("%d=\"%s\"", value, quoted);
	free(quoted);
	return text;
}

bool levels_are_words(const struct column *column)
{
	return column->levels[0] && !strchr(column->levels, '=') && !strchr(column->levels, '(');
}

bool column_is_coded(const struct column *column)
{
	const char *at = column->levels;
	struct level level;
	bool coded = false;
	if (column->type != CELL_INTEGER)
		return false;
	while (level_next(&at, &level)) {
		char *end;
		strtol(level.value, &end, 10);
		if (*end != '\0' || level.label[0] == '\0')
			return false;
		coded = true;
	}
	return coded;
}
