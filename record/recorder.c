/* recorder.c - writes a running session into the record, in a thread of its own */

#include "record/recorder.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/count.h"
#include "base/memory.h"
#include "record/claim.h"
#include "record/writer.h"

#define COMMIT_EVERY_NS (NS_PER_S / 2)
#define RETRY_EVERY_NS  NS_PER_S
/* So many messages are written without waiting for the time, and hear() waits at so many. */
#define SOON 16384
#define BEHIND 200000

struct recorder {
	struct writer  *writer;
	bool            wait_when_behind;
	pthread_t       thread;
	pthread_mutex_t mutex;          /* of everything below */
	pthread_cond_t  wake;           /* the thread: there is something to do */
	pthread_cond_t  room;           /* hear: the queue is shorter, or there is trouble */
	struct batch    batches[2];
	struct batch   *filling;        /* heard */
	struct batch   *writing;        /* of the thread; kept while it cannot be written */
	bool            closing;
	bool            hurry;          /* somebody waits for all of it */
	int64_t         failures;
	int64_t         committed;
	int64_t         newest_ns;      /* the newest time heard: the session's clock, as far as is known here */
	struct error    trouble;        /* ERROR_NONE: none */
	int64_t         trouble_from_ns;
};

static bool is_empty(const struct batch *batch)
{
	return batch->count == 0 && batch->pair_count == 0;
}

static struct timespec after(struct timespec start, int64_t ns)
{
	int64_t sum = start.tv_nsec + ns;
	return (struct timespec){ .tv_sec = start.tv_sec + sum / NS_PER_S, .tv_nsec = sum % NS_PER_S };
}

static void tell_end_of_trouble(struct recorder *recorder)
{
	char text[ERROR_TEXT_SIZE + 128];
	snprintf(text, sizeof text, "From %.3f s to %.3f s of the session nothing could be written: %s "
	         "All of it was written afterwards.", (double)recorder->trouble_from_ns / 1e9,
	         (double)recorder->newest_ns / 1e9, recorder->trouble.text);
	struct message message = { .kind = MESSAGE_EVENT, .event = event_at(EVENT_TROUBLE, recorder->newest_ns) };
	message.event.text = text;
	batch_add(recorder->filling, &message);
	recorder->trouble.kind = ERROR_NONE;
}

static void take(struct recorder *recorder)
{
	if (!is_empty(recorder->writing))
		return;
	struct batch *empty = recorder->writing;
	recorder->writing = recorder->filling;
	recorder->filling = empty;
	pthread_cond_broadcast(&recorder->room);
}

static void settle(struct recorder *recorder, bool written, const struct error *error)
{
	if (written) {
		recorder->committed += (int64_t)recorder->writing->count;
		batch_clear(recorder->writing);
		if (recorder->trouble.kind != ERROR_NONE)
			tell_end_of_trouble(recorder);
	} else {
		recorder->failures++;
		if (recorder->trouble.kind == ERROR_NONE)
			recorder->trouble_from_ns = recorder->newest_ns;
		recorder->trouble = *error;
	}
	pthread_cond_broadcast(&recorder->room);
}

static bool must_wait(const struct recorder *recorder)
{
	return !recorder->closing && !recorder->hurry && (recorder->trouble.kind != ERROR_NONE || recorder->filling->count < SOON);
}

static void *work(void *self)
{
	struct recorder *recorder = self;
	pthread_mutex_lock(&recorder->mutex);
	for (bool done = false; !done;) {
		struct timespec start;
		clock_gettime(CLOCK_MONOTONIC, &start);
		bool last = recorder->closing;
		recorder->hurry = false;
		take(recorder);
		struct error error = {0};
		bool written = true;
		if (!is_empty(recorder->writing)) {
			pthread_mutex_unlock(&recorder->mutex);
			written = writer_write(recorder->writer, recorder->writing, &error);
			pthread_mutex_lock(&recorder->mutex);
			settle(recorder, written, &error);
		}
		done = last && (!written || is_empty(recorder->filling));
		struct timespec deadline = after(start, written ? COMMIT_EVERY_NS : RETRY_EVERY_NS);
		while (!done && must_wait(recorder)
		       && pthread_cond_timedwait(&recorder->wake, &recorder->mutex, &deadline) == 0)
			;
	}
	pthread_mutex_unlock(&recorder->mutex);
	return NULL;
}

/* The signals of the program belong to its main thread; and a write beyond a limit of
 * size shall fail here, not end the program. */
static int start_thread(struct recorder *recorder)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int code = pthread_create(&recorder->thread, NULL, work, recorder);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return code;
}

static void recorder_free(struct recorder *recorder)
{
	writer_close(recorder->writer);
	for (size_t i = 0; i < 2; i++)
		batch_free(&recorder->batches[i]);
	pthread_cond_destroy(&recorder->wake);
	pthread_cond_destroy(&recorder->room);
	pthread_mutex_destroy(&recorder->mutex);
	free(recorder);
}

struct recorder *recorder_open(struct record *record, int64_t session, bool wait_when_behind,
                               struct error *error)
{
	struct recorder *recorder = xcalloc(1, sizeof *recorder);
	recorder->wait_when_behind = wait_when_behind;
	recorder->filling = &recorder->batches[0];
	recorder->writing = &recorder->batches[1];
	pthread_mutex_init(&recorder->mutex, NULL);
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&recorder->wake, &monotonic);
	pthread_cond_init(&recorder->room, NULL);
	pthread_condattr_destroy(&monotonic);

	if (claim_take(record, error))
		recorder->writer = writer_open(record, session, error);
	int code = recorder->writer ? start_thread(recorder) : 0;
	if (code != 0)
		error_set(error, ERROR_SYSTEM, "The thread that writes the record cannot be started: %s.", strerror(code));
	if (recorder->writer && code == 0)
		return recorder;
	recorder_free(recorder);
	return NULL;
}

static int64_t time_of(const struct message *message)
{
	switch (message->kind) {
	case MESSAGE_CHUNK:
		return message->chunk.arrival_ns;
	case MESSAGE_SAMPLE:
		return message->sample.arrival_ns;
	case MESSAGE_EVENT:
		return message->event.time_ns;
	case MESSAGE_DEVIATION:
		return message->deviation.time_ns;
	case MESSAGE_GAP:
		return message->gap.to_ns;
	}
	return 0;
}

/* A disk that fails does not hold up a virtual visit: its messages stay in memory. */
static bool is_behind(const struct recorder *recorder)
{
	return recorder->wait_when_behind && recorder->filling->count >= BEHIND
		&& recorder->trouble.kind == ERROR_NONE;
}

void recorder_hear(void *self, const struct message *message)
{
	struct recorder *recorder = self;
	int64_t time_ns = time_of(message);
	pthread_mutex_lock(&recorder->mutex);
	assert(!recorder->closing);
	while (is_behind(recorder))
		pthread_cond_wait(&recorder->room, &recorder->mutex);
	batch_add(recorder->filling, message);
	if (time_ns > recorder->newest_ns)
		recorder->newest_ns = time_ns;
	bool soon = recorder->filling->count == SOON;
	pthread_mutex_unlock(&recorder->mutex);
	if (soon)
		pthread_cond_signal(&recorder->wake);
}

void recorder_clock(struct recorder *recorder, int64_t time_ns, int64_t utc_ns)
{
	pthread_mutex_lock(&recorder->mutex);
	batch_add_pair(recorder->filling, (struct clock_pair){ .time_ns = time_ns, .utc_ns = utc_ns });
	pthread_mutex_unlock(&recorder->mutex);
}

bool recorder_trouble(struct recorder *recorder, struct error *error)
{
	pthread_mutex_lock(&recorder->mutex);
	bool trouble = recorder->trouble.kind != ERROR_NONE;
	if (trouble)
		*error = recorder->trouble;
	pthread_mutex_unlock(&recorder->mutex);
	return trouble;
}

struct recorder_health recorder_health(struct recorder *recorder)
{
	pthread_mutex_lock(&recorder->mutex);
	struct recorder_health health = {
		.waiting = recorder->filling->count + recorder->writing->count,
		.committed = recorder->committed,
	};
	pthread_mutex_unlock(&recorder->mutex);
	return health;
}

bool recorder_flush(struct recorder *recorder, struct error *error)
{
	pthread_mutex_lock(&recorder->mutex);
	int64_t failures = recorder->failures;
	bool waits;
	while ((waits = !is_empty(recorder->filling) || !is_empty(recorder->writing)) && recorder->failures == failures) {
		recorder->hurry = true;
		pthread_cond_signal(&recorder->wake);
		pthread_cond_wait(&recorder->room, &recorder->mutex);
	}
	if (waits)
		*error = recorder->trouble;
	pthread_mutex_unlock(&recorder->mutex);
	return !waits;
}

bool recorder_close(struct recorder *recorder, struct error *error)
{
	if (!recorder)
		return true;
	pthread_mutex_lock(&recorder->mutex);
	recorder->closing = true;
	pthread_mutex_unlock(&recorder->mutex);
	pthread_cond_signal(&recorder->wake);
	pthread_join(recorder->thread, NULL);

	size_t left = recorder->filling->count + recorder->writing->count;
	bool well = recorder->trouble.kind == ERROR_NONE;
	if (well)
		writer_settle(recorder->writer);
	else
		error_set(error, recorder->trouble.kind, "%s not in the record: %s",
		          count_text((int64_t)left, "message of the session is", "messages of the session are", (char[COUNT_TEXT_SIZE]){0}),
		          recorder->trouble.text);
	recorder_free(recorder);
	return well;
}
