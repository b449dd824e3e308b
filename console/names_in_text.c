/* names_in_text.c - a guess whether somebody wrote a person's name where none belongs */

#include "console/names_in_text.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char *const titles[] = {
	"mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau", "monsieur", "madame", "mme", "señor", "señora",
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) || c == '\'' || c == '-';
}

/* Anna, O'Neill: a capital, then at least two letters of which one is small. SPO2 and I are none. */
static bool is_capitalised(const char *word, size_t length)
{
	bool small = false;
	for (size_t i = 1; i < length; i++)
		small |= (word[i] >= 'a' && word[i] <= 'z') || (word[i] & 0x80);
	return length >= 3 && word[0] >= 'A' && word[0] <= 'Z' && small;
}

static bool is_title(const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		if (strlen(titles[i]) == length && strncasecmp(titles[i], word, length) == 0)
			return true;
	return false;
}

bool text_seems_to_name_somebody(const char *text)
{
	bool before = false;        /* the word before was a title, or capitalised within the same sentence */
	for (const char *at = text; *at;) {
		size_t length = 0;
		while (is_letter(at[length]))
			length++;
		if (length == 0) {
			before = before && (*at == ' ' || (*at == '.' && at[1] == ' '));
			at++;
			continue;
		}
		bool capitalised = is_capitalised(at, length);
		if (before && capitalised)
			return true;
		bool title = is_title(at, length);
		at += length;
		before = title || (capitalised && *at == ' ');
	}
	return false;
}
