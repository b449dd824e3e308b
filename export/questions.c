/* questions.c - what could be answered to a session's questions */

#include "export/questions.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

const char *quoted_text(const char *at, char **content)
{
	char *out = xcalloc(strlen(at) + 1, 1), *to = out;
	for (at++; *at && *at != '"' && *at != '\n'; at++) {
		if (*at == '\\' && at[1])
			at++;
		*to++ = *at;
	}
	if (content)
		*content = out;
	else
		free(out);
	return *at == '"' ? at + 1 : at;
}

/* Behind `words` when they stand here; else NULL. */
static const char *pass(const char *at, const char *words)
{
	size_t length = strlen(words);
	return strncmp(at, words, length) == 0 ? at + length : NULL;
}

static void read_line(struct questions *questions, const char *line, struct texts *texts)
{
	struct question_asked asked = { .unit = "" };
	const char *at = pass(line + strspn(line, " "), "step ");
	if (!at || !(at = strstr(at, "): ")))
		return;
	at += strlen("): ");
	const char *name = pass(at, "measure ") ? pass(at, "measure ") : pass(at, "ask ");
	if (!name)
		return;
	size_t length = strcspn(name, " \n");
	if (length >= sizeof asked.name)
		return;
	memcpy(asked.name, name, length);
	if (!(at = pass(name + length, " text \"")))
		return;
	at = quoted_text(at - 1, NULL);
	const char *unit = pass(at, " unit \"");
	if (unit) {
		char *content;
		at = quoted_text(unit - 1, &content);
		asked.unit = texts_take(texts, content);
	}
	at += strspn(at, " ");
	asked.accepted = texts_take(texts, xstrndup(at, strcspn(at, "\n")));
	if (question_named(questions, asked.name))
		return;
	array_reserve((void **)&questions->items, &questions->capacity, questions->count, sizeof *questions->items);
	questions->items[questions->count++] = asked;
}

struct questions questions_of(const char *plan_text, struct texts *texts)
{
	struct questions questions = {0};
	for (const char *line = plan_text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		char *own = xstrndup(line, strcspn(line, "\n"));
		read_line(&questions, own, texts);
		free(own);
	}
	return questions;
}

void questions_free(struct questions *questions)
{
	free(questions->items);
	*questions = (struct questions){0};
}

const struct question_asked *question_named(const struct questions *questions, const char *name)
{
	for (size_t i = 0; i < questions->count; i++)
		if (strcmp(questions->items[i].name, name) == 0)
			return &questions->items[i];
	return NULL;
}

char **question_choices(const struct question_asked *asked)
{
	char **choices = NULL;
	size_t count = 0, capacity = 0;
	const char *at = pass(asked->accepted, "choices ");
	while (at && *at == '"') {
		array_reserve((void **)&choices, &capacity, count + 1, sizeof *choices);
		at = quoted_text(at, &choices[count++]);
		choices[count] = NULL;
		at += strspn(at, " ");
	}
	return choices;
}

void question_choices_free(char **choices)
{
	for (char **choice = choices; choice && *choice; choice++)
		free(*choice);
	free(choices);
}

double question_value(const struct question_asked *asked, const struct answer_row *answer)
{
	if (!answer->amended || !asked)
		return answer->value;
	if (pass(asked->accepted, "text"))
		return NAN;
	double value = answer->value;
	char **choices = question_choices(asked);
	for (int place = 0; choices && choices[place]; place++)
		if (strcmp(choices[place], answer->text) == 0)
			value = place + 1;
	question_choices_free(choices);
	return value;
}
