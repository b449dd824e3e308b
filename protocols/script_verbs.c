/*
 * script_verbs.c - the list of the verbs, and the plainest of them
 *
 * A verb is a row of the table at the foot of its file: its name, an example, its fields, and a
 * small function that adds to the plan. The fields are read before the function is
 * called; a value that is not good has been complained of already, and the step is
 * planned all the same, so that later steps are judged in their places.
 */

#include "protocols/script_inside.h"

#include <lauxlib.h>
#include <lua.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/quantity.h"

#define STEPS_MOST      10000
#define LENGTH(array)   (sizeof (array) / sizeof (array)[0])

int64_t script_ns(double seconds)
{
	return llround(seconds * 1e9);
}

struct step *script_add_step(struct script *script, enum step_kind kind)
{
	struct plan *plan = script->plan;
	if (plan->step_count >= STEPS_MOST)
		luaL_error(script->lua, "plans more than %d steps; does a loop go too far?", STEPS_MOST);
	array_reserve((void **)&plan->steps, &script->step_capacity, plan->step_count, sizeof *plan->steps);
	struct step *step = &plan->steps[plan->step_count++];
	*step = (struct step){
		.kind = kind, .line = script_main_line(script->lua), .trial = script->trial, .reps_per_min = NAN,
	};
	return step;
}

/* --- protocol --- */

enum { PROTOCOL_ID, PROTOCOL_TITLE, PROTOCOL_VERSION, PROTOCOL_NEEDS, PROTOCOL_WANTS, PROTOCOL_STOP_IF };
#define CHANNELS "names of channels with their quantities, such as { toe = \"temperature\" }"
static const struct field protocol_fields[] = {
	[PROTOCOL_ID] = { .name = "id", .type = FIELD_NAME, .required = true, .example = "\"soleus_pushup\"" },
	[PROTOCOL_TITLE] = { .name = "title", .type = FIELD_LINE, .required = true, .example = "\"Seated soleus push-ups\"" },
	[PROTOCOL_VERSION] = { .name = "version", .type = FIELD_LINE, .required = true, .example = "\"1.0\"" },
	[PROTOCOL_NEEDS] = { .name = "needs", .type = FIELD_TABLE, .example = CHANNELS },
	[PROTOCOL_WANTS] = { .name = "wants", .type = FIELD_TABLE, .example = CHANNELS },
	[PROTOCOL_STOP_IF] = { .name = "stop_if", .type = FIELD_ANY },
};

/* The program's, or one of the station's own. */
static bool quantity_is_known(const struct script *script, const char *quantity)
{
	for (const char *const *own = script->context->quantities; own && *own; own++)
		if (strcmp(*own, quantity) == 0)
			return true;
	return quantity_find(quantity) != NULL;
}

/* One `toe = "temperature"`: the key below the value on top of the stack. */
static void add_need(struct script *script, lua_State *L, const char *field, bool required)
{
	char what[64], suggestion[96];
	const char *channel, *quantity;
	struct plan *plan = script->plan;
	snprintf(what, sizeof what, "protocol: a channel in '%s'", field);
	if (!value_is_name(script, L, lua_gettop(L) - 1, what, &channel)) {
		script->needs_unsure = true;
		return;
	}
	snprintf(what, sizeof what, "protocol: the quantity of '%s'", channel);
	size_t errors = script->problems->errors;
	if (!value_is_name(script, L, lua_gettop(L), what, &quantity)) {
		script->needs_unsure = true;
	} else if (!quantity_is_known(script, quantity)) {
		script->needs_unsure = true;
		const char *meant = name_suggestion(quantity, quantity_names(), suggestion, sizeof suggestion);
		problem_here(script, "protocol: '%s' is unknown as the quantity of '%s'%s", quantity, channel,
		             *meant ? meant : "; it is what the channel's section in station.ini says");
	}
	if (script->problems->errors > errors)
		return;
	for (size_t i = 0; i < plan->need_count; i++)
		if (strcmp(plan->needs[i].channel, channel) == 0)
			problem_here(script, "protocol: '%s' stands in 'needs' and in 'wants'; one of them is enough", channel);
	array_reserve((void **)&plan->needs, &script->need_capacity, plan->need_count, sizeof *plan->needs);
	struct need *need = &plan->needs[plan->need_count++];
	need->required = required;
	name_copy(need->channel, channel);
	name_copy(need->quantity, quantity);
}

static int by_channel(const void *a, const void *b)
{
	const struct need *one = a, *other = b;
	return strcmp(one->channel, other->channel);
}

static void add_needs(struct script *script, lua_State *L, const struct value *table, const char *field, bool required)
{
	size_t first = script->plan->need_count;
	if (!table->good) {
		script->needs_unsure |= table->given;
		return;
	}
	for (lua_pushnil(L); lua_next(L, table->at); lua_pop(L, 1))
		add_need(script, L, field, required);
	if (script->plan->need_count > first)
		qsort(script->plan->needs + first, script->plan->need_count - first, sizeof *script->plan->needs, by_channel);
}

static int plan_protocol(struct script *script, lua_State *L, const struct value *values)
{
	struct plan *plan = script->plan;
	if (script->protocol_line != 0) {
		problem_here(script, "protocol: stands here a second time; the first one is in line %d", script->protocol_line);
		return 0;
	}
	script->protocol_line = plan->line = script_main_line(L);
	if (values[PROTOCOL_ID].good)
		name_copy(plan->id, values[PROTOCOL_ID].text);
	plan->title = value_copy(&values[PROTOCOL_TITLE]);
	plan->version = value_copy(&values[PROTOCOL_VERSION]);
	add_needs(script, L, &values[PROTOCOL_NEEDS], "needs", true);
	add_needs(script, L, &values[PROTOCOL_WANTS], "wants", false);
	if (values[PROTOCOL_STOP_IF].good)
		conditions_read(script, L, values[PROTOCOL_STOP_IF].at, &(struct condition_slot){
			.what = "protocol: 'stop_if'", .allowed = ALLOW(BELOW) | ALLOW(ABOVE) | ALLOW(MISSING),
			.to = &plan->stop_if, .count = &plan->stop_count,
		});
	return 0;
}

/* --- tell, mark --- */

static const struct field text_fields[] = {
	{ .name = "text", .type = FIELD_TEXT, .first = true, .required = true },
};

static int plan_tell(struct script *script, lua_State *L, const struct value *values)
{
	(void)L;
	struct step *step = script_add_step(script, STEP_TELL);      /* may leave by an error: nothing is copied before */
	step->text = value_copy(&values[0]);
	return 0;
}

static int plan_mark(struct script *script, lua_State *L, const struct value *values)
{
	(void)L;
	struct step *step = script_add_step(script, STEP_MARK);      /* may leave by an error: nothing is copied before */
	step->text = value_copy(&values[0]);
	return 0;
}

/* --- all of them --- */

static const struct verb plain_verbs[] = {
	{ .name = "protocol", .usage = "protocol { id = \"soleus_pushup\", title = \"Soleus push-ups\", version = \"1.0\" }",
	  .fields = protocol_fields, .field_count = LENGTH(protocol_fields), .plan = plan_protocol },
	{ .name = "tell", .usage = "tell \"Shoes and socks off.\"",
	  .fields = text_fields, .field_count = LENGTH(text_fields), .plan = plan_tell },
	{ .name = "mark", .usage = "mark \"tourniquet on\"",
	  .fields = text_fields, .field_count = LENGTH(text_fields), .plan = plan_mark },
	{ .name = NULL },
};

static const struct verb *const verbs[] = {
	plain_verbs, question_verbs, wait_verbs, phase_verbs, trial_verbs, condition_verbs, chance_verbs,
};

/* Upvalue: the verb's row. */
static int call_verb(lua_State *L)
{
	const struct verb *verb = lua_touserdata(L, lua_upvalueindex(1));
	struct script *script = script_of(L);
	struct value values[FIELDS_MAX];
	if (script->protocol_line == 0 && !script->first_verb && verb->plan != plan_protocol && !verb->plans_nothing) {
		script->first_verb = verb->name;
		script->first_verb_place = script_place(L);
	}
	luaL_checkstack(L, 2 * FIELDS_MAX + LUA_MINSTACK, NULL);
	if (lua_gettop(L) == 0)
		lua_pushnil(L);
	if (verb->fields && !verb->takes_list && !fields_read(script, L, verb, values)) {
		unknown_push(L);
		return 1;
	}
	return verb->plan(script, L, values);
}

static const struct verb *verb_at(size_t place)
{
	for (size_t i = 0; i < LENGTH(verbs); i++)
		for (const struct verb *verb = verbs[i]; verb->name; verb++)
			if (place-- == 0)
				return verb;
	return NULL;
}

void verbs_open(lua_State *L, int words)
{
	for (size_t i = 0; verb_at(i); i++) {
		lua_pushlightuserdata(L, (void *)verb_at(i));
		lua_pushcclosure(L, call_verb, 1);
		lua_setfield(L, words, verb_at(i)->name);
	}
}

const char *script_verb(size_t verb)
{
	return verb_at(verb) ? verb_at(verb)->name : NULL;
}

const char *script_verb_field(size_t verb, size_t field)
{
	const struct verb *row = verb_at(verb);
	return row && field < row->field_count ? row->fields[field].name : NULL;
}
