/* script_waits.c - the verbs `settle`, `sensor_check` and `checkpoint` */

#include "protocols/script_inside.h"

#include <lua.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"

#define LENGTH(array) (sizeof (array) / sizeof (array)[0])

/* In the order of enum otherwise. */
static const char *const otherwise_words[] = { "ask", "continue", "abort", NULL };

static enum otherwise otherwise_of(const struct value *value)
{
	return value->good ? (enum otherwise)value->number : OTHERWISE_ASK;
}

/* --- settle --- */

enum { SETTLE_CHANNEL, SETTLE_WITHIN, SETTLE_SLOPE, SETTLE_OVER, SETTLE_AT_LEAST, SETTLE_AT_MOST, SETTLE_OTHERWISE, SETTLE_SAY };
static const struct field settle_fields[] = {
	[SETTLE_CHANNEL] = { .name = "channel", .type = FIELD_ANY, .first = true, .required = true },
	[SETTLE_WITHIN] = { .name = "within", .type = FIELD_NUMBER, .low = 1e-6, .high = 1e9 },
	[SETTLE_SLOPE] = { .name = "slope", .type = FIELD_NUMBER, .low = 1e-6, .high = 1e9 },
	[SETTLE_OVER] = { .name = "over", .type = FIELD_SECONDS, .low = 10, .high = 1800 },
	[SETTLE_AT_LEAST] = { .name = "at_least", .type = FIELD_SECONDS, .low = 10, .high = 3600 },
	[SETTLE_AT_MOST] = { .name = "at_most", .type = FIELD_SECONDS, .required = true, .low = 30, .high = 2 * 3600, .example = "20 * minutes" },
	[SETTLE_OTHERWISE] = { .name = "otherwise", .type = FIELD_WORD, .words = otherwise_words },
	[SETTLE_SAY] = { .name = "say", .type = FIELD_TEXT },
};

/* True when a channel's mere name stands at the index, or in the list there. */
static bool has_plain_name(lua_State *L, int at)
{
	bool found = lua_type(L, at) == LUA_TSTRING;
	if (!lua_istable(L, at))
		return found;
	for (lua_Unsigned i = 1; i <= lua_rawlen(L, at) && !found; i++) {
		found = lua_rawgeti(L, at, (lua_Integer)i) == LUA_TSTRING;
		lua_pop(L, 1);
	}
	return found;
}

/* A channel's name stands for `stable` with the settle's own figures. */
static struct condition stable_as_told(struct script *script, lua_State *L, const struct value *values)
{
	bool named = has_plain_name(L, values[SETTLE_CHANNEL].at);
	if (named && !values[SETTLE_WITHIN].given)
		absence_here(script, "settle: 'within' is missing, for example within = 0.3");
	if (named && !values[SETTLE_OVER].given)
		absence_here(script, "settle: 'over' is missing, for example over = 5 * minutes");
	return (struct condition){
		.kind = CONDITION_STABLE, .threshold = NAN, .slope_per_min = values[SETTLE_SLOPE].number,
		.within = values[SETTLE_WITHIN].good ? values[SETTLE_WITHIN].number : 0,
		.over_ns = values[SETTLE_OVER].good ? script_ns(values[SETTLE_OVER].number) : 0,
	};
}

static void check_settling(struct script *script, const struct settling *settling)
{
	if (settling->at_most_ns == 0)
		return;
	if (settling->at_least_ns > settling->at_most_ns)
		problem_here(script, "settle: 'at_least' is longer than 'at_most'");
	for (size_t i = 0; i < settling->until_count; i++) {
		const struct condition *until = &settling->until[i];
		int64_t needs_ns = until->kind == CONDITION_STABLE ? until->over_ns : until->lasting_ns;
		if (needs_ns > settling->at_most_ns) {
			problem_here(script, "settle: '%s' of %.10g s for '%s' is longer than 'at_most', so it can never be reached",
			             until->kind == CONDITION_STABLE ? "over" : "lasting", (double)needs_ns / 1e9, until->channel);
			return;
		}
	}
}

static int plan_settle(struct script *script, lua_State *L, const struct value *values)
{
	struct step *step = script_add_step(script, STEP_SETTLE);
	struct settling *settling = &step->settling;
	step->text = value_copy(&values[SETTLE_SAY]);
	settling->at_least_ns = values[SETTLE_AT_LEAST].good ? script_ns(values[SETTLE_AT_LEAST].number) : 0;
	settling->at_most_ns = values[SETTLE_AT_MOST].good ? script_ns(values[SETTLE_AT_MOST].number) : 0;
	settling->otherwise = otherwise_of(&values[SETTLE_OTHERWISE]);
	if (values[SETTLE_CHANNEL].good) {
		struct condition plain = stable_as_told(script, L, values);
		conditions_read(script, L, values[SETTLE_CHANNEL].at, &(struct condition_slot){
			.what = "settle: what it waits for", .allowed = ALLOW(STABLE) | ALLOW(BELOW) | ALLOW(ABOVE), .plain = &plain,
			.to = &settling->until, .count = &settling->until_count,
		});
	}
	if (settling->until_count > 0)
		name_copy(step->name, settling->until[0].channel);
	check_settling(script, settling);
	return 0;
}

/* --- sensor_check --- */

enum { CHECK_CHANNEL, CHECK_RISE, CHECK_FALL, CHECK_AT_MOST, CHECK_OTHERWISE, CHECK_TEXT };
static const struct field check_fields[] = {
	[CHECK_CHANNEL] = { .name = "channel", .type = FIELD_NAME, .first = true, .required = true },
	[CHECK_RISE] = { .name = "rise", .type = FIELD_NUMBER, .required = true, .low = 1e-6, .high = 1e9, .example = "1.0" },
	[CHECK_FALL] = { .name = "fall", .type = FIELD_NUMBER, .low = 1e-6, .high = 1e9 },
	[CHECK_AT_MOST] = { .name = "at_most", .type = FIELD_SECONDS, .low = 10, .high = 600 },
	[CHECK_OTHERWISE] = { .name = "otherwise", .type = FIELD_WORD, .words = otherwise_words },
	[CHECK_TEXT] = { .name = "text", .type = FIELD_TEXT },
};

static int plan_sensor_check(struct script *script, lua_State *L, const struct value *values)
{
	(void)L;
	struct step *step = script_add_step(script, STEP_SENSOR_CHECK);
	const struct value *rise = &values[CHECK_RISE], *fall = &values[CHECK_FALL];
	step->sensor_check = (struct sensor_check){
		.rise = rise->good ? rise->number : 0, .fall = fall->good ? fall->number : rise->good ? rise->number / 2 : 0,
		.at_most_ns = values[CHECK_AT_MOST].good ? script_ns(values[CHECK_AT_MOST].number) : 60 * NS_PER_S,
		.otherwise = otherwise_of(&values[CHECK_OTHERWISE]),
	};
	if (rise->good && fall->good && fall->number > rise->number)
		warning_here(script, "sensor_check: is to fall by more than it rose; is that what was meant?");
	if (!values[CHECK_CHANNEL].good)
		return 0;
	const char *channel = values[CHECK_CHANNEL].text;
	name_copy(step->name, channel);
	name_copy(step->sensor_check.channel, channel);
	step->text = values[CHECK_TEXT].given ? value_copy(&values[CHECK_TEXT])
		: xasprintf("Warm the sensor '%s' between two fingers; let go when it has risen.", channel);
	channel_is_needed(script, script_place(script->lua), "sensor_check", channel);
	return 0;
}

/* --- checkpoint --- */

static const struct field checkpoint_fields[] = {
	{ .name = "max_gap", .type = FIELD_SECONDS, .low = 60, .high = 24 * 3600 },
};

static int plan_checkpoint(struct script *script, lua_State *L, const struct value *values)
{
	(void)L;
	const struct plan *plan = script->plan;
	if (script->trial >= 0)
		problem_here(script, "checkpoint: stands inside the trial of line %d; a visit goes on between trials", plan->trials[script->trial].line);
	if (plan->step_count > 0 && plan->steps[plan->step_count - 1].kind == STEP_CHECKPOINT)
		warning_here(script, "checkpoint: there is nothing between this one and that of line %d", plan->steps[plan->step_count - 1].line);
	script_add_step(script, STEP_CHECKPOINT)->max_gap_ns = values[0].good ? script_ns(values[0].number) : TIME_NEVER;
	return 0;
}

const struct verb wait_verbs[] = {
	{ .name = "settle", .usage = "settle { \"toe\", within = 0.3, over = 5 * minutes, at_most = 20 * minutes }",
	  .fields = settle_fields, .field_count = LENGTH(settle_fields), .plan = plan_settle },
	{ .name = "sensor_check", .usage = "sensor_check { \"toe\", rise = 1.0 }",
	  .fields = check_fields, .field_count = LENGTH(check_fields), .plan = plan_sensor_check },
	{ .name = "checkpoint", .usage = "checkpoint { max_gap = 15 * minutes }", .takes_nothing = true,
	  .fields = checkpoint_fields, .field_count = LENGTH(checkpoint_fields), .plan = plan_checkpoint },
	{ .name = NULL },
};
