/* proposal.c - the pattern that a stranger's lines seem to follow */

#include "acquisition/text/proposal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define TOKENS_MAX 128

/* A piece of a line: a number, or what stands between two. */
struct token {
	const char *begin, *end;
	bool        number, hangs;      /* hangs: a letter stands right before it */
};

static bool is_digit(char c)
{
	return isdigit((unsigned char)c);
}

static bool is_letter(char c)
{
	return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* The end of the number that begins at `p`, or NULL. A sign behind a number or a letter is none. */
static const char *number_at(const char *line, const char *p)
{
	bool joined = p > line && (is_letter(p[-1]) || is_digit(p[-1]) || p[-1] == '.');
	const char *digits = p;
	if ((*p == '-' || *p == '+') && !joined)
		digits++;
	size_t whole = strspn(digits, "0123456789");
	if (whole == 0)
		return NULL;
	const char *end = digits + whole;
	if (*end == '.' && is_digit(end[1]))
		end += 1 + strspn(end + 1, "0123456789");
	const char *exponent = end + 1 + (*end && (end[1] == '-' || end[1] == '+'));
	if ((*end == 'e' || *end == 'E') && is_digit(*exponent))
		end = exponent + strspn(exponent, "0123456789");
	return end;
}

/* "nan" and dashes are what a board says in place of a number. */
static const char *stand_in_at(const char *line, const char *p)
{
	bool joined = p > line && (is_letter(p[-1]) || is_digit(p[-1]));
	if (!joined && strncasecmp(p, "nan", 3) == 0 && !is_letter(p[3]) && !is_digit(p[3]))
		return p + 3;
	size_t dashes = strspn(p, "-");
	return dashes >= 2 && !is_digit(p[dashes]) ? p + dashes : NULL;
}

static size_t split(const char *line, struct token tokens[static TOKENS_MAX])
{
	size_t count = 0;
	const char *between = line;
	for (const char *p = line; *p && count + 2 < TOKENS_MAX; ) {
		const char *end = stand_in_at(line, p);
		end = end ? end : number_at(line, p);
		if (!end) {
			p++;
			continue;
		}
		if (p > between)
			tokens[count++] = (struct token){ between, p, false, false };
		tokens[count++] = (struct token){ p, end, true, p > line && is_letter(p[-1]) };
		between = p = end;
	}
	if (*between)
		tokens[count++] = (struct token){ between, between + strlen(between), false, false };
	return count;
}

static bool is_same(const struct token *a, const struct token *b)
{
	return a->end - a->begin == b->end - b->begin && memcmp(a->begin, b->begin, (size_t)(a->end - a->begin)) == 0;
}

/* Whether all lines of the same build say the same there. */
static bool is_constant(const char *const *lines, size_t count, const struct token *tokens, size_t token_count, size_t which)
{
	struct token others[TOKENS_MAX];
	for (size_t i = 0; i < count; i++)
		if (split(lines[i], others) == token_count && !is_same(&tokens[which], &others[which]))
			return false;
	return true;
}

/* Braces are doubled. False when there is no room. */
static bool add_text(char *pattern, size_t *length, const struct token *token)
{
	for (const char *p = token->begin; p < token->end; p++) {
		if (*length + 3 > PATTERN_SIZE)
			return false;
		if (*p == '{' || *p == '}')
			pattern[(*length)++] = *p;
		pattern[(*length)++] = *p;
	}
	pattern[*length] = '\0';
	return true;
}

/* The pattern that this line's build means. */
static bool pattern_of(const char *const *lines, size_t count, const char *line, char pattern[static PATTERN_SIZE])
{
	struct token tokens[TOKENS_MAX];
	size_t token_count = split(line, tokens), length = 0;
	int values = 0;
	pattern[0] = '\0';
	for (size_t i = 0; i < token_count; i++) {
		char field[16] = "{}";
		bool name = tokens[i].hangs && is_constant(lines, count, tokens, token_count, i);
		if (!tokens[i].number || name) {
			if (!add_text(pattern, &length, &tokens[i]))
				return false;
			continue;
		}
		if (values < READINGS_MAX)
			snprintf(field, sizeof field, "{value%d}", ++values);
		if (length + strlen(field) >= PATTERN_SIZE)
			return false;
		length += (size_t)sprintf(pattern + length, "%s", field);
	}
	return values > 0;
}

/* How many lines the pattern reads; 0 when it is none. */
static size_t fitting(const char *pattern, const char *const *lines, size_t count)
{
	struct setting setting = { "pattern", (char *)pattern, 1 };
	struct section section = { .file = "", .kind = "instrument", .name = "", .settings = &setting, .count = 1 };
	struct shape shape = { .kind = NULL };
	struct error error;
	size_t fit = 0;
	if (!shape_from(&shape, &section, &error))
		return 0;
	for (size_t i = 0; i < count; i++) {
		struct reading readings[READINGS_MAX];
		fit += shape_parse(&shape, lines[i], strlen(lines[i]), readings) > 0;
	}
	return fit;
}

bool proposal_pattern(const char *const *lines, size_t count, char pattern[static PATTERN_SIZE], size_t *fit)
{
	*fit = 1;
	for (size_t i = 0; i < count; i++) {
		char tried[PATTERN_SIZE];
		size_t fits = pattern_of(lines, count, lines[i], tried) ? fitting(tried, lines, count) : 0;
		if (fits > *fit) {
			*fit = fits;
			memcpy(pattern, tried, sizeof tried);
		}
	}
	return *fit > 1;
}
