/* test_library.c - the shipped protocols: planned for everybody, in every preset; a screen of script each */

#include "console/shipped.h"
#include "protocols/script.h"
#include "tests/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/embedded.h"
#include "base/memory.h"
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
		CU_ASSERT_TRUE(lines - comments <= 45);
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

/* The tutorial's scripts: whole ones as they are, loops behind a head of their own. */
static void the_tutorials_scripts_are_right(void)
{
	static const char head[] = "protocol { id = 'loop', title = 'Loop', version = '1' }\n";
	const char *at = EMBEDDED_TEXT(protocols_README_md);
	int tried = 0;
	while ((at = strstr(at, "```lua\n"))) {
		at += strlen("```lua\n");
		bool whole = strncmp(at, "protocol", 8) == 0, loop = strncmp(at, "for ", 4) == 0;
		char *script = xasprintf("%s%.*s", loop ? head : "", (int)(strstr(at, "```") - at), at);
		struct shipped_file file = { "README.md", script };
		struct plan *plan = NULL;
		if (whole || loop) {
			CU_ASSERT_STRING_EQUAL(trouble(&file, "standard", 1, 1, &plan), "");
			tried++;
		}
		plan_free(plan);
		free(script);
	}
	CU_ASSERT_EQUAL(tried, 2);
}

static CU_TestInfo tests[] = {
	TEST(there_are_eight),
	TEST(each_has_a_plan_for_every_preset_visit_and_order),
	TEST(a_preset_that_is_not_there_is_told),
	TEST(each_is_a_screen_of_script_with_its_source_and_safety),
	TEST(the_plans_are_as_long_as_their_comments_say),
	TEST(the_tutorials_scripts_are_right),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo library_suite = {
	.pName = "library", .pInitFunc = scripts_make_folder, .pCleanupFunc = scripts_remove_folder, .pTests = tests,
};
