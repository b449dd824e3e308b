/*
 * script_verbs.c - the verbs
 *
 * A verb is a row of the table at the foot: its name, an example, its fields, and a
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
#include "protocols/order.h"

#define STEPS_MOST      10000
#define SHORT_S         10
#define LONG_S          (3 * 3600)
#define LENGTH(array)   (sizeof (array) / sizeof (array)[0])

static char *copy(const struct value *value)
{
	return value->good ? xstrdup(value->text) : NULL;
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
	[PROTOCOL_STOP_IF] = { .name = "stop_if", .type = FIELD_LATER },
};

/* One `toe = "temperature"`: the key below the value on top of the stack. */
static void add_need(struct script *script, lua_State *L, const char *field, bool required)
{
	char what[64], suggestion[96];
	const char *channel, *quantity;
	struct plan *plan = script->plan;
	snprintf(what, sizeof what, "protocol: a channel in '%s'", field);
	if (!value_is_name(script, L, lua_gettop(L) - 1, what, &channel))
		return;
	snprintf(what, sizeof what, "protocol: the quantity of '%s'", channel);
	if (!value_is_name(script, L, lua_gettop(L), what, &quantity))
		return;
	if (!quantity_find(quantity)) {
		problem_here(script, "protocol: '%s' is unknown as the quantity of '%s'%s", quantity, channel,
		             name_suggestion(quantity, quantity_names(), suggestion, sizeof suggestion));
		return;
	}
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
	if (!table->good)
		return;
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
	script->protocol_line = script_main_line(L);
	if (values[PROTOCOL_ID].good)
		name_copy(plan->id, values[PROTOCOL_ID].text);
	plan->title = copy(&values[PROTOCOL_TITLE]);
	plan->version = copy(&values[PROTOCOL_VERSION]);
	add_needs(script, L, &values[PROTOCOL_NEEDS], "needs", true);
	add_needs(script, L, &values[PROTOCOL_WANTS], "wants", false);
	return 0;
}

/* --- tell, mark --- */

static const struct field text_fields[] = {
	{ .name = "text", .type = FIELD_TEXT, .first = true, .required = true },
};

static int plan_tell(struct script *script, lua_State *L, const struct value *values)
{
	(void)L;
	script_add_step(script, STEP_TELL)->text = copy(&values[0]);
	return 0;
}

static int plan_mark(struct script *script, lua_State *L, const struct value *values)
{
	(void)L;
	script_add_step(script, STEP_MARK)->text = copy(&values[0]);
	return 0;
}

/* --- ask --- */

enum { ASK_ID, ASK_TEXT, ASK_SCALE, ASK_CHOICES, ASK_WORDS, ASK_ANCHORS, ASK_OPTIONAL };
static const struct field ask_fields[] = {
	[ASK_ID] = { .name = "id", .type = FIELD_NAME, .first = true, .required = true },
	[ASK_TEXT] = { .name = "text", .type = FIELD_TEXT, .required = true, .example = "\"How heavy do your legs feel?\"" },
	[ASK_SCALE] = { .name = "scale", .type = FIELD_PAIR, .low = -1000, .high = 1000 },
	[ASK_CHOICES] = { .name = "choices", .type = FIELD_LINES, .low = 2, .high = 50, .example = "{ \"left\", \"right\" }" },
	[ASK_WORDS] = { .name = "words", .type = FIELD_TRUTH },
	[ASK_ANCHORS] = { .name = "anchors", .type = FIELD_LINES, .low = 2, .high = 2, .example = "{ \"none\", \"worst\" }" },
	[ASK_OPTIONAL] = { .name = "optional", .type = FIELD_TRUTH },
};

/* The texts of a list that has been found good, ended by NULL. */
static char **copy_list(lua_State *L, const struct value *list)
{
	size_t count = (size_t)list->number;
	char **texts = xcalloc(count + 1, sizeof *texts);
	for (size_t i = 0; i < count; i++) {
		lua_rawgeti(L, list->at, (lua_Integer)i + 1);
		texts[i] = xstrdup(lua_tostring(L, -1));
		lua_pop(L, 1);
	}
	return texts;
}

/* An operator answers "2" to mean the second choice. */
static void check_choices(struct script *script, const struct question *question)
{
	char place[16];
	for (size_t i = 0; question->choices[i]; i++) {
		const char *choice = question->choices[i];
		snprintf(place, sizeof place, "%zu", i + 1);
		if (strspn(choice, "0123456789") == strlen(choice) && strcmp(choice, place) != 0)
			problem_here(script, "ask: the choice '%s' would be taken for the number of a choice; please use words, or a scale", choice);
		if (strcmp(choice, "-") == 0)
			problem_here(script, "ask: the choice '-' would be taken for a refusal; please use words");
	}
}

static void read_question(struct script *script, lua_State *L, const struct value *values, struct question *question)
{
	const struct value *scale = &values[ASK_SCALE], *choices = &values[ASK_CHOICES], *words = &values[ASK_WORDS];
	bool wants_words = words->given && (!words->good || words->number != 0);
	if (scale->given + choices->given + wants_words != 1)
		problem_here(script, "ask: needs exactly one of scale = { 0, 10 }, choices = { \"left\", \"right\" } and words = true");
	question->kind = choices->given ? QUESTION_CHOICES : wants_words ? QUESTION_TEXT : QUESTION_SCALE;
	question->optional = values[ASK_OPTIONAL].good && values[ASK_OPTIONAL].number != 0;
	if (scale->good) {
		question->low = scale->low;
		question->high = scale->high;
	}
	if (choices->good) {
		question->choices = copy_list(L, choices);
		check_choices(script, question);
	}
	if (values[ASK_ANCHORS].given && !scale->given)
		problem_here(script, "ask: 'anchors' belong to a scale");
	if (values[ASK_ANCHORS].good) {
		char **anchors = copy_list(L, &values[ASK_ANCHORS]);
		question->anchors[0] = anchors[0];
		question->anchors[1] = anchors[1];
		free(anchors);
	}
}

static bool same_choices(char *const *a, char *const *b)
{
	for (; a && b && *a && *b; a++, b++)
		if (strcmp(*a, *b) != 0)
			return false;
	return !a || !b || *a == *b;
}

/* The same question becomes the same column: once in each trial, and always of one kind. */
static void check_question(struct script *script, const struct step *asked)
{
	const struct plan *plan = script->plan;
	const struct question *question = &asked->question;
	for (const struct step *step = plan->steps; step < asked; step++) {
		if (step->kind != STEP_ASK || strcmp(step->name, asked->name) != 0)
			continue;
		if (step->trial == asked->trial)
			problem_here(script, "ask: '%s' has been asked in line %d of the same %s; please give one of them another id",
			             asked->name, step->line, asked->trial < 0 ? "visit" : "trial");
		else if (step->question.kind != question->kind || step->question.low != question->low
		         || step->question.high != question->high || !same_choices(step->question.choices, question->choices))
			problem_here(script, "ask: '%s' had other answers in line %d; one id is one column of the table", asked->name, step->line);
		return;
	}
}

static int plan_ask(struct script *script, lua_State *L, const struct value *values)
{
	struct step *step = script_add_step(script, STEP_ASK);
	step->text = copy(&values[ASK_TEXT]);
	read_question(script, L, values, &step->question);
	if (values[ASK_ID].good) {
		name_copy(step->name, values[ASK_ID].text);
		check_question(script, step);
	}
	return 0;
}

/* --- rest, exercise --- */

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

static void set_duration(struct script *script, struct step *phase, double seconds)
{
	const char *verb = step_kind_name(phase->kind);
	if (seconds > LONG_S)
		warning_here(script, "%s: lasts %.4g hours; is that what was meant?", verb, seconds / 3600);
	phase->lasts_ns = llround(seconds * 1e9);
}

static void check_short(struct script *script, const struct step *phase)
{
	double seconds = (double)phase->lasts_ns / 1e9;
	if (seconds < SHORT_S)
		warning_here(script, "%s: lasts %.4g seconds; was '%.4g * minutes' meant?", step_kind_name(phase->kind), seconds, seconds);
}

enum { REST_NAME, REST_LASTS, REST_SAY };
static const struct field rest_fields[] = {
	[REST_NAME] = { .name = "name", .type = FIELD_NAME, .first = true, .required = true },
	[REST_LASTS] = { .name = "lasts", .type = FIELD_SECONDS, .required = true, .example = "5 * minutes" },
	[REST_SAY] = { .name = "say", .type = FIELD_TEXT },
};

static int plan_rest(struct script *script, lua_State *L, const struct value *values)
{
	(void)L;
	struct step *phase = script_add_step(script, STEP_REST);
	place_phase(script, phase, &values[REST_NAME]);
	phase->text = copy(&values[REST_SAY]);
	if (values[REST_LASTS].good) {
		set_duration(script, phase, values[REST_LASTS].number);
		check_short(script, phase);
	}
	return 0;
}

enum {
	EXERCISE_NAME, EXERCISE_LASTS, EXERCISE_COUNT, EXERCISE_PACE, EXERCISE_CUES, EXERCISE_SAY,
	EXERCISE_AT_MOST, EXERCISE_ENDS,
};
static const struct field exercise_fields[] = {
	[EXERCISE_NAME] = { .name = "name", .type = FIELD_NAME, .first = true, .required = true },
	[EXERCISE_LASTS] = { .name = "lasts", .type = FIELD_SECONDS },
	[EXERCISE_COUNT] = { .name = "count", .type = FIELD_NUMBER, .low = 1, .high = 100000 },
	[EXERCISE_PACE] = { .name = "reps_per_min", .type = FIELD_NUMBER, .low = 1, .high = 400 },
	[EXERCISE_CUES] = { .name = "cues", .type = FIELD_NAMES, .low = 1, .high = 8, .example = "{ \"up\", \"down\" }" },
	[EXERCISE_SAY] = { .name = "say", .type = FIELD_TEXT },
	[EXERCISE_AT_MOST] = { .name = "at_most", .type = FIELD_LATER },
	[EXERCISE_ENDS] = { .name = "ends", .type = FIELD_LATER },
};

/* The cues of one repetition; a pace without cues has one of the plainest kind. */
static void set_pace(lua_State *L, struct step *phase, const struct value *pace, const struct value *cues)
{
	phase->reps_per_min = pace->number;
	phase->cue_count = cues->good ? (size_t)cues->number : 1;
	phase->cues = xcalloc(phase->cue_count, sizeof *phase->cues);
	name_copy(phase->cues[0], "go");
	for (size_t i = 0; cues->good && i < phase->cue_count; i++) {
		lua_rawgeti(L, cues->at, (lua_Integer)i + 1);
		name_copy(phase->cues[i], lua_tostring(L, -1));
		lua_pop(L, 1);
	}
}

/* By `lasts`, or by `count` repetitions at their pace. */
static void read_length(struct script *script, struct step *phase, const struct value *values)
{
	const struct value *lasts = &values[EXERCISE_LASTS], *count = &values[EXERCISE_COUNT], *pace = &values[EXERCISE_PACE];
	bool later = values[EXERCISE_AT_MOST].given || values[EXERCISE_ENDS].given;
	if (lasts->given == count->given && !later)
		problem_here(script, lasts->given ? "exercise: 'lasts' and 'count' both tell how long it is; one of them is enough"
		             : "exercise: 'lasts' is missing, for example lasts = 10 * minutes");
	if (count->given && !pace->given)
		problem_here(script, "exercise: 'count' needs reps_per_min beside it, for example reps_per_min = 30");
	if (count->good && count->number != floor(count->number))
		problem_here(script, "exercise: 'count' must be a whole number, not %.10g", count->number);
	if (lasts->good) {
		set_duration(script, phase, lasts->number);
		check_short(script, phase);
	} else if (count->good && pace->good) {
		double seconds = count->number * 60 / pace->number;
		if (seconds > 24 * 3600)
			problem_here(script, "exercise: 'count' at this pace takes longer than 24 hours");
		else
			set_duration(script, phase, seconds);
	}
}

static int plan_exercise(struct script *script, lua_State *L, const struct value *values)
{
	struct step *phase = script_add_step(script, STEP_EXERCISE);
	place_phase(script, phase, &values[EXERCISE_NAME]);
	phase->text = copy(&values[EXERCISE_SAY]);
	read_length(script, phase, values);
	if (values[EXERCISE_CUES].given && !values[EXERCISE_PACE].given)
		problem_here(script, "exercise: 'cues' need reps_per_min, which tells how often they come");
	if (values[EXERCISE_PACE].good)
		set_pace(L, phase, &values[EXERCISE_PACE], &values[EXERCISE_CUES]);
	return 0;
}

/* --- order --- */

/* Notes what makes a list unfit to be ordered. */
static bool can_be_ordered(struct script *script, lua_State *L)
{
	if (lua_type(L, 1) != LUA_TTABLE) {
		if (!unknown_is(L, 1))
			problem_here(script, "order: needs a list, as in order { \"still\", \"spu\" }");
		return false;
	}
	lua_Unsigned count = lua_rawlen(L, 1), keys = 0;
	for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1))
		keys++;
	if (count == 0 || count > ORDER_MAX || keys != count) {
		problem_here(script, "order: needs a plain list of 1 to %d conditions", ORDER_MAX);
		return false;
	}
	for (lua_Unsigned i = 1; i <= count; i++) {
		lua_rawgeti(L, 1, (lua_Integer)i);
		for (lua_Unsigned j = 1; j < i; j++) {
			lua_rawgeti(L, 1, (lua_Integer)j);
			if (lua_rawequal(L, -1, -2) && !unknown_is(L, -1))
				problem_here(script, "order: number %d of the list is the same as number %d; a design is balanced over different conditions",
				             (int)i, (int)j);
			lua_pop(L, 1);
		}
		lua_pop(L, 1);
	}
	return true;
}

/* A new list, in the order of the Williams design for this participant's number. */
static int plan_order(struct script *script, lua_State *L, const struct value *values)
{
	(void)values;
	size_t places[ORDER_MAX];
	if (!can_be_ordered(script, L)) {
		unknown_push(L);
		return 1;
	}
	size_t count = lua_rawlen(L, 1);
	williams_order(count, script->context->participant->number, places);
	lua_createtable(L, (int)count, 0);
	for (size_t i = 0; i < count; i++) {
		lua_rawgeti(L, 1, (lua_Integer)places[i] + 1);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	return 1;
}

/* --- all of them --- */

static const struct verb verbs[] = {
	{ .name = "protocol", .usage = "protocol { id = \"soleus_pushup\", title = \"Soleus push-ups\", version = \"1.0\" }",
	  .fields = protocol_fields, .field_count = LENGTH(protocol_fields), .plan = plan_protocol },
	{ .name = "tell", .usage = "tell \"Shoes and socks off.\"",
	  .fields = text_fields, .field_count = LENGTH(text_fields), .plan = plan_tell },
	{ .name = "ask", .usage = "ask { \"heaviness\", text = \"How heavy do your legs feel?\", scale = { 0, 10 } }",
	  .fields = ask_fields, .field_count = LENGTH(ask_fields), .plan = plan_ask },
	{ .name = "rest", .usage = "rest { \"baseline\", lasts = 5 * minutes }",
	  .fields = rest_fields, .field_count = LENGTH(rest_fields), .plan = plan_rest },
	{ .name = "exercise", .usage = "exercise { \"pushups\", lasts = 10 * minutes, reps_per_min = 50 }",
	  .fields = exercise_fields, .field_count = LENGTH(exercise_fields), .plan = plan_exercise },
	{ .name = "trial", .usage = "trial({ condition = \"still\" }, function() ... end)",
	  .fields = trial_fields, .field_count = TRIAL_FIELD_COUNT, .takes_factors = true, .plan = plan_trial },
	{ .name = "mark", .usage = "mark \"tourniquet on\"",
	  .fields = text_fields, .field_count = LENGTH(text_fields), .plan = plan_mark },
	{ .name = "order", .usage = "order { \"still\", \"spu\" }", .plans_nothing = true, .plan = plan_order },
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
	luaL_checkstack(L, FIELDS_MAX + LUA_MINSTACK, NULL);
	if (lua_gettop(L) == 0)
		lua_pushnil(L);
	if (verb->fields && !fields_read(script, L, verb, values))
		return 0;
	return verb->plan(script, L, values);
}

void verbs_open(lua_State *L, int words)
{
	for (size_t i = 0; i < LENGTH(verbs); i++) {
		lua_pushlightuserdata(L, (void *)&verbs[i]);
		lua_pushcclosure(L, call_verb, 1);
		lua_setfield(L, words, verbs[i].name);
	}
}
