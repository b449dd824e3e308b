/* resuming.c - visits that were interrupted, as the record knows them */

#include "console/resuming.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "protocols/deviations.h"
#include "record/hash.h"
#include "record/reading.h"
#include "record/recorder.h"
#include "record/seal.h"

void interrupted_free(struct interrupted *visit)
{
	/* Members are NULL after the first time; clang-tidy does not see it. */
	free(visit->participant);       // NOLINT(clang-analyzer-unix.Malloc)
	free(visit->script_file);
	free(visit->script_text);
	free(visit->plan_text);
	*visit = (struct interrupted){0};
}

static void take(struct interrupted *visit, const struct session_row *row)
{
	char sha256[SHA256_TEXT_SIZE];
	hash_sha256(row->script_text, strlen(row->script_text), sha256);
	interrupted_free(visit);
	*visit = (struct interrupted){
		.session = row->session, .participant = xstrdup(row->participant), .visit = row->visit,
		.script_file = xstrdup(row->script_file), .script_text = xstrdup(row->script_text),
		.script_is_sound = strcmp(row->script_sha256, sha256) == 0,
		.plan_text = xstrdup(row->plan_text), .seed = strtoull(row->seed, NULL, 10),
		.zero_utc_ns = row->zero_utc_ns,
	};
}

bool interrupted_find(struct record *record, int64_t session, struct interrupted *visit, struct error *error)
{
	int waiting = 0;
	bool is_virtual = false;
	struct rows *rows = record_sessions(record, session);
	for (struct session_row row; rows_next_session(rows, &row);) {
		if (strcmp(row.status, "running") != 0)
			continue;
		take(visit, &row);
		is_virtual = row.virtual_clock;
		waiting++;
	}
	if (!rows_close(rows, error))
		return false;
	if (waiting == 0)
		return error_set(error, ERROR_ABSENT, session ? "Session %lld is not one that waits to be gone on with; "
		                 "'soleus sessions' lists them." : "No visit waits to be gone on with.", (long long)session);
	if (waiting > 1)
		return error_set(error, ERROR_REFUSED, "%d visits wait to be gone on with; 'soleus sessions' lists them: "
		                 "give the number of one.", waiting);
	if (record_is_claimed(record))
		return error_set(error, ERROR_BUSY, "Session %lld is being recorded at this moment.", (long long)visit->session);
	return !is_virtual || error_set(error, ERROR_REFUSED, "Session %lld was a rehearsal, which nobody goes on with; "
		"rehearse it again.", (long long)visit->session);
}

int64_t interrupted_now(const struct interrupted *visit, const struct history *history)
{
	struct clock *clock = clock_new_real();
	int64_t now_ns = clock_utc(clock) - visit->zero_utc_ns, least_ns = history->last_ns + NS_PER_MS;
	if (history->returning && history->returned_ns >= least_ns)
		least_ns = history->returned_ns + NS_PER_MS;
	clock_free(clock);
	return now_ns > least_ns ? now_ns : least_ns;
}

bool history_read(struct record *record, int64_t session, const struct plan *plan, struct history *history,
                  struct error *error)
{
	int64_t arrival_ns;
	history_open(history, plan);
	struct rows *rows = record_events(record, session);
	for (struct event_row row; rows_next_event(rows, &row);) {
		struct event event = event_of_row(&row);
		if (event.kind != EVENT_KIND_COUNT)
			history_hear(history, &event);
	}
	if (rows_close(rows, error)
	    && record_last_arrival(record, session, history->returned_ns, &arrival_ns, error)) {
		history_seen(history, arrival_ns);
		return true;
	}
	history_close(history);
	return false;
}

/* How the visit ends: each of these as far as it is still open. */
struct closing {
	struct event    *events;
	size_t           count, capacity;
	struct deviation early;
};

static struct event *add(struct closing *closing, struct event event, const char *text)
{
	array_reserve((void **)&closing->events, &closing->capacity, closing->count, sizeof *closing->events);
	struct event *added = &closing->events[closing->count++];
	*added = event;
	added->text = text;
	return added;
}

static bool add_open_phase(struct record *record, int64_t session, const struct history *history, struct closing *closing,
                           struct error *error)
{
	struct event paused;
	struct rows *rows = record_phases(record, session);
	for (struct phase_row row; rows_next_phase(rows, &row);) {
		if (row.ended_ns != TIME_NONE)
			continue;
		struct event end = event_at(EVENT_PHASE_END, history->last_ns);
		end.trial = row.trial;
		end.attempt = row.attempt;
		end.phase = row.number;
		end.value = row.reps_per_min;
		name_copy(end.name, row.name);
		if (history_unpause(history, &paused)) {
			paused.trial = end.trial;
			paused.attempt = end.attempt;
			paused.phase = end.phase;
			add(closing, paused, "");
		}
		add(closing, end, "interrupted");
	}
	return rows_close(rows, error);
}

static bool add_open_trial(struct record *record, int64_t session, const struct history *history, struct closing *closing,
                           struct error *error)
{
	struct rows *rows = record_trials(record, session);
	for (struct trial_row row; rows_next_trial(rows, &row);) {
		if (row.ended_ns != TIME_NONE)
			continue;
		struct event *end = add(closing, event_at(EVENT_TRIAL_END, history->last_ns), "interrupted");
		end->trial = row.info.number;
		end->attempt = row.attempt;
		name_copy(end->name, row.info.condition);
	}
	return rows_close(rows, error);
}

static bool write_closing(struct record *record, int64_t session, const struct closing *closing, struct error *error)
{
	struct bus bus = {0};
	struct recorder *recorder = recorder_open(record, session, false, error);
	if (!recorder)
		return false;
	bus_add(&bus, recorder, recorder_hear);
	for (size_t i = 0; i < closing->count; i++)
		bus_event(&bus, &closing->events[i]);
	bus_deviation(&bus, &closing->early);
	return recorder_close(recorder, error);
}

bool interrupted_end(struct record *record, const struct interrupted *visit, const char *why, struct error *error)
{
	static const struct plan nothing;
	struct history history;
	struct closing closing = { .early = deviation_of_early_end() };
	if (!history_read(record, visit->session, &nothing, &history, error))
		return false;
	struct clock *clock = clock_new_real();
	add(&closing, event_at(EVENT_FINISH, history.last_ns), why);
	closing.early.time_ns = history.last_ns;
	closing.early.reason = why;
	bool well = add_open_phase(record, visit->session, &history, &closing, error)
		&& add_open_trial(record, visit->session, &history, &closing, error);
	add(&closing, event_at(EVENT_SESSION_END, history.last_ns), "interrupted");
	well = well && write_closing(record, visit->session, &closing, error)
		&& record_seal(record, visit->session, clock_utc(clock), error);
	free(closing.events);
	clock_free(clock);
	history_close(&history);
	return well;
}
