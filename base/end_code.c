/* end_code.c - why an operator ended an exercise, as one of a few codes */

#include "base/end_code.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const codes[] = { "fatigue", "pain", "breathless", "dizzy", "form", "request", "technical", "other" };
#define CODE_COUNT (sizeof codes / sizeof codes[0])

/* The code with which the text begins, as a word of its own; NULL: none. */
static const char *leading_code(const char *text)
{
	for (size_t i = 0; i < CODE_COUNT; i++) {
		size_t length = strlen(codes[i]);
		if (strncasecmp(text, codes[i], length) == 0 && strchr(" ,:;.", text[length]))
			return codes[i];        /* the text's own end is found too */
	}
	return NULL;
}

void end_code_put(const char *typed, char *coded, size_t size)
{
	const char *code = leading_code(typed);
	const char *words = code ? typed + strlen(code) : typed;
	words += strspn(words, " ,:;.");
	snprintf(coded, size, "%s%s%s", code ? code : "other", *words ? ": " : "", words);
}

const char *end_code_of(const char *coded, char code[static NAME_SIZE])
{
	const char *found = leading_code(coded);
	name_copy(code, found ? found : "other");
	return code;
}
