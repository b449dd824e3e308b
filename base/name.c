/* name.c - names that reach a spreadsheet, and what was probably meant */

#include "base/name.h"

#include <stdio.h>
#include <string.h>

#define LONGEST 48

bool name_is_legal(const char *name)
{
	size_t length = strlen(name);
	return length >= 2 && length < NAME_SIZE && name[0] >= 'a' && name[0] <= 'z'
		&& strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == length;
}

void name_copy(char to[static NAME_SIZE], const char *from)
{
	snprintf(to, NAME_SIZE, "%.*s", NAME_SIZE - 1, from);
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* Edit distance with swaps of neighbours (optimal string alignment). */
static int distance(const char *a, const char *b)
{
	int la = (int)strlen(a), lb = (int)strlen(b);
	if (la > LONGEST || lb > LONGEST)
		return LONGEST;
	int rows[3][LONGEST + 1] = {{0}};
	int *before = rows[0], *last = rows[1], *now = rows[2];
	for (int j = 0; j <= lb; j++)
		last[j] = j;
	for (int i = 1; i <= la; i++) {
		now[0] = i;
		for (int j = 1; j <= lb; j++) {
			int change = a[i - 1] != b[j - 1];
			now[j] = least(last[j - 1] + change, least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		int *oldest = before;
		before = last;
		last = now;
		now = oldest;
	}
	return last[lb];
}

const char *name_nearest(const char *word, const char *const *candidates)
{
	const char *nearest = NULL;
	int best = (int)strlen(word) / 3 + 1;
	for (; *candidates; candidates++) {
		int d = distance(word, *candidates);
		if (d <= best && d < (int)strlen(word) && (!nearest || d < best)) {
			nearest = *candidates;
			best = d;
		}
	}
	return nearest;
}

int name_index(const char *word, const char *const *names)
{
	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], word) == 0)
			return i;
	return -1;
}

const char *name_list(const char *const *names, char *buffer, size_t size)
{
	buffer[0] = '\0';
	for (size_t i = 0, length = 0; names[i] && length < size; i++)
		length += (size_t)snprintf(buffer + length, size - length, "%s%s",
		                           i == 0 ? "" : names[i + 1] ? ", " : " and ", names[i]);
	return buffer;
}

const char *name_suggestion(const char *word, const char *const *candidates,
                            char *buffer, size_t size)
{
	const char *nearest = name_nearest(word, candidates);
	if (!nearest)
		return "";
	snprintf(buffer, size, "; did you mean '%s'?", nearest);
	return buffer;
}
