/* sealed_visit.c - a small visit that ended and was sealed, for tests of what comes afterwards */

#include "tests/sealed_visit.h"

#include <math.h>
#include <stdlib.h>

#include "record/allocation.h"
#include "record/amend.h"
#include "record/import.h"
#include "record/operators.h"
#include "record/recorder.h"
#include "record/seal.h"
#include "record/station_key.h"

int64_t sealed_visit(struct record *record, struct error *error)
{
	return sealed_visit_of(record, 400, error);
}

int64_t sealed_visit_of(struct record *record, int samples, struct error *error)
{
	struct bus bus = {0};
	struct station_key key = station_key_of("a test's");
	record_act_as(record, &(struct actor){ .operator_id = "mk", .station = "lab1" }, &key);
	int64_t session = fixture_session(record, error);
	struct recorder *recorder = recorder_open(record, session, false, error);
	bus_add(&bus, recorder, recorder_hear);
	fixture_say_in_trial(&bus, EVENT_TRIAL_BEGIN, 105, 0, "barefoot", NAN, "");
	fixture_say_in_trial(&bus, EVENT_PHASE_BEGIN, 106, 1, "walk", 60, "exercise");
	fixture_say_in_trial(&bus, EVENT_ANSWER, 150, 1, "borg", 4, "4");
	fixture_say(&bus, EVENT_NOTE, 160, "", "she told of her knee");
	for (int i = 0; i < samples; i++) {
		fixture_measure(&bus, i % 2, i * 1000, 30 + i / 100.0, 0);
		fixture_receive(&bus, 1, i * 1000, "toe=30.0\r\n", 10);
	}
	bus_gap(&bus, &(struct gap){ 0, 2, 1000002, GAP_UNPLUGGED });
	bus_deviation(&bus, &(struct deviation){ .kind = DEVIATION_SKIPPED, .time_ns = 170, .trial = 1, .attempt = 1, .phase = 1,
		.name = "walk", .planned = 1, .actual = 2, .unit = "s", .reason = "her knee" });
	fixture_say_in_trial(&bus, EVENT_PHASE_END, 500000, 1, "walk", 60, "exercise");
	fixture_say_in_trial(&bus, EVENT_TRIAL_END, 510000, 0, "barefoot", NAN, "completed");
	fixture_say(&bus, EVENT_SESSION_END, 600000, "", "completed");
	if (!recorder_close(recorder, error) || !record_seal(record, session, FIXTURE_UTC_NS, error))
		abort();
	return session;
}

static struct allocated draw(const void *self, uint64_t seed, const char *stratum, int number)
{
	(void)self, (void)seed, (void)stratum;
	return (struct allocated){ .group = "control", .block = number, .block_size = 1 };
}

void amended_visit(struct record *record, int samples, struct error *error)
{
	struct participant drawn = { .id = "P07" };
	static const struct instrument_info oximeter = { "memory", "nonin_df2", "file", "", "", false };
	sealed_visit_of(record, samples, error);
	if (!record_enrol_drawn(record, &drawn, &(struct drawing){ .stratum = "", .design = "by turns", .method = "none",
			.draw = draw }, FIXTURE_UTC_NS, error)
	    || !record_import(record, &(struct import){ .session = 1, .trial = 1, .attempt = 1, .recording = 1, .instrument = &oximeter,
			.file = "night.bin", .bytes = (const uint8_t *)"x", .size = 1, .ended_ns = 500000, .utc_ns = FIXTURE_UTC_NS,
			.operator_id = "mk" }, error)
	    || !record_add_operator(record, "OP1", NULL, FIXTURE_UTC_NS, error)
	    || !record_sign(record, 1, "OP1", NULL, "I was there", FIXTURE_UTC_NS, error)
	    || !record_amend(record, &(struct amendment){ .action = AMEND_CORRECT, .target = AMEND_ANSWER, .session = 1,
			.trial = 1, .name = "borg", .value = "5", .operator_id = "mk", .reason = "misheard",
			.utc_ns = FIXTURE_UTC_NS }, error))
		abort();
}
