/* attending.c - a visit at a terminal, told in plain lines: what `run` and `resume` share */

#include "console/attending.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "console/command.h"
#include "console/operator_typed.h"
#include "console/plain.h"
#include "console/typing.h"

#define VALUES_EVERY_NS (10 * NS_PER_S)

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

/* The person's side: what is typed, told and heeded. */
struct attendance {
	struct typed_operator *operator;
	struct plain          *plain;
	const struct clock    *clock;
	struct typing          typing;
	bool                   ended;       /* nobody types any more */
};

static void give(struct attendance *attendance, enum operator_verb verb, const char *text)
{
	typed_operator_do(attendance->operator, &(struct operator_command){
		.verb = verb, .text = text, .stamped_ns = clock_now(attendance->clock) });
}

/* An emergency holds everything up until it is confirmed or taken back. */
static void ask_to_confirm(struct attendance *attendance, const struct operator_command *command)
{
	const struct operator_verb_info *info = operator_verb_info(command->verb);
	if (command->verb == OPERATOR_STOP)
		give(attendance, OPERATOR_PAUSE_NOW, "");
	printf("           ? /%s %s: %s. Enter confirms, n takes it back.\n", info->word, command->text, info->help);
}

static void take(struct attendance *attendance, const struct typed *typed, const struct error *error)
{
	char *help;
	switch (typed->kind) {
	case TYPED_NOTHING:
		break;
	case TYPED_LINE:
		typed_operator_say(attendance->operator, typed->line);
		break;
	case TYPED_COMMAND:
		typed_operator_do(attendance->operator, &typed->command);
		if (typed->command.verb == OPERATOR_PAUSE)
			printf("           It will pause when the step that is under way ends; /go takes that back.\n");
		break;
	case TYPED_ASKS:
		ask_to_confirm(attendance, &typed->command);
		break;
	case TYPED_BACK:
		if (typed->command.verb == OPERATOR_STOP)
			give(attendance, OPERATOR_GO, "");
		printf("           /%s is taken back.\n", operator_verb_info(typed->command.verb)->word);
		break;
	case TYPED_HELP:
		help = typing_help();
		fputs(help, stdout);
		free(help);
		break;
	case TYPED_WRONG:
		printf("           ! %s\n", error->text);
		break;
	}
}

static void read_typing(struct attendance *attendance)
{
	char bytes[256];
	struct error error;
	ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
	int64_t now_ns = clock_now(attendance->clock);
	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	for (ssize_t i = 0; i < got; i++) {
		struct typed typed = typing_byte(&attendance->typing, bytes[i], now_ns, &error);
		take(attendance, &typed, &error);
	}
	if (got > 0)
		return;
	attendance->ended = true;
	if (attendance->typing.length > 0) {
		struct typed typed = typing_byte(&attendance->typing, '\n', now_ns, &error);
		take(attendance, &typed, &error);
	}
	typed_operator_hang_up(attendance->operator);
}

static void tell_rejection(struct typed_operator *operator)
{
	struct error error;
	if (typed_operator_rejected(operator, &error))
		printf("           ! %s\n", error.text);
	fflush(stdout);
}

static void heed_signal(struct attendance *attendance, int fd)
{
	struct signalfd_siginfo info;
	if (read(fd, &info, sizeof info) != sizeof info)
		return;
	char why[96];
	snprintf(why, sizeof why, "the program was asked to end (%s)", strsignal((int)info.ssi_signo));
	give(attendance, OPERATOR_LEAVE, why);
}

/* Prints, reads keys and heeds signals until the session's thread is done. */
static void attend(struct attendance *attendance, int done_fd, int signal_fd)
{
	enum { DONE, SIGNAL, LINES, KEYS };
	for (;;) {
		struct pollfd fds[] = {
			[DONE] = { .fd = done_fd, .events = POLLIN },
			[SIGNAL] = { .fd = signal_fd, .events = POLLIN },
			[LINES] = { .fd = plain_fd(attendance->plain), .events = POLLIN },
			[KEYS] = { .fd = attendance->ended ? -1 : STDIN_FILENO, .events = POLLIN },
		};
		/* A rejection comes without a descriptor of its own; a tenth of a second is soon enough. */
		poll(fds, sizeof fds / sizeof fds[0], 100);
		plain_print(attendance->plain, stdout);
		tell_rejection(attendance->operator);
		if (fds[DONE].revents)
			return;
		if (fds[SIGNAL].revents)
			heed_signal(attendance, signal_fd);
		if (fds[KEYS].revents)
			read_typing(attendance);
	}
}

static int signals_as_descriptor(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int tell_end(const struct conducting *conducting)
{
	if (!conducting->well)
		return tell_failure(&conducting->error);
	printf("Session %lld is in the record. 'soleus show %lld' shows it, 'soleus export' makes the workbook.\n",
	       (long long)conducting->result.session, (long long)conducting->result.session);
	return conducting->result.completed ? STATUS_WELL : STATUS_FAILED;
}

int attend_visit(struct session_request *request, const struct channel *channels, size_t count)
{
	struct attendance attendance = {
		.operator = typed_operator_new(), .clock = request->clock,
		.plain = plain_new(request->plan, channels, count, VALUES_EVERY_NS),
	};
	struct conducting conducting = { .request = request, .done_fd = eventfd(0, EFD_CLOEXEC) };
	int signal_fd = signals_as_descriptor();
	int status = STATUS_FAILED;
	pthread_t thread;
	request->watcher = (struct listener){ .self = attendance.plain, .hear = plain_hear };
	request->operator_link = typed_operator_link(attendance.operator);
	printf("An answer is a line; /help lists what else can be said: /pause, /mark, /note, /redo, /stop ...\n");
	fflush(stdout);
	if (pthread_create(&thread, NULL, conduct, &conducting) == 0) {
		attend(&attendance, conducting.done_fd, signal_fd);
		pthread_join(thread, NULL);
		plain_print(attendance.plain, stdout);
		status = tell_end(&conducting);
	}
	close(signal_fd);
	close(conducting.done_fd);
	plain_free(attendance.plain);
	typed_operator_free(attendance.operator);
	return status;
}
