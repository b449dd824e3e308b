/* test_recorder.c - what went over the bus is what is read back, whatever happened between */

#include "record/recorder.h"

#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "record/reading.h"
#include "tests/record_fixture.h"
#include "tests/suites.h"

static struct record_fixture fixture;
static struct error error;
static struct record *record;
static struct recorder *recorder;
static struct bus bus;

static void set_up(void)
{
	fixture = fixture_make();
	error = (struct error){0};
	record = fixture_record(&fixture);
	recorder = recorder_open(record, fixture_session(record, &error), false, &error);
	bus = (struct bus){0};
	bus_add(&bus, recorder, recorder_hear);
}

static void tear_down(void)
{
	record_close(record);
	fixture_remove(&fixture);
}

/* True when all that was heard is on disk; gives up after ten seconds. */
static bool is_all_written(void)
{
	for (int i = 0; i < 10000 && recorder_health(recorder).waiting > 0; i++)
		poll(NULL, 0, 1);
	return recorder_health(recorder).waiting == 0;
}

static bool is_in_trouble(void)
{
	for (int i = 0; i < 10000 && !recorder_trouble(recorder, &error); i++)
		poll(NULL, 0, 1);
	return recorder_trouble(recorder, &error);
}

static void say(enum event_kind kind, int64_t time_ns, const char *name, const char *text)
{
	struct event event = event_at(kind, time_ns);
	name_copy(event.name, name);
	event.text = text;
	bus_event(&bus, &event);
}

/* The same within trial 1, attempt 1, phase `phase`, planned 5 ns earlier. */
static void say_in_trial(enum event_kind kind, int64_t time_ns, int phase, const char *name,
                         double value, const char *text)
{
	struct event event = event_at(kind, time_ns);
	event.planned_ns = time_ns - 5;
	event.step = 0;
	event.trial = event.attempt = 1;
	event.phase = phase;
	event.value = value;
	name_copy(event.name, name);
	event.text = text;
	bus_event(&bus, &event);
}

static void measure(int channel, int64_t time_ns, double value, uint32_t quality)
{
	bus_sample(&bus, &(struct sample){
		.channel = channel, .time_ns = time_ns, .arrival_ns = time_ns + 100,
		.uncertainty_ns = 30, .value = value, .quality = quality, .flags = UINT32_MAX,
	});
}

static void receive(int instrument, int64_t arrival_ns, const char *bytes, size_t size)
{
	bus_chunk(&bus, &(struct chunk){
		.instrument = instrument, .arrival_ns = arrival_ns, .bytes = (const uint8_t *)bytes, .size = size,
	});
}

static void a_session_comes_back_as_begun(void)
{
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	struct rows *rows = record_sessions(record, 1);
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
	CU_ASSERT_TRUE(rows_close(rows, &error));
}

static void instruments_and_channels_come_back_as_begun(void)
{
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	struct rows *rows = record_instruments(record, 1);
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
	CU_ASSERT_TRUE(rows_close(rows, &error));

	rows = record_channels(record, 1);
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
	CU_ASSERT_TRUE(rows_close(rows, &error));
}

static void samples_come_back_in_the_order_of_time(void)
{
	measure(1, 2000, -273.15, 0);
	measure(0, 1000, 127, 0);
	measure(1, -1000, 36.6, QUALITY_OUT_OF_RANGE);
	measure(1, 1000, NAN, QUALITY_NO_PROBE | QUALITY_MISSING);
	measure(1, 2000, INFINITY, QUALITY_SATURATED);
	CU_ASSERT_TRUE(recorder_close(recorder, &error));

	struct rows *rows = record_samples(record, 2, INT64_MIN, INT64_MAX);
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
	CU_ASSERT_TRUE(rows_close(rows, &error));

	rows = record_samples(record, 2, 1000, 2000);
	CU_ASSERT_TRUE(rows_next_sample(rows, &sample));
	CU_ASSERT_EQUAL(sample.time_ns, 1000);
	CU_ASSERT_FALSE(rows_next_sample(rows, &sample));
	CU_ASSERT_TRUE(rows_close(rows, &error));
}

static void bytes_come_back_as_they_came(void)
{
	receive(1, 10, "a\0b", 3);
	receive(0, 11, "\xff", 1);
	bus_chunk(&bus, &(struct chunk){ .instrument = 1, .sent = true, .arrival_ns = 9, .bytes = NULL, .size = 0 });
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	struct rows *rows = record_chunks(record, 2);
	struct chunk chunk;
	CU_ASSERT_TRUE_FATAL(rows_next_chunk(rows, &chunk));
	CU_ASSERT_EQUAL(chunk.arrival_ns, 10);
	CU_ASSERT_FALSE(chunk.sent);
	CU_ASSERT_EQUAL_FATAL(chunk.size, 3);
	CU_ASSERT_EQUAL(memcmp(chunk.bytes, "a\0b", 3), 0);
	CU_ASSERT_TRUE_FATAL(rows_next_chunk(rows, &chunk));
	CU_ASSERT_TRUE(chunk.sent);
	CU_ASSERT_EQUAL(chunk.size, 0);
	CU_ASSERT_FALSE(rows_next_chunk(rows, &chunk));
	CU_ASSERT_TRUE(rows_close(rows, &error));
}

static void events_come_back_with_every_field(void)
{
	say_in_trial(EVENT_CUE, 105, 2, "up", 17, "");
	say(EVENT_NOTE, -7, "", "Müdigkeit; 'quotes' \"and\"\nlines → 😀");
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	struct rows *rows = record_events(record, 1);
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
	CU_ASSERT_TRUE(rows_close(rows, &error));
}

static void a_long_note_is_kept_whole(void)
{
	char *note = xcalloc(100001, 1);
	memset(note, 'x', 100000);
	say(EVENT_NOTE, 1, "", note);
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT length(text) FROM event"), 100000);
	free(note);
}

static void trials_and_phases_become_rows_and_are_closed(void)
{
	say_in_trial(EVENT_TRIAL_BEGIN, 105, 0, "barefoot", NAN, "");
	say_in_trial(EVENT_PHASE_BEGIN, 106, 1, "walk", 60, "exercise");
	say_in_trial(EVENT_PHASE_END, 206, 1, "walk", 60, "exercise");
	say_in_trial(EVENT_PHASE_BEGIN, 207, 2, "recovery", NAN, "rest");
	say_in_trial(EVENT_PHASE_END, 250, 2, "recovery", NAN, "interrupted");
	say_in_trial(EVENT_TRIAL_END, 251, 0, "barefoot", NAN, "interrupted");
	say(EVENT_SESSION_END, 252, "", "interrupted");
	CU_ASSERT_TRUE(recorder_close(recorder, &error));

	struct rows *rows = record_trials(record, 1);
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
	CU_ASSERT_TRUE(rows_close(rows, &error));

	rows = record_phases(record, 1);
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
	CU_ASSERT_TRUE(rows_close(rows, &error));

	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT ended_ns FROM session WHERE status = 'interrupted'"), 252);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM event"), 7);
}

static void a_phase_outside_any_trial_has_none(void)
{
	struct event event = event_at(EVENT_PHASE_BEGIN, 40);
	event.phase = 1;
	event.text = "rest";
	bus_event(&bus, &event);
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	struct rows *rows = record_phases(record, 1);
	struct phase_row phase;
	CU_ASSERT_TRUE_FATAL(rows_next_phase(rows, &phase));
	CU_ASSERT_EQUAL(phase.trial, 0);
	CU_ASSERT_EQUAL(phase.attempt, 0);
	CU_ASSERT_EQUAL(phase.planned_began_ns, TIME_NONE);
	CU_ASSERT_EQUAL(phase.ended_ns, TIME_NONE);
	CU_ASSERT_STRING_EQUAL(phase.outcome, "running");
	CU_ASSERT_TRUE(rows_close(rows, &error));
}

static void answers_are_kept_with_what_was_asked(void)
{
	say_in_trial(EVENT_ASK, 100, 0, "borg", NAN, "How hard was it?");
	say_in_trial(EVENT_REJECTED, 150, 0, "borg", NAN, "forty");
	say_in_trial(EVENT_ANSWER, 160, 0, "borg", 4.5, "4,5");
	say(EVENT_ASK, 200, "pain", "Does it hurt?");
	say(EVENT_REFUSAL, 210, "pain", "");
	say(EVENT_ASK, 300, "borg", "And now?");
	say(EVENT_ANSWER, 310, "borg", "");
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	struct rows *rows = record_answers(record, 1);
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
	CU_ASSERT_TRUE(rows_close(rows, &error));
}

static void the_clock_is_tied_to_utc(void)
{
	recorder_clock(recorder, 60 * NS_PER_S, FIXTURE_UTC_NS + 61 * NS_PER_S);
	recorder_clock(recorder, 60 * NS_PER_S, FIXTURE_UTC_NS + 61 * NS_PER_S);
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM clock"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT utc_ns FROM clock WHERE time_ns = 60000000000"),
	                FIXTURE_UTC_NS + 61 * NS_PER_S);
}

static void what_is_heard_is_on_disk_without_closing(void)
{
	say(EVENT_NOTE, 1, "", "soon");
	CU_ASSERT_TRUE(is_all_written());
	CU_ASSERT_EQUAL(recorder_health(recorder).committed, 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM event WHERE text = 'soon'"), 1);
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
}

static void a_session_can_be_gone_on_with(void)
{
	say_in_trial(EVENT_TRIAL_BEGIN, 100, 0, "barefoot", NAN, "");
	measure(1, 1000, 30, 0);
	receive(1, 1000, "one", 3);
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	record_close(record);

	record = record_open(fixture.path, true, &error);
	recorder = recorder_open(record, 1, false, &error);
	bus = (struct bus){0};
	bus_add(&bus, recorder, recorder_hear);
	CU_ASSERT_TRUE(fixture_size(&fixture, ".lock") > 0);
	measure(1, 2000, 31, 0);
	receive(1, 2000, "two", 3);
	say_in_trial(EVENT_TRIAL_END, 3000, 0, "barefoot", NAN, "completed");
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT seq FROM sample WHERE value = 31"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT seq FROM chunk WHERE bytes = x'74776f'"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT ended_ns FROM trial WHERE outcome = 'completed'"), 3000);
}

static void a_virtual_hour_neither_overflows_nor_loses(void)
{
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	recorder = recorder_open(record, 1, true, &error);
	bus = (struct bus){0};
	bus_add(&bus, recorder, recorder_hear);
	size_t longest = 0;
	for (int64_t i = 0; i < 300000; i++) {
		measure(0, i * 12 * NS_PER_MS, (double)i, 0);
		receive(0, i * 12 * NS_PER_MS, "12345", 5);
		size_t waiting = i % 1000 == 0 ? recorder_health(recorder).waiting : 0;
		longest = waiting > longest ? waiting : longest;
	}
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	CU_ASSERT_TRUE(longest <= 400000);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT sum(value = seq - 1) FROM sample"), 300000);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT max(seq) FROM chunk"), 300000);
}

/* The record can be read, by another connection, at any moment of a recording. */
static void reading_and_recording_do_not_hinder_each_other(void)
{
	struct record *reader = record_open(fixture.path, false, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(reader);
	measure(1, 1000, 30, 0);
	measure(1, 2000, 31, 0);
	CU_ASSERT_TRUE(is_all_written());
	struct rows *rows = record_samples(reader, 2, 0, TIME_NEVER);
	struct sample sample;
	CU_ASSERT_TRUE(rows_next_sample(rows, &sample));
	measure(1, 3000, 32, 0);
	CU_ASSERT_TRUE(is_all_written());
	CU_ASSERT_TRUE(rows_next_sample(rows, &sample));
	CU_ASSERT_EQUAL(sample.value, 31);
	CU_ASSERT_TRUE(rows_close(rows, &error));
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	record_close(reader);
}

static void a_row_that_contradicts_does_not_hold_up_the_others(void)
{
	say_in_trial(EVENT_TRIAL_BEGIN, 100, 0, "barefoot", NAN, "");
	say_in_trial(EVENT_TRIAL_BEGIN, 200, 0, "socks", NAN, "");
	say(EVENT_NOTE, 300, "", "still here");
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM trial"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM event WHERE kind = 'trial_begin'"), 2);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT time_ns FROM event WHERE kind = 'trouble'"
	                " AND text LIKE '%refused%trial.number%'"), 200);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT time_ns FROM event WHERE text = 'still here'"), 300);
}

/* Limits how large a file may grow by writing, as a full disk would. */
static void limit_files_to(rlim_t bytes)
{
	struct rlimit limit;
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes;
	setrlimit(RLIMIT_FSIZE, &limit);
}

static void a_failing_disk_is_told_and_loses_nothing(void)
{
	measure(1, NS_PER_S, 30, 0);
	CU_ASSERT_TRUE(is_all_written());
	CU_ASSERT_FALSE(recorder_trouble(recorder, &error));
	limit_files_to((rlim_t)fixture_size(&fixture, "-wal"));
	measure(1, 2 * NS_PER_S, 31, 0);
	CU_ASSERT_TRUE(is_in_trouble());
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "cannot be written: the disk"));
	measure(1, 3 * NS_PER_S, 32, 0);
	CU_ASSERT_EQUAL(recorder_health(recorder).waiting, 2);

	limit_files_to(RLIM_INFINITY);
	CU_ASSERT_TRUE(is_all_written());
	CU_ASSERT_FALSE(recorder_trouble(recorder, &error));
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT sum(value) FROM sample"), 93);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT max(seq) FROM sample"), 3);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM event WHERE kind = 'trouble'"
	                " AND text LIKE 'From 2.000 s to 3.000 s%nothing could be written%the disk%'"), 1);
}

static void what_could_not_be_written_is_counted_at_the_end(void)
{
	measure(1, NS_PER_S, 30, 0);
	CU_ASSERT_TRUE(is_all_written());
	limit_files_to((rlim_t)fixture_size(&fixture, "-wal"));
	measure(1, 2 * NS_PER_S, 31, 0);
	measure(1, 3 * NS_PER_S, 32, 0);
	CU_ASSERT_FALSE(recorder_close(recorder, &error));
	limit_files_to(RLIM_INFINITY);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "2 messages"));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT sum(value) FROM sample"), 30);
}

static void a_record_that_was_moved_away_is_missed(void)
{
	char away[64];
	snprintf(away, sizeof away, "%s.away", fixture.path);
	CU_ASSERT_EQUAL(rename(fixture.path, away), 0);
	say(EVENT_NOTE, 1, "", "where?");
	CU_ASSERT_TRUE(is_in_trouble());
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "was moved or removed"));
	CU_ASSERT_EQUAL(rename(away, fixture.path), 0);
	CU_ASSERT_TRUE(is_all_written());
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
}

/* In a child: records `count` samples, says so on the pipe when they are on disk, then hears
 * one more and is killed. */
static void record_until_killed(int told, int count)
{
	record = record_open(fixture.path, true, &error);
	recorder = recorder_open(record, fixture_session(record, &error), false, &error);
	bus = (struct bus){0};
	bus_add(&bus, recorder, recorder_hear);
	for (int i = 0; i < count; i++)
		measure(1, i * NS_PER_MS, 1, 0);
	bool written = is_all_written();
	if (write(told, written ? "y" : "n", 1) != 1)
		_exit(1);
	for (;;)
		measure(1, NS_PER_S, 1, 0);
}

static void a_killed_recording_opens_with_all_that_was_committed(void)
{
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	record_close(record);
	record = NULL;
	int ends[2];
	CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0)
		record_until_killed(ends[1], 1000);
	char answer = 0;
	CU_ASSERT_EQUAL(read(ends[0], &answer, 1), 1);
	CU_ASSERT_EQUAL(answer, 'y');
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(ends[0]);
	close(ends[1]);

	record = record_open(fixture.path, true, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(record);
	CU_ASSERT_TRUE(fixture_ask(&fixture, "SELECT count(*) FROM sample") >= 1000);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM pragma_integrity_check"
	                " WHERE integrity_check = 'ok'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM session WHERE status IS NULL"), 2);
	CU_ASSERT_EQUAL(fixture_session(record, &error), 3);
}

static const char *const tables[] = {
	"study", "participant", "covariate", "session", "instrument", "channel", "chunk", "sample",
	"quality", "trial", "factor", "phase", "event", "answer", "clock",
};
#define TABLE_COUNT (sizeof tables / sizeof tables[0])

/* A session that leaves a row in every table. */
static void record_a_bit_of_everything(void)
{
	say_in_trial(EVENT_TRIAL_BEGIN, 105, 0, "barefoot", NAN, "");
	say_in_trial(EVENT_PHASE_BEGIN, 106, 1, "walk", 60, "exercise");
	say_in_trial(EVENT_ANSWER, 150, 1, "borg", 4, "4");
	measure(0, 1, 1, QUALITY_ARTEFACT | QUALITY_STALE);
	receive(0, 1, "x", 1);
}

static void no_row_of_any_table_goes_away_or_changes(void)
{
	record_a_bit_of_everything();
	say_in_trial(EVENT_PHASE_END, 206, 1, "walk", 60, "exercise");
	say_in_trial(EVENT_TRIAL_END, 251, 0, "barefoot", NAN, "completed");
	say(EVENT_SESSION_END, 252, "", "completed");
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
	                " AND name NOT LIKE 'sqlite%'"), TABLE_COUNT);
	for (size_t i = 0; i < TABLE_COUNT; i++) {
		char sql[128];
		snprintf(sql, sizeof sql, "SELECT count(*) > 0 FROM %s", tables[i]);
		CU_ASSERT_EQUAL(fixture_ask(&fixture, sql), 1);
		snprintf(sql, sizeof sql, "DELETE FROM %s", tables[i]);
		CU_ASSERT_EQUAL(fixture_run(&fixture, sql), SQLITE_CONSTRAINT);
		snprintf(sql, sizeof sql, "SELECT count(*) > 0 FROM %s", tables[i]);
		CU_ASSERT_EQUAL(fixture_ask(&fixture, sql), 1);
	}
}

/* Tries to set each column to 7, one at a time, together with `closing`; undoes it. How many
 * were let through. */
static int columns_that_change(const char *table, const char *closing)
{
	int changed = 0;
	char sql[256];
	sqlite3 *db;
	sqlite3_stmt *columns;
	sqlite3_open(fixture.path, &db);
	snprintf(sql, sizeof sql, "SELECT name FROM pragma_table_info('%s')", table);
	sqlite3_prepare_v2(db, sql, -1, &columns, NULL);
	while (sqlite3_step(columns) == SQLITE_ROW) {
		snprintf(sql, sizeof sql, "UPDATE %s SET %s %s = 7", table, closing, (const char *)sqlite3_column_text(columns, 0));
		sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
		changed += sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_CONSTRAINT;
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	}
	sqlite3_finalize(columns);
	sqlite3_close(db);
	return changed;
}

static void no_column_changes_while_a_session_runs_but_those_that_close(void)
{
	record_a_bit_of_everything();
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	for (size_t i = 0; i < TABLE_COUNT; i++)
		CU_ASSERT_EQUAL(columns_that_change(tables[i], ""), 0);
	CU_ASSERT_EQUAL(columns_that_change("session", "ended_ns = 9, status = 'failed',"), 2);
	CU_ASSERT_EQUAL(columns_that_change("trial", "ended_ns = 9, outcome = 'completed',"), 2);
	CU_ASSERT_EQUAL(columns_that_change("phase", "ended_ns = 9, outcome = 'completed',"), 3);
}

static void what_lasts_is_closed_once(void)
{
	record_a_bit_of_everything();
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	CU_ASSERT_EQUAL(fixture_run(&fixture, "UPDATE session SET ended_ns = 9, status = 'failed', visit = 4"), SQLITE_CONSTRAINT);
	CU_ASSERT_EQUAL(fixture_run(&fixture, "UPDATE session SET ended_ns = 9, status = 'failed'"), SQLITE_OK);
	CU_ASSERT_EQUAL(fixture_run(&fixture, "UPDATE session SET ended_ns = 9, status = 'failed'"), SQLITE_CONSTRAINT);
	CU_ASSERT_EQUAL(fixture_run(&fixture, "UPDATE trial SET ended_ns = 9, outcome = 'completed', counted = 0"), SQLITE_CONSTRAINT);
	CU_ASSERT_EQUAL(fixture_run(&fixture, "UPDATE trial SET ended_ns = 9, outcome = 'completed'"), SQLITE_OK);
	CU_ASSERT_EQUAL(fixture_run(&fixture, "UPDATE trial SET ended_ns = NULL, outcome = NULL"), SQLITE_CONSTRAINT);
	CU_ASSERT_EQUAL(fixture_run(&fixture, "UPDATE phase SET ended_ns = 9, outcome = 'completed', kind = 'rest'"), SQLITE_CONSTRAINT);
	CU_ASSERT_EQUAL(fixture_run(&fixture, "UPDATE phase SET ended_ns = 9, outcome = 'completed', planned_ended_ns = 8"), SQLITE_OK);
	CU_ASSERT_EQUAL(fixture_run(&fixture, "UPDATE phase SET ended_ns = 10, outcome = 'completed'"), SQLITE_CONSTRAINT);
}

static void the_views_show_a_sample_as_a_person_reads_it(void)
{
	record_a_bit_of_everything();
	CU_ASSERT_TRUE(recorder_close(recorder, &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM samples_readable WHERE participant = 'P01'"
	                " AND visit = 3 AND session_id = 1 AND channel = 'pleth' AND unit = 'counts'"
	                " AND time_s = 1e-9 AND value = 1 AND quality = 'artefact+stale'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM phases_readable WHERE participant = 'P01'"
	                " AND trial = 1 AND condition = 'barefoot' AND phase = 'walk' AND outcome = 'running'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM trials_readable WHERE factors = 'leg=right load=0.5'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM answers_readable WHERE value = 4"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM events_readable WHERE abs(late_s - 5e-9) < 1e-15"), 3);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM sessions_readable WHERE status = 'running'"), 1);
}

static CU_TestInfo tests[] = {
	TEST(a_session_comes_back_as_begun),
	TEST(instruments_and_channels_come_back_as_begun),
	TEST(samples_come_back_in_the_order_of_time),
	TEST(bytes_come_back_as_they_came),
	TEST(events_come_back_with_every_field),
	TEST(a_long_note_is_kept_whole),
	TEST(trials_and_phases_become_rows_and_are_closed),
	TEST(a_phase_outside_any_trial_has_none),
	TEST(answers_are_kept_with_what_was_asked),
	TEST(the_clock_is_tied_to_utc),
	TEST(what_is_heard_is_on_disk_without_closing),
	TEST(a_session_can_be_gone_on_with),
	TEST(a_virtual_hour_neither_overflows_nor_loses),
	TEST(reading_and_recording_do_not_hinder_each_other),
	TEST(a_row_that_contradicts_does_not_hold_up_the_others),
	TEST(a_failing_disk_is_told_and_loses_nothing),
	TEST(what_could_not_be_written_is_counted_at_the_end),
	TEST(a_record_that_was_moved_away_is_missed),
	TEST(a_killed_recording_opens_with_all_that_was_committed),
	TEST(no_row_of_any_table_goes_away_or_changes),
	TEST(no_column_changes_while_a_session_runs_but_those_that_close),
	TEST(what_lasts_is_closed_once),
	TEST(the_views_show_a_sample_as_a_person_reads_it),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo recorder_suite = {
	.pName = "recorder", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
