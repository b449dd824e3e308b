/* script_problems.c - notes what is wrong with a script */

#include "protocols/script_inside.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

/* A script with more problems than this is told to mend these first. */
#define PROBLEMS_MAX 100

static bool is_noted(const struct problems *problems, const char *file, int line, const char *text)
{
	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *problem = &problems->list[i];
		if (problem->line == line && strcmp(problem->text, text) == 0 && strcmp(problem->file, file) == 0)
			return true;
	}
	return false;
}

static void note(struct problems *problems, const char *file, int line, bool warning, const char *text)
{
	array_reserve((void **)&problems->list, &problems->capacity, problems->count, sizeof *problems->list);
	problems->list[problems->count++] = (struct problem){
		.file = xstrdup(file), .line = line, .warning = warning, .text = xstrdup(text),
	};
	problems->errors += !warning;
}

void problem_at(struct script *script, struct place place, bool warning, const char *format, ...)
{
	char text[2 * MESSAGE_SIZE];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	utf8_make_line(text);
	const char *file = script->files[place.file];
	struct problems *problems = script->problems;
	if (problems->count > PROBLEMS_MAX || is_noted(problems, file, place.line, text))
		return;
	if (problems->count < PROBLEMS_MAX) {
		note(problems, file, place.line, warning, text);
		return;
	}
	note(problems, script->files[0], 0, false, "there are more than 100 problems; please mend the first of them and try again");
	script->broken = true;
	script->work_left = 0;
}

void problems_free(struct problems *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		free(problems->list[i].file);
		free(problems->list[i].text);
	}
	free(problems->list);
	*problems = (struct problems){0};
}

/* By file and line. Within a line by text: the fields of a table have no order of their own. */
static int compare(const void *a, const void *b)
{
	const struct problem *one = a, *other = b;
	int by_file = strcmp(one->file, other->file);
	if (by_file != 0)
		return by_file;
	if (one->line != other->line)
		return one->line < other->line ? -1 : 1;
	return strcmp(one->text, other->text);
}

void problems_sort(struct problems *problems)
{
	if (problems->count > 0)
		qsort(problems->list, problems->count, sizeof *problems->list, compare);
}

int script_add_file(struct script *script, const char *path)
{
	array_reserve((void **)&script->files, &script->file_capacity, script->file_count, sizeof *script->files);
	script->files[script->file_count] = xstrdup(path);
	return (int)script->file_count++;
}
