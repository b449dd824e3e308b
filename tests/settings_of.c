/* settings_of.c - settings from text that stands in the test, without a file */

#include "tests/settings_of.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static void add_section(struct settings *settings, const char *text, int line)
{
	char kind[64] = "", name[64] = "";
	sscanf(text, "[%63[^] ] %63[^]]]", kind, name);
	array_reserve((void **)&settings->sections, &settings->capacity, settings->count, sizeof *settings->sections);
	settings->sections[settings->count++] = (struct section){
		.file = settings->file, .kind = xstrdup(kind), .name = xstrdup(name), .line = line,
	};
}

static void add_setting(struct section *section, const char *text, int line)
{
	const char *equals = strstr(text, " = ");
	array_reserve((void **)&section->settings, &section->capacity, section->count, sizeof *section->settings);
	section->settings[section->count++] = (struct setting){
		xstrndup(text, (size_t)(equals - text)), xstrdup(equals + strlen(" = ")), line,
	};
}

struct settings *settings_of(const char *text)
{
	struct settings *settings = xcalloc(1, sizeof *settings);
	settings->file = xstrdup("station.ini");
	char *copy = xstrdup(text), *rest = copy, *text_line;
	for (int line = 1; (text_line = strsep(&rest, "\n")); line++) {
		if (text_line[0] == '[')
			add_section(settings, text_line, line);
		else if (text_line[0])
			add_setting(&settings->sections[settings->count - 1], text_line, line);
	}
	free(copy);
	return settings;
}
