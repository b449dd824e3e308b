/* defined.c - what study.ini said of covariates, groups and factors when somebody was last enrolled */

#include "export/defined.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* What stands behind the word and a blank; NULL when the text does not begin so. */
static const char *behind(const char *text, const char *word)
{
	size_t length = strlen(word);
	return strncmp(text, word, length) == 0 && text[length] == ' ' ? text + length + 1 : NULL;
}

/* `covariate age` and `covariate age 2` are of age. */
static bool is_of(const char *key, const char *kind, const char *name)
{
	const char *which = behind(key, kind);
	return which && (strcmp(which, name) == 0 || behind(which, name));
}

static const char *last_said(const struct export *export, const char *kind, const char *name)
{
	const char *said = "";
	for (size_t i = 0; i < export->study_count; i++)
		if (is_of(export->study[i].name, kind, name))
			said = export->study[i].value;
	return said;
}

/* The value of a line "key = value". */
static const char *line_of(struct export *export, const char *lines, const char *key)
{
	for (const char *at = lines; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		size_t length = strlen(key);
		if (strncmp(at, key, length) == 0 && strncmp(at + length, " = ", 3) == 0)
			return texts_take(&export->texts, xstrndup(at + length + 3, strcspn(at + length + 3, "\n")));
	}
	return "";
}

static const char *levels_with(struct export *export, const char *words, const struct texts *entered)
{
	struct texts levels = {0};
	for (const char *at = words; *at; at += strcspn(at, " "), at += *at == ' ')
		texts_take(&levels, xstrndup(at, strcspn(at, " ")));
	for (size_t i = 0; words[0] && i < entered->count; i++)
		texts_add_new(&levels, entered->items[i]);
	const char *joined = texts_take(&export->texts, texts_join(&levels, ", ", SIZE_MAX));
	texts_free(&levels);
	return joined;
}

struct covariate_said covariate_said(struct export *export, const struct word *covariate)
{
	const char *lines = last_said(export, "covariate", covariate->name);
	return (struct covariate_said){
		.type = line_of(export, lines, "type"), .label = line_of(export, lines, "label"), .unit = line_of(export, lines, "unit"),
		.low = line_of(export, lines, "low"), .high = line_of(export, lines, "high"),
		.levels = levels_with(export, line_of(export, lines, "levels"), &covariate->values),
	};
}

const char *label_said(struct export *export, const char *kind, const char *name)
{
	return line_of(export, last_said(export, kind, name), "label");
}

bool defines_treatment(const char *name)
{
	return behind(name, "group") || behind(name, "factor");
}
