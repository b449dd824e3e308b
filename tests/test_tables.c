/* test_tables.c - what the tables of an export promise; all their cells are compared by readers/compare_xlsx.py */

#include "export/tables.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "export/questions.h"
#include "export/workbook.h"
#include "record/amend.h"
#include "record/recorder.h"
#include "tests/export_fixture.h"
#include "tests/suites.h"
#include "tests/tables_seen.h"

static struct exported study;

static void set_up(void)
{
	exported_begin(&study);
}

static void tear_down(void)
{
	exported_end(&study);
}

static void an_answer_corrected_to_a_choice_that_nobody_gave_has_its_number(void)
{
	fixture_chosen(study.record, "007", 1);
	CU_ASSERT_TRUE(record_amend(study.record, &(struct amendment){ .action = AMEND_CORRECT, .target = AMEND_ANSWER, .session = 1, .trial = 1,
		.name = "skin", .value = "wet", .operator_id = "", .reason = "misheard", .utc_ns = FIXTURE_UTC_NS }, &study.error));
	exported_open(&study);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "answers", "question", "skin", "text"), "wet");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "answers", "question", "skin", "value"), "3");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "wide", "participant_id", "007", "skin_still_1"), "3");
}

static void a_replacement_tells_whose_place_and_which_order_it_has(void)
{
	struct participant replacement = { .id = "P09" };
	CU_ASSERT_TRUE(record_enrol_in_place(study.record, &replacement, "1E5", FIXTURE_UTC_NS, &study.error));
	exported_open(&study);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "participants", "participant_id", "P09", "group"), "control");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "participants", "participant_id", "P09", "number"), "3");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "participants", "participant_id", "P09", "order_number"), "1");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "participants", "participant_id", "P09", "replaces"), "1E5");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "participants", "participant_id", "007", "number"), "2");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "participants", "participant_id", "007", "order_number"), "2");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "participants", "participant_id", "007", "replaces"), "-");
}

/* Instead of the study. */
static void take_record_of_one(void)
{
	exported_end(&study);
	study = (struct exported){ .fixture = fixture_make() };
	study.record = fixture_record(&study.fixture);
}

/* From second 10 to 50 in a phase of 30 seconds: 10 s of it, from 20 on, it stood still. */
static void record_a_pause(void)
{
	take_record_of_one();
	struct recorder *recorder = recorder_open(study.record, fixture_session(study.record, &study.error), false, &study.error);
	struct bus bus = {0};
	bus_add(&bus, recorder, recorder_hear);
	fixture_say_in_trial(&bus, EVENT_TRIAL_BEGIN, 10 * NS_PER_S, 0, "barefoot", NAN, "");
	fixture_say_in_trial(&bus, EVENT_PHASE_BEGIN, 10 * NS_PER_S, 1, "rest", NAN, "rest");
	for (int s = 10; s < 50; s++)
		fixture_measure(&bus, 1, s * NS_PER_S, s < 20 ? 30 + s - 10 : s < 30 ? 49 : 30 + s - 20, 0);
	fixture_say_in_trial(&bus, EVENT_GO_ON, 30 * NS_PER_S, 1, "", 10, "");
	fixture_say_in_trial(&bus, EVENT_PHASE_END, 50 * NS_PER_S, 1, "rest", NAN, "rest");
	bus_deviation(&bus, &(struct deviation){ .kind = DEVIATION_SENSOR_LOST, .severity = SEVERITY_MAJOR,
		.time_ns = 50 * NS_PER_S, .trial = 1, .attempt = 1, .phase = 1, .name = "toe", .planned = NAN, .actual = 31,
		.unit = "s", .reason = "" });
	CU_ASSERT_TRUE(recorder_close(recorder, &study.error));
}

static void a_pause_is_no_part_of_a_phase(void)
{
	record_a_pause();
	exported_open(&study);
	CU_ASSERT_STRING_EQUAL(measure_of(study.export, "barefoot", "rest", "toe", "paused_s"), "10");
	CU_ASSERT_STRING_EQUAL(measure_of(study.export, "barefoot", "rest", "toe", "duration_s"), "30");
	CU_ASSERT_STRING_EQUAL(measure_of(study.export, "barefoot", "rest", "toe", "planned_s"), "30");
	CU_ASSERT_STRING_EQUAL(measure_of(study.export, "barefoot", "rest", "toe", "n_valid"), "30");
	/* A degree a second, but for the step across the pause. */
	CU_ASSERT_STRING_EQUAL(measure_of(study.export, "barefoot", "rest", "toe", "jumps"), "28");
	CU_ASSERT_STRING_EQUAL(measure_of(study.export, "barefoot", "rest", "toe", "max"), "59");
	CU_ASSERT_STRING_EQUAL(measure_of(study.export, "barefoot", "rest", "toe", "median"), "44.5");
	CU_ASSERT_STRING_EQUAL(measure_of(study.export, "barefoot", "rest", "toe", "longest_gap_s"), "1");
}

static void an_answer_tells_its_unit_and_what_could_be_answered(void)
{
	fixture_troubled(study.record, "1E5", 1);
	exported_open(&study);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "answers", "question", "remarks", "accepted"), "words optional");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "answers", "question", "remarks", "unit"), "-");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "answers", "question", "girth", "accepted"), "20 to 60 twice within 0.2");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "answers", "question", "girth", "unit"), "cm");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "answers", "question", "heaviness", "accepted"), "scale 0 to 10 from \"not at all\" to \"very\"");
}

static void a_deviation_has_a_row(void)
{
	record_a_pause();
	exported_open(&study);
	CU_ASSERT_EQUAL(rows_of(study.export, "deviations"), 1);
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "deviations", 0, "deviation"), "sensor_lost");
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "deviations", 0, "severity"), "major");
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "deviations", 0, "name"), "toe");
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "deviations", 0, "condition"), "barefoot");
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "deviations", 0, "planned"), "-");
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "deviations", 0, "actual"), "31");
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "deviations", 0, "deviation_unit"), "s");
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "deviations", 0, "reason"), "-");
}

static void a_trial_tells_its_period_and_sequence(void)
{
	fixture_visit(study.record, "1E5", 1, 40, 10, true);
	exported_open(&study);
	CU_ASSERT_EQUAL(rows_of(study.export, "trials"), 2);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "trials", "condition", "spu", "period"), "2");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "trials", "condition", "spu", "sequence"), "still-spu");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "trials", "condition", "spu", "leg"), "right");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "trials", "condition", "still", "duration_s"), "120.001");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "trials", "condition", "still", "trial_start_utc"), "2026-11-23T08:00:10.373Z");
}

static void a_phase_and_channel_without_valid_samples_says_why(void)
{
	fixture_visit(study.record, "1E5", 1, 40, 10, true);
	exported_open(&study);
	CU_ASSERT_EQUAL(rows_of(study.export, "measures"), 2 * 3 * 3);
	CU_ASSERT_STRING_EQUAL(measure_of(study.export, "still", "recovery", "spo2", "mean"), "-");
	CU_ASSERT_STRING_EQUAL(measure_of(study.export, "still", "recovery", "spo2", "pct_valid"), "0");
	CU_ASSERT_STRING_EQUAL(measure_of(study.export, "still", "recovery", "spo2", "missing_reason"), "all: no valid samples, no_finger");
	CU_ASSERT_STRING_EQUAL(measure_of(study.export, "still", "exercise", "spo2", "missing_reason"), "-");
}

static void an_interrupted_visit_is_exported_with_what_is_known(void)
{
	fixture_visit(study.record, "007", 1, 40, 10, false);
	exported_open(&study);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "trials", "condition", "spu", "outcome"), "running");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "trials", "condition", "spu", "duration_s"), "-");
	CU_ASSERT_STRING_EQUAL(measure_of(study.export, "spu", "recovery", "toe", "n_samples"), "-");
	CU_ASSERT_STRING_EQUAL(measure_of(study.export, "spu", "recovery", "toe", "missing_reason"), "all: the phase's end is not in the record");
	/* From the second of the first phase, 10 s, to that of the last sample, 254 s. */
	CU_ASSERT_EQUAL(rows_of(study.export, "samples_1hz"), 245);
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "samples_1hz", 244, "time_s"), "254");
}

static void a_second_is_the_mean_of_its_samples_or_says_why_not(void)
{
	fixture_visit(study.record, "1E5", 1, 40, 10, true);
	exported_open(&study);
	CU_ASSERT_EQUAL(rows_of(study.export, "samples_1hz"), 258 - 10);      /* the session ends at 257.25 s */
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "samples_1hz", 0, "time_s"), "10");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "samples_1hz", "time_s", "10", "missing"), "toe: no sample; spo2: no sample");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "samples_1hz", "time_s", "17", "missing"), "toe: artefact");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "samples_1hz", "time_s", "11", "spo2"), "97");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "samples_1hz", "time_s", "11", "phase"), "baseline");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "samples_1hz", "time_s", "132", "phase"), "-");      /* between the trials */
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "samples_1hz", "time_s", "132", "condition"), "-");
	CU_ASSERT_PTR_NULL(column_of(study.export, "samples_1hz", "pleth"));
}

/* A session whose first trial was broken off and done again; its first phase has no end. */
static void record_a_trial_done_again(void)
{
	take_record_of_one();
	struct recorder *recorder = recorder_open(study.record, fixture_session(study.record, &study.error), true, &study.error);
	struct message message = { .kind = MESSAGE_SAMPLE, .sample = { .channel = 1, .value = 31 } };
	for (int64_t second = -1; second < 6; second++) {
		message.sample.time_ns = second * NS_PER_S + NS_PER_S / 2;
		recorder_hear(recorder, &message);
	}
	message.kind = MESSAGE_EVENT;
	for (int attempt = 1; attempt <= 2; attempt++) {
		message.event = event_at(EVENT_TRIAL_BEGIN, 3 * attempt * NS_PER_S - 2 * NS_PER_S);
		message.event.trial = 1;
		message.event.attempt = attempt;
		name_copy(message.event.name, "barefoot");
		recorder_hear(recorder, &message);
		message.event.kind = EVENT_PHASE_BEGIN;
		message.event.phase = 1;
		message.event.planned_ns = message.event.time_ns;
		name_copy(message.event.name, "baseline");
		message.event.text = "rest";
		recorder_hear(recorder, &message);
	}
	message.event = event_at(EVENT_SESSION_END, 6 * NS_PER_S);
	message.event.text = "interrupted";
	recorder_hear(recorder, &message);
	if (!recorder_close(recorder, &study.error))
		abort();
}

static void a_trial_done_again_is_a_row_of_its_own_and_once_in_the_sequence(void)
{
	record_a_trial_done_again();
	exported_open(&study);
	CU_ASSERT_EQUAL(rows_of(study.export, "trials"), 2);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "trials", "attempt", "2", "condition"), "barefoot");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "trials", "attempt", "2", "sequence"), "barefoot");
}

static void a_phase_that_never_ended_lasts_until_the_next(void)
{
	record_a_trial_done_again();
	exported_open(&study);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "samples_1hz", "time_s", "0", "phase"), "-");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "samples_1hz", "time_s", "3", "attempt"), "1");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "samples_1hz", "time_s", "4", "attempt"), "2");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "samples_1hz", "time_s", "4", "phase"), "baseline");
	size_t count;
	const struct chart_range *ranges = export_chart_ranges(study.export, &count);
	CU_ASSERT_EQUAL_FATAL(count, 3);
	CU_ASSERT_EQUAL(ranges[2].first_row, 5);
}

static void a_sample_before_the_sessions_zero_is_in_a_negative_second(void)
{
	record_a_trial_done_again();
	exported_open(&study);
	CU_ASSERT_EQUAL(rows_of(study.export, "samples_1hz"), 7);     /* -1 to 5, the session's end being at 6 s sharp */
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "samples_1hz", 0, "time_s"), "-1");
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "samples_1hz", 0, "toe"), "31");
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "samples_1hz", 0, "time_utc"), "2026-11-22T07:59:59.123Z");
}

static void chart_ranges_point_at_the_phases_rows(void)
{
	fixture_visit(study.record, "1E5", 1, 40, 10, true);
	exported_open(&study);
	rows_of(study.export, "samples_1hz");
	size_t count;
	const struct chart_range *ranges = export_chart_ranges(study.export, &count);
	CU_ASSERT_EQUAL_FATAL(count, 6 + 5);        /* spo2 has none in the first recovery */
	CU_ASSERT_STRING_EQUAL(ranges[0].channel, "toe");
	CU_ASSERT_STRING_EQUAL(ranges[0].session_label, "1E5 visit 1");
	CU_ASSERT_STRING_EQUAL(ranges[1].phase, "exercise");
	CU_ASSERT_STRING_EQUAL(ranges[1].phase_label, "still: exercise");
	CU_ASSERT_EQUAL(ranges[1].first_row, 40);
	CU_ASSERT_EQUAL(ranges[1].last_row, 79);
	CU_ASSERT_DOUBLE_EQUAL(ranges[1].first_min, 50.0 / 60, 1e-12);
	CU_ASSERT_STRING_EQUAL(ranges[6].channel, "spo2");
	CU_ASSERT_DOUBLE_EQUAL(ranges[6].high, 98, 0);
}

static double corrected(const char *accepted, const char *text, double found)
{
	return question_value(&(struct question_asked){ .name = "where", .unit = "", .accepted = accepted },
	                      &(struct answer_row){ .question = "where", .text = text, .value = found, .amended = true });
}

static void a_corrected_answer_has_the_number_that_the_question_gives_it(void)
{
	CU_ASSERT_EQUAL(corrected("choices \"calf\" \"big \\\"toe\\\", left\" optional", "big \"toe\", left", NAN), 2);
	CU_ASSERT_EQUAL(corrected("choices \"calf\" \"toe\"", "calf", 2), 1);   /* 2: in another script's order */
	CU_ASSERT_TRUE(isnan(corrected("choices \"calf\" \"toe\"", "", NAN)));
	CU_ASSERT_TRUE(isnan(corrected("text optional", "12", 12)));
	CU_ASSERT_EQUAL(corrected("scale 0 to 20", "12", 12), 12);
}

static void amendments_are_applied_and_listed(void)
{
	fixture_visit(study.record, "1E5", 1, 40, 10, true);
	CU_ASSERT_TRUE(record_amend(study.record, &(struct amendment){ .action = AMEND_VOID, .target = AMEND_TRIAL, .session = 1, .trial = 1,
		.operator_id = "mk", .reason = "cable off", .utc_ns = FIXTURE_UTC_NS }, &study.error));
	CU_ASSERT_TRUE(record_amend(study.record, &(struct amendment){ .action = AMEND_CORRECT, .target = AMEND_COVARIATE,
		.participant = "1E5", .name = "age", .value = "55", .operator_id = "mk", .reason = "typed wrong",
		.utc_ns = FIXTURE_UTC_NS + NS_PER_S }, &study.error));
	exported_open(&study);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "trials", "condition", "still", "counted"), "0");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "trials", "condition", "spu", "counted"), "1");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "participants", "participant_id", "1E5", "age"), "55");
	CU_ASSERT_EQUAL(rows_of(study.export, "amendments"), 2);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "amendments", "action", "void", "reason"), "cable off");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "amendments", "action", "correct", "old"), "54");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "amendments", "action", "correct", "new"), "55");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "amendments", "action", "correct", "trial_no"), "-");
}

static void shifted_dates_move_a_person_by_whole_days_alike(void)
{
	fixture_visit(study.record, "1E5", 1, 40, 10, true);
	fixture_visit(study.record, "1E5", 2, 40, 10, true);
	fixture_visit(study.record, "007", 1, 40, 10, true);
	study.export = export_new(study.record, &(struct export_options){ .software = "soleus test", .shift_seed = 7 }, &study.error);
	char first[128], third[128];
	strcpy(first, cell_of(study.export, "trials", 0, "trial_start_utc"));
	strcpy(third, cell_of(study.export, "trials", 4, "trial_start_utc"));
	CU_ASSERT_STRING_NOT_EQUAL(first, third);
	CU_ASSERT_TRUE(strcmp(first, "2026-11-22") < 0);
	CU_ASSERT_STRING_EQUAL(strchr(first, 'T'), strchr(third, 'T'));
	CU_ASSERT_TRUE(strcmp(first, cell_where(study.export, "participants", "participant_id", "1E5", "enrolled_utc")) > 0);
	CU_ASSERT_TRUE(strcmp(cell_where(study.export, "participants", "participant_id", "1E5", "enrolled_utc"), "2026-11-22") < 0);
	CU_ASSERT_EQUAL(strncmp(first, cell_of(study.export, "events", 0, "time_utc"), 10), 0);
	CU_ASSERT_STRING_EQUAL(cell_of(study.export, "trials", 0, "trial_start_s"), "10.25");
}

struct progress { size_t calls, last, of; bool backwards; };

static void note_progress(void *self, size_t done, size_t of)
{
	struct progress *progress = self;
	progress->backwards = progress->backwards || done < progress->last || done > of;
	progress->last = done;
	progress->of = of;
	progress->calls++;
}

static void progress_goes_forward_to_the_whole(void)
{
	struct progress progress = {0};
	fixture_visit(study.record, "1E5", 1, 5, 10, true);
	fixture_visit(study.record, "1E5", 2, 5, 10, true);
	study.export = export_new(study.record, &(struct export_options){ .software = "soleus test", .progress = note_progress, .progress_self = &progress }, &study.error);
	char *path = xasprintf("%s/study.xlsx", study.fixture.folder);
	CU_ASSERT_TRUE(workbook_write(study.export, path, &study.error));
	CU_ASSERT_FALSE(progress.backwards);
	CU_ASSERT_EQUAL(progress.last, progress.of);
	CU_ASSERT_EQUAL(progress.calls, 12 * 2);        /* participants, wide and codebook are not made of sessions */
	rows_of(study.export, "trials");
	CU_ASSERT_TRUE(progress.last < progress.of / 2);        /* a new round */
	free(path);
}

/* The record tries a spreadsheet in every way, and the reader is not ours. */
static void another_program_reads_every_cell_as_it_stands_in_the_record(void)
{
	fixture_visit(study.record, "1E5", 1, 40, 10, true);
	fixture_visit(study.record, "MARCH1", 1, 12, 10, false);
	fixture_visit(study.record, "007", 2, 70, 75, true);
	exported_open(&study);
	char *path = xasprintf("%s/study.xlsx", study.fixture.folder);
	CU_ASSERT_TRUE(workbook_write(study.export, path, &study.error));
	char *command = xasprintf("/usr/bin/python3 tests/readers/compare_xlsx.py %s %s", study.fixture.path, path);
	CU_ASSERT_EQUAL(system(command), 0);
	free(command);
	free(path);
}

static CU_TestInfo tests[] = {
	TEST(an_answer_corrected_to_a_choice_that_nobody_gave_has_its_number),
	TEST(a_replacement_tells_whose_place_and_which_order_it_has),
	TEST(a_pause_is_no_part_of_a_phase),
	TEST(an_answer_tells_its_unit_and_what_could_be_answered),
	TEST(a_deviation_has_a_row),
	TEST(a_trial_tells_its_period_and_sequence),
	TEST(a_phase_and_channel_without_valid_samples_says_why),
	TEST(an_interrupted_visit_is_exported_with_what_is_known),
	TEST(a_second_is_the_mean_of_its_samples_or_says_why_not),
	TEST(a_trial_done_again_is_a_row_of_its_own_and_once_in_the_sequence),
	TEST(a_phase_that_never_ended_lasts_until_the_next),
	TEST(a_sample_before_the_sessions_zero_is_in_a_negative_second),
	TEST(chart_ranges_point_at_the_phases_rows),
	TEST(a_corrected_answer_has_the_number_that_the_question_gives_it),
	TEST(amendments_are_applied_and_listed),
	TEST(shifted_dates_move_a_person_by_whole_days_alike),
	TEST(progress_goes_forward_to_the_whole),
	TEST(another_program_reads_every_cell_as_it_stands_in_the_record),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo tables_suite = {
	.pName = "tables", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
