/* test_study.c - study.ini, and whom the study accepts */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "config/study.h"
#include "tests/scratch.h"
#include "tests/suites.h"

EMBEDDED(config_examples_study_ini);

static char *folder;
static struct study *study;
static struct error error;

static void read_text(const char *text)
{
	char *path = scratch_file(folder, "study.ini", text);
	study_free(study);
	study = study_read(path, &error);
	free(path);
}

static void fresh(void)
{
	folder = scratch_folder();
	study = NULL;
}

static void done(void)
{
	study_free(study);
	scratch_remove(folder);
}

#define STUDY "[study]\nid = calf\nparticipant = ^P[0-9][0-9]$\n"
#define FULL STUDY "[group control]\n[group cvi]\n[factor footwear]\nlevels = barefoot, socks\n" \
	"[covariate sex]\ntype = choice\nlevels = female male\n" \
	"[covariate age]\ntype = integer\nlow = 18\nhigh = 99\nrequired = yes\n"

static struct participant person(const char *id, const char *group, const char *name, const char *value)
{
	struct participant participant = { .covariate_count = name != NULL };
	strcpy(participant.id, id);
	strcpy(participant.group, group);
	strcpy(participant.covariates[0].name, name ? name : "");
	strcpy(participant.covariates[0].value, name ? value : "");
	return participant;
}

/* "" when the study accepts that person, otherwise why not. */
static const char *refusal(const char *id, const char *group, const char *name, const char *value)
{
	struct participant participant = person(id, group, name, value);
	return study_accepts(study, &participant, &error) ? "" : error.text;
}

static void a_title_may_be_as_long_as_titles_of_studies_are(void)
{
	read_text(STUDY "title = Venous emptying of the calf by seated heel raises, ankle pumps and intermittent standing in office workers with "
	          "and without chronic venous insufficiency: a crossover trial\n");
	CU_ASSERT_PTR_NOT_NULL(study);
}

static void the_shipped_example_reads_as_it_is(void)
{
	read_text(EMBEDDED_TEXT(config_examples_study_ini));
	CU_ASSERT_PTR_NOT_NULL_FATAL(study);
	CU_ASSERT_STRING_EQUAL(study->id, "calf_pump");
	CU_ASSERT_STRING_EQUAL(refusal("P01", "", "age", "54"), "");
}

static void what_is_said_of_a_covariate_is_told_in_lines(void)
{
	read_text(STUDY "[covariate sex]\ntype = choice\nlevels = female,male\nlabel = Sex\n"
	          "[covariate mass]\ntype = number\nunit = kg\nhigh = 300.5\n");
	CU_ASSERT_PTR_NOT_NULL_FATAL(study);
	char *sex = covariate_text(&study->covariates[0]), *mass = covariate_text(&study->covariates[1]);
	CU_ASSERT_STRING_EQUAL(sex, "label = Sex\ntype = choice\nlevels = female male\n");
	CU_ASSERT_STRING_EQUAL(mass, "type = number\nunit = kg\nhigh = 300.5\n");
	free(sex);
	free(mass);
}

static void groups_factors_and_covariates_are_read(void)
{
	read_text(FULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(study);
	CU_ASSERT_EQUAL(study->group_count, 2);
	CU_ASSERT_STRING_EQUAL(study->groups[1], "cvi");
	CU_ASSERT_STRING_EQUAL(study->factors[0].levels[1], "socks");
	CU_ASSERT_PTR_NULL(study->factors[0].levels[2]);
	CU_ASSERT_EQUAL(study->covariates[1].type, COVARIATE_INTEGER);
	CU_ASSERT_EQUAL(study->covariates[1].high, 99);
}

static void a_fitting_participant_is_accepted(void)
{
	read_text(FULL);
	CU_ASSERT_STRING_EQUAL(refusal("P01", "cvi", "age", "54"), "");
}

static void what_does_not_fit_is_refused_with_the_way_out(void)
{
	read_text(FULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(refusal("Anna", "cvi", "age", "54"), "'Anna' is not a participant's code"));
	CU_ASSERT_PTR_NOT_NULL(strstr(refusal("P01", "", "age", "54"), "say which with --group"));
	CU_ASSERT_PTR_NOT_NULL(strstr(refusal("P01", "contrl", "age", "54"), "did you mean 'control'?"));
	CU_ASSERT_PTR_NOT_NULL(strstr(refusal("P01", "cvi", "age", "17"), "outside the study's range 18 to 99"));
	CU_ASSERT_PTR_NOT_NULL(strstr(refusal("P01", "cvi", "age", "54.5"), "a whole number such as 54 was expected"));
	static const char *const odd[] = { "054", "0x36", "5e1", "+54", " 54", "54.", "", "-", ".5" };
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
		CU_ASSERT_PTR_NOT_NULL(strstr(refusal("P01", "cvi", "age", odd[i]), "was expected"));
	CU_ASSERT_PTR_NOT_NULL(strstr(refusal("P01", "cvi", "aeg", "54"), "did you mean 'age'?"));
	CU_ASSERT_PTR_NOT_NULL(strstr(refusal("P01", "cvi", "sex", "femal"), "did you mean 'female'?"));
	CU_ASSERT_PTR_NOT_NULL(strstr(refusal("P01", "cvi", NULL, NULL), "requires age"));
}

static const char *complaint(const char *text)
{
	read_text(text);
	return study ? "nothing" : error.text;
}

static void visits_are_counted_when_they_are_told(void)
{
	read_text(STUDY "visits = 3\n");
	CU_ASSERT_PTR_NOT_NULL_FATAL(study);
	CU_ASSERT_EQUAL(study->visits, 3);
	read_text(STUDY);
	CU_ASSERT_EQUAL(study->visits, 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "visits = 0\n"), "study.ini:4: visits is '0'; it is a whole number from 1 to 99"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "visits = 2.5\n"), "a whole number from 1 to 99"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "visits = two\n"), "a number was expected"));
}

static void every_mistake_is_told_with_its_line(void)
{
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint("[group a1]\n"), "has no [study] section"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint("[study]\ntitle = x\n"), "study.ini:1: [study] needs the key 'id'"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "[goup a1]\n"), "study.ini:4: [goup] is not a section of a study; did you mean 'group'?"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "[group A]\n"), "study.ini:4: the group 'A' is not a name"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "[covariate age]\ntype = intger\n"), "study.ini:5: the type 'intger' is unknown"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "[factor shoe]\nlevels =\n"), "study.ini:5: levels is empty"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint("[study]\nid = calf\nparticipant = (\n"), "study.ini:3: '(' is not a pattern"));
}

static void a_section_that_a_study_has_once_takes_no_name(void)
{
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "[study two]\nid = b2\n"), "study.ini:4: [study] takes no name, so it is not [study two]"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "[allocation main]\nblocks = 4\n"), "study.ini:4: [allocation] takes no name"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "[measures of refill]\n"), "study.ini:4: [measures] takes no name"));
}

static void a_covariate_whose_keys_contradict_it_is_told_with_its_line(void)
{
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "[covariate visit]\ntype = integer\n"),
	                              "study.ini:4: a covariate cannot be called 'visit', which is another thing in scripts"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "[covariate age]\ntype = integer\nlow = 99\nhigh = 18\n"),
	                              "study.ini:6: low (99) is not below high (18)"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "[covariate sex]\ntype = choice\nlevels = f1 m1\nhigh = 2\n"),
	                              "study.ini:7: the key 'high' means nothing to a covariate of type choice"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "[covariate age]\ntype = number\nlevels = a1 b1\n"),
	                              "study.ini:6: the key 'levels' means nothing to a covariate of type number"));
}

static void a_range_with_one_end_is_told_by_that_end(void)
{
	read_text(STUDY "[covariate mass]\ntype = number\nhigh = 300\nunit = kg\n[covariate score]\ntype = integer\nlow = 1\n");
	CU_ASSERT_PTR_NOT_NULL_FATAL(study);
	CU_ASSERT_STRING_EQUAL(refusal("P01", "", "mass", "301"), "mass is 301, but the study allows at most 300 kg.");
	CU_ASSERT_STRING_EQUAL(refusal("P01", "", "score", "0"), "score is 0, but the study allows at least 1.");
	CU_ASSERT_STRING_EQUAL(refusal("P01", "", "mass", "-5"), "");
}

static const char *key_of(const char *name)
{
	for (size_t i = 0; i < study->key_count; i++)
		if (strcmp(study->keys[i].name, name) == 0)
			return study->keys[i].value;
	return "none";
}

static void what_measures_depend_on_goes_to_the_record_set_or_not(void)
{
	read_text(STUDY "[measures]\nrefill_endpoint = 0.1\n");
	CU_ASSERT_PTR_NOT_NULL_FATAL(study);
	CU_ASSERT_EQUAL(study->measures.values[PARAMETER_REFILL_ENDPOINT], 0.1);
	CU_ASSERT_STRING_EQUAL(key_of("measures_refill_endpoint"), "0.1");
	CU_ASSERT_STRING_EQUAL(key_of("measures_nadir_s"), "3");
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "[measures]\nnadir = 3\n"), "study.ini:5: "));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "did you mean 'nadir_s'?"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "[measures]\nrefill_endpoint = 5\n"), "study.ini:5: "));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "it may be 0 to 0.5"));
	for (int i = 0; i < PARAMETER_COUNT; i++) {
		char name[64];
		snprintf(name, sizeof name, PARAMETER_PREFIX "%s", parameter_kind((enum parameter)i)->name);
		CU_ASSERT_TRUE(name_is_legal(name));
	}
}

#define DRAWN STUDY "[allocation]\nblocks = 4 6\nstrata = sex\n[group control]\n[group spu]\n" \
	"[covariate sex]\ntype = choice\nlevels = female male\n"

static void groups_are_drawn_where_the_study_says_so(void)
{
	read_text(DRAWN);
	CU_ASSERT_PTR_NOT_NULL_FATAL(study);
	CU_ASSERT_TRUE(study->allocation.given);
	CU_ASSERT_EQUAL(study->allocation.block_count, 2);
	CU_ASSERT_EQUAL(study->allocation.blocks[1], 6);
	CU_ASSERT_EQUAL(study->allocation.ratio[1], 1);
	CU_ASSERT_STRING_EQUAL(study->allocation.strata[0]->name, "sex");
	CU_ASSERT_STRING_EQUAL(refusal("P01", "", "sex", "male"), "");
	CU_ASSERT_PTR_NOT_NULL(strstr(refusal("P01", "spu", "sex", "male"), "so --group cannot be given"));
	CU_ASSERT_PTR_NOT_NULL(strstr(refusal("P01", "", NULL, NULL), "give it with --set sex=..."));
}

static void a_drawing_that_cannot_be_is_told_with_its_line(void)
{
#define GROUPS "[group control]\n[group spu]\n"
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY "[allocation]\nblocks = 4\n"), "study.ini:4: [allocation] needs 2 to 16 groups"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY GROUPS "[allocation]\n"), "study.ini:6: [allocation] needs the key 'blocks'"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY GROUPS "[allocation]\nblocks = 4 5\n"),
	                              "study.ini:7: a block of 5 cannot hold the groups in their ratio; it must be a multiple of 2"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY GROUPS "[allocation]\nblocks = 6\nratio = 1 2 3\n"), "study.ini:8: ratio has 3 numbers"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY GROUPS "[allocation]\nblocks = 6\nratio = 1\n"), "study.ini:8: ratio has 1 number, but"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY GROUPS "[allocation]\nblocks = four\n"), "study.ini:7: blocks must be whole numbers"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY GROUPS "[allocation]\nblocks = 4\nstrata = age\n"),
	                              "study.ini:8: the stratum 'age' is not a covariate of type choice"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY GROUPS "[allocation]\nblock = 4\n"), "did you mean 'blocks'?"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint(STUDY GROUPS "[allocation]\nblocks = 4\n[allocation]\nblocks = 4\n"), "a second time"));
}

static CU_TestInfo tests[] = {
	TEST(a_title_may_be_as_long_as_titles_of_studies_are),
	TEST(the_shipped_example_reads_as_it_is),
	TEST(what_is_said_of_a_covariate_is_told_in_lines),
	TEST(groups_factors_and_covariates_are_read),
	TEST(a_fitting_participant_is_accepted),
	TEST(what_does_not_fit_is_refused_with_the_way_out),
	TEST(visits_are_counted_when_they_are_told),
	TEST(every_mistake_is_told_with_its_line),
	TEST(a_section_that_a_study_has_once_takes_no_name),
	TEST(a_covariate_whose_keys_contradict_it_is_told_with_its_line),
	TEST(a_range_with_one_end_is_told_by_that_end),
	TEST(what_measures_depend_on_goes_to_the_record_set_or_not),
	TEST(groups_are_drawn_where_the_study_says_so),
	TEST(a_drawing_that_cannot_be_is_told_with_its_line),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo study_suite = {
	.pName = "study", .pSetUpFunc = fresh, .pTearDownFunc = done, .pTests = tests,
};
