/* help_keys.c - the keys of the screen, as --help lists them */

#include "console/screen/help_keys.h"

#include <stdio.h>

#include "console/screen/keys.h"

static void list(enum look_kind kind)
{
	const struct key_help *keys[KEYS_MOST];
	size_t count = keys_of_look(kind, keys);
	puts("\nKeys of the screen:\n");
	for (size_t i = 0; i < count; i++)
		printf("  %-12s %s\n", keys[i]->key, keys[i]->meaning);
}

void help_keys_of_visit(void)
{
	list(LOOK_VISIT);
}

void help_keys_of_channels(void)
{
	list(LOOK_CHANNELS);
}

void help_keys_of_replay(void)
{
	list(LOOK_REPLAY);
}
