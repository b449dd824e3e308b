/* ini.c - reads an .ini file into sections, by inih */

#include "config/ini.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* What inih asks its reader for: lines of at most this many bytes with newline and NUL. */
#define LINE_MOST 198

struct reading {
	FILE            *file;
	struct settings *settings;
	int              line;
	char            *buffer;
	size_t           buffer_size;
	struct error    *error;     /* kind is ERROR_NONE while all is well */
};

static bool complain(struct reading *reading, const char *what)
{
	if (reading->error->kind == ERROR_NONE)
		error_set(reading->error, ERROR_MALFORMED, "%s:%d: %s.",
		          reading->settings->file, reading->line, what);
	return false;
}

/* "[channel toe]": inih tells of a section only with its first key, and one without
 * keys, such as a plain [group control], would be lost; so sections are begun here. */
static void begin_section(struct reading *reading, const char *header)
{
	const char *end = strchr(header, ']');
	if (!end) {
		complain(reading, "this section's heading has no ']'");
		return;
	}
	const char *behind = end + 1 + strspn(end + 1, " \t\r\n");
	if (*behind && !strchr(";#", *behind))
		complain(reading, "behind the heading of this section stands something else; put it into the next line");
	struct settings *settings = reading->settings;
	array_reserve((void **)&settings->sections, &settings->capacity, settings->count,
	              sizeof *settings->sections);
	size_t kind = strcspn(header + 1, " \t]");
	const char *name = header + 1 + kind + strspn(header + 1 + kind, " \t");
	size_t length = (size_t)(end - name);
	while (length > 0 && (name[length - 1] == ' ' || name[length - 1] == '\t'))
		length--;
	struct section section = {
		.file = settings->file, .line = reading->line,
		.kind = xstrndup(header + 1, kind), .name = xstrndup(name, length),
	};
	if (settings_find(settings, section.kind, section.name))
		complain(reading, "this section stands here a second time; put its keys into one");
	settings->sections[settings->count++] = section;
}

/* inih would take an indented line for the continuation of the one before, so blanks in
 * front are dropped; and it would cut a long line in two, so that is refused. */
static char *next_line(char *text, int size, void *self)
{
	struct reading *reading = self;
	if (reading->error->kind != ERROR_NONE)
		return NULL;
	ssize_t length = getline(&reading->buffer, &reading->buffer_size, reading->file);
	if (length < 0) {
		if (ferror(reading->file))
			complain(reading, strerror(errno));
		return NULL;
	}
	reading->line++;
	const char *start = reading->buffer + strspn(reading->buffer, " \t");
	if (reading->line == 1 && strncmp(start, "\xef\xbb\xbf", 3) == 0)
		start += 3;
	if (strlen(start) != (size_t)(reading->buffer + length - start))
		complain(reading, "there is a NUL byte in this line; is this a text file?");
	if (strlen(start) > LINE_MOST) {
		if (*start != ';' && *start != '#')
			complain(reading, "this line is longer than 198 characters");
		start = "\n";
	}
	if (*start == '[')
		begin_section(reading, start);
	snprintf(text, (size_t)size, "%s", start);
	return text;
}

static int take_value(void *self, const char *section_name, const char *key, const char *value)
{
	(void)section_name;
	struct reading *reading = self;
	struct settings *settings = reading->settings;
	if (settings->count == 0)
		return complain(reading, "this key stands before any [section]");
	struct section *section = &settings->sections[settings->count - 1];
	if (section_text(section, key))
		return complain(reading, "this key stands a second time in its section");
	array_reserve((void **)&section->settings, &section->capacity, section->count,
	              sizeof *section->settings);
	section->settings[section->count++] = (struct setting){
		.key = xstrdup(key), .value = xstrdup(value), .line = reading->line,
	};
	return 1;
}

struct settings *ini_read(const char *path, struct error *error)
{
	struct reading reading = { .file = fopen(path, "r"), .error = error };
	*error = (struct error){ .kind = ERROR_NONE };
	if (!reading.file) {
		error_set(error, errno == ENOENT ? ERROR_ABSENT : ERROR_SYSTEM,
		          "%s cannot be read: %s.", path, strerror(errno));
		return NULL;
	}
	reading.settings = xcalloc(1, sizeof *reading.settings);
	reading.settings->file = xstrdup(path);
	int bad_line = ini_parse_stream(next_line, &reading, take_value, &reading);
	fclose(reading.file);
	free(reading.buffer);
	if (bad_line > 0 && error->kind == ERROR_NONE)
		error_set(error, ERROR_MALFORMED,
		          "%s:%d: this is neither a [section] nor 'key = value'.", path, bad_line);
	if (error->kind == ERROR_NONE)
		return reading.settings;
	settings_free(reading.settings);
	return NULL;
}
