/* front_plain.c - a visit told in plain lines, and operated by lines that are typed */

#include "console/front.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "console/plain.h"
#include "console/screen/disk_free.h"
#include "console/screen/telling.h"
#include "console/typing.h"
#include "console/viewing.h"

#define VALUES_EVERY_NS (10 * NS_PER_S)
#define STEP_EVERY_NS (10 * NS_PER_S)

struct plain_front {
	struct typed_operator *operator;
	struct plain          *plain;
	struct viewing         viewing;
	struct snapshot       *snapshot;
	const struct clock    *clock;
	const char            *folder;
	int64_t                step_told_ns;
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
	printf("           ? /%s%s%s: %s. Enter confirms, n takes it back.\n", info->word, command->text[0] ? " " : "", command->text, info->help);
}

static void tell_back(enum operator_verb verb)
{
	printf("           /%s is taken back.\n", operator_verb_info(verb)->word);
}

/* Lines show no traces: a snapshot of the moment is enough. */
static const struct snapshot *look(struct plain_front *front)
{
	int64_t now_ns = clock_now(front->clock);
	view_snapshot(front->viewing.view, &(struct view_request){
		.now_ns = now_ns, .until_ns = now_ns, .span_ns = NS_PER_S, .fast_span_ns = NS_PER_S, .columns = 1 }, front->snapshot);
	front->snapshot->session.disk_free_bytes = disk_free_bytes(front->folder);
	return front->snapshot;
}

static void tell_all(struct plain_front *front)
{
	char *told = telling_all(look(front));
	fputs(told, stdout);
	free(told);
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
		if (typed->instead_of != OPERATOR_VERB_COUNT)
			tell_back(typed->instead_of);
		ask_to_confirm(front, &typed->command);
		break;
	case TYPED_BACK:
		if (typed->command.verb == OPERATOR_STOP)
			give(front, OPERATOR_GO, "");
		tell_back(typed->command.verb);
		break;
	case TYPED_HELP:
		help = typing_help();
		fputs(help, stdout);
		free(help);
		break;
	case TYPED_STATUS:
		tell_all(front);
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

/* Between the events, how the step under way goes. */
static void tell_step(struct plain_front *front)
{
	char line[TELLING_SIZE], since[TIME_TEXT_SIZE];
	int64_t now_ns = clock_now(front->clock);
	if (now_ns < front->step_told_ns + STEP_EVERY_NS)
		return;
	front->step_told_ns = now_ns;
	const struct snapshot *snapshot = look(front);
	if (snapshot->stage.word[0] && !snapshot->stage.ended) {
		plain_time(now_ns, since, sizeof since);
		printf("%snow: %s\n", since, telling_line(snapshot, line));
	}
}

/* --- the front --- */

static void join(void *self, struct session_request *session)
{
	struct plain_front *front = self;
	viewing_join(&front->viewing, session);
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
	tell_step(front);
	tell_rejection(front->operator);
	if (!front->ended && poll(&keys, 1, 0) == 1)
		read_typing(front);
}

static void close_front(void *self)
{
	struct plain_front *front = self;
	plain_print(front->plain, stdout);
	plain_free(front->plain);
	view_free(front->viewing.view);
	snapshot_free(front->snapshot);
	free(front);
}

struct front front_plain(const struct front_request *request)
{
	struct plain_front *front = xcalloc(1, sizeof *front);
	front->operator = request->operator;
	front->clock = request->session->clock;
	front->plain = plain_new(request->session->plan, request->channels, request->count, VALUES_EVERY_NS);
	front->viewing = viewing_new(request);
	front->viewing.also = (struct listener){ .self = front->plain, .hear = plain_hear };
	front->snapshot = snapshot_new(request->count);
	front->snapshot->session = viewing_session(request->session);
	front->folder = request->folder;
	printf("An answer is a line; /status tells how everything is, /help lists what else can be said: /pause, /mark, /note ...\n");
	fflush(stdout);
	return (struct front){ .self = front, .join = join, .descriptors = descriptors, .tend = tend, .close = close_front };
}
