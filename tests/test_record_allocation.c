/* test_record_allocation.c - the ledger of who was allocated to which group */

#include "record/allocation.h"

#include <stdio.h>
#include <string.h>

#include "tests/record_fixture.h"
#include "tests/suites.h"

static struct record_fixture fixture;
static struct error error;
static struct record *record;
static uint64_t seed;            /* a fresh one for each drawing, as the computer gives them: 7, 8 ... */

static void set_up(void)
{
	fixture = fixture_make();
	error = (struct error){0};
	record = fixture_record(&fixture);
	seed = 7;
}

static void tear_down(void)
{
	record_close(record);
	fixture_remove(&fixture);
}

/* Odd places are of the group odd_7 when the seed is 7, in blocks of two. */
static struct allocated odd_or_even(const void *self, uint64_t own_seed, const char *stratum, int number)
{
	(void)self, (void)stratum;
	struct allocated allocated = { .block = (number + 1) / 2, .block_size = 2 };
	snprintf(allocated.group, sizeof allocated.group, "%s_%d", number % 2 ? "odd" : "even", (int)own_seed);
	return allocated;
}

/* Enrols that person and tells the group, or why not. */
static const char *drawn_as(const char *id, const char *stratum, const char *replaces, const char *design)
{
	static struct participant participant;
	participant = (struct participant){0};
	strcpy(participant.id, id);
	struct drawing drawing = { .stratum = stratum, .design = design, .method = "by turns", .replaces = replaces,
	                           .fresh_seed = seed++, .draw = odd_or_even };
	return record_enrol_drawn(record, &participant, &drawing, FIXTURE_UTC_NS, &error) ? participant.group : error.text;
}

static const char *drawn(const char *id, const char *stratum)
{
	return drawn_as(id, stratum, NULL, "blocks 2");
}

static void each_stratum_goes_through_its_own_list_with_the_seed_of_the_first(void)
{
	CU_ASSERT_STRING_EQUAL(drawn("P11", "sex=female"), "odd_7");
	CU_ASSERT_STRING_EQUAL(drawn("P12", "sex=female"), "even_7");
	CU_ASSERT_STRING_EQUAL(drawn("P13", "sex=male"), "odd_7");
	CU_ASSERT_STRING_EQUAL(drawn("P14", "sex=female"), "odd_7");
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT block FROM allocation WHERE number = 3 AND stratum = 'sex=female'"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(DISTINCT seed) FROM allocation"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT number FROM participant WHERE id = 'P14'"), 3);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM allocation JOIN participant USING (participant_id)"
	                " WHERE allocation.group_name = participant.group_name"), 4);
}

static void an_enrolment_that_fails_uses_no_place(void)
{
	CU_ASSERT_STRING_EQUAL(drawn("P11", ""), "odd_7");
	CU_ASSERT_PTR_NOT_NULL(strstr(drawn("P11", ""), "is enrolled already"));
	CU_ASSERT_STRING_EQUAL(drawn("P12", ""), "even_7");
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM allocation"), 2);
}

static void who_replaces_another_takes_over_the_place_once_and_the_list_goes_on(void)
{
	drawn("P11", "");
	drawn("P12", "");
	CU_ASSERT_STRING_EQUAL(drawn_as("P13", "", "P12", "blocks 2"), "even_7");
	CU_ASSERT_STRING_EQUAL(drawn("P14", ""), "odd_7");
	CU_ASSERT_STRING_EQUAL(drawn_as("P15", "", "P12", "blocks 2"), "P12 has been replaced already.");
	CU_ASSERT_PTR_NOT_NULL(strstr(drawn_as("P15", "", "P01", "blocks 2"), "P01 was allocated to no group"));
	CU_ASSERT_PTR_NOT_NULL(strstr(drawn_as("P15", "sex=male", "P14", "blocks 2"), "only within it"));
	CU_ASSERT_STRING_EQUAL(drawn_as("P15", "", "P13", "blocks 2"), "even_7");
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM allocation WHERE number = 2"), 3);
}

/* Group and number of that participant, as orders are chosen by them. */
static const char *place_of(const char *id)
{
	static char text[64];
	struct participant participant;
	if (!record_participant(record, id, &participant, &error))
		return error.text;
	snprintf(text, sizeof text, "%s %d", participant.group, participant.number);
	return text;
}

static void who_replaces_another_has_the_same_order_of_conditions(void)
{
	drawn("P11", "");
	drawn("P12", "");
	drawn("P13", "");
	drawn("P14", "");
	CU_ASSERT_STRING_EQUAL(place_of("P12"), "even_7 1");
	drawn_as("P15", "", "P12", "blocks 2");
	CU_ASSERT_STRING_EQUAL(place_of("P15"), "even_7 1");
	drawn_as("P16", "", "P15", "blocks 2");
	CU_ASSERT_STRING_EQUAL(place_of("P16"), "even_7 1");
	CU_ASSERT_STRING_EQUAL(drawn("P17", ""), "odd_7");
	CU_ASSERT_STRING_EQUAL(place_of("P17"), "odd_7 3");
	CU_ASSERT_STRING_EQUAL(drawn("P18", ""), "even_7");
	CU_ASSERT_STRING_EQUAL(place_of("P18"), "even_7 5");    /* no number stands twice in the record */
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT number FROM participant WHERE id = 'P16'"), 4);
}

static void a_place_of_a_study_without_drawing_is_taken_over_too(void)
{
	struct participant second = { .id = "P02" }, third = { .id = "P03", .group = "of nobody" }, fourth = { .id = "P04" };
	CU_ASSERT_TRUE(record_enrol(record, &second, FIXTURE_UTC_NS, &error));
	CU_ASSERT_TRUE(record_enrol_in_place(record, &third, "P01", FIXTURE_UTC_NS, &error));
	CU_ASSERT_STRING_EQUAL(third.group, "control");
	CU_ASSERT_EQUAL(third.number, 1);
	CU_ASSERT_STRING_EQUAL(place_of("P03"), "control 1");
	CU_ASSERT_FALSE(record_enrol_in_place(record, &fourth, "P01", FIXTURE_UTC_NS, &error));
	CU_ASSERT_STRING_EQUAL(error.text, "P01 has been replaced already.");
	CU_ASSERT_FALSE(record_enrol_in_place(record, &fourth, "P20", FIXTURE_UTC_NS, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_ABSENT);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM participant"), 3);
}

static void a_design_that_was_begun_cannot_be_changed(void)
{
	drawn("P11", "");
	CU_ASSERT_PTR_NOT_NULL(strstr(drawn_as("P12", "", NULL, "blocks 4"), "was begun with 'blocks 2'"));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM participant WHERE id = 'P12'"), 0);
}

static void a_drawing_is_in_the_audit(void)
{
	drawn("P11", "");
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM audit WHERE action = 'enrolled' AND detail = 'group drawn'"), 1);
}

static CU_TestInfo tests[] = {
	TEST(each_stratum_goes_through_its_own_list_with_the_seed_of_the_first),
	TEST(an_enrolment_that_fails_uses_no_place),
	TEST(who_replaces_another_takes_over_the_place_once_and_the_list_goes_on),
	TEST(who_replaces_another_has_the_same_order_of_conditions),
	TEST(a_place_of_a_study_without_drawing_is_taken_over_too),
	TEST(a_design_that_was_begun_cannot_be_changed),
	TEST(a_drawing_is_in_the_audit),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo record_allocation_suite = {
	.pName = "record allocation", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
