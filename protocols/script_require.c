/* script_require.c - files beside the script */

#include "protocols/script_inside.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"

#define REQUIRED_MOST (256u << 10)
#define NAME_LETTERS  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

/* The path of name.lua in the main script's folder. Freed with free(). */
static char *path_beside(const struct script *script, const char *name)
{
	const char *main_path = script->files[0], *slash = strrchr(main_path, '/');
	int folder = slash ? (int)(slash + 1 - main_path) : 0;
	return xasprintf("%.*s%s.lua", folder, main_path, name);
}

/* Reads the file and gives it a number; -1 when that cannot be. A link would lead out of the folder. */
static int read_beside(struct script *script, const char *name, char **text, size_t *size)
{
	struct error error = {0};
	struct stat status;
	char *path = path_beside(script, name);
	int file = -1;
	*text = NULL;
	if (lstat(path, &status) == 0 && S_ISREG(status.st_mode))
		*text = file_read(path, REQUIRED_MOST, size, &error);
	if (*text)
		file = script_add_file(script, path);
	else if (error.kind != ERROR_NONE)
		problem_here(script, "require: %s", error.text);
	else
		problem_here(script, "require: there is no file '%s.lua' beside the script", name);
	free(path);
	return file;
}

/* The loaded function on the stack, or false. */
static bool load_beside(struct script *script, lua_State *L, const char *name)
{
	size_t size;
	int file = read_beside(script, name, &script->loading, &size);
	bool loaded = file >= 0 && script_load(L, file, script->loading, size);
	free(script->loading);
	script->loading = NULL;
	return loaded;
}

/* require "name". The upvalue is a table: name -> what the file returned, false while it runs. */
int script_require(lua_State *L)
{
	struct script *script = script_of(L);
	int loaded = lua_upvalueindex(1);
	const char *name = lua_type(L, 1) == LUA_TSTRING ? lua_tostring(L, 1) : "";
	if (!*name || strspn(name, NAME_LETTERS) != strlen(name)) {
		problem_here(script, "require: needs the name of a file beside the script, without folder and without '.lua'");
		unknown_push(L);
		return 1;
	}
	lua_settop(L, 1);
	if (lua_getfield(L, loaded, name) == LUA_TBOOLEAN && !lua_toboolean(L, -1)) {
		problem_here(script, "require: '%s.lua' leads back to itself", name);
		unknown_push(L);
	} else if (lua_isnil(L, -1)) {
		lua_pushboolean(L, false);
		lua_setfield(L, loaded, name);
		if (load_beside(script, L, name))
			lua_call(L, 0, 1);
		else
			unknown_push(L);
		if (lua_isnil(L, -1) || (lua_isboolean(L, -1) && !lua_toboolean(L, -1))) {
			lua_pop(L, 1);
			lua_pushboolean(L, true);
		}
		lua_pushvalue(L, -1);
		lua_setfield(L, loaded, name);
	}
	return 1;
}
