/*
 * bench_time.c [SECONDS [CUE_MINUTES]] - stamps and cues against the truth
 *
 * Soleus, a plain pyserial logger and `tio -t` read the same bytes at the same time, with
 * all cores loaded by other work. Their stamps are compared with the times at which the
 * frames ended on the simulated wire. SECONDS 0: the cues alone. tio stamps lines only, so it has no row for frames.
 * Exit status 3 when Soleus misses what is promised of it, 1 when it could not be measured.
 */

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "acquisition/selftest.h"
#include "acquisition/station.h"
#include "acquisition/urgency.h"
#include "base/memory.h"
#include "protocols/conductor.h"
#include "tests/bench/wire.h"
#include "tests/settings_of.h"

#define PROMISE_MISSED 3

enum { SOLEUS, PYSERIAL, TIO };

static const struct wire_setting settings[] = {
	{ "lines, 9600", false, 9600, 0, 100, 0.005 },
	{ "lines, 19200, chip 16 ms", false, 19200, 16 * NS_PER_MS, 100, 0.005 },
	{ "lines, 115200, chip 16 ms", false, 115200, 16 * NS_PER_MS, -100, 0.005 },
	{ "Nonin, 9600", true, 9600, 0, 100, 0.005 },
	{ "Nonin, 9600, chip 16 ms", true, 9600, 16 * NS_PER_MS, 100, 0.005 },
	{ "Nonin, 19200, chip 16 ms", true, 19200, 16 * NS_PER_MS, -100, 0.005 },
	{ "Nonin, 115200", true, 115200, 0, -100, 0.005 },
	{ "Nonin, 115200, chip 16 ms", true, 115200, 16 * NS_PER_MS, 100, 0.005 },
};

/* What is promised: the part of the true times that lie within the stated bounds; the median error beside pyserial's, which behind
 * a chip is many times ours; a Nonin's median error; cues, and how much later they are than a bare wait. The frames of a Nonin go
 * through all phases of a chip's beat in half a minute: before, its median says little. */
#define WITHIN_LEAST 0.99
#define OF_PYSERIAL_MOST 1.5
#define OF_PYSERIAL_BEHIND_CHIP_MOST 0.25
#define NONIN_MOST_NS (NS_PER_MS / 2)
#define MEDIAN_AFTER_S 60
#define CUES_LEAST 0.99
#define OF_BARE_WAIT_MOST 3

/* What a reader said of frames; times on CLOCK_MONOTONIC. */
struct stamped { int64_t number, time_ns, uncertainty_ns; };
struct reader {
	const struct wire *wire;
	struct stamped    *stamps;
	int64_t            count, last;
	int64_t            zero_ns;     /* of the reader's clock on CLOCK_MONOTONIC */
	double             processor_s;
};

static double seconds_of(const struct rusage *used)
{
	return (double)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) + (double)(used->ru_utime.tv_usec + used->ru_stime.tv_usec) / 1e6;
}

/* What a process used until it ended. */
static double processor_of(pid_t process)
{
	struct rusage used;
	return process > 0 && wait4(process, NULL, 0, &used) == process ? seconds_of(&used) : (double)NAN;
}

static int64_t read_clock(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* Nonin's frames carry their number modulo 256. */
static void keep(struct reader *reader, int64_t number, int64_t time_ns, int64_t uncertainty_ns)
{
	if (reader->wire->setting.nonin)
		number = reader->last < 0 ? number : reader->last + 1 + ((number - reader->last - 1) & 255);
	if (number < 0 || number >= reader->wire->frames || reader->count == reader->wire->frames)
		return;
	reader->last = number;
	reader->stamps[reader->count++] = (struct stamped){ number, reader->zero_ns + time_ns, uncertainty_ns };
}

static void hear(void *self, const struct message *message)
{
	if (message->kind == MESSAGE_SAMPLE && isfinite(message->sample.value))
		keep(self, llround(message->sample.value), message->sample.time_ns, message->sample.uncertainty_ns);
}

static struct reader reader_new(const struct wire *wire)
{
	return (struct reader){ .wire = wire, .stamps = xcalloc((size_t)wire->frames, sizeof(struct stamped)), .last = -1 };
}

/* The station, as a session runs it. */
static struct reader read_by_soleus(struct wire *wire, int64_t lasts_ns)
{
	struct reader reader = reader_new(wire);
	struct bus bus = {0};
	struct error error;
	bus_add(&bus, &reader, hear);
	char *text = xasprintf("[station]\nid = bench\n[instrument box]\nport = %s\nline = %d 8N1\n%s%s"
		"[channel number]\ninstrument = box\noutput = %s\nquantity = number\nunit = 1\n",
		wire->paths[SOLEUS], wire->setting.baud,
		wire->setting.nonin ? "driver = nonin_df2\n" : "driver = text_lines\npattern = n={number} t={}\ninterval = 0.05\nsteady = yes\n",
		wire->setting.tick_ns ? "hold = 0.016\n" : "", wire->setting.nonin ? "pleth" : "number");
	struct settings *station_ini = settings_of(text);
	struct clock *clock = clock_new_real();
	reader.zero_ns = read_clock(CLOCK_MONOTONIC) - clock_now(clock);
	struct station *station = station_open(station_ini, &(struct station_options){ .clock = clock, .bus = &bus }, &error);
	if (!station) {
		fprintf(stderr, "bench_time: %s\n", error.text);
		exit(1);
	}
	struct urgency urgency = urgency_begin();
	struct rusage before, after;
	wire_send(wire);
	getrusage(RUSAGE_THREAD, &before);
	while (clock_now(clock) < lasts_ns)
		station_poll(station, lasts_ns, -1);
	getrusage(RUSAGE_THREAD, &after);
	reader.processor_s = seconds_of(&after) - seconds_of(&before);
	urgency_end(&urgency);
	station_close(station);
	settings_free(station_ini);
	clock_free(clock);
	free(text);
	return reader;
}

static pid_t start_logger(const struct wire *wire, const char *out)
{
	char baud[16];
	int ready[2];
	snprintf(baud, sizeof baud, "%d", wire->setting.baud);
	if (pipe2(ready, O_CLOEXEC) != 0)
		return -1;
	pid_t bench = getpid(), process = fork();
	if (process == 0) {
		end_with(bench);
		dup2(ready[1], STDOUT_FILENO);
		execl("/usr/bin/python3", "python3", "tests/bench/logger.py", wire->paths[PYSERIAL], baud,
		      wire->setting.nonin ? "nonin" : "lines", out, (char *)NULL);
		_exit(127);
	}
	char byte;
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		fprintf(stderr, "bench_time: no pyserial (Debian: python3-serial); its rows stay empty.\n");
	close(ready[0]);
	return process;
}

/* tio wants a terminal of its own, which somebody must read. */
static void *drain(void *terminal)
{
	char bytes[4096];
	while (read(*(int *)terminal, bytes, sizeof bytes) > 0)
		;
	return NULL;
}

static pid_t start_tio(const struct wire *wire, const char *out, int *terminal)
{
	char baud[16];
	pthread_t thread;
	snprintf(baud, sizeof baud, "%d", wire->setting.baud);
	pid_t bench = getpid(), process = forkpty(terminal, NULL, NULL, NULL);
	if (process == 0) {
		end_with(bench);
		execlp("tio", "tio", "-n", "-t", "-c", "none", "-l", "--log-file", out, "-b", baud, wire->paths[TIO], (char *)NULL);
		_exit(127);
	}
	if (process > 0 && pthread_create(&thread, NULL, drain, terminal) == 0)
		pthread_detach(thread);
	return process;
}

/* Stamps of the wall clock, in milliseconds of the local day for tio. */
static struct reader read_file(const struct wire *wire, const char *path, bool tio)
{
	struct reader reader = reader_new(wire);
	reader.zero_ns = read_clock(CLOCK_MONOTONIC) - read_clock(CLOCK_REALTIME);
	time_t now = time(NULL);
	struct tm day;
	localtime_r(&now, &day);
	day.tm_hour = day.tm_min = day.tm_sec = 0;
	int64_t midnight_ns = (int64_t)mktime(&day) * NS_PER_S;
	char line[256];
	FILE *file = fopen(path, "r");
	while (file && fgets(line, sizeof line, file)) {
		long long number, stamp_ns;
		int hour, minute, second, ms;
		if (tio && sscanf(line, "[%d:%d:%d.%d] n=%lld", &hour, &minute, &second, &ms, &number) == 5)
			keep(&reader, number, midnight_ns + (((hour * 60 + minute) * 60 + second) * INT64_C(1000) + ms) * NS_PER_MS, -1);
		else if (!tio && sscanf(line, "%lld %lld", &number, &stamp_ns) == 2)
			keep(&reader, number, stamp_ns, -1);
	}
	if (file)
		fclose(file);
	return reader;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

struct figures {
	int64_t count, median_ns, p99_ns, most_ns, backwards;
	double  within, bounds_ns;      /* parts and means; bounds_ns 0: it states none */
	double  processor_s;
};

/* Takes the reader's stamps. */
static struct figures figures_of(struct reader *reader)
{
	int64_t *errors = xcalloc((size_t)reader->count + 1, sizeof *errors), within = 0, backwards = 0, wide = 0;
	for (int64_t i = 0; i < reader->count; i++) {
		const struct stamped *stamp = &reader->stamps[i];
		errors[i] = llabs(stamp->time_ns - reader->wire->true_ns[stamp->number]);
		within += errors[i] <= stamp->uncertainty_ns;
		wide += stamp->uncertainty_ns > 0 ? stamp->uncertainty_ns : 0;
		backwards += i > 0 && stamp->time_ns < reader->stamps[i - 1].time_ns;
	}
	qsort(errors, (size_t)reader->count, sizeof *errors, by_size);
	double n = reader->count > 0 ? (double)reader->count : (double)NAN;
	struct figures figures = {
		.count = reader->count, .backwards = backwards, .processor_s = reader->processor_s,
		.median_ns = errors[reader->count / 2], .p99_ns = errors[reader->count * 99 / 100],
		.most_ns = errors[reader->count > 0 ? reader->count - 1 : 0],
		.within = (double)within / n, .bounds_ns = (double)wide / n,
	};
	free(errors);
	free(reader->stamps);
	return figures;
}

/* What is said after the row: which promises were missed, and which could not be judged. */
static bool judge(const struct wire_setting *setting, const struct figures *ours, const struct figures *pyserial, int seconds,
                  char verdict[static 128])
{
	double most = setting->tick_ns ? OF_PYSERIAL_BEHIND_CHIP_MOST : OF_PYSERIAL_MOST;
	bool judged = seconds >= MEDIAN_AFTER_S, beside = pyserial->count > 0;
	bool bounds_kept = ours->count > 0 && ours->within >= WITHIN_LEAST && ours->backwards == 0;
	bool beside_kept = !beside || (double)ours->median_ns <= most * (double)pyserial->median_ns;
	bool median_kept = !setting->nonin || !judged || ours->median_ns < NONIN_MOST_NS;
	bool kept = bounds_kept && beside_kept && median_kept;
	snprintf(verdict, 128, "%s%s%s", kept ? "" : "  MISSED", beside ? "" : "  no pyserial: not judged beside it",
	         setting->nonin && !judged ? "  median under 0.5 ms: not judged" : "");
	return kept;
}

static void print_row(const char *stream, const char *name, const struct figures *figures, int seconds, const char *verdict)
{
	printf("%-26s %-9s %7lld %5.2f %% %9.3f %9.3f %9.3f", stream, name, (long long)figures->count,
	       100 * figures->processor_s / seconds, (double)figures->median_ns / 1e6, (double)figures->p99_ns / 1e6,
	       (double)figures->most_ns / 1e6);
	if (figures->bounds_ns > 0)
		printf(" %8.2f %% %8.3f", 100 * figures->within, figures->bounds_ns / 1e6);
	else
		printf(" %10s %8s", "-", "-");
	printf(" %9lld%s\n", (long long)figures->backwards, verdict);
	fflush(stdout);
}

static bool bench_stream(const struct wire_setting *setting, int seconds)
{
	struct wire wire;
	const char *folder = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";
	char *logged = xasprintf("%s/soleus-bench-serial-XXXXXX", folder), *tioed = xasprintf("%s/soleus-bench-tio-XXXXXX", folder);
	int terminal = -1;
	close(mkstemp(logged));
	close(mkstemp(tioed));
	if (!wire_open(&wire, setting, seconds * NS_PER_S / wire_interval_ns(setting))) {
		fprintf(stderr, "bench_time: no pseudo-terminal: %s.\n", strerror(errno));
		exit(1);
	}
	pid_t logger = start_logger(&wire, logged), tio = setting->nonin ? 0 : start_tio(&wire, tioed, &terminal);
	nanosleep(&(struct timespec){ .tv_nsec = NS_PER_S / 2 }, NULL);
	struct reader reader = read_by_soleus(&wire, (seconds + 1) * NS_PER_S);
	struct figures ours = figures_of(&reader);
	double processor_s = processor_of(logger);
	reader = read_file(&wire, logged, false);
	reader.processor_s = processor_s;
	struct figures theirs = figures_of(&reader);
	char verdict[128];
	bool kept = judge(setting, &ours, &theirs, seconds, verdict);
	print_row(setting->name, "soleus", &ours, seconds, verdict);
	print_row("", "pyserial", &theirs, seconds, "");
	if (tio > 0) {
		kill(tio, SIGTERM);
		processor_s = processor_of(tio);
		reader = read_file(&wire, tioed, true);
		reader.processor_s = processor_s;
		theirs = figures_of(&reader);
		print_row("", "tio -t", &theirs, seconds, "");
	}
	unlink(logged);
	unlink(tioed);
	free(logged);
	free(tioed);
	wire_close(&wire);
	return kept;
}

/* Cues, as a session gives them. */

struct cues { int64_t *late_ns; size_t count, most; int64_t last_planned_ns; };

static void hear_cue(void *self, const struct message *message)
{
	struct cues *cues = self;
	if (message->kind != MESSAGE_EVENT || message->event.kind != EVENT_CUE || cues->count == cues->most)
		return;
	cues->late_ns[cues->count++] = message->event.time_ns - message->event.planned_ns;
	cues->last_planned_ns = message->event.planned_ns;
}

/* Beside a bare wait, a thousand of them in the same thread just before. */
static bool bench_cues(int minutes)
{
	static char up[][NAME_SIZE] = { "up" };
	struct step step = { .kind = STEP_EXERCISE, .name = "exercise", .lasts_ns = minutes * 60 * NS_PER_S, .phase = 1,
		.trial = -1, .reps_per_min = 60, .cues = up, .cue_count = 1 };
	struct plan plan = { .steps = &step, .step_count = 1 };
	struct cues cues = { .late_ns = xcalloc((size_t)minutes * 60, sizeof *cues.late_ns), .most = (size_t)minutes * 60 };
	struct bus bus = {0};
	bus_add(&bus, &cues, hear_cue);
	struct urgency urgency = urgency_begin();
	struct clock *clock = clock_new_real();
	struct spread bare = selftest_timer(clock, 1000, 5 * NS_PER_MS);
	struct conductor *conductor = conductor_new(&plan, &bus, NULL, 0);
	int64_t begun_ns = clock_now(clock);
	conductor_begin(conductor, begun_ns);
	while (!conductor_finished(conductor)) {
		clock_wait(clock, NULL, 0, conductor_deadline(conductor));
		conductor_advance(conductor, clock_now(clock));
	}
	urgency_end(&urgency);
	size_t soon = 0, count = cues.count;
	for (size_t i = 0; i < count; i++)
		soon += cues.late_ns[i] < NS_PER_MS;
	int64_t drift_ns = cues.last_planned_ns - begun_ns - (int64_t)(count - 1) * NS_PER_S;
	struct spread spread = spread_of(cues.late_ns, count);
	bool kept = (double)soon >= CUES_LEAST * (double)count && drift_ns == 0
		&& (double)spread.median_ns <= OF_BARE_WAIT_MOST * (double)bare.median_ns;
	printf("\n%zu cues in %d min: late by median %.3f, 99 %% %.3f, most %.3f ms; %.1f %% within 1 ms; drift %lld ns%s\n",
	       count, minutes, (double)spread.median_ns / 1e6, (double)spread.p99_ns / 1e6, (double)spread.most_ns / 1e6,
	       100 * (double)soon / (double)count, (long long)drift_ns, kept ? "" : "  MISSED");
	printf("%zu bare waits: late by median %.3f, 99 %% %.3f, most %.3f ms; a cue is later by %.2f times (median), at most %d; %s\n", bare.count,
	       (double)bare.median_ns / 1e6, (double)bare.p99_ns / 1e6, (double)bare.most_ns / 1e6,
	       (double)spread.median_ns / (double)bare.median_ns, OF_BARE_WAIT_MOST, urgency.priority);
	conductor_free(conductor);
	clock_free(clock);
	free(cues.late_ns);
	return kept;
}

/* Other work for every core. */
static void load_cores(pid_t *pids, long count)
{
	pid_t bench = getpid();
	for (long i = 0; i < count; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			end_with(bench);
			for (volatile unsigned long n = 0;; n++)
				;
		}
	}
}

int main(int argc, char **argv)
{
	int seconds = argc > 1 ? atoi(argv[1]) : 60, minutes = argc > 2 ? atoi(argv[2]) : 1;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	if (seconds <= 0)
		return bench_cues(minutes > 0 ? minutes : 1) ? 0 : PROMISE_MISSED;
	bool kept = true;
	printf("Stamps against the truth, %d s each, %ld cores loaded; errors in ms\n\n", seconds, cores);
	printf("%-26s %-9s %7s %7s %9s %9s %9s %10s %8s %9s\n", "stream", "reader", "frames", "core", "median", "99 %", "most",
	       "in bounds", "bounds", "backwards");
	fflush(stdout);
	pid_t *pids = xcalloc((size_t)cores, sizeof *pids);
	load_cores(pids, cores);
	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
		kept &= bench_stream(&settings[i], seconds);
	for (long i = 0; i < cores; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	if (minutes > 0)
		kept &= bench_cues(minutes);
	free(pids);
	return kept ? 0 : PROMISE_MISSED;
}
