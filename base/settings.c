/* settings.c - what a person wrote in an .ini file, before anybody knows what it means */

#include "base/settings.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/name.h"

void settings_free(struct settings *settings)
{
	if (!settings)
		return;
	for (size_t i = 0; i < settings->count; i++) {
		struct section *section = &settings->sections[i];
		for (size_t k = 0; k < section->count; k++) {
			free(section->settings[k].key);
			free(section->settings[k].value);
		}
		free(section->settings);
		free(section->kind);
		free(section->name);
	}
	free(settings->sections);
	free(settings->file);
	free(settings);
}

const struct section *settings_find(const struct settings *settings, const char *kind, const char *name)
{
	for (size_t i = 0; i < settings->count; i++) {
		const struct section *section = &settings->sections[i];
		if (strcmp(section->kind, kind) == 0 && strcmp(section->name, name) == 0)
			return section;
	}
	return NULL;
}

static const struct setting *find(const struct section *section, const char *key)
{
	for (size_t i = 0; i < section->count; i++)
		if (strcmp(section->settings[i].key, key) == 0)
			return &section->settings[i];
	return NULL;
}

const char *section_text(const struct section *section, const char *key)
{
	const struct setting *setting = find(section, key);
	return setting ? setting->value : NULL;
}

static const char *title(const struct section *section, char text[static 64])
{
	snprintf(text, 64, "[%s%s%s]", section->kind, section->name[0] ? " " : "", section->name);
	return text;
}

const char *section_require(const struct section *section, const char *key, struct error *error)
{
	const char *value = section_text(section, key);
	char which[64];
	if (!value)
		section_error(section, NULL, error, "%s needs the key '%s'", title(section, which), key);
	return value;
}

bool section_number(const struct section *section, const char *key, double *value, struct error *error)
{
	const char *text = section_text(section, key);
	if (!text)
		return true;
	char *end;
	double number = strtod(text, &end);
	if (end == text || *end || !isfinite(number))
		return section_error(section, key, error,
			"%s is '%s', but a number was expected (with a decimal point, without a unit)", key, text);
	*value = number;
	return true;
}

bool section_flag(const struct section *section, const char *key, bool *value, struct error *error)
{
	const char *text = section_text(section, key);
	if (!text)
		return true;
	if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
		return section_error(section, key, error, "%s is '%s', but yes or no was expected", key, text);
	*value = strcmp(text, "yes") == 0;
	return true;
}

int section_choice(const struct section *section, const char *key, const char *word, const char *const *names,
                   struct error *error)
{
	char list[ERROR_TEXT_SIZE / 2], suggestion[64];
	int choice = name_index(word, names);
	if (choice < 0)
		section_error(section, key, error, "no %s is called '%s' (there are %s)%s", key, word,
		              name_list(names, list, sizeof list), name_suggestion(word, names, suggestion, sizeof suggestion));
	return choice;
}

static bool is_key(const char *key, const char *known)
{
	size_t length = strlen(known);
	if (length > 0 && known[length - 1] == '*')
		return strncmp(key, known, length - 1) == 0;
	return strcmp(key, known) == 0;
}

static bool is_known(const char *key, const char *const *known)
{
	for (; *known; known++)
		if (is_key(key, *known))
			return true;
	return false;
}

bool section_check_keys(const struct section *section, const char *const *known,
                        const char *const *also, struct error *error)
{
	static const char *const none[] = { NULL };
	also = also ? also : none;
	for (size_t i = 0; i < section->count; i++) {
		const char *key = section->settings[i].key;
		if (is_known(key, known) || is_known(key, also))
			continue;
		const char *near[] = { name_nearest(key, known), name_nearest(key, also), NULL };
		char which[64], suggestion[64];
		return section_error(section, key, error, "%s knows no key '%s'%s", title(section, which), key,
			name_suggestion(key, near[0] ? near : near + 1, suggestion, sizeof suggestion));
	}
	return true;
}

bool section_error(const struct section *section, const char *key, struct error *error,
                   const char *format, ...)
{
	char text[ERROR_TEXT_SIZE];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	const struct setting *setting = key ? find(section, key) : NULL;
	size_t length = strlen(text);
	bool finished = length && strchr(".?", text[length - 1]);
	return error_set(error, ERROR_MALFORMED, "%s:%d: %s%s", section->file,
	                 setting ? setting->line : section->line, text, finished ? "" : ".");
}
