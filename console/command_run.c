/* command_run.c - soleus run: takes a participant through a protocol */

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

#include "base/file.h"
#include "base/memory.h"
#include "console/command.h"
#include "console/names_in_text.h"
#include "console/operator_typed.h"
#include "console/plain.h"
#include "console/session.h"
#include "console/setting_out.h"
#include "console/visit_plan.h"
#include "record/reading.h"

#define VALUES_EVERY_NS (10 * NS_PER_S)
#define TYPED_MOST 1024
#define SELFTEST_MOST 4096

/* The session's thread and what it leaves behind. */
struct conducting {
	struct session_request request;
	struct session_result  result;
	struct error           error;
	bool                   well;
	int                    done_fd;
};

static void *conduct(void *self)
{
	struct conducting *conducting = self;
	uint64_t one = 1;
	conducting->well = session_conduct(&conducting->request, &conducting->result, &conducting->error);
	if (write(conducting->done_fd, &one, sizeof one) < 0)
		abort();    /* a new eventfd takes a one */
	return NULL;
}

/* What the person types, gathered into lines. */
struct typing {
	char   line[TYPED_MOST];
	size_t length;
	bool   ended;
	bool   warned;      /* of a name, once a visit */
};

static void take_line(struct typing *typing, struct typed_operator *operator)
{
	typing->line[typing->length] = '\0';
	typing->length = 0;
	if (!typing->warned && text_seems_to_name_somebody(typing->line)) {
		puts("           ! " NAME_WARNING);
		typing->warned = true;
	}
	if (strcmp(typing->line, "/stop") == 0 || strncmp(typing->line, "/stop ", 6) == 0)
		typed_operator_stop(operator, typing->line[5] ? typing->line + 6 : "the operator stopped the visit");
	else if (strncmp(typing->line, "/note ", 6) == 0)
		typed_operator_note(operator, typing->line + 6);
	else
		typed_operator_say(operator, typing->line);
}

static void read_typing(struct typing *typing, struct typed_operator *operator)
{
	char bytes[256];
	ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	for (ssize_t i = 0; i < got; i++) {
		if (bytes[i] == '\n')
			take_line(typing, operator);
		else if (typing->length + 1 < sizeof typing->line)
			typing->line[typing->length++] = bytes[i];
	}
	if (got > 0)
		return;
	typing->ended = true;
	if (typing->length > 0)
		take_line(typing, operator);
	typed_operator_hang_up(operator);
}

static void tell_rejection(struct typed_operator *operator)
{
	struct error error;
	if (typed_operator_rejected(operator, &error))
		printf("           ! %s\n", error.text);
	fflush(stdout);
}

static void heed_signal(int fd, struct typed_operator *operator)
{
	struct signalfd_siginfo info;
	if (read(fd, &info, sizeof info) != sizeof info)
		return;
	char why[96];
	snprintf(why, sizeof why, "the program was asked to end (%s)", strsignal((int)info.ssi_signo));
	typed_operator_stop(operator, why);
}

/* Prints, reads keys and heeds signals until the session's thread is done. */
static void attend(struct typed_operator *operator, struct plain *plain, int done_fd, int signal_fd)
{
	struct typing typing = {0};
	enum { DONE, SIGNAL, LINES, KEYS };
	for (;;) {
		struct pollfd fds[] = {
			[DONE] = { .fd = done_fd, .events = POLLIN },
			[SIGNAL] = { .fd = signal_fd, .events = POLLIN },
			[LINES] = { .fd = plain_fd(plain), .events = POLLIN },
			[KEYS] = { .fd = typing.ended ? -1 : STDIN_FILENO, .events = POLLIN },
		};
		/* A rejection comes without a descriptor of its own; a tenth of a second is soon enough. */
		poll(fds, sizeof fds / sizeof fds[0], 100);
		plain_print(plain, stdout);
		tell_rejection(operator);
		if (fds[DONE].revents)
			return;
		if (fds[SIGNAL].revents)
			heed_signal(signal_fd, operator);
		if (fds[KEYS].revents)
			read_typing(&typing, operator);
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

/* The same visit of the same protocol is not run twice unawares. */
static bool not_done_yet(struct record *record, const char *participant, int visit, const char *protocol,
                         struct error *error)
{
	long long done = 0;
	struct rows *rows = record_sessions(record, 0);
	for (struct session_row row; rows_next_session(rows, &row);)
		if (strcmp(row.participant, participant) == 0 && row.visit == visit
		    && strcmp(row.protocol_id, protocol) == 0 && strcmp(row.status, "completed") == 0)
			done = row.session;
	return rows_close(rows, error) && (!done || error_set(error, ERROR_REFUSED,
		"%s has completed %s in visit %d already (session %lld); give --visit %d for the next one.",
		participant, protocol, visit, done, visit + 1));
}

static int conduct_visit(const struct invocation *invocation, const struct setting_out *out,
                         struct record *record, const struct participant *participant, int visit)
{
	const char *operator_id = option_value(invocation, "operator");
	uint64_t seed = visit_seed(out->study, participant->id, visit);
	struct plan *plan = setting_out_plan(out, participant, visit, seed);
	struct error error;
	if (!plan)
		return STATUS_FAILED;
	if (!not_done_yet(record, participant->id, visit, plan->id, &error)) {
		plan_free(plan);
		return tell_failure(&error);
	}
	char *selftest = file_read(out->folder->selftest, SELFTEST_MOST, NULL, &error);
	struct typed_operator *operator = typed_operator_new();
	struct plain *plain = plain_new(plan, out->channels, out->channel_count, VALUES_EVERY_NS);
	struct clock *clock = clock_new_real();
	struct conducting conducting = {
		.request = {
			.clock = clock, .record = record, .station = out->station, .plan = plan,
			.script_text = out->script_text, .participant = participant, .visit = visit,
			.operator_id = operator_id ? operator_id : "", .seed = seed,
			.selftest = selftest, .start_anyway = option_value(invocation, "start-anyway"),
			.watcher = { .self = plain, .hear = plain_hear },
			.operator_link = typed_operator_link(operator),
		},
		.done_fd = eventfd(0, EFD_CLOEXEC),
	};
	int signal_fd = signals_as_descriptor();
	pthread_t thread;
	int status = STATUS_FAILED;
	printf("%s, visit %d: %s. An answer is a line; at any time '/note TEXT' writes a note and '/stop REASON' ends "
	       "the visit.\n", participant->id, visit, plan->title);
	fflush(stdout);
	if (pthread_create(&thread, NULL, conduct, &conducting) == 0) {
		attend(operator, plain, conducting.done_fd, signal_fd);
		pthread_join(thread, NULL);
		plain_print(plain, stdout);
		status = tell_end(&conducting);
	}
	if (selftest && conducting.result.session)
		unlink(out->folder->selftest);
	free(selftest);
	close(signal_fd);
	close(conducting.done_fd);
	clock_free(clock);
	plain_free(plain);
	typed_operator_free(operator);
	plan_free(plan);
	return status;
}

static int run(const struct invocation *invocation)
{
	const char *id = option_value(invocation, "participant");
	if (!id)
		return tell_usage("run: say whose visit it is with --participant.");
	struct error error;
	struct setting_out out;
	struct participant participant;
	struct record *record = NULL;
	int64_t visit;
	bool well = setting_out_open(&out, invocation->folder, invocation->words[0], &error)
		&& option_integer(invocation, "visit", 1, 999, 1, &visit, &error)
		&& (record = folder_record(out.folder, true, &error))
		&& record_participant(record, id, &participant, &error);
	int status = well ? conduct_visit(invocation, &out, record, &participant, (int)visit)
	                  : tell_failure(&error);
	record_close(record);
	setting_out_close(&out);
	return status;
}

static const struct option_spec options[] = {
	{ .name = "participant", .argument = "P", .help = "whose visit it is" },
	{ .name = "visit", .argument = "N", .help = "which visit (1)" },
	{ .name = "operator", .argument = "WHO", .help = "who conducts it, by a code" },
	{ .name = "start-anyway", .argument = "REASON", .help = "begin although a needed channel gives nothing" },
	{ .name = "plain", .help = "tell it in lines of text (this version knows no other form)" },
	{ .name = NULL },
};

const struct command run_command = {
	.name = "run",
	.synopsis = "SCRIPT --participant P [--visit N] [--operator WHO] [--start-anyway REASON] [--plain]",
	.summary = "preflight, then the visit, told in plain lines",
	.help = "Proves that every needed channel gives data, then takes the participant through the script on\n"
	        "the instruments of station.ini. A line that you type answers what is asked ('-' refuses); at\n"
	        "other times it is kept as a note. '/note TEXT' always writes a note; '/stop REASON', Ctrl-C and a\n"
	        "closed terminal end the visit and keep everything. Exit status 1 when it was not completed.\n",
	.options = options,
	.least_words = 1, .most_words = 1,
	.run = run,
};
