/* front_screen.c - a visit on the live screen, drawn by a thread of its own */

#include "console/front.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "console/screen/panel.h"
#include "console/viewing.h"

/* How long a terminal that does not read is waited for at the end. */
#define LAST_FRAME_S 2

struct screen_front {
	struct panel          *panel;
	struct viewing         viewing;
	struct typed_operator *operator;
	const struct clock    *clock;
	pthread_t              thread;
	atomic_bool            closing;
	int                    wake_fd;
	bool                   hung_up;
};

static void join(void *self, struct session_request *session)
{
	struct screen_front *front = self;
	viewing_join(&front->viewing, session);
}

/* --- in the thread that draws --- */

static void grant(struct screen_front *front, const struct wish *wish)
{
	if (wish->kind == WISH_ANSWER)
		typed_operator_say(front->operator, wish->text);
	else if (wish->kind == WISH_DO)
		typed_operator_do(front->operator, &(struct operator_command){
			.verb = wish->verb, .text = wish->text, .stamped_ns = wish->stamped_ns });
}

static void take_keys(struct screen_front *front)
{
	struct wish wish;
	struct error error;
	while (panel_wish(front->panel, clock_now(front->clock), &wish))
		grant(front, &wish);
	if (typed_operator_rejected(front->operator, &error))
		panel_say(front->panel, clock_now(front->clock), error.text);
	if (!panel_is_gone(front->panel) || front->hung_up)
		return;
	front->hung_up = true;
	typed_operator_hang_up(front->operator);
}

static void *draw(void *self)
{
	struct screen_front *front = self;
	sigset_t resize;
	sigemptyset(&resize);
	sigaddset(&resize, SIGWINCH);
	pthread_sigmask(SIG_UNBLOCK, &resize, NULL);
	while (!front->closing) {
		struct pollfd fds[] = {
			{ .fd = front->wake_fd, .events = POLLIN },
			{ .fd = front->hung_up ? -1 : STDIN_FILENO, .events = POLLIN },
		};
		poll(fds, 2, panel_patience_ms(front->panel));
		take_keys(front);
		panel_frame(front->panel, clock_now(front->clock));
	}
	return NULL;
}

/* --- in the console's thread --- */

static void descriptors(void *self, int fds[static 2])
{
	(void)self;
	fds[0] = fds[1] = -1;
}

static void tend(void *self)
{
	(void)self;
}

static void nothing(int signal)
{
	(void)signal;
}

/* The thread may be held up inside a write to a terminal that does not read: it is let go of, and a signal that
 * does nothing takes the thread out of the write. */
static void end_drawing(struct screen_front *front)
{
	uint64_t one = 1;
	struct timespec until;
	front->closing = true;
	if (write(front->wake_fd, &one, sizeof one) < 0)
		abort();    /* a new eventfd takes a one */
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LAST_FRAME_S;
	if (pthread_clockjoin_np(front->thread, NULL, CLOCK_MONOTONIC, &until) == 0)
		return;
	sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = nothing }, NULL);
	panel_let_go(front->panel);
	pthread_kill(front->thread, SIGUSR1);
	pthread_join(front->thread, NULL);
}

static void close_front(void *self)
{
	struct screen_front *front = self;
	end_drawing(front);
	panel_close(front->panel);
	view_free(front->viewing.view);
	close(front->wake_fd);
	free(front);
}

/* The window's size is none of the session's business: only the thread that draws hears of it. */
static bool start_drawing(struct screen_front *front, struct error *error)
{
	sigset_t resize, before;
	sigemptyset(&resize);
	sigaddset(&resize, SIGWINCH);
	pthread_sigmask(SIG_BLOCK, &resize, &before);
	return pthread_create(&front->thread, NULL, draw, front) == 0
		|| error_set(error, ERROR_SYSTEM, "The thread that draws the screen cannot be started; the visit is told in plain lines.");
}

bool front_screen(const struct front_request *request, struct front *made, struct error *error)
{
	struct error at_past;
	struct screen_front *front = xcalloc(1, sizeof *front);
	front->viewing = viewing_new(request);
	front->operator = request->operator;
	front->clock = request->session->clock;
	front->wake_fd = eventfd(0, EFD_CLOEXEC);
	struct panel_request panel = {
		.view = front->viewing.view, .channels = request->count, .kind = LOOK_VISIT,
		.session = viewing_session(request->session), .disk = request->folder, .pictures = request->pictures,
		.ascii = request->ascii,
	};
	bool looked_back = viewing_look_back(&front->viewing, request, &at_past);
	front->panel = panel_open(&panel, error);
	if (front->panel && !looked_back)
		panel_say(front->panel, clock_now(front->clock), at_past.text);
	if (front->panel && start_drawing(front, error)) {
		*made = (struct front){ .self = front, .join = join, .descriptors = descriptors, .tend = tend, .close = close_front };
		return true;
	}
	panel_close(front->panel);
	view_free(front->viewing.view);
	close(front->wake_fd);
	free(front);
	return false;
}
