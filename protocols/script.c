/* script.c - from a protocol script to a plan: read, run, look at the whole */

#include "protocols/script.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "protocols/script_inside.h"

#define SCRIPT_MOST (1u << 20)

static char *read_script(struct script *script, const char *path, size_t *size)
{
	struct error error;
	char *text = file_read(path, SCRIPT_MOST, size, &error);
	if (text)
		return text;
	/* The sentence names the file, as the problem does. */
	size_t named = strlen(path);
	const char *sentence = strncmp(error.text, path, named) == 0 && error.text[named] == ' ' ? error.text + named + 1 : error.text;
	int length = (int)strlen(sentence);
	if (length > 0 && sentence[length - 1] == '.')
		length--;
	problem_at(script, (struct place){0}, false, "%.*s", length, sentence);
	return NULL;
}

static void check_whole(struct script *script)
{
	static const struct place whole = {0};
	const struct plan *plan = script->plan;
	const struct step *last = plan->step_count ? &plan->steps[plan->step_count - 1] : NULL;
	if (script->broken)
		return;
	if (script->protocol_line == 0)
		problem_at(script, whole, false, "has no protocol { ... }, which must come first and say at least id, title and version");
	else if (script->first_verb)
		problem_at(script, script->first_verb_place, false,
		           "%s: stands before protocol { ... } of line %d, which must come first",
		           script->first_verb, script->protocol_line);
	if (script->problems->errors == 0 && !last)
		problem_at(script, whole, false, "plans nothing: it has no step such as rest { \"baseline\", lasts = 5 * minutes }");
	if (last && last->kind == STEP_CHECKPOINT)
		problem_at(script, (struct place){ .line = last->line }, true, "checkpoint: nothing comes after it");
}

/* At least two, when it asks which one it is: a list given to order has one of its things for each. */
static int count_visits(const struct script *script)
{
	int written = visits_written(script->text), most = script->longest_order > 2 ? script->longest_order : 2;
	return script->asked_visit ? (written > most ? written : most) : 1;
}

struct plan *script_plan(const char *path, const struct script_context *context,
                         struct problems *problems)
{
	struct script script = {
		.context = context, .problems = problems, .plan = xcalloc(1, sizeof *script.plan), .trial = -1,
	};
	script.plan->file = xstrdup(path);
	script.plan->orders = script.plan->visits = 1;
	script_add_file(&script, path);
	size_t size;
	char *text = context->text ? xstrdup(context->text) : read_script(&script, path, &size);
	if (context->text)
		size = strlen(text);
	if (text) {
		script.text = text;
		script_run(&script, text, size);
		script.plan->visits = count_visits(&script);
		check_whole(&script);
	}
	free(text);
	free(script.loading);
	problems_sort(problems);
	for (size_t i = 0; i < script.file_count; i++)
		free(script.files[i]);
	free(script.files);
	if (problems->errors > 0) {
		plan_free(script.plan);
		return NULL;
	}
	return script.plan;
}
