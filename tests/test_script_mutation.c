/* test_script_mutation.c - the shipped protocols with a token lost, doubled or misplaced */

#include "protocols/script.h"
#include "tests/suites.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/embedded.h"
#include "base/random.h"
#include "tests/scripts.h"

EMBEDDED(protocols_library_soleus_pushup_lua);
EMBEDDED(protocols_library_sit_still_lua);

#define TOKENS_MAX 2000
#define MUTANTS    300

struct token {
	const char *at;
	size_t      size;
};

/* Words, numbers and single signs; blanks belong to the token before them. */
static size_t cut(const char *text, struct token *tokens)
{
	size_t count = 0;
	while (*text && count < TOKENS_MAX) {
		const char *begin = text++;
		if (isalnum((unsigned char)*begin))
			while (isalnum((unsigned char)*text) || *text == '_')
				text++;
		while (isspace((unsigned char)*text))
			text++;
		tokens[count++] = (struct token){ begin, (size_t)(text - begin) };
	}
	return count;
}

static size_t put(char *to, size_t length, struct token token)
{
	memcpy(to + length, token.at, token.size);
	return length + token.size;
}

/* Joins the tokens with one or two changes; returns the length. */
static size_t mutate(const char *text, struct random_source *chance, char *to)
{
	static struct token tokens[TOKENS_MAX];
	uint32_t count = (uint32_t)cut(text, tokens);
	uint32_t lost = random_below(chance, 3 * count), doubled = random_below(chance, 3 * count);
	uint32_t a = random_below(chance, count), b = random_below(chance, count);
	if (random_below(chance, 3) == 0) {
		struct token kept = tokens[a];
		tokens[a] = tokens[b];
		tokens[b] = kept;
	}
	size_t length = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (i != lost)
			length = put(to, length, tokens[i]);
		if (i == doubled)
			length = put(to, length, tokens[i]);
	}
	return length;
}

static void every_mutant_is_a_plan_or_has_problems_with_lines(void)
{
	const char *const originals[] = {
		EMBEDDED_TEXT(protocols_library_soleus_pushup_lua), EMBEDDED_TEXT(protocols_library_sit_still_lua),
	};
	const struct participant participant = { .id = "P01", .number = 1 };
	const struct script_context context = { .participant = &participant, .visit = 1 };
	struct random_source chance = random_new(20, 1);
	static char mutant[20000];
	size_t plans = 0;
	for (int i = 0; i < 2 * MUTANTS; i++) {
		struct problems problems = {0};
		scripts_write("mutant.lua", mutant, mutate(originals[i % 2], &chance, mutant));
		struct plan *plan = script_plan(scripts_path("mutant.lua"), &context, &problems);
		CU_ASSERT_EQUAL(plan != NULL, problems.errors == 0);
		for (size_t j = 0; j < problems.count; j++)
			CU_ASSERT_TRUE(problems.list[j].line >= 0 && problems.list[j].text[0] != '\0');
		plans += plan != NULL;
		plan_free(plan);
		problems_free(&problems);
	}
	CU_ASSERT_TRUE(plans > 0);
	CU_ASSERT_TRUE(plans < 2 * MUTANTS);
}

static CU_TestInfo tests[] = {
	TEST(every_mutant_is_a_plan_or_has_problems_with_lines),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo script_mutation_suite = {
	.pName = "mutated scripts", .pInitFunc = scripts_make_folder, .pCleanupFunc = scripts_remove_folder, .pTests = tests,
};
