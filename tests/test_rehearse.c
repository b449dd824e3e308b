/* test_rehearse.c - the command `rehearse`: what it tells, and what it leaves alone */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "tests/scratch.h"
#include "tests/suites.h"
#include "tests/trial_study.h"

/* Each condition has a phase that the others have not. */
static const char script[] =
	"protocol { id = 'apart', title = 'Apart', version = '1', needs = { toe = 'temperature' } }\n"
	"for _, name in ipairs { 'still', 'spu', 'pump' } do\n"
	"  trial({ condition = name }, function()\n"
	"    rest { 'baseline', lasts = 1 * minutes }\n"
	"    rest { 'after_' .. name, lasts = 1 * minutes }\n"
	"  end)\n"
	"end\n";

static char *folder, *study;
static int status;

/* What a command in the study prints, freed with free(). */
static char *told_by(const char *words)
{
	return trial_study_told(study, words, &status);
}

static void set_up(void)
{
	folder = scratch_folder();
	study = xasprintf("%s/study", folder);
	char *words = xasprintf("init %s", study);
	free(told_by(words));
	free(words);
	free(scratch_file(study, "protocols/apart.lua", script));
}

static void tear_down(void)
{
	free(study);
	scratch_remove(folder);
}

static int count_of(const char *text, const char *what)
{
	int count = 0;
	for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
		count++;
	return count;
}

static void conditions_with_phases_of_their_own_have_none_of_the_others(void)
{
	char *words = xasprintf("rehearse apart --json -o %s/rehearsed", folder), *told = told_by(words);
	CU_ASSERT_EQUAL(status, 0);
	CU_ASSERT_EQUAL(count_of(told, "\"phase\": \"after_"), 3 * count_of(told, "\"phase\": \"after_spu\""));
	CU_ASSERT_TRUE(count_of(told, "\"phase\": \"after_spu\"") >= 3);
	CU_ASSERT_EQUAL(count_of(told, ": null"), 2 * count_of(told, "\"phase\": \"after_"));
	free(told);
	free(words);
}

static void another_study_s_folder_stays_as_it_is(void)
{
	struct error error;
	char *other = xasprintf("%s/other", folder), *init = xasprintf("init %s", other);
	char *words = xasprintf("rehearse apart --quiet -o %s", other), *database = xasprintf("%s/study.db", other);
	free(told_by(init));
	char *own = scratch_file(other, "study.ini", "; a morning's work\n");
	free(told_by(words));
	CU_ASSERT_EQUAL(status, 1);
	char *after = file_read(own, 1 << 20, NULL, &error);
	CU_ASSERT_STRING_EQUAL(after, "; a morning's work\n");
	CU_ASSERT_NOT_EQUAL(access(database, F_OK), 0);
	free(after);
	free(own);
	free(database);
	free(words);
	free(init);
	free(other);
}

static void a_rehearsal_gives_way_to_the_next_one_there(void)
{
	char *words = xasprintf("rehearse apart --quiet -o %s/rehearsed", folder);
	free(told_by(words));
	CU_ASSERT_EQUAL(status, 0);
	free(told_by(words));
	CU_ASSERT_EQUAL(status, 0);
	free(words);
}

static CU_TestInfo tests[] = {
	TEST(conditions_with_phases_of_their_own_have_none_of_the_others),
	TEST(another_study_s_folder_stays_as_it_is),
	TEST(a_rehearsal_gives_way_to_the_next_one_there),
	CU_TEST_INFO_NULL,
};

const CU_SuiteInfo rehearse_suite = { .pName = "rehearse", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests };
