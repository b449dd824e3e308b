/* session.c - one session of the record, as the tables look at it */

#include "export/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"

static void keep(struct session *session, const char **text)
{
	*text = texts_copy(&session->texts, *text);
}

static bool load_row(struct session *session, struct record *record, int64_t number, struct error *error)
{
	struct rows *rows = record_sessions(record, number);
	struct session_row *row = &session->row;
	bool found = rows_next_session(rows, row);
	if (found) {
		session->questions = questions_of(row->plan_text, &session->texts);
		session->planned = planned_of(row->plan_text);
		row->script_text = row->plan_text = "";
		const char **const borrowed[] = {
			&row->participant, &row->group, &row->operator_id, &row->protocol_id, &row->protocol_version,
			&row->protocol_title, &row->script_file, &row->script_text, &row->script_sha256, &row->plan_text,
			&row->seed, &row->station, &row->software_version, &row->start_utc, &row->status,
		};
		for (size_t i = 0; i < sizeof borrowed / sizeof borrowed[0]; i++)
			keep(session, borrowed[i]);
		session->protocol = row->protocol_id;
	}
	if (!rows_close(rows, error))
		return false;
	return found || error_set(error, ERROR_ABSENT, "The record has no session %lld.", (long long)number);
}

static bool load_trials(struct session *session, struct record *record, struct error *error)
{
	struct rows *rows = record_trials(record, session->row.session);
	for (struct trial_row row; rows_next_trial(rows, &row);) {
		keep(session, &row.outcome);
		array_reserve((void **)&session->trials, &session->trial_capacity, session->trial_count, sizeof row);
		session->trials[session->trial_count++] = row;
	}
	return rows_close(rows, error);
}

static bool load_phases(struct session *session, struct record *record, struct error *error)
{
	struct rows *rows = record_phases(record, session->row.session);
	for (struct phase_row row; rows_next_phase(rows, &row);) {
		keep(session, &row.name);
		keep(session, &row.kind);
		keep(session, &row.outcome);
		array_reserve((void **)&session->phases, &session->phase_capacity, session->phase_count, sizeof row);
		session->phases[session->phase_count++] = row;
	}
	return rows_close(rows, error);
}

static bool load_channels(struct session *session, struct record *record, struct error *error)
{
	struct rows *rows = record_channels(record, session->row.session);
	for (struct channel_row row; rows_next_channel(rows, &row);) {
		keep(session, &row.instrument);
		array_reserve((void **)&session->channels, &session->channel_capacity, session->channel_count, sizeof row);
		session->channels[session->channel_count++] = row;
	}
	return rows_close(rows, error);
}

static void add_pause(struct session *session, bool in_phase, struct pause pause)
{
	struct pause **pauses = in_phase ? &session->pauses : &session->breaks;
	size_t *count = in_phase ? &session->pause_count : &session->break_count;
	array_reserve((void **)pauses, in_phase ? &session->pause_capacity : &session->break_capacity, *count, sizeof pause);
	(*pauses)[(*count)++] = pause;
}

/* A pause is over with an event that tells its length. */
static bool load_events(struct session *session, struct record *record, struct error *error)
{
	struct rows *rows = record_events(record, session->row.session);
	for (struct event_row row; rows_next_event(rows, &row);) {
		if (strcmp(row.kind, "exercise_end") == 0) {
			array_reserve((void **)&session->exercises_ended, &session->ended_capacity, session->ended_count,
			              sizeof *session->exercises_ended);
			session->exercises_ended[session->ended_count++] =
				(struct exercise_ended){ row.trial, row.attempt, row.phase, row.time_ns };
		}
		if (strcmp(row.kind, "go_on") == 0 && !isnan(row.value))
			add_pause(session, row.phase != 0, (struct pause){ row.time_ns - llround(row.value * 1e9), row.time_ns });
	}
	return rows_close(rows, error);
}

static bool is_again(const struct session *session, size_t trial)
{
	for (size_t i = 0; i < trial; i++)
		if (session->trials[i].info.number == session->trials[trial].info.number)
			return true;
	return false;
}

static const char *sequence_of(struct session *session)
{
	struct texts conditions = {0};
	for (size_t i = 0; i < session->trial_count; i++)
		if (!is_again(session, i))
			texts_copy(&conditions, session->trials[i].info.condition);
	const char *sequence = texts_take(&session->texts, texts_join(&conditions, "-", SIZE_MAX));
	texts_free(&conditions);
	return sequence;
}

void session_settle(struct session *session)
{
	session->sequence = sequence_of(session);
}

struct session *session_load(struct record *record, int64_t number, struct error *error)
{
	struct session *session = xcalloc(1, sizeof *session);
	if (!load_row(session, record, number, error) || !load_trials(session, record, error) ||
	    !load_phases(session, record, error) || !load_channels(session, record, error) ||
	    !load_events(session, record, error)) {
		session_free(session);
		return NULL;
	}
	session_settle(session);
	return session;
}

void session_free(struct session *session)
{
	if (!session)
		return;
	free(session->trials);
	free(session->phases);
	free(session->channels);
	free(session->pauses);
	free(session->breaks);
	free(session->exercises_ended);
	questions_free(&session->questions);
	planned_free(&session->planned);
	texts_free(&session->texts);
	free(session);
}

const struct trial_row *session_trial(const struct session *session, int trial, int attempt)
{
	for (size_t i = 0; i < session->trial_count; i++)
		if (session->trials[i].info.number == trial && session->trials[i].attempt == attempt)
			return &session->trials[i];
	return NULL;
}

const struct phase_row *session_phase(const struct session *session, int trial, int attempt, int number)
{
	for (size_t i = 0; i < session->phase_count; i++) {
		const struct phase_row *phase = &session->phases[i];
		if (phase->trial == trial && phase->attempt == attempt && phase->number == number)
			return phase;
	}
	return NULL;
}

static bool holds(int64_t began_ns, int64_t ended_ns, int64_t time_ns)
{
	return began_ns <= time_ns && (ended_ns == TIME_NONE || time_ns < ended_ns);
}

/* The last that holds the time, for what was never ended would else cover all that came after it. */
const struct trial_row *session_trial_at(const struct session *session, int64_t time_ns)
{
	for (size_t i = session->trial_count; i-- > 0;)
		if (holds(session->trials[i].began_ns, session->trials[i].ended_ns, time_ns))
			return &session->trials[i];
	return NULL;
}

const struct phase_row *session_phase_at(const struct session *session, int64_t time_ns)
{
	for (size_t i = session->phase_count; i-- > 0;)
		if (holds(session->phases[i].began_ns, session->phases[i].ended_ns, time_ns))
			return &session->phases[i];
	return NULL;
}

int64_t session_active_ns(const struct session *session, int64_t from_ns, int64_t time_ns)
{
	int64_t active_ns = time_ns - from_ns;
	for (size_t i = 0; i < session->pause_count; i++) {
		const struct pause *pause = &session->pauses[i];
		if (pause->from_ns <= time_ns && time_ns < pause->to_ns)
			return TIME_NONE;
		if (pause->from_ns >= from_ns && pause->to_ns <= time_ns)
			active_ns -= pause->to_ns - pause->from_ns;
	}
	return active_ns;
}

static bool ended_by_operator(const struct session *session, const struct phase_row *phase)
{
	for (size_t i = 0; i < session->ended_count; i++) {
		const struct exercise_ended *end = &session->exercises_ended[i];
		if (end->trial == phase->trial && end->attempt == phase->attempt && end->phase == phase->number
		    && phase->began_ns <= end->time_ns && end->time_ns <= phase->ended_ns)
			return true;
	}
	return false;
}

bool session_cut_off(const struct session *session, const struct phase_row *phase)
{
	if (strcmp(phase->outcome, "interrupted") != 0 || phase->ended_ns == TIME_NONE || phase->planned_ended_ns == TIME_NONE)
		return false;
	double planned_s = (double)(phase->planned_ended_ns - phase->began_ns - phase->paused_ns) / 1e9;
	double missing_s = (double)(phase->planned_ended_ns - phase->ended_ns) / 1e9;
	return missing_s > fmax(1, 0.02 * planned_s) && !ended_by_operator(session, phase);
}

bool session_next_answer(const struct session *session, struct rows *answers, struct answer_row *answer)
{
	if (!rows_next_answer(answers, answer))
		return false;
	answer->value = question_value(question_named(&session->questions, answer->question), answer);
	return true;
}

int64_t session_utc(const struct session *session, int64_t time_ns)
{
	return time_ns == TIME_NONE ? TIME_NONE : session->row.start_utc_ns + time_ns;
}
