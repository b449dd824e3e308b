/* study.c - what study.ini says: the study, its participants, groups, factors, covariates */

#include "config/study.h"

#include <math.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/parameter.h"
#include "config/ini.h"
#include "config/study_allocation.h"

#define ANY_CODE "^[A-Z0-9]{2,12}$"

static const char *const study_keys[] = { "id", "title", "participant", "investigator", "site", "preset", "pin", "visits",
	NULL };
static const char *const group_keys[] = { "label", NULL };
static const char *const factor_keys[] = { "levels", "label", NULL };
static const char *const covariate_keys[] = {
	"type", "label", "unit", "low", "high", "levels", "required", NULL
};
static const char *const section_kinds[] = { "study", "group", "factor", "covariate", "allocation", "measures", NULL };
static const char *const covariate_types[] = { "integer", "number", "choice", "text", NULL };
/* What else participant.NAME is in a script. */
static const char *const participant_words[] = { "id", "number", "group", "visit", NULL };

static const char *text_or(const struct section *section, const char *key, const char *otherwise)
{
	const char *text = section_text(section, key);
	return text ? text : otherwise;
}

static void free_words(char **words)
{
	for (char **word = words; word && *word; word++)
		free(*word);
	free(words);
}

/* The words of a text, parted by blanks or commas; NULL when one is no legal name. */
static char **levels_of(const struct section *section, struct error *error)
{
	const char *text = section_require(section, "levels", error);
	if (!text)
		return NULL;
	char **words = NULL;
	size_t count = 0, capacity = 0;
	for (const char *at = text; *(at += strspn(at, " \t,"));) {
		size_t length = strcspn(at, " \t,");
		array_reserve((void **)&words, &capacity, count + 1, sizeof *words);
		words[count++] = xstrndup(at, length);
		words[count] = NULL;
		if (!name_is_legal(words[count - 1])) {
			section_error(section, "levels", error,
			              "the level '%s' is not a name: %s", words[count - 1], NAME_RULE);
			free_words(words);
			return NULL;
		}
		at += length;
	}
	if (!words)
		section_error(section, "levels", error, "levels is empty; give at least one");
	return words;
}

static size_t place_of(const char *word, const char *const *words)
{
	size_t i = 0;
	while (words[i] && strcmp(words[i], word) != 0)
		i++;
	return i;
}

static bool read_visits(struct study *study, const struct section *section, struct error *error)
{
	double visits = 0;
	if (!section_text(section, "visits"))
		return true;
	if (!section_number(section, "visits", &visits, error))
		return false;
	if (!(visits >= 1 && visits <= STUDY_VISITS_MAX) || visits != floor(visits))
		return section_error(section, "visits", error, "visits is '%s'; it is a whole number from 1 to %d",
		                     section_text(section, "visits"), STUDY_VISITS_MAX);
	study->visits = (int)visits;
	return true;
}

static bool read_study(struct study *study, const struct section *section, struct error *error)
{
	if (!section_check_keys(section, study_keys, NULL, error))
		return false;
	if (!(study->id = section_require(section, "id", error)))
		return false;
	if (!name_is_legal(study->id))
		return section_error(section, "id", error, "the study's id '%s' is not a name: %s",
		                     study->id, NAME_RULE);
	study->title = text_or(section, "title", study->id);
	study->pattern = text_or(section, "participant", ANY_CODE);
	const char *pin = text_or(section, "pin", "optional");
	study->pin_required = strcmp(pin, "required") == 0;
	if (!study->pin_required && strcmp(pin, "optional") != 0)
		return section_error(section, "pin", error, "pin is '%s'; it may be required or optional", pin);
	if (!read_visits(study, section, error))
		return false;
	regex_t regex;
	if (regcomp(&regex, study->pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return section_error(section, "participant", error,
		                     "'%s' is not a pattern (an extended regular expression)", study->pattern);
	regfree(&regex);
	study->keys = xcalloc(section->count, sizeof *study->keys);
	for (size_t i = 0; i < section->count; i++) {
		struct named_value *key = &study->keys[study->key_count++];
		name_copy(key->name, section->settings[i].key);
		if (strlen(section->settings[i].value) >= VALUE_SIZE)
			return section_error(section, section->settings[i].key, error,
			                     "the value is longer than %d characters", VALUE_SIZE - 1);
		snprintf(key->value, sizeof key->value, "%s", section->settings[i].value);
	}
	return true;
}

static bool read_group(struct study *study, const struct section *section, struct error *error)
{
	name_copy(study->groups[study->group_count++], section->name);
	return section_check_keys(section, group_keys, NULL, error);
}

static bool read_factor(struct study *study, const struct section *section, struct error *error)
{
	struct study_factor *factor = &study->factors[study->factor_count++];
	name_copy(factor->name, section->name);
	return section_check_keys(section, factor_keys, NULL, error)
		&& (factor->levels = levels_of(section, error));
}

static bool read_bounds(struct covariate *covariate, const struct section *section, struct error *error)
{
	return section_number(section, "low", &covariate->low, error)
		&& section_number(section, "high", &covariate->high, error)
		&& (!(covariate->low >= covariate->high) || section_error(section, "low", error,
			"low (%g) is not below high (%g)", covariate->low, covariate->high));
}

/* A key of another type would be passed over without a word. */
static bool refuse_key(const struct section *section, const char *key, enum covariate_type type, struct error *error)
{
	return !section_text(section, key) || section_error(section, key, error,
		"the key '%s' means nothing to a covariate of type %s", key, covariate_types[type]);
}

static bool read_type(struct covariate *covariate, const struct section *section, struct error *error)
{
	switch (covariate->type) {
	case COVARIATE_INTEGER:
	case COVARIATE_NUMBER:
		return refuse_key(section, "levels", covariate->type, error) && read_bounds(covariate, section, error);
	case COVARIATE_CHOICE:
		return refuse_key(section, "low", covariate->type, error) && refuse_key(section, "high", covariate->type, error)
			&& (covariate->levels = levels_of(section, error));
	case COVARIATE_TEXT:
		break;
	}
	return refuse_key(section, "low", covariate->type, error) && refuse_key(section, "high", covariate->type, error)
		&& refuse_key(section, "levels", covariate->type, error);
}

static bool read_covariate(struct study *study, const struct section *section, struct error *error)
{
	struct covariate *covariate = &study->covariates[study->covariate_count++];
	name_copy(covariate->name, section->name);
	covariate->low = covariate->high = NAN;
	if (!section_check_keys(section, covariate_keys, NULL, error))
		return false;
	if (participant_words[place_of(covariate->name, participant_words)])
		return section_error(section, NULL, error, "a covariate cannot be called '%s', which is another thing in scripts: "
		                     "participant.%s", covariate->name, covariate->name);
	const char *type = section_require(section, "type", error);
	if (!type)
		return false;
	size_t place = place_of(type, covariate_types);
	char suggestion[64];
	if (!covariate_types[place])
		return section_error(section, "type", error,
			"the type '%s' is unknown; it may be integer, number, choice or text%s", type,
			name_suggestion(type, covariate_types, suggestion, sizeof suggestion));
	covariate->type = (enum covariate_type)place;
	covariate->label = text_or(section, "label", "");
	covariate->unit = text_or(section, "unit", "");
	const char *required = text_or(section, "required", "no");
	covariate->required = strcmp(required, "yes") == 0;
	if (!covariate->required && strcmp(required, "no") != 0)
		return section_error(section, "required", error, "required is '%s'; it may be yes or no", required);
	return read_type(covariate, section, error);
}

static void add_line(char **text, const char *key, const char *value)
{
	if (!value[0])
		return;
	char *longer = xasprintf("%s%s = %s\n", *text, key, value);
	free(*text);
	*text = longer;
}

char *covariate_text(const struct covariate *covariate)
{
	char low[32] = "", high[32] = "", *text = xstrdup("");
	if (!isnan(covariate->low))
		snprintf(low, sizeof low, "%.15g", covariate->low);
	if (!isnan(covariate->high))
		snprintf(high, sizeof high, "%.15g", covariate->high);
	add_line(&text, "label", covariate->label);
	add_line(&text, "type", covariate_types[covariate->type]);
	add_line(&text, "unit", covariate->unit);
	add_line(&text, "low", low);
	add_line(&text, "high", high);
	char *levels = xstrdup("");
	for (char **level = covariate->levels; level && *level; level++) {
		char *longer = xasprintf("%s%s%s", levels, levels[0] ? " " : "", *level);
		free(levels);
		levels = longer;
	}
	add_line(&text, "levels", levels);
	free(levels);
	return text;
}

static bool read_measures(struct study *study, const struct section *section, struct error *error)
{
	const char *known[PARAMETER_COUNT + 1] = { NULL };
	for (int i = 0; i < PARAMETER_COUNT; i++)
		known[i] = parameter_kind((enum parameter)i)->name;
	if (!section_check_keys(section, known, NULL, error))
		return false;
	for (int i = 0; i < PARAMETER_COUNT; i++) {
		const struct parameter_kind *kind = parameter_kind((enum parameter)i);
		double *value = &study->measures.values[i];
		if (!section_number(section, kind->name, value, error))
			return false;
		if (!(*value >= kind->low && *value <= kind->high))
			return section_error(section, kind->name, error, "%s is %g; it may be %g to %g %s", kind->name,
			                     *value, kind->low, kind->high, kind->unit);
	}
	return true;
}

/* The record keeps every parameter, also those that are as this version has them. */
static void add_measures_to_keys(struct study *study)
{
	study->keys = xreallocarray(study->keys, study->key_count + PARAMETER_COUNT, sizeof *study->keys);
	for (int i = 0; i < PARAMETER_COUNT; i++) {
		struct named_value *key = &study->keys[study->key_count++];
		snprintf(key->name, sizeof key->name, PARAMETER_PREFIX "%s", parameter_kind((enum parameter)i)->name);
		snprintf(key->value, sizeof key->value, "%.9g", study->measures.values[i]);
	}
}

static bool read_section(struct study *study, const struct section *section, struct error *error)
{
	static bool (*const readers[])(struct study *, const struct section *, struct error *) = {
		read_study, read_group, read_factor, read_covariate, allocation_note, read_measures,
	};
	size_t place = place_of(section->kind, section_kinds);
	char suggestion[64];
	if (!section_kinds[place])
		return section_error(section, NULL, error, "[%s] is not a section of a study%s", section->kind,
			name_suggestion(section->kind, section_kinds, suggestion, sizeof suggestion));
	bool named = readers[place] != read_study && readers[place] != allocation_note && readers[place] != read_measures;
	if (!named && section->name[0])
		return section_error(section, NULL, error, "[%s] takes no name, so it is not [%s %s]", section->kind, section->kind,
		                     section->name);
	if (named && !name_is_legal(section->name))
		return section_error(section, NULL, error, "the %s '%s' is not a name: %s",
		                     section->kind, section->name, NAME_RULE);
	return readers[place](study, section, error);
}

struct study *study_read(const char *path, struct error *error)
{
	struct study *study = xcalloc(1, sizeof *study);
	study->measures = parameters_initial();
	study->settings = ini_read(path, error);
	if (!study->settings)
		goto fail;
	size_t most = study->settings->count;
	study->groups = xcalloc(most, sizeof *study->groups);
	study->factors = xcalloc(most, sizeof *study->factors);
	study->covariates = xcalloc(most, sizeof *study->covariates);
	for (size_t i = 0; i < study->settings->count; i++)
		if (!read_section(study, &study->settings->sections[i], error))
			goto fail;
	if (!study->id) {
		error_set(error, ERROR_MALFORMED, "%s has no [study] section with an id.", path);
		goto fail;
	}
	if (!allocation_read(study, error))
		goto fail;
	add_measures_to_keys(study);
	return study;
fail:
	study_free(study);
	return NULL;
}

void study_free(struct study *study)
{
	if (!study)
		return;
	for (size_t i = 0; i < study->factor_count; i++)
		free_words(study->factors[i].levels);
	for (size_t i = 0; i < study->covariate_count; i++)
		free_words(study->covariates[i].levels);
	free(study->groups);
	free(study->factors);
	free(study->covariates);
	free(study->keys);
	settings_free(study->settings);
	free(study);
}

static bool code_fits(const struct study *study, const char *id)
{
	regex_t regex;
	if (regcomp(&regex, study->pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	bool fits = regexec(&regex, id, 0, NULL, 0) == 0;
	regfree(&regex);
	return fits;
}

/* "sex has no level 'f'; there are female, male.", or what was probably meant. `known` ends with NULL. */
static bool refuse_word(const char *what, const char *word, const char *const *known, struct error *error)
{
	char suggestion[64];
	const char *meant = name_suggestion(word, known, suggestion, sizeof suggestion);
	error_set(error, ERROR_REFUSED, "%s '%s'%s", what, word, meant);
	for (size_t i = 0; !meant[0] && known[i]; i++)
		error_set(error, ERROR_REFUSED, "%s%s %s", error->text, i == 0 ? "; there are" : ",", known[i]);
	return !meant[0] && error_set(error, ERROR_REFUSED, "%s.", error->text);
}

static bool accepts_group(const struct study *study, const char *group, struct error *error)
{
	const char **names = xcalloc(study->group_count + 1, sizeof *names);
	for (size_t i = 0; i < study->group_count; i++)
		names[i] = study->groups[i];
	bool well = true;
	if (study->allocation.given && group[0])
		well = error_set(error, ERROR_REFUSED, "The groups of this study are drawn ([allocation] in %s), so --group cannot be given.",
		                 study->settings->file);
	else if (study->allocation.given)
		well = true;
	else if (study->group_count == 0 && group[0])
		well = error_set(error, ERROR_REFUSED, "The study has no groups; add [group %s] to %s.",
		                 group, study->settings->file);
	else if (study->group_count > 0 && !group[0])
		well = error_set(error, ERROR_REFUSED, "The study has groups; say which with --group (such as '%s').",
		                 names[0]);
	else if (study->group_count > 0 && !names[place_of(group, names)])
		well = refuse_word("The study has no group", group, names, error);
	free(names);
	return well;
}

static const char *value_of(const struct participant *participant, const char *name)
{
	for (size_t i = 0; i < participant->covariate_count; i++)
		if (strcmp(participant->covariates[i].name, name) == 0)
			return participant->covariates[i].value;
	return NULL;
}

/* As people and spreadsheets write a number: an export must not have to guess what 054, 0x36 or 5e1 are. */
static bool is_decimal(const char *text)
{
	const char *at = text + (*text == '-');
	size_t whole = strspn(at, "0123456789"), fraction = 0;
	bool begins_well = whole == 1 || (whole > 1 && *at != '0');
	at += whole;
	if (*at == '.')
		fraction = strspn(at + 1, "0123456789");
	return begins_well && (*at == '\0' || (fraction > 0 && at[1 + fraction] == '\0'));
}

static bool accepts_number(const struct covariate *covariate, const char *value, struct error *error)
{
	double number = strtod(value, NULL);
	if (!is_decimal(value) || !isfinite(number) || (covariate->type == COVARIATE_INTEGER && number != floor(number)))
		return error_set(error, ERROR_REFUSED, "%s is '%s', but %s was expected.", covariate->name, value,
		                 covariate->type == COVARIATE_INTEGER ? "a whole number such as 54" : "a number such as 5.4");
	if (!(number < covariate->low || number > covariate->high))
		return true;
	const char *unit = covariate->unit, *blank = *unit ? " " : "";
	if (isnan(covariate->low) || isnan(covariate->high))
		return error_set(error, ERROR_REFUSED, "%s is %s, but the study allows at %s %g%s%s.", covariate->name, value,
		                 isnan(covariate->low) ? "most" : "least", isnan(covariate->low) ? covariate->high : covariate->low, blank, unit);
	return error_set(error, ERROR_REFUSED, "%s is %s, outside the study's range %g to %g%s%s.",
	                 covariate->name, value, covariate->low, covariate->high, blank, unit);
}

static bool accepts_level(const char *name, const char *level, const char *const *levels, struct error *error)
{
	char what[NAME_SIZE + sizeof " has no level"];
	snprintf(what, sizeof what, "%s has no level", name);
	return levels[place_of(level, levels)] || refuse_word(what, level, levels, error);
}

static bool accepts_covariate(const struct covariate *covariate, const char *value, struct error *error)
{
	if (!value)
		return !covariate->required || error_set(error, ERROR_REFUSED,
			"The study requires %s; give it with --set %s=...", covariate->name, covariate->name);
	switch (covariate->type) {
	case COVARIATE_INTEGER:
	case COVARIATE_NUMBER:
		return accepts_number(covariate, value, error);
	case COVARIATE_CHOICE: {
		return accepts_level(covariate->name, value, (const char *const *)covariate->levels, error);
	}
	case COVARIATE_TEXT:
		break;
	}
	return true;
}

/* NULL with a sentence when there is none. */
static const struct covariate *covariate_named(const struct study *study, const char *name, struct error *error)
{
	const char **known = xcalloc(study->covariate_count + 1, sizeof *known);
	for (size_t i = 0; i < study->covariate_count; i++)
		known[i] = study->covariates[i].name;
	size_t place = place_of(name, known);
	if (!known[place])
		refuse_word("The study knows no covariate", name, known, error);
	bool there = known[place] != NULL;
	free(known);
	return there ? &study->covariates[place] : NULL;
}

bool study_accepts_covariate(const struct study *study, const char *name, const char *value, struct error *error)
{
	const struct covariate *covariate = covariate_named(study, name, error);
	if (!covariate || *value)
		return covariate && accepts_covariate(covariate, value, error);
	return !covariate->required || error_set(error, ERROR_REFUSED, "The study requires %s, so that it cannot be empty.", name);
}

bool study_accepts_factor(const struct study *study, const char *name, const char *level, struct error *error)
{
	for (size_t i = 0; i < study->factor_count; i++)
		if (strcmp(study->factors[i].name, name) == 0)
			return accepts_level(name, level, (const char *const *)study->factors[i].levels, error);
	return true;
}

bool study_accepts(const struct study *study, const struct participant *participant, struct error *error)
{
	if (!code_fits(study, participant->id))
		return error_set(error, ERROR_REFUSED,
			"'%s' is not a participant's code in this study: it must fit %s (see %s).",
			participant->id, study->pattern, study->settings->file);
	if (!accepts_group(study, participant->group, error))
		return false;
	bool well = true;
	for (size_t i = 0; well && i < participant->covariate_count; i++)
		well = covariate_named(study, participant->covariates[i].name, error) != NULL;
	for (size_t i = 0; well && i < study->covariate_count; i++)
		well = accepts_covariate(&study->covariates[i],
		                         value_of(participant, study->covariates[i].name), error);
	for (size_t i = 0; well && i < study->allocation.stratum_count; i++)
		if (!value_of(participant, study->allocation.strata[i]->name))
			well = error_set(error, ERROR_REFUSED, "Groups are drawn within strata of %s; give it with --set %s=...",
			                 study->allocation.strata[i]->name, study->allocation.strata[i]->name);
	return well;
}
