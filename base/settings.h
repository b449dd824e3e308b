/*
 * settings.h - what a person wrote in an .ini file, before anybody knows what it means
 *
 * config/ reads the file into sections of keys and values, each with its line;
 * the room that a section belongs to gives it its meaning. So a driver's own
 * keys are known to the driver alone, and every complaint names file and line.
 *
 *     [channel toe]            kind "channel", name "toe"
 *     unit = degC              key "unit", value "degC"
 */
#ifndef SOLEUS_BASE_SETTINGS_H
#define SOLEUS_BASE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct setting {
	char *key;
	char *value;
	int   line;
};

struct section {
	const char     *file;   /* for messages; owned by the settings */
	char           *kind;
	char           *name;   /* "" for a section of one word, such as [study] */
	int             line;
	struct setting *settings;
	size_t          count, capacity;
};

struct settings {
	char           *file;   /* its path as given */
	struct section *sections;
	size_t          count, capacity;
};

/* Frees what config/ini.h made; accepts NULL. */
void settings_free(struct settings *settings);

/* The section of that kind and name, or NULL. */
const struct section *settings_find(const struct settings *settings, const char *kind, const char *name);

/* The value of a key; NULL when it is not there. Lives as long as the settings. */
const char *section_text(const struct section *section, const char *key);

/* The same, or an error that names file, section and key. */
const char *section_require(const struct section *section, const char *key, struct error *error);

/* A number with nothing behind it. An absent key leaves *value as it was and is well. */
bool section_number(const struct section *section, const char *key, double *value, struct error *error);

/* "yes" or "no". An absent key leaves *value as it was and is well. */
bool section_flag(const struct section *section, const char *key, bool *value, struct error *error);

/* The place of `word` among `names`, ended by NULL; -1 and "no KEY is called 'word' (there are a, b and c)" with
 * a suggestion when it is not there. */
int section_choice(const struct section *section, const char *key, const char *word, const char *const *names,
                   struct error *error);

/* False, with a suggestion, when a key stands there that is not among `known` (ends with NULL). A known
 * "register *" stands for every key that begins with "register ".
 * `also` may hold further known keys, or be NULL. */
bool section_check_keys(const struct section *section, const char *const *known,
                        const char *const *also, struct error *error);

/* error_set with "file:line: " in front, the line being the key's or, where the
 * key is absent or NULL, the section's. Returns false. */
bool section_error(const struct section *section, const char *key, struct error *error,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
