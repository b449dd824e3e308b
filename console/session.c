/* session.c - one visit from beginning to end: where all parts come together */

#include "console/session.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "acquisition/station.h"
#include "base/count.h"
#include "base/memory.h"
#include "base/random.h"
#include "console/clockwork.h"
#include "console/preflight.h"
#include "protocols/plan.h"
#include "record/recorder.h"
#include "record/seal.h"

#define PATIENCE_OF_THE_GONE_NS (10 * NS_PER_S)

struct session {
	const struct session_request *request;
	struct bus                    bus;
	struct station               *station;
	struct recorder              *recorder;
	struct conductor             *conductor;
	struct channel               *channels;         /* of the station */
	struct way                    way;              /* of a session that is gone on with */
	struct clockwork              clockwork;
	bool                          troubled;
};

static int local_offset_min(const struct clock *clock)
{
	if (clock_is_virtual(clock))
		return 0;
	time_t now = (time_t)(clock_utc(clock) / NS_PER_S);
	struct tm local;
	localtime_r(&now, &local);
	return (int)(local.tm_gmtoff / 60);
}

/* Where the study's folder happens to lie is no part of the record. */
static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* The session's number; 0 when it cannot be recorded. */
static int64_t begin_record(const struct session *session, struct error *error)
{
	const struct session_request *request = session->request;
	const struct plan *plan = request->plan;
	const struct station *station = session->station;
	size_t channels = station_channel_count(station), instruments = station_instrument_count(station);
	struct instrument_info *instrument = xcalloc(instruments, sizeof *instrument);
	struct trial_info *trial = xcalloc(plan->trial_count, sizeof *trial);
	bool simulated = false;
	for (size_t i = 0; i < instruments; i++) {
		instrument[i] = *station_instrument(station, i);
		simulated |= instrument[i].simulated;
	}
	for (size_t i = 0; i < plan->trial_count; i++)
		trial[i] = plan->trials[i].info;
	char *text = plan_text(plan);
	struct session_start start = {
		.participant = request->participant->id, .visit = request->visit,
		.operator_id = request->operator_id,
		.protocol_id = plan->id, .protocol_version = plan->version, .protocol_title = plan->title,
		.script_file = file_name(plan->file), .script_text = request->script_text, .plan_text = text,
		.seed = request->seed, .station = station_id(station),
		.simulated = simulated, .virtual_clock = clock_is_virtual(request->clock),
		.start_utc_ns = clock_utc(request->clock) - clock_now(request->clock),
		.utc_offset_min = local_offset_min(request->clock),
		.instruments = instrument, .instrument_count = instruments,
		.channels = session->channels, .channel_count = channels,
		.trials = trial, .trial_count = plan->trial_count,
	};
	int64_t number = request->history ? request->resumed : 0;
	if (number == 0)
		number = record_begin_session(request->record, &start, error);
	else if (!record_resume_session(request->record, number, &start, clock_utc(request->clock), error))
		number = 0;
	free(text);
	free(trial);
	free(instrument);
	return number;
}

/* A disk that fails is told once when it begins; the recorder itself writes down when it is over. */
static void watch_recorder(struct session *session, int64_t now_ns)
{
	struct error error;
	bool troubled = recorder_trouble(session->recorder, &error);
	if (troubled && !session->troubled) {
		struct event event = event_at(EVENT_TROUBLE, now_ns);
		event.text = error.text;
		bus_event(&session->bus, &event);
	}
	session->troubled = troubled;
	if (session->request->watch_recorder) {
		struct recorder_health health = recorder_health(session->recorder);
		session->request->watch_recorder(session->request->watcher.self, &health, troubled ? error.text : "");
	}
}

static int64_t earliest(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void conduct(struct session *session)
{
	struct clock *clock = session->request->clock;
	struct conductor *conductor = session->conductor;
	const struct operator_link *link = &session->request->operator_link;
	if (session->request->history)
		conductor_resume(conductor, session->request->history, &session->way, clock_now(clock));
	else
		conductor_begin(conductor, clock_now(clock));
	while (!conductor_finished(conductor)) {
		int64_t now = clock_now(clock);
		int64_t wake = earliest(conductor_deadline(conductor), link->due_ns(link->self, conductor, now));
		station_poll(session->station, earliest(wake, clockwork_due(&session->clockwork)), link->wake_fd);
		now = clock_now(clock);
		conductor_advance(conductor, now);
		link->act(link->self, conductor, now);
		cue_board_write(session->request->cue_board, conductor, now);
		clockwork_look(&session->clockwork, now);
		watch_recorder(session, now);
	}
}

/* The session that could not begin stands in the record too, with the reason; one that could not go
 * on can be tried again. */
static void end_before_beginning(struct session *session, const char *why)
{
	int64_t now = clock_now(session->request->clock);
	struct event event = event_at(EVENT_PREFLIGHT, now);
	event.text = why;
	bus_event(&session->bus, &event);
	if (session->request->history) {
		event.kind = EVENT_LEAVE;
		bus_event(&session->bus, &event);
		return;
	}
	event = event_at(EVENT_SESSION_END, now);
	event.text = "failed";
	bus_event(&session->bus, &event);
}

/* Said before anything else: how long the program was away must not depend on how the rest of it begins. */
static void come_back(struct session *session)
{
	const struct history *history = session->request->history;
	int64_t now = clock_now(session->request->clock);
	session->way = conductor_return(session->conductor, history, now);
	for (size_t i = 0; i < station_channel_count(session->station); i++)
		bus_gap(&session->bus, &(struct gap){
			.channel = (int)i, .from_ns = history->last_ns, .to_ns = now, .cause = GAP_AWAY });
}

static bool run(struct session *session, struct session_result *result, struct error *error)
{
	const struct session_request *request = session->request;
	struct preflight_request preflight = {
		.station = session->station, .clock = request->clock, .bus = &session->bus,
		.plan = request->plan, .start_anyway = request->start_anyway,
		.operator_link = &request->operator_link,
	};
	if (!preflight_prove(&preflight, error)) {
		end_before_beginning(session, error->text);
		return false;
	}
	conduct(session);
	result->completed = conductor_completed(session->conductor);
	return true;
}

static void tell_what_waits(struct session *session, const struct error *why)
{
	struct event event = event_at(EVENT_TROUBLE, clock_now(session->request->clock));
	char *text = xasprintf("%s The visit is over, but %s in memory only. It is tried again every second; "
	                       "whoever ends the program now (Ctrl-C) gives them up.",
	                       why->text, count_text((int64_t)recorder_health(session->recorder).waiting, "message is", "messages are",
	                                   (char[COUNT_TEXT_SIZE]){0}));
	event.text = text;
	bus_event(&session->bus, &event);
	free(text);
}

static int farewells(const struct operator_link *link)
{
	return link->farewells ? link->farewells(link->self) : 0;
}

/* The visit is over, but a disk that fails may still be mended by whoever is there. Who has said farewell before has a
 * few seconds for it, everybody else until he does. */
static void write_the_rest(struct session *session)
{
	const struct operator_link *link = &session->request->operator_link;
	const struct clock *clock = session->request->clock;
	struct error error;
	int before = farewells(link);
	int64_t until = before > 0 ? clock_now(clock) + PATIENCE_OF_THE_GONE_NS : TIME_NEVER;
	for (bool told = false; !recorder_flush(session->recorder, &error); told = true) {
		if (clock_is_virtual(clock) || farewells(link) > before || clock_now(clock) > until)
			return;
		if (!told)
			tell_what_waits(session, &error);
		watch_recorder(session, clock_now(clock));
		poll(NULL, 0, 1000);
	}
	watch_recorder(session, clock_now(clock));
}

/* A session that was left open, to be gone on with, is sealed when it ends. */
static bool seal(const struct session *session, int64_t number, struct error *error)
{
	const struct session_request *request = session->request;
	return number == 0 || record_seal(request->record, number, clock_utc(request->clock), error)
		|| error->kind == ERROR_REFUSED;
}

/* Freed with free(). */
static struct channel *channels_of(const struct station *station)
{
	size_t count = station_channel_count(station);
	struct channel *channels = xcalloc(count, sizeof *channels);
	for (size_t i = 0; i < count; i++)
		channels[i] = *station_channel(station, i);
	return channels;
}

/* The instruments and the session in the record; false when one of them cannot be had. */
static bool open_all(struct session *session, int64_t *number, struct error *error)
{
	const struct session_request *request = session->request;
	struct station_options options = {
		.clock = request->clock, .bus = &session->bus, .effects = request->effects, .effect_count = request->effect_count,
		.simulate_all = request->simulate_all,
		.seed = random_seed_of(request->seed, request->participant->id),
		.person_seed = request->first_seed ? random_seed_of(request->first_seed, request->participant->id) : 0,
	};
	session->station = station_open(request->station, &options, error);
	if (!session->station)
		return false;
	session->channels = channels_of(session->station);
	*number = begin_record(session, error);
	if (*number != 0)
		session->recorder = recorder_open(request->record, *number, clock_is_virtual(request->clock), error);
	return session->recorder != NULL;
}

/* The recorder hears first: what others make of a message follows it in the record. */
static void join_bus(struct session *session)
{
	const struct session_request *request = session->request;
	bus_add(&session->bus, session->recorder, recorder_hear);
	if (request->watcher.hear)
		bus_add(&session->bus, request->watcher.self, request->watcher.hear);
	session->conductor = conductor_new(request->plan, &session->bus, session->channels, station_channel_count(session->station));
	bus_add(&session->bus, session->conductor, conductor_hear);
}

static bool go_through(struct session *session, struct session_result *result, struct error *error)
{
	const struct session_request *request = session->request;
	if (request->history)
		come_back(session);
	station_warn(session->station);
	clockwork_begin(&session->clockwork, request->clock, &session->bus, session->station, session->recorder);
	clockwork_tell_selftest(&session->clockwork, request->selftest);
	bool well = run(session, result, error);
	station_end_gaps(session->station);
	clockwork_end(&session->clockwork);
	write_the_rest(session);
	return well;
}

/* Nothing is sealed of which a part is not on the disk. */
static bool close_all(struct session *session, int64_t number, struct error *error)
{
	bool well = recorder_close(session->recorder, error) && seal(session, number, error);
	conductor_free(session->conductor);
	free(session->channels);
	station_close(session->station);
	return well;
}

bool session_conduct(const struct session_request *request, struct session_result *result, struct error *error)
{
	struct session session = { .request = request };
	struct error at_close = {0};
	*result = (struct session_result){0};
	bool well = open_all(&session, &result->session, error);
	if (well) {
		join_bus(&session);
		well = go_through(&session, result, error);
	}
	if (!close_all(&session, result->session, &at_close)) {
		*error = at_close;
		well = false;
	}
	return well;
}
