/* script_fields.c - the table given to a verb, against what the verb expects */

#include "protocols/script_inside.h"

#include <assert.h>
#include <lua.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/name.h"
#include "base/utf8.h"
#include "base/visit.h"

#define TEXT_MOST     2000              /* bytes */
#define SECONDS_MOST  86400
#define WHAT_SIZE     128

const char *value_describe(lua_State *L, int index, char text[static DESCRIPTION_SIZE])
{
	switch (lua_type(L, index)) {
	case LUA_TNUMBER:
		if (isnan(lua_tonumber(L, index)))
			snprintf(text, DESCRIPTION_SIZE, "a division of zero by zero");
		else
			snprintf(text, DESCRIPTION_SIZE, "the number %.10g", lua_tonumber(L, index));
		break;
	case LUA_TSTRING:
		snprintf(text, DESCRIPTION_SIZE, strlen(lua_tostring(L, index)) > 40 ? "the text '%.37s...'" : "the text '%s'",
		         lua_tostring(L, index));
		break;
	case LUA_TBOOLEAN:
		snprintf(text, DESCRIPTION_SIZE, "%s", lua_toboolean(L, index) ? "true" : "false");
		break;
	case LUA_TNIL:
	case LUA_TNONE:
		snprintf(text, DESCRIPTION_SIZE, "nothing");
		break;
	case LUA_TUSERDATA:
		snprintf(text, DESCRIPTION_SIZE, "a condition");
		break;
	default:
		snprintf(text, DESCRIPTION_SIZE, "a %s", lua_typename(L, lua_type(L, index)));
	}
	return text;
}

/* --- texts --- */

/* What is wrong with a text that people will read and spreadsheets will hold; NULL: nothing. */
static const char *text_trouble(const char *text, size_t size, bool one_line)
{
	if (text[strspn(text, " \t\r\n")] == '\0' && strlen(text) == size)
		return "is empty";
	if (size > TEXT_MOST)
		return "is longer than 2000 characters";
	const unsigned char *at = (const unsigned char *)text, *end = at + size;
	while (at < end) {
		size_t length = utf8_length(at);
		if (length == 0)
			return "is not UTF-8; please save the script as UTF-8";
		bool blank = *at == '\t' || (*at == '\n' && !one_line);
		if ((*at < 0x20 && !blank) || *at == 0x7f)
			return *at == '\n' ? "must be one line" : "holds a control character";
		at += length;
	}
	return NULL;
}

/* Notes "WHAT must be EXPECTED, not the number 5". */
static bool note_type(struct script *script, lua_State *L, int index, const char *what, const char *expected)
{
	char given[DESCRIPTION_SIZE];
	if (!unknown_is(L, index))
		problem_here(script, "%s must be %s, not %s", what, expected, value_describe(L, index, given));
	return false;
}

static bool value_is_text(struct script *script, lua_State *L, int index, const char *what,
                          bool one_line, const char **text)
{
	if (lua_type(L, index) != LUA_TSTRING)
		return note_type(script, L, index, what, "a text between quotation marks");
	size_t size;
	*text = lua_tolstring(L, index, &size);
	const char *trouble = text_trouble(*text, size, one_line);
	if (trouble)
		problem_here(script, "%s %s", what, trouble);
	return !trouble;
}

bool value_is_line(struct script *script, lua_State *L, int index, const char *what, const char **line)
{
	return value_is_text(script, L, index, what, true, line);
}

bool value_is_name(struct script *script, lua_State *L, int index, const char *what, const char **name)
{
	char given[DESCRIPTION_SIZE];
	if (lua_type(L, index) != LUA_TSTRING)
		return note_type(script, L, index, what, "a name between quotation marks");
	*name = lua_tostring(L, index);
	if (name_is_legal(*name))
		return true;
	problem_here(script, "%s must be %s, not %s", what, NAME_RULE, value_describe(L, index, given));
	return false;
}

/* --- numbers --- */

static bool check_number(struct script *script, lua_State *L, int index, const char *what,
                         const struct field *field, double *number)
{
	char expected[96];
	snprintf(expected, sizeof expected, "a number from %.10g to %.10g", field->low, field->high);
	*number = lua_tonumber(L, index);
	if (lua_type(L, index) == LUA_TNUMBER && *number >= field->low && *number <= field->high)
		return true;
	return note_type(script, L, index, what, expected);
}

static bool check_whole(struct script *script, lua_State *L, int index, const char *what,
                        const struct field *field, double *number)
{
	char expected[96];
	snprintf(expected, sizeof expected, "a whole number from %.10g to %.10g", field->low, field->high);
	*number = lua_tonumber(L, index);
	bool whole = lua_type(L, index) == LUA_TNUMBER && *number == floor(*number);
	if (whole && *number >= field->low && *number <= field->high)
		return true;
	return note_type(script, L, index, what, expected);
}

static bool check_word(struct script *script, lua_State *L, int index, const char *what,
                       const struct field *field, double *place)
{
	char list[128] = "", suggestion[96];
	size_t count = 0, length = 0;
	for (; field->words[count]; count++)
		length += (size_t)snprintf(list + length, sizeof list - length, "%s\"%s\"",
		                           count == 0 ? "" : field->words[count + 1] ? ", " : " or ", field->words[count]);
	if (lua_type(L, index) != LUA_TSTRING)
		return note_type(script, L, index, what, list);
	const char *word = lua_tostring(L, index);
	for (size_t i = 0; i < count; i++) {
		*place = (double)i;
		if (strcmp(field->words[i], word) == 0)
			return true;
	}
	problem_here(script, "%s must be %s, not '%.40s'%s", what, list, word,
	             name_suggestion(word, field->words, suggestion, sizeof suggestion));
	return false;
}

/* What may have been meant otherwise. */
static void doubt_seconds(struct script *script, lua_State *L, const struct verb *verb,
                          const struct field *field, double seconds)
{
	if (seconds < field->low)
		warning_here(script, "%s: '%s' is %.4g second%s; was '%.4g * minutes' meant?", verb->name, field->name,
		             seconds, seconds == 1 ? "" : "s", seconds);
	else if (field->high > 0 && seconds > field->high && seconds >= 3600)
		warning_here(script, "%s: '%s' is %.4g hour%s; is that what was meant?", verb->name, field->name, seconds / 3600,
		             seconds == 3600 ? "" : "s");
	else if (field->high > 0 && seconds > field->high)
		warning_here(script, "%s: '%s' is %.4g minutes; is that what was meant?", verb->name, field->name, seconds / 60);
	else if (script_place(L).file == 0 && number_is_bare(script->text, script_place(L).line, verb->name, field->name, seconds))
		warning_here(script, "%s: '%s' has no unit and is taken for seconds; please write %.10g * seconds, or %.10g * minutes",
		             verb->name, field->name, seconds, seconds);
}

static bool check_seconds(struct script *script, lua_State *L, int index, const char *what, double *seconds)
{
	*seconds = lua_tonumber(L, index);
	if (lua_type(L, index) != LUA_TNUMBER || isnan(*seconds))
		return note_type(script, L, index, what, "a number of seconds such as 5 * minutes");
	if (*seconds >= 0.001 && *seconds <= SECONDS_MOST)
		return true;
	problem_here(script, *seconds < 0.001 ? "%s must be longer than 0 seconds, not %.10g"
	             : "%s must be at most 24 hours, not %.10g seconds", what, *seconds);
	return false;
}

static bool check_pair(struct script *script, lua_State *L, int index, const char *what,
                       const struct field *field, struct value *value)
{
	if (lua_type(L, index) != LUA_TTABLE || lua_rawlen(L, index) != 2)
		return note_type(script, L, index, what, "two numbers such as { 0, 10 }");
	bool good = true;
	double *ends[] = { &value->low, &value->high };
	for (int i = 0; i < 2; i++) {
		lua_rawgeti(L, index, i + 1);
		good = check_number(script, L, lua_gettop(L), what, field, ends[i]) && good;
		lua_pop(L, 1);
	}
	if (good && value->low >= value->high) {
		problem_here(script, "%s must have the smaller number first, not { %.10g, %.10g }", what, value->low, value->high);
		good = false;
	}
	return good;
}

/* --- what verbs take from values --- */

char *value_copy(const struct value *value)
{
	return value->good ? xstrdup(value->text) : NULL;
}

char **value_copy_list(lua_State *L, const struct value *list)
{
	size_t count = (size_t)list->number;
	char **texts = xcalloc(count + 1, sizeof *texts);
	for (size_t i = 0; i < count; i++) {
		lua_rawgeti(L, list->at, (lua_Integer)i + 1);
		texts[i] = xstrdup(lua_tostring(L, -1));
		lua_pop(L, 1);
	}
	return texts;
}

bool value_is_true(const struct value *value)
{
	return value->good && value->number != 0;
}

/* --- lists --- */

/* True when the text at `place` of the list stands there a second time. */
static bool stands_before(lua_State *L, int list, int place)
{
	bool found = false;
	lua_rawgeti(L, list, place);
	for (int i = 1; i < place && !found; i++) {
		lua_rawgeti(L, list, i);
		found = lua_rawequal(L, -1, -2);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	return found;
}

static bool list_is_plain(lua_State *L, int list)
{
	lua_Unsigned keys = 0;
	for (lua_pushnil(L); lua_next(L, list); lua_pop(L, 1))
		keys++;
	return keys == lua_rawlen(L, list);
}

static bool check_list(struct script *script, lua_State *L, int index, const char *what,
                       const struct field *field, struct value *value)
{
	char expected[WHAT_SIZE], element[WHAT_SIZE + 24];
	snprintf(expected, sizeof expected, "a list of %.10g to %.10g texts such as %s", field->low, field->high, field->example);
	if (lua_type(L, index) != LUA_TTABLE || !list_is_plain(L, index))
		return note_type(script, L, index, what, expected);
	int count = (int)lua_rawlen(L, index);
	if (count < field->low || count > field->high) {
		problem_here(script, "%s must be %s; it has %d", what, expected, count);
		return false;
	}
	bool good = true;
	for (int i = 1; i <= count; i++) {
		const char *text = "";
		lua_rawgeti(L, index, i);
		snprintf(element, sizeof element, "%s: number %d", what, i);
		bool well = field->type == FIELD_NAMES ? value_is_name(script, L, lua_gettop(L), element, &text)
			: value_is_line(script, L, lua_gettop(L), element, &text);
		if (well && field->type == FIELD_LINES && stands_before(L, index, i)) {
			problem_here(script, "%s: '%s' stands there twice", what, text);
			well = false;
		}
		lua_pop(L, 1);
		good = good && well;
	}
	value->number = count;
	return good;
}

/* --- fields --- */

static bool check_value(struct script *script, lua_State *L, const char *what,
                        const struct field *field, struct value *value)
{
	int at = value->at;
	switch (field->type) {
	case FIELD_NAME:
		return value_is_name(script, L, at, what, &value->text);
	case FIELD_LINE:
	case FIELD_TEXT:
		if (field->if_true && lua_isboolean(L, at)) {
			script->misspelt = true;
			problem_here(script, "%s is %s", what, field->if_true);
			return false;
		}
		return value_is_text(script, L, at, what, field->type == FIELD_LINE, &value->text);
	case FIELD_NUMBER:
		return check_number(script, L, at, what, field, &value->number);
	case FIELD_WHOLE:
		return check_whole(script, L, at, what, field, &value->number);
	case FIELD_WORD:
		return check_word(script, L, at, what, field, &value->number);
	case FIELD_ANY:
		return !unknown_is(L, at);
	case FIELD_SECONDS:
		return check_seconds(script, L, at, what, &value->number);
	case FIELD_TRUTH:
		value->number = lua_toboolean(L, at);
		return lua_isboolean(L, at) || note_type(script, L, at, what, "true or false");
	case FIELD_PAIR:
		return check_pair(script, L, at, what, field, value);
	case FIELD_LINES:
	case FIELD_NAMES:
		return check_list(script, L, at, what, field, value);
	case FIELD_TABLE:
		return lua_istable(L, at) || note_type(script, L, at, what, field->example);
	}
	return false;
}

static void note_unknown_field(struct script *script, lua_State *L, const struct verb *verb, int key)
{
	const char *names[FIELDS_MAX + FACTORS_MAX + 1];
	size_t count = 0;
	char suggestion[96], list[256];
	if (lua_type(L, key) != LUA_TSTRING) {
		script->misspelt = true;
		problem_here(script, "%s: cannot tell what a value without a name stands for; please write name = value, as in %s",
		             verb->name, verb->usage);
		return;
	}
	if (verb->takes_factors)
		trial_factor_names(script->context, names);
	while (verb->takes_factors && names[count])
		count++;
	for (size_t i = 0; i < verb->field_count; i++)
		names[count++] = verb->fields[i].name;
	names[count] = NULL;
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], lua_tostring(L, key)) == 0)
			return;
	script->misspelt = true;
	const char *field = lua_tostring(L, key), *meant = meant_by(field, names, suggestion, sizeof suggestion);
	if (!*meant && verb->takes_factors)
		problem_here(script, "%s: unknown field '%s'; a factor is declared in study.ini, as [factor %s] with its levels", verb->name,
		             field, field);
	else
		problem_here(script, "%s: unknown field '%s'%s", verb->name, field,
		             *meant ? meant : all_known(names, list, sizeof list));
}

static void check_keys(struct script *script, lua_State *L, const struct verb *verb)
{
	for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
		bool is_first = verb->fields[0].first && lua_isinteger(L, -2) && lua_tointeger(L, -2) == 1;
		if (!is_first)
			note_unknown_field(script, L, verb, lua_gettop(L) - 1);
	}
}

/* Leaves the field's value on the stack: tables and texts must outlast the verb. */
static void read_field(struct script *script, lua_State *L, const struct verb *verb,
                       const struct field *field, struct value *value)
{
	char what[WHAT_SIZE];
	lua_getfield(L, 1, field->name);
	if (lua_isnil(L, -1) && field->first) {
		lua_pop(L, 1);
		lua_rawgeti(L, 1, 1);
	}
	value->at = lua_gettop(L);
	value->given = !lua_isnil(L, -1);
	snprintf(what, sizeof what, "%s: '%s'", verb->name, field->name);
	if (value->given) {
		value->good = check_value(script, L, what, field, value);
		if (value->good && field->type == FIELD_SECONDS)
			doubt_seconds(script, L, verb, field, value->number);
	} else if (field->required && (size_t)(field - verb->fields) < verb->positional) {
		absence_here(script, "%s is missing, as in %s", what, verb->usage);
	} else if (field->required && field->first)
		absence_here(script, "%s is missing; it comes first, as in %s", what, verb->usage);
	else if (field->required)
		absence_here(script, "%s is missing, for example %s = %s", what, field->name, field->example);
}

/* below("spo2", 88, { lasting = 30 }) becomes { channel = "spo2", threshold = 88, lasting = 30 }. */
static bool gather_arguments(struct script *script, lua_State *L, const struct verb *verb)
{
	char given[DESCRIPTION_SIZE];
	int options = (int)verb->positional + 1, count = lua_gettop(L);
	lua_settop(L, options + 1);
	if (lua_istable(L, 1) && count == 1) {
		problem_here(script, "%s: is called with round brackets, as in %s", verb->name, verb->usage);
		return false;
	}
	if ((!lua_istable(L, options) && !lua_isnil(L, options)) || count > options)
		problem_here(script, "%s: cannot tell what %s stands for; please write it as in %s", verb->name,
		             value_describe(L, count > options ? options + 1 : options, given), verb->usage);
	lua_createtable(L, 0, (int)FIELDS_MAX);
	int table = lua_gettop(L);
	if (lua_istable(L, options))
		for (lua_pushnil(L); lua_next(L, options); lua_pop(L, 1)) {
			lua_pushvalue(L, -2);
			lua_pushvalue(L, -2);
			lua_rawset(L, table);
		}
	for (int i = 1; i < options; i++) {
		lua_pushvalue(L, i);
		lua_setfield(L, table, verb->fields[i - 1].name);
	}
	lua_replace(L, 1);
	lua_settop(L, 1);
	return true;
}

bool fields_read(struct script *script, lua_State *L, const struct verb *verb, struct value *values)
{
	char given[DESCRIPTION_SIZE];
	assert(verb->field_count > 0 && verb->field_count <= FIELDS_MAX);
	for (size_t i = 0; i < verb->field_count; i++)
		values[i] = (struct value){ .number = NAN };
	if (verb->positional && !gather_arguments(script, L, verb))
		return false;
	if (verb->takes_nothing && lua_isnil(L, 1)) {
		lua_createtable(L, 0, 0);
		lua_replace(L, 1);
	}
	if (lua_type(L, 1) == LUA_TSTRING && verb->fields[0].first) {
		lua_createtable(L, 1, 0);
		lua_pushvalue(L, 1);
		lua_rawseti(L, -2, 1);
		lua_replace(L, 1);
	}
	if (lua_type(L, 1) != LUA_TTABLE) {
		if (!unknown_is(L, 1))
			problem_here(script, "%s: needs a table, as in %s; it was given %s", verb->name, verb->usage, value_describe(L, 1, given));
		return false;
	}
	script->misspelt = false;
	check_keys(script, L, verb);
	for (size_t i = 0; i < verb->field_count; i++)
		read_field(script, L, verb, &verb->fields[i], &values[i]);
	return true;
}
