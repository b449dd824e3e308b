/* test_report.c - a report of a session, however strange what stands in it; poppler reads it */

#include "export/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "export/session.h"
#include "record/amend.h"
#include "record/recorder.h"
#include "tests/export_fixture.h"
#include "tests/suites.h"
#include "tests/tables_seen.h"

static struct exported study;
static char *path, *other;

static void set_up(void)
{
	exported_begin(&study);
	path = xasprintf("%s/report.pdf", study.fixture.folder);
	other = xasprintf("%s/other", study.fixture.folder);
}

static void tear_down(void)
{
	exported_end(&study);
	free(path);
	free(other);
}

static char *text;

/* What a reader that we did not write finds in the PDF. Lives until asked again. */
static void read_pdf(void)
{
	char *command = xasprintf("pdftotext -layout %s %s", path, other);
	free(text);
	text = system(command) == 0 ? file_read(other, 1 << 20, NULL, &study.error) : NULL;
	free(command);
	if (!text)
		text = xstrdup("");
}

static void forget(void)
{
	free(text);
	text = NULL;
	tear_down();
}

static bool says(const char *what)
{
	return strstr(text, what) != NULL;
}

static bool same_bytes(const char *one, const char *two)
{
	char *command = xasprintf("cmp -s %s %s", one, two);
	bool same = system(command) == 0;
	free(command);
	return same;
}

static void it_says_who_what_when_and_that_it_is_for_research(void)
{
	fixture_visit(study.record, "1E5", 1, 40, 25, true);
	exported_open(&study);
	CU_ASSERT_TRUE(report_write(study.export, 1, path, &study.error));
	read_pdf();
	CU_ASSERT_TRUE(says("1E5") && says("visit 1") && says("SIMULATED"));
	CU_ASSERT_TRUE(says("soleus_pushup, version 1.0") && says("still-spu"));
	CU_ASSERT_TRUE(says("2026-11-23 09:00:00 (UTC+01:00)"));
	CU_ASSERT_TRUE(says("Trial 2: spu") && says("Signature") && says("How heavy do your legs feel?"));
	CU_ASSERT_TRUE(says("For research use only. Not for diagnosis or treatment."));
	CU_ASSERT_TRUE(says("no_finger") && says("No refill curve") == false);
}

static void a_volume_tells_what_tiptoes_ejected_and_left(void)
{
	fixture_tiptoes(study.record, "1E5", 1);
	exported_open(&study);
	CU_ASSERT_TRUE(report_write(study.export, 1, path, &study.error));
	read_pdf();
	CU_ASSERT_TRUE(says("volume after one, trial 1 (tiptoe)") && says("volume after ten, trial 1 (tiptoe)"));
	CU_ASSERT_TRUE(says("VV") && says("100.0 mL") && says("EF") && says("59 %") && says("RVF") && says("31 %"));
	CU_ASSERT_TRUE(says("paused") && !says("V0"));
}

static void gaps_deviations_and_long_texts_are_told_whole(void)
{
	fixture_troubled(study.record, "1E5", 1);
	exported_open(&study);
	CU_ASSERT_TRUE(report_write(study.export, 1, path, &study.error));
	read_pdf();
	CU_ASSERT_TRUE(says("sensor lost") && says("45 s") && says("major") && says("the cable") && says("was found"));
	CU_ASSERT_TRUE(says("no samples came") && says("faster than the body can, and count all the same: toe 2."));
	CU_ASSERT_TRUE(says("first word of many") && says("and the very last"));
}

static void who_signs_finds_the_adverse_events_and_what_was_corrected(void)
{
	fixture_troubled(study.record, "1E5", 1);
	CU_ASSERT_TRUE(record_amend(study.record, &(struct amendment){ .action = AMEND_CORRECT, .target = AMEND_ANSWER, .session = 1,
		.name = "heaviness", .value = "7", .operator_id = "", .reason = "misheard" }, &study.error));
	exported_open(&study);
	CU_ASSERT_TRUE(report_write(study.export, 1, path, &study.error));
	read_pdf();
	CU_ASSERT_TRUE(says("Adverse events and limits") && says("dizzy on standing up") && says("toe above 32 for 1 s"));
	CU_ASSERT_TRUE(says("7 (corrected)"));
}

static void an_answer_that_was_corrected_to_none_is_marked_too(void)
{
	fixture_troubled(study.record, "1E5", 1);
	CU_ASSERT_TRUE(record_amend(study.record, &(struct amendment){ .action = AMEND_CORRECT, .target = AMEND_ANSWER, .session = 1,
		.name = "heaviness", .value = AMEND_NO_ANSWER, .operator_id = "", .reason = "of another person" }, &study.error));
	exported_open(&study);
	CU_ASSERT_TRUE(report_write(study.export, 1, path, &study.error));
	read_pdf();
	CU_ASSERT_TRUE(says("refused (corrected)"));
}

static void a_visit_without_adverse_events_says_so(void)
{
	fixture_visit(study.record, "1E5", 1, 12, 10, true);
	exported_open(&study);
	CU_ASSERT_TRUE(report_write(study.export, 1, path, &study.error));
	read_pdf();
	CU_ASSERT_TRUE(says("Adverse events and limits") && says("None."));
}

static void a_trial_that_does_not_count_says_why_beside_its_title(void)
{
	fixture_visit(study.record, "1E5", 1, 12, 10, true);
	CU_ASSERT_TRUE(record_amend(study.record, &(struct amendment){ .action = AMEND_VOID, .target = AMEND_TRIAL, .session = 1, .trial = 2,
		.operator_id = "", .reason = "cable off" }, &study.error));
	exported_open(&study);
	CU_ASSERT_TRUE(report_write(study.export, 1, path, &study.error));
	read_pdf();
	CU_ASSERT_TRUE(says("does not count: voided or excluded"));
}

static void what_no_page_can_hold_is_shown_as_far_as_it_goes(void)
{
	fixture_visit(study.record, "007", 1, 12, 10, true);
	exported_open(&study);
	CU_ASSERT_TRUE(report_write(study.export, 1, path, &study.error));
	read_pdf();
	CU_ASSERT_TRUE(says("=HYPERLINK"));
	CU_ASSERT_TRUE(says("line") && says("break"));
	CU_ASSERT_TRUE(says("spaces around"));
}

static void a_visit_that_was_broken_off_has_a_report_too(void)
{
	fixture_visit(study.record, "MARCH1", 1, 12, 10, false);
	exported_open(&study);
	CU_ASSERT_TRUE(report_write(study.export, 1, path, &study.error));
	read_pdf();
	CU_ASSERT_TRUE(says("running") && says("the phase has no end in the record"));
}

static void the_same_record_gives_the_same_bytes(void)
{
	fixture_visit(study.record, "1E5", 1, 12, 10, true);
	exported_open(&study);
	CU_ASSERT_TRUE(report_write(study.export, 1, path, &study.error) && report_write(study.export, 1, other, &study.error));
	CU_ASSERT_TRUE(same_bytes(path, other));
	CU_ASSERT_TRUE(report_plot(study.export, 1, "toe", REPORT_SVG, path, &study.error));
	CU_ASSERT_TRUE(report_plot(study.export, 1, "toe", REPORT_SVG, other, &study.error));
	CU_ASSERT_TRUE(same_bytes(path, other));
}

static void a_single_channel_is_a_picture(void)
{
	size_t size = 0;
	fixture_visit(study.record, "1E5", 1, 12, 10, true);
	exported_open(&study);
	CU_ASSERT_TRUE(report_plot(study.export, 1, "pleth", REPORT_PNG, path, &study.error));
	char *png = file_read(path, 1 << 22, &size, &study.error);
	CU_ASSERT_TRUE(png && size > 1000 && memcmp(png, "\x89PNG", 4) == 0);
	free(png);
	CU_ASSERT_FALSE(report_plot(study.export, 1, "teo", REPORT_PNG, path, &study.error));
	CU_ASSERT_PTR_NOT_NULL(strstr(study.error.text, "did you mean 'toe'?"));
}

static void a_session_that_is_not_there_has_none(void)
{
	exported_open(&study);
	CU_ASSERT_FALSE(report_write(study.export, 4, path, &study.error));
	CU_ASSERT_STRING_EQUAL(study.error.text, "The record has no session 4.");
}

static void what_was_measured_by_hand_has_its_unit_and_first_the_number_that_counts(void)
{
	fixture_troubled(study.record, "1E5", 1);
	exported_open(&study);
	CU_ASSERT_TRUE(report_write(study.export, 1, path, &study.error));
	read_pdf();
	CU_ASSERT_TRUE(says("38.5 cm (38, 39)"));
}

static void an_answer_of_an_attempt_that_does_not_count_says_so(void)
{
	fixture_asked(study.record, "1E5", 1, "still", "How hard?");
	CU_ASSERT_TRUE(record_amend(study.record, &(struct amendment){ .action = AMEND_VOID, .target = AMEND_TRIAL, .session = 1, .trial = 1,
		.operator_id = "", .reason = "cable off" }, &study.error));
	exported_open(&study);
	CU_ASSERT_TRUE(report_write(study.export, 1, path, &study.error));
	read_pdf();
	CU_ASSERT_TRUE(says("Attempt") && says("3; does not count"));
}

static void a_pause_between_phases_is_shown_and_no_part_of_a_measure(void)
{
	struct bus bus = {0};
	record_close(study.record);
	fixture_remove(&study.fixture);
	study.fixture = fixture_make();
	study.record = fixture_record(&study.fixture);
	struct recorder *recorder = recorder_open(study.record, fixture_session(study.record, &study.error), false, &study.error);
	bus_add(&bus, recorder, recorder_hear);
	fixture_say_in_trial(&bus, EVENT_GO_ON, 30 * INT64_C(1000000000), 0, "", 10, "");
	CU_ASSERT_TRUE(recorder_close(recorder, &study.error));
	struct session *session = session_load(study.record, 1, &study.error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(session);
	CU_ASSERT_EQUAL(session->pause_count, 0);
	CU_ASSERT_EQUAL_FATAL(session->break_count, 1);
	CU_ASSERT_EQUAL(session->breaks[0].from_ns, 20 * INT64_C(1000000000));
	session_free(session);
}

static CU_TestInfo tests[] = {
	TEST(what_was_measured_by_hand_has_its_unit_and_first_the_number_that_counts),
	TEST(an_answer_of_an_attempt_that_does_not_count_says_so),
	TEST(a_pause_between_phases_is_shown_and_no_part_of_a_measure),
	TEST(it_says_who_what_when_and_that_it_is_for_research),
	TEST(a_volume_tells_what_tiptoes_ejected_and_left),
	TEST(gaps_deviations_and_long_texts_are_told_whole),
	TEST(who_signs_finds_the_adverse_events_and_what_was_corrected),
	TEST(an_answer_that_was_corrected_to_none_is_marked_too),
	TEST(a_visit_without_adverse_events_says_so),
	TEST(a_trial_that_does_not_count_says_why_beside_its_title),
	TEST(what_no_page_can_hold_is_shown_as_far_as_it_goes),
	TEST(a_visit_that_was_broken_off_has_a_report_too),
	TEST(the_same_record_gives_the_same_bytes),
	TEST(a_single_channel_is_a_picture),
	TEST(a_session_that_is_not_there_has_none),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo report_suite = {
	.pName = "report", .pSetUpFunc = set_up, .pTearDownFunc = forget, .pTests = tests,
};
