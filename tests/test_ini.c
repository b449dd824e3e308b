/* test_ini.c - .ini files: what they say, and what is wrong with them */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "config/ini.h"
#include "tests/scratch.h"
#include "tests/suites.h"

static char *folder;
static struct settings *settings;
static struct error error;

static void read_text(const char *text)
{
	char *path = scratch_file(folder, "a.ini", text);
	settings_free(settings);
	settings = ini_read(path, &error);
	free(path);
}

static void fresh(void)
{
	folder = scratch_folder();
	settings = NULL;
}

static void done(void)
{
	settings_free(settings);
	scratch_remove(folder);
}

static void sections_have_kind_name_keys_and_lines(void)
{
	read_text("; a comment\n[channel toe]\nunit = degC ; why\n\n[study]\nid=calf\n");
	CU_ASSERT_PTR_NOT_NULL_FATAL(settings);
	CU_ASSERT_EQUAL(settings->count, 2);
	const struct section *toe = settings_find(settings, "channel", "toe");
	CU_ASSERT_PTR_NOT_NULL_FATAL(toe);
	CU_ASSERT_STRING_EQUAL(section_text(toe, "unit"), "degC");
	CU_ASSERT_EQUAL(toe->line, 2);
	CU_ASSERT_EQUAL(toe->settings[0].line, 3);
	CU_ASSERT_STRING_EQUAL(section_text(settings_find(settings, "study", ""), "id"), "calf");
}

static void a_section_without_keys_is_a_section(void)
{
	read_text("[group control]\n[group cvi]\n");
	CU_ASSERT_EQUAL(settings->count, 2);
	CU_ASSERT_PTR_NOT_NULL(settings_find(settings, "group", "cvi"));
}

static void an_indented_key_is_a_key_and_not_the_tail_of_the_one_before(void)
{
	read_text("[study]\n  id = calf\n  title = Two\n");
	CU_ASSERT_STRING_EQUAL(section_text(&settings->sections[0], "id"), "calf");
	CU_ASSERT_STRING_EQUAL(section_text(&settings->sections[0], "title"), "Two");
}

/* The part of the message behind the file's name. */
static const char *complaint(const char *text)
{
	read_text(text);
	const char *colon = settings ? NULL : strstr(error.text, "a.ini:");
	return colon ? colon + strlen("a.ini:") : "nothing";
}

static void every_mistake_is_told_with_its_line(void)
{
	char *longest = xasprintf("[study]\ntitle = %0250d\n", 7);
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint("id = 1\n"), "1: this key stands before any"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint("[study]\nid = 1\nid = 2\n"), "3: this key stands a second time"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint("[study]\n[study]\n"), "2: this section stands here a second time"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint("[study]\nid\n"), "2: this is neither"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint("[study\nid = 1\n"), "1: this section's heading has no ']'"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint("[study] id = 1\n"), "1: behind the heading of this section stands something else"));
	CU_ASSERT_STRING_EQUAL(complaint("[study] ; ours\nid = 1\n"), "nothing");
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(longest), "2: this line is longer than 198"));
	free(longest);
}

static void a_file_that_is_not_there_is_absent(void)
{
	settings = ini_read("/nowhere/study.ini", &error);
	CU_ASSERT_PTR_NULL(settings);
	CU_ASSERT_EQUAL(error.kind, ERROR_ABSENT);
}

static void an_unknown_key_is_refused_with_what_was_meant(void)
{
	static const char *const known[] = { "unit", "site", NULL };
	read_text("[channel toe]\nsite = hallux\nunti = degC\n");
	CU_ASSERT_FALSE(section_check_keys(&settings->sections[0], known, NULL, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "a.ini:3: [channel toe] knows no key 'unti'; did you mean 'unit'?"));
}

static void no_known_key_is_one_too_many(void)
{
	const char *known[81] = { NULL }, *const also[] = { "instrument", "output", NULL };
	for (size_t i = 0; i < 80; i++)
		known[i] = "site";
	read_text("[channel toe]\noutput = 1\noutptu = 2\n");
	CU_ASSERT_FALSE(section_check_keys(&settings->sections[0], known, also, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "a.ini:3: [channel toe] knows no key 'outptu'; did you mean 'output'?"));
}

static void a_number_is_a_number_to_its_end(void)
{
	double value = NAN;
	read_text("[channel toe]\nlow = 5\nhigh = 42,5\n");
	CU_ASSERT_TRUE(section_number(&settings->sections[0], "low", &value, &error));
	CU_ASSERT_EQUAL(value, 5);
	CU_ASSERT_FALSE(section_number(&settings->sections[0], "high", &value, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "a.ini:3: high is '42,5', but a number was expected"));
	CU_ASSERT_TRUE(section_number(&settings->sections[0], "absent", &value, &error));
	CU_ASSERT_EQUAL(value, 5);
}

static CU_TestInfo tests[] = {
	TEST(sections_have_kind_name_keys_and_lines),
	TEST(a_section_without_keys_is_a_section),
	TEST(an_indented_key_is_a_key_and_not_the_tail_of_the_one_before),
	TEST(every_mistake_is_told_with_its_line),
	TEST(a_file_that_is_not_there_is_absent),
	TEST(an_unknown_key_is_refused_with_what_was_meant),
	TEST(no_known_key_is_one_too_many),
	TEST(a_number_is_a_number_to_its_end),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo ini_suite = {
	.pName = "ini", .pSetUpFunc = fresh, .pTearDownFunc = done, .pTests = tests,
};
