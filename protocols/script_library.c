/*
 * script_library.c - Lua's own functions, as far as they are safe and repeatable
 *
 * A script gets copies of these tables with the functions listed here. Each is called
 * through library_call, which counts the work of functions that look at much in one
 * instruction, and first asks a guard where one is needed: a pattern may take for
 * ever, and a table written as a text would show its address, which differs from
 * run to run.
 */

#include "protocols/script_inside.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <string.h>

#define PATTERN_MOST 1e7    /* steps of a search at worst; a second is some hundred millions */

struct library_function {
	const char *library, *name;     /* "" for a basic function */
	void (*guard)(lua_State *L);
};

/*
 * A pattern of q repetitions (%b is one, which looks for its end) tries at worst (n + 1)^q ways from each of
 * n + 1 places of the text, and at each of them may look through a set as long as the pattern.
 * So a search that could not end is refused before it begins.
 */
static void guard_pattern(lua_State *L)
{
	size_t size = 0, length = 0;
	luaL_checklstring(L, 1, &size);
	const char *pattern = luaL_checklstring(L, 2, &length);
	double places = (double)size + 1, worst = places;
	for (; *pattern; pattern++)
		if ((strchr("*+-?", *pattern) || strncmp(pattern, "%b", 2) == 0) && worst < 1e100)
			worst *= places;
	if (worst > PATTERN_MOST)
		luaL_error(L, "this pattern could search for ever in a text of %d characters", (int)size);
	script_spend(L, (int64_t)(worst / 10 + places * (double)length / 64));
}

/* Too long a text is refused by the allocator, but repeating nothing is work that makes nothing. */
static void guard_repetition(lua_State *L)
{
	lua_Integer times = luaL_checkinteger(L, 2);
	size_t size = 0;
	luaL_checklstring(L, 1, &size);
	if (size == 0 && times > 0)
		script_spend(L, times / 16);
}

static void guard_text(lua_State *L)
{
	for (int i = 1; i <= lua_gettop(L); i++) {
		int type = lua_type(L, i);
		if ((type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TUSERDATA) && !unknown_is(L, i))
			luaL_error(L, "a %s cannot be written as a text", type == LUA_TUSERDATA ? "condition" : lua_typename(L, type));
	}
}

static void guard_format(lua_State *L)
{
	guard_text(L);
	const char *format = luaL_checkstring(L, 1);
	while ((format = strchr(format, '%'))) {
		format++;
		format += strspn(format, "-+ #0123456789.");
		if (*format == 'p')
			luaL_error(L, "%%p would give another text in each run");
		format += *format != '\0';
	}
}

/* library_call stands between the script and `error`, which counts calls to find the line to blame. */
static void guard_level(lua_State *L)
{
	lua_Integer level = luaL_optinteger(L, 2, 1);
	lua_settop(L, 1);
	lua_pushinteger(L, level > 0 ? level + 1 : level);
}

static const struct library_function functions[] = {
	{ "", "assert", NULL }, { "", "error", guard_level }, { "", "ipairs", NULL }, { "", "select", NULL },
	{ "", "tonumber", NULL }, { "", "tostring", guard_text }, { "", "type", NULL },

	{ "string", "byte", NULL }, { "string", "char", NULL }, { "string", "find", guard_pattern },
	{ "string", "format", guard_format }, { "string", "gmatch", guard_pattern },
	{ "string", "gsub", guard_pattern }, { "string", "len", NULL }, { "string", "lower", NULL },
	{ "string", "match", guard_pattern }, { "string", "rep", guard_repetition }, { "string", "reverse", NULL },
	{ "string", "sub", NULL }, { "string", "upper", NULL },

	{ "table", "concat", NULL }, { "table", "insert", NULL }, { "table", "pack", NULL },
	{ "table", "remove", NULL }, { "table", "unpack", NULL },

	{ "math", "abs", NULL }, { "math", "ceil", NULL }, { "math", "exp", NULL }, { "math", "floor", NULL },
	{ "math", "fmod", NULL }, { "math", "log", NULL }, { "math", "max", NULL }, { "math", "min", NULL },
	{ "math", "modf", NULL }, { "math", "sqrt", NULL }, { "math", "sin", NULL }, { "math", "cos", NULL },
	{ "math", "tan", NULL }, { "math", "asin", NULL }, { "math", "acos", NULL }, { "math", "atan", NULL },
	{ "math", "tointeger", NULL }, { "math", "type", NULL }, { "math", "ult", NULL },

	{ "utf8", "char", NULL }, { "utf8", "codepoint", NULL }, { "utf8", "codes", NULL },
	{ "utf8", "len", NULL }, { "utf8", "offset", NULL },
};

static const struct {
	const char *library, *name;
} constants[] = {
	{ "math", "huge" }, { "math", "maxinteger" }, { "math", "mininteger" }, { "math", "pi" },
	{ "utf8", "charpattern" },
};

/* Upvalues: the function, its row. */
static int library_call(lua_State *L)
{
	const struct library_function *row = lua_touserdata(L, lua_upvalueindex(2));
	int count = lua_gettop(L);
	int64_t work = 0;
	for (int i = 1; i <= count; i++)
		if (lua_type(L, i) == LUA_TSTRING || lua_type(L, i) == LUA_TTABLE)
			work += (int64_t)lua_rawlen(L, i) / 8;
	script_spend(L, work);
	if (row->guard)
		row->guard(L);
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
	return lua_gettop(L);
}

/* Pushes Lua's own table of that name ("": the basic functions). */
static void push_original(lua_State *L, const char *library)
{
	luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
	lua_getfield(L, -1, *library ? library : LUA_GNAME);
	lua_remove(L, -2);
}

/* Copies the functions and constants of one library into the table on top of the stack. */
static void copy_library(lua_State *L, const char *library)
{
	int copy = lua_gettop(L);
	push_original(L, library);
	for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
		if (strcmp(functions[i].library, library) != 0)
			continue;
		lua_getfield(L, -1, functions[i].name);
		lua_pushlightuserdata(L, (void *)&functions[i]);
		lua_pushcclosure(L, library_call, 2);
		lua_setfield(L, copy, functions[i].name);
	}
	for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++) {
		if (strcmp(constants[i].library, library) != 0)
			continue;
		lua_getfield(L, -1, constants[i].name);
		lua_setfield(L, copy, constants[i].name);
	}
	lua_pop(L, 1);
}

/* ("x"):rep(3) goes through the metatable of texts: it must lead to the copy as well. */
static void guard_methods(lua_State *L, int words)
{
	lua_pushliteral(L, "");
	lua_getmetatable(L, -1);
	lua_getfield(L, words, "string");
	lua_setfield(L, -2, "__index");
	lua_pop(L, 2);
}

void library_open(lua_State *L, int words)
{
	static const struct {
		const char *name;
		lua_CFunction open;
	} libraries[] = {
		{ LUA_GNAME, luaopen_base }, { LUA_STRLIBNAME, luaopen_string }, { LUA_TABLIBNAME, luaopen_table },
		{ LUA_MATHLIBNAME, luaopen_math }, { LUA_UTF8LIBNAME, luaopen_utf8 },
	};
	for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
		luaL_requiref(L, libraries[i].name, libraries[i].open, 1);
		lua_pop(L, 1);
	}
	lua_pushvalue(L, words);
	copy_library(L, "");
	lua_pop(L, 1);
	for (size_t i = 1; i < sizeof libraries / sizeof libraries[0]; i++) {
		lua_newtable(L);
		copy_library(L, libraries[i].name);
		sandbox_guard(L, libraries[i].name);
		lua_setfield(L, words, libraries[i].name);
	}
	guard_methods(L, words);
}
