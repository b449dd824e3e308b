/*
 * script_trial.c - the verb `trial`, which groups the others
 *
 *     trial({ condition = "spu", leg = "right" }, function() ... end)
 *
 * Beside its own fields a trial carries factors: leg and posture always, and those of
 * the study.
 */

#include "protocols/script_inside.h"

#include <lua.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

enum { TRIAL_CONDITION, TRIAL_REDO_IF, TRIAL_ATTEMPTS };
static const struct field trial_fields[] = {
	[TRIAL_CONDITION] = { .name = "condition", .type = FIELD_NAME, .required = true, .example = "\"still\"" },
	[TRIAL_REDO_IF] = { .name = "redo_if", .type = FIELD_ANY },
	[TRIAL_ATTEMPTS] = { .name = "attempts", .type = FIELD_WHOLE, .low = 1, .high = 10 },
};

static const struct {
	const char *name;
	const char *levels[5];
} always[] = {
	{ "leg", { "left", "right", "both", "none", NULL }},
	{ "posture", { "sitting", "standing", "supine", "other", NULL }},
};
#define ALWAYS (sizeof always / sizeof always[0])

/* The levels of a factor, NULL when any name will do. */
static const char *const *levels_of(const struct script_context *context, const char *name)
{
	for (size_t i = 0; i < ALWAYS; i++)
		if (strcmp(always[i].name, name) == 0)
			return always[i].levels;
	for (size_t i = 0; i < context->factor_count; i++)
		if (strcmp(context->factors[i].name, name) == 0)
			return (const char *const *)context->factors[i].levels;
	return NULL;
}

void trial_factor_names(const struct script_context *context, const char *names[static FACTORS_MAX + 1])
{
	size_t count = 0;
	for (size_t i = 0; i < ALWAYS; i++)
		names[count++] = always[i].name;
	for (size_t i = 0; i < context->factor_count && count < FACTORS_MAX; i++)
		names[count++] = context->factors[i].name;
	names[count] = NULL;
}

/* Checks the level on top of the stack, which may be a number, and adds the factor. */
static void add_factor(struct script *script, lua_State *L, struct trial_info *trial, const char *name)
{
	char what[64], list[256] = "", suggestion[96];
	const char *level;
	const char *const *levels = levels_of(script->context, name);
	snprintf(what, sizeof what, "trial: '%s'", name);
	if (lua_type(L, -1) == LUA_TNUMBER)
		level = lua_tostring(L, -1);
	else if (!value_is_line(script, L, lua_gettop(L), what, &level))
		return;
	bool known = !levels;
	for (size_t i = 0; levels && levels[i]; i++) {
		size_t length = strlen(list);
		snprintf(list + length, sizeof list - length, "%s%s", i > 0 ? ", " : "", levels[i]);
		known = known || strcmp(levels[i], level) == 0;
	}
	if (!known)
		problem_here(script, "%s can be one of %s, not '%s'%s", what, list, level,
		             name_suggestion(level, levels, suggestion, sizeof suggestion));
	if (strlen(level) >= VALUE_SIZE)
		problem_here(script, "%s must be shorter than %d characters", what, VALUE_SIZE);
	struct named_value *factor = &trial->factors[trial->factor_count++];
	name_copy(factor->name, name);
	snprintf(factor->value, sizeof factor->value, "%s", level);
}

static void read_factors(struct script *script, lua_State *L, struct trial_info *trial)
{
	const char *names[FACTORS_MAX + 1];
	trial_factor_names(script->context, names);
	for (size_t i = 0; names[i]; i++) {
		if (lua_getfield(L, 1, names[i]) != LUA_TNIL)
			add_factor(script, L, trial, names[i]);
		lua_pop(L, 1);
	}
}

static size_t begin_trial(struct script *script, lua_State *L, const struct value *condition)
{
	struct plan *plan = script->plan;
	struct planned_trial trial = {
		.info = { .number = (int)plan->trial_count + 1 },
		.first_step = plan->step_count, .line = script_main_line(L), .attempts = 1,
	};
	if (condition->good)
		name_copy(trial.info.condition, condition->text);
	read_factors(script, L, &trial.info);
	array_reserve((void **)&plan->trials, &script->trial_capacity, plan->trial_count, sizeof *plan->trials);
	plan->trials[plan->trial_count] = trial;
	return plan->trial_count++;
}

/* A trial that may be redone has two attempts, unless it says how many. */
static void read_repetition(struct script *script, lua_State *L, const struct value *values, struct planned_trial *trial)
{
	const struct value *attempts = &values[TRIAL_ATTEMPTS];
	if (attempts->good)
		trial->attempts = (int)attempts->number;
	else if (values[TRIAL_REDO_IF].given)
		trial->attempts = 2;
	if (values[TRIAL_REDO_IF].given && attempts->good && trial->attempts == 1)
		problem_here(script, "trial: 'redo_if' needs at least 2 attempts, or the trial cannot be redone");
	if (values[TRIAL_REDO_IF].good)
		conditions_read(script, L, values[TRIAL_REDO_IF].at, &(struct condition_slot){
			.what = "trial: 'redo_if'", .allowed = ALLOW(COVERAGE_BELOW) | ALLOW(MISSING) | ALLOW(BELOW) | ALLOW(ABOVE),
			.to = &trial->redo_if, .count = &trial->redo_count,
		});
}

static int plan_trial(struct script *script, lua_State *L, const struct value *values)
{
	struct plan *plan = script->plan;
	if (script->trial >= 0)
		problem_here(script, "trial: stands inside the trial of line %d; trials follow one another", plan->trials[script->trial].line);
	if (!lua_isfunction(L, 2)) {
		if (!unknown_is(L, 2))
			problem_here(script, "trial: needs a function after its table, as in trial({ condition = \"still\" }, function() ... end)");
		return 0;
	}
	int outer = script->trial;
	size_t errors = script->problems->errors;
	size_t index = begin_trial(script, L, &values[TRIAL_CONDITION]);
	read_repetition(script, L, values, &plan->trials[index]);
	script->trial = (int)index;
	lua_pushvalue(L, 2);
	lua_call(L, 0, 0);
	script->trial = outer;
	struct planned_trial *trial = &plan->trials[index];
	trial->step_count = plan->step_count - trial->first_step;
	if (trial->step_count == 0 && script->problems->errors == errors)
		problem_here(script, "trial: plans no step; its function is empty");
	return 0;
}

const struct verb trial_verbs[] = {
	{ .name = "trial", .usage = "trial({ condition = \"still\" }, function() ... end)", .fields = trial_fields,
	  .field_count = sizeof trial_fields / sizeof trial_fields[0], .takes_factors = true, .plan = plan_trial },
	{ .name = NULL },
};
