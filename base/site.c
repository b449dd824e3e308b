/* site.c - where a channel measures, as far as its name tells */

#include "base/site.h"

#include <stddef.h>
#include <string.h>

enum site site_of(const char *channel)
{
	static const struct { const char *word; enum site site; } words[] = {
		{ "ambient", SITE_ROOM }, { "room", SITE_ROOM }, { "toe", SITE_TOE }, { "foot", SITE_FOOT }, { "calf", SITE_CALF },
	};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strstr(channel, words[i].word))
			return words[i].site;
	return SITE_OTHER;
}

enum side side_of(const char *channel)
{
	return strstr(channel, "left") ? SIDE_LEFT : strstr(channel, "right") ? SIDE_RIGHT : SIDE_NONE;
}
