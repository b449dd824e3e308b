/* script_phases.c - the verbs `rest` and `exercise` */

#include "protocols/script_inside.h"

#include <lua.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

#define LENGTH(array) (sizeof (array) / sizeof (array)[0])
#define SHORT_S       10
#define LONG_S        (3 * 3600)

/* Numbers the phase, and holds it against those of the same trial. */
static void place_phase(struct script *script, struct step *phase, const struct value *name)
{
	phase->phase = 1;
	if (name->good)
		name_copy(phase->name, name->text);
	for (const struct step *step = script->plan->steps; step < phase; step++) {
		if (!step_is_phase(step) || step->trial != phase->trial)
			continue;
		phase->phase++;
		if (name->good && strcmp(step->name, phase->name) == 0)
			problem_here(script, "%s: there is a phase '%s' in line %d of the same %s; please give one of them another name",
			             step_kind_name(phase->kind), phase->name, step->line, phase->trial < 0 ? "visit" : "trial");
	}
}

enum { REST_NAME, REST_LASTS, REST_SAY };
static const struct field rest_fields[] = {
	[REST_NAME] = { .name = "name", .type = FIELD_NAME, .first = true, .required = true },
	[REST_LASTS] = { .name = "lasts", .type = FIELD_SECONDS, .required = true, .low = SHORT_S, .high = LONG_S, .example = "5 * minutes" },
	[REST_SAY] = { .name = "say", .type = FIELD_TEXT },
};

static int plan_rest(struct script *script, lua_State *L, const struct value *values)
{
	(void)L;
	struct step *phase = script_add_step(script, STEP_REST);
	place_phase(script, phase, &values[REST_NAME]);
	phase->text = value_copy(&values[REST_SAY]);
	if (values[REST_LASTS].good)
		phase->lasts_ns = script_ns(values[REST_LASTS].number);
	return 0;
}

/* --- exercise --- */

enum {
	EXERCISE_NAME, EXERCISE_LASTS, EXERCISE_COUNT, EXERCISE_PACE, EXERCISE_CUES, EXERCISE_SAY,
	EXERCISE_AT_MOST, EXERCISE_ENDS,
};
static const char *const ends_words[] = { "operator", NULL };
#define CUES "{ \"up\", \"down\" }"
static const struct field exercise_fields[] = {
	[EXERCISE_NAME] = { .name = "name", .type = FIELD_NAME, .first = true, .required = true },
	[EXERCISE_LASTS] = { .name = "lasts", .type = FIELD_SECONDS, .low = SHORT_S, .high = LONG_S },
	[EXERCISE_COUNT] = { .name = "count", .type = FIELD_WHOLE, .low = 1, .high = 100000 },
	[EXERCISE_PACE] = { .name = "reps_per_min", .type = FIELD_NUMBER, .low = 0.5, .high = 400 },
	[EXERCISE_CUES] = { .name = "cues", .type = FIELD_TABLE, .low = 1, .high = 8, .example = "a list of 1 to 8 names such as " CUES },
	[EXERCISE_SAY] = { .name = "say", .type = FIELD_TEXT },
	[EXERCISE_AT_MOST] = { .name = "at_most", .type = FIELD_SECONDS, .low = SHORT_S, .high = LONG_S },
	[EXERCISE_ENDS] = { .name = "ends", .type = FIELD_WORD, .words = ends_words },
};

#define CUES_MOST 8

struct cue_list {
	char   names[CUES_MOST][NAME_SIZE];
	double seconds[CUES_MOST];
	size_t count, timed;
};

/* One cue on top of the stack: "up", or { "up", 10 * seconds }. */
static bool read_cue(struct script *script, lua_State *L, struct cue_list *cues, int number)
{
	char what[64];
	const char *name;
	bool good = true, timed = lua_istable(L, -1);
	int at = lua_gettop(L);
	double *seconds = &cues->seconds[cues->count];
	snprintf(what, sizeof what, "exercise: 'cues': number %d", number);
	*seconds = NAN;
	if (timed) {
		lua_rawgeti(L, at, 2);
		*seconds = lua_tonumber(L, -1);
		good = lua_rawlen(L, at) == 2 && lua_type(L, -1) == LUA_TNUMBER && *seconds >= 0.1 && *seconds <= 600;
		if (!good && !unknown_is(L, -1))
			problem_here(script, "%s must be a name and its seconds, from 0.1 to 600, such as { \"up\", 10 * seconds }", what);
		lua_rawgeti(L, at, 1);
	}
	bool named = value_is_name(script, L, lua_gettop(L), what, &name);
	if (named)
		name_copy(cues->names[cues->count], name);
	cues->count++;
	cues->timed += timed;
	lua_settop(L, at);
	return good && named;
}

static bool read_cues(struct script *script, lua_State *L, int at, struct cue_list *cues)
{
	lua_Unsigned count = lua_rawlen(L, at), keys = 0;
	bool good = true;
	for (lua_pushnil(L); lua_next(L, at); lua_pop(L, 1))
		keys++;
	if (count < 1 || count > CUES_MOST || keys != count) {
		problem_here(script, "exercise: 'cues' must be a list of 1 to %d names such as " CUES, CUES_MOST);
		return false;
	}
	for (int i = 1; i <= (int)count; i++) {
		lua_rawgeti(L, at, i);
		good = read_cue(script, L, cues, i) && good;
		lua_pop(L, 1);
	}
	if (good && cues->timed > 0 && cues->timed < cues->count) {
		problem_here(script, "exercise: 'cues' must all have seconds, or none of them");
		good = false;
	}
	return good;
}

/* Cues with seconds of their own tell the pace: 10 s up and 10 s down are 3 a minute. */
static double pace_of(struct script *script, const struct cue_list *cues, const struct value *pace)
{
	double together = 0;
	for (size_t i = 0; i < cues->count; i++)
		together += cues->seconds[i];
	double told = 60 / together;
	if (pace->good && fabs(pace->number - told) > 1e-6 * told)
		problem_here(script, "exercise: the cues take %.10g s together, which is %.4g a minute, but 'reps_per_min' is %.10g; "
		             "please leave one of them out", together, told, pace->number);
	if (told < exercise_fields[EXERCISE_PACE].low)
		problem_here(script, "exercise: the cues take %.10g s together; a repetition may take 120 s", together);
	return told;
}

/* The cues of one repetition; a pace without cues has one of the plainest kind. */
static void set_pace(struct script *script, lua_State *L, struct step *phase, const struct value *values)
{
	const struct value *pace = &values[EXERCISE_PACE], *given = &values[EXERCISE_CUES];
	struct cue_list cues = { .names = {{ "go" }}, .count = 1 };
	if (given->good) {
		cues = (struct cue_list){0};
		if (!read_cues(script, L, given->at, &cues))
			return;
	}
	double reps_per_min = cues.timed ? pace_of(script, &cues, pace) : pace->good ? pace->number : NAN;
	if (given->given && !pace->given && cues.timed == 0)
		absence_here(script, "exercise: 'cues' need reps_per_min, which tells how often they come");
	if (isnan(reps_per_min))
		return;
	phase->reps_per_min = reps_per_min;
	phase->cue_count = cues.count;
	phase->cues = xmemdup(cues.names, cues.count * sizeof cues.names[0]);
	if (cues.timed == 0)
		return;
	phase->cue_at_ns = xcalloc(cues.count, sizeof *phase->cue_at_ns);
	for (size_t i = 1; i < cues.count; i++)
		phase->cue_at_ns[i] = phase->cue_at_ns[i - 1] + script_ns(cues.seconds[i - 1]);
}

static void check_ending(struct script *script, const struct value *values)
{
	const struct value *lasts = &values[EXERCISE_LASTS], *count = &values[EXERCISE_COUNT], *ends = &values[EXERCISE_ENDS];
	const struct value *at_most = &values[EXERCISE_AT_MOST];
	if (ends->given && !at_most->given)
		absence_here(script, "exercise: ends = \"operator\" needs 'at_most', or it might never end; for example at_most = 3 * minutes");
	if (at_most->given && !ends->given)
		absence_here(script, "exercise: 'at_most' goes with ends = \"operator\"; an exercise of known length has 'lasts'");
	if (lasts->given && ends->given)
		problem_here(script, "exercise: 'lasts' is how long it is, but ends = \"operator\" leaves that open; please use 'at_most'");
	if (ends->given || at_most->given)
		return;
	if (lasts->given && count->given)
		problem_here(script, "exercise: 'lasts' and 'count' both tell how long it is; one of them is enough");
	if (!lasts->given && !count->given)
		absence_here(script, "exercise: 'lasts' is missing, for example lasts = 10 * minutes");
}

/* By `lasts`, by `count` repetitions at their pace, or by `at_most` where the operator ends it. */
static void read_length(struct script *script, struct step *phase, const struct value *values)
{
	const struct value *lasts = &values[EXERCISE_LASTS], *count = &values[EXERCISE_COUNT];
	check_ending(script, values);
	phase->ending = values[EXERCISE_ENDS].given ? ENDS_BY_OPERATOR : count->given ? ENDS_BY_COUNT : ENDS_BY_TIME;
	phase->count = count->good ? (int)count->number : 0;
	if (phase->ending == ENDS_BY_OPERATOR) {
		phase->lasts_ns = values[EXERCISE_AT_MOST].good ? script_ns(values[EXERCISE_AT_MOST].number) : 0;
	} else if (lasts->good) {
		phase->lasts_ns = script_ns(lasts->number);
	} else if (count->good && isnan(phase->reps_per_min)) {
		if (!values[EXERCISE_PACE].given && !values[EXERCISE_CUES].given)
			absence_here(script, "exercise: 'count' needs reps_per_min beside it, for example reps_per_min = 30");
	} else if (count->good) {
		double seconds = count->number * 60 / phase->reps_per_min;
		if (seconds > 24 * 3600)
			problem_here(script, "exercise: 'count' at this pace takes longer than 24 hours");
		else if (seconds > LONG_S)
			warning_here(script, "exercise: 'count' at this pace takes %.4g hours; is that what was meant?", seconds / 3600);
		phase->lasts_ns = script_ns(seconds < 24 * 3600 ? seconds : 0);
	}
}

/* A cue that no repetition gets to. */
static void check_reach(struct script *script, const struct step *phase)
{
	if (phase->cue_count == 0 || phase->lasts_ns == 0)
		return;
	int64_t last_ns = step_cue_ns(phase, (int64_t)phase->cue_count - 1);
	if (last_ns >= phase->lasts_ns)
		warning_here(script, "exercise: ends after %.4g s, before its first '%s' would come", (double)phase->lasts_ns / 1e9,
		             phase->cues[phase->cue_count - 1]);
}

static int plan_exercise(struct script *script, lua_State *L, const struct value *values)
{
	struct step *phase = script_add_step(script, STEP_EXERCISE);
	place_phase(script, phase, &values[EXERCISE_NAME]);
	phase->text = value_copy(&values[EXERCISE_SAY]);
	set_pace(script, L, phase, values);
	read_length(script, phase, values);
	check_reach(script, phase);
	return 0;
}

const struct verb phase_verbs[] = {
	{ .name = "rest", .usage = "rest { \"baseline\", lasts = 5 * minutes }",
	  .fields = rest_fields, .field_count = LENGTH(rest_fields), .plan = plan_rest },
	{ .name = "exercise", .usage = "exercise { \"pushups\", lasts = 10 * minutes, reps_per_min = 50 }",
	  .fields = exercise_fields, .field_count = LENGTH(exercise_fields), .plan = plan_exercise },
	{ .name = NULL },
};
