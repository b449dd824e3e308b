/* viewing.c - a view that a session keeps up to date */

#include "console/viewing.h"

#include <math.h>
#include <time.h>

#include "base/clock.h"
#include "console/past.h"

struct viewing viewing_new(const struct front_request *request)
{
	return (struct viewing){
		.view = view_new(request->session->plan, request->channels, request->count),
		.typed = typed_operator_link(request->operator),
	};
}

bool viewing_look_back(const struct viewing *viewing, const struct front_request *request, struct error *error)
{
	const struct session_request *session = request->session;
	return !session->history
		|| past_remember(session->record, session->resumed, viewing->view, request->channels, request->count, error);
}

static void hear(void *self, const struct message *message)
{
	struct viewing *viewing = self;
	view_hear(viewing->view, message);
	if (viewing->also.hear)
		viewing->also.hear(viewing->also.self, message);
}

static void hear_recorder(void *self, const struct recorder_health *health, const char *trouble)
{
	struct viewing *viewing = self;
	view_recorder(viewing->view, health, trouble);
}

static int64_t due(void *self, const struct conductor *conductor, int64_t now_ns)
{
	struct viewing *viewing = self;
	return viewing->typed.due_ns(viewing->typed.self, conductor, now_ns);
}

/* What the operator said may have changed the stage, so the view looks at it afterwards. */
static void act(void *self, struct conductor *conductor, int64_t now_ns)
{
	struct viewing *viewing = self;
	viewing->typed.act(viewing->typed.self, conductor, now_ns);
	view_conductor(viewing->view, conductor, now_ns);
}

static bool leaves(void *self)
{
	struct viewing *viewing = self;
	return viewing->typed.leaves(viewing->typed.self);
}

static int farewells(void *self)
{
	struct viewing *viewing = self;
	return viewing->typed.farewells(viewing->typed.self);
}

void viewing_join(struct viewing *viewing, struct session_request *session)
{
	session->watcher = (struct listener){ .self = viewing, .hear = hear };
	session->watch_recorder = hear_recorder;
	session->operator_link = (struct operator_link){
		.self = viewing, .wake_fd = viewing->typed.wake_fd, .due_ns = due, .act = act, .leaves = leaves,
		.farewells = farewells,
	};
}

struct snapshot_session viewing_session(const struct session_request *request)
{
	time_t now = (time_t)(clock_utc(request->clock) / NS_PER_S);
	struct tm local;
	localtime_r(&now, &local);
	return (struct snapshot_session){
		.title = request->plan->title, .participant = request->participant->id, .visit = request->visit,
		.zero_utc_ns = clock_utc(request->clock) - clock_now(request->clock),
		.utc_offset_min = (int)(local.tm_gmtoff / 60), .recording = true, .disk_free_bytes = NAN,
	};
}
