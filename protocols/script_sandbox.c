/*
 * script_sandbox.c - which words a script knows, and what becomes of the others
 *
 * The known words stand in one table, which a script can read but not change; its own
 * globals stand in another, before it. A word in neither is a problem with a
 * suggestion, and is worth the unknown.
 */

#include "protocols/script_inside.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/memory.h"
#include "base/name.h"

EMBEDDED(protocols_prelude_lua);

#define CANDIDATES_MAX 256

/* The names of these places in Lua's registry. */
#define GLOBALS "soleus globals"
#define UNKNOWN "soleus unknown"

/* --- words that are not there, and why --- */

#define FILES "does not exist in a protocol: a script reads and writes no files; require \"name\" finds a file beside the script"
#define WHOLE "does not exist in a protocol: an error is reported with its line, and mended in the script"
#define PLAIN "does not exist in a protocol: its tables are plain ones"
#define TELL  "does not exist in a protocol: tell shows words to the operator, mark keeps them in the record"
#define SAME  "does not exist in a protocol: the same script gives the same plan at any time on any machine"

static const struct {
	const char *word, *why;
} refused[] = {
	{ "io", FILES }, { "load", FILES }, { "loadfile", FILES }, { "dofile", FILES }, { "loadstring", FILES },
	{ "package", FILES }, { "string.dump", FILES },
	{ "os", SAME }, { "debug", SAME }, { "collectgarbage", SAME },
	{ "math.random", SAME "; chance comes from shuffle and pick" },
	{ "math.randomseed", SAME "; chance comes from shuffle and pick" },
	{ "pcall", WHOLE }, { "xpcall", WHOLE }, { "coroutine", WHOLE },
	{ "setmetatable", PLAIN }, { "getmetatable", PLAIN }, { "rawget", PLAIN }, { "rawset", PLAIN },
	{ "rawequal", PLAIN }, { "rawlen", PLAIN }, { "_G", PLAIN },
	{ "print", TELL }, { "warn", TELL },
};

static const char *why_refused(const char *word)
{
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		if (strcmp(refused[i].word, word) == 0)
			return refused[i].why;
	return NULL;
}

/* --- the unknown --- */

void unknown_push(lua_State *L)
{
	lua_getfield(L, LUA_REGISTRYINDEX, UNKNOWN);
}

bool unknown_is(lua_State *L, int index)
{
	index = lua_absindex(L, index);
	unknown_push(L);
	bool is = lua_rawequal(L, index, -1);
	lua_pop(L, 1);
	return is;
}

static int unknown_again(lua_State *L)
{
	unknown_push(L);
	return 1;
}

/* As a list it is empty, or a loop over it would never end. */
static int unknown_index(lua_State *L)
{
	if (lua_isinteger(L, 2))
		lua_pushnil(L);
	else
		unknown_push(L);
	return 1;
}

/* Called by `for ... in unknown()` as an iterator, with no state: it is at its end. */
static int unknown_call(lua_State *L)
{
	if (lua_gettop(L) == 3 && lua_isnil(L, 2))
		lua_pushnil(L);
	else
		unknown_push(L);
	return 1;
}

static int unknown_length(lua_State *L)
{
	lua_pushinteger(L, 0);
	return 1;
}

static int unknown_less(lua_State *L)
{
	lua_pushboolean(L, false);
	return 1;
}

static int unknown_text(lua_State *L)
{
	lua_pushliteral(L, "unknown");
	return 1;
}

static int unknown_forget(lua_State *L)
{
	(void)L;
	return 0;
}

static void make_unknown(lua_State *L)
{
	static const luaL_Reg odd[] = {
		{ "__index", unknown_index }, { "__call", unknown_call }, { "__len", unknown_length },
		{ "__lt", unknown_less }, { "__le", unknown_less }, { "__tostring", unknown_text },
		{ "__newindex", unknown_forget }, { NULL, NULL },
	};
	static const char *const arithmetic[] = {
		"__add", "__sub", "__mul", "__div", "__mod", "__pow", "__unm", "__idiv", "__band", "__bor",
		"__bxor", "__shl", "__shr", "__bnot", "__concat",
	};
	lua_newuserdatauv(L, 1, 0);
	lua_newtable(L);
	luaL_setfuncs(L, odd, 0);
	for (size_t i = 0; i < sizeof arithmetic / sizeof arithmetic[0]; i++) {
		lua_pushcfunction(L, unknown_again);
		lua_setfield(L, -2, arithmetic[i]);
	}
	lua_setmetatable(L, -2);
	lua_setfield(L, LUA_REGISTRYINDEX, UNKNOWN);
}

/* --- suggestions --- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Adds the table's keys to names; returns how many there are now. The texts are the table's. */
static size_t collect_keys(lua_State *L, int table, const char **names, size_t count)
{
	table = lua_absindex(L, table);
	lua_pushnil(L);
	while (lua_next(L, table)) {
		if (count < CANDIDATES_MAX && lua_type(L, -2) == LUA_TSTRING)
			names[count++] = lua_tostring(L, -2);
		lua_pop(L, 1);
	}
	return count;
}

/* Notes that `word` of `where` ("" for a global) is in neither table. */
static void note_unknown(lua_State *L, const char *where, const char *word, int table, int other_table)
{
	struct script *script = script_of(L);
	char full[2 * NAME_SIZE + 64], suggestion[128];
	const char *names[CANDIDATES_MAX + 1];
	const char *dotted = lua_pushfstring(L, *where ? "%s.%s" : "%s%s", where, word);
	const char *why = why_refused(dotted);
	strncpy(full, dotted, sizeof full - 1);
	full[sizeof full - 1] = '\0';
	lua_pop(L, 1);
	if (why) {
		problem_here(script, "'%s' %s", full, why);
		return;
	}
	size_t count = collect_keys(L, table, names, 0);
	if (other_table)
		count = collect_keys(L, other_table, names, count);
	const char *const *covariates = strcmp(where, "participant") == 0 ? script->context->covariates : NULL;
	for (; covariates && *covariates && count < CANDIDATES_MAX; covariates++)
		names[count++] = *covariates;
	if (strcmp(where, "participant") == 0 && count < CANDIDATES_MAX)
		names[count++] = "visit";
	names[count] = NULL;
	/* A table has no order, and two names may be equally near. */
	qsort(names, count, sizeof names[0], by_text);
	if (*where)
		problem_here(script, "'%s' is unknown%s", full, name_suggestion(word, names, suggestion, sizeof suggestion));
	else if (is_channel(script, word))
		problem_here(script, "unknown word '%s'; a channel stands between quotation marks", full);
	else if (is_of_participant(script, word))
		problem_here(script, "unknown word '%s'; did you mean 'participant.%s'?", full, word);
	else
		problem_here(script, "unknown word '%s'%s", full, meant_by(word, names, suggestion, sizeof suggestion));
}

/* __index of a guarded table; upvalue: its name. */
static int guarded_index(lua_State *L)
{
	const char *where = lua_tostring(L, lua_upvalueindex(1));
	const char *const *known = script_of(L)->context->covariates;
	if (lua_type(L, 2) != LUA_TSTRING) {
		lua_pushnil(L);
		return 1;
	}
	const char *word = lua_tostring(L, 2);
	if (strcmp(where, "participant") == 0 && strcmp(word, "visit") == 0) {
		script_of(L)->asked_visit = true;       /* and so not in the table */
		lua_pushinteger(L, script_of(L)->context->visit);
		return 1;
	}
	if (strcmp(where, "participant") == 0)
		for (; known && *known; known++)
			if (strcmp(*known, word) == 0)
				return 0;
	note_unknown(L, where, word, 1, 0);
	unknown_push(L);
	return 1;
}

/* __newindex of a guarded table; upvalue: its name. */
static int guarded_write(lua_State *L)
{
	problem_here(script_of(L), "'%s' cannot be changed by a script", lua_tostring(L, lua_upvalueindex(1)));
	return 0;
}

void sandbox_guard(lua_State *L, const char *name)
{
	lua_newtable(L);
	lua_pushstring(L, name);
	lua_pushcclosure(L, guarded_write, 1);
	lua_setfield(L, -2, "__newindex");
	lua_pushstring(L, name);
	lua_pushcclosure(L, guarded_index, 1);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
}

/* --- globals --- */

/* __index of the globals; upvalue: the known words. */
static int global_read(lua_State *L)
{
	int words = lua_upvalueindex(1);
	if (lua_type(L, 2) != LUA_TSTRING)
		return 0;
	lua_pushvalue(L, 2);
	if (lua_rawget(L, words) != LUA_TNIL)
		return 1;
	/* note_unknown needs real stack indices. */
	lua_pushvalue(L, words);
	note_unknown(L, "", lua_tostring(L, 2), lua_gettop(L), 1);
	unknown_push(L);
	return 1;
}

/* __newindex of the globals; upvalue: the known words. */
static int global_write(lua_State *L)
{
	lua_pushvalue(L, 2);
	if (lua_type(L, 2) == LUA_TSTRING && lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) {
		problem_here(script_of(L), "'%s' is a word of the protocol language; please choose another name", lua_tostring(L, 2));
		return 0;
	}
	lua_settop(L, 3);
	lua_rawset(L, 1);
	return 0;
}

static void make_globals(lua_State *L, int words)
{
	lua_newtable(L);
	lua_newtable(L);
	lua_pushvalue(L, words);
	lua_pushcclosure(L, global_read, 1);
	lua_setfield(L, -2, "__index");
	lua_pushvalue(L, words);
	lua_pushcclosure(L, global_write, 1);
	lua_setfield(L, -2, "__newindex");
	lua_setmetatable(L, -2);
	lua_setfield(L, LUA_REGISTRYINDEX, GLOBALS);
}

void sandbox_push_globals(lua_State *L)
{
	lua_getfield(L, LUA_REGISTRYINDEX, GLOBALS);
}

/* --- participant and study --- */

/* Numbers as numbers: "54" is 54, "P01" stays a text. */
static void set_values(lua_State *L, const struct named_value *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (lua_stringtonumber(L, values[i].value) == 0)
			lua_pushstring(L, values[i].value);
		lua_setfield(L, -2, values[i].name);
	}
}

static void make_participant(lua_State *L, int words)
{
	const struct script_context *context = script_of(L)->context;
	const struct participant *participant = context->participant;
	lua_newtable(L);
	set_values(L, participant->covariates, participant->covariate_count);
	lua_pushstring(L, participant->id);
	lua_setfield(L, -2, "id");
	lua_pushinteger(L, participant->number);
	lua_setfield(L, -2, "number");
	lua_pushstring(L, participant->group);
	lua_setfield(L, -2, "group");
	sandbox_guard(L, "participant");
	lua_setfield(L, words, "participant");
	lua_newtable(L);
	set_values(L, context->study, context->study_count);
	sandbox_guard(L, "study");
	lua_setfield(L, words, "study");
}

/* Given to the prelude: keeps a preset's name in the plan, once. */
static int keep_preset(lua_State *L)
{
	struct script *script = script_of(L);
	struct plan *plan = script->plan;
	if (lua_type(L, 1) != LUA_TSTRING || !name_is_legal(lua_tostring(L, 1)))
		return 0;
	for (size_t i = 0; i < plan->preset_count; i++)
		if (strcmp(plan->presets[i], lua_tostring(L, 1)) == 0)
			return 0;
	array_reserve((void **)&plan->presets, &script->preset_capacity, plan->preset_count, sizeof *plan->presets);
	name_copy(plan->presets[plan->preset_count++], lua_tostring(L, 1));
	return 0;
}

/* The prelude is called with the table of words and adds to it. It is ours, and sees all of Lua's
 * basic functions. */
static void run_prelude(lua_State *L, int words)
{
	const char *text = EMBEDDED_TEXT(protocols_prelude_lua);
	if (luaL_loadbufferx(L, text, strlen(text), "=prelude", "t") != LUA_OK)
		lua_error(L);
	lua_pushvalue(L, words);
	lua_pushcfunction(L, keep_preset);
	lua_call(L, 2, 0);
}

void sandbox_open(lua_State *L)
{
	lua_newtable(L);
	int words = lua_gettop(L);
	make_unknown(L);
	library_open(L, words);
	lua_newtable(L);
	lua_pushcclosure(L, script_require, 1);
	lua_setfield(L, words, "require");
	verbs_open(L, words);
	make_participant(L, words);
	run_prelude(L, words);
	make_globals(L, words);
}
