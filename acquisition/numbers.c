/* numbers.c - a value of station.ini that is a word and numbers behind it */

#include "acquisition/numbers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *first_word(const char *text, char *word, size_t size)
{
	text += strspn(text, " \t");
	size_t length = strcspn(text, " \t");
	snprintf(word, size, "%.*s", (int)length, text);
	return text + length;
}

int read_numbers(const char *text, double *numbers, int most)
{
	int count = 0;
	for (;;) {
		text += strspn(text, " \t");
		if (!*text)
			return count;
		char *end;
		double number = strtod(text, &end);
		if (end == text || !isfinite(number) || count == most)
			return -1;
		numbers[count++] = number;
		text = end;
	}
}
