/* attending.c - a visit at a terminal: what `run` and `resume` share */

#include "console/attending.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "console/command.h"
#include "console/cue_terminal.h"
#include "console/ending.h"
#include "console/front.h"
#include "console/screen/screen.h"
#include "record/reading.h"

/* The session's thread and what it leaves behind. */
struct conducting {
	struct session_request *request;
	struct session_result   result;
	struct error            error;
	bool                    well;
	int                     done_fd;
};

static void *conduct(void *self)
{
	struct conducting *conducting = self;
	uint64_t one = 1;
	conducting->well = session_conduct(conducting->request, &conducting->result, &conducting->error);
	if (write(conducting->done_fd, &one, sizeof one) < 0)
		abort();    /* a new eventfd takes a one */
	return NULL;
}

static void heed_signal(struct typed_operator *operator, const struct clock *clock, int fd)
{
	int signal = ending_signal(fd);
	if (signal == 0)
		return;
	char why[96];
	snprintf(why, sizeof why, "the program was asked to end (%s)", strsignal(signal));
	typed_operator_do(operator, &(struct operator_command){
		.verb = OPERATOR_LEAVE, .text = why, .stamped_ns = clock_now(clock) });
}

/* Tends the front and heeds signals until the session's thread is done. */
static void attend(const struct front *front, struct typed_operator *operator, const struct clock *clock,
                   int done_fd, int signal_fd)
{
	enum { DONE, SIGNAL, FRONT, FRONT_TOO };
	for (;;) {
		int fds_of_front[2];
		front->descriptors(front->self, fds_of_front);
		struct pollfd fds[] = {
			[DONE] = { .fd = done_fd, .events = POLLIN },
			[SIGNAL] = { .fd = signal_fd, .events = POLLIN },
			[FRONT] = { .fd = fds_of_front[0], .events = POLLIN },
			[FRONT_TOO] = { .fd = fds_of_front[1], .events = POLLIN },
		};
		poll(fds, sizeof fds / sizeof fds[0], 100);
		front->tend(front->self);
		if (fds[DONE].revents)
			return;
		if (fds[SIGNAL].revents)
			heed_signal(operator, clock, signal_fd);
	}
}

/* As the record has it: neither completed nor ended early. */
static bool is_left(const struct conducting *conducting)
{
	struct error error;
	bool left = false;
	struct rows *rows = record_sessions(conducting->request->record, conducting->result.session);
	for (struct session_row row; rows_next_session(rows, &row);)
		left = strcmp(row.status, "running") == 0;
	return rows_close(rows, &error) && left;
}

static int tell_end(const struct conducting *conducting)
{
	if (!conducting->well)
		return tell_failure(&conducting->error);
	long long session = conducting->result.session;
	if (is_left(conducting))
		printf("Session %lld is in the record. 'soleus resume %lld' goes on with it, 'soleus show %lld' shows it.\n",
		       session, session, session);
	else
		printf("Session %lld is in the record. 'soleus show %lld' shows it, 'soleus export' makes the workbook.\n",
		       session, session);
	return conducting->result.completed ? STATUS_WELL : STATUS_FAILED;
}

/* The participant's screen shows the visit as soon as there is one. */
static bool open_cue(const struct invocation *invocation, const struct visit_kit *kit, pid_t *pid)
{
	struct error error;
	const char *terminal = option_value(invocation, "cue");
	*pid = 0;
	if (!terminal || cue_terminal_open(pid, terminal, kit->folder->path, &error))
		return true;
	tell_failure(&error);
	return false;
}

/* The screen where there is one; otherwise, or when it is wanted, plain lines. */
static struct front front_of(const struct front_request *request, bool plain)
{
	struct front front;
	struct error error;
	if (plain || !screen_is_possible())
		return front_plain(request);
	if (front_screen(request, &front, &error))
		return front;
	printf("%s\n", error.text);
	return front_plain(request);
}

bool attending_has_reason(const struct invocation *invocation)
{
	const char *reason = option_value(invocation, "start-anyway");
	return !reason || reason[strspn(reason, " \t")] != '\0';
}

int attend_visit(const struct invocation *invocation, struct session_request *request, const struct visit_kit *kit,
                 int64_t *session)
{
	pid_t cue;
	*session = 0;
	if (!open_cue(invocation, kit, &cue))
		return STATUS_FAILED;
	struct typed_operator *operator = typed_operator_new();
	struct conducting conducting = { .request = request, .done_fd = eventfd(0, EFD_CLOEXEC) };
	int signal_fd = ending_watch();
	struct front front = front_of(&(struct front_request){
		.session = request, .channels = kit->channels, .count = kit->channel_count, .operator = operator,
		.folder = kit->folder->path, .pictures = kit->folder->exports, .ascii = option_given(invocation, "ascii"),
	}, option_given(invocation, "plain"));
	pthread_t thread;
	front.join(front.self, request);
	request->cue_board = cue_board_open(kit->folder->path, request->clock);
	bool began = pthread_create(&thread, NULL, conduct, &conducting) == 0;
	if (began) {
		attend(&front, operator, request->clock, conducting.done_fd, signal_fd);
		pthread_join(thread, NULL);
	} else {
		error_set(&conducting.error, ERROR_SYSTEM, "The thread that conducts the visit cannot be started; end other programs.");
	}
	front.close(front.self);
	cue_board_close(request->cue_board);
	cue_terminal_close(cue);
	int status = tell_end(&conducting);
	close(signal_fd);
	close(conducting.done_fd);
	typed_operator_free(operator);
	*session = conducting.result.session;
	return status;
}
