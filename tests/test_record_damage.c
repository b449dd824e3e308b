/* test_record_damage.c - a study.db that is damaged, forged or hostile, under every command; see tests/record_trial.h */

#include <stdio.h>
#include <string.h>

#include "console/command.h"
#include "tests/record_trial.h"
#include "tests/suites.h"

#define ROUNDS 8        /* tests/fuzz/fuzz_record.c goes on */

static struct record_trial *trial;

static int make(void)
{
	trial = record_trial_new();
	return 0;
}

static int remove_all(void)
{
	record_trial_free(trial);
	return 0;
}

/* The first complaint of all commands, each in `ROUNDS` rounds with such a line of its own. */
static const char *complaint(const char *line)
{
	static char first[1024];
	first[0] = '\0';
	for (size_t i = 0; record_trial_command(i); i++)
		for (int round = 0; round < ROUNDS && !first[0]; round++) {
			char recipe[160];
			int size = snprintf(recipe, sizeof recipe, "%s\n%s %zu %d\n%s", record_trial_command(i), line, i, round,
			                    round % 2 ? "resum\n" : "");
			snprintf(first, sizeof first, "%s", record_trial_run(trial, (const uint8_t *)recipe, (size_t)size));
		}
	return first;
}

/* The same for one line as it stands, under every command. */
static const char *complaint_of(const char *line)
{
	static char first[1024];
	first[0] = '\0';
	for (size_t i = 0; record_trial_command(i) && !first[0]; i++) {
		char recipe[1024];
		int size = snprintf(recipe, sizeof recipe, "%s\n%s", record_trial_command(i), line);
		snprintf(first, sizeof first, "%s", record_trial_run(trial, (const uint8_t *)recipe, (size_t)size));
	}
	return first;
}

static int tried(void)
{
	int count = 0;
	while (record_trial_command((size_t)count))
		count++;
	return count;
}

static void a_whole_record_satisfies_every_command(void)
{
	int before = record_trial_failures(trial);
	CU_ASSERT_STRING_EQUAL(complaint_of(""), "");
	/* A visit that was completed before, one that is left at once, a merge with what is not sealed, a deviation that was none. */
	CU_ASSERT_EQUAL(record_trial_failures(trial) - before, 4);
}

static bool is_tried(const char *command)
{
	size_t length = strlen(command);
	for (size_t i = 0; record_trial_command(i); i++)
		if (strncmp(record_trial_command(i), command, length) == 0 && strchr(" ", record_trial_command(i)[length]))
			return true;
	return false;
}

static void every_command_is_tried_that_looks_into_a_record(void)
{
	/* These look into none, or only at the end of what stands outside it: a file to be imported. */
	static const char *const others[] = { "init", "ports", "monitor", "simulate", "selftest", "cue", "import", NULL };
	for (const struct command *const *command = commands; *command; command++) {
		size_t other = 0;
		while (others[other] && strcmp(others[other], (*command)->name) != 0)
			other++;
		if (is_tried((*command)->name) == (others[other] != NULL))
			CU_FAIL((*command)->name);
	}
}

static void damaged_bytes_are_borne_or_refused_in_a_sentence(void)
{
	int before = record_trial_failures(trial);
	CU_ASSERT_STRING_EQUAL(complaint("damage"), "");
	CU_ASSERT_TRUE(record_trial_failures(trial) - before > tried());
}

static void nasty_values_are_borne_or_refused_in_a_sentence(void)
{
	int before = record_trial_failures(trial);
	CU_ASSERT_STRING_EQUAL(complaint("set"), "");
	CU_ASSERT_TRUE(record_trial_failures(trial) - before > tried());
}

static CU_TestInfo tests[] = {
	TEST(every_command_is_tried_that_looks_into_a_record),
	TEST(a_whole_record_satisfies_every_command),
	TEST(damaged_bytes_are_borne_or_refused_in_a_sentence),
	TEST(nasty_values_are_borne_or_refused_in_a_sentence),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo record_damage_suite = {
	.pName = "damaged record", .pInitFunc = make, .pCleanupFunc = remove_all, .pTests = tests,
};
