/* export_fixture.c - a record with visits in it, and with contents that try a spreadsheet */

#include "tests/export_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/event.h"
#include "record/definitions.h"
#include "record/recorder.h"

#define FIRST_S 10.25
#define PAUSE_S 5

static int64_t ns(double seconds)
{
	return llround(seconds * 1e9);
}

static void must(bool well)
{
	if (!well)
		abort();
}

struct record *fixture_study(const struct record_fixture *fixture)
{
	const struct named_value study[] = { { "id", "calf_pump" }, { "title", "=SUM(A1:A9) is a title" } };
	struct participant people[] = {
		{ .id = "1E5", .group = "control", .covariate_count = 5,
		  .covariates = { { "age", "54" }, { "girth", "35.5" }, { "code", "007" }, { "dose", "1E5" }, { "group", "a" } } },
		{ .id = "007", .group = "control", .covariate_count = 5,
		  .covariates = { { "age", "61" }, { "girth", "36" }, { "code", "12" }, { "dose", "5" }, { "group", "b" } } },
		{ .id = "MARCH1", .group = "cvi", .covariate_count = 3,
		  .covariates = { { "age", "70" }, { "code", "12" }, { "group", "c" } } },
		{ .id = "-A", .group = "cvi", .covariate_count = 1, .covariates = { { "code", "NA" } } },
	};
	struct error error;
	struct record *record = record_create(fixture->path, study, 2, FIXTURE_UTC_NS, &error);
	must(record);
	const struct definition said[] = {
		{ "covariate", "age", "type = number\n" },
		{ "covariate", "age", "label = Age at enrolment\ntype = integer\nunit = years\nlow = 18\nhigh = 99\n" },
		{ "covariate", "girth", "type = number\nunit = cm\n" },
		{ "covariate", "group", "label = Arm\ntype = choice\nlevels = c b a\n" },
		{ "group", "cvi", "label = Chronic venous insufficiency\n" },
		{ "factor", "leg", "label = The leg that worked\n" },
	};
	must(record_define(record, said, 1, FIXTURE_UTC_NS, &error) && record_define(record, said + 1, 5, FIXTURE_UTC_NS, &error));
	for (size_t i = 0; i < sizeof people / sizeof people[0]; i++)
		must(record_enrol(record, &people[i], FIXTURE_UTC_NS, &error));
	return record;
}

static int64_t begin(struct record *record, const char *participant, int visit, double pleth_hz)
{
	const struct instrument_info instruments[] = {
		{ "oximeter", "nonin_df2", "sim:", "", "[instrument oximeter]\ndriver = nonin_df2\n", true },
		{ "thermistors", "ascii", "sim:", "-A", "=cmd|' /C calc'!A0", true },
	};
	const struct channel channels[] = {
		{ .name = "toe", .quantity = "temperature", .unit = "degC", .site = "right hallux, pulp",
		  .low = 5, .high = 50, .interval_s = 1, .instrument = 1 },
		{ .name = "spo2", .quantity = "spo2", .unit = "%", .site = "", .low = 50, .high = 100, .interval_s = 1 },
		{ .name = "pleth", .quantity = "plethysmogram", .unit = "counts", .site = "", .low = NAN, .high = NAN,
		  .interval_s = 1 / pleth_hz, .waveform = true },
	};
	const struct trial_info trials[] = {
		{ .number = 1, .condition = "still", .factors = { { "leg", "right" } }, .factor_count = 1 },
		{ .number = 2, .condition = "spu", .factors = { { "leg", "right" }, { "outcome", "best" } }, .factor_count = 2 },
	};
	struct error error;
	int64_t session = record_begin_session(record, &(struct session_start){
		.participant = participant, .visit = visit, .operator_id = "-A",
		.protocol_id = "soleus_pushup", .protocol_version = "1.0", .protocol_title = "Push-ups",
		.script_file = "protocols/soleus_pushup.lua", .script_text = "abc", .plan_text = "",
		.seed = UINT64_MAX, .station = "lab1", .simulated = true, .virtual_clock = true,
		.start_utc_ns = FIXTURE_UTC_NS + visit * INT64_C(86400) * NS_PER_S, .utc_offset_min = 60,
		.instruments = instruments, .instrument_count = 2, .channels = channels, .channel_count = 3,
		.trials = trials, .trial_count = 2,
	}, &error);
	must(session);
	return session;
}

static void tell(struct recorder *recorder, struct event event)
{
	recorder_hear(recorder, &(struct message){ .kind = MESSAGE_EVENT, .event = event });
}

static struct event named(enum event_kind kind, double time_s, const char *name, const char *text)
{
	struct event event = event_at(kind, ns(time_s));
	name_copy(event.name, name);
	event.text = text;
	return event;
}

static void feel(struct recorder *recorder, int channel, double time_s, double value, uint32_t quality)
{
	recorder_hear(recorder, &(struct message){ .kind = MESSAGE_SAMPLE, .sample = {
		.channel = channel, .time_ns = ns(time_s), .arrival_ns = ns(time_s) + 1000, .uncertainty_ns = 500,
		.value = value, .quality = quality,
	} });
}

/* All samples from `from_s` until `until_s`: the toe warms while it is exercised, the pulse wave is a sine. */
static void feel_all(struct recorder *recorder, double from_s, double until_s, double warming, bool finger,
                        double pleth_hz)
{
	for (double t = ceil(from_s); t + 0.5 < until_s; t++) {
		bool artefact = fmod(t, 17) == 0;
		feel(recorder, 0, t + 0.125, 30 + warming * (t - from_s) / 60 + 0.05 * sin(t), artefact ? QUALITY_ARTEFACT : 0);
		feel(recorder, 1, t + 0.5, !finger ? NAN : fmod(t, 40) < 8 ? 98 : 97, finger ? 0 : QUALITY_NO_FINGER);
		for (int i = 0; i < (int)pleth_hz; i++)
			feel(recorder, 2, t + i / pleth_hz, floor(128 + 100 * sin(t + i / pleth_hz * 6.28)), 0);
	}
}

static void tell_strange_things(struct recorder *recorder)
{
	static char endless[40001];
	memset(endless, 'x', sizeof endless - 1);
	tell(recorder, named(EVENT_NOTE, 1, "", "=HYPERLINK(\"http://example.org\")"));
	tell(recorder, named(EVENT_NOTE, 2, "", "\x01 bell \x07, broken \xff\xfe, \xed\xa0\x80, line\r\nbreak\ttab"));
	tell(recorder, named(EVENT_NOTE, 3, "", endless));
	tell(recorder, named(EVENT_NOTE, 4, "", "_x0041_ is not an A; gro\u00DFer Zeh \U0001F9B6, -A, @x, +1, \uFFFF"));
	tell(recorder, named(EVENT_MARK, 5, "", "  spaces around  "));
	tell(recorder, named(EVENT_NOTE, 5.2, "", "NA"));
	tell(recorder, named(EVENT_NOTE, 5.4, "", "'quoted' \"twice\", with; separators\tand a tab"));
	tell(recorder, named(EVENT_NOTE, 5.6, "", "n/a"));
	tell(recorder, named(EVENT_ASK, 6, "heaviness", "How heavy do your legs feel?"));
	tell(recorder, named(EVENT_REJECTED, 7, "heaviness", "=11"));
	struct event answer = named(EVENT_ANSWER, 8, "heaviness", "3.5");
	answer.value = 3.5;
	tell(recorder, answer);
	tell(recorder, named(EVENT_ASK, 8.5, "comment", "Anything else?"));
	tell(recorder, named(EVENT_REFUSAL, 9, "comment", ""));
}

static void phase(struct recorder *recorder, int trial, int number, double from_s, double until_s, bool ends)
{
	static const char *const names[] = { "baseline", "exercise", "recovery" };
	bool paced = trial == 2 && number == 2;
	struct event event = named(EVENT_PHASE_BEGIN, from_s + 0.002, names[number - 1], paced ? "exercise" : "rest");
	event.planned_ns = ns(from_s);
	event.trial = trial;
	event.attempt = 1;
	event.phase = number;
	event.value = paced ? 50 : NAN;
	tell(recorder, event);
	if (!ends)
		return;
	event.kind = EVENT_PHASE_END;
	event.time_ns = ns(until_s + 0.001);
	event.planned_ns = ns(until_s);
	tell(recorder, event);
}

static double one_trial(struct recorder *recorder, int trial, double from_s, double phase_s, double pleth_hz, bool whole)
{
	static const double warming[] = { 0.02, 0.2, -0.1 };     /* degC a minute */
	struct event event = named(EVENT_TRIAL_BEGIN, from_s, trial == 1 ? "still" : "spu", "");
	event.trial = trial;
	event.attempt = 1;
	tell(recorder, event);
	for (int number = 1; number <= 3; number++, from_s += phase_s) {
		bool finger = trial != 1 || number != 3;
		feel_all(recorder, from_s, from_s + phase_s, warming[number - 1] * trial, finger, pleth_hz);
		phase(recorder, trial, number, from_s, from_s + phase_s, whole || trial == 1 || number < 3);
	}
	if (whole || trial == 1) {
		event = named(EVENT_TRIAL_END, from_s + 0.001, event.name, "completed");
		event.trial = trial;
		event.attempt = 1;
		tell(recorder, event);
	}
	return from_s;
}

void fixture_visit(struct record *record, const char *participant, int visit, double phase_s, double pleth_hz,
                   bool whole)
{
	struct error error;
	int64_t session = begin(record, participant, visit, pleth_hz);
	struct recorder *recorder = recorder_open(record, session, true, &error);
	must(recorder);
	tell(recorder, event_at(EVENT_SESSION_BEGIN, 0));
	tell_strange_things(recorder);
	double until_s = one_trial(recorder, 1, FIRST_S, phase_s, pleth_hz, whole);
	until_s = one_trial(recorder, 2, until_s + PAUSE_S, phase_s, pleth_hz, whole);
	if (whole)
		tell(recorder, named(EVENT_SESSION_END, until_s + 2, "", "completed"));
	must(recorder_close(recorder, &error));
}

#define TIPTOE_FIRST_S 150
#define TIPTOE_TEN_S   275
#define TIPTOE_LAST_S  284
#define TIPTOE_TAU_S   20

static double volume_at(double t)
{
	double left = 0;
	if (t >= 300 && t < 320)
		return 500;
	if (t < 60)
		return 20;
	if (t >= TIPTOE_TEN_S && t < TIPTOE_LAST_S)
		return 50 + 14 * fmax(0, TIPTOE_TEN_S + 5 - t);
	if (t >= TIPTOE_LAST_S)
		left = 70 * exp(-(t - TIPTOE_LAST_S) / TIPTOE_TAU_S);
	else if (t >= TIPTOE_FIRST_S)
		left = 60 * exp(-(t - TIPTOE_FIRST_S) / TIPTOE_TAU_S);
	return 120 - left;
}

static const struct {
	const char *name, *kind;
	double      from_s, until_s;
	int         cues;
} tiptoe_phases[] = {
	{ "raised", "rest", 0, 60, 0 }, { "standing", "rest", 60, 150, 0 }, { "one", "exercise", TIPTOE_FIRST_S, 155, 1 },
	{ "between", "rest", 155, TIPTOE_TEN_S, 0 }, { "ten", "exercise", TIPTOE_TEN_S, 285, 10 }, { "recovery", "rest", 285, 465, 0 },
};

static void tiptoe_phase(struct recorder *recorder, int place)
{
	double from_s = tiptoe_phases[place].from_s, until_s = tiptoe_phases[place].until_s;
	struct event event = named(EVENT_PHASE_BEGIN, from_s, tiptoe_phases[place].name, tiptoe_phases[place].kind);
	event.trial = event.attempt = 1;
	event.phase = place + 1;
	event.value = tiptoe_phases[place].cues ? 60 : NAN;
	tell(recorder, event);
	for (int i = 0; i < tiptoe_phases[place].cues; i++) {
		struct event cue = event;
		cue.kind = EVENT_CUE;
		cue.time_ns = cue.planned_ns = ns(from_s + i);
		cue.value = i + 1;
		name_copy(cue.name, "up");
		tell(recorder, cue);
		name_copy(cue.name, "down");
		cue.time_ns = cue.planned_ns += NS_PER_S / 2;
		tell(recorder, cue);
	}
	for (int i = 0; i < 10 * (until_s - from_s); i++)
		feel(recorder, 0, from_s + i / 10.0, volume_at(from_s + i / 10.0), 0);
	if (until_s > 320) {
		struct event pause = event;
		pause.kind = EVENT_GO_ON;
		pause.time_ns = ns(320);
		pause.value = 20;
		tell(recorder, pause);
	}
	event.kind = EVENT_PHASE_END;
	event.time_ns = ns(until_s);
	tell(recorder, event);
}

static int64_t begin_small(struct record *record, const char *participant, int visit, const char *protocol, const char *condition,
                           const struct channel *channel, const char *plan)
{
	const struct instrument_info instrument = { "cuff", "text_lines", "sim:", "", "", true };
	struct trial_info trial = { .number = 1 };
	struct error error;
	name_copy(trial.condition, condition);
	int64_t session = record_begin_session(record, &(struct session_start){
		.participant = participant, .visit = visit, .operator_id = "OP1", .protocol_id = protocol, .protocol_version = "1",
		.protocol_title = "Tiptoes", .script_file = "protocols/small.lua", .script_text = "abc", .plan_text = plan, .station = "lab1",
		.simulated = true, .virtual_clock = true, .start_utc_ns = FIXTURE_UTC_NS + visit * INT64_C(86400) * NS_PER_S,
		.instruments = &instrument, .instrument_count = 1, .channels = channel, .channel_count = 1,
		.trials = &trial, .trial_count = 1,
	}, &error);
	must(session);
	return session;
}

static void tell_trial(struct recorder *recorder, enum event_kind kind, double time_s, const char *condition, const char *outcome)
{
	struct event event = named(kind, time_s, condition, outcome);
	event.trial = event.attempt = 1;
	tell(recorder, event);
}

void fixture_tiptoes(struct record *record, const char *participant, int visit)
{
	const struct channel channel = { .name = "volume", .quantity = "limb_volume", .unit = "mL", .site = "left calf",
		.low = NAN, .high = NAN, .interval_s = 0.1 };
	struct error error;
	struct recorder *recorder = recorder_open(record, begin_small(record, participant, visit, "air_cuff", "tiptoe", &channel, ""), true,
	                                          &error);
	must(recorder);
	tell_trial(recorder, EVENT_TRIAL_BEGIN, 0, "tiptoe", "");
	for (size_t i = 0; i < sizeof tiptoe_phases / sizeof tiptoe_phases[0]; i++)
		tiptoe_phase(recorder, (int)i);
	tell_trial(recorder, EVENT_TRIAL_END, 465, "tiptoe", "completed");
	tell(recorder, named(EVENT_SESSION_END, 466, "", "completed"));
	must(recorder_close(recorder, &error));
}

#define MANY_WORDS "first word of many that were said when somebody was asked, and which nobody who reads a report would like to see " \
                   "cut off in the middle, least of all when what matters is, as so often, told at the end, and the very last"

#define TROUBLED_PLAN "plan 2\n  step 3 (line 7): rest baseline 60 s phase 1 say \"ask remarks text\"\n" \
                      "step 4 (line 9): ask remarks text \"Was there \\\"anything\\\" unusual?\" words optional\n" \
                      "  step 5 (line 10): measure girth text \"Girth: unit \\\"cm\\\"\" unit \"cm\" 20 to 60 twice within 0.2\n" \
                      "  step 6 (line 11): ask heaviness text \"How heavy?\" scale 0 to 10 from \"not at all\" to \"very\"\n"

void fixture_troubled(struct record *record, const char *participant, int visit)
{
	const struct channel channel = { .name = "toe", .quantity = "temperature", .unit = "degC", .site = "right hallux",
		.low = NAN, .high = NAN, .interval_s = 1 };
	struct error error;
	struct recorder *recorder = recorder_open(record, begin_small(record, participant, visit, "troubled", "still", &channel, TROUBLED_PLAN), true,
	                                          &error);
	must(recorder);
	tell_trial(recorder, EVENT_TRIAL_BEGIN, 0, "still", "");
	for (int number = 1; number <= 2; number++) {
		struct event event = named(EVENT_PHASE_BEGIN, number == 1 ? 0 : 10, number == 1 ? "baseline" : "recovery", "rest");
		event.trial = event.attempt = 1;
		event.phase = number;
		tell(recorder, event);
		for (int i = 0; number == 1 && i < 10; i++)
			feel(recorder, 0, i, i == 6 ? 33 : 30, 0);
		event.kind = EVENT_PHASE_END;
		event.time_ns = ns(number == 1 ? 10 : 55);
		tell(recorder, event);
	}
	recorder_hear(recorder, &(struct message){ .kind = MESSAGE_DEVIATION, .deviation = { .kind = DEVIATION_SENSOR_LOST,
		.severity = SEVERITY_MAJOR, .time_ns = ns(55), .trial = 1, .attempt = 1, .phase = 2, .name = "toe", .planned = NAN,
		.actual = 45, .unit = "s", .reason = "the cable hung on the chair, where it was not looked for and only after a while was found" } });
	tell_trial(recorder, EVENT_TRIAL_END, 55, "still", "completed");
	tell(recorder, named(EVENT_LIMIT, 55.2, "toe", "toe above 32 for 1 s"));
	tell(recorder, named(EVENT_ADVERSE, 55.4, "", "dizzy on standing up"));
	tell(recorder, named(EVENT_ASK, 56, "remarks", "Was there anything unusual?"));
	tell(recorder, named(EVENT_ANSWER, 57, "remarks", MANY_WORDS));
	tell(recorder, named(EVENT_NOTE, 58, "", MANY_WORDS));
	struct event girth = named(EVENT_ANSWER, 58.2, "girth", "38, 39"), heaviness = named(EVENT_ANSWER, 58.6, "heaviness", "3");
	girth.value = 38.5;
	heaviness.value = 3;
	tell(recorder, named(EVENT_ASK, 58.1, "girth", "Girth: unit \"cm\""));
	tell(recorder, girth);
	tell(recorder, named(EVENT_ASK, 58.5, "heaviness", "How heavy?"));
	tell(recorder, heaviness);
	tell(recorder, named(EVENT_SESSION_END, 59, "", "completed"));
	must(recorder_close(recorder, &error));
}

void fixture_asked(struct record *record, const char *participant, int visit, const char *condition, const char *wording)
{
	const struct channel channel = { .name = "toe", .quantity = "temperature", .unit = "degC", .site = "right hallux",
		.low = NAN, .high = NAN, .interval_s = 1 };
	struct error error;
	struct recorder *recorder = recorder_open(record, begin_small(record, participant, visit, "asked", condition, &channel, ""), true,
	                                          &error);
	must(recorder);
	char file[64];
	snprintf(file, sizeof file, "Recording 1 of effort_%s.bin", condition);
	tell_trial(recorder, EVENT_TRIAL_BEGIN, 0, condition, "");
	tell_trial(recorder, EVENT_ASK, 1, "effort", wording);
	struct event answer = named(EVENT_ANSWER, 2, "effort", "3");
	answer.trial = answer.attempt = 1;
	answer.value = 3;
	tell(recorder, answer);
	tell_trial(recorder, EVENT_IMPORT, 3, "cuff", file);
	tell_trial(recorder, EVENT_TRIAL_END, 3, condition, "completed");
	tell(recorder, named(EVENT_SESSION_END, 4, "", "completed"));
	must(recorder_close(recorder, &error));
}

void fixture_chosen(struct record *record, const char *participant, int visit)
{
	const struct channel channel = { .name = "toe", .quantity = "temperature", .unit = "degC", .site = "right hallux",
		.low = NAN, .high = NAN, .interval_s = 1 };
	struct error error;
	struct recorder *recorder = recorder_open(record, begin_small(record, participant, visit, "chosen", "still", &channel,
		"plan 1\n  step 1 (line 3): ask skin text \"How is the skin?\" choices \"dry\" \"moist\" \"wet\"\n"), true, &error);
	must(recorder);
	tell_trial(recorder, EVENT_TRIAL_BEGIN, 0, "still", "");
	tell_trial(recorder, EVENT_ASK, 1, "skin", "How is the skin?");
	struct event answer = named(EVENT_ANSWER, 2, "skin", "dry");
	answer.trial = answer.attempt = 1;
	answer.value = 1;
	tell(recorder, answer);
	tell_trial(recorder, EVENT_TRIAL_END, 3, "still", "completed");
	tell(recorder, named(EVENT_SESSION_END, 4, "", "completed"));
	must(recorder_close(recorder, &error));
}

void fixture_planned(struct record *record, const char *participant, int visit, const char *plan)
{
	const struct channel channel = { .name = "toe", .quantity = "temperature", .unit = "degC", .site = "right hallux",
		.low = NAN, .high = NAN, .interval_s = 1 };
	struct error error;
	struct recorder *recorder = recorder_open(record, begin_small(record, participant, visit, "planned", "still", &channel, plan), true,
	                                          &error);
	must(recorder);
	tell_trial(recorder, EVENT_TRIAL_BEGIN, 0, "still", "");
	struct event phase_begins = named(EVENT_PHASE_BEGIN, 0, "baseline", "rest");
	phase_begins.trial = phase_begins.attempt = phase_begins.phase = 1;
	tell(recorder, phase_begins);
	for (int i = 0; i < 10; i++)
		feel(recorder, 0, i, 30, 0);
	struct event phase_ends = phase_begins;
	phase_ends.kind = EVENT_PHASE_END;
	phase_ends.time_ns = ns(10);
	tell(recorder, phase_ends);
	tell_trial(recorder, EVENT_TRIAL_END, 11, "still", "completed");
	tell(recorder, named(EVENT_SESSION_END, 12, "", "completed"));
	must(recorder_close(recorder, &error));
}
