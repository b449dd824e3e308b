/* test_editor_stub.c - what editors are told of the language is the language */

#include "protocols/script.h"
#include "tests/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/memory.h"
#include "base/quantity.h"

EMBEDDED(protocols_editor_soleus_d_lua);

static const char *stub(void)
{
	return EMBEDDED_TEXT(protocols_editor_soleus_d_lua);
}

/* What the stub says of a verb: the lines in front of its function, back to an empty one. Freed with free(). */
static char *lines_of(const char *verb)
{
	char head[64];
	snprintf(head, sizeof head, "\nfunction %s(", verb);
	const char *end = strstr(stub(), head);
	if (!end)
		return NULL;
	const char *begin = end;
	while (begin > stub() && !(begin[0] == '\n' && begin[-1] == '\n'))
		begin--;
	return xstrndup(begin, (size_t)(end - begin + 1));
}

/* The names behind "---@field" and "---@param" that stand for fields of the verb, each followed by a blank. */
static char *named_in(const char *lines)
{
	static const char *const not_fields[] = { "fields", "options", "steps", "list", "conditions", "leg", "posture" };
	char *names = xcalloc(strlen(lines) + 2, 1);
	for (const char *at = lines; (at = strstr(at, "\n---@"));) {
		at += strlen("\n---@");
		if (strncmp(at, "field ", 6) != 0 && strncmp(at, "param ", 6) != 0)
			continue;
		char name[64];
		size_t length = strcspn(at + 6, "? \n");
		snprintf(name, sizeof name, "%.*s", (int)length, at + 6);
		bool field = name[0] != '[';
		for (size_t i = 0; i < sizeof not_fields / sizeof not_fields[0]; i++)
			field = field && strcmp(name, not_fields[i]) != 0;
		if (field)
			strcat(strcat(names, name), " ");
	}
	return names;
}

static bool is_among(const char *name, const char *names)
{
	char whole[64];
	snprintf(whole, sizeof whole, "%s ", name);
	const char *at = strstr(names, whole);
	return at && (at == names || at[-1] == ' ');
}

static size_t count_words(const char *names)
{
	size_t count = 0;
	for (; *names; names++)
		count += *names == ' ';
	return count;
}

static void every_verb_is_described_with_exactly_its_fields(void)
{
	for (size_t verb = 0; script_verb(verb); verb++) {
		char *lines = lines_of(script_verb(verb));
		CU_ASSERT_PTR_NOT_NULL(lines);
		if (!lines)
			continue;
		char *names = named_in(lines);
		size_t fields = 0;
		for (; script_verb_field(verb, fields); fields++)
			CU_ASSERT_TRUE(is_among(script_verb_field(verb, fields), names));
		CU_ASSERT_EQUAL(count_words(names), fields);
		free(names);
		free(lines);
	}
}

static void nothing_is_described_that_is_not_known(void)
{
	size_t verbs = 0, described = 0;
	while (script_verb(verbs))
		verbs++;
	for (const char *at = stub(); (at = strstr(at, "\nfunction ")); at++)
		described++;
	CU_ASSERT_EQUAL(described, verbs + 1);          /* preset is of the prelude */
	CU_ASSERT_PTR_NOT_NULL(strstr(stub(), "\nfunction preset("));
}

static void every_quantity_is_offered(void)
{
	for (const char *const *name = quantity_names(); *name; name++) {
		char quoted[64];
		snprintf(quoted, sizeof quoted, "\"%s\"", *name);
		CU_ASSERT_PTR_NOT_NULL(strstr(stub(), quoted));
	}
}

static CU_TestInfo tests[] = {
	TEST(every_verb_is_described_with_exactly_its_fields),
	TEST(nothing_is_described_that_is_not_known),
	TEST(every_quantity_is_offered),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo editor_stub_suite = { .pName = "editor stub", .pTests = tests };
