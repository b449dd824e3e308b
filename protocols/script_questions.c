/*
 * script_questions.c - the verbs `ask` and `measure`
 *
 * What is answered becomes a column, so a name stands once in each trial, and means the same
 * thing wherever it stands.
 */

#include "protocols/script_inside.h"

#include <lua.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) (sizeof (array) / sizeof (array)[0])

/* --- the same name again --- */

static bool same_choices(char *const *a, char *const *b)
{
	for (; a && b && *a && *b; a++, b++)
		if (strcmp(*a, *b) != 0)
			return false;
	return !a || !b || *a == *b;
}

static bool same_kind(const struct step *a, const struct step *b)
{
	const struct question *one = &a->question, *other = &b->question;
	if (a->kind != b->kind)
		return false;
	if (a->kind == STEP_MEASURE)
		return strcmp(a->measurement.unit, b->measurement.unit) == 0;
	return one->kind == other->kind && one->low == other->low && one->high == other->high
		&& same_choices(one->choices, other->choices);
}

static void check_again(struct script *script, const struct step *asked)
{
	const char *verb = step_kind_name(asked->kind);
	const struct step *elsewhere = NULL;
	for (const struct step *step = script->plan->steps; step < asked; step++) {
		if ((step->kind != STEP_ASK && step->kind != STEP_MEASURE) || strcmp(step->name, asked->name) != 0)
			continue;
		if (step->trial == asked->trial) {
			problem_here(script, "%s: '%s' has been %s in line %d of the same %s; please give one of them another id", verb,
			             asked->name, step->kind == STEP_ASK ? "asked" : "measured", step->line, asked->trial < 0 ? "visit" : "trial");
			return;
		}
		elsewhere = elsewhere ? elsewhere : step;
	}
	if (elsewhere && !same_kind(elsewhere, asked))
		problem_here(script, asked->kind == STEP_MEASURE && elsewhere->kind == STEP_MEASURE
		             ? "%s: '%s' had another unit in line %d; one id is one column of the table"
		             : "%s: '%s' had other answers in line %d; one id is one column of the table", verb, asked->name, elsewhere->line);
}

/* --- ask --- */

enum { ASK_ID, ASK_TEXT, ASK_SCALE, ASK_CHOICES, ASK_WORDS, ASK_ANCHORS, ASK_OPTIONAL };
static const struct field ask_fields[] = {
	[ASK_ID] = { .name = "id", .type = FIELD_NAME, .first = true, .required = true },
	[ASK_TEXT] = { .name = "text", .type = FIELD_TEXT, .required = true,
		.if_true = "the question's wording; for an answer in words please write words = true", .example = "\"How heavy do your legs feel?\"" },
	[ASK_SCALE] = { .name = "scale", .type = FIELD_PAIR, .low = -1000, .high = 1000 },
	[ASK_CHOICES] = { .name = "choices", .type = FIELD_LINES, .low = 2, .high = 50, .example = "{ \"left\", \"right\" }" },
	[ASK_WORDS] = { .name = "words", .type = FIELD_TRUTH },
	[ASK_ANCHORS] = { .name = "anchors", .type = FIELD_LINES, .low = 2, .high = 2, .example = "{ \"none\", \"worst\" }" },
	[ASK_OPTIONAL] = { .name = "optional", .type = FIELD_TRUTH },
};

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
		absence_here(script, "ask: needs exactly one of scale = { 0, 10 }, choices = { \"left\", \"right\" } and words = true");
	question->kind = choices->given ? QUESTION_CHOICES : wants_words ? QUESTION_TEXT : QUESTION_SCALE;
	question->optional = value_is_true(&values[ASK_OPTIONAL]);
	if (scale->good) {
		question->low = scale->low;
		question->high = scale->high;
	}
	if (choices->good) {
		question->choices = value_copy_list(L, choices);
		check_choices(script, question);
	}
	if (values[ASK_ANCHORS].given && !scale->given)
		absence_here(script, "ask: 'anchors' belong to a scale");
	if (values[ASK_ANCHORS].good) {
		char **anchors = value_copy_list(L, &values[ASK_ANCHORS]);
		question->anchors[0] = anchors[0];
		question->anchors[1] = anchors[1];
		free(anchors);
	}
}

static int plan_ask(struct script *script, lua_State *L, const struct value *values)
{
	struct step *step = script_add_step(script, STEP_ASK);
	step->text = value_copy(&values[ASK_TEXT]);
	read_question(script, L, values, &step->question);
	if (values[ASK_ID].good) {
		name_copy(step->name, values[ASK_ID].text);
		check_again(script, step);
	}
	return 0;
}

/* --- measure --- */

enum { MEASURE_ID, MEASURE_TEXT, MEASURE_UNIT, MEASURE_RANGE, MEASURE_TWICE, MEASURE_TIMES, MEASURE_OPTIONAL };
static const struct field measure_fields[] = {
	[MEASURE_ID] = { .name = "id", .type = FIELD_NAME, .first = true, .required = true },
	[MEASURE_TEXT] = { .name = "text", .type = FIELD_TEXT, .required = true, .example = "\"Calf circumference at its widest\"" },
	[MEASURE_UNIT] = { .name = "unit", .type = FIELD_LINE, .required = true, .example = "\"cm\"" },
	[MEASURE_RANGE] = { .name = "range", .type = FIELD_PAIR, .low = -1e9, .high = 1e9 },
	[MEASURE_TWICE] = { .name = "twice_within", .type = FIELD_NUMBER, .low = 0, .high = 1e9 },
	[MEASURE_TIMES] = { .name = "times", .type = FIELD_WHOLE, .low = 1, .high = 20 },
	[MEASURE_OPTIONAL] = { .name = "optional", .type = FIELD_TRUTH },
};

static void read_measurement(struct script *script, const struct value *values, struct measurement *measurement)
{
	const struct value *unit = &values[MEASURE_UNIT], *range = &values[MEASURE_RANGE], *twice = &values[MEASURE_TWICE];
	*measurement = (struct measurement){
		.low = NAN, .high = NAN, .twice_within = twice->good ? twice->number : NAN, .optional = value_is_true(&values[MEASURE_OPTIONAL]),
	};
	if (unit->good && strlen(unit->text) >= UNIT_SIZE)
		problem_here(script, "measure: 'unit' must be shorter than %d characters", UNIT_SIZE);
	else if (unit->good)
		snprintf(measurement->unit, sizeof measurement->unit, "%s", unit->text);
	if (!range->given)
		warning_here(script, "measure: has no 'range', so that a slip of the finger will not be noticed; for example range = { 20, 60 }");
	if (!range->good)
		return;
	measurement->low = range->low;
	measurement->high = range->high;
	if (twice->good && twice->number >= range->high - range->low)
		problem_here(script, "measure: 'twice_within' is as wide as 'range', so any two numbers would do");
}

static void plan_one(struct script *script, const struct value *values, int number)
{
	struct step *step = script_add_step(script, STEP_MEASURE);
	step->text = value_copy(&values[MEASURE_TEXT]);
	read_measurement(script, values, &step->measurement);
	if (!values[MEASURE_ID].good)
		return;
	snprintf(step->name, sizeof step->name, number > 0 ? "%s_%d" : "%s", values[MEASURE_ID].text, number);
	check_again(script, step);
}

/* Each of several times is a step and a column of its own: girth_1, girth_2 ... */
static int plan_measure(struct script *script, lua_State *L, const struct value *values)
{
	(void)L;
	const struct value *id = &values[MEASURE_ID];
	int times = values[MEASURE_TIMES].good ? (int)values[MEASURE_TIMES].number : 1;
	if (times > 1 && id->good && snprintf(NULL, 0, "%s_%d", id->text, times) >= NAME_SIZE) {
		problem_here(script, "measure: '%s_%d' is longer than the %d characters of a name", id->text, times, NAME_SIZE - 1);
		return 0;
	}
	for (int i = 1; i <= times; i++)
		plan_one(script, values, times > 1 ? i : 0);
	return 0;
}

const struct verb question_verbs[] = {
	{ .name = "ask", .usage = "ask { \"heaviness\", text = \"How heavy do your legs feel?\", scale = { 0, 10 } }",
	  .fields = ask_fields, .field_count = LENGTH(ask_fields), .plan = plan_ask },
	{ .name = "measure", .usage = "measure { \"girth\", text = \"Calf circumference\", unit = \"cm\", range = { 20, 60 } }",
	  .fields = measure_fields, .field_count = LENGTH(measure_fields), .plan = plan_measure },
	{ .name = NULL },
};
