/* view.c - gathers what a screen may show, while it happens */

#include "console/screen/view.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "console/event_words.h"
#include "console/screen/stroke_pace.h"

#define EVENTS_KEPT 1024
#define PHASES_KEPT 512
#define CUES_KEPT 16384
#define RATES_EVERY_NS (2 * NS_PER_S)
#define STROKES_EVERY_NS NS_PER_S

/* The newest so many of something: the n-th ever (from 0) stands at n % size. */
struct tally { size_t count, size; };

static size_t tally_first(const struct tally *tally)
{
	return tally->count > tally->size ? tally->count - tally->size : 0;
}

/* When repetitions of the phase under way began. */
struct pace { double first, last; int64_t first_ns, last_ns; };

struct view {
	const struct plan *plan;
	pthread_mutex_t    lock;            /* guards all below */
	struct latest      latest;
	struct trace     **traces;
	int64_t           *first_ns;        /* of each channel's samples; TIME_NEVER: none yet */
	struct tally       events, phases, cues;
	struct snapshot_event *event;
	struct snapshot_phase *phase;
	int64_t               *cue_ns;
	struct pace            pace;
	struct stroke_pace    *strokes;         /* NULL: no channel shows them */
	struct stage           stage;
	struct recorder_health health;
	enum clock_health      clock;
	char                   trouble[EVENT_LINE_SIZE];
	char                   decision[STAGE_TEXT_SIZE];   /* what EVENT_DECIDE said last */
	/* Of who takes snapshots alone. */
	double                 kept_per_min;
	int64_t                kept_ns;         /* when it was looked for; TIME_NONE: not yet */
};

struct snapshot *snapshot_new(size_t channels)
{
	struct snapshot *snapshot = xcalloc(1, sizeof *snapshot);
	snapshot->channel_count = channels;
	snapshot->channels = xcalloc(channels ? channels : 1, sizeof *snapshot->channels);
	snapshot->stage = stage_none();
	snapshot->session = (struct snapshot_session){ .title = "", .participant = "", .disk_free_bytes = NAN };
	snapshot->given_per_min = snapshot->kept_per_min = NAN;
	return snapshot;
}

bool snapshot_is_missing(const struct snapshot_channel *shown)
{
	return !shown->any || shown->stale || !isfinite(shown->value);
}

void snapshot_free(struct snapshot *snapshot)
{
	if (!snapshot)
		return;
	free(snapshot->channels);
	free(snapshot);
}

struct view *view_new(const struct plan *plan, const struct channel *channels, size_t count)
{
	struct view *view = xcalloc(1, sizeof *view);
	view->plan = plan;
	pthread_mutex_init(&view->lock, NULL);
	view->latest = latest_new(channels, count);
	view->traces = xcalloc(count ? count : 1, sizeof(struct trace *));
	view->first_ns = xcalloc(count ? count : 1, sizeof *view->first_ns);
	for (size_t i = 0; i < count; i++) {
		view->traces[i] = trace_new();
		view->first_ns[i] = TIME_NEVER;
	}
	view->events.size = EVENTS_KEPT;
	view->phases.size = PHASES_KEPT;
	view->cues.size = CUES_KEPT;
	view->event = xcalloc(EVENTS_KEPT, sizeof *view->event);
	view->phase = xcalloc(PHASES_KEPT, sizeof *view->phase);
	view->cue_ns = xcalloc(CUES_KEPT, sizeof *view->cue_ns);
	view->pace.first = NAN;
	view->strokes = stroke_pace_new(view->latest.channels, count);
	view->latest.rated_ns = TIME_NEVER;     /* a visit may be gone on with after hours */
	view->kept_per_min = NAN;
	view->kept_ns = TIME_NONE;
	view->stage = stage_none();
	return view;
}

void view_free(struct view *view)
{
	if (!view)
		return;
	for (size_t i = 0; i < view->latest.count; i++)
		trace_free(view->traces[i]);
	free(view->traces);
	free(view->first_ns);
	free(view->event);
	free(view->phase);
	free(view->cue_ns);
	stroke_pace_free(view->strokes);
	latest_free(&view->latest);
	pthread_mutex_destroy(&view->lock);
	free(view);
}

void view_forget(struct view *view)
{
	pthread_mutex_lock(&view->lock);
	for (size_t i = 0; i < view->latest.count; i++) {
		trace_free(view->traces[i]);
		view->traces[i] = trace_new();
		view->first_ns[i] = TIME_NEVER;
		view->latest.counts[i] = view->latest.counts_before[i] = 0;
		view->latest.rates[i] = NAN;
	}
	view->latest.rated_ns = TIME_NEVER;
	view->events.count = view->phases.count = view->cues.count = 0;
	view->stage = stage_none();
	view->clock = CLOCK_UNKNOWN;
	pthread_mutex_unlock(&view->lock);
}

/* --- hearing --- */

/* What happened to the wall clock once is to be known until the end. */
static void keep_clock(struct view *view, const struct event *event)
{
	if (event->kind != EVENT_CLOCK)
		return;
	if (strcmp(event->name, "ntp") != 0)
		view->clock = CLOCK_CHANGED;
	else if (view->clock != CLOCK_CHANGED)
		view->clock = isfinite(event->value) ? CLOCK_SYNCHRONISED : CLOCK_FREE;
}

/* Plain lines tell of an event too: the screen says the same, without the clock's time in front. */
static void keep_event(struct view *view, const struct event *event)
{
	char words[EVENT_WORDS_SIZE];
	if (!view->plan || !event_words(event, view->plan, words, sizeof words)) {
		if (event->kind != EVENT_CONNECTED && event->kind != EVENT_LOST && event->kind != EVENT_TROUBLE
		    && event->kind != EVENT_REJECTED)
			return;
		snprintf(words, sizeof words, "%s%s%s: %s", event_kind_name(event->kind), event->name[0] ? " " : "",
		         event->name, event->text);
	}
	struct snapshot_event *kept = &view->event[view->events.count++ % view->events.size];
	kept->time_ns = event->time_ns;
	kept->kind = event->kind;
	snprintf(kept->line, sizeof kept->line, "%.*s", (int)sizeof kept->line - 1, words);
}

/* Only the first cue of a repetition counts. */
static void keep_pace(struct pace *pace, const struct event *cue)
{
	if (isnan(pace->first)) {
		pace->first = cue->value;
		pace->first_ns = cue->time_ns;
	} else if (cue->value == pace->last) {
		return;
	}
	pace->last = cue->value;
	pace->last_ns = cue->time_ns;
}

static double per_min(const struct pace *pace)
{
	return pace->last > pace->first ? (pace->last - pace->first) / ((double)(pace->last_ns - pace->first_ns) / 60e9) : NAN;
}

static void keep_phase(struct view *view, const struct event *event)
{
	if (event->kind == EVENT_PHASE_BEGIN) {
		struct snapshot_phase *phase = &view->phase[view->phases.count++ % view->phases.size];
		*phase = (struct snapshot_phase){ .began_ns = event->time_ns, .ended_ns = TIME_NEVER,
		                                  .exercise = strcmp(event->text, "exercise") == 0 };
		name_copy(phase->name, event->name);
		view->pace = (struct pace){ .first = NAN };
	} else if (event->kind == EVENT_PHASE_END && view->phases.count > 0) {
		view->phase[(view->phases.count - 1) % view->phases.size].ended_ns = event->time_ns;
	} else if (event->kind == EVENT_CUE) {
		view->cue_ns[view->cues.count++ % view->cues.size] = event->time_ns;
		keep_pace(&view->pace, event);
	}
}

/* What must be decided; the choices behind it are the form's. */
static void keep_decision(struct view *view, const char *text)
{
	const char *choices = strstr(text, "  [1]");
	int length = choices ? (int)(choices - text) : (int)strlen(text);
	snprintf(view->decision, sizeof view->decision, "%.*s", length, text);
}

static void keep_sample(struct view *view, const struct sample *sample)
{
	trace_add(view->traces[sample->channel], sample);
	if (view->first_ns[sample->channel] == TIME_NEVER)
		view->first_ns[sample->channel] = sample->time_ns;
}

/* The trial that is gone on with began before: its share is of the whole of it. */
static void remember_trial(struct view *view, const struct event *event)
{
	if (event->kind != EVENT_TRIAL_BEGIN)
		return;
	view->stage.trial = event->trial;
	view->stage.attempt = event->attempt;
	view->stage.trial_began_ns = event->time_ns;
}

void view_remember(struct view *view, const struct message *message)
{
	pthread_mutex_lock(&view->lock);
	if (message->kind == MESSAGE_SAMPLE) {
		keep_sample(view, &message->sample);
	} else if (message->kind == MESSAGE_EVENT) {
		keep_event(view, &message->event);
		keep_phase(view, &message->event);
		keep_clock(view, &message->event);
		remember_trial(view, &message->event);
		view->pace = (struct pace){ .first = NAN };
	}
	pthread_mutex_unlock(&view->lock);
}

void view_hear(void *self, const struct message *message)
{
	struct view *view = self;
	if (message->kind != MESSAGE_SAMPLE && message->kind != MESSAGE_EVENT)
		return;
	pthread_mutex_lock(&view->lock);
	stroke_pace_hear(view->strokes, message);
	if (message->kind == MESSAGE_SAMPLE) {
		latest_hear(&view->latest, message);
		keep_sample(view, &message->sample);
		if (view->latest.rated_ns == TIME_NEVER || message->sample.arrival_ns >= view->latest.rated_ns + RATES_EVERY_NS)
			latest_rates(&view->latest, message->sample.arrival_ns);
	} else {
		keep_event(view, &message->event);
		keep_phase(view, &message->event);
		keep_clock(view, &message->event);
		if (message->event.kind == EVENT_DECIDE)
			keep_decision(view, message->event.text);
	}
	pthread_mutex_unlock(&view->lock);
}

void view_stage(struct view *view, const struct stage *stage)
{
	pthread_mutex_lock(&view->lock);
	view->stage = *stage;
	pthread_mutex_unlock(&view->lock);
}

void view_conductor(struct view *view, const struct conductor *conductor, int64_t now_ns)
{
	/* Only this thread writes stage and decision, so reading them needs no lock. */
	struct stage stage = stage_of_conductor(conductor, view->plan, now_ns, &view->stage, view->decision);
	view_stage(view, &stage);
}

void view_recorder(void *self, const struct recorder_health *health, const char *trouble)
{
	struct view *view = self;
	pthread_mutex_lock(&view->lock);
	view->health = *health;
	snprintf(view->trouble, sizeof view->trouble, "%s", trouble);
	pthread_mutex_unlock(&view->lock);
}

/* --- showing --- */

static void show_channel(struct view *view, size_t i, const struct view_request *request, struct snapshot_channel *shown)
{
	const struct latest *latest = &view->latest;
	const struct channel *channel = &latest->channels[i];
	int64_t span_ns = channel->waveform ? request->fast_span_ns : request->span_ns;
	/* Columns begin at multiples of their length, so that a trace moves and does not flicker. */
	int64_t column_ns = span_ns / request->columns > 0 ? span_ns / request->columns : 1;
	int64_t until_ns = request->until_ns > span_ns ? request->until_ns : span_ns;
	shown->until_ns = (until_ns / column_ns + 1) * column_ns;
	shown->from_ns = shown->until_ns - column_ns * request->columns;
	shown->channel = channel;
	shown->any = latest->counts[i] > 0;
	shown->stale = shown->any && latest_is_stale(latest, i, request->now_ns);
	shown->value = latest->samples[i].value;
	shown->quality = latest->samples[i].quality;
	shown->age_s = latest_age_s(latest, i, request->now_ns);
	shown->rate = latest->rates[i];
	shown->began_before = view->first_ns[i] < shown->from_ns;
	latest_text(latest, i, request->now_ns, shown->text);
	trace_columns(view->traces[i], shown->from_ns, shown->until_ns, shown->columns, request->columns);
}

static void show_events(const struct view *view, int64_t until_ns, struct snapshot *snapshot)
{
	size_t end = view->events.count, first = tally_first(&view->events);
	while (end > first && view->event[(end - 1) % view->events.size].time_ns > until_ns)
		end--;
	size_t begin = end > first + SNAPSHOT_EVENTS ? end - SNAPSHOT_EVENTS : first;
	snapshot->event_count = 0;
	for (size_t i = begin; i < end; i++)
		snapshot->events[snapshot->event_count++] = view->event[i % view->events.size];
}

static void show_phases(const struct view *view, int64_t from_ns, int64_t until_ns, struct snapshot *snapshot)
{
	snapshot->phase_count = 0;
	for (size_t i = tally_first(&view->phases); i < view->phases.count && snapshot->phase_count < SNAPSHOT_PHASES; i++) {
		const struct snapshot_phase *phase = &view->phase[i % view->phases.size];
		if (phase->ended_ns > from_ns && phase->began_ns <= until_ns)
			snapshot->phases[snapshot->phase_count++] = *phase;
	}
}

static void show_cues(const struct view *view, int64_t from_ns, int64_t until_ns, struct snapshot *snapshot)
{
	size_t end = view->cues.count, first = tally_first(&view->cues);
	while (end > first && view->cue_ns[(end - 1) % view->cues.size] > until_ns)
		end--;
	size_t begin = end;
	while (begin > first && end - begin < SNAPSHOT_CUES && view->cue_ns[(begin - 1) % view->cues.size] >= from_ns)
		begin--;
	snapshot->cue_count = 0;
	for (size_t i = begin; i < end; i++)
		snapshot->cues_ns[snapshot->cue_count++] = view->cue_ns[i % view->cues.size];
}

/* Strokes are found outside the lock, and not for every picture. */
static void show_strokes(struct view *view, int64_t now_ns, struct snapshot *snapshot)
{
	if (view->kept_ns == TIME_NONE || now_ns >= view->kept_ns + STROKES_EVERY_NS || now_ns < view->kept_ns) {
		pthread_mutex_lock(&view->lock);
		struct strokes_heard heard = stroke_pace_copy(view->strokes);
		double wanted = view->stage.reps_per_min;
		pthread_mutex_unlock(&view->lock);
		view->kept_per_min = strokes_per_min(&heard, wanted);
		view->kept_ns = now_ns;
		name_copy(snapshot->kept_from, heard.channel);
	}
	snapshot->kept_per_min = view->kept_per_min;
}

void view_snapshot(struct view *view, const struct view_request *request, struct snapshot *snapshot)
{
	snapshot->now_ns = request->now_ns;
	snapshot->until_ns = request->until_ns > request->span_ns ? request->until_ns : request->span_ns;
	snapshot->span_ns = request->span_ns;
	snapshot->fast_span_ns = request->fast_span_ns;
	snapshot->columns = request->columns;
	pthread_mutex_lock(&view->lock);
	for (size_t i = 0; i < snapshot->channel_count; i++)
		show_channel(view, i, request, &snapshot->channels[i]);
	show_events(view, request->until_ns, snapshot);
	show_phases(view, snapshot->until_ns - request->span_ns, snapshot->until_ns, snapshot);
	show_cues(view, snapshot->until_ns - request->span_ns, snapshot->until_ns, snapshot);
	snapshot->stage = view->stage;
	snapshot->given_per_min = per_min(&view->pace);
	snapshot->unwritten = view->health.waiting;
	snapshot->clock = view->clock;
	memcpy(snapshot->trouble, view->trouble, sizeof snapshot->trouble);
	pthread_mutex_unlock(&view->lock);
	show_strokes(view, request->now_ns, snapshot);
}
