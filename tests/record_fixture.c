/* record_fixture.c - a folder of its own for each test of the record, and a small session */

#include "tests/record_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/scratch.h"

struct record_fixture fixture_make(void)
{
	struct record_fixture fixture = { .folder = scratch_folder() };
	snprintf(fixture.path, sizeof fixture.path, "%s/study.db", fixture.folder);
	return fixture;
}

void fixture_remove(const struct record_fixture *fixture)
{
	scratch_remove(fixture->folder);
}

struct record *fixture_record(const struct record_fixture *fixture)
{
	struct error error;
	struct participant person = {
		.id = "P01", .group = "control", .covariates = {{ "age", "54" }}, .covariate_count = 1,
	};
	struct record *record = record_create(fixture->path, &(struct named_value){ "title", "Calf pump" }, 1,
	                                      FIXTURE_UTC_NS, &error);
	if (!record || !record_enrol(record, &person, FIXTURE_UTC_NS, &error))
		abort();
	return record;
}

int64_t fixture_session(struct record *record, struct error *error)
{
	const struct instrument_info instruments[] = {
		{ "oximeter", "nonin_df2", "usb:1027:24577", "FTDI A1", "driver = nonin_df2\n", false },
		{ "thermistors", "ascii", "sim:", "", "", true },
	};
	const struct channel channels[] = {
		{ .name = "pleth", .quantity = "plethysmogram", .unit = "counts", .site = "left index",
		  .low = NAN, .high = NAN, .interval_s = 1.0 / 75, .waveform = true, .instrument = 0 },
		{ .name = "toe", .quantity = "temperature", .unit = "degC", .site = "großer Zeh, links",
		  .low = 5, .high = 50, .interval_s = NAN, .instrument = 1 },
	};
	const struct trial_info trials[] = {
		{ .number = 1, .condition = "barefoot", .factors = {{ "leg", "right" }, { "load", "0.5" }}, .factor_count = 2 },
		{ .number = 2, .condition = "socks" },
	};
	return record_begin_session(record, &(struct session_start){
		.participant = "P01", .visit = 3, .operator_id = "mk",
		.protocol_id = "pushup", .protocol_version = "2", .protocol_title = "Push-ups",
		.script_file = "protocols/pushup.lua", .script_text = "abc", .plan_text = "1 rest 60 s\n",
		.seed = UINT64_MAX, .station = "lab1", .simulated = true, .virtual_clock = true,
		.start_utc_ns = FIXTURE_UTC_NS, .utc_offset_min = -90,
		.instruments = instruments, .instrument_count = 2,
		.channels = channels, .channel_count = 2,
		.trials = trials, .trial_count = 2,
	}, error);
}

void recording_begin(struct recording *recording)
{
	*recording = (struct recording){ .fixture = fixture_make() };
	recording->record = fixture_record(&recording->fixture);
	recording->recorder = recorder_open(recording->record, fixture_session(recording->record, &recording->error), false,
	                                    &recording->error);
	bus_add(&recording->bus, recording->recorder, recorder_hear);
}

void recording_end(struct recording *recording)
{
	record_close(recording->record);
	fixture_remove(&recording->fixture);
}

long fixture_size(const struct record_fixture *fixture, const char *ending)
{
	char name[64];
	struct stat status;
	snprintf(name, sizeof name, "%s%s", fixture->path, ending);
	return stat(name, &status) == 0 ? (long)status.st_size : -1;
}

int64_t fixture_ask(const struct record_fixture *fixture, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *statement = NULL;
	int64_t value = -1;
	sqlite3_open(fixture->path, &db);
	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
		value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return value;
}

int fixture_run(const struct record_fixture *fixture, const char *sql)
{
	sqlite3 *db;
	sqlite3_open(fixture->path, &db);
	int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
	sqlite3_close(db);
	return code;
}

void fixture_say(struct bus *bus, enum event_kind kind, int64_t time_ns, const char *name, const char *text)
{
	struct event event = event_at(kind, time_ns);
	name_copy(event.name, name);
	event.text = text;
	bus_event(bus, &event);
}

void fixture_say_in_trial(struct bus *bus, enum event_kind kind, int64_t time_ns, int phase,
                  const char *name, double value, const char *text)
{
	struct event event = event_at(kind, time_ns);
	event.planned_ns = time_ns - 5;
	event.step = 0;
	event.trial = event.attempt = 1;
	event.phase = phase;
	event.value = value;
	name_copy(event.name, name);
	event.text = text;
	bus_event(bus, &event);
}

void fixture_measure(struct bus *bus, int channel, int64_t time_ns, double value, uint32_t quality)
{
	bus_sample(bus, &(struct sample){
		.channel = channel, .time_ns = time_ns, .arrival_ns = time_ns + 100,
		.uncertainty_ns = 30, .value = value, .quality = quality, .flags = UINT32_MAX,
	});
}

void fixture_receive(struct bus *bus, int instrument, int64_t arrival_ns, const char *bytes, size_t size)
{
	bus_chunk(bus, &(struct chunk){
		.instrument = instrument, .arrival_ns = arrival_ns, .bytes = (const uint8_t *)bytes, .size = size,
	});
}
