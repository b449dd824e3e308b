/*
 * script_conditions.c - conditions on channels: `below`, `above`, `missing`, `stable`, `coverage_below`
 *
 *     stop_if = { below("spo2", 88, { lasting = 30 * seconds }) }
 *
 * A condition is a value that stop_if, redo_if and settle take. It keeps the line where it was
 * written: what is wrong between it and the protocol's needs shows only later.
 */

#include "protocols/script_inside.h"

#include <lauxlib.h>
#include <lua.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/quantity.h"

/* Its name in Lua's registry, and in Lua's own messages. */
#define CONDITION "condition"
#define LENGTH(array) (sizeof (array) / sizeof (array)[0])

struct written_condition {
	struct condition condition;
	struct place     place;
};

static int push_condition(struct script *script, lua_State *L, const struct condition *condition)
{
	struct written_condition *written = lua_newuserdatauv(L, sizeof *written, 0);
	written->condition = *condition;
	written->place = script_place(script->lua);
	luaL_newmetatable(L, CONDITION);
	lua_setmetatable(L, -2);
	return 1;
}

static bool all_good(const struct value *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (values[i].given && !values[i].good)
			return false;
	return values[0].good;
}

static int64_t ns_of(const struct value *value)
{
	return value->good ? script_ns(value->number) : 0;
}

/* --- the verbs --- */

#define CHANNEL_FIELD { .name = "channel", .type = FIELD_NAME, .required = true }
#define LASTING_FIELD { .name = "lasting", .type = FIELD_SECONDS, .high = 600 }

enum { LIMIT_CHANNEL, LIMIT_THRESHOLD, LIMIT_LASTING, LIMIT_HYSTERESIS };
static const struct field limit_fields[] = {
	[LIMIT_CHANNEL] = CHANNEL_FIELD,
	[LIMIT_THRESHOLD] = { .name = "threshold", .type = FIELD_NUMBER, .required = true, .low = -1e9, .high = 1e9 },
	[LIMIT_LASTING] = LASTING_FIELD,
	[LIMIT_HYSTERESIS] = { .name = "hysteresis", .type = FIELD_NUMBER, .low = 0, .high = 1e9 },
};

static int limit(struct script *script, lua_State *L, const struct value *values, enum condition_kind kind)
{
	if (!all_good(values, LENGTH(limit_fields)) || !values[LIMIT_THRESHOLD].good) {
		unknown_push(L);
		return 1;
	}
	struct condition condition = {
		.kind = kind, .threshold = values[LIMIT_THRESHOLD].number, .lasting_ns = ns_of(&values[LIMIT_LASTING]),
		.hysteresis = values[LIMIT_HYSTERESIS].good ? values[LIMIT_HYSTERESIS].number : 0,
	};
	name_copy(condition.channel, values[LIMIT_CHANNEL].text);
	return push_condition(script, L, &condition);
}

static int plan_below(struct script *script, lua_State *L, const struct value *values)
{
	return limit(script, L, values, CONDITION_BELOW);
}

static int plan_above(struct script *script, lua_State *L, const struct value *values)
{
	return limit(script, L, values, CONDITION_ABOVE);
}

enum { MISSING_CHANNEL, MISSING_LASTING };
static const struct field missing_fields[] = {
	[MISSING_CHANNEL] = CHANNEL_FIELD,
	[MISSING_LASTING] = LASTING_FIELD,
};

static int plan_missing(struct script *script, lua_State *L, const struct value *values)
{
	if (!all_good(values, LENGTH(missing_fields))) {
		unknown_push(L);
		return 1;
	}
	struct condition condition = {
		.kind = CONDITION_MISSING, .threshold = NAN, .lasting_ns = ns_of(&values[MISSING_LASTING]),
	};
	name_copy(condition.channel, values[MISSING_CHANNEL].text);
	return push_condition(script, L, &condition);
}

enum { STABLE_CHANNEL, STABLE_WITHIN, STABLE_SLOPE, STABLE_OVER };
static const struct field stable_fields[] = {
	[STABLE_CHANNEL] = CHANNEL_FIELD,
	[STABLE_WITHIN] = { .name = "within", .type = FIELD_NUMBER, .required = true, .low = 1e-6, .high = 1e9, .example = "0.3" },
	[STABLE_SLOPE] = { .name = "slope", .type = FIELD_NUMBER, .low = 1e-6, .high = 1e9 },
	[STABLE_OVER] = { .name = "over", .type = FIELD_SECONDS, .required = true, .low = 10, .high = 1800, .example = "5 * minutes" },
};

static int plan_stable(struct script *script, lua_State *L, const struct value *values)
{
	if (!all_good(values, LENGTH(stable_fields)) || !values[STABLE_WITHIN].good || !values[STABLE_OVER].good) {
		unknown_push(L);
		return 1;
	}
	struct condition condition = {
		.kind = CONDITION_STABLE, .threshold = NAN, .within = values[STABLE_WITHIN].number,
		.slope_per_min = values[STABLE_SLOPE].number, .over_ns = ns_of(&values[STABLE_OVER]),
	};
	name_copy(condition.channel, values[STABLE_CHANNEL].text);
	return push_condition(script, L, &condition);
}

enum { COVERAGE_CHANNEL, COVERAGE_SHARE };
static const struct field coverage_fields[] = {
	[COVERAGE_CHANNEL] = CHANNEL_FIELD,
	[COVERAGE_SHARE] = { .name = "share", .type = FIELD_NUMBER, .required = true, .low = 0, .high = 100 },
};

static int plan_coverage_below(struct script *script, lua_State *L, const struct value *values)
{
	const struct value *share = &values[COVERAGE_SHARE];
	if (share->good && (share->number > 1 || share->number == 0))
		problem_here(script, "coverage_below: 'share' is a part of the whole, above 0 and at most 1, not %.10g%s", share->number,
		             share->number > 1 ? "; a percentage is divided by 100" : "");
	if (!all_good(values, LENGTH(coverage_fields)) || !share->good) {
		unknown_push(L);
		return 1;
	}
	struct condition condition = { .kind = CONDITION_COVERAGE_BELOW, .threshold = share->number };
	name_copy(condition.channel, values[COVERAGE_CHANNEL].text);
	return push_condition(script, L, &condition);
}

/* --- conditions against the protocol's needs --- */

static const struct need *need_of(const struct plan *plan, const char *channel)
{
	for (size_t i = 0; i < plan->need_count; i++)
		if (strcmp(plan->needs[i].channel, channel) == 0)
			return &plan->needs[i];
	return NULL;
}

bool channel_is_needed(struct script *script, struct place place, const char *verb, const char *channel)
{
	const struct plan *plan = script->plan;
	const struct need *need = need_of(plan, channel);
	char suggestion[96];
	if ((need && need->required) || script->needs_unsure || script->protocol_line == 0)
		return true;
	if (need) {
		problem_at(script, place, false, "%s: '%s' stands in the protocol's 'wants' and may not be there; please move it to 'needs'",
		           verb, channel);
		return false;
	}
	const char **names = lua_newuserdatauv(script->lua, (plan->need_count + 1) * sizeof *names, 0);
	for (size_t i = 0; i < plan->need_count; i++)
		names[i] = plan->needs[i].channel;
	names[plan->need_count] = NULL;
	problem_at(script, place, false, "%s: the channel '%s' is not in the protocol's 'needs'%s", verb, channel,
	           name_suggestion(channel, names, suggestion, sizeof suggestion));
	lua_pop(script->lua, 1);
	return false;
}

static void judge(struct script *script, struct place place, const char *verb, const struct condition *condition)
{
	const struct need *need = need_of(script->plan, condition->channel);
	const struct quantity *quantity = need ? quantity_find(need->quantity) : NULL;
	if (!quantity || isnan(quantity->low))
		return;
	double threshold = condition->threshold;
	bool is_below = condition->kind == CONDITION_BELOW, is_above = condition->kind == CONDITION_ABOVE;
	bool never = (is_below && threshold <= quantity->low) || (is_above && threshold >= quantity->high);
	bool always = (is_below && threshold > quantity->high) || (is_above && threshold < quantity->low);
	if (never || always)
		problem_at(script, place, false, "%s: '%s' lies between %.10g and %.10g %s, so it is %s %s %.10g", verb,
		           condition->channel, quantity->low, quantity->high, quantity->unit, never ? "never" : "always", verb, threshold);
	if (condition->kind == CONDITION_STABLE && condition->within > (quantity->high - quantity->low) / 5)
		problem_at(script, place, true, "%s: 'within' is %.10g %s, which is much for '%s'; is that what was meant?", verb,
		           condition->within, quantity->unit, condition->channel);
}

/* --- reading --- */

static const char *const uses[CONDITION_KIND_COUNT] = {
	[CONDITION_BELOW] = "below(\"spo2\", 88)",
	[CONDITION_ABOVE] = "above(\"pulse\", 150)",
	[CONDITION_MISSING] = "missing(\"toe\")",
	[CONDITION_STABLE] = "stable(\"toe\", { within = 0.3, over = 5 * minutes })",
	[CONDITION_COVERAGE_BELOW] = "coverage_below(\"toe\", 0.8)",
};

static void note_refused(struct script *script, const struct condition_slot *slot, const struct written_condition *written)
{
	int other = 0;
	while (!(slot->allowed & (1u << other)))
		other++;
	problem_at(script, written->place, false, "%s cannot be told by %s; it takes conditions such as %s", slot->what,
	           condition_kind_name(written->condition.kind), uses[other]);
}

static void append(const struct condition_slot *slot, const struct condition *condition)
{
	*slot->to = xreallocarray(*slot->to, *slot->count + 1, sizeof **slot->to);
	(*slot->to)[(*slot->count)++] = *condition;
}

/* One condition, or the name of a channel where the slot says what that means. */
static void read_one(struct script *script, lua_State *L, int index, const struct condition_slot *slot)
{
	char given[DESCRIPTION_SIZE];
	const char *name;
	const struct written_condition *written = luaL_testudata(L, index, CONDITION);
	struct condition condition;
	struct place place = script_place(script->lua);
	if (unknown_is(L, index))
		return;
	if (written) {
		condition = written->condition;
		place = written->place;
		if (!(slot->allowed & (1u << condition.kind))) {
			note_refused(script, slot, written);
			return;
		}
	} else if (slot->plain && lua_type(L, index) == LUA_TSTRING) {
		if (!value_is_name(script, L, index, slot->what, &name))
			return;
		condition = *slot->plain;
		name_copy(condition.channel, name);
	} else {
		problem_here(script, "%s must be %s or a list of them, not %s", slot->what, slot->plain ? "a channel, a condition" : "a condition",
		             value_describe(L, index, given));
		return;
	}
	const char *verb = written ? condition_kind_name(condition.kind) : "settle";
	if (channel_is_needed(script, place, verb, condition.channel))
		judge(script, place, verb, &condition);
	append(slot, &condition);
}

void conditions_read(struct script *script, lua_State *L, int index, const struct condition_slot *slot)
{
	if (lua_type(L, index) != LUA_TTABLE) {
		read_one(script, L, index, slot);
		return;
	}
	lua_Unsigned most = lua_rawlen(L, index), keys = 0;
	for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
		keys++;
	if (keys != most || most == 0) {
		problem_here(script, most ? "%s must be a plain list of conditions" : "%s is an empty list", slot->what);
		return;
	}
	for (lua_Unsigned i = 1; i <= most; i++) {
		lua_rawgeti(L, index, (lua_Integer)i);
		read_one(script, L, lua_gettop(L), slot);
		lua_pop(L, 1);
	}
}

const struct verb condition_verbs[] = {
	{ .name = "below", .usage = "below(\"spo2\", 88, { lasting = 30 * seconds })", .fields = limit_fields,
	  .field_count = LENGTH(limit_fields), .positional = 2, .plans_nothing = true, .plan = plan_below },
	{ .name = "above", .usage = "above(\"pulse\", 150, { lasting = 30 * seconds })", .fields = limit_fields,
	  .field_count = LENGTH(limit_fields), .positional = 2, .plans_nothing = true, .plan = plan_above },
	{ .name = "missing", .usage = "missing(\"toe\", { lasting = 60 * seconds })", .fields = missing_fields,
	  .field_count = LENGTH(missing_fields), .positional = 1, .plans_nothing = true, .plan = plan_missing },
	{ .name = "stable", .usage = "stable(\"toe\", { within = 0.3, over = 5 * minutes })", .fields = stable_fields,
	  .field_count = LENGTH(stable_fields), .positional = 1, .plans_nothing = true, .plan = plan_stable },
	{ .name = "coverage_below", .usage = "coverage_below(\"toe\", 0.80)", .fields = coverage_fields,
	  .field_count = LENGTH(coverage_fields), .positional = 2, .plans_nothing = true, .plan = plan_coverage_below },
	{ .name = NULL },
};
