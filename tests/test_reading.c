/* test_reading.c - what went over the bus is what is read back, in every field */

#include "record/reading.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "tests/record_fixture.h"
#include "tests/suites.h"

static struct recording visit;

static void set_up(void)
{
	recording_begin(&visit);
}

static void tear_down(void)
{
	recording_end(&visit);
}

static void a_session_comes_back_as_begun(void)
{
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	struct rows *rows = record_sessions(visit.record, 1);
	struct session_row row;
	CU_ASSERT_TRUE_FATAL(rows_next_session(rows, &row));
	CU_ASSERT_EQUAL(row.session, 1);
	CU_ASSERT_STRING_EQUAL(row.participant, "P01");
	CU_ASSERT_STRING_EQUAL(row.group, "control");
	CU_ASSERT_EQUAL(row.visit, 3);
	CU_ASSERT_STRING_EQUAL(row.operator_id, "mk");
	CU_ASSERT_STRING_EQUAL(row.protocol_id, "pushup");
	CU_ASSERT_STRING_EQUAL(row.protocol_version, "2");
	CU_ASSERT_STRING_EQUAL(row.protocol_title, "Push-ups");
	CU_ASSERT_STRING_EQUAL(row.script_file, "protocols/pushup.lua");
	CU_ASSERT_STRING_EQUAL(row.script_text, "abc");
	CU_ASSERT_STRING_EQUAL(row.script_sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	CU_ASSERT_STRING_EQUAL(row.plan_text, "1 rest 60 s\n");
	CU_ASSERT_STRING_EQUAL(row.seed, "18446744073709551615");
	CU_ASSERT_STRING_EQUAL(row.station, "lab1");
	CU_ASSERT_PTR_NOT_NULL(strstr(row.software_version, "soleus "));
	CU_ASSERT_TRUE(row.simulated);
	CU_ASSERT_TRUE(row.virtual_clock);
	CU_ASSERT_STRING_EQUAL(row.start_utc, "2026-11-22T08:00:00.123Z");
	CU_ASSERT_EQUAL(row.start_utc_ns, FIXTURE_UTC_NS);
	CU_ASSERT_EQUAL(row.utc_offset_min, -90);
	CU_ASSERT_EQUAL(row.ended_ns, TIME_NONE);
	CU_ASSERT_STRING_EQUAL(row.status, "running");
	CU_ASSERT_FALSE(rows_next_session(rows, &row));
	CU_ASSERT_TRUE(rows_close(rows, &visit.error));
}

static void instruments_and_channels_come_back_as_begun(void)
{
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	struct rows *rows = record_instruments(visit.record, 1);
	struct instrument_row instrument;
	CU_ASSERT_TRUE_FATAL(rows_next_instrument(rows, &instrument));
	CU_ASSERT_STRING_EQUAL(instrument.name, "oximeter");
	CU_ASSERT_STRING_EQUAL(instrument.driver, "nonin_df2");
	CU_ASSERT_STRING_EQUAL(instrument.port, "usb:1027:24577");
	CU_ASSERT_STRING_EQUAL(instrument.identity, "FTDI A1");
	CU_ASSERT_STRING_EQUAL(instrument.settings, "driver = nonin_df2\n");
	CU_ASSERT_FALSE(instrument.simulated);
	CU_ASSERT_TRUE(rows_next_instrument(rows, &instrument));
	CU_ASSERT_TRUE(instrument.simulated);
	CU_ASSERT_FALSE(rows_next_instrument(rows, &instrument));
	CU_ASSERT_TRUE(rows_close(rows, &visit.error));

	rows = record_channels(visit.record, 1);
	struct channel_row channel;
	CU_ASSERT_TRUE_FATAL(rows_next_channel(rows, &channel));
	CU_ASSERT_STRING_EQUAL(channel.channel.name, "pleth");
	CU_ASSERT_STRING_EQUAL(channel.instrument, "oximeter");
	CU_ASSERT_TRUE(channel.channel.waveform);
	CU_ASSERT_TRUE(isnan(channel.channel.low) && isnan(channel.channel.high));
	CU_ASSERT_EQUAL(channel.channel.interval_s, 1.0 / 75);
	CU_ASSERT_TRUE_FATAL(rows_next_channel(rows, &channel));
	CU_ASSERT_STRING_EQUAL(channel.channel.quantity, "temperature");
	CU_ASSERT_STRING_EQUAL(channel.channel.unit, "degC");
	CU_ASSERT_STRING_EQUAL(channel.channel.site, "großer Zeh, links");
	CU_ASSERT_STRING_EQUAL(channel.instrument, "thermistors");
	CU_ASSERT_EQUAL(channel.channel.low, 5);
	CU_ASSERT_EQUAL(channel.channel.high, 50);
	CU_ASSERT_TRUE(isnan(channel.channel.interval_s));
	CU_ASSERT_FALSE(channel.channel.waveform);
	CU_ASSERT_FALSE(rows_next_channel(rows, &channel));
	CU_ASSERT_TRUE(rows_close(rows, &visit.error));
}

static void gaps_come_back_with_their_cause(void)
{
	bus_gap(&visit.bus, &(struct gap){ 1, 50, 90, GAP_SILENT });
	bus_gap(&visit.bus, &(struct gap){ 0, 100, 200, GAP_NO_FINGER });
	bus_gap(&visit.bus, &(struct gap){ 0, 20, 30, GAP_SUSPENDED });
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	struct rows *rows = record_gaps(visit.record, 1);
	struct gap_row row;
	CU_ASSERT_TRUE_FATAL(rows_next_gap(rows, &row));
	CU_ASSERT_EQUAL(row.channel_id, 1);
	CU_ASSERT_EQUAL(row.from_ns, 20);
	CU_ASSERT_EQUAL(row.to_ns, 30);
	CU_ASSERT_STRING_EQUAL(row.cause, "suspended");
	CU_ASSERT_TRUE_FATAL(rows_next_gap(rows, &row));
	CU_ASSERT_STRING_EQUAL(row.cause, "no_finger");
	CU_ASSERT_TRUE_FATAL(rows_next_gap(rows, &row));
	CU_ASSERT_EQUAL(row.channel_id, 2);
	CU_ASSERT_STRING_EQUAL(row.cause, "silent");
	CU_ASSERT_FALSE(rows_next_gap(rows, &row));
	CU_ASSERT_TRUE(rows_close(rows, &visit.error));
}

static void samples_come_back_in_the_order_of_time(void)
{
	fixture_measure(&visit.bus, 1, 2000, -273.15, 0);
	fixture_measure(&visit.bus, 0, 1000, 127, 0);
	fixture_measure(&visit.bus, 1, -1000, 36.6, QUALITY_OUT_OF_RANGE);
	fixture_measure(&visit.bus, 1, 1000, NAN, QUALITY_NO_PROBE | QUALITY_MISSING);
	fixture_measure(&visit.bus, 1, 2000, INFINITY, QUALITY_SATURATED);
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));

	struct rows *rows = record_samples(visit.record, 2, INT64_MIN, INT64_MAX);
	struct sample sample;
	CU_ASSERT_TRUE_FATAL(rows_next_sample(rows, &sample));
	CU_ASSERT_EQUAL(sample.time_ns, -1000);
	CU_ASSERT_EQUAL(sample.arrival_ns, -900);
	CU_ASSERT_EQUAL(sample.uncertainty_ns, 30);
	CU_ASSERT_EQUAL(sample.value, 36.6);
	CU_ASSERT_EQUAL(sample.quality, QUALITY_OUT_OF_RANGE);
	CU_ASSERT_EQUAL(sample.flags, UINT32_MAX);
	CU_ASSERT_TRUE_FATAL(rows_next_sample(rows, &sample));
	CU_ASSERT_EQUAL(sample.time_ns, 1000);
	CU_ASSERT_TRUE(isnan(sample.value));
	CU_ASSERT_EQUAL(sample.quality, QUALITY_NO_PROBE | QUALITY_MISSING);
	CU_ASSERT_TRUE_FATAL(rows_next_sample(rows, &sample));
	CU_ASSERT_EQUAL(sample.value, -273.15);
	CU_ASSERT_TRUE_FATAL(rows_next_sample(rows, &sample));
	CU_ASSERT_EQUAL(sample.value, INFINITY);
	CU_ASSERT_FALSE(rows_next_sample(rows, &sample));
	CU_ASSERT_TRUE(rows_close(rows, &visit.error));

	rows = record_samples(visit.record, 2, 1000, 2000);
	CU_ASSERT_TRUE(rows_next_sample(rows, &sample));
	CU_ASSERT_EQUAL(sample.time_ns, 1000);
	CU_ASSERT_FALSE(rows_next_sample(rows, &sample));
	CU_ASSERT_TRUE(rows_close(rows, &visit.error));
}

static void bytes_come_back_as_they_came(void)
{
	fixture_receive(&visit.bus, 1, 10, "a\0b", 3);
	fixture_receive(&visit.bus, 0, 11, "\xff", 1);
	bus_chunk(&visit.bus, &(struct chunk){ .instrument = 1, .sent = true, .arrival_ns = 9, .bytes = NULL, .size = 0 });
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM chunk WHERE instrument_id = 2"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT bytes = x'610062' AND NOT sent AND arrival_ns = 10 FROM chunk"
	                " WHERE instrument_id = 2 AND seq = 1"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT bytes = x'' AND sent AND arrival_ns = 9 FROM chunk"
	                " WHERE instrument_id = 2 AND seq = 2"), 1);
}

static void events_come_back_with_every_field(void)
{
	fixture_say_in_trial(&visit.bus, EVENT_CUE, 105, 2, "up", 17, "");
	fixture_say(&visit.bus, EVENT_NOTE, -7, "", "Müdigkeit; 'quotes' \"and\"\nlines → 😀");
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	struct rows *rows = record_events(visit.record, 1);
	struct event_row row;
	CU_ASSERT_TRUE_FATAL(rows_next_event(rows, &row));
	CU_ASSERT_EQUAL(row.time_ns, 105);
	CU_ASSERT_EQUAL(row.planned_ns, 100);
	CU_ASSERT_STRING_EQUAL(row.kind, "cue");
	CU_ASSERT_EQUAL(row.trial, 1);
	CU_ASSERT_EQUAL(row.attempt, 1);
	CU_ASSERT_EQUAL(row.phase, 2);
	CU_ASSERT_STRING_EQUAL(row.name, "up");
	CU_ASSERT_STRING_EQUAL(row.text, "");
	CU_ASSERT_EQUAL(row.value, 17);
	CU_ASSERT_TRUE_FATAL(rows_next_event(rows, &row));
	CU_ASSERT_EQUAL(row.time_ns, -7);
	CU_ASSERT_EQUAL(row.planned_ns, TIME_NONE);
	CU_ASSERT_EQUAL(row.trial, 0);
	CU_ASSERT_EQUAL(row.attempt, 0);
	CU_ASSERT_EQUAL(row.phase, 0);
	CU_ASSERT_STRING_EQUAL(row.text, "Müdigkeit; 'quotes' \"and\"\nlines → 😀");
	CU_ASSERT_TRUE(isnan(row.value));
	CU_ASSERT_FALSE(rows_next_event(rows, &row));
	CU_ASSERT_TRUE(rows_close(rows, &visit.error));
}

static void a_long_note_is_kept_whole(void)
{
	char *note = xcalloc(100001, 1);
	memset(note, 'x', 100000);
	fixture_say(&visit.bus, EVENT_NOTE, 1, "", note);
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT length(text) FROM event"), 100000);
	free(note);
}

/* One trial of two phases, the second of them interrupted. */
static void record_a_trial(void)
{
	fixture_say_in_trial(&visit.bus, EVENT_TRIAL_BEGIN, 105, 0, "barefoot", NAN, "");
	fixture_say_in_trial(&visit.bus, EVENT_PHASE_BEGIN, 106, 1, "walk", 60, "exercise");
	fixture_say_in_trial(&visit.bus, EVENT_PHASE_END, 206, 1, "walk", 60, "exercise");
	fixture_say_in_trial(&visit.bus, EVENT_PHASE_BEGIN, 207, 2, "recovery", NAN, "rest");
	fixture_say_in_trial(&visit.bus, EVENT_PHASE_END, 250, 2, "recovery", NAN, "interrupted");
	fixture_say_in_trial(&visit.bus, EVENT_TRIAL_END, 251, 0, "barefoot", NAN, "interrupted");
	fixture_say(&visit.bus, EVENT_SESSION_END, 252, "", "interrupted");
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
}

static void a_trial_becomes_a_row_and_is_closed(void)
{
	record_a_trial();
	struct rows *rows = record_trials(visit.record, 1);
	struct trial_row trial;
	CU_ASSERT_TRUE_FATAL(rows_next_trial(rows, &trial));
	CU_ASSERT_EQUAL(trial.info.number, 1);
	CU_ASSERT_STRING_EQUAL(trial.info.condition, "barefoot");
	CU_ASSERT_EQUAL_FATAL(trial.info.factor_count, 2);
	CU_ASSERT_STRING_EQUAL(trial.info.factors[0].name, "leg");
	CU_ASSERT_STRING_EQUAL(trial.info.factors[0].value, "right");
	CU_ASSERT_STRING_EQUAL(trial.info.factors[1].name, "load");
	CU_ASSERT_STRING_EQUAL(trial.info.factors[1].value, "0.5");
	CU_ASSERT_EQUAL(trial.attempt, 1);
	CU_ASSERT_EQUAL(trial.began_ns, 105);
	CU_ASSERT_EQUAL(trial.ended_ns, 251);
	CU_ASSERT_STRING_EQUAL(trial.outcome, "interrupted");
	CU_ASSERT_TRUE(trial.counted);
	CU_ASSERT_FALSE(rows_next_trial(rows, &trial));
	CU_ASSERT_TRUE(rows_close(rows, &visit.error));
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT ended_ns FROM session WHERE status = 'interrupted'"), 252);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM event"), 7);
}

static void phases_become_rows_and_are_closed(void)
{
	record_a_trial();
	struct rows *rows = record_phases(visit.record, 1);
	struct phase_row phase;
	CU_ASSERT_TRUE_FATAL(rows_next_phase(rows, &phase));
	CU_ASSERT_EQUAL(phase.trial, 1);
	CU_ASSERT_EQUAL(phase.attempt, 1);
	CU_ASSERT_EQUAL(phase.number, 1);
	CU_ASSERT_STRING_EQUAL(phase.name, "walk");
	CU_ASSERT_STRING_EQUAL(phase.kind, "exercise");
	CU_ASSERT_EQUAL(phase.reps_per_min, 60);
	CU_ASSERT_EQUAL(phase.planned_began_ns, 101);
	CU_ASSERT_EQUAL(phase.began_ns, 106);
	CU_ASSERT_EQUAL(phase.planned_ended_ns, 201);
	CU_ASSERT_EQUAL(phase.ended_ns, 206);
	CU_ASSERT_STRING_EQUAL(phase.outcome, "completed");
	CU_ASSERT_TRUE_FATAL(rows_next_phase(rows, &phase));
	CU_ASSERT_STRING_EQUAL(phase.name, "recovery");
	CU_ASSERT_STRING_EQUAL(phase.kind, "rest");
	CU_ASSERT_TRUE(isnan(phase.reps_per_min));
	CU_ASSERT_STRING_EQUAL(phase.outcome, "interrupted");
	CU_ASSERT_FALSE(rows_next_phase(rows, &phase));
	CU_ASSERT_TRUE(rows_close(rows, &visit.error));
}

static void an_attempt_that_was_replaced_does_not_count(void)
{
	fixture_say_in_trial(&visit.bus, EVENT_TRIAL_BEGIN, 105, 0, "barefoot", NAN, "");
	fixture_say_in_trial(&visit.bus, EVENT_TRIAL_END, 251, 0, "barefoot", 0, "completed");
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	struct rows *rows = record_trials(visit.record, 1);
	struct trial_row trial;
	CU_ASSERT_TRUE_FATAL(rows_next_trial(rows, &trial));
	CU_ASSERT_STRING_EQUAL(trial.outcome, "completed");
	CU_ASSERT_FALSE(trial.counted);
	CU_ASSERT_FALSE(rows_next_trial(rows, &trial));
	CU_ASSERT_TRUE(rows_close(rows, &visit.error));
}

static void a_phase_knows_how_long_it_stood_still(void)
{
	fixture_say_in_trial(&visit.bus, EVENT_TRIAL_BEGIN, 105, 0, "barefoot", NAN, "");
	fixture_say_in_trial(&visit.bus, EVENT_PHASE_BEGIN, 106, 1, "rest", NAN, "rest");
	fixture_say_in_trial(&visit.bus, EVENT_GO_ON, 120, 1, "", 7.5, "");
	fixture_say_in_trial(&visit.bus, EVENT_PHASE_END, 206, 1, "rest", NAN, "rest");
	fixture_say_in_trial(&visit.bus, EVENT_PHASE_BEGIN, 207, 2, "walk", 60, "exercise");
	fixture_say_in_trial(&visit.bus, EVENT_GO_ON, 220, 2, "", 0.25, "");
	fixture_say_in_trial(&visit.bus, EVENT_GO_ON, 230, 2, "", 0.000000001, "");
	fixture_say_in_trial(&visit.bus, EVENT_PHASE_END, 306, 2, "walk", 60, "exercise");
	fixture_say_in_trial(&visit.bus, EVENT_PHASE_BEGIN, 307, 3, "rest", NAN, "rest");
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	struct rows *rows = record_phases(visit.record, 1);
	struct phase_row phase;
	CU_ASSERT_TRUE_FATAL(rows_next_phase(rows, &phase));
	CU_ASSERT_EQUAL(phase.paused_ns, 7500 * NS_PER_MS);
	CU_ASSERT_TRUE_FATAL(rows_next_phase(rows, &phase));
	CU_ASSERT_EQUAL(phase.paused_ns, 250 * NS_PER_MS + 1);
	CU_ASSERT_TRUE_FATAL(rows_next_phase(rows, &phase));
	CU_ASSERT_EQUAL(phase.paused_ns, 0);
	CU_ASSERT_FALSE(rows_next_phase(rows, &phase));
	CU_ASSERT_TRUE(rows_close(rows, &visit.error));
}

static void deviations_come_back_with_every_field(void)
{
	bus_deviation(&visit.bus, &(struct deviation){ .kind = DEVIATION_PHASE_SHORT, .severity = SEVERITY_MAJOR, .time_ns = 90,
		.trial = 1, .attempt = 2, .phase = 3, .name = "walk", .planned = 60, .actual = 12.5, .unit = "s", .reason = "cramp" });
	bus_deviation(&visit.bus, &(struct deviation){ .kind = DEVIATION_NO_PREFLIGHT, .time_ns = 1, .planned = NAN, .actual = NAN,
		.reason = "" });
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	struct rows *rows = record_deviations(visit.record, 1);
	struct deviation_row row;
	CU_ASSERT_TRUE_FATAL(rows_next_deviation(rows, &row));
	CU_ASSERT_EQUAL(row.time_ns, 90);
	CU_ASSERT_STRING_EQUAL(row.kind, "phase_short");
	CU_ASSERT_STRING_EQUAL(row.severity, "major");
	CU_ASSERT_EQUAL(row.trial, 1);
	CU_ASSERT_EQUAL(row.attempt, 2);
	CU_ASSERT_EQUAL(row.phase, 3);
	CU_ASSERT_STRING_EQUAL(row.name, "walk");
	CU_ASSERT_EQUAL(row.planned, 60);
	CU_ASSERT_EQUAL(row.actual, 12.5);
	CU_ASSERT_STRING_EQUAL(row.unit, "s");
	CU_ASSERT_STRING_EQUAL(row.reason, "cramp");
	CU_ASSERT_TRUE_FATAL(rows_next_deviation(rows, &row));
	CU_ASSERT_STRING_EQUAL(row.kind, "no_preflight");
	CU_ASSERT_STRING_EQUAL(row.severity, "minor");
	CU_ASSERT_EQUAL(row.trial, 0);
	CU_ASSERT_TRUE(isnan(row.planned) && isnan(row.actual));
	CU_ASSERT_FALSE(rows_next_deviation(rows, &row));
	CU_ASSERT_TRUE(rows_close(rows, &visit.error));
}

static void a_phase_outside_any_trial_has_none(void)
{
	struct event event = event_at(EVENT_PHASE_BEGIN, 40);
	event.phase = 1;
	event.text = "rest";
	bus_event(&visit.bus, &event);
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	struct rows *rows = record_phases(visit.record, 1);
	struct phase_row phase;
	CU_ASSERT_TRUE_FATAL(rows_next_phase(rows, &phase));
	CU_ASSERT_EQUAL(phase.trial, 0);
	CU_ASSERT_EQUAL(phase.attempt, 0);
	CU_ASSERT_EQUAL(phase.planned_began_ns, TIME_NONE);
	CU_ASSERT_EQUAL(phase.ended_ns, TIME_NONE);
	CU_ASSERT_STRING_EQUAL(phase.outcome, "running");
	CU_ASSERT_TRUE(rows_close(rows, &visit.error));
}

static void answers_are_kept_with_what_was_asked(void)
{
	fixture_say_in_trial(&visit.bus, EVENT_ASK, 100, 0, "borg", NAN, "How hard was it?");
	fixture_say_in_trial(&visit.bus, EVENT_REJECTED, 150, 0, "borg", NAN, "forty");
	fixture_say_in_trial(&visit.bus, EVENT_ANSWER, 160, 0, "borg", 4.5, "4,5");
	fixture_say(&visit.bus, EVENT_ASK, 200, "pain", "Does it hurt?");
	fixture_say(&visit.bus, EVENT_REFUSAL, 210, "pain", "");
	fixture_say(&visit.bus, EVENT_ASK, 300, "borg", "And now?");
	fixture_say(&visit.bus, EVENT_ANSWER, 310, "borg", "");
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	struct rows *rows = record_answers(visit.record, 1);
	struct answer_row row;
	CU_ASSERT_TRUE_FATAL(rows_next_answer(rows, &row));
	CU_ASSERT_STRING_EQUAL(row.outcome, "rejected");
	CU_ASSERT_STRING_EQUAL(row.text, "forty");
	CU_ASSERT_EQUAL(row.asked_ns, 100);
	CU_ASSERT_EQUAL(row.time_ns, 150);
	CU_ASSERT_TRUE(isnan(row.value));
	CU_ASSERT_TRUE_FATAL(rows_next_answer(rows, &row));
	CU_ASSERT_STRING_EQUAL(row.outcome, "answered");
	CU_ASSERT_STRING_EQUAL(row.question, "borg");
	CU_ASSERT_STRING_EQUAL(row.wording, "How hard was it?");
	CU_ASSERT_EQUAL(row.value, 4.5);
	CU_ASSERT_STRING_EQUAL(row.text, "4,5");
	CU_ASSERT_EQUAL(row.trial, 1);
	CU_ASSERT_EQUAL(row.attempt, 1);
	CU_ASSERT_TRUE_FATAL(rows_next_answer(rows, &row));
	CU_ASSERT_STRING_EQUAL(row.outcome, "refused");
	CU_ASSERT_STRING_EQUAL(row.wording, "Does it hurt?");
	CU_ASSERT_EQUAL(row.asked_ns, 200);
	CU_ASSERT_EQUAL(row.trial, 0);
	CU_ASSERT_TRUE_FATAL(rows_next_answer(rows, &row));
	CU_ASSERT_STRING_EQUAL(row.wording, "And now?");
	CU_ASSERT_EQUAL(row.asked_ns, 300);
	CU_ASSERT_FALSE(rows_next_answer(rows, &row));
	CU_ASSERT_TRUE(rows_close(rows, &visit.error));
}

static void the_clock_is_tied_to_utc(void)
{
	recorder_clock(visit.recorder, 60 * NS_PER_S, FIXTURE_UTC_NS + 61 * NS_PER_S);
	recorder_clock(visit.recorder, 60 * NS_PER_S, FIXTURE_UTC_NS + 61 * NS_PER_S);
	CU_ASSERT_TRUE(recorder_close(visit.recorder, &visit.error));
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT count(*) FROM clock"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&visit.fixture, "SELECT utc_ns FROM clock WHERE time_ns = 60000000000"),
	                FIXTURE_UTC_NS + 61 * NS_PER_S);
}

static CU_TestInfo tests[] = {
	TEST(a_session_comes_back_as_begun),
	TEST(instruments_and_channels_come_back_as_begun),
	TEST(gaps_come_back_with_their_cause),
	TEST(samples_come_back_in_the_order_of_time),
	TEST(bytes_come_back_as_they_came),
	TEST(events_come_back_with_every_field),
	TEST(a_long_note_is_kept_whole),
	TEST(a_trial_becomes_a_row_and_is_closed),
	TEST(phases_become_rows_and_are_closed),
	TEST(an_attempt_that_was_replaced_does_not_count),
	TEST(a_phase_knows_how_long_it_stood_still),
	TEST(deviations_come_back_with_every_field),
	TEST(a_phase_outside_any_trial_has_none),
	TEST(answers_are_kept_with_what_was_asked),
	TEST(the_clock_is_tied_to_utc),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo reading_suite = {
	.pName = "reading", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
