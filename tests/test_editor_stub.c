/* test_editor_stub.c - what editors are told of the language is the language */

#include "protocols/script.h"
#include "tests/suites.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/memory.h"
#include "base/quantity.h"

EMBEDDED(protocols_editor_soleus_d_lua);
EMBEDDED(protocols_prelude_lua);

static const char *stub(void)
{
	return EMBEDDED_TEXT(protocols_editor_soleus_d_lua);
}

/* What the stub says of a verb: the lines in front of its function, back to an empty one. Freed with free(). */
static char *lines_of(const char *verb)
{
	char head[64];
	snprintf(head, sizeof head, "\nfunction %s(", verb);
	const char *end = strstr(stub(), head);
	if (!end)
		return NULL;
	const char *begin = end;
	while (begin > stub() && !(begin[0] == '\n' && begin[-1] == '\n'))
		begin--;
	return xstrndup(begin, (size_t)(end - begin + 1));
}

/* The names behind "---@field" and "---@param" that stand for fields of the verb, each followed by a blank. */
static char *named_in(const char *lines)
{
	static const char *const not_fields[] = { "fields", "options", "steps", "list", "conditions", "leg", "posture" };
	char *names = xcalloc(strlen(lines) + 2, 1);
	for (const char *at = lines; (at = strstr(at, "\n---@"));) {
		at += strlen("\n---@");
		if (strncmp(at, "field ", 6) != 0 && strncmp(at, "param ", 6) != 0)
			continue;
		char name[64];
		size_t length = strcspn(at + 6, "? \n");
		snprintf(name, sizeof name, "%.*s", (int)length, at + 6);
		bool field = name[0] != '[';
		for (size_t i = 0; i < sizeof not_fields / sizeof not_fields[0]; i++)
			field = field && strcmp(name, not_fields[i]) != 0;
		if (field)
			strcat(strcat(names, name), " ");
	}
	return names;
}

static bool is_among(const char *name, const char *names)
{
	char whole[64];
	snprintf(whole, sizeof whole, "%s ", name);
	const char *at = strstr(names, whole);
	return at && (at == names || at[-1] == ' ');
}

static size_t count_words(const char *names)
{
	size_t count = 0;
	for (; *names; names++)
		count += *names == ' ';
	return count;
}

static void every_verb_is_described_with_exactly_its_fields(void)
{
	for (size_t verb = 0; script_verb(verb); verb++) {
		char *lines = lines_of(script_verb(verb));
		CU_ASSERT_PTR_NOT_NULL(lines);
		if (!lines)
			continue;
		char *names = named_in(lines);
		size_t fields = 0;
		for (; script_verb_field(verb, fields); fields++)
			CU_ASSERT_TRUE(is_among(script_verb_field(verb, fields), names));
		CU_ASSERT_EQUAL(count_words(names), fields);
		free(names);
		free(lines);
	}
}

static void nothing_is_described_that_is_not_known(void)
{
	size_t verbs = 0, described = 0;
	while (script_verb(verbs))
		verbs++;
	for (const char *at = stub(); (at = strstr(at, "\nfunction ")); at++)
		described++;
	CU_ASSERT_EQUAL(described, verbs + 1);          /* preset is of the prelude */
	CU_ASSERT_PTR_NOT_NULL(strstr(stub(), "\nfunction preset("));
}

/* The stub as Lua: what it leaves behind is what an editor offers. */

static lua_State *lua;

static void forget(void)
{
	if (lua)
		lua_close(lua);
	lua = NULL;
}

static bool runs(const char *text, const char *name)
{
	return luaL_loadbufferx(lua, text, strlen(text), name, "t") == LUA_OK && lua_pcall(lua, 0, 0, 0) == LUA_OK;
}

static bool has(const char *name, int type)
{
	int found = lua_getglobal(lua, name);
	lua_pop(lua, 1);
	return found == type;
}

static double number(const char *name)
{
	lua_getglobal(lua, name);
	double value = lua_tonumber(lua, -1);
	lua_pop(lua, 1);
	return value;
}

static int count_globals(void)
{
	int count = 0;
	lua_pushglobaltable(lua);
	for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1))
		count++;
	lua_pop(lua, 1);
	return count;
}

static void it_is_lua_that_defines_the_words_and_nothing_else(void)
{
	int words = 0;
	lua = luaL_newstate();
	CU_ASSERT_TRUE_FATAL(runs(stub(), "=soleus.d.lua"));
	for (; script_verb((size_t)words); words++)
		CU_ASSERT_TRUE(has(script_verb((size_t)words), LUA_TFUNCTION));
	CU_ASSERT_TRUE(has("preset", LUA_TFUNCTION));
	CU_ASSERT_TRUE(has("participant", LUA_TTABLE));
	CU_ASSERT_TRUE(has("study", LUA_TTABLE));
	CU_ASSERT_EQUAL(number("seconds"), 1);
	CU_ASSERT_EQUAL(number("minutes"), 60);
	CU_ASSERT_EQUAL(number("hours"), 3600);
	CU_ASSERT_EQUAL(count_globals(), words + 6);
}

/* The prelude adds to the table that it is given: all of that is Lua's own, or in the stub. */
static void what_the_prelude_adds_is_offered_too(void)
{
	const char *prelude = EMBEDDED_TEXT(protocols_prelude_lua);
	lua = luaL_newstate();
	luaL_openlibs(lua);
	CU_ASSERT_TRUE_FATAL(luaL_dostring(lua, "words = { study = {}, table = table };") == LUA_OK);
	CU_ASSERT_TRUE_FATAL(runs(stub(), "=soleus.d.lua"));
	CU_ASSERT_TRUE_FATAL(luaL_loadbufferx(lua, prelude, strlen(prelude), "=prelude", "t") == LUA_OK);
	lua_getglobal(lua, "words");
	CU_ASSERT_TRUE_FATAL(lua_pcall(lua, 1, 0, 0) == LUA_OK);
	CU_ASSERT_TRUE_FATAL(luaL_dostring(lua, "count, lacking = 0, ''\n"
		"for word in pairs(words) do\n"
		"  if not _G[word] then lacking = lacking .. word .. ' ' end\n"
		"  count = count + 1\n"
		"end") == LUA_OK);
	lua_getglobal(lua, "lacking");
	CU_ASSERT_STRING_EQUAL(lua_tostring(lua, -1), "");
	CU_ASSERT_TRUE(number("count") > 5);
}

static void every_quantity_is_offered(void)
{
	for (const char *const *name = quantity_names(); *name; name++) {
		char quoted[64];
		snprintf(quoted, sizeof quoted, "\"%s\"", *name);
		CU_ASSERT_PTR_NOT_NULL(strstr(stub(), quoted));
	}
}

static CU_TestInfo tests[] = {
	TEST(every_verb_is_described_with_exactly_its_fields),
	TEST(nothing_is_described_that_is_not_known),
	TEST(it_is_lua_that_defines_the_words_and_nothing_else),
	TEST(what_the_prelude_adds_is_offered_too),
	TEST(every_quantity_is_offered),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo editor_stub_suite = { .pName = "editor stub", .pTearDownFunc = forget, .pTests = tests };
