/* script_mutant.c - protocol scripts with a token lost, doubled or misplaced */

#include "tests/script_mutant.h"

#include <ctype.h>
#include <string.h>

#define TOKENS_MAX 4000

struct token {
	const char *at;
	size_t      size;
};

/* Words, numbers and single signs; blanks belong to the token before them. */
static size_t cut(const char *text, struct token *tokens)
{
	size_t count = 0;
	while (*text && count < TOKENS_MAX) {
		const char *begin = text++;
		if (isalnum((unsigned char)*begin))
			while (isalnum((unsigned char)*text) || *text == '_')
				text++;
		while (isspace((unsigned char)*text))
			text++;
		tokens[count++] = (struct token){ begin, (size_t)(text - begin) };
	}
	return count;
}

static size_t put(char *to, size_t length, struct token token)
{
	if (length + token.size >= MUTANT_SIZE)
		return length;
	memcpy(to + length, token.at, token.size);
	return length + token.size;
}

size_t script_mutant(const char *script, struct random_source *chance, char mutant[static MUTANT_SIZE])
{
	static struct token tokens[TOKENS_MAX];
	uint32_t count = (uint32_t)cut(script, tokens);
	if (count == 0)
		return 0;
	uint32_t lost = random_below(chance, 3 * count), doubled = random_below(chance, 3 * count);
	uint32_t a = random_below(chance, count), b = random_below(chance, count);
	if (random_below(chance, 3) == 0) {
		struct token kept = tokens[a];
		tokens[a] = tokens[b];
		tokens[b] = kept;
	}
	size_t length = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (i != lost)
			length = put(mutant, length, tokens[i]);
		if (i == doubled)
			length = put(mutant, length, tokens[i]);
	}
	return length;
}
