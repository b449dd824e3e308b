/* record_fixture.h - a folder of its own for each test of the record, a small session, things that happen */
#ifndef SOLEUS_TESTS_RECORD_FIXTURE_H
#define SOLEUS_TESTS_RECORD_FIXTURE_H

#include <sqlite3.h>

#include "base/bus.h"
#include "record/record.h"
#include "record/recorder.h"

#define FIXTURE_UTC_NS INT64_C(1795334400123456789)     /* 2026-11-22T08:00:00.123456789Z */

struct record_fixture {
	char *folder;
	char  path[48];         /* of study.db in it; not made yet */
};

struct record_fixture fixture_make(void);
void fixture_remove(const struct record_fixture *fixture);

/* A new record in which P01 is enrolled. */
struct record *fixture_record(const struct record_fixture *fixture);

/* Begins a session of P01: instruments oximeter and thermistors; channels 0 pleth, 1 toe;
 * trial 1 (barefoot, leg = right, load = 0.5), trial 2 (socks). Returns its number. */
int64_t fixture_session(struct record *record, struct error *error);

/* A session that is being recorded into a new record. */
struct recording {
	struct record_fixture fixture;
	struct record        *record;
	struct recorder      *recorder;
	struct bus            bus;          /* the recorder hears it */
	struct error          error;
};

/* The recorder is the test's to close. */
void recording_begin(struct recording *recording);
void recording_end(struct recording *recording);

/* How many bytes the file fixture->path + ending has; -1 when there is none. */
long fixture_size(const struct record_fixture *fixture, const char *ending);

/* The first column of the first row, asked through a connection of the test's own; -1 when
 * the query fails. */
int64_t fixture_ask(const struct record_fixture *fixture, const char *sql);

/* Runs SQL through a connection of the test's own; returns SQLite's result code. */
int fixture_run(const struct record_fixture *fixture, const char *sql);

/* An event outside any trial and any plan. */
void fixture_say(struct bus *bus, enum event_kind kind, int64_t time_ns, const char *name, const char *text);

/* The same within step 0, trial 1, attempt 1; planned 5 ns earlier. */
void fixture_say_in_trial(struct bus *bus, enum event_kind kind, int64_t time_ns, int phase,
                  const char *name, double value, const char *text);

/* A sample that arrives 100 ns after it was measured, uncertain by 30 ns, all flags set. */
void fixture_measure(struct bus *bus, int channel, int64_t time_ns, double value, uint32_t quality);

void fixture_receive(struct bus *bus, int instrument, int64_t arrival_ns, const char *bytes, size_t size);

#endif
