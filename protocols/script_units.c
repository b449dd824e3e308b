/*
 * script_units.c - numbers of seconds that were written without a unit
 *
 * To Lua 300 and 5 * minutes are the same number. So the script's text is looked at
 * again where a verb was called: who writes `lasts = 300` may have meant minutes.
 */

#include "protocols/script_inside.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool in_word(char letter)
{
	return isalnum((unsigned char)letter) || letter == '_';
}

static const char *skip_line(const char *at)
{
	return at + strcspn(at, "\n");
}

/* Behind the string or comment that begins at `at`; `at` itself when none does. */
static const char *skip_words(const char *at)
{
	bool comment = at[0] == '-' && at[1] == '-';
	const char *open = comment ? at + 2 : at;
	if (open[0] == '[' && open[1] == '[') {
		const char *end = strstr(open, "]]");
		return end ? end + 2 : at + strlen(at);
	}
	if (comment)
		return skip_line(at);
	if (*at != '"' && *at != '\'')
		return at;
	char quote = *at++;
	while (*at && *at != quote && *at != '\n')
		at += *at == '\\' && at[1] ? 2 : 1;
	return *at ? at + 1 : at;
}

static const char *skip_blanks(const char *at)
{
	const char *before;
	do {
		before = at;
		at += strspn(at, " \t\r\n");
		if (strncmp(at, "--", 2) == 0)
			at = skip_words(at);
	} while (at != before);
	return at;
}

/* Where the word stands by itself between `at` and the end of its line; NULL when it does not. */
static const char *find_word(const char *at, const char *word)
{
	size_t size = strlen(word);
	for (const char *end = skip_line(at); at < end;) {
		const char *behind = skip_words(at);
		if (behind != at) {
			at = behind;
		} else if (in_word(*at)) {
			const char *begin = at;
			while (in_word(*at))
				at++;
			if ((size_t)(at - begin) == size && strncmp(begin, word, size) == 0)
				return begin;
		} else {
			at++;
		}
	}
	return NULL;
}

/* True when "field = number" stands at `at`, with nothing behind the number. */
static bool is_assignment(const char *at, const char *field, double number)
{
	size_t size = strlen(field);
	if (strncmp(at, field, size) != 0 || in_word(at[size]))
		return false;
	at = skip_blanks(at + size);
	if (at[0] != '=' || at[1] == '=')
		return false;
	at = skip_blanks(at + 1);
	if (!isdigit((unsigned char)*at))
		return false;
	char *end;
	bool same = strtod(at, &end) == number;
	at = skip_blanks(end);
	return same && *at && strchr(",;}", *at);
}

bool number_is_bare(const char *text, int line, const char *verb, const char *field, double number)
{
	while (--line > 0 && *(text = skip_line(text)))
		text++;
	const char *at = find_word(text, verb);
	if (!at)
		return false;
	at = skip_blanks(at + strlen(verb));
	int depth = 0, wanted = *at == '(' ? 2 : 1;
	while (*at) {
		const char *behind = skip_words(at);
		if (behind != at) {
			at = behind;
		} else if (in_word(*at)) {
			if (depth == wanted && is_assignment(at, field, number))
				return true;
			while (in_word(*at))
				at++;
		} else {
			depth += (*at && strchr("({[", *at)) - (*at && strchr(")}]", *at));
			if (depth <= 0)
				return false;
			at++;
		}
	}
	return false;
}
