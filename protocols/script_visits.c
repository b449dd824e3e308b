/*
 * script_visits.c - how many visits a script tells apart
 *
 * A script says nowhere how many visits there are, but `check` shall try each of them. What the script compares
 * the visit's number with stands in its text:
 *
 *     if participant.visit == 3 then          3
 *     participant.visit % 2                   2
 *     participant.visit > 2                   3, and so does participant.visit <= 2: something else comes behind it
 */

#include "protocols/script_inside.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define VISITS_MOST 99

static const struct {
	const char *sign;
	int         beyond;
} signs[] = {
	{ "==", 0 }, { "~=", 0 }, { ">=", 0 }, { "<=", 1 }, { "<", 0 }, { ">", 1 }, { "%", 0 },
};

static int visit_behind(const char *at)
{
	at += strspn(at, " \t)");
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		size_t length = strlen(signs[i].sign);
		if (strncmp(at, signs[i].sign, length) != 0)
			continue;
		at += length + strspn(at + length, " \t");
		long number = isdigit((unsigned char)*at) ? strtol(at, NULL, 10) : 0;
		return number > 0 && number < VISITS_MOST ? (int)number + signs[i].beyond : 0;
	}
	return 0;
}

int visits_written(const char *text)
{
	int most = 0;
	for (const char *at = text; (at = strstr(at, "visit"));) {
		bool begins = at == text || (!isalnum((unsigned char)at[-1]) && at[-1] != '_');
		at += strlen("visit");
		int visit = begins && !isalnum((unsigned char)*at) && *at != '_' ? visit_behind(at) : 0;
		most = visit > most ? visit : most;
	}
	return most;
}
