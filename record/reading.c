/* reading.c - what exports and listings read from the record */

#include "record/reading.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "record/amend.h"
#include "record/amended.h"
#include "record/rows.h"

/* The amendment that counts is the last. */
#define STILL_COUNTS "(SELECT action = 'include' FROM amendment WHERE amendment.session_id = trial.session_id AND target = "

struct rows *record_study(struct record *record)
{
	return rows_open(record, "SELECT name, value FROM study ORDER BY rowid", 0, 0, 0);
}

bool rows_next_study(struct rows *rows, struct study_row *row)
{
	if (!rows_step(rows))
		return false;
	*row = (struct study_row){ .name = rows_text(rows, 0), .value = rows_text(rows, 1) };
	return true;
}

struct rows *record_participants(struct record *record)
{
	return rows_with_parts(rows_open(record,
		"SELECT participant_id, id, coalesce(order_number, number), group_name, simulated, enrolled_utc,"
		" (SELECT min(utc) FROM amendment WHERE amendment.participant_id = participant.participant_id"
		" AND action IN ('withdraw', 'erase')),"
		" number, coalesce(replaces, (SELECT replaced.id FROM allocation JOIN participant AS replaced"
		" ON replaced.participant_id = replaces_id WHERE allocation.participant_id = participant.participant_id)),"
		" EXISTS (SELECT 1 FROM amendment WHERE amendment.participant_id = participant.participant_id AND action = 'erase')"
		" FROM participant ORDER BY participant_id", 0, 0, 0),
		"SELECT name, amended FROM (SELECT name, coalesce((SELECT new FROM amendment WHERE target = 'covariate'"
		" AND participant_id = ?1 AND amendment.name = entered.name" LAST_AMENDMENT ", value) AS amended"
		" FROM (SELECT name, value FROM covariate WHERE participant_id = ?1 UNION"
		" SELECT name, '' FROM amendment WHERE target = 'covariate' AND participant_id = ?1"
		" AND name NOT IN (SELECT name FROM covariate WHERE participant_id = ?1)) AS entered)"
		" WHERE amended <> '' ORDER BY name");
}

bool rows_next_participant(struct rows *rows, struct participant_row *row)
{
	if (!rows_step(rows))
		return false;
	*row = (struct participant_row){
		.participant.number = rows_int(rows, 2),
		.participant.simulated = rows_bool(rows, 4),
		.enrolled_utc = rows_text(rows, 5),
		.withdrawn_utc = rows_text(rows, 6),
		.own_number = rows_int(rows, 7),
		.replaces = rows_text(rows, 8),
		.erased = rows_bool(rows, 9),
	};
	struct participant *participant = &row->participant;
	snprintf(participant->id, sizeof participant->id, "%s", rows_text(rows, 1));
	name_copy(participant->group, rows_text(rows, 3));
	participant->covariate_count = rows_parts(rows, participant->covariates, COVARIATES_MAX);
	return true;
}

struct rows *record_sessions(struct record *record, int64_t session)
{
	return rows_open(record,
		"SELECT session_id, id, group_name, visit, operator, protocol_id, protocol_version,"
		" protocol_title, script_file, script_text, script_sha256, plan_text, seed, station,"
		" software_version, session.simulated, virtual_clock, start_utc,"
		" (SELECT utc_ns FROM clock WHERE clock.session_id = session.session_id AND time_ns = 0),"
		" utc_offset_min, ended_ns, coalesce(status, 'running'),"
		" (SELECT utc_ns - time_ns FROM clock WHERE clock.session_id = session.session_id ORDER BY time_ns DESC LIMIT 1)"
		" FROM session JOIN participant USING (participant_id)"
		" WHERE ?1 IN (0, session_id) ORDER BY session_id", session, 0, 0);
}

bool rows_next_session(struct rows *rows, struct session_row *row)
{
	if (!rows_step(rows))
		return false;
	*row = (struct session_row){
		.session = rows_integer(rows, 0),
		.participant = rows_text(rows, 1),
		.group = rows_text(rows, 2),
		.visit = rows_int(rows, 3),
		.operator_id = rows_text(rows, 4),
		.protocol_id = rows_text(rows, 5),
		.protocol_version = rows_text(rows, 6),
		.protocol_title = rows_text(rows, 7),
		.script_file = rows_text(rows, 8),
		.script_text = rows_text(rows, 9),
		.script_sha256 = rows_text(rows, 10),
		.plan_text = rows_text(rows, 11),
		.seed = rows_text(rows, 12),
		.station = rows_text(rows, 13),
		.software_version = rows_text(rows, 14),
		.simulated = rows_bool(rows, 15),
		.virtual_clock = rows_bool(rows, 16),
		.start_utc = rows_text(rows, 17),
		.start_utc_ns = rows_utc(rows, 18),
		.utc_offset_min = rows_int(rows, 19),
		.ended_ns = rows_time(rows, 20),
		.status = rows_text(rows, 21),
		.zero_utc_ns = rows_utc(rows, 22),
	};
	return true;
}

bool record_has_session(struct record *record, int64_t session, struct error *error)
{
	struct session_row row;
	struct rows *rows = record_sessions(record, session);
	bool found = rows_next_session(rows, &row);
	return rows_close(rows, error) && (found || error_set(error, ERROR_ABSENT,
		"There is no session %lld; 'soleus sessions' lists those that there are.", (long long)session));
}

struct rows *record_instruments(struct record *record, int64_t session)
{
	return rows_open(record,
		"SELECT instrument_id, name, driver, port, identity, settings, simulated"
		" FROM instrument WHERE session_id = ?1 ORDER BY instrument_id", session, 0, 0);
}

bool rows_next_instrument(struct rows *rows, struct instrument_row *row)
{
	if (!rows_step(rows))
		return false;
	*row = (struct instrument_row){
		.instrument_id = rows_integer(rows, 0),
		.name = rows_text(rows, 1),
		.driver = rows_text(rows, 2),
		.port = rows_text(rows, 3),
		.identity = rows_text(rows, 4),
		.settings = rows_text(rows, 5),
		.simulated = rows_bool(rows, 6),
	};
	return true;
}

struct rows *record_channels(struct record *record, int64_t session)
{
	return rows_open(record,
		"SELECT channel_id, channel.name, quantity, unit, site, low, high, interval_s, waveform, instrument.name"
		" FROM channel JOIN instrument USING (instrument_id)"
		" WHERE channel.session_id = ?1 ORDER BY channel_id", session, 0, 0);
}

bool rows_next_channel(struct rows *rows, struct channel_row *row)
{
	if (!rows_step(rows))
		return false;
	*row = (struct channel_row){
		.channel_id = rows_integer(rows, 0),
		.channel.low = rows_number(rows, 5),
		.channel.high = rows_number(rows, 6),
		.channel.interval_s = rows_interval(rows, 7),
		.channel.waveform = rows_bool(rows, 8),
		.instrument = rows_text(rows, 9),
	};
	name_copy(row->channel.name, rows_text(rows, 1));
	name_copy(row->channel.quantity, rows_text(rows, 2));
	snprintf(row->channel.unit, sizeof row->channel.unit, "%s", rows_text(rows, 3));
	snprintf(row->channel.site, sizeof row->channel.site, "%s", rows_text(rows, 4));
	return true;
}

struct rows *record_trials(struct record *record, int64_t session)
{
	return rows_with_parts(rows_open(record,
		"SELECT trial_id, number, condition, attempt, began_ns, ended_ns, coalesce(outcome, 'running'),"
		" counted AND coalesce(" STILL_COUNTS "'session'" LAST_AMENDMENT ", 1)"
		" AND coalesce(" STILL_COUNTS "'trial' AND amendment.trial = trial.number AND amendment.attempt = trial.attempt" LAST_AMENDMENT
		", 1) FROM trial WHERE session_id = ?1 ORDER BY trial_id", session, 0, 0),
		"SELECT factor.name, coalesce((SELECT new FROM amendment WHERE target = 'factor'"
		" AND amendment.session_id = trial.session_id AND amendment.trial = trial.number"
		" AND amendment.attempt = trial.attempt AND amendment.name = factor.name" LAST_AMENDMENT ", value)"
		" FROM factor JOIN trial USING (trial_id) WHERE trial_id = ? ORDER BY factor.rowid");
}

bool rows_next_trial(struct rows *rows, struct trial_row *row)
{
	if (!rows_step(rows))
		return false;
	*row = (struct trial_row){
		.trial_id = rows_integer(rows, 0),
		.info.number = rows_int(rows, 1),
		.attempt = rows_int(rows, 3),
		.began_ns = rows_moment(rows, 4),
		.ended_ns = rows_time(rows, 5),
		.outcome = rows_text(rows, 6),
		.counted = rows_bool(rows, 7),
	};
	name_copy(row->info.condition, rows_text(rows, 2));
	row->info.factor_count = rows_parts(rows, row->info.factors, FACTORS_MAX);
	return true;
}

struct rows *record_phases(struct record *record, int64_t session)
{
	return rows_open(record,
		"SELECT phase_id, trial.number, attempt, phase.number, name, kind, reps_per_min, planned_began_ns,"
		" phase.began_ns, planned_ended_ns, phase.ended_ns, coalesce(paused_ns, 0), coalesce(phase.outcome, 'running')"
		" FROM phase LEFT JOIN trial USING (trial_id)"
		" WHERE phase.session_id = ?1 ORDER BY phase.began_ns, phase_id", session, 0, 0);
}

bool rows_next_phase(struct rows *rows, struct phase_row *row)
{
	if (!rows_step(rows))
		return false;
	*row = (struct phase_row){
		.phase_id = rows_integer(rows, 0),
		.trial = rows_int(rows, 1),
		.attempt = rows_int(rows, 2),
		.number = rows_int(rows, 3),
		.name = rows_text(rows, 4),
		.kind = rows_text(rows, 5),
		.reps_per_min = rows_number(rows, 6),
		.planned_began_ns = rows_time(rows, 7),
		.began_ns = rows_moment(rows, 8),
		.planned_ended_ns = rows_time(rows, 9),
		.ended_ns = rows_time(rows, 10),
		.paused_ns = rows_time(rows, 11),
		.outcome = rows_text(rows, 12),
	};
	return true;
}

struct rows *record_events(struct record *record, int64_t session)
{
	return rows_open(record,
		"SELECT time_ns, planned_ns, kind, trial, attempt, phase, name, text, value, coalesce(step, -1)"
		" FROM event WHERE session_id = ?1 ORDER BY event_id", session, 0, 0);
}

bool rows_next_event(struct rows *rows, struct event_row *row)
{
	if (!rows_step(rows))
		return false;
	*row = (struct event_row){
		.time_ns = rows_moment(rows, 0),
		.planned_ns = rows_time(rows, 1),
		.kind = rows_text(rows, 2),
		.trial = rows_int(rows, 3),
		.attempt = rows_int(rows, 4),
		.phase = rows_int(rows, 5),
		.name = rows_text(rows, 6),
		.text = rows_text(rows, 7),
		.value = rows_number(rows, 8),
		.step = rows_int(rows, 9),
	};
	return true;
}

struct event event_of_row(const struct event_row *row)
{
	struct event event = {
		.kind = event_kind_named(row->kind), .time_ns = row->time_ns, .planned_ns = row->planned_ns, .step = row->step,
		.trial = row->trial, .attempt = row->attempt, .phase = row->phase, .value = row->value, .text = row->text,
	};
	name_copy(event.name, row->name);
	return event;
}

struct rows *record_answers(struct record *record, int64_t session)
{
	return rows_open(record,
		"SELECT trial, attempt, question, wording, asked_ns, time_ns, CASE WHEN new IS NULL THEN outcome WHEN new = '" AMEND_NO_ANSWER "'"
		" THEN 'refused' ELSE 'answered' END,"
		" iif(new IS NULL, value, (SELECT other.value FROM answer AS other WHERE other.question = given.question"
		" AND other.text = new AND other.outcome = 'answered' AND other.value IS NOT NULL LIMIT 1)),"
		" coalesce(nullif(new, '" AMEND_NO_ANSWER "'), iif(new IS NULL, text, '')), new IS NOT NULL FROM (SELECT *,"
		" (SELECT new FROM amendment WHERE target = 'answer' AND amendment.session_id = answer.session_id"
		" AND amendment.name = question AND amendment.time_ns = answer.time_ns AND salt <> x''" LAST_AMENDMENT " AS new"
		" FROM answer WHERE session_id = ?1) AS given ORDER BY answer_id", session, 0, 0);
}

/* NAN when it is none. */
static double number_of(const char *text)
{
	char *end;
	double number = strtod(text, &end);
	return end == text || *end || !isfinite(number) ? (double)NAN : number;
}

bool rows_next_answer(struct rows *rows, struct answer_row *row)
{
	if (!rows_step(rows))
		return false;
	*row = (struct answer_row){
		.trial = rows_int(rows, 0),
		.attempt = rows_int(rows, 1),
		.question = rows_text(rows, 2),
		.wording = rows_text(rows, 3),
		.asked_ns = rows_moment(rows, 4),
		.time_ns = rows_moment(rows, 5),
		.outcome = rows_text(rows, 6),
		.value = rows_number(rows, 7),
		.text = rows_text(rows, 8),
		.amended = rows_bool(rows, 9),
	};
	if (row->amended && isnan(row->value))
		row->value = number_of(row->text);
	return true;
}

struct rows *record_amendments(struct record *record)
{
	return rows_open(record,
		"SELECT amendment.utc, amendment.operator, action, target, participant.id, session_id, trial, attempt, name,"
		" time_ns, old, new, reason FROM amendment JOIN participant USING (participant_id)"
		" ORDER BY amendment.utc, chain, seq", 0, 0, 0);
}

bool rows_next_amendment(struct rows *rows, struct amendment_row *row)
{
	if (!rows_step(rows))
		return false;
	*row = (struct amendment_row){
		.utc = rows_text(rows, 0),
		.operator_id = rows_text(rows, 1),
		.action = rows_text(rows, 2),
		.target = rows_text(rows, 3),
		.participant = rows_text(rows, 4),
		.session = rows_integer(rows, 5),
		.trial = rows_int(rows, 6),
		.attempt = rows_int(rows, 7),
		.name = rows_text(rows, 8),
		.time_ns = rows_time(rows, 9),
		.old = rows_text(rows, 10),
		.new = rows_text(rows, 11),
		.reason = rows_text(rows, 12),
	};
	return true;
}

struct rows *record_audit(struct record *record)
{
	return rows_open(record,
		"SELECT own, audit.seq, utc, operator, account, station, software, action, object, detail"
		" FROM audit JOIN audit_head USING (chain) ORDER BY own DESC, chain, audit.seq", 0, 0, 0);
}

bool rows_next_audit(struct rows *rows, struct audit_row *row)
{
	if (!rows_step(rows))
		return false;
	*row = (struct audit_row){
		.own = rows_bool(rows, 0),
		.seq = rows_integer(rows, 1),
		.utc = rows_text(rows, 2),
		.operator_id = rows_text(rows, 3),
		.account = rows_text(rows, 4),
		.station = rows_text(rows, 5),
		.software = rows_text(rows, 6),
		.action = rows_text(rows, 7),
		.object = rows_text(rows, 8),
		.detail = rows_text(rows, 9),
	};
	return true;
}

struct rows *record_deviations(struct record *record, int64_t session)
{
	return rows_open(record,
		"SELECT time_ns, kind, severity, trial, attempt, phase, name, planned, actual, unit, coalesce((SELECT amendment.reason"
		" FROM amendment WHERE target = 'deviation' AND amendment.session_id = deviation.session_id AND amendment.name = "
		DEVIATION_NAME " AND amendment.time_ns = deviation.time_ns AND salt <> x''" LAST_AMENDMENT ", reason)"
		" FROM deviation WHERE session_id = ?1 ORDER BY deviation_id", session, 0, 0);
}

bool rows_next_deviation(struct rows *rows, struct deviation_row *row)
{
	if (!rows_step(rows))
		return false;
	*row = (struct deviation_row){
		.time_ns = rows_moment(rows, 0),
		.kind = rows_text(rows, 1),
		.severity = rows_text(rows, 2),
		.trial = rows_int(rows, 3),
		.attempt = rows_int(rows, 4),
		.phase = rows_int(rows, 5),
		.name = rows_text(rows, 6),
		.planned = rows_number(rows, 7),
		.actual = rows_number(rows, 8),
		.unit = rows_text(rows, 9),
		.reason = rows_text(rows, 10),
	};
	return true;
}

struct rows *record_samples(struct record *record, int64_t channel_id, int64_t from_ns, int64_t until_ns)
{
	return rows_open(record,
		"SELECT time_ns, arrival_ns, uncertainty_ns, value, quality, flags FROM sample"
		" WHERE channel_id = ?1 AND time_ns >= ?2 AND time_ns < ?3 ORDER BY time_ns, seq",
		channel_id, from_ns, until_ns);
}

bool rows_next_sample(struct rows *rows, struct sample *sample)
{
	if (!rows_step(rows))
		return false;
	*sample = (struct sample){
		.channel = -1,
		.time_ns = rows_moment(rows, 0),
		.arrival_ns = rows_moment(rows, 1),
		.uncertainty_ns = rows_moment(rows, 2),
		.value = rows_number(rows, 3),
		.quality = (uint32_t)rows_integer(rows, 4),
		.flags = (uint32_t)rows_integer(rows, 5),
	};
	return true;
}

bool record_last_arrival(struct record *record, int64_t session, int64_t before_ns, int64_t *arrival_ns,
                         struct error *error)
{
	struct rows *rows = rows_open(record,
		"SELECT max(coalesce((SELECT max(arrival_ns) FROM chunk JOIN instrument USING (instrument_id)"
		" WHERE session_id = ?1 AND arrival_ns < ?2), 0), coalesce((SELECT max(arrival_ns) FROM sample"
		" JOIN channel USING (channel_id) WHERE session_id = ?1 AND arrival_ns < ?2), 0))", session, before_ns, 0);
	*arrival_ns = rows_step(rows) ? rows_moment(rows, 0) : 0;
	return rows_close(rows, error);
}

struct rows *record_gaps(struct record *record, int64_t session)
{
	return rows_open(record,
		"SELECT channel_id, from_ns, to_ns, cause FROM gap JOIN channel USING (channel_id)"
		" WHERE session_id = ?1 ORDER BY channel_id, from_ns, gap_id", session, 0, 0);
}

bool rows_next_gap(struct rows *rows, struct gap_row *row)
{
	if (!rows_step(rows))
		return false;
	*row = (struct gap_row){
		.channel_id = rows_integer(rows, 0),
		.from_ns = rows_moment(rows, 1),
		.to_ns = rows_moment(rows, 2),
		.cause = rows_text(rows, 3),
	};
	return true;
}
