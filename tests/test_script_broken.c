/*
 * test_script_broken.c - a script for each rule of the language, and what is told when it is broken
 *
 * The first line of each of tests/scripts/broken/ says what is expected, as `soleus check` would:
 *
 *     -- 8: rest: 'lasts' is missing, for example lasts = 5 * minutes
 */

#include "protocols/script.h"
#include "tests/suites.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"

#define FOLDER "tests/scripts/broken/"

static const struct named_value study[] = {{ "id", "calf" }, { "pace", "30" }};
static const char *const covariates[] = { "age", "sex", NULL };
static const struct participant participant = { .id = "P01", .number = 1, .group = "control" };
static const struct script_context context = {
	.participant = &participant, .visit = 1, .seed = 7, .study = study, .study_count = 2, .covariates = covariates,
};

static int is_script(const struct dirent *entry)
{
	return strstr(entry->d_name, ".lua") != NULL;
}

/* The problems as the first line of a script expects them, freed with free(). */
static char *told(const char *path)
{
	struct problems problems = {0};
	plan_free(script_plan(path, &context, &problems));
	char *text = xstrdup("--");
	for (size_t i = 0; i < problems.count; i++) {
		const struct problem *problem = &problems.list[i];
		char *more = xasprintf("%s %d: %s%s", text, problem->line, problem->warning ? "warning: " : "", problem->text);
		free(text);
		text = more;
	}
	problems_free(&problems);
	return text;
}

static char *first_line(const char *path)
{
	struct error error;
	char *text = file_read(path, 1 << 20, NULL, &error);
	if (text)
		text[strcspn(text, "\n")] = '\0';
	return text ? text : xstrdup(error.text);
}

static void every_broken_script_is_told_its_rule_and_line(void)
{
	struct dirent **scripts;
	int count = scandir(FOLDER, &scripts, is_script, alphasort);
	CU_ASSERT_TRUE(count >= 60);
	for (int i = 0; i < count; i++) {
		char *path = xasprintf(FOLDER "%s", scripts[i]->d_name);
		char *expected = first_line(path), *got = told(path);
		CU_ASSERT_STRING_EQUAL(got, expected);
		if (strcmp(got, expected) != 0)
			printf("\n%s\nexpected %s\ntold     %s\n", path, expected, got);
		free(path);
		free(expected);
		free(got);
		free(scripts[i]);
	}
	free(scripts);
}

static CU_TestInfo tests[] = {
	TEST(every_broken_script_is_told_its_rule_and_line),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo script_broken_suite = { .pName = "broken scripts", .pTests = tests };
