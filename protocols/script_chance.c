/*
 * script_chance.c - the verbs `order`, `shuffle` and `pick`
 *
 * `order` is no chance at all: it is the participant's number. The other two draw from the visit's seed, each
 * call from a stream of its own, so that one more call changes nothing in those before it.
 */

#include "protocols/script_inside.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "protocols/arrange.h"
#include "protocols/order.h"

/* Streams of the visit's seed; other purposes use small numbers. */
#define FIRST_STREAM 1000
#define ORDERS_MOST  1000000

static const struct field shuffle_fields[] = {
	{ .name = "max_run", .type = FIELD_WHOLE, .low = 1, .high = ARRANGE_MAX },
	{ .name = "min_distance", .type = FIELD_WHOLE, .low = 1, .high = ARRANGE_MAX },
};
static const struct field pick_fields[] = {
	{ .name = "count", .type = FIELD_WHOLE, .low = 1, .high = ARRANGE_MAX },
};

/* The list part of the table at 1; the other keys must be those of `fields`. */
static bool read_list(struct script *script, lua_State *L, const char *verb, const char *example,
                      const struct field *fields, size_t field_count, lua_Integer most)
{
	char suggestion[96];
	const char *names[FIELDS_MAX + 1] = {0};
	for (size_t i = 0; i < field_count; i++)
		names[i] = fields[i].name;
	if (lua_type(L, 1) != LUA_TTABLE) {
		if (!unknown_is(L, 1))
			problem_here(script, "%s: needs a list, as in %s", verb, example);
		return false;
	}
	lua_Integer count = (lua_Integer)lua_rawlen(L, 1), keys = 0;
	for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
		bool known = field_count == 0;
		for (size_t i = 0; names[i] && lua_type(L, -2) == LUA_TSTRING; i++)
			known = known || strcmp(names[i], lua_tostring(L, -2)) == 0;
		if (!known && lua_type(L, -2) == LUA_TSTRING)
			problem_here(script, "%s: unknown field '%s'%s", verb, lua_tostring(L, -2),
			             name_suggestion(lua_tostring(L, -2), names, suggestion, sizeof suggestion));
		keys += field_count == 0 || lua_type(L, -2) != LUA_TSTRING;
	}
	if (count < 1 || count > most || keys != count) {
		problem_here(script, "%s: needs a plain list of 1 to %d conditions", verb, (int)most);
		return false;
	}
	return true;
}

/* A whole number under a name of the table at 1; 0 when it is not there or not good. */
static size_t read_whole(struct script *script, lua_State *L, const char *verb, const char *name, int low, lua_Integer high)
{
	char given[DESCRIPTION_SIZE];
	lua_getfield(L, 1, name);
	lua_Integer number = lua_isinteger(L, -1) ? lua_tointeger(L, -1) : 0;
	if (!lua_isnil(L, -1) && !unknown_is(L, -1) && (number < low || number > high)) {
		problem_here(script, "%s: '%s' must be a whole number from %d to %d, not %s", verb, name, low, (int)high,
		             value_describe(L, -1, given));
		number = 0;
	}
	lua_pop(L, 1);
	return (size_t)number;
}

/* The list at 1 with its elements in the order of `places`, as a new list. */
static int push_ordered(lua_State *L, const size_t *places, size_t count)
{
	lua_createtable(L, (int)count, 0);
	for (size_t i = 0; i < count; i++) {
		lua_rawgeti(L, 1, (lua_Integer)places[i] + 1);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	return 1;
}

/* For each element the place of the first that is equal to it. */
static void tell_apart(lua_State *L, size_t count, size_t *kinds)
{
	for (size_t i = 0; i < count; i++) {
		lua_rawgeti(L, 1, (lua_Integer)i + 1);
		for (kinds[i] = 0; kinds[i] < i; kinds[i]++) {
			lua_rawgeti(L, 1, (lua_Integer)kinds[i] + 1);
			bool same = lua_rawequal(L, -1, -2);
			lua_pop(L, 1);
			if (same)
				break;
		}
		lua_pop(L, 1);
	}
	script_spend(L, (int64_t)(count * count / 8));
}

static struct random_source next_chance(struct script *script)
{
	return random_new(script->context->seed, FIRST_STREAM + script->chances++);
}

/* --- order --- */

static int greatest_common(int a, int b)
{
	return b == 0 ? a : greatest_common(b, a % b);
}

/* Orders of several designs repeat together after the least common multiple of their lengths. */
static void count_orders(struct plan *plan, size_t count)
{
	int one = (int)williams_sequences(count);
	int all = plan->orders / greatest_common(plan->orders, one);
	plan->orders = all > ORDERS_MOST / one ? ORDERS_MOST : all * one;
}

static int plan_order(struct script *script, lua_State *L, const struct value *values)
{
	(void)values;
	size_t places[ORDER_MAX], kinds[ORDER_MAX];
	if (!read_list(script, L, "order", "order { \"still\", \"spu\" }", NULL, 0, ORDER_MAX)) {
		unknown_push(L);
		return 1;
	}
	size_t count = lua_rawlen(L, 1);
	tell_apart(L, count, kinds);
	for (size_t i = 0; i < count; i++) {
		lua_rawgeti(L, 1, (lua_Integer)i + 1);
		if (kinds[i] != i && !unknown_is(L, -1))
			problem_here(script, "order: number %d of the list is the same as number %d; a design is balanced over different conditions",
			             (int)i + 1, (int)kinds[i] + 1);
		lua_pop(L, 1);
	}
	count_orders(script->plan, count);
	script->longest_order = (int)count > script->longest_order ? (int)count : script->longest_order;
	williams_order(count, script->context->participant->number, places);
	return push_ordered(L, places, count);
}

/* --- shuffle --- */

static int plan_shuffle(struct script *script, lua_State *L, const struct value *values)
{
	(void)values;
	if (!read_list(script, L, "shuffle", "shuffle { \"left\", \"right\" }", shuffle_fields, 2, ARRANGE_MAX)) {
		unknown_push(L);
		return 1;
	}
	size_t count = lua_rawlen(L, 1);
	struct arrange_limits limits = {
		.max_run = read_whole(script, L, "shuffle", "max_run", 1, ARRANGE_MAX),
		.min_distance = read_whole(script, L, "shuffle", "min_distance", 1, ARRANGE_MAX),
	};
	/* Lua's, so that an error of Lua's leaves nothing behind. */
	size_t *kinds = lua_newuserdatauv(L, 2 * count * sizeof *kinds, 0), *places = kinds + count;
	tell_apart(L, count, kinds);
	struct random_source chance = next_chance(script);
	size_t work = 0;
	if (!arrange(kinds, count, &limits, &chance, places, &work))
		problem_here(script, "shuffle: found no order that keeps 'max_run' and 'min_distance'; are there too many of a kind?");
	script_spend(L, (int64_t)work);
	return push_ordered(L, places, count);
}

/* --- pick --- */

static int plan_pick(struct script *script, lua_State *L, const struct value *values)
{
	(void)values;
	if (!read_list(script, L, "pick", "pick { \"left\", \"right\" }", pick_fields, 1, ARRANGE_MAX)) {
		unknown_push(L);
		return 1;
	}
	size_t count = lua_rawlen(L, 1), wanted = read_whole(script, L, "pick", "count", 1, (lua_Integer)count);
	size_t *kinds = lua_newuserdatauv(L, 2 * count * sizeof *kinds, 0), *places = kinds + count;
	for (size_t i = 0; i < count; i++)
		kinds[i] = i;
	struct random_source chance = next_chance(script);
	arrange(kinds, count, &(struct arrange_limits){0}, &chance, places, NULL);
	if (wanted > 0)
		return push_ordered(L, places, wanted);
	lua_rawgeti(L, 1, (lua_Integer)places[0] + 1);
	return 1;
}

const struct verb chance_verbs[] = {
	{ .name = "order", .usage = "order { \"still\", \"spu\" }", .plans_nothing = true, .plan = plan_order },
	{ .name = "shuffle", .usage = "shuffle { \"left\", \"right\", \"left\", \"right\", max_run = 2 }", .fields = shuffle_fields, .field_count = 2,
	  .takes_list = true, .plans_nothing = true, .plan = plan_shuffle },
	{ .name = "pick", .usage = "pick { \"left\", \"right\" }", .fields = pick_fields, .field_count = 1, .takes_list = true,
	  .plans_nothing = true, .plan = plan_pick },
	{ .name = NULL },
};
