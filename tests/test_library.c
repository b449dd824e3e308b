/* test_library.c - the shipped protocols: planned for everybody, in every preset; a screen of script each */

#include "console/shipped.h"
#include "protocols/script.h"
#include "tests/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/embedded.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/random.h"
#include "tests/golden.h"
#include "tests/scripts.h"

EMBEDDED(protocols_README_md);

static const char *const presets[] = { "standard", "older", "venous", "office" };
static struct participant participant = { .id = "P01" };

static bool is_protocol(const struct shipped_file *file)
{
	size_t length = strlen(file->path);
	return strncmp(file->path, "protocols/", 10) == 0 && !strchr(file->path + 10, '/')
		&& length > 4 && strcmp(file->path + length - 4, ".lua") == 0;
}

/* "" when the script has a plan without any problem for that preset, visit and participant. */
static const char *trouble(const struct shipped_file *file, const char *preset, int visit, int number, struct plan **plan)
{
	static char told[1000];
	struct named_value study = { .name = "preset" };
	struct problems problems = {0};
	snprintf(study.value, sizeof study.value, "%s", preset);
	participant.number = number;
	struct script_context context = {
		.participant = &participant, .visit = visit, .seed = (uint64_t)number, .study = &study, .study_count = 1,
		.covariates = (const char *const[]){ "age", NULL },
	};
	scripts_write("library.lua", file->text, strlen(file->text));
	*plan = script_plan(scripts_path("library.lua"), &context, &problems);
	told[0] = '\0';
	if (problems.count > 0)
		snprintf(told, sizeof told, "%s:%d: %s", file->path, problems.list[0].line, problems.list[0].text);
	problems_free(&problems);
	return told;
}

static void there_are_eight(void)
{
	int count = 0;
	for (const struct shipped_file *file = shipped_files(); file->path; file++)
		count += is_protocol(file);
	CU_ASSERT_EQUAL(count, 8);
}

static void each_has_a_plan_for_every_preset_visit_and_order(void)
{
	for (const struct shipped_file *file = shipped_files(); file->path; file++)
		for (int i = 0; is_protocol(file) && i < 4 * 3 * 4; i++) {
			struct plan *plan;
			CU_ASSERT_STRING_EQUAL(trouble(file, presets[i % 4], 1 + i / 4 % 3, 1 + i / 12, &plan), "");
			CU_ASSERT_TRUE(plan && plan_span(plan).most_ns < 6 * 3600 * NS_PER_S);
			plan_free(plan);
		}
}

static void a_preset_that_is_not_there_is_told(void)
{
	struct plan *plan;
	for (const struct shipped_file *file = shipped_files(); file->path; file++) {
		if (!is_protocol(file))
			continue;
		CU_ASSERT_PTR_NOT_NULL(strstr(trouble(file, "oder", 1, 1, &plan),
		                              "preset: study.ini asks for 'oder', but there is only office, older, standard, venous"));
		CU_ASSERT_PTR_NULL(plan);
	}
}

/* Some words of a header, then about forty lines: what fits a screen. */
static void each_is_a_screen_of_script_with_its_source_and_safety(void)
{
	for (const struct shipped_file *file = shipped_files(); file->path; file++) {
		if (!is_protocol(file))
			continue;
		int lines = 0, comments = 0;
		for (const char *at = file->text; *at; at += strcspn(at, "\n"), at += *at != '\0') {
			lines++;
			comments += strncmp(at, "--", 2) == 0;
		}
		CU_ASSERT_TRUE(lines <= 60 && lines - comments <= 45);
		CU_ASSERT_PTR_NOT_NULL(strstr(file->text, "\n-- Safety: "));
		CU_ASSERT_PTR_NOT_NULL(strstr(file->text, "a proposal of the project"));
	}
}

static void the_plans_are_as_long_as_their_comments_say(void)
{
	static const struct { const char *path; int minutes; } spans[] = {
		{ "protocols/sit_still.lua", 25 }, { "protocols/soleus_pushup.lua", 50 }, { "protocols/heel_raise_interrupted.lua", 75 },
		{ "protocols/ankle_pump.lua", 50 }, { "protocols/fidget_1on4off.lua", 75 },
	};
	for (const struct shipped_file *file = shipped_files(); file->path; file++)
		for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
			struct plan *plan;
			if (strcmp(file->path, spans[i].path) != 0)
				continue;
			CU_ASSERT_STRING_EQUAL(trouble(file, "standard", 1, 1, &plan), "");
			CU_ASSERT_EQUAL(plan_span(plan).least_ns, spans[i].minutes * 60 * NS_PER_S);
			plan_free(plan);
		}
}

static const char *readme(void)
{
	return EMBEDDED_TEXT(protocols_README_md);
}

static const struct shipped_file *shipped(const char *path)
{
	const struct shipped_file *file = shipped_files();
	while (file->path && strcmp(file->path, path) != 0)
		file++;
	return file;
}

/* The scripts that the tutorial and the reference show: whole ones as they are, parts behind a head; what is
 * indented is a line of a shipped one. */
static void every_script_of_the_readme_is_right(void)
{
	static const char head[] = "protocol { id = 'part', title = 'Part', version = '1',\n"
		"  needs = { toe = 'temperature', spo2 = 'spo2', pulse = 'pulse_rate' } }\n";
	int tried = 0;
	for (const char *at = readme(); (at = strstr(at, "```lua\n"));) {
		at += strlen("```lua\n");
		int size = (int)(strstr(at, "```") - at);
		bool whole = strncmp(at, "protocol", 8) == 0;
		char *script = xasprintf("%s%.*s", whole ? "" : head, size, at);
		struct plan *plan = NULL;
		if (*at == ' ')
			CU_ASSERT_PTR_NOT_NULL(strstr(shipped("protocols/soleus_pushup.lua")->text, script + strlen(head)));
		for (int visit = 1; *at != ' ' && visit <= 2; visit++) {
			CU_ASSERT_STRING_EQUAL(trouble(&(struct shipped_file){ "README.md", script }, "standard", visit, visit, &plan), "");
			plan_free(plan);
			tried++;
		}
		free(script);
	}
	CU_ASSERT_TRUE(tried >= 2 * 8);
}

/* "protocols/soleus_pushup.lua:41: ..." when in the line of the exercise one word is another. */
static const char *slip(const char *word, const char *instead)
{
	const char *text = shipped("protocols/soleus_pushup.lua")->text;
	const char *line = strstr(text, "exercise { \"exercise\""), *at = strstr(line, word);
	char *script = xasprintf("%.*s%s%s", (int)(at - text), text, instead, at + strlen(word));
	struct plan *plan;
	const char *told = trouble(&(struct shipped_file){ "protocols/soleus_pushup.lua", script }, "standard", 1, 1, &plan);
	plan_free(plan);
	free(script);
	return told;
}

static void what_the_readmes_say_of_slips_is_what_is_told(void)
{
	struct error error;
	char *front = file_read("README.md", 1 << 20, NULL, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(front);
	CU_ASSERT_PTR_NOT_NULL(strstr(readme(), slip("minutes", "minuets")));
	CU_ASSERT_PTR_NOT_NULL(strstr(front, slip("reps_per_min", "rep_per_min")));
	CU_ASSERT_PTR_NULL(strstr(readme(), slip("minutes", "hours")));
	free(front);
}

/* Each verb has a row that names all its fields. */
static void the_reference_knows_every_verb_and_field(void)
{
	for (size_t verb = 0; script_verb(verb); verb++) {
		char *begin = xasprintf("\n| `%s`", script_verb(verb));
		const char *row = strstr(readme(), begin);
		free(begin);
		CU_ASSERT_PTR_NOT_NULL(row);
		if (!row)
			continue;
		char *line = xstrndup(row + 1, strcspn(row + 1, "\n"));
		for (size_t field = 0; script_verb_field(verb, field); field++) {
			CU_ASSERT_PTR_NOT_NULL(strstr(line, script_verb_field(verb, field)));
			if (!strstr(line, script_verb_field(verb, field)))
				printf("\nprotocols/README.md: %s lacks '%s'\n", script_verb(verb), script_verb_field(verb, field));
		}
		free(line);
	}
}

/* Its table says of each protocol how long it is expected to take, in whole minutes. */
static void the_readme_tells_how_long_the_shipped_protocols_take(void)
{
	for (const struct shipped_file *file = shipped_files(); file->path; file++) {
		struct plan *plan;
		if (!is_protocol(file))
			continue;
		CU_ASSERT_STRING_EQUAL(trouble(file, "standard", 1, 1, &plan), "");
		char *begin = xasprintf("\n| `%s` |", plan->id);
		char *minutes = xasprintf("| %lld min |", (long long)((plan_span(plan).expected_ns + 30 * NS_PER_S) / (60 * NS_PER_S)));
		const char *row = strstr(readme(), begin);
		CU_ASSERT_TRUE(row && strstr(row, minutes) && strstr(row, minutes) < strchr(row + 1, '\n'));
		if (!row || !strstr(row, minutes))
			printf("\nprotocols/README.md: %s is %s\n", plan->id, minutes);
		free(begin);
		free(minutes);
		plan_free(plan);
	}
}

/* The plans of two participants in every preset: the standard ones as they are, of the others a sum. */
static char *plans_of(const struct shipped_file *file)
{
	char *all = xstrdup("");
	for (int i = 0; i < 8; i++) {
		struct plan *plan;
		CU_ASSERT_STRING_EQUAL(trouble(file, presets[i / 2], 1, 1 + i % 2, &plan), "");
		char *text = plan_text(plan), *before = all;
		all = i < 2 ? xasprintf("%s--- participant %d\n%s", before, 1 + i, text)
			: xasprintf("%s--- %s, participant %d: %016llx\n", before, presets[i / 2], 1 + i % 2,
			            (unsigned long long)random_seed_of(0, text));
		free(text);
		free(before);
		plan_free(plan);
	}
	return all;
}

/* The same for every compiler, sanitizer and machine. */
static void the_plans_are_those_that_people_have_looked_at(void)
{
	for (const struct shipped_file *file = shipped_files(); file->path; file++) {
		if (!is_protocol(file))
			continue;
		char *path = xasprintf("tests/golden/plans/%.*s.txt", (int)strlen(file->path + 10) - 4, file->path + 10);
		char *plans = plans_of(file);
		CU_ASSERT_TRUE(golden_holds(path, plans));
		free(plans);
		free(path);
	}
}

static CU_TestInfo tests[] = {
	TEST(there_are_eight),
	TEST(each_has_a_plan_for_every_preset_visit_and_order),
	TEST(a_preset_that_is_not_there_is_told),
	TEST(each_is_a_screen_of_script_with_its_source_and_safety),
	TEST(the_plans_are_as_long_as_their_comments_say),
	TEST(every_script_of_the_readme_is_right),
	TEST(what_the_readmes_say_of_slips_is_what_is_told),
	TEST(the_reference_knows_every_verb_and_field),
	TEST(the_readme_tells_how_long_the_shipped_protocols_take),
	TEST(the_plans_are_those_that_people_have_looked_at),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo library_suite = {
	.pName = "library", .pInitFunc = scripts_make_folder, .pCleanupFunc = scripts_remove_folder, .pTests = tests,
};
