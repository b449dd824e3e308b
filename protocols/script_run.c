/*
 * script_run.c - one protected call, with bounds on work and memory
 *
 * Work is counted by a hook every thousand instructions, and beside that for what Lua's
 * functions do without instructions: by the allocator for what they make, by
 * script_library.c for what they look at. What nobody counts (a list that a verb looks through, arguments that
 * are handed on by the thousand) costs the processor's time, which the hook asks for: a script that
 * is well takes a fraction of a second. Nothing in the sandbox can catch an error, so the
 * bounds end the script for certain.
 */

#include "protocols/script_inside.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"

#define WORK_MOST      10000000
#define WORK_STEP      1000
#define SECONDS_MOST   2
#define BYTES_PER_WORK 64
#define MEMORY_MOST    (64u << 20)
/* For one list, and for the stack. */
#define BLOCK_MOST     (1u << 20)
/* For one text, which Lua compares with another in a single instruction, however long. */
#define TEXT_MOST      (16u << 10)
#define DEEP           1000

struct script *script_of(lua_State *L)
{
	return *(struct script **)lua_getextraspace(L);
}

struct place script_place(lua_State *L)
{
	lua_Debug frame;
	for (int level = 0; L && lua_getstack(L, level, &frame); level++) {
		lua_getinfo(L, "Sl", &frame);
		if (frame.source[0] == '@')
			return (struct place){ .file = atoi(frame.source + 1), .line = frame.currentline };
	}
	return (struct place){0};
}

bool script_stands_at(lua_State *L, struct place place)
{
	lua_Debug frame;
	for (int level = 0; lua_getstack(L, level, &frame); level++) {
		lua_getinfo(L, "Sl", &frame);
		if (frame.source[0] == '@' && atoi(frame.source + 1) == place.file && frame.currentline == place.line)
			return true;
	}
	return false;
}

int script_main_line(lua_State *L)
{
	lua_Debug frame;
	for (int level = 0; lua_getstack(L, level, &frame); level++) {
		lua_getinfo(L, "Sl", &frame);
		if (strcmp(frame.source, "@0") == 0)
			return frame.currentline;
	}
	return script_place(L).line;
}

static void *allocate(void *self, void *old, size_t old_size, size_t size)
{
	struct script *script = self;
	size_t most = BLOCK_MOST;
	if (!old) {             /* then old_size tells the kind of object that is made */
		most = old_size == LUA_TSTRING ? TEXT_MOST : BLOCK_MOST;
		old_size = 0;
	}
	if (size == 0) {
		free(old);
		script->memory -= old_size;
		return NULL;
	}
	bool grows = size > old_size;
	bool fits = size <= most && script->memory - old_size + size <= MEMORY_MOST;
	void *new = !grows || fits ? realloc(old, size) : NULL;
	if (new) {
		script->memory = script->memory - old_size + size;
		script->work_left -= (int64_t)(size / BYTES_PER_WORK);
	} else if (script->lua) {
		/* Lua tells nobody where it ran out of memory. These calls only look. */
		lua_Debug frame;
		script->refused_place = script_place(script->lua);
		script->refused_deep = lua_getstack(script->lua, DEEP, &frame);
	}
	return new;
}

void script_spend(lua_State *L, int64_t work)
{
	struct script *script = script_of(L);
	script->work_left -= work;
	if (script->work_left < 0)
		luaL_error(L, "still running after %d million instructions; does this loop end?", WORK_MOST / 1000000);
}

/* The processor's time for this thread: another program's load does not count. */
static int64_t worked_ns(void)
{
	struct timespec worked;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &worked);
	return worked.tv_sec * NS_PER_S + worked.tv_nsec;
}

static void count_work(lua_State *L, lua_Debug *frame)
{
	(void)frame;
	script_spend(L, WORK_STEP);
	if (worked_ns() - script_of(L)->begun_ns > SECONDS_MOST * NS_PER_S)
		luaL_error(L, "still running after %d seconds of work; does this loop end?", SECONDS_MOST);
}

/* The message handler: called where the error is, so the stack still tells the line. */
static int note_error(lua_State *L)
{
	struct script *script = script_of(L);
	if (script->broken)
		return 1;
	script->broken = true;
	struct place place = script_place(L);
	char text[MESSAGE_SIZE] = "";
	if (lua_type(L, 1) == LUA_TSTRING)
		message_read(L, lua_tostring(L, 1), &place, text);
	if (!text[0])
		snprintf(text, sizeof text, "error: was called without a text");
	/* A userdata without a name of its own is the unknown: the word behind it has been told. */
	if (script->problems->errors == 0 || !strstr(text, "userdata"))
		problem_at(script, place, false, "%s", text);
	return 1;
}

bool script_load(lua_State *L, int file, const char *text, size_t size)
{
	static const char byte_order_mark[] = "\xef\xbb\xbf";
	if (size >= 3 && memcmp(text, byte_order_mark, 3) == 0) {
		text += 3;
		size -= 3;
	}
	/* A short name of ours: Lua would cut a long path. */
	const char *name = lua_pushfstring(L, "@%d", file);
	if (luaL_loadbufferx(L, text, size, name, "t") == LUA_OK) {
		lua_remove(L, -2);
		sandbox_push_globals(L);
		lua_setupvalue(L, -2, 1);
		return true;
	}
	struct place place = { .file = file };
	char message[MESSAGE_SIZE];
	message_read(NULL, lua_tostring(L, -1), &place, message);
	problem_at(script_of(L), place, false, "%s", message);
	lua_pop(L, 2);
	return false;
}

struct source {
	const char *text;
	size_t      size;
};

static int run_protected(lua_State *L)
{
	const struct source *source = lua_touserdata(L, 1);
	sandbox_open(L);
	lua_settop(L, 0);
	if (script_load(L, 0, source->text, source->size))
		lua_call(L, 0, 0);
	else
		script_of(L)->broken = true;
	return 0;
}

/* Memory and a stack that overflows in the handler are told here: no handler was called. */
static void note_exhaustion(struct script *script, int status)
{
	struct place place = script->refused_place;
	char text[MESSAGE_SIZE];
	if (script->broken)
		return;
	script->broken = true;
	message_read(NULL, status == LUA_ERRMEM && !script->refused_deep ? "not enough memory" : "stack overflow", &place, text);
	problem_at(script, place, false, "%s", text);
}

void script_run(struct script *script, const char *text, size_t size)
{
	struct source source = { text, size };
	script->work_left = WORK_MOST;
	script->begun_ns = worked_ns();
	lua_State *L = lua_newstate(allocate, script);
	if (!L)
		memory_exhausted();
	*(struct script **)lua_getextraspace(L) = script;
	script->lua = L;
	lua_sethook(L, count_work, LUA_MASKCOUNT, WORK_STEP);
	lua_pushcfunction(L, note_error);
	lua_pushcfunction(L, run_protected);
	lua_pushlightuserdata(L, &source);
	int status = lua_pcall(L, 1, 0, 1);
	if (status != LUA_OK && status != LUA_ERRRUN)
		note_exhaustion(script, status);
	script->lua = NULL;
	lua_close(L);
}
