/* script_message.c - turns Lua's messages into ours */

#include "protocols/script_inside.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "3:14: " at the beginning, as Lua writes it for a chunk named "@3". A line of the prelude is
 * passed over: it would tell the script's author nothing. */
static const char *read_position(lua_State *L, const char *message, struct place *place)
{
	char *end;
	if (strncmp(message, "prelude:", 8) == 0) {
		const char *behind = message + 8 + strspn(message + 8, "0123456789");
		return strncmp(behind, ": ", 2) == 0 ? behind + 2 : message;
	}
	if (!isdigit((unsigned char)*message))
		return message;
	long file = strtol(message, &end, 10);
	if (*end != ':' || !isdigit((unsigned char)end[1]))
		return message;
	long line = strtol(end + 1, &end, 10);
	if (end[0] != ':' || end[1] != ' ' || file > INT_MAX || line > INT_MAX)
		return message;
	struct place told = { .file = (int)file, .line = (int)line };
	if (L && !script_stands_at(L, told))
		return message;         /* the script's own words */
	*place = told;
	return end + 2;
}

/* Lua's turns of phrase, and what stands here instead. */
static const struct {
	const char *lua, *ours;
} phrases[] = {
	{ "attempt to ", "cannot " },
	{ "near <eof>", "at the end of the file" },
	{ "C stack overflow", "functions call one another too deeply; does one call itself for ever?" },
	{ "stack overflow", "functions call one another too deeply; does one call itself for ever?" },
	{ "chunk has too many syntax levels", "too many brackets or blocks inside one another" },
	{ "cannot load a binary chunk (mode is 't')", "is not a text file" },
	{ "a nil value", "a value that was never set" },
	{ "two nil values", "two values that were never set" },
	{ " with nil", " with a value that was never set" },
	{ "compare nil ", "compare a value that was never set " },
	{ "not enough memory", "needs more memory than a protocol may have (64 MiB; 1 MiB for a list, 16 KiB for a text); "
	  "does something grow for ever?" },
};

static void replace(char text[static MESSAGE_SIZE], const char *old, const char *new)
{
	char *at = strstr(text, old);
	if (!at)
		return;
	char rest[MESSAGE_SIZE];
	snprintf(rest, sizeof rest, "%s", at + strlen(old));
	snprintf(at, MESSAGE_SIZE - (size_t)(at - text), "%s%s", new, rest);
}

static void append(char text[static MESSAGE_SIZE], const char *more)
{
	size_t length = strlen(text);
	snprintf(text + length, MESSAGE_SIZE - length, "%s", more);
}

/* The mistakes that are made most often, told in the words of the person who made them. */
static void add_hint(char text[static MESSAGE_SIZE])
{
	if (strstr(text, " near '<\\"))
		append(text, ", a character that Lua does not know; is it a typographic quotation mark or dash?");
	else if (strncmp(text, "'}' expected", 12) == 0 && strstr(text, " near "))
		append(text, "; is a comma missing before it?");
	else if (strcmp(text, "')' expected near '='") == 0)
		append(text, "; named values stand between { and }");
	else if (strcmp(text, "syntax error near ','") == 0)
		append(text, "; what has several parts has ( and ) around them, as trial({ condition = \"still\" }, function() ... end)");
	else if (strstr(text, "(for iterator 'for iterator')"))
		append(text, "; a list is gone through by for _, item in ipairs(list) do");
	else if (strncmp(text, "unfinished string", 17) == 0)
		append(text, "; is a quotation mark missing?");
}

void message_read(lua_State *L, const char *message, struct place *place, char text[static MESSAGE_SIZE])
{
	snprintf(text, MESSAGE_SIZE, "%s", read_position(L, message, place));
	for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
		replace(text, phrases[i].lua, phrases[i].ours);
	char *overflow = strstr(text, "for ever?");
	if (overflow)
		overflow[strlen("for ever?")] = '\0';
	add_hint(text);
	size_t length = strlen(text);
	if (length > 0 && text[length - 1] == '.')
		text[length - 1] = '\0';
}
