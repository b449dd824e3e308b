/* front_plain.c - a visit told in plain lines, and operated by lines that are typed */

#include "console/front.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "console/plain.h"
#include "console/typing.h"

#define VALUES_EVERY_NS (10 * NS_PER_S)

struct plain_front {
	struct typed_operator *operator;
	struct plain          *plain;
	const struct clock    *clock;
	struct typing          typing;
	bool                   ended;       /* nobody types any more */
};

static void give(struct plain_front *front, enum operator_verb verb, const char *text)
{
	typed_operator_do(front->operator, &(struct operator_command){
		.verb = verb, .text = text, .stamped_ns = clock_now(front->clock) });
}

/* An emergency holds everything up until it is confirmed or taken back. */
static void ask_to_confirm(struct plain_front *front, const struct operator_command *command)
{
	const struct operator_verb_info *info = operator_verb_info(command->verb);
	if (command->verb == OPERATOR_STOP)
		give(front, OPERATOR_PAUSE_NOW, "");
	printf("           ? /%s %s: %s. Enter confirms, n takes it back.\n", info->word, command->text, info->help);
}

static void take(struct plain_front *front, const struct typed *typed, const struct error *error)
{
	char *help;
	switch (typed->kind) {
	case TYPED_NOTHING:
		break;
	case TYPED_LINE:
		typed_operator_say(front->operator, typed->line);
		break;
	case TYPED_COMMAND:
		typed_operator_do(front->operator, &typed->command);
		if (typed->command.verb == OPERATOR_PAUSE)
			printf("           It will pause when the step that is under way ends; /go takes that back.\n");
		break;
	case TYPED_ASKS:
		ask_to_confirm(front, &typed->command);
		break;
	case TYPED_BACK:
		if (typed->command.verb == OPERATOR_STOP)
			give(front, OPERATOR_GO, "");
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

static void read_typing(struct plain_front *front)
{
	char bytes[256];
	struct error error;
	ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
	int64_t now_ns = clock_now(front->clock);
	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	for (ssize_t i = 0; i < got; i++) {
		struct typed typed = typing_byte(&front->typing, bytes[i], now_ns, &error);
		take(front, &typed, &error);
	}
	if (got > 0)
		return;
	front->ended = true;
	if (front->typing.length > 0) {
		struct typed typed = typing_byte(&front->typing, '\n', now_ns, &error);
		take(front, &typed, &error);
	}
	typed_operator_hang_up(front->operator);
}

static void tell_rejection(struct typed_operator *operator)
{
	struct error error;
	if (typed_operator_rejected(operator, &error))
		printf("           ! %s\n", error.text);
	fflush(stdout);
}

/* --- the front --- */

static void join(void *self, struct session_request *session)
{
	struct plain_front *front = self;
	session->watcher = (struct listener){ .self = front->plain, .hear = plain_hear };
	session->operator_link = typed_operator_link(front->operator);
}

static void descriptors(void *self, int fds[static 2])
{
	struct plain_front *front = self;
	fds[0] = plain_fd(front->plain);
	fds[1] = front->ended ? -1 : STDIN_FILENO;
}

/* A rejection comes without a descriptor of its own. */
static void tend(void *self)
{
	struct plain_front *front = self;
	struct pollfd keys = { .fd = STDIN_FILENO, .events = POLLIN };
	plain_print(front->plain, stdout);
	tell_rejection(front->operator);
	if (!front->ended && poll(&keys, 1, 0) == 1)
		read_typing(front);
}

static void close_front(void *self)
{
	struct plain_front *front = self;
	plain_print(front->plain, stdout);
	plain_free(front->plain);
	free(front);
}

struct front front_plain(const struct front_request *request)
{
	struct plain_front *front = xcalloc(1, sizeof *front);
	front->operator = request->operator;
	front->clock = request->session->clock;
	front->plain = plain_new(request->session->plan, request->channels, request->count, VALUES_EVERY_NS);
	printf("An answer is a line; /help lists what else can be said: /pause, /mark, /note, /redo, /stop ...\n");
	fflush(stdout);
	return (struct front){ .self = front, .join = join, .descriptors = descriptors, .tend = tend, .close = close_front };
}
