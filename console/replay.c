/* replay.c - a recorded session, told to a view again as if it happened now */

#include "console/replay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "record/reading.h"

struct told_event { struct event event; char *text; };

/* The samples of one channel as they come from the record. */
struct source {
	int64_t       channel_id;
	struct rows  *rows;
	struct sample next;
	bool          more;
};

struct replay {
	struct record         *record;
	int64_t                session;
	struct view           *view;
	struct plan            plan;        /* only what the lines of events want to know */
	struct snapshot_session facts;
	char                  *participant;
	int64_t                end_ns;
	struct channel        *channels;
	struct source         *sources;
	size_t                 channel_count, channel_capacity, source_capacity;
	struct told_event     *events;
	size_t                 event_count, event_capacity, events_told;
	struct trial_row      *trials;
	size_t                 trial_count, trial_capacity;
	struct phase_row      *phases;      /* their texts are not kept */
	size_t                 phase_count, phase_capacity;
	struct stage           stage;
	int64_t                now_ns;      /* everything up to here is told; -1: nothing is */
};

/* --- reading --- */

static bool read_session(struct replay *replay, struct error *error)
{
	struct rows *rows = record_sessions(replay->record, replay->session);
	struct session_row row;
	bool found = rows_next_session(rows, &row);
	if (found) {
		replay->plan.title = xstrdup(row.protocol_title);
		replay->participant = xstrdup(row.participant);
		replay->end_ns = row.ended_ns == TIME_NONE ? 0 : row.ended_ns;
		replay->facts = (struct snapshot_session){
			.title = replay->plan.title, .participant = replay->participant, .visit = row.visit,
			.session = row.session, .zero_utc_ns = row.start_utc_ns, .utc_offset_min = row.utc_offset_min,
			.disk_free_bytes = NAN,
		};
	}
	return rows_close(rows, error) && (found || error_set(error, ERROR_ABSENT,
		"There is no session %lld; 'soleus sessions' lists those that there are.", (long long)replay->session));
}

static bool read_channels(struct replay *replay, struct error *error)
{
	struct rows *rows = record_channels(replay->record, replay->session);
	for (struct channel_row row; rows_next_channel(rows, &row); replay->channel_count++) {
		array_reserve((void **)&replay->channels, &replay->channel_capacity, replay->channel_count, sizeof *replay->channels);
		array_reserve((void **)&replay->sources, &replay->source_capacity, replay->channel_count, sizeof *replay->sources);
		replay->channels[replay->channel_count] = row.channel;
		replay->sources[replay->channel_count] = (struct source){ .channel_id = row.channel_id };
	}
	return rows_close(rows, error);
}

static bool read_events(struct replay *replay, struct error *error)
{
	struct rows *rows = record_events(replay->record, replay->session);
	for (struct event_row row; rows_next_event(rows, &row);) {
		struct event event = event_of_row(&row);
		if (event.kind == EVENT_KIND_COUNT)
			continue;
		array_reserve((void **)&replay->events, &replay->event_capacity, replay->event_count, sizeof *replay->events);
		struct told_event *told = &replay->events[replay->event_count++];
		told->text = xstrdup(row.text);
		told->event = event;
		told->event.text = told->text;
		replay->end_ns = row.time_ns > replay->end_ns ? row.time_ns : replay->end_ns;
	}
	return rows_close(rows, error);
}

static bool read_trials(struct replay *replay, struct error *error)
{
	struct rows *rows = record_trials(replay->record, replay->session);
	for (struct trial_row row; rows_next_trial(rows, &row);) {
		array_reserve((void **)&replay->trials, &replay->trial_capacity, replay->trial_count, sizeof *replay->trials);
		replay->trials[replay->trial_count++] = row;
		if ((size_t)row.info.number > replay->plan.trial_count)
			replay->plan.trial_count = (size_t)row.info.number;
	}
	bool well = rows_close(rows, error);
	rows = record_phases(replay->record, replay->session);
	for (struct phase_row row; rows_next_phase(rows, &row);) {
		array_reserve((void **)&replay->phases, &replay->phase_capacity, replay->phase_count, sizeof *replay->phases);
		replay->phases[replay->phase_count++] = row;
	}
	return rows_done(rows, well, error);
}

/* --- the stage, from events --- */

static void begin_trial(struct replay *replay, const struct event *event)
{
	struct stage *stage = &replay->stage;
	stage->trial = event->trial;
	stage->trials = (int)replay->plan.trial_count;
	stage->attempt = event->attempt;
	stage->trial_began_ns = event->time_ns;
	stage->trial_ends_ns = replay->end_ns;
	for (size_t i = 0; i < replay->trial_count; i++) {
		const struct trial_row *trial = &replay->trials[i];
		if (trial->info.number != event->trial || trial->attempt != event->attempt)
			continue;
		stage->trial_info = &trial->info;
		stage->trial_ends_ns = trial->ended_ns == TIME_NONE ? replay->end_ns : trial->ended_ns;
	}
}

static void begin_step(struct replay *replay, const char *word, const char *kind, const char *text, int64_t began_ns)
{
	struct stage *stage = &replay->stage;
	stage->word = word;
	stage->kind = kind;
	stage->text = text;
	stage->began_ns = began_ns;
	stage->ends_ns = TIME_NONE;
	stage->reps_per_min = NAN;
	stage->repetitions = stage->repetitions_wanted = 0;
}

static void begin_phase(struct replay *replay, const struct told_event *told)
{
	const struct event *event = &told->event;
	struct stage *stage = &replay->stage;
	begin_step(replay, event->name, told->text, "", event->time_ns);
	stage->reps_per_min = event->value;
	for (size_t i = 0; i < replay->phase_count; i++) {
		const struct phase_row *phase = &replay->phases[i];
		if (phase->began_ns != event->time_ns)
			continue;
		stage->ends_ns = phase->planned_ended_ns != TIME_NONE ? phase->planned_ended_ns : phase->ended_ns;
		if (isfinite(event->value) && stage->ends_ns != TIME_NONE)
			stage->repetitions_wanted = llround((double)(stage->ends_ns - event->time_ns) / 60e9 * event->value);
	}
}

static void follow(struct replay *replay, const struct told_event *told)
{
	const struct event *event = &told->event;
	struct stage *stage = &replay->stage;
	switch (event->kind) {
	case EVENT_TRIAL_BEGIN:
		begin_trial(replay, event);
		break;
	case EVENT_TRIAL_END:
		stage->trial = 0;
		stage->trial_info = NULL;
		stage->trial_began_ns = stage->trial_ends_ns = TIME_NONE;
		break;
	case EVENT_PHASE_BEGIN:
		begin_phase(replay, told);
		break;
	case EVENT_SETTLE:
		begin_step(replay, event->name, "settle", "", event->time_ns);
		break;
	case EVENT_TELL:
		begin_step(replay, "tell", "tell", told->text, event->time_ns);
		break;
	case EVENT_ASK:
		begin_step(replay, event->name, "ask", told->text, event->time_ns);
		break;
	case EVENT_SAY:
		stage->text = told->text;
		break;
	case EVENT_CUE:
		stage->repetitions = (int64_t)event->value;
		break;
	case EVENT_PAUSE:
		stage->paused = true;
		stage->paused_ns = event->time_ns;
		break;
	case EVENT_GO_ON:
		stage->paused = false;
		break;
	case EVENT_SESSION_END:
		stage->ended = true;
		break;
	default:
		break;
	}
}

/* --- telling --- */

static bool begin_anew(struct replay *replay, struct error *error)
{
	bool well = true;
	view_forget(replay->view);
	replay->stage = stage_none();
	replay->stage.expected_end_ns = replay->end_ns;
	replay->events_told = 0;
	replay->now_ns = -1;
	for (size_t i = 0; i < replay->channel_count; i++) {
		struct source *source = &replay->sources[i];
		if (source->rows)
			well = rows_done(source->rows, well, error);
		source->rows = record_samples(replay->record, source->channel_id, TIME_NONE + 1, TIME_NEVER);
		source->more = rows_next_sample(source->rows, &source->next);
	}
	return well;
}

static void tell_samples(struct replay *replay, int64_t now_ns)
{
	for (size_t i = 0; i < replay->channel_count; i++) {
		struct source *source = &replay->sources[i];
		while (source->more && source->next.arrival_ns <= now_ns) {
			struct message message = { .kind = MESSAGE_SAMPLE, .sample = source->next };
			message.sample.channel = (int)i;
			view_hear(replay->view, &message);
			source->more = rows_next_sample(source->rows, &source->next);
		}
	}
}

static void tell_events(struct replay *replay, int64_t now_ns)
{
	while (replay->events_told < replay->event_count && replay->events[replay->events_told].event.time_ns <= now_ns) {
		struct told_event *told = &replay->events[replay->events_told++];
		struct message message = { .kind = MESSAGE_EVENT, .event = told->event };
		view_hear(replay->view, &message);
		follow(replay, told);
	}
	view_stage(replay->view, &replay->stage);
}

bool replay_go_to(struct replay *replay, int64_t now_ns, struct error *error)
{
	if (now_ns < replay->now_ns && !begin_anew(replay, error))
		return false;
	tell_samples(replay, now_ns);
	tell_events(replay, now_ns);
	replay->now_ns = now_ns;
	return true;
}

/* --- the replay --- */

struct replay *replay_new(struct record *record, int64_t session, struct error *error)
{
	struct replay *replay = xcalloc(1, sizeof *replay);
	replay->record = record;
	replay->session = session;
	if (!read_session(replay, error) || !read_channels(replay, error) || !read_events(replay, error)
	    || !read_trials(replay, error))
		goto fail;
	replay->view = view_new(&replay->plan, replay->channels, replay->channel_count);
	if (!begin_anew(replay, error))
		goto fail;
	return replay;
fail:
	replay_free(replay);
	return NULL;
}

void replay_free(struct replay *replay)
{
	struct error ignored;
	if (!replay)
		return;
	for (size_t i = 0; i < replay->channel_count; i++)
		if (replay->sources[i].rows)
			rows_close(replay->sources[i].rows, &ignored);
	for (size_t i = 0; i < replay->event_count; i++)
		free(replay->events[i].text);
	view_free(replay->view);
	free(replay->plan.title);
	free(replay->participant);
	free(replay->channels);
	free(replay->sources);
	free(replay->events);
	free(replay->trials);
	free(replay->phases);
	free(replay);
}

struct view *replay_view(const struct replay *replay)
{
	return replay->view;
}

size_t replay_channel_count(const struct replay *replay)
{
	return replay->channel_count;
}

struct snapshot_session replay_session(const struct replay *replay)
{
	return replay->facts;
}

int64_t replay_end_ns(const struct replay *replay)
{
	return replay->end_ns;
}
