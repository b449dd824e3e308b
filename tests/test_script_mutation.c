/* test_script_mutation.c - the shipped protocols with a token lost, doubled or misplaced */

#include "protocols/script.h"
#include "tests/suites.h"

#include <stdio.h>
#include <string.h>

#include "console/shipped.h"
#include "tests/script_mutant.h"
#include "tests/scripts.h"

#define MUTANTS 100     /* of each protocol; tests/fuzz/fuzz_script.c goes on */

static size_t lines_in(const char *text, size_t size)
{
	size_t lines = 1;
	for (size_t i = 0; i < size; i++)
		lines += text[i] == '\n';
	return lines;
}

static bool is_protocol(const struct shipped_file *file)
{
	return strncmp(file->path, "protocols/", 10) == 0 && !strchr(file->path + 10, '/') && strstr(file->path, ".lua");
}

static void every_mutant_is_a_plan_or_has_problems_with_lines(void)
{
	const struct participant participant = { .id = "P01", .number = 1 };
	const struct script_context context = { .participant = &participant, .visit = 1 };
	struct random_source chance = random_new(20, 1);
	static char mutant[MUTANT_SIZE];
	size_t plans = 0, mutants = 0;
	for (const struct shipped_file *file = shipped_files(); file->path; file++)
		for (int i = 0; is_protocol(file) && i < MUTANTS; i++) {
			struct problems problems = {0};
			size_t size = script_mutant(file->text, &chance, mutant), lines = lines_in(mutant, size);
			scripts_write("mutant.lua", mutant, size);
			struct plan *plan = script_plan(scripts_path("mutant.lua"), &context, &problems);
			CU_ASSERT_EQUAL(plan != NULL, problems.errors == 0);
			for (size_t j = 0; j < problems.count; j++)
				CU_ASSERT_TRUE(problems.list[j].line >= 0 && (size_t)problems.list[j].line <= lines && problems.list[j].text[0]);
			plans += plan != NULL;
			mutants++;
			plan_free(plan);
			problems_free(&problems);
		}
	CU_ASSERT_TRUE(mutants >= 8 * MUTANTS);
	CU_ASSERT_TRUE(plans > mutants / 10 && plans < mutants);
}

static CU_TestInfo tests[] = {
	TEST(every_mutant_is_a_plan_or_has_problems_with_lines),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo script_mutation_suite = {
	.pName = "mutated scripts", .pInitFunc = scripts_make_folder, .pCleanupFunc = scripts_remove_folder, .pTests = tests,
};
