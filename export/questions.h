/*
 * questions.h - what could be answered to a session's questions
 *
 * The record keeps the plan as text (protocols/plan_text.c), whose lines of questions are read here:
 *
 *     step 17 (line 28): measure girth text "Girth at the mark" unit "cm" 20 to 60 twice within 0.2
 *     step 18 (line 50): ask heaviness text "How heavy?" scale 0 to 10 from "not at all" to "worst imaginable"
 */
#ifndef SOLEUS_EXPORT_QUESTIONS_H
#define SOLEUS_EXPORT_QUESTIONS_H

#include <stddef.h>

#include "base/name.h"
#include "export/texts.h"
#include "record/reading.h"

struct question_asked {
	char        name[NAME_SIZE];
	const char *unit;               /* cm; "" of an ask */
	const char *accepted;           /* scale 0 to 10 from "not at all" to "worst imaginable" */
};

struct questions {
	struct question_asked *items;
	size_t                 count, capacity;
};

/* Those of a plan's text, each name once; their texts are kept in `texts`. Freed with questions_free. */
struct questions questions_of(const char *plan_text, struct texts *texts);
void questions_free(struct questions *questions);

/* NULL when the plan has none of that name. */
const struct question_asked *question_named(const struct questions *questions, const char *name);

/* The choices in their order, ended by NULL; NULL when it is no question of choices. Freed with question_choices_free. */
char **question_choices(const struct question_asked *asked);
void question_choices_free(char **choices);

/* The number of an answer; NAN: it has none. That of a correction is told by the question: the place of the choice, even where
 * nobody gave it before. `asked` NULL: as the record has it. */
double question_value(const struct question_asked *asked, const struct answer_row *answer);

/* Behind the quoted text that begins at `at`; its content in *content, without quotes and escapes, to be freed with
 * free(); content NULL: it is not asked for. */
const char *quoted_text(const char *at, char **content);

#endif
